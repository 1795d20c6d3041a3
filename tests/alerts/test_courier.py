"""Messages on their way: written down first, tried again at the right times, never twice, never out of order."""

import datetime as dt

import pytest
from msgspec.structs import replace

from alert_desks import Desk, Killed, Office
from bulletins import AT
from outright.alerts.courier import RETRIES
from outright.alerts.limit import Limit
from outright.alerts.memory import Memory
from outright.errors import ArchiveError
from outright.terms import VerdictCode as V
from told_nights import HANDEL, OSSOFF, change, contest, counted, night, point


def called(*history, votes=((6, 4),)):
    line = [point(i, ossoff=a, handel=b) for i, (a, b) in enumerate(votes, 1)]
    return night(contest(line, [change(1, V.TOO_EARLY), *history]))


NOTHING, FIRST = called(votes=()), called()
CALL = called(change(2, V.RUNOFF_CERTAIN, OSSOFF, HANDEL))
WITHDRAWN = called(change(2, V.RUNOFF_CERTAIN, OSSOFF, HANDEL), change(3, V.TOO_EARLY))


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path / "night.owr.alerts", [Desk()])
    made.open()
    yield made
    made.memory.close()


def kinds(office, desk=0):
    return [m.type for m in office.desks[desk].got]


def test_each_thing_is_told_once_however_often_the_bulletin_comes(office):
    for whole in (FIRST, FIRST, CALL, CALL, WITHDRAWN):
        office.tell(whole)
    assert kinds(office) == ["first-votes", "call", "call-withdrawn"]


def test_a_night_begun_again_tells_nothing_twice(office):
    office.tell(FIRST)
    office.again(FIRST)
    office.tell(FIRST)
    office.again(FIRST)
    office.tell(CALL)
    assert kinds(office) == ["first-votes", "call"]


def test_what_was_not_told_before_the_end_is_told_after_the_beginning(office):
    office.tell(FIRST)
    office.again(CALL)  # the bulletin was kept, and then the power went
    office.deliver()
    assert kinds(office) == ["first-votes", "call"]


def test_alerts_that_are_new_tell_nothing_of_what_was_before(tmp_path):
    office = Office(tmp_path / "a", [Desk()], when=("call",))
    office.open(CALL)
    office.tell(CALL)
    assert kinds(office) == []
    office.when = ("call", "first-votes", "correction")
    office.again(CALL)
    office.tell(WITHDRAWN)
    assert kinds(office) == ["call-withdrawn"]
    office.memory.close()


def test_a_destination_that_is_new_hears_only_what_comes(office):
    office.tell(FIRST)
    office.desks = [*office.desks, Desk("mailto://env:MAIL", "mailto")]
    office.again(FIRST)
    office.tell(CALL)
    assert (kinds(office, 0), kinds(office, 1)) == (["first-votes", "call"], ["call"])


def test_a_message_is_tried_again_at_the_stated_times_and_then_given_up(office):
    (desk,) = office.desks
    desk.answers = ["It answered with status 500"]
    start = office.now
    office.tell(FIRST)
    while (wait := office.courier.waits(desk)) is not None:
        assert wait > 0
        office.wait(seconds=wait - 0.001)
        office.deliver()
        office.wait(seconds=0.001)
        office.deliver()
    ids = {i for i, _ in desk.tries}
    assert len(ids) == 1
    tried = [at - start for _, at in desk.tries]
    expected = [dt.timedelta(0)]
    for wait in RETRIES:
        expected.append(expected[-1] + wait)
    assert tried == expected
    assert [w.total_seconds() for w in RETRIES] == [10, 60, 300, 1800, 7200]
    assert office.memory.numbers() == {"failed": 1}
    assert len(office.said) == 2
    assert "not delivered: First votes to slack. It answered with status 500" in office.said[0]
    assert office.said[1].startswith("Alert given up: First votes to slack.")
    office.tell(FIRST)
    assert len(desk.tries) == 1 + len(RETRIES)


@pytest.mark.parametrize("fails", range(1, 6))
def test_a_receiver_that_fails_some_times_gets_it_once_in_the_end(office, fails):
    (desk,) = office.desks
    desk.answers = [*["down"] * fails, None]
    office.tell(FIRST)
    while (wait := office.courier.waits(desk)) is not None:
        office.wait(seconds=wait)
        office.deliver()
    assert kinds(office) == ["first-votes"]
    assert len(desk.tries) == fails + 1
    assert office.memory.numbers() == {"sent": 1}


def test_attempts_go_on_counting_over_a_restart(office):
    (desk,) = office.desks
    desk.answers = ["down"]
    office.tell(FIRST)
    for _ in RETRIES:
        office.again(FIRST)
        office.wait(seconds=office.courier.waits(desk))
        office.deliver()
    assert office.courier.waits(desk) is None
    assert len(desk.tries) == 1 + len(RETRIES)


def test_killed_after_it_was_sent_it_is_sent_again_under_the_same_id(office):
    (desk,) = office.desks
    desk.answers = [Killed, None]
    with pytest.raises(Killed):
        office.tell(FIRST)
    office.again(FIRST)
    office.deliver()
    assert [m.id for m in desk.got] == [desk.got[0].id] * 2
    office.tell(FIRST)
    assert len(desk.got) == 2


def test_a_fault_of_ours_costs_one_attempt_and_not_the_night(office):
    (desk,) = office.desks
    desk.answers = [RuntimeError("bug with a secret in it"), None]
    office.tell(FIRST)
    assert office.said == ["Alert not delivered: First votes to slack. It failed in Outright itself (RuntimeError). "
                           "It is tried again."]  # fmt: skip
    office.wait(seconds=10)
    office.deliver()
    assert kinds(office) == ["first-votes"]


def test_one_destination_that_fails_keeps_no_other_waiting(tmp_path):
    office = Office(tmp_path / "a", [Desk(answers=["down"]), Desk("json://env:B", "json")])
    office.open()
    office.tell(CALL)
    assert (kinds(office, 0), kinds(office, 1)) == ([], ["first-votes", "call"])
    office.memory.close()


def test_nobody_gets_a_call_after_its_withdrawal(office):
    (desk,) = office.desks
    desk.answers = [None, "down", None]
    office.tell(CALL)  # the first votes are taken, the call is not
    office.tell(WITHDRAWN)
    office.wait(hours=5)
    office.deliver()
    assert kinds(office) == ["first-votes", "call-withdrawn"]
    assert office.memory.numbers() == {"sent": 2, "overtaken": 1}


def test_a_late_correction_overtakes_no_call(office):
    (desk,) = office.desks
    desk.answers = [None, "down", None]
    office.tell(CALL)
    office.tell(called(change(2, V.RUNOFF_CERTAIN, OSSOFF, HANDEL), votes=((6, 4), (6, 4), (6, 9))))
    office.wait(seconds=10)
    office.deliver()
    assert kinds(office) == ["first-votes", "lead-change", "call"]


def test_a_flood_is_held_back_and_told_together_and_calls_are_not(tmp_path):
    office = Office(tmp_path / "a", [Desk()], limit=Limit(3, dt.timedelta(hours=1)))
    office.open()
    votes = [(10 + i % 2, 10 + (i + 1) % 2) for i in range(20)]
    for upto in range(1, 21):
        office.tell(counted(upto, votes))
        office.wait(minutes=1)
    assert kinds(office) == ["first-votes", "lead-change", "lead-change"]
    line = counted(20, votes).contests[0].timeline
    office.tell(night(contest(line, [change(21, V.WON_CERTAIN, OSSOFF)])))
    assert kinds(office)[3:] == ["call"]
    office.again(night(contest(line, [change(21, V.WON_CERTAIN, OSSOFF)])))
    office.wait(minutes=40)
    office.tell()
    assert kinds(office)[4:] == []  # the first place is free again after an hour, and the call took it
    office.wait(minutes=1)
    office.tell()
    assert kinds(office)[4:] == ["digest"]
    assert office.desks[0].got[-1].title == "17 more since 4 past 8"
    office.wait(hours=5)
    office.tell()
    assert len(kinds(office)) == 5
    office.memory.close()


def test_a_silence_is_told_once_while_no_bulletin_comes(tmp_path):
    office = Office(tmp_path / "a", [Desk()], when=("feed-late>10m",))
    office.open()
    source = replace(FIRST.night.sources[0], url="https://results.example.gov/", last_changed=office.now)
    whole = replace(FIRST, night=replace(FIRST.night, sources=(source,)))
    office.tell(whole)
    for minutes in (10, 1, 1, 60):
        office.wait(minutes=minutes)
        office.tell()
    assert kinds(office) == ["feed-late"]
    assert office.desks[0].tries[0][1] == AT + dt.timedelta(minutes=11)
    office.again(whole)
    office.wait(hours=1)
    office.tell()
    assert kinds(office) == ["feed-late"]
    office.memory.close()


def test_the_memory_is_for_its_owner_only_and_names_its_place_when_it_cannot_be(tmp_path):
    memory = Memory.beside(tmp_path / "night.owr")
    memory.close()
    assert memory.path.name == "night.owr.alerts"
    assert memory.path.stat().st_mode & 0o077 == 0
    with pytest.raises(ArchiveError, match="cannot be remembered"):
        Memory(tmp_path / "no-such-folder" / "x")
    (tmp_path / "text").write_text("this is no database, and long enough to be seen as none " * 9)
    with pytest.raises(ArchiveError, match="cannot be remembered"):
        Memory(tmp_path / "text")


def test_what_cannot_be_written_down_is_not_half_written_down(office, monkeypatch):
    monkeypatch.setattr("outright.alerts.memory.digest", None)
    one = office.courier.subscriptions[0]
    votes = [(10 + i % 2, 10 + (i + 1) % 2) for i in range(6)]
    office.courier.subscriptions = (type(one)(one.rule, one.when, one.destination, limit=Limit(2, dt.timedelta(1))),)
    with pytest.raises(TypeError):
        office.tell(counted(6, votes))
    assert office.memory.numbers() == {}
    monkeypatch.undo()
    office.courier.take(counted(6, votes))
    assert office.memory.numbers()["pending"] >= 2
