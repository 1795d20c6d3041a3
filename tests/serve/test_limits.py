"""How much one address and all together may ask for, and what is said beyond."""

import socket
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletins import bulletin
from outright.publish.document import Document
from outright.serve.board import Board
from outright.serve.limits import Buckets, Limits, counted_as, within
from outright.serve.run import Server
from serving import DATA, PAGE, get


@pytest.fixture
def board():
    shown = Board()
    shown.publish(bulletin())
    return shown


def raw(server):
    line = socket.create_connection((server.host, server.port), timeout=10)
    line.settimeout(10)
    return line


def until_closed(line):
    got = b""
    try:
        while part := line.recv(65536):
            got += part
    except ConnectionError:
        pass
    return got


def test_bucket_gives_what_is_in_it_and_fills_again():
    bucket = Buckets(rate=2, size=3)
    assert [bucket.take("a", 0.0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert bucket.take("b", 0.0) == 0, "another address has its own"
    assert bucket.take("a", 0.5) == 0
    assert bucket.take("a", 0.5) > 0
    assert [bucket.take("a", 100.0) for _ in range(4)] == [0, 0, 0, 0.5], "never more than its size"


@given(st.lists(st.floats(0, 10), max_size=200), st.integers(1, 20), st.floats(0.5, 50))
def test_no_address_gets_more_than_its_rate(waits, size, rate):
    bucket, now, given_out = Buckets(rate, size), 0.0, 0
    for wait in waits:
        now += wait
        given_out += bucket.take("a", now) == 0
    assert given_out <= size + now * rate + 1e-6


def test_only_so_many_addresses_are_remembered():
    bucket = Buckets(rate=1, size=1, most=10)
    for n in range(1000):
        bucket.take(str(n), 0.0)
    assert len(bucket._buckets) == 10


def test_addresses_are_counted_by_network_where_a_household_has_billions():
    assert counted_as("2001:db8:1:2::1") == counted_as("2001:db8:1:2:ffff::9") != counted_as("2001:db8:1:3::1")
    assert counted_as("::ffff:192.0.2.7") == counted_as("192.0.2.7") == "192.0.2.7"
    assert counted_as("a unix socket") == "a unix socket"
    assert within("10.1.2.3", ("10.0.0.0/8",)) and not within("11.1.2.3", ("10.0.0.0/8",))
    assert not within("testclient", ("10.0.0.0/8",))


def test_who_asks_too_often_is_told_when_to_ask_again(board):
    with Server(board, port=0, limits=Limits(requests_at_once=3, requests_per_second=0.5)) as server:
        assert [get(server, DATA)[0] for _ in range(3)] == [200] * 3
        status, headers, body = get(server, DATA)
        assert (status, headers["content-type"]) == (429, "application/problem+json")
        assert 1 <= int(headers["retry-after"]) <= 2 and b"Too many requests" in body
        assert get(server, "/healthz")[0] == get(server, "/readyz")[0] == 200
        assert b'outright_shed_total{reason="too-many-requests"} 1.0' in get(server, "/metrics")[2]


def test_forwarded_address_counts_only_where_the_proxy_is_known(board):
    few = {"requests_at_once": 1, "requests_per_second": 0.001}

    def statuses(limits):
        with Server(board, port=0, limits=limits) as server:
            return [get(server, DATA, **{"X-Forwarded-For": f"203.0.113.{n}"})[0] for n in (1, 2, 2)]

    assert statuses(Limits(**few)) == [200, 429, 429], "anybody can write a header"
    assert statuses(Limits(**few, proxies=("127.0.0.1",))) == [200, 200, 429]


def test_nearest_hop_that_is_not_ours_is_who_asked(board):
    limits = Limits(requests_at_once=1, requests_per_second=0.001, proxies=("127.0.0.1", "10.0.0.0/8"))
    with Server(board, port=0, limits=limits) as server:
        assert get(server, DATA, **{"X-Forwarded-For": "198.51.100.1, 203.0.113.1, 10.1.1.1"})[0] == 200
        assert get(server, DATA, **{"X-Forwarded-For": "198.51.100.2, 203.0.113.1, 10.1.1.1"})[0] == 429


def test_more_lines_from_one_address_than_it_may_have_are_closed_with_a_word(board):
    with Server(board, port=0, limits=Limits(connections_per_address=3)) as server:
        lines = [raw(server) for _ in range(3)]
        for line in lines:
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert line.recv(65536).startswith(b"HTTP/1.1 200")
        with raw(server) as one_more:
            one_more.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" * 50)
            said = until_closed(one_more)
        assert said.startswith(b"HTTP/1.1 503") and b"Retry-After: 5" in said
        lines.pop().close()
        until = time.monotonic() + 10
        while True:
            with raw(server) as again:
                again.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                said = until_closed(again)
            if said.startswith(b"HTTP/1.1 200") or time.monotonic() > until:
                break
        assert said.startswith(b"HTTP/1.1 200")
        for line in lines:
            line.close()


def test_when_too_many_wait_the_next_is_sent_away_at_once_and_health_is_told(board):
    import threading

    begun, go = threading.Event(), threading.Event()

    def draw():
        begun.set()
        assert go.wait(20)
        return b"drawn"

    board.sheet(PAGE + "index.html").document = Document(draw, 1)
    with Server(board, port=0, limits=Limits(in_flight=2)) as server:
        got = []
        readers = [threading.Thread(target=lambda: got.append(get(server, PAGE)[0])) for _ in range(2)]
        for reader in readers:
            reader.start()
        assert begun.wait(10)
        until = time.monotonic() + 10
        while (answer := get(server, DATA))[0] != 503 and time.monotonic() < until:
            pass
        status, headers, body = answer
        assert (status, headers["retry-after"], headers["connection"]) == (503, "5", "close")
        assert headers["access-control-allow-origin"] == "*" and b"urn:outright:busy" in body
        assert get(server, "/healthz")[0] == 200
        go.set()
        for reader in readers:
            reader.join(10)
        assert got == [200, 200]
        assert get(server, DATA)[0] == 200


def test_who_never_finishes_asking_is_let_go(board):
    with Server(board, port=0, limits=Limits(head_seconds=0.3)) as server:
        with raw(server) as silent, raw(server) as slow:
            slow.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
            assert until_closed(silent) == until_closed(slow) == b""
        with raw(server) as second_time:
            second_time.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert second_time.recv(65536).startswith(b"HTTP/1.1 200")
            second_time.sendall(b"GET /healthz HT")
            assert until_closed(second_time) in (b"", get(server, "/healthz")[2])
        assert b'reason="slow-request"} 3.0' in get(server, "/metrics")[2]


def test_headers_without_an_end_are_refused(board):
    with Server(board, port=0) as server, raw(server) as line:
        line.sendall(b"GET / HTTP/1.1\r\n")
        for _ in range(90):
            line.sendall(b"X-More: " + b"x" * 1000 + b"\r\n")
        said = until_closed(line)
        assert said.startswith(b"HTTP/1.1 431")
        assert get(server, "/healthz")[0] == 200


def test_reader_that_takes_nothing_is_let_go(board):
    big = b"x" * 30_000_000
    board.sheet(DATA).prints.clear()
    board.sheet(DATA).document = Document(lambda: big, 1)
    with Server(board, port=0, limits=Limits(stall_seconds=0.3)) as server, raw(server) as line:
        line.sendall(f"GET {DATA} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        until = time.monotonic() + 20
        while b'reason="stalled-reader"' not in get(server, "/metrics")[2] and time.monotonic() < until:
            time.sleep(0.05)
        assert b'reason="stalled-reader"} 1.0' in get(server, "/metrics")[2]
        assert len(until_closed(line)) < len(big)
