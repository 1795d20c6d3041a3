"""Streams of events: what is replayed, who is told what, and that nobody is waited for."""

import asyncio
import json
import threading
import time

import pytest
from msgspec.structs import replace

from bulletins import bulletin
from outright.bulletin import decode
from outright.serve.board import Board
from outright.serve.events import Telling
from outright.serve.handlers import event_id
from outright.serve.hub import HEARTBEAT, QUEUE, REPLAYED, SLICE, Hub
from outright.serve.limits import Limits
from outright.serve.run import Server
from page_states import CONTEST, runoff_certain, with_contest, with_night
from serving import DATA, EVENTS, NIGHT, field, get, listening


def news(seq, **more):
    return with_contest(with_night(bulletin(), seq=seq), seq=seq, **more)


def telling(n, contest=CONTEST):
    return Telling("snapshot", contest, {"n": n})


def taken(queue):
    found = []
    while not queue.empty():
        found.append(queue.get_nowait())
    return found


async def settled():
    """Every slice that was to be poured has been."""
    for _ in range(50):
        await asyncio.sleep(0)


def test_listener_hears_of_a_new_count(server, board):
    with listening(server) as frame:
        board.publish(news(13))
        told = frame()
        assert field(told, "event") == "snapshot"
        data = json.loads(field(told, "data"))
        assert (data["seq"], data["contest"], data["call"]) == (13, CONTEST, "too_early")
        assert data["etag"] == get(server, data["url"])[1]["etag"].strip('"')
        assert len("\n".join(told)) < 1024


def test_listener_hears_of_another_verdict_as_a_call(server, board):
    with listening(server) as frame:
        board.publish(with_contest(with_night(runoff_certain(), seq=13), seq=13))
        told = frame()
        assert field(told, "event") == "call"
        assert json.loads(field(told, "data"))["call"] == "runoff_certain"


def test_stream_is_not_stored_and_not_held_back(server):
    import http.client

    connection = http.client.HTTPConnection(server.host, server.port, timeout=5)
    connection.request("GET", EVENTS)
    answer = connection.getresponse()
    assert answer.getheader("cache-control") == "no-store"
    assert answer.getheader("x-accel-buffering") == "no"
    assert answer.getheader("access-control-allow-origin") == "*"
    assert answer.getheader("content-encoding") is None
    answer.close()
    connection.close()


def test_reader_who_comes_back_gets_what_was_missed_and_nothing_twice(server, board):
    for seq in (13, 14, 15):
        board.publish(news(seq))
    with listening(server, **{"Last-Event-ID": "130000"}) as frame:
        assert [field(frame(), "id") for _ in range(2)] == ["140000", "150000"]
        board.publish(news(16))
        assert field(frame(), "id") == "160000"
    with listening(server, f"{EVENTS}?since=150000") as frame:
        assert field(frame(), "id") == "160000"


@pytest.mark.parametrize("seen", ["990000", "not a number", "-1", "7", "9" * 4500])
def test_reader_with_an_id_we_do_not_know_starts_again_and_goes_on_from_here(server, board, seen):
    with listening(server, **{"Last-Event-ID": seen}) as frame:
        told = frame()
        assert (field(told, "event"), field(told, "id")) == ("reset", str(board.hub.newest))


def test_filter_lets_through_the_contests_asked_for_and_what_concerns_all(server, board):
    whole = bulletin()
    both = replace(whole, contests=(*whole.contests, replace(whole.contests[0], id="senate-17")))
    board.publish(with_night(both, seq=13))
    with listening(server, f"{EVENTS}?contests=senate-17") as frame:
        board.publish(
            replace(both, night=replace(both.night, seq=14), contests=(news(14).contests[0], both.contests[1]))
        )
        board.reload("9")
        assert field(frame(), "event") == "reload"
    with listening(server, f"{EVENTS}?contests=senate-17,{CONTEST}") as frame:
        board.publish(
            replace(both, night=replace(both.night, seq=15), contests=(news(15).contests[0], both.contests[1]))
        )
        assert json.loads(field(frame(), "data"))["contest"] == CONTEST


def test_only_the_last_thousand_events_are_replayed():
    async def play():
        hub = Hub()
        for n in range(REPLAYED + 5):
            hub.tell(0, [telling(n)])
        oldest = hub.newest - REPLAYED
        whole, forgotten = hub.listen(oldest), hub.listen(oldest - 1)
        return taken(whole.queue), taken(forgotten.queue)

    (replay,), (forgotten,) = asyncio.run(play())
    assert replay.count(b"event: snapshot") == REPLAYED
    assert b"event: reset" in forgotten


def test_slow_reader_is_told_to_start_again_and_the_publisher_never_waits():
    async def play():
        hub = Hub()
        slow = hub.listen(None)
        for n in range(QUEUE + 5):
            hub.tell(0, [telling(n)])
            await settled()
        return taken(slow.queue)

    frames = asyncio.run(play())
    assert len(frames) < QUEUE
    assert b"event: reset" in frames[0] and b"id: %d\n" % (QUEUE + 1) in frames[0]
    assert [b"event: snapshot" in f for f in frames[1:]] == [True] * 4


def test_everybody_hears_everything_once_and_in_order_however_many_they_are():
    """Publications follow each other faster than a thousand queues are filled; readers come meanwhile."""

    async def play():
        hub = Hub()
        first = [hub.listen(None) for _ in range(SLICE * 2 + 7)]
        for n in range(5):
            hub.tell(0, [telling(2 * n), telling(2 * n + 1)])
        late = hub.listen(hub.newest - 3)
        hub.leave(first[0])
        hub.tell(0, [telling(10)])
        await settled()
        return [taken(x.queue) for x in first[1:]], taken(late.queue)

    heard, late = asyncio.run(play())
    ids = [line for frame in heard[0] for line in frame.split(b"\n") if line.startswith(b"id: ")]
    assert ids == [b"id: %d" % n for n in range(1, 12)]
    assert all(h == heard[0] for h in heard)
    assert [line for f in late for line in f.split(b"\n") if line.startswith(b"id: ")] == [
        b"id: %d" % n for n in (8, 9, 10, 11)
    ]


def test_frames_are_written_once_for_everybody():
    async def play():
        hub = Hub()
        listeners = [hub.listen(None, wanted) for wanted in (None, None, frozenset({CONTEST}), frozenset({CONTEST}))]
        hub.tell(0, [telling(1), telling(2, "senate-17")])
        await settled()
        return [taken(x.queue)[0] for x in listeners]

    a, b, c, d = asyncio.run(play())
    assert a is b and c is d and len(c) < len(a)


def test_heartbeat_keeps_a_quiet_line_open():
    with Server(Board(hub=Hub(heartbeat=0.05)), port=0) as server:
        server._board.publish(bulletin())
        with listening(server) as frame:
            assert [frame(), frame()] == [[HEARTBEAT.decode().strip()]] * 2


def test_events_of_another_night_are_not_here(server):
    assert get(server, "/v1/us-ga-2020-11-03/events")[0] == 404


def test_reader_who_leaves_is_forgotten(server, board):
    with listening(server):
        assert len(board.hub) == 1
    until = time.monotonic() + 10
    while len(board.hub) and time.monotonic() < until:
        time.sleep(0.02)
    assert len(board.hub) == board.hub.from_address("127.0.0.1") == 0


@pytest.mark.parametrize("limits", [Limits(listeners=2), Limits(listeners_per_address=2)])
def test_more_listeners_than_there_is_room_for_are_sent_to_ask_instead(board, limits):
    with Server(board, port=0, limits=limits) as server, listening(server), listening(server):
        status, headers, _ = get(server, EVENTS)
        assert (status, headers["retry-after"]) == (503, "60")
        assert get(server, DATA)[0] == 200
        assert b'outright_shed_total{reason="listeners' in get(server, "/metrics")[2]


def test_readers_and_a_publisher_at_once_see_only_whole_moments(server, board):
    seen, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            seen.append(decode(get(server, f"/v1/{NIGHT}/bulletin.json")[2]))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for seq in range(13, 43):
        board.publish(news(seq))
        time.sleep(0.005)
    stop.set()
    for reader in readers:
        reader.join(10)
    assert seen and {(b.night.seq, b.contests[0].seq) for b in seen} <= {(n, n) for n in range(12, 43)}


@pytest.mark.parametrize(
    ("said", "meant"), [(None, None), ("", None), ("7", 7), ("x", -1), ("٣", -1), ("1" * 30, -1)]
)  # fmt: skip
def test_last_event_id(said, meant):
    assert event_id(said) == meant
