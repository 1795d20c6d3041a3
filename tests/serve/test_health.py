"""Whether all is well: alive, ready, counted, and an orderly end."""

import datetime as dt
import json
import socket
import threading
import time

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bulletins import bulletin
from outright.errors import OutrightError
from outright.publish.document import Document
from outright.serve.board import Board
from outright.serve.limits import Limits
from outright.serve.run import Server
from page_states import with_contest, with_night
from serving import DATA, EVENTS, NIGHT, PAGE, field, get, listening


def counted(server):
    """Every sample by name and labels."""
    text = get(server, "/metrics")[2].decode()
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_health_tells_night_and_moment(server):
    status, headers, body = get(server, "/healthz")
    assert (status, headers["cache-control"]) == (200, "no-store")
    assert json.loads(body) == {"status": "ok", "night": NIGHT, "seq": 12}


def test_not_storing_is_said_with_since_when_and_ends_no_process(server, board):
    assert counted(server)["outright_not_storing_since",] == 0
    board.not_storing_since = dt.datetime(2017, 4, 19, 1, 4, 10, tzinfo=dt.UTC)
    status, _, body = get(server, "/healthz")
    said = {"status": "not storing", "night": NIGHT, "seq": 12, "notStoringSince": "2017-04-19T01:04:10+00:00"}
    assert (status, json.loads(body)) == (200, said)
    assert counted(server)["outright_not_storing_since",] == board.not_storing_since.timestamp()
    assert get(server, "/readyz")[0] == 200, "the last good page can be read"
    board.not_storing_since = None
    assert json.loads(get(server, "/healthz")[2])["status"] == "ok"


def test_alive_before_the_first_bulletin_and_ready_after():
    board = Board()
    with Server(board, port=0) as server:
        assert json.loads(get(server, "/healthz")[2])["seq"] is None
        assert (get(server, "/readyz")[0], json.loads(get(server, "/readyz")[2])) == (
            503,
            {"status": "no bulletin yet"},
        )
        board.publish(bulletin())
        assert (get(server, "/readyz")[0], get(server, "/readyz", "HEAD")[0]) == (200, 200)
        board.closing = True
        assert (get(server, "/readyz")[0], get(server, "/healthz")[0]) == (503, 200)
        assert get(server, DATA)[0] == 200, "what is asked meanwhile is still answered"
        assert get(server, EVENTS)[0] == 503


def test_everything_an_operator_asks_about_is_counted(server, board):
    get(server, PAGE)
    get(server, DATA)
    get(server, "/nothing")
    with listening(server) as frame:
        board.publish(with_contest(with_night(bulletin(), seq=13), seq=13))
        assert field(frame(), "event") == "snapshot"
        now = counted(server)
        assert now["outright_listeners",] == 1
    assert now["outright_requests_total", ("kind", "page"), ("status", "200")] == 1
    assert now["outright_requests_total", ("kind", "page"), ("status", "404")] == 1
    assert now["outright_requests_total", ("kind", "data"), ("status", "200")] == 1
    assert now["outright_requests_total", ("kind", "events"), ("status", "200")] == 1
    assert now["outright_draw_seconds_count", ("kind", "page")] == 2, "asked for, then ahead of the next moment"
    assert now["outright_events_total", ("kind", "snapshot")] == 1
    assert now["outright_events_sent_total",] == 1
    assert now["outright_bulletin_seq",] == 13
    assert 0 <= now["outright_bulletin_age_seconds",] < 60
    assert now["outright_held_bytes",] > 0


def test_what_others_count_is_shown_among_it_as_it_stands_now():
    late = [2]
    with Server(Board(), port=0, measures=[("outright_projections_late", "Taken back.", lambda: late[0])]) as server:
        assert counted(server)["outright_projections_late",] == 2
        late[0] += 1
        assert counted(server)["outright_projections_late",] == 3


def test_two_servers_in_one_process_count_for_themselves(server):
    get(server, DATA)
    with Server(Board(), port=0) as other:
        assert ("outright_requests_total", ("kind", "data"), ("status", "200")) not in counted(other)


def test_stopping_says_goodbye_to_listeners_and_frees_the_port(board):
    server = Server(board, port=0)
    with listening(server) as frame:
        server.stop()
        assert frame() == [": goodbye"]
        assert frame() == []
    server.stop()
    again = Server(board, port=server.port)
    assert again.port == server.port
    again.stop()


def test_answer_that_is_being_drawn_is_finished_before_the_end(board):
    begun, go, got = threading.Event(), threading.Event(), []

    def draw():
        begun.set()
        assert go.wait(10)
        return b"finished"

    server = Server(board, port=0)
    board.sheet(PAGE + "index.html").document = Document(draw, 1)
    reader = threading.Thread(target=lambda: got.append(get(server, PAGE)))
    reader.start()
    assert begun.wait(10)
    stopping = threading.Thread(target=server.stop)
    stopping.start()
    time.sleep(0.3)
    go.set()
    stopping.join(20)
    reader.join(10)
    assert (got[0][0], got[0][2]) == (200, b"finished")


def test_while_it_drains_it_answers_and_says_it_is_not_ready(board):
    server = Server(board, port=0)
    stopping = threading.Thread(target=server.stop, args=(1.0,))
    stopping.start()
    while not board.closing:
        time.sleep(0.005)
    assert get(server, "/readyz")[0] == 503
    assert get(server, PAGE)[0] == 200
    stopping.join(20)


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


def test_address_that_is_not_ours_is_an_error_for_the_desk(board):
    with pytest.raises(OutrightError, match=r"Cannot listen on 203\.0\.113\.1"):
        Server(board, host="203.0.113.1", port=8000)


def test_no_more_listeners_are_promised_than_there_are_files_to_open(monkeypatch):
    import resource

    from outright.serve.room import BESIDE, room_for

    def marks(soft, hard):
        asked = []
        monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, hard))
        monkeypatch.setattr(resource, "setrlimit", lambda _, pair: asked.append(pair))
        return room_for(Limits(listeners=6000)).listeners, asked

    assert marks(20_000, 20_000) == (6000, [])
    assert marks(1024, 20_000) == (6000, [(6000 + BESIDE, 20_000)])
    assert marks(1024, resource.RLIM_INFINITY) == (6000, [(6000 + BESIDE, resource.RLIM_INFINITY)])
    assert marks(1024, 4096) == (4096 - BESIDE, [(4096, 4096)])
    assert marks(1024, 1024) == (512, [(1024, 1024)])
    assert marks(resource.RLIM_INFINITY, resource.RLIM_INFINITY) == (6000, [])
