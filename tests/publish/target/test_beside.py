"""Publishing beside a night: the newest wins, every moment is kept, and the night never waits or hears of trouble."""

import threading
import time

import pytest

from bulletins import bulletin
from outright.publish.target import AnotherPublisher, Beside, Publisher, TargetError
from outright.publish.tree import tree
from page_states import CONTEST, with_contest, with_night
from published import NIGHT

PATIENCE = 30.0


class Night:
    """A night file in memory: bulletins are added to it, and read from it by whoever publishes."""

    def __init__(self):
        self.told = []

    def tell(self, seq):
        self.told.append(with_contest(with_night(bulletin(), seq=seq, as_of_text=f"moment {seq}"), seq=seq))
        return self.told[-1]

    def after(self, seq):
        found = [b for b in list(self.told) if b.night.seq > seq]
        return iter(found or self.told[-1:])


class Place:
    """A place that can be slow, broken or taken by another."""

    where = "place/"

    def __init__(self):
        self.files, self.puts, self.notes = {}, [], None
        self.gate, self.wrong, self.entered = threading.Event(), None, threading.Event()
        self.gate.set()
        self.opened = 0

    def open(self):
        self._check()
        self.opened += 1
        return self.notes

    def holds(self, path):
        return path in self.files

    def put(self, file, mark):
        from outright.publish.target import Mark, Outcome

        self.entered.set()
        assert self.gate.wait(PATIENCE)
        self._check()
        changed = self.files.get(file.path) != file.body
        self.files[file.path] = file.body
        self.puts += [file.path] if changed else []
        return (Outcome.WRITTEN if changed else Outcome.UNCHANGED), Mark(file.sha)

    def put_all(self, files):
        for file in files:
            yield file, *self.put(file, None)

    def note(self, notes):
        self._check()
        self.notes = notes

    def stay(self):
        self._check()

    def close(self):
        pass

    def _check(self):
        if self.wrong:
            raise self.wrong


def until(met):
    ends = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < ends, "it did not come"
        time.sleep(0.01)


@pytest.fixture
def night():
    return Night()


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def said():
    return []


@pytest.fixture
def beside(night, place, said):
    thread = Beside(NIGHT, lambda: Publisher(place), night.after, said.append, first_wait=0.02)
    with thread:
        yield thread
        place.gate.set()


def is_shown(place, told):
    return place.files == {**place.files, **tree(told)}


def test_what_was_told_is_published_without_being_waited_for(night, place, beside, said):
    place.gate.clear()
    told = night.tell(12)
    beside.wake()
    assert place.entered.wait(PATIENCE), "the place is slow, and the night is here"
    place.gate.set()
    until(lambda: is_shown(place, told))
    assert beside.close() == "" and said == []


def test_while_a_place_is_slow_the_newest_wins_and_every_moment_is_kept(night, place, beside):
    place.gate.clear()
    night.tell(12)
    beside.wake()
    assert place.entered.wait(PATIENCE)
    for seq in range(13, 20):
        newest = night.tell(seq)
        beside.wake()
    place.gate.set()
    until(lambda: is_shown(place, newest))
    assert {f"/v1/{NIGHT}/{CONTEST}/s/{seq}.json" for seq in range(12, 20)} <= set(place.files)
    page = f"/{NIGHT}/{CONTEST}/index.html"
    assert place.puts.count(page) <= 2, "pages of the moments between were not written"


def test_trouble_is_said_once_and_that_it_is_over(night, place, beside, said):
    place.wrong = TargetError("The storage does not take it (SlowDown)", where="s3://x", hint="Publish again later.")
    told = night.tell(12)
    beside.wake()
    until(lambda: said)
    time.sleep(0.3)
    assert len(said) == 1
    assert said[0] == (
        "The files are not published: The storage does not take it (SlowDown) (s3://x). Publish again later. "
        "It is tried again; the count goes on."
    )
    place.wrong = None
    until(lambda: len(said) == 2)
    assert said[1] == "The files are up to date again, as of publication 12."
    assert is_shown(place, told) and beside.close() == ""


def test_other_trouble_is_said_too(night, place, beside, said):
    place.wrong = TargetError("One thing")
    night.tell(12)
    beside.wake()
    until(lambda: len(said) == 1)
    place.wrong = TargetError("Another thing")
    until(lambda: len(said) == 2)
    place.wrong = None


def test_fault_of_ours_is_said_and_does_not_end_the_thread(night, place, beside, said):
    place.wrong = ZeroDivisionError("nought")
    told = night.tell(12)
    beside.wake()
    until(lambda: said)
    assert "in Outright itself (ZeroDivisionError: nought)" in said[0]
    place.wrong = None
    until(lambda: is_shown(place, told))


def test_place_taken_by_another_is_taken_again_when_it_is_free(night, place, beside, said):
    first = night.tell(12)
    beside.wake()
    until(lambda: is_shown(place, first))
    place.wrong = AnotherPublisher("Another publisher has written there since")
    second = night.tell(13)
    beside.wake()
    until(lambda: said)
    assert not is_shown(place, second)
    place.files["/index.html"] = b"what the other wrote"
    place.wrong = None
    until(lambda: is_shown(place, second))
    assert place.opened > 1, "it began anew, and looked at what is there"


def test_night_without_a_bulletin_publishes_nothing(night, place, beside):
    beside.wake()
    assert beside.close() == "" and place.files == {}


def test_the_last_of_the_night_is_published_before_the_end(night, place, beside):
    told = night.tell(12)
    assert beside.close() == ""
    assert is_shown(place, told)


def test_end_says_what_is_still_wrong(night, place, beside):
    place.wrong = TargetError("The disk is full")
    night.tell(12)
    assert "The disk is full" in beside.close()
    place.wrong = None


def test_end_does_not_wait_for_ever_for_a_slow_place(night, place, beside):
    place.gate.clear()
    night.tell(12)
    assert "within 0 seconds" in beside.close(patience=0.2)


def test_late_files_are_said_while_they_are_late(night, place, said):
    clock = [0.0]
    thread = Beside(NIGHT, lambda: Publisher(place), night.after, said.append, clock=lambda: clock[0])
    with thread:
        place.gate.clear()
        night.tell(12)
        thread.wake()
        assert place.entered.wait(PATIENCE)
        clock[0] = 45.0
        told = night.tell(13)
        thread.wake(), thread.wake()
        assert said == ["The files are late: the last round has been under way for 45 seconds."]
        place.gate.set()
        until(lambda: is_shown(place, told))
        until(lambda: len(said) >= 2)
        assert said[1].startswith("The files are up to date again")
