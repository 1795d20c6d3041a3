"""The projection on awkward counts: it answers, never under what is counted, and says when it is too early."""

import datetime as dt
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outright.baseline import ContestKind, Outline, Past, Stakes, lay
from outright.projection import Counted, Projection, project
from outright.projection.chances import chances, next_round, said
from outright.projection.draws import draw
from outright.terms import VerdictCode as Code
from outright.terms import VoteMethod as M

DAY = dt.date(2017, 4, 18)
METHODS = (M.ABSENTEE_MAIL, M.EARLY, M.ELECTION_DAY, M.PROVISIONAL)


def outline(
    units: int, candidates: int, methods: tuple[M, ...], kind: ContestKind, stakes: Stakes, counties: int
) -> Outline:
    parties = ("DEM", "REP", "LIB", "")
    return Outline(
        contest_id="us-xx-test", date=DAY, state="xx", kind=kind, office="us-house", district="6", party="",
        level="precinct" if units > 1 else "county", candidates=tuple(f"c{k:02}" for k in range(candidates)),
        parties=tuple(parties[k % 4] for k in range(candidates)), stakes=stakes,
        units=tuple(f"u{i:03}" for i in range(units)), county=tuple(f"county-{i % counties}" for i in range(units)),
        pseudo=np.zeros(units, dtype=np.bool_), methods=methods,
    )  # fmt: skip


def past_of(tonight: Outline, rng: np.random.Generator) -> Past:
    """A president's contest in the same places, by two parties."""
    votes = rng.integers(0, 400, (len(tonight.units), 1, 3)).astype(np.int64)
    return Past(
        contest_id="president-2016", date=dt.date(2016, 11, 8), state="xx", kind=ContestKind.GENERAL,
        office="president", party="", level=tonight.level, candidates=("DEM", "REP", "OTH"),
        names=("DEM", "REP", "OTH"), parties=("DEM", "REP", "OTH"), units=tonight.units, county=tonight.county,
        methods=(M.TOTAL,), votes=votes,
    )  # fmt: skip


def counted(tonight: Outline, rng: np.random.Generator, parts: list[float], largest: int) -> Counted:
    """Random votes where something is in; the parts are dealt to the cells at random."""
    shape = (len(tonight.units), len(tonight.methods))
    part = rng.choice(np.array(parts), shape)
    votes = rng.integers(0, largest + 1, (*shape, len(tonight.candidates))).astype(np.int64)
    votes[part == 0] = 0
    arrival = np.where(part == 0, -1, rng.integers(0, 5, shape)).astype(np.int64)
    return Counted(votes=votes, part=part, arrival=arrival)


@st.composite
def nights(draw_: st.DrawFn) -> tuple[Outline, Counted, bool, int]:
    seed = draw_(st.integers(0, 2**31))
    rng = np.random.default_rng(seed)
    units = draw_(st.sampled_from([1, 1, 2, 3, 7, 40, 120]))
    stakes = draw_(st.sampled_from([
        Stakes(Fraction(1, 2), 2), Stakes(None, 0), Stakes(None, 2), Stakes(Fraction(2, 5), 2),
        Stakes(Fraction(1, 2), 0), Stakes(None, 0, 3),
    ]))  # fmt: skip
    tonight = outline(
        units, draw_(st.sampled_from([1, 2, 3, 6, 18, 30])),
        draw_(st.sampled_from([(M.TOTAL,), METHODS, METHODS[1:3], (M.ABSENTEE, M.ELECTION_DAY, M.OTHER)])),
        draw_(st.sampled_from(list(ContestKind))), stakes, draw_(st.integers(1, 5)),
    )  # fmt: skip
    parts = draw_(
        st.sampled_from([[0.0], [1.0], [0.0, 1.0], [0.0, 0.4, 1.0], [float("nan"), 0.0], [0.99], [0.0, 0.0, 0.0, 1.0]])
    )
    return tonight, counted(tonight, rng, parts, draw_(st.sampled_from([0, 1, 30, 5000]))), draw_(st.booleans()), seed


def check(tonight: Outline, count: Counted, answer: Projection) -> None:
    votes = count.votes.sum(axis=(0, 1))
    total = int(votes.sum())
    assert answer.draws.shape[1] == len(tonight.candidates)
    assert np.isfinite(answer.draws).all()
    assert np.isfinite(answer.draw_votes).all()
    assert np.allclose(answer.draws.sum(axis=1), 1)
    assert (answer.draw_votes >= total * (1 - 1e-12)).all()
    assert (answer.draws * answer.draw_votes[:, None] >= votes * (1 - 1e-9) - 1e-6).all()
    assert answer.final_votes.low >= total
    for chance, seen in zip(answer.candidates, votes, strict=True):
        assert chance.counted == seen
        lows, highs = [i.low for i in chance.intervals], [i.high for i in chance.intervals]
        assert lows == sorted(lows, reverse=True)
        assert highs == sorted(highs)
        assert 0 <= lows[-1] <= chance.median <= highs[-1] <= 1 + 1e-12
    assert answer.code in (Code.TOO_EARLY, Code.WON_PROJECTED, Code.RUNOFF_PROJECTED)
    if not all(gate.passed for gate in answer.gates):
        assert answer.code is Code.TOO_EARLY


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(nights())
def test_no_count_is_too_awkward_and_no_answer_is_below_it(night: tuple[Outline, Counted, bool, int]) -> None:
    tonight, count, with_past, seed = night
    rng = np.random.default_rng(seed)
    ground = lay(tonight, (past_of(tonight, rng),) if with_past else ())
    answer = project(ground, count, rng=np.random.default_rng(seed), draws=300)
    check(tonight, count, answer)
    half = Counted(votes=count.votes // 2, part=count.part, arrival=count.arrival)  # the count has fallen
    check(tonight, half, project(ground, half, rng=np.random.default_rng(seed), draws=300))


def a_night(seed: int = 3) -> tuple[Outline, Counted]:
    rng = np.random.default_rng(seed)
    tonight = outline(40, 4, METHODS[1:3], ContestKind.GENERAL, Stakes(Fraction(1, 2), 2), 4)
    return tonight, counted(tonight, rng, [0.0, 1.0], 300)


def test_the_same_seed_gives_the_same_answer_and_another_seed_nearly_the_same() -> None:
    tonight, count = a_night()
    ground = lay(tonight, (past_of(tonight, np.random.default_rng(1)),))
    one, same, other = (project(ground, count, rng=np.random.default_rng(s)) for s in (5, 5, 6))
    assert one.draws.tobytes() == same.draws.tobytes()
    assert one.draws.tobytes() != other.draws.tobytes()
    for a, b in zip(one.candidates, other.candidates, strict=True):
        assert abs(a.interval(0.9).low - b.interval(0.9).low) < 0.01


def test_a_complete_count_is_its_own_projection() -> None:
    tonight, count = a_night()
    whole = Counted(votes=count.votes + 1, part=np.ones_like(count.part), arrival=np.zeros_like(count.arrival))
    answer = project(lay(tonight, ()), whole, rng=np.random.default_rng(1))
    votes = whole.votes.sum(axis=(0, 1))
    for chance, v in zip(answer.candidates, votes, strict=True):
        assert chance.interval(0.95).low == pytest.approx(v / votes.sum())
        assert chance.interval(0.95).high == pytest.approx(v / votes.sum())


def test_nothing_is_projected_while_election_day_is_unheard_of() -> None:
    rng = np.random.default_rng(9)
    tonight = outline(120, 3, METHODS[1:3], ContestKind.SPECIAL, Stakes(Fraction(1, 2), 2), 3)
    votes = rng.integers(50, 60, (120, 2, 3)).astype(np.int64)
    votes[:, :, 0] *= 6
    votes[:, 1] = 0
    part = np.stack([np.ones(120), np.zeros(120)], axis=1)
    arrival = np.where(part == 1, 0, -1).astype(np.int64)
    answer = project(lay(tonight, ()), Counted(votes=votes, part=part, arrival=arrival), rng=np.random.default_rng(1))
    assert answer.code is Code.TOO_EARLY
    assert [gate.code for gate in answer.gates if not gate.passed] == ["unheard"]
    leader = answer.of("c00")
    assert leader.interval(0.9).high - leader.interval(0.9).low > 0.1


def test_a_single_place_in_part_is_as_unsure_as_the_rest_of_a_count_has_been() -> None:
    tonight = outline(1, 2, (M.TOTAL,), ContestKind.GENERAL, Stakes(Fraction(1, 2), 2), 1)
    votes = np.array([[[560_000, 440_000]]], dtype=np.int64)
    widths = []
    for part in (0.25, 0.5, 0.9):
        count = Counted(votes=votes, part=np.array([[part]]), arrival=np.array([[0]]))
        found = project(lay(tonight, ()), count, rng=np.random.default_rng(1)).of("c00").interval(0.9)
        widths.append(found.high - found.low)
    assert widths[0] > 0.2  # the rest differs by half a unit of logit whatever the number of votes
    assert widths[0] > widths[1] > widths[2] > 0.01


def test_the_chances_of_draws_are_counted_and_a_bundle_of_others_is_never_named() -> None:
    tonight = outline(3, 3, (M.TOTAL,), ContestKind.GENERAL, Stakes(Fraction(1, 2), 2), 1)
    shares = np.array([[0.6, 0.3, 0.1], [0.45, 0.35, 0.2], [0.3, 0.45, 0.25], [0.5, 0.3, 0.2]])
    found = chances(tonight, np.array([5, 3, 1]), shares)
    assert [c.win for c in found] == [0.75, 0.25, 0.0]
    assert [c.outright for c in found] == [0.25, 0.0, 0.0]  # exactly half is not more than half
    assert [c.advance for c in found] == [1.0, 1.0, 0.0]
    assert next_round(tonight.stakes, shares) == 0.75
    assert said(tonight.stakes, found, 0.75, 0.7) == (Code.RUNOFF_PROJECTED, ("c00", "c01"))
    assert said(tonight.stakes, found, 0.75, 0.8) == (Code.TOO_EARLY, ())
    assert next_round(Stakes(None, 2), shares) == 1.0
    assert next_round(Stakes(None, 0), shares) == 0.0


def test_draws_leave_no_votes_over_and_take_none_away() -> None:
    from outright.baseline.priors import shipped
    from outright.projection.foresee import foresee
    from outright.projection.moment import moment
    from outright.projection.scale import scales

    tonight, count = a_night()
    ground = lay(tonight, ())
    foreseen = foresee(ground, count, shipped())
    scale = scales(shipped().calibration, moment(ground, count, foreseen), foreseen)
    drawn = draw(foreseen, scale, 5.0, np.random.default_rng(1), 500, caution=2.0)
    for shares in (drawn.shares, drawn.careful):
        assert np.allclose(shares.sum(axis=1), 1)
        assert (shares * drawn.votes[:, None] >= foreseen.counted - 1e-6).all()
    assert (drawn.careful.std(axis=0) > 1.3 * drawn.shares.std(axis=0)).all()
    assert np.allclose(np.median(drawn.careful, axis=0), np.median(drawn.shares, axis=0), atol=0.01)
