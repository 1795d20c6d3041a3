"""The server on a loopback port: what a browser, a cache and a listener get from it."""

import http.client
import json
import socket
import threading
import time
from contextlib import contextmanager

import pytest

from bulletins import bulletin
from outright.bulletin import decode
from outright.errors import OutrightError
from outright.serve.app import _event_id
from outright.serve.board import QUEUE, REPLAYED, RESET, Board
from outright.serve.run import Server
from outright.terms import ResultsStatus
from page_states import CONTEST, runoff_certain, with_contest, with_night

NIGHT = "us-ga-2017-04-18"
PAGE = f"/{NIGHT}/{CONTEST}/"


@pytest.fixture
def board():
    shown = Board()
    shown.publish(bulletin())
    return shown


@pytest.fixture
def server(board):
    with Server(board, port=0) as running:
        yield running


def get(server, path, method="GET", **headers):
    connection = http.client.HTTPConnection(server.host, server.port, timeout=5)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@contextmanager
def listening(server, path=f"/v1/{NIGHT}/events", **headers):
    """An open event stream: a function that reads the next frame, without its last blank line."""
    connection = http.client.HTTPConnection(server.host, server.port, timeout=5)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    assert answer.status == 200, answer.status
    assert answer.getheader("content-type").startswith("text/event-stream")

    def frame():
        lines = []
        while line := answer.readline().decode().rstrip("\n"):
            lines.append(line)
        return lines

    assert frame() == ["retry: 5000"]
    try:
        yield frame
    finally:
        answer.close()
        connection.close()


def field(frame, name):
    return next(line.removeprefix(f"{name}: ") for line in frame if line.startswith(f"{name}: "))


def test_every_file_of_the_tree_is_answered_with_its_own_bytes(server, board):
    for path in board.paths():
        status, headers, body = get(server, path.removesuffix("index.html"))
        assert (status, body) == (200, board.file(path).body)
        assert headers["etag"] == board.file(path).etag
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["outright-seq"] == "12"
        assert headers["outright-status"] == "unofficial-partial"


def test_etag_is_strong_and_a_repeat_is_304_with_the_same_headers(server):
    _, first, _ = get(server, PAGE)
    assert len(first["etag"].strip('"')) == 20
    for tag in (first["etag"], f'"other", W/{first["etag"]}'):
        status, headers, body = get(server, PAGE, **{"If-None-Match": tag})
        assert (status, body) == (304, b"")
        assert {headers[h] == first[h] for h in ("etag", "cache-control", "content-security-policy")} == {True}
    assert get(server, PAGE, **{"If-None-Match": '"0"'})[0] == 200


def test_etag_is_the_same_across_two_builds_of_one_moment(board):
    again = Board()
    again.publish(bulletin())
    assert [board.file(p).etag for p in board.paths()] == [again.file(p).etag for p in board.paths()]


def test_cache_times_by_kind_of_file(server, board):
    def kept(path):
        return get(server, path)[1]["cache-control"]

    assert "immutable" in kept(f"/v1/{NIGHT}/us-house-6/s/12.json")
    assert "immutable" in kept(next(p for p in board.paths() if p.startswith("/static/")))
    assert kept(f"/v1/{NIGHT}/{CONTEST}/latest.json").startswith("public, max-age=5,")
    assert kept(PAGE).startswith("public, max-age=10,")
    board.publish(with_night(bulletin(), status=ResultsStatus.CERTIFIED, seq=13))
    assert kept(PAGE) == "public, max-age=3600"


def test_types_are_named(server):
    kinds = {PAGE: "text/html; charset=utf-8", f"/v1/{NIGHT}/bulletin.json": "application/json",
             f"{PAGE}plain": "text/plain; charset=utf-8"}  # fmt: skip
    for path, kind in kinds.items():
        assert get(server, path)[1]["content-type"] == kind


def test_json_may_be_read_from_any_site_and_pages_may_not(server):
    assert get(server, f"/v1/{NIGHT}/bulletin.json")[1]["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in get(server, PAGE)[1]


def test_address_without_its_slash_is_led_on(server):
    status, headers, _ = get(server, PAGE.rstrip("/"))
    assert (status, headers["location"]) == (308, f"{CONTEST}/")


def test_head_has_the_headers_and_no_body(server):
    status, headers, body = get(server, PAGE, "HEAD")
    assert (status, body) == (200, b"")
    assert headers["etag"] == get(server, PAGE)[1]["etag"]


def test_writing_is_not_allowed(server):
    assert get(server, PAGE, "POST")[0] == 405


def test_missing_data_is_a_problem_document_that_names_what_is_near(server):
    status, headers, body = get(server, f"/v1/{NIGHT}/us-house-7/latest.json")
    problem = json.loads(body)
    assert (status, headers["content-type"]) == (404, "application/problem+json")
    assert {"type", "title", "status", "detail", "hint"} == set(problem)
    assert f"/v1/{NIGHT}/{CONTEST}/latest.json" in problem["hint"]


@pytest.mark.parametrize("path", ["/nothing", "/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/static/../../x", "//"])
def test_missing_page_is_a_page(server, path):
    status, headers, body = get(server, path)
    assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert b"no page at this address" in body


def test_health_tells_night_and_moment(server):
    assert json.loads(get(server, "/healthz")[2]) == {"status": "ok", "night": NIGHT, "seq": 12}
    with Server(Board(), port=0) as empty:
        assert json.loads(get(empty, "/healthz")[2])["seq"] is None
        assert get(empty, "/")[0] == 404


def test_listener_hears_of_a_new_count_in_under_a_kilobyte(server, board):
    with listening(server) as frame:
        board.publish(with_night(bulletin(), seq=13))
        news = frame()
        assert field(news, "event") == "snapshot"
        data = json.loads(field(news, "data"))
        assert data["seq"] == 13 and data["contest"] == CONTEST and data["call"] == "too_early"
        assert data["etag"] == get(server, data["url"])[1]["etag"]
        assert len("\n".join(news)) < 1024


def test_listener_hears_of_another_verdict_as_a_call(server, board):
    with listening(server) as frame:
        board.publish(with_night(runoff_certain(), seq=13))
        news = frame()
        assert field(news, "event") == "call"
        assert json.loads(field(news, "data"))["call"] == "runoff_certain"


def test_reader_who_comes_back_gets_what_was_missed_and_nothing_twice(server, board):
    for seq in (13, 14, 15):
        board.publish(with_night(bulletin(), seq=seq))
    with listening(server, **{"Last-Event-ID": "2"}) as frame:
        assert [field(frame(), "id") for _ in range(2)] == ["3", "4"]
        board.publish(with_night(bulletin(), seq=16))
        assert field(frame(), "id") == "5"
    with listening(server, f"/v1/{NIGHT}/events?since=4") as frame:
        assert field(frame(), "id") == "5"


@pytest.mark.parametrize("seen", ["99", "not a number", "-1"])
def test_reader_with_an_id_we_never_gave_starts_again(server, seen):
    with listening(server, **{"Last-Event-ID": seen}) as frame:
        assert field(frame(), "event") == "reset"


def test_only_the_last_thousand_events_are_replayed():
    import asyncio

    board = Board()
    board.publish(bulletin())
    for _ in range(REPLAYED):
        board._last_id += 1
        board._events.append(type(board._events[0])(board._last_id, b"x"))

    async def waiting(after):
        return board.listen(after).frames

    assert asyncio.run(waiting(1)).qsize() == REPLAYED
    forgotten = asyncio.run(waiting(0))
    assert forgotten.qsize() == 1 and forgotten.get_nowait() == RESET


def test_slow_reader_is_told_to_start_again_and_the_publisher_never_waits():
    import asyncio

    board = Board()
    board.publish(bulletin())

    async def slow():
        listener = board.listen(None)
        for _ in range(QUEUE + 5):
            listener.offer(b"x")
        return listener.frames

    frames = asyncio.run(slow())
    assert frames.get_nowait() == RESET
    assert frames.qsize() < QUEUE


def test_heartbeat_keeps_a_quiet_line_open(board):
    import asyncio

    from outright.serve.app import HEARTBEAT, RETRY, _stream

    async def first_two():
        stream = _stream(board, board.listen(None), 0.01)
        frames = [await anext(stream), await anext(stream)]
        await stream.aclose()
        return frames

    assert asyncio.run(first_two()) == [RETRY, HEARTBEAT]
    assert not board._listeners


def test_events_of_another_night_are_not_here(server):
    assert get(server, "/v1/us-ga-2020-11-03/events")[0] == 404


def test_reader_who_leaves_is_forgotten(server, board):
    with listening(server):
        assert len(board._listeners) == 1
    for _ in range(100):
        board.publish(bulletin())
        if not board._listeners:
            break
        time.sleep(0.05)
    assert not board._listeners


def test_moment_once_published_keeps_its_bytes(server, board):
    first = get(server, f"/v1/{NIGHT}/us-house-6/s/12.json")[2]
    board.publish(with_contest(with_night(bulletin(), seq=13, as_of_text="9:50 p.m. EDT"), seq=13))
    assert get(server, f"/v1/{NIGHT}/us-house-6/s/12.json")[2] == first
    assert json.loads(get(server, f"/v1/{NIGHT}/us-house-6/s/13.json")[2])["outright"]["seq"] == 13


def test_readers_and_a_publisher_at_once_see_only_whole_moments(server, board):
    seen, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            seen.append(decode(get(server, f"/v1/{NIGHT}/bulletin.json")[2]).night.seq)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for seq in range(13, 33):
        board.publish(with_night(bulletin(), seq=seq))
    stop.set()
    for reader in readers:
        reader.join(5)
    assert seen and set(seen) <= set(range(12, 33))


def test_taken_port_is_left_alone_and_another_one_is_named(board):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with Server(board, port=port) as other:
            assert other.port != port
            assert other.note == f"Port {port} is taken; using {other.port}."
            assert get(other, "/healthz")[0] == 200


def test_server_listens_on_this_machine_only_by_default(server):
    assert server.host == "127.0.0.1"
    assert server.url == f"http://127.0.0.1:{server.port}/"
    assert server.note == ""


def test_stopping_says_goodbye_to_listeners_and_frees_the_port(board):
    server = Server(board, port=0)
    with listening(server) as frame:
        started = time.monotonic()
        server.stop()
        assert frame() == []
    assert time.monotonic() - started < 5
    server.stop()
    again = Server(board, port=server.port)
    assert again.port == server.port
    again.stop()


def test_address_that_is_not_ours_is_an_error_for_the_desk(board):
    with pytest.raises(OutrightError, match=r"Cannot listen on 203\.0\.113\.1"):
        Server(board, host="203.0.113.1", port=8000)


@pytest.mark.parametrize(("said", "meant"), [(None, None), ("", None), ("7", 7), ("x", -1), ("٣", -1)])
def test_last_event_id(said, meant):
    assert _event_id(said) == meant
