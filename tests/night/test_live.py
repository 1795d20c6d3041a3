"""A night with bad files, older files and counts that fall: nothing counted is lost, and everything is said."""

import datetime as dt
from pathlib import Path

import pytest

from outright.bulletin import Bulletin
from outright.cli.rehearsed import plan_of
from outright.count import NoticeKind
from outright.errors import ConfigError, UsageError
from outright.night.live import LiveNight
from outright.night.notices import notice
from outright.night.plan import NightPlan, from_json, to_json
from outright.night.projector import no_projection
from outright.night.replay import bulletin_at, parse_time, verify
from outright.rehearsal import Publication, RehearsedNight, reference_night
from outright.terms import VerdictCode as Code

CONTEST = "us-house-6"
LATER = dt.timedelta(seconds=10)


@pytest.fixture(scope="module")
def night() -> RehearsedNight:
    return reference_night()


@pytest.fixture
def plan(night: RehearsedNight) -> NightPlan:
    return plan_of(night.facts)


def play(live: LiveNight, publications: list[Publication]) -> Bulletin:
    for p in publications:
        bulletin = live.receive(p.source_id, p.kind, p.name, p.body, p.at)
    return bulletin


def of(night: RehearsedNight, source: str) -> list[Publication]:
    return [p for p in night.publications if p.source_id == source]


def ends(night: RehearsedNight) -> list[Publication]:
    """The newest file of every source, in order: each says everything that its earlier ones said."""
    newest = {p.source_id: p for p in night.publications}
    return [p for p in night.publications if p is newest[p.source_id]]


BAD = {
    "empty": b"",
    "web page": b"<!DOCTYPE html><html><body>503 Service Unavailable</body></html>",
    "wrong kind": b'{"electionDate": "2017-04-18", "results": {}}',
    "noise": bytes(range(256)),
}


@pytest.mark.parametrize("what", [*BAD, "truncated"])
def test_a_bad_file_changes_nothing_that_was_counted(
    what: str, night: RehearsedNight, plan: NightPlan, tmp_path: Path
) -> None:
    live = LiveNight.begin(plan, tmp_path / "n.owr")
    dekalb = of(night, "clarity-dekalb")[1]
    before = play(live, [dekalb])
    body = BAD.get(what, dekalb.body[: len(dekalb.body) // 2])
    after = live.receive("clarity-dekalb", "clarity", "detail.xml", body, dekalb.at + LATER)
    live.archive.close()
    was, now = before.contest(CONTEST), after.contest(CONTEST)
    assert (was.votes, was.candidates[0].votes, was.units) == (now.votes, now.candidates[0].votes, now.units)
    assert now.notes[0].kind == "unreadable"
    assert "earlier counts stand." in now.notes[0].text.lower()
    source = next(s for s in after.night.sources if s.id == "clarity-dekalb")
    assert source.state == "unreadable"
    assert verify(tmp_path / "n.owr").problem is None, "the rejected bytes are kept and refused again"


def test_a_reader_that_breaks_on_a_file_refuses_it_and_the_night_goes_on(
    night: RehearsedNight, plan: NightPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_named: object) -> None:
        raise ZeroDivisionError

    live = LiveNight.begin(plan, tmp_path / "n.owr")
    with monkeypatch.context() as patch:
        patch.setattr("outright.feeds.read", broken)
        bulletin = play(live, of(night, "clarity-cobb")[:1])
    assert "ZeroDivisionError" in bulletin.contest(CONTEST).notes[0].text
    assert play(live, of(night, "clarity-cobb")[1:2]).contest(CONTEST).votes == 11_667
    live.archive.close()


def test_an_older_file_never_replaces_a_newer_one(night: RehearsedNight, plan: NightPlan, tmp_path: Path) -> None:
    live = LiveNight.begin(plan, tmp_path / "n.owr")
    files = of(night, "clarity-cobb")
    newer = play(live, files[:4])
    stale = live.receive("clarity-cobb", "clarity", files[1].name, files[1].body, files[4].at)
    assert stale.contest(CONTEST).votes == newer.contest(CONTEST).votes
    assert "older than the one shown" in stale.contest(CONTEST).notes[0].text
    again = live.receive("clarity-cobb", "clarity", files[3].name, files[3].body, files[4].at)
    assert again.contest(CONTEST).votes == newer.contest(CONTEST).votes
    live.archive.close()


def test_a_count_that_falls_far_waits_and_is_then_followed_and_said(
    night: RehearsedNight, plan: NightPlan, tmp_path: Path
) -> None:
    live = LiveNight.begin(plan, tmp_path / "n.owr")
    files = of(night, "clarity-cobb")
    before = play(live, files[:4]).contest(CONTEST).votes or 0
    when = b"4/18/2017 11:59:00 PM EDT"
    text = files[1].body.split(b"<Timestamp>", 1)
    corrected = text[0] + b"<Timestamp>" + when + b"</Timestamp>" + text[1].split(b"</Timestamp>", 1)[1]
    held = live.receive("clarity-cobb", "clarity", "detail.xml", corrected, files[4].at)
    assert held.contest(CONTEST).votes == before
    assert held.night.sources[0].state == "held"
    released = notice(NoticeKind.RELEASE, "Cobb confirms.", "J. Rivera", files[4].at, key="desk", about=5)
    after = live.receive_all([released]).contest(CONTEST)
    live.archive.close()
    assert after.votes is not None
    assert after.votes < before
    assert after.notes[0].kind == "correction"
    assert f"fell by {before - after.votes:,}" in after.notes[0].text
    assert (after.notes[0].votes or 0) == after.votes - before


def test_a_rehearsed_file_is_refused_on_a_real_night(night: RehearsedNight, plan: NightPlan, tmp_path: Path) -> None:
    import msgspec

    real = msgspec.structs.replace(plan, rehearsal=False)
    live = LiveNight.begin(real, tmp_path / "n.owr")
    bulletin = play(live, of(night, "statement-cobb")[:1])
    live.archive.close()
    assert "says that it is a rehearsal" in bulletin.contest(CONTEST).notes[0].text


def test_without_a_rule_there_is_a_leader_and_no_winner(night: RehearsedNight, plan: NightPlan, tmp_path: Path) -> None:
    import msgspec

    for n, rule in enumerate((None, "us-zz-no-such-rule")):
        contest = msgspec.structs.replace(plan.contests[0], rule=rule)
        unruled = msgspec.structs.replace(plan, contests=(contest,))
        live = LiveNight.begin(unruled, tmp_path / f"{n}.owr", no_projection)
        bulletin = play(live, ends(night))
        live.archive.close()
        said = bulletin.contest(CONTEST)
        assert (said.votes, said.remaining.complete) == (192_569, True)
        assert said.verdict.code is Code.LEADER_ONLY
        assert said.threshold.kind == "unknown"
        assert said.remaining.needs == ()


def test_a_plan_reads_back_and_unknown_keys_are_named(plan: NightPlan) -> None:
    assert from_json(to_json(plan)) == plan
    assert plan.contest(CONTEST).registered["cobb"] == 129_570
    with pytest.raises(ConfigError, match="sauces"):
        from_json(to_json(plan).replace('"sources"', '"sauces"'))


@pytest.mark.parametrize(
    ("typed", "hour", "day"),
    [("21:59", 21, 18), ("9:59 pm", 21, 18), ("9:59 p.m.", 21, 18), ("1:08 am", 1, 19), ("11pm", 23, 18),
     ("2017-04-21T12:00", 12, 21), ("2017-04-21T12:00:00-04:00", 12, 21), ("21:59:30", 21, 18)],
)  # fmt: skip
def test_a_time_as_a_desk_types_it(typed: str, hour: int, day: int, plan: NightPlan) -> None:
    moment = parse_time(typed, plan).astimezone(plan.zone)
    assert (moment.hour, moment.day) == (hour, day)


def test_asking_for_a_moment_that_is_not_there(reference_file: Path, plan: NightPlan, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no time"):
        bulletin_at(reference_file, "half past nine")
    with pytest.raises(UsageError, match="no bulletin 99"):
        bulletin_at(reference_file, "99")
    with pytest.raises(UsageError, match="nothing had been published"):
        bulletin_at(reference_file, "18:00")
    assert bulletin_at(reference_file, "4").night.seq == 4
    live = LiveNight.begin(plan, tmp_path / "empty.owr")
    live.archive.close()
    with pytest.raises(UsageError, match="no bulletin yet"):
        bulletin_at(tmp_path / "empty.owr")


def test_a_county_that_changes_after_it_was_called_complete_is_not_complete(
    night: RehearsedNight, plan: NightPlan, tmp_path: Path
) -> None:
    live = LiveNight.begin(plan, tmp_path / "n.owr", no_projection)
    done = play(live, ends(night)).contest(CONTEST)
    assert done.remaining.complete
    last = of(night, "clarity-fulton")[-2]  # as it stood before the provisional ballots
    stamp = last.body.split(b"<Timestamp>")[1].split(b"</Timestamp>")[0]
    fallen = last.body.replace(stamp, b"4/22/2017 9:00:00 AM EDT", 1)
    after = live.receive("clarity-fulton", "clarity", "detail.xml", fallen, night.publications[-1].at + LATER)
    live.archive.close()
    contest = after.contest(CONTEST)
    assert (contest.votes or 0) < (done.votes or 0)
    assert not contest.remaining.complete
    assert contest.remaining.upper
    assert verify(tmp_path / "n.owr", project=no_projection).problem is None
