"""When files are drawn: on request, once, off the event loop, and again from the same things when they were let go."""

import subprocess
import sys
import threading

import pytest

from bulletins import bulletin
from outright.bulletin import decode, encode
from outright.publish.document import Document
from outright.publish.tree import documents
from outright.serve.board import Board
from outright.serve.press import WAITING, Busy, Press, Sheet
from page_states import with_contest, with_night
from serving import DATA, NIGHT, PAGE, get


class Drawer:
    """A document that counts how often it is drawn, and waits until it may go on."""

    def __init__(self, body=b"x" * 2000):
        self.times, self.body, self.go = 0, body, threading.Event()
        self.begun = threading.Event()

    def __call__(self):
        self.times += 1
        self.begun.set()
        assert self.go.wait(10)
        return self.body


def sheet(draw, path="/n/c/index.html", **more):
    return Sheet(path, Document(draw, draw), **more)


def test_nothing_is_drawn_until_somebody_asks(board):
    drawn = {path for path in board.paths() if board.sheet(path).prints}
    assert drawn == {DATA}, "the events name the ETag of a contest's newest document, and of nothing else"


def test_many_who_ask_at_once_wait_for_one_drawing():
    press, draw = Press(), Drawer()
    one = sheet(draw)
    orders = [press.order(one, encoding) for encoding in ("", "br", "", "br", "gzip")]
    draw.go.set()
    assert {len(order.result(10).body) for order in orders[:1]} == {2000}
    assert [order.result(10).encoding for order in orders] == ["", "br", "", "br", "gzip"]
    assert draw.times == 1
    assert press.ready(one, "br") is press.order(one, "br").result(10) or press.ready(one, "br") is not None


def test_drawing_that_fails_fails_for_those_who_wait_and_is_tried_again():
    def fail():
        raise ZeroDivisionError

    press, failing = Press(), sheet(fail)
    with pytest.raises(ZeroDivisionError):
        press.order(failing).result(10)
    failing.document = Document(lambda: b"drawn", 1)
    assert press.order(failing).result(10).body == b"drawn"


def test_what_was_drawn_is_let_go_when_room_is_needed_and_comes_back_the_same():
    press = Press(hold=5000)
    sheets = [sheet(lambda n=n: b"%d" % n * 2000, f"/n/c{n}/index.html") for n in range(5)]
    first = [press.drawn(s) for s in sheets]
    assert press.held <= 5000
    assert press.ready(sheets[0]) is None and press.ready(sheets[4]) is not None
    assert [press.drawn(s) for s in sheets] == first
    press.forget(sheets)
    assert press.held == 0


def test_earlier_moments_wait_in_a_lane_of_their_own():
    press, slow = Press(workers=1), Drawer()
    stuck = press.order(sheet(slow, seq=3))
    assert slow.begun.wait(10)
    tonight = Drawer()
    tonight.go.set()
    assert press.order(sheet(tonight)).result(10).body == tonight.body
    waiting = [press.earlier(lambda: 1) for _ in range(WAITING - 1)]
    with pytest.raises(Busy):
        press.earlier(lambda: 1)
    slow.go.set()
    assert stuck.result(10) and [w.result(10) for w in waiting] == [1] * len(waiting)
    assert press.earlier(lambda: 2).result(10) == 2


def test_loop_goes_on_while_a_page_is_drawn(server, board):
    slow = Drawer()
    board.sheet(PAGE + "index.html").document = Document(slow, slow)
    asked = threading.Thread(target=get, args=(server, PAGE))
    asked.start()
    try:
        assert slow.begun.wait(10)
        assert get(server, "/healthz")[0] == 200
        assert get(server, DATA)[0] == 200
    finally:
        slow.go.set()
        asked.join(10)
    assert slow.times == 1


def test_file_that_cannot_be_drawn_is_our_fault_and_the_rest_stands(server, board):
    def fail():
        raise ZeroDivisionError("a secret of ours")

    board.sheet(f"/v1/{NIGHT}/bulletin.json").document = Document(fail, 1)
    status, headers, body = get(server, f"/v1/{NIGHT}/bulletin.json")
    assert (status, headers["content-type"]) == (500, "application/problem+json")
    assert b"secret" not in body
    assert get(server, DATA)[0] == 200


def test_files_of_what_did_not_change_keep_their_sheets(board):
    first = dict(board.edition.sheets)
    board.publish(with_night(bulletin(), seq=13))
    now = board.edition.sheets
    same = {path for path in now if now[path] is first[path]}
    assert f"/v1/{NIGHT}/us-house-6/s/12.json" in same and "/v1/schema/bulletin.json" in same
    assert all(now[p] is first[p] for p in now if p.startswith("/static/"))
    assert PAGE + "index.html" not in same, "the page says as of when it is"
    board.publish(with_contest(with_night(bulletin(), seq=14), seq=14, summary="Another."))
    assert board.edition.changed and board.file(PAGE + "index.html")


def test_bulletin_read_back_from_a_night_file_draws_the_same_bytes():
    told, read = documents(bulletin()), documents(decode(encode(bulletin())))
    assert list(told) == list(read)
    assert [p for p in told if told[p].draw() != read[p].draw()] == []


_THREADS = """
import sys, threading
from pathlib import Path
from outright.bulletin import decode, encode
sys.setswitchinterval(1e-6)
body, all_there = Path(sys.argv[1]).read_bytes(), threading.Barrier(4)
threads = [threading.Thread(target=lambda: (all_there.wait(), decode(body))) for _ in range(4)]
[t.start() for t in threads]
[t.join() for t in threads]
"""


def test_first_bulletins_may_be_read_back_by_several_threads_at_once(tmp_path):
    """The library that decodes crashed where several threads did so for the first time."""
    file = tmp_path / "bulletin.json"
    file.write_bytes(encode(bulletin()))
    ran = subprocess.run([sys.executable, "-c", _THREADS, str(file)], capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_event_goes_out_even_when_its_document_cannot_be_drawn(monkeypatch):
    board = Board()

    def fail(sheet):
        raise ZeroDivisionError

    monkeypatch.setattr(board.press, "drawn", fail)
    board.publish(bulletin())
    assert board.edition is not None and board.hub.newest > 0


def test_what_was_asked_for_of_one_moment_is_drawn_of_the_next_before_that_is_shown(board):
    page, other = board.sheet(f"{PAGE}index.html"), board.sheet(f"/{NIGHT}/index.html")
    packed = board.press.order(page, "br").result(10)
    later = with_contest(with_night(bulletin(rows=[("a", "A", "D", 5), ("b", "B", "R", 4)]), seq=13), seq=13)
    board.publish(later)
    now = board.sheet(page.path)
    assert now is not page and set(now.prints) == {"", "br"} and now.prints["br"].body != packed.body
    unasked = board.sheet(other.path)
    assert unasked is not other and not unasked.prints


def test_a_drawing_that_takes_too_long_or_fails_holds_up_no_moment():
    slow, failing = Drawer(), Document(lambda: 1 / 0, "next")
    press = Press()
    before = {p: sheet(lambda: b"old", p) for p in ("/a/index.html", "/b/index.html")}
    for old in before.values():
        press.order(old, "br").result(10)
    after = {"/a/index.html": sheet(slow, "/a/index.html"), "/b/index.html": Sheet("/b/index.html", failing)}
    press.ahead(before, after, seconds=0.05)
    assert slow.begun.is_set() and press.ready(after["/a/index.html"]) is None
    slow.go.set()
    assert press.order(after["/a/index.html"]).result(10).body == slow.body
