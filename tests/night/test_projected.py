"""A night with a projector: what is said of its answers, and why it can never stop the count."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outright.bulletin import Bulletin, Contest, decode, encode
from outright.cli.rehearsed import plan_of
from outright.errors import ConfigError
from outright.night.chance_words import about, in_text, part_text, record_text, votes_text
from outright.night.ground import LiveGround
from outright.night.live import LiveNight
from outright.night.plan import NightPlan, from_json, to_json
from outright.night.projector import no_projection, seed_of, trouble
from outright.night.replay import bulletins, verify
from outright.projection.result import Contribution, Gate, Projection, Range
from outright.rehearsal import RehearsedNight, reference_night
from outright.terms import VerdictCode as Code
from projections import reference

CONTEST = "us-house-6"
ANSWERS = Callable[[LiveGround, int], Projection | None]


@pytest.fixture(scope="module")
def night() -> RehearsedNight:
    return reference_night()


@pytest.fixture(scope="module")
def plan(night: RehearsedNight) -> NightPlan:
    return plan_of(night.facts)


def votes_of(live: LiveGround) -> dict[str, int]:
    counted = live.counted.votes.sum(axis=(0, 1)).tolist()
    return dict(zip(live.outline.candidates, counted, strict=True))


def plausible(live: LiveGround, _seed: int) -> Projection | None:
    """As a model may see the reference night: nothing before the first county, then narrower and narrower."""
    votes = votes_of(live)
    total = sum(votes.values())
    if not total:
        return None
    code = Code.RUNOFF_PROJECTED if total > 90_000 else Code.TOO_EARLY
    return reference(votes, expected=max(total, 193_000), half=0.03 * (1 - total / 193_000) + 0.002, code=code)


def projector(answer: ANSWERS):
    return lambda live, *, seed: answer(live, seed)


def play(
    night: RehearsedNight, plan: NightPlan, path: Path, answer: ANSWERS = plausible, most: int | None = None
) -> list[Bulletin]:
    live = LiveNight.begin(plan, path, projector(answer))
    told = [live.receive(p.source_id, p.kind, p.name, p.body, p.at) for p in night.publications[:most]]
    live.archive.close()
    return told


@pytest.fixture(scope="module")
def told(night: RehearsedNight, plan: NightPlan, tmp_path_factory: pytest.TempPathFactory) -> list[Bulletin]:
    return play(night, plan, tmp_path_factory.mktemp("projected") / "n.owr")


def of(told: list[Bulletin]) -> list[Contest]:
    return [b.contest(CONTEST) for b in told]


def test_the_runoff_is_projected_before_it_is_certain_and_no_win_is_ever_said(told: list[Bulletin]) -> None:
    codes = [c.verdict.code for c in of(told)]
    assert list(dict.fromkeys(codes)) == [Code.TOO_EARLY, Code.RUNOFF_PROJECTED, Code.RUNOFF_CERTAIN]
    changes = of(told)[-1].verdict_history
    assert [(h.code, h.by, h.note) for h in changes] == [
        (Code.TOO_EARLY, "arithmetic", ""),
        (Code.RUNOFF_PROJECTED, "model", ""),
        (Code.RUNOFF_CERTAIN, "arithmetic", ""),
    ]
    assert changes[1].candidates == ("jon-ossoff", "karen-handel")


def test_a_night_with_a_projector_re_derives_byte_for_byte(
    night: RehearsedNight, plan: NightPlan, told: list[Bulletin], tmp_path: Path
) -> None:
    path = tmp_path / "n.owr"
    again = play(night, plan, path, most=24)
    assert [encode(b) for b in again] == [encode(b) for b in told[:24]]
    assert verify(path, project=projector(plausible)).problem is None
    assert verify(path).problem is not None, "without the projector the bulletins are others"
    assert list(bulletins(path)) == again


def test_every_part_comes_back_as_it_went_and_is_spelled_in_camel_case(told: list[Bulletin]) -> None:
    assert decode(encode(told[30])) == told[30]
    part = json.loads(encode(told[30]))["contests"][0]["projection"]
    assert {"finalVotes", "byCounty", "byMethod", "gates", "because", "record", "bands", "modelVersion"} <= set(part)
    assert set(part["candidates"][0]) == {"id", "median", "medianText", "intervals", "win", "outright", "advance"}


def test_what_is_said_at_half_of_the_precincts(told: list[Bulletin]) -> None:
    contest = of(told)[29]
    part = contest.projection
    assert part is not None
    assert [c.id for c in part.candidates] == [c.id for c in contest.candidates]
    assert part.text == "Projected final share of Ossoff: 47.0 to 49.2% (nine times in ten), below 50%."
    first = part.candidates[0]
    assert [i.level for i in first.intervals] == [0.5, 0.8, 0.9, 0.95]
    assert first.outright is not None and first.outright.text == "fewer than 1 in 200"
    assert first.advance is not None and first.advance.text == "more than 199 in 200"
    assert part.runoff is not None and part.runoff.text == "more than 199 in 200"
    assert part.in_text == "69% of the expected vote is in"
    assert part.record is not None
    assert part.record.text == (
        "Of 1,204 past moments like this (early vote first), the range of 90% held in 1,093 (91%)."
    )
    assert (part.by_county[0].name, part.by_county[0].votes.text) == ("Cobb", "about 21,000 (18,100 to 24,200)")
    assert [s.name for s in part.by_method] == ["Early in person", "By mail", "Election day", "Provisional"]
    assert part.because[0].points_text == "−1.6 pts"
    assert part.published
    assert all(g.passed for g in part.gates)


def test_no_percentage_is_ever_the_chance_of_anything(told: list[Bulletin]) -> None:
    for contest in of(told):
        if contest.projection is None:
            continue
        chances = [x for c in contest.projection.candidates for x in (c.win, c.outright, c.advance) if x]
        assert not [x.text for x in chances if "%" in x.text or " 0 in" in x.text]


def test_what_arithmetic_has_settled_is_no_chance_any_more(told: list[Bulletin]) -> None:
    contest = of(told)[51]
    assert (contest.verdict.code, contest.remaining.complete) == (Code.RUNOFF_CERTAIN, False)
    assert contest.projection is not None
    first, third = contest.projection.candidates[0], contest.projection.candidates[2]
    assert first.outright is not None and first.advance is not None and third.advance is not None
    assert (first.outright.text, first.advance.text, third.advance.text) == ("cannot", "certain", "cannot")
    assert contest.projection.runoff is not None and contest.projection.runoff.text == "certain"
    assert not contest.projection.published


def test_the_bands_are_kept_moment_by_moment_and_a_statement_moves_none(told: list[Bulletin]) -> None:
    contests = of(told)
    last = contests[-2].projection
    assert last is not None
    moved = [p.seq for p in contests[-2].timeline]
    assert [p.seq for p in last.bands] == moved
    before, after = contests[5].projection, contests[6].projection
    assert before is not None and after is not None
    assert before.candidates == after.candidates, "publication 7 is a statement: it brought no votes"
    assert before.bands == after.bands


def test_a_complete_count_is_not_projected(told: list[Bulletin]) -> None:
    assert of(told)[-1].projection is None
    assert of(told)[-1].remaining.complete


def test_a_moment_has_one_seed_whatever_the_clock_says(night: RehearsedNight, plan: NightPlan, tmp_path: Path) -> None:
    seeds: list[int] = []

    def noting(live: LiveGround, seed: int) -> None:
        seeds.append(seed)

    play(night, plan, tmp_path / "a.owr", noting, most=8)
    assert seeds[3] == seed_of(plan.id, CONTEST, 4)
    assert seeds[6] == seeds[5], "a statement moves no count and no draw"
    assert seed_of("n", "c", 1) != seed_of("n", "c", 2) != seed_of("n", "d", 2)


def test_a_projection_that_breaks_is_one_sentence_and_the_count_is_published(
    night: RehearsedNight, plan: NightPlan, tmp_path: Path
) -> None:
    def broken(live: LiveGround, _seed: int) -> None:
        raise ZeroDivisionError

    def refused(live: LiveGround, _seed: int) -> None:
        raise ConfigError("The baseline has no unit of this district", hint="Name another.")

    for n, (answer, words) in enumerate(
        [(broken, "No projection: the model failed (ZeroDivisionError). The count is not touched by it."),
         (refused, "No projection: the baseline has no unit of this district. Name another.")]
    ):  # fmt: skip
        contests = of(play(night, plan, tmp_path / f"{n}.owr", answer, most=6))
        assert (contests[-1].votes, contests[-1].projection, contests[-1].projection_note) == (50_262, None, words)
        assert [n.text for n in contests[-1].notes].count(words) == 1, "said once"


def spoiled(live: LiveGround, **changes: object) -> Projection:
    return replace(reference(votes_of(live)), **changes)  # type: ignore[arg-type]


def worse(live: LiveGround, **changes: object) -> Projection:
    p = reference(votes_of(live))
    return replace(p, candidates=(replace(p.candidates[0], **changes), *p.candidates[1:]))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (lambda c: spoiled(c, counted=10**7, final_votes=Range(10**7, 10**7, 10**7)), "counts votes that are not in"),
        (lambda c: spoiled(c, final_votes=Range(1, 2, 3)), "fewer votes than are counted"),
        (lambda c: spoiled(c, candidates=()), "candidates are not those of the count"),
        (lambda c: spoiled(c, named=("nobody",)), "candidates are not those of the count"),
        (lambda c: spoiled(c, runoff=1.5), "a share or a chance is none"),
        (lambda c: worse(c, median=math.nan), "a share or a chance is none"),
        (lambda c: worse(c, win=-0.1), "a share or a chance is none"),
        (lambda c: worse(c, intervals=()), "a share or a chance is none"),
        (lambda c: worse(c, candidate="karen-handel"), "candidates are not those of the count"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_right_is_not_shown(
    answer: Callable[[LiveGround], Projection], why: str, night: RehearsedNight, plan: NightPlan, tmp_path: Path
) -> None:
    contest = of(play(night, plan, tmp_path / "n.owr", lambda c, _: answer(c), most=6))[-1]
    assert contest.projection is None
    assert why in contest.projection_note
    assert contest.votes == 50_262


def test_an_answer_that_cannot_be_said_does_not_stop_the_night(
    night: RehearsedNight, plan: NightPlan, tmp_path: Path
) -> None:
    for n, part in enumerate((None, Contribution("fulton", math.nan, "Fulton"), Contribution("x", 1.0, "\ud800"))):
        answer = projector(lambda c, _, part=part: spoiled(c, because=(part,)))
        live = LiveNight.begin(plan, tmp_path / f"{n}.owr", answer)
        for p in night.publications[:6]:
            contest = live.receive(p.source_id, p.kind, p.name, p.body, p.at).contest(CONTEST)
        live.archive.close()
        assert contest.projection is None
        assert contest.projection_note.startswith("No projection: the model failed")
        assert contest.verdict.by == "arithmetic"
        assert contest.votes == 50_262


def test_a_night_that_publishes_only_the_certain_shows_ranges_and_says_so(
    night: RehearsedNight, plan: NightPlan, tmp_path: Path
) -> None:
    words = "This night publishes only what arithmetic makes certain"
    contests = careful(night, plan, tmp_path, "certain")
    part, before = contests[-1].projection, contests[10].projection
    assert part is not None and before is not None
    assert part.gates[-1].text == f"{words}; the model would say: Runoff projected (Ossoff and Handel)."
    assert before.gates[-1].text == f"{words}."


def test_a_night_that_publishes_nothing_by_itself_shows_ranges_and_not_what_the_model_would_say(
    night: RehearsedNight, plan: NightPlan, tmp_path: Path
) -> None:
    """Who calls it is the desk: the page carries the figures of the projection, and no verdict in any words."""
    for contest in careful(night, plan, tmp_path, "desk"):
        part = contest.projection
        if part is not None:
            assert (part.code, part.named) == (Code.TOO_EARLY, ())
            assert not any("would say" in gate.text or "Runoff" in gate.text for gate in part.gates)
            assert part.candidates[0].intervals


def careful(night: RehearsedNight, plan: NightPlan, folder: Path, policy: str) -> list[Contest]:
    """The first thirty moments under a policy that keeps the model's verdicts back."""
    kept_back = msgspec.structs.replace(plan, publish=policy)
    assert from_json(to_json(kept_back)) == kept_back
    contests = of(play(night, kept_back, folder / f"{policy}.owr", most=30))
    assert {c.verdict.code for c in contests} == {Code.TOO_EARLY}
    assert contests[-1].projection is not None and not contests[-1].projection.published
    return contests


def test_a_file_that_cannot_be_read_withdraws_a_projected_verdict_and_says_why(
    night: RehearsedNight, plan: NightPlan, tmp_path: Path
) -> None:
    live = LiveNight.begin(plan, tmp_path / "n.owr", projector(plausible))
    for p in night.publications[:30]:
        live.receive(p.source_id, p.kind, p.name, p.body, p.at)
    last = night.publications[30]
    sick = live.receive("clarity-cobb", "clarity", "detail.xml", b"<html>503</html>", last.at).contest(CONTEST)
    assert sick.verdict.code is Code.TOO_EARLY
    words = (
        "Withdrawn: “Runoff projected: Ossoff, Handel” no longer stands. The newest file of Cobb County cannot be read."
    )
    assert sick.verdict_history[-1].note == words
    assert words in [n.text for n in sick.notes if n.kind == "verdict"]
    assert sick.projection is not None
    assert not sick.projection.published
    assert [g.code for g in sick.projection.gates if not g.passed] == ["source"]
    cobb = next(p for p in night.publications[30:] if p.source_id == "clarity-cobb")
    well = live.receive("clarity-cobb", cobb.kind, cobb.name, cobb.body, cobb.at).contest(CONTEST)
    live.archive.close()
    assert well.verdict.code is Code.RUNOFF_PROJECTED
    assert [h.code for h in well.verdict_history] == [
        Code.TOO_EARLY, Code.RUNOFF_PROJECTED, Code.TOO_EARLY, Code.RUNOFF_PROJECTED,
    ]  # fmt: skip


def test_a_model_that_changes_its_mind_is_told_to_everybody(
    night: RehearsedNight, plan: NightPlan, tmp_path: Path
) -> None:
    shut = (Gate("level", False, "Too few draws agree."),)

    def wavers(live: LiveGround, seed: int) -> Projection | None:
        if live.counted.votes.sum() < 120_000:
            return plausible(live, seed)
        return reference(votes_of(live), leader=0.495, code=Code.TOO_EARLY, gates=shut)

    contest = of(play(night, plan, tmp_path / "n.owr", wavers, most=30))[-1]
    assert contest.verdict.code is Code.TOO_EARLY
    assert contest.verdict_history[-1].note == (
        "Withdrawn: “Runoff projected: Ossoff, Handel” no longer stands. Too few draws agree."
    )


def test_a_projected_verdict_that_arithmetic_overrules_is_withdrawn(
    night: RehearsedNight, plan: NightPlan, tmp_path: Path
) -> None:
    """A model that is wrong is named as wrong: the certain verdict stands beside what is withdrawn."""

    def wrong(live: LiveGround, _seed: int) -> Projection | None:
        votes = votes_of(live)
        return reference(votes, leader=0.53, code=Code.WON_PROJECTED) if sum(votes.values()) > 90_000 else None

    contest = of(play(night, plan, tmp_path / "n.owr", wrong))[-1]
    assert [h.code for h in contest.verdict_history] == [Code.TOO_EARLY, Code.WON_PROJECTED, Code.RUNOFF_CERTAIN]
    assert contest.verdict_history[-1].note == "Withdrawn: “Projected to win outright: Ossoff” no longer stands."


def test_no_more_votes_are_expected_than_can_be_left(night: RehearsedNight, plan: NightPlan, tmp_path: Path) -> None:
    answer = lambda c, _: reference(votes_of(c), expected=10**6) if c.counted.votes.any() else None  # noqa: E731
    contest = of(play(night, plan, tmp_path / "n.owr", answer, most=6))[-1]
    part = contest.projection
    assert part is not None and contest.remaining.upper is not None
    assert part.final_votes.high == part.counted + contest.remaining.upper
    assert part.notes[-1].startswith("More votes were expected than can be left")


def test_without_a_rule_there_are_ranges_and_no_chance_of_anything_it_would_decide(
    night: RehearsedNight, plan: NightPlan, tmp_path: Path
) -> None:
    unruled = msgspec.structs.replace(plan, contests=(msgspec.structs.replace(plan.contests[0], rule=None),))
    contest = of(play(night, unruled, tmp_path / "n.owr", most=30))[-1]
    assert contest.verdict.code is Code.LEADER_ONLY
    part = contest.projection
    assert part is not None
    assert part.text == "Projected final share of Ossoff: 47.0 to 49.2% (nine times in ten)."
    assert {(c.outright, c.advance) for c in part.candidates} == {(None, None)}
    assert part.runoff is None
    assert not part.published


def test_a_plan_without_a_projector_is_silent(plan: NightPlan, told: list[Bulletin]) -> None:
    assert no_projection(None, seed=1) is None  # type: ignore[arg-type, func-returns-value]
    assert of(told)[0].projection is None
    assert of(told)[0].projection_note == ""


@given(st.integers(0, 10**8), st.integers(1, 10**8))
def test_a_part_is_none_or_all_only_when_it_is(part: int, whole: int) -> None:
    said = part_text(part, whole)
    assert (said == "0%") == (part == 0)
    assert (said == "100%") == (part >= whole)


def test_estimates_are_rounded_and_say_so() -> None:
    assert votes_text(1_200, 1_940, 2_900) == "about 1,900 (1,200 to 2,900)"
    assert about(99_960) == "100,000"
    assert part_text(1, 0) == ""
    assert in_text(5, 5, complete=False) == ">99% of the expected vote is in"
    assert in_text(5, 5, complete=True) == "all counted"
    assert in_text(0, 0, complete=False) == ""
    assert record_text(9, 10, "") == "Of 10 past moments like this, the range of 90% held in 9 (90%)."


def test_a_sound_answer_has_no_trouble() -> None:
    from counts import count

    votes = {"ossoff": 50, "handel": 30, "gray": 20}
    assert trouble(reference(votes), count(votes)) == ""
