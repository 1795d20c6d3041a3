"""The log of a night: one line for each publication, with what became of it and what was said with it."""

import datetime as dt
import re

import msgspec
import pytest

from kept_nights import AT as KEPT
from kept_nights import FILE, settings
from outright.archive import Archive
from outright.bulletin import decode
from outright.count import NoticeKind
from outright.night.live import LiveNight
from outright.night.past import moment_at, publication_at, walk
from outright.night.past_counts import Counting
from outright.night.past_log import LogLine, log_of
from outright.night.plan import PlannedSource, plan_of
from outright.notebook.again import count_at
from outright.terms import VerdictCode
from past_nights import EVERYTHING, MadeNight, everything
from small_night import CONTEST, PLAN, statement

replace = msgspec.structs.replace


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    return everything(tmp_path_factory.mktemp("past") / "night.owr")


def lines_of(path, **how) -> list[LogLine]:
    with Archive.open(path) as archive:
        return list(log_of(archive, plan_of(archive), **how))


@pytest.fixture(scope="module")
def lines(night):
    return lines_of(night)


def test_every_publication_has_one_line_in_the_order_in_which_they_came(lines):
    assert [line.seq for line in lines] == list(range(1, 19))
    assert [line.outcome for line in lines] == [
        "applied", "applied", "applied", "applied", "applied", "held", "released", "applied", "rejected", "held",
        "noted", "unchanged", "stale", "noted", "refused", "noted", "applied", "applied",
    ]  # fmt: skip


def test_a_file_that_waits_says_why_and_who_decided(lines):
    assert "all votes fell from 91 to 13" in lines[5].words
    assert lines[5].counted == ()
    assert (lines[6].by, lines[6].about) == ("T. Okafor", 6)
    assert lines[6].words == "T. Okafor released publication 6: The office took a precinct back."
    assert lines[10].words == "J. Rivera rejected publication 10, which will not be shown: A file of the afternoon."


def test_a_released_correction_counts_when_it_is_released(lines):
    (counted,) = lines[6].counted
    assert (counted.added, counted.fell, counted.units_fell, counted.votes) == (-78, 78, 1, 390)


def test_what_cannot_be_read_says_so_in_the_readers_words(lines):
    assert "web page where results should be" in lines[8].words


def test_a_call_that_the_desks_rules_refuse_is_in_the_log_with_the_reason(lines):
    assert lines[14].words.startswith("J. Rivera proposed “Won outright: Ash”: It is over. It had no effect: ")
    assert lines[14].source_name == "Desk"


def test_votes_added_are_those_of_the_bulletins(night, lines):
    """Whatever became of each file: what the lines add is what the bulletins count."""
    counted = 0
    with Archive.open(night) as archive:
        told = {seq: decode(body).contest(CONTEST).votes or 0 for seq, body in archive.bulletins()}
    for line in lines:
        counted += sum(c.added for c in line.counted)
        if line.seq in told:
            assert counted == told[line.seq], line.seq


def test_a_second_source_in_the_same_county_adds_nothing(lines):
    assert lines[4].source == "cobb-site"
    assert lines[4].counted == ()
    assert any(s.kind == "finding" and "only the first source counts" in s.text for s in lines[4].said)


def test_files_of_one_round_have_a_line_each_and_one_bulletin(lines):
    assert [(line.seq, line.bulletin) for line in lines[2:4]] == [(3, 4), (4, 4)]
    assert [line.counted[0].added for line in lines[2:4]] == [78, 78]


def test_the_first_verdict_and_each_later_one_is_in_the_log(lines):
    assert [(line.seq, s.text) for line in lines for s in line.said if s.kind == "verdict"] == [(1, "Too early to say")]


def test_as_of_an_earlier_moment_nothing_later_is_known(night, lines):
    earlier = lines_of(night, until=9)
    assert [line.seq for line in earlier] == list(range(1, 10))
    assert earlier == lines[:9]
    assert lines_of(night, since=4, until=6) == lines[3:6]


def test_what_the_checks_made_wait_is_the_same_when_they_are_asked_again(night):
    """The walk takes it from the bulletins; the engine's own way asks the checks. Both must agree on every state."""
    from outright.night.fold import Folded, say, take
    from outright.night.live import arrival_of
    from outright.night.reading import snapshot_of

    with Archive.open(night) as archive:
        plan, folded, told = plan_of(archive), Folded(), set(archive.told())
        for passed, reading in zip(walk(archive, plan), archive.readings(), strict=True):
            said = None if reading.facts is None else snapshot_of(reading.facts)
            folded = take(plan, folded, arrival_of(passed.publication), said, reading.error)
            assert folded.round[-1].step.outcome == passed.taken.step.outcome
            assert folded.state.latest() == passed.after.latest()
            assert [h.arrival for h in folded.state.held()] == [h.arrival for h in passed.after.held()]
            if passed.publication.seq in told:
                folded, _ = say(plan, folded)


class AllTogether(Counting):
    """The counts with every source brought together after each publication."""

    def _same_places(self, planned, passed):
        del planned, passed


def test_what_is_worked_out_quickly_is_what_every_source_together_says(night, reference_file):
    for path in (night, reference_file):
        with Archive.open(path) as archive:
            plan = plan_of(archive)
            quick, slow, seen = Counting(plan), AllTogether(plan), 0
            for passed in walk(archive, plan):
                found = quick.after(passed)
                assert found == slow.after(passed), passed.publication.seq
                seen += len(found)
            assert seen > 5


def test_a_county_that_another_source_begins_to_count_is_not_counted_twice(tmp_path):
    """The first source counts Adams, the second Adams and Bell; then the first lists Bell as well, and counts there."""
    one = settings(tmp_path).plan
    other = replace(one.sources[0], id="other", name="The other")
    plan = replace(one, sources=(*one.sources, other))
    live = LiveNight.begin(plan, tmp_path / "night.owr")

    def comes(minute: int, source: str, **votes: int) -> None:
        rows = "".join(f"{c},Governor,,{n},I,{v + i}\n" for c, v in votes.items() for i, n in enumerate(("Ann", "Bo")))
        body = f"county,office,district,candidate,party,votes\n{rows}".encode()
        live.receive(source, "openelections", FILE, body, KEPT + dt.timedelta(minutes=minute))

    comes(1, "zz", Adams=10)
    comes(2, "other", Adams=10, Bell=100)
    comes(3, "other", Adams=10, Bell=150)
    comes(4, "zz", Adams=20, Bell=140)
    comes(5, "other", Adams=20, Bell=160)
    comes(6, "zz", Adams=30, Bell=170)
    live.archive.close()
    lines = lines_of(live.archive.path)
    with Archive.open(live.archive.path) as archive:
        told = [decode(body).contests[0].votes for _, body in archive.bulletins()]
        slow = AllTogether(plan)
        assert [line.counted for line in lines] == [slow.after(passed) for passed in walk(archive, plan)]
    assert sum(c.added for line in lines for c in line.counted) == told[-1]
    assert told[-1] == 30 + 31 + 170 + 171


def test_what_is_kept_and_not_read_yet_has_its_line(tmp_path):
    night = MadeNight(tmp_path / "night.owr")
    night.comes(night.file("georgia/cobb", 1))
    item = night.file("georgia/fulton", 1)
    night.live.archive.keep(item.source, item.kind, item.name, item.body, item.received_at)
    last = lines_of(night.close())[-1]
    assert (last.seq, last.outcome, last.counted, last.bulletin) == (2, "not read yet", (), None)


def test_a_call_of_two_people_and_its_retraction_are_in_the_log(tmp_path):
    sources = (*PLAN.sources, PlannedSource(id="desk-notes", kind="entry", name="By hand"))
    plan = replace(EVERYTHING, sources=sources, publish="desk", checks=False)
    night = MadeNight(tmp_path / "night.owr", plan)
    for key in ("clarity-cobb", "clarity-fulton"):
        night.comes(night.file(key, 3))
    for key in ("cobb", "fulton"):
        file = night.file(f"clarity-{key}", 3)
        body = statement(key, night.at, None)
        night.comes(type(file)(f"statement-{key}", "statement", f"{key}.json", body, file.received_at))
    word = {"code": VerdictCode.WON_CERTAIN, "candidates": ("ann-ash",), "evidence": night.evidence}
    proposed = night.comes(night.desk(NoticeKind.PROPOSE, "J. Rivera", "All are in.", **word))
    approval = night.desk(NoticeKind.APPROVE, "T. Okafor", "Seen.", about=proposed, evidence=night.evidence)
    approved = night.comes(approval)
    gone = night.comes(night.desk(NoticeKind.RETRACT, "T. Okafor", "Cobb counts again."))
    by_seq = {line.seq: line for line in lines_of(night.close())}
    assert by_seq[proposed].words == "J. Rivera proposed “Won outright: Ash”: All are in."
    assert (by_seq[approved].outcome, by_seq[approved].words) == ("noted", "T. Okafor approved proposal 5: Seen.")
    assert [(s.kind, s.text, s.by) for s in by_seq[approved].said] == [("verdict", "Won outright: Ash", "desk")]
    assert by_seq[gone].words == "T. Okafor took the call back: Cobb counts again."
    assert any("no longer stands" in s.text for s in by_seq[gone].said)


def test_a_file_of_which_no_count_can_be_made_is_refused_here_too(tmp_path):
    """Negative votes: the night refused the whole file, and its past does not count it either."""
    night = MadeNight(tmp_path / "night.owr", replace(EVERYTHING, checks=False))
    night.comes(night.file("georgia/cobb", 1))
    bad = night.file("georgia/cobb", 2)
    body = re.sub(rb'totalVotes="\d+"', b'totalVotes="-5"', bad.body)
    night.comes(type(bad)(bad.source, bad.kind, bad.name, body, bad.received_at))
    night.comes(night.file("georgia/fulton", 1))
    path = night.close()
    lines = lines_of(path)
    with Archive.open(path) as archive:
        told = decode(archive.bulletin(3)).contest(CONTEST)
    assert lines[-1].counted[0].votes == told.votes
    assert [line.outcome for line in lines] == ["applied", "rejected", "applied"]
    assert "a count cannot be negative" in lines[1].words
    assert count_at(path).contests[0].votes == told.votes, "what is exported is what was told"


@pytest.mark.parametrize(
    ("asked", "first", "found"),
    [
        ("7", False, 7),
        ("19:13", False, 3),
        ("7:13 pm", True, 3),
        ("19:14", True, 4),
        ("2017-04-18 19:28:09", False, 18),
    ],
)
def test_a_publication_is_found_by_number_or_time(night, asked, first, found):
    with Archive.open(night) as archive:
        assert publication_at(archive, plan_of(archive), asked, first=first) == found


@pytest.mark.parametrize(
    ("asked", "first", "says"),
    [("19", False, "no publication 19"), ("0", False, "no publication 0"), ("18:00", False, "nothing had come by"),
     ("23:00", True, "nothing came at"), ("soon", False, "is no time")],
)  # fmt: skip
def test_a_moment_that_never_was_is_an_error_with_a_hint(night, asked, first, says):
    from outright.errors import UsageError

    with Archive.open(night) as archive, pytest.raises(UsageError, match=says) as raised:
        publication_at(archive, plan_of(archive), asked, first=first)
    assert raised.value.hint


def test_zero_is_the_night_before_anything_came(night):
    with Archive.open(night) as archive:
        assert moment_at(archive, "0") == 0
        assert moment_at(archive, "19:14") == 4
