"""What another release read and told: compared in what arithmetic decides, and followed on from what was told."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from night_states import model
from outright.archive import Archive, store
from outright.bulletin import Bulletin, Contest, decode, encode
from outright.count import NoticeKind, Snapshot
from outright.night import fold, live
from outright.night.arrival import Weighed
from outright.night.derived import Verified
from outright.night.desk_door import desk_action
from outright.night.earlier_release import read_otherwise, then_of, told_otherwise
from outright.night.live import LiveNight
from outright.night.notices import notice
from outright.night.plan import NightPlan, plan_of
from outright.night.projector import no_projection
from outright.night.reading import facts_of, read_publication, snapshot_of
from outright.night.reading_apart import Reading
from outright.night.replay import verify
from outright.terms import ResultsStatus, VerdictCode
from releases import RELEASES, Release
from small_night import AT, CONTEST, COUNTIES, PLAN, detail, play, statement

LATE = dt.datetime(2017, 4, 19, 2, 0, tzinfo=dt.UTC)
EARLIER = "0.1.0"


@pytest.fixture(params=RELEASES, ids=lambda r: r.name)
def release(request: pytest.FixtureRequest) -> Release:
    return request.param


@contextmanager
def told_by(version: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever is told within is told by this release."""
    with monkeypatch.context() as patch:
        patch.setattr(store, "__version__", version)
        yield


def planned(publish: str = "projected", **more) -> NightPlan:
    (contest,) = PLAN.contests
    followed = structs.replace(contest, project=True)
    return structs.replace(PLAN, publish=publish, contests=(followed,), **more)


def counts(night: LiveNight, first: int, last: int) -> Bulletin:
    """Counts of two counties in turn, one precinct more each time."""
    for n in range(first, last + 1):
        county, at = ("cobb", "fulton")[n % 2], AT + dt.timedelta(minutes=10 * n)
        body = detail(COUNTIES[county], at, (n + 1) // 2)
        bulletin = night.receive(f"clarity-{county}", "clarity", f"{county}.xml", body, at)
    return bulletin


def contest(bulletin: Bulletin) -> Contest:
    return bulletin.contest(CONTEST)


def test_the_nights_of_earlier_releases_verify_and_say_how(release: Release, tmp_path: Path) -> None:
    path = release.unpacked(tmp_path)
    found = verify(path)
    assert found == Verified(
        release.publications, release.bulletins, release.head, None, {EARLIER: release.bulletins}, ()
    )  # fmt: skip


def test_a_night_is_followed_on_from_where_an_earlier_release_left_it(release: Release, tmp_path: Path) -> None:
    path = release.unpacked(tmp_path)
    with Archive.open(path) as archive:
        last = archive.told()[-1]
        body, plan = archive.bulletin(last), plan_of(archive)
    then = decode(body).contests[0]
    night = LiveNight.resume(path)
    assert not night.behind
    waiting = [h.arrival.seq for h in night.folded.state.held()]
    assert waiting == ([release.publications] if release.name == "3-live" else [])
    stands = night.folded.parts[CONTEST]
    told_then = json.loads(body)["contests"][0].keys()
    kept = [f.name for f in structs.fields(Contest) if f.encode_name in told_then]
    assert [getattr(stands, name) for name in kept] == [getattr(then, name) for name in kept]
    if waiting:
        item = notice(NoticeKind.RELEASE, "It was so.", "J. Rivera", LATE, key="desk", about=waiting[0])
        now = contest(night.receive_all([item]))
        assert (now.votes, then.votes) == (468, 546), "what waited under the other release is shown"
    else:
        now = contest(night.receive("statement-cobb", "statement", "cobb.json", statement("cobb", LATE, None), LATE))
        assert (now.verdict.code, now.verdict.by, now.votes) == (then.verdict.code, then.verdict.by, 546)
        assert [c.retraction for c in now.calls] == [None] * len(plan.desk[:1])
    assert now.verdict_history == then.verdict_history
    assert now.notes[-len(then.notes) :] == then.notes, "the log says what it said"
    assert [(p.seq, p.votes) for p in now.timeline[: len(then.timeline)]] == [(p.seq, p.votes) for p in then.timeline]
    assert now.prev == last
    night.archive.close()
    found = verify(path)
    assert found.problem is None
    assert (found.bulletins, found.compared) == (release.bulletins + 1, {EARLIER: release.bulletins})
    again = LiveNight.resume(path)
    assert again.folded == night.folded
    again.archive.close()


def test_a_verdict_of_another_model_is_not_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the new release would have told no verdict before, and would withdraw none."""
    path = tmp_path / "night.owr"
    with told_by(EARLIER, monkeypatch):
        night = LiveNight.begin(planned(), path, model())
        assert contest(counts(night, 1, 3)).verdict.code is VerdictCode.RUNOFF_PROJECTED
        night.archive.close()
    night = LiveNight.resume(path, no_projection)
    assert night.folded.parts[CONTEST].verdict.code is VerdictCode.RUNOFF_PROJECTED
    changes = contest(counts(night, 4, 4)).verdict_history
    night.archive.close()
    assert [c.code for c in changes][-2:] == [VerdictCode.RUNOFF_PROJECTED, VerdictCode.TOO_EARLY]
    assert changes[-1].note.startswith("Withdrawn: “")
    found = verify(path, project=no_projection)
    assert (found.problem, found.bulletins, found.compared) == (None, 4, {EARLIER: 3})


def test_a_call_of_the_desk_stands_though_its_evidence_is_another_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "night.owr"
    with told_by(EARLIER, monkeypatch):
        night = LiveNight.begin(planned("desk", desk=("J. Rivera", "T. Okafor")), path, model())
        bulletin = counts(night, 1, 3)
        who = night.folded.desk[CONTEST].supports[0]
        at = AT + dt.timedelta(minutes=31)
        given = {"code": who.code, "candidates": who.candidates, "evidence": contest(bulletin).evidence}
        number = night.receive_all([desk_action(NoticeKind.PROPOSE, CONTEST, "J. Rivera", "So.", at, via="t", **given)])
        at += dt.timedelta(minutes=1)
        given = {"about": number.night.seq, "evidence": contest(number).evidence}
        called = night.receive_all([desk_action(NoticeKind.APPROVE, CONTEST, "T. Okafor", "So.", at, via="t", **given)])
        assert contest(called).verdict.by == "desk"
        night.archive.close()
    other = model(leader=0.47)
    night = LiveNight.resume(path, other)
    assert night.folded.desk[CONTEST].desk.standing is not None
    now = contest(counts(night, 4, 4))
    assert (now.verdict.by, now.verdict.code) == ("desk", contest(called).verdict.code)
    assert [c.retraction for c in now.calls] == [None]
    night.archive.close()
    assert verify(path, project=other).problem is None


def test_a_call_that_was_proposed_before_can_be_made_after_looking_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The evidence of the new release is another: the first approval is refused, and the new evidence is told."""
    path, at = tmp_path / "night.owr", AT + dt.timedelta(minutes=31)
    with told_by(EARLIER, monkeypatch):
        night = LiveNight.begin(planned("desk", desk=("J. Rivera", "T. Okafor")), path, model())
        before = contest(counts(night, 1, 3))
        who = night.folded.desk[CONTEST].supports[0]
        given = {"code": who.code, "candidates": who.candidates, "evidence": before.evidence}
        night.receive_all([desk_action(NoticeKind.PROPOSE, CONTEST, "J. Rivera", "So.", at, via="t", **given)])
        night.archive.close()
    night = LiveNight.resume(path, model(leader=0.479))
    now = before
    for _ in range(2):
        at += dt.timedelta(minutes=1)
        given = {"about": 4, "evidence": now.evidence}
        bulletin = night.receive_all(
            [desk_action(NoticeKind.APPROVE, CONTEST, "T. Okafor", "So.", at, via="t", **given)]
        )
        now = contest(bulletin)
    log = night.folded.desk[CONTEST].desk.log
    assert [d.refused for d in log] == ["", "The evidence has changed since; look again.", ""]
    assert now.verdict.by == "desk"
    night.archive.close()
    assert verify(path, project=model(leader=0.479)).problem is None


@pytest.mark.parametrize("waits_now", [True, False])
def test_what_waited_waits_and_what_was_shown_is_shown_whatever_the_checks_say_now(
    waits_now: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "night.owr"
    with told_by(EARLIER, monkeypatch), monkeypatch.context() as patch:
        patch.setattr(fold, "weigh", lambda *_: Weighed(waits=() if waits_now else ("So it was.",)))
        night = LiveNight.begin(planned(checks=True), path, no_projection)
        votes = contest(counts(night, 1, 2)).votes
        assert (votes is None) is not waits_now
        night.archive.close()
    monkeypatch.setattr(fold, "weigh", lambda *_: Weighed(waits=("It waits now.",) if waits_now else ()))
    night = LiveNight.resume(path, no_projection)
    assert [h.arrival.seq for h in night.folded.state.held()] == ([] if waits_now else [1, 2])
    assert night.folded.parts[CONTEST].votes == votes
    night.archive.close()
    assert verify(path, project=no_projection).problem is None


def otherwise_told(path: Path, change: Callable[[Contest], Contest], monkeypatch: pytest.MonkeyPatch) -> Verified:
    """What verify finds of a night of an earlier release of which every bulletin was told with this change."""
    with told_by(EARLIER, monkeypatch), monkeypatch.context() as patch:
        patch.setattr(live, "encode", lambda b: encode(structs.replace(b, contests=tuple(map(change, b.contests)))))
        play(path)
    return verify(path)


def more_votes(part: Contest) -> Contest:
    first, *others = part.candidates
    return structs.replace(part, candidates=(structs.replace(first, votes=(first.votes or 0) + 1), *others))


def certain(part: Contest) -> Contest:
    return structs.replace(part, verdict=structs.replace(part.verdict, code=VerdictCode.RUNOFF_CERTAIN))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (more_votes, "ann-ash has 19 in it, 18 by the bytes"),
        (lambda p: structs.replace(p, votes=7), "7 votes in it, 39 by the bytes"),
        (lambda p: structs.replace(p, candidates=p.candidates[1:]), "ann-ash has no line in it, 18 by the bytes"),
        (lambda p: structs.replace(p, threshold=structs.replace(p.threshold, votes_needed=1)), "the rule asks"),
        (certain, "was certain then and is not now"),
        (lambda p: structs.replace(p, id="another"), "it has the contests another, the night us-house-6"),
    ],
)
def test_what_contradicts_the_bytes_is_found_whoever_told_it(
    change: Callable[[Contest], Contest], why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = otherwise_told(tmp_path / "night.owr", change, monkeypatch)
    assert found.problem is not None
    assert found.problem.startswith("bulletin 1, told by 0.1.0, contradicts the bytes: ")
    assert why in found.problem


def test_other_words_and_another_model_contradict_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = otherwise_told(
        tmp_path / "night.owr", lambda p: structs.replace(p, summary="Other words.", notes=(), figures=()), monkeypatch
    )
    assert (found.problem, found.compared, found.otherwise) == (None, {EARLIER: 9}, ())


def test_what_is_certain_now_and_was_open_then_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(part: Contest) -> Contest:
        verdict = structs.replace(part.verdict, code=VerdictCode.TOO_EARLY, candidates=())
        return structs.replace(part, verdict=verdict, slots=())

    found = otherwise_told(tmp_path / "night.owr", opened, monkeypatch)
    assert found.problem is None
    assert "bulletin 9: us-house-6: won_certain of ann-ash is certain now and was not then" in found.otherwise


def test_this_releases_bulletins_must_come_out_byte_for_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "night.owr"
    with monkeypatch.context() as patch:
        patch.setattr(live, "encode", lambda b: encode(b) + b" ")
        play(path)
    assert verify(path).problem == "bulletin 1 does not follow from the bytes"


def snapshot() -> Snapshot:
    found, _ = read_publication(detail("Cobb", AT, 2), "clarity", "cobb.xml")
    assert found is not None
    return found


def with_votes(votes: int | None) -> Snapshot:
    said = snapshot()
    (count,) = said.contests
    unit, *others = count.units
    changed = replace(unit, totals=(votes, *unit.totals[1:]))
    return replace(said, contests=(replace(count, units=(changed, *others)),))


def test_readings_are_compared_by_what_they_say() -> None:
    same = read_otherwise(snapshot(), snapshot())
    assert (same.wrong, same.otherwise) == ((), ())
    more = read_otherwise(with_votes(None), snapshot())
    assert (more.wrong, more.otherwise) == ((), ("1 cells are read now and were not then",))
    assert "votes in" in read_otherwise(with_votes(1), snapshot()).wrong[0]
    assert read_otherwise(snapshot(), with_votes(None)).wrong
    assert read_otherwise(snapshot(), replace(snapshot(), contests=())).wrong
    assert read_otherwise(snapshot(), None).wrong == ("it was read then and is refused now",)
    assert read_otherwise(None, snapshot()).otherwise == ("it was refused then and is read now",)
    assert read_otherwise(None, None).otherwise == ()
    dated = read_otherwise(replace(snapshot(), status=ResultsStatus.CERTIFIED), snapshot())
    assert (dated.wrong, dated.otherwise) == ((), ("read otherwise now: status",))
    said = read_publication(statement("cobb", AT, 4), "statement", "s.json")[0]
    assert said is not None
    assert read_otherwise(said, replace(said, on_hand=())).wrong[0] == "4 ballots on hand in cobb are not in it now"
    assert read_otherwise(replace(said, on_hand=()), said).otherwise == ("more is read of what is left now",)
    done = replace(said, complete_units=("cobb",))
    assert read_otherwise(done, said).wrong == ("cobb is not complete in it now",)


@pytest.mark.parametrize(("votes", "wrong"), [(None, False), (1, True)])
def test_a_reading_of_another_release_is_named_where_it_differs(
    votes: int | None, wrong: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other release missed a column, or read another number: the night goes on from what it read."""
    path = tmp_path / "night.owr"
    with told_by(EARLIER, monkeypatch), monkeypatch.context() as patch:
        then = with_votes(votes)
        patch.setattr(Reading, "read", lambda *_: (then, facts_of(then), ""))
        night = LiveNight.begin(planned(), path, no_projection)
        night.receive("clarity-cobb", "clarity", "cobb.xml", detail("Cobb", AT, 2), AT)
        night.archive.close()
    found = verify(path, project=no_projection)
    if wrong:
        assert found.problem is not None
        assert found.problem.startswith("publication 1 (clarity-cobb), read by another release: ")
        return
    assert (found.problem, found.compared) == (None, {EARLIER: 1})
    assert found.otherwise[0] == "publication 1 (clarity-cobb): 1 cells are read now and were not then"


def test_what_another_release_read_and_this_one_told_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped between reading and telling, then brought to a new release: its facts have another form."""
    path = tmp_path / "night.owr"
    with told_by(EARLIER, monkeypatch):
        night = LiveNight.begin(planned(), path, no_projection)
        counts(night, 1, 1)
        with monkeypatch.context() as patch:
            whole = Reading.read

            def read(*given: object) -> tuple[Snapshot | None, bytes | None, str]:
                snapshot, facts, error = whole(*given)
                assert facts is not None
                return snapshot, facts.replace(b',"entered_by":""', b""), error

            patch.setattr(Reading, "read", read)
            patch.setattr(LiveNight, "_told", lambda self: None)
            with pytest.raises(AssertionError):
                night.receive("clarity-cobb", "clarity", "c.xml", detail("Cobb", LATE, 1), LATE)
        night.archive.close()
    night = LiveNight.resume(path, no_projection)
    assert night.due
    *_, stopped = night.archive.readings()
    assert stopped.facts is not None
    assert facts_of(snapshot_of(stopped.facts)) != stopped.facts, "the form is another"
    night.catch_up()
    counts(night, 3, 3)
    night.archive.close()
    found = verify(path, project=no_projection)
    assert (found.problem, found.bulletins, found.compared) == (None, 3, {EARLIER: 1})


def test_whether_a_publication_waited_is_taken_from_what_was_told(tmp_path: Path) -> None:
    play(tmp_path / "night.owr")
    with Archive.open(tmp_path / "night.owr") as archive:
        bulletin = decode(archive.bulletin(7))
    sources = tuple(structs.replace(s, waiting=(6,)) if s.id == "clarity-fulton" else s for s in bulletin.night.sources)
    body = encode(structs.replace(bulletin, night=structs.replace(bulletin.night, sources=sources)))
    then = then_of("0.1.0", body)
    assert then.waited("clarity-fulton", 6) is True
    assert then.waited("clarity-cobb", 7) is False
    assert then.waited("clarity-cobb", 4) is None, "another has taken its place since"
    differs = told_otherwise(then.bulletin, structs.replace(bulletin, night=structs.replace(bulletin.night, seq=8)))
    assert differs.wrong == ("it is of us-ga-2017-04-18 at 7, not of us-ga-2017-04-18 at 8",)
