"""The model as a night's projector: asked on the ground of the count, and never swayed by what it remembers."""

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from outright.cli.rehearsed import plan_of
from outright.night import beside, modelled
from outright.night.ground import LiveGround
from outright.night.live import LiveNight
from outright.night.modelled import Model
from outright.night.plan import NightPlan
from outright.night.replay import verify
from outright.night.sent import answer_of, count_of, ground_of, key_of, work
from outright.night.steady import steady
from outright.projection import Projection, StillOut
from outright.projection.result import Contribution, Range
from outright.rehearsal import RehearsedNight, reference_night
from outright.terms import VerdictCode as Code
from projections import reference

CONTEST = "us-house-6"
VOTES = {"jon-ossoff": 5_000, "karen-handel": 3_000, "bob-gray": 1_000}


@pytest.fixture(scope="module")
def night() -> RehearsedNight:
    return reference_night()


@pytest.fixture(scope="module")
def plan(night: RehearsedNight) -> NightPlan:
    return plan_of(night.facts)


class Noting:
    """A projector that keeps what it was given."""

    def __init__(self, answer=lambda live: None) -> None:
        self.given: list[tuple[LiveGround, int]] = []
        self.answer = answer

    def __call__(self, live: LiveGround, *, seed: int) -> Projection | None:
        self.given.append((live, seed))
        return self.answer(live)


def figures(projection: Projection) -> list[object]:
    """All that is said of a projection; without its draws."""
    names = (f.name for f in fields(projection) if not f.name.startswith("draw"))
    return [getattr(projection, name) for name in names]


def play(night: RehearsedNight, plan: NightPlan, path: Path, project=None, most: int | None = None):
    live = LiveNight.begin(plan, path, project)
    told = [live.receive(p.source_id, p.kind, p.name, p.body, p.at) for p in night.publications[:most]]
    live.archive.close()
    return told


@pytest.fixture(scope="module")
def grounds(night, plan, tmp_path_factory) -> list[tuple[LiveGround, int]]:
    """What a projector is given at every publication of the reference night."""
    noting = Noting()
    play(night, plan, tmp_path_factory.mktemp("grounds") / "n.owr", noting)
    return noting.given


def test_a_night_asks_the_model_and_re_derives_byte_for_byte(night, plan, tmp_path):
    told = play(night, plan, tmp_path / "n.owr", most=20)
    assert told[0].contest(CONTEST).projection is None, "nothing is projected before the first vote"
    part = told[-1].contest(CONTEST).projection
    assert part is not None
    assert part.counted == told[-1].contest(CONTEST).votes
    assert verify(tmp_path / "n.owr").problem is None


@pytest.mark.parametrize("most", [24, pytest.param(None, marks=pytest.mark.promise)])
def test_a_model_that_remembers_the_night_says_what_one_says_that_has_just_come(grounds, most):
    """At every publication of the night; in short at each of its first twenty-four."""
    remembers = Model()
    for live, seed in grounds[:most]:
        said, fresh = remembers(live, seed=seed), Model()(live, seed=seed)
        assert (said is None) == (fresh is None)
        if said is not None and fresh is not None:
            assert figures(said) == figures(fresh)
            assert np.array_equal(said.draws, fresh.draws)


def test_what_is_worked_out_elsewhere_is_the_same_to_the_last_bit(grounds):
    asked = [(live, seed) for live, seed in grounds[::9] if live.counted.votes.any()]
    assert len(asked) > 3
    for live, seed in asked:
        here, body = Model()(live, seed=seed), work(key_of(live), ground_of(live), count_of(live.counted), seed)
        assert here is not None
        assert body is not None
        there = answer_of(body)
        assert repr(figures(here)) == repr(figures(there))
        assert here.draws.tobytes() == there.draws.tobytes()
        assert here.draw_votes.tobytes() == there.draw_votes.tobytes()
        remembers = Model()
        assert remembers.must_work(live, seed=seed)
        remembers.keep(live, seed=seed, answer=there)
        assert not remembers.must_work(live, seed=seed)
        assert remembers(live, seed=seed) is there
        assert figures(remembers(live, seed=seed + 1)) == figures(Model()(live, seed=seed + 1))


def test_a_ground_is_named_by_what_is_in_it(grounds):
    live = grounds[30][0]
    assert key_of(live) == key_of(replace(live, counted=grounds[31][0].counted, notes=("another",)))
    assert key_of(live) != key_of(replace(live, past=()))
    assert key_of(live) != key_of(replace(live, registered=(1,) * len(live.outline.units)))
    assert key_of(live) != key_of(replace(live, outline=replace(live.outline, methods=live.outline.methods[:-1])))


def test_the_ground_of_a_contest_is_laid_once_while_nothing_it_rests_on_changes(grounds, monkeypatch):
    asked = []
    monkeypatch.setattr(modelled, "project", lambda ground, counted, *, rng: asked.append(ground) or reference(VOTES))
    model, (live, seed) = Model(), grounds[30]
    later = grounds[31][0]
    assert later.outline is not live.outline
    model(live, seed=seed)
    model(later, seed=seed + 1)
    assert asked[0] is asked[1], "new votes, the same places: the same ground"
    other = replace(later.outline, methods=later.outline.methods[:-1])
    model(replace(later, outline=other), seed=seed + 2)
    assert asked[2].outline is other
    model(replace(later, past=()), seed=seed + 3)
    assert asked[3].past == ()
    model(replace(later, past=tuple(replace(p) for p in later.past)), seed=seed + 4)
    assert asked[4] is not asked[3]


def test_a_publication_that_brings_nothing_new_is_not_projected_again(grounds, monkeypatch):
    asked = []
    monkeypatch.setattr(modelled, "project", lambda ground, counted, *, rng: asked.append(1) or reference(VOTES))
    model, (live, seed) = Model(), grounds[30]
    first = model(live, seed=seed)
    same = replace(live.counted, votes=live.counted.votes.copy(), part=live.counted.part.copy())
    assert model(replace(live, counted=same), seed=seed) is first
    assert len(asked) == 1
    part = live.counted.part.copy()
    part[0, 0] = 0.5
    model(replace(live, counted=replace(live.counted, part=part)), seed=seed)
    model(live, seed=seed + 1)
    assert len(asked) == 3, "a cell that is further in, or another seed, is another question"


def test_two_contests_of_a_night_do_not_share_a_memory(grounds):
    model, (live, seed) = Model(), grounds[30]
    other = replace(live, outline=replace(live.outline, contest_id="us-house-7"))
    first = model(live, seed=seed)
    model(other, seed=seed)
    assert model(live, seed=seed) is first


def test_what_the_ground_has_to_say_stands_with_the_projection(night, plan, tmp_path, monkeypatch):
    look, said = beside.live_ground, "In 3 places the early vote is in part in; how far is not said."
    monkeypatch.setattr(beside, "live_ground", lambda *a: replace(look(*a), notes=(said,)))
    projector = Noting(lambda live: answer(live, notes=("The model's own.",)))
    part = play(night, plan, tmp_path / "n.owr", projector, most=12)[-1].contest(CONTEST).projection
    assert part is not None
    assert part.notes == ("The model's own.", said)


def answer(live: LiveGround, **more: object) -> Projection | None:
    votes = dict(zip(live.outline.candidates, live.counted.votes.sum(axis=(0, 1)).tolist(), strict=True))
    return reference(votes, leader=0.53, code=Code.WON_PROJECTED, **more) if sum(votes.values()) else None


def test_where_shares_do_not_decide_there_are_ranges_and_no_outcome(night, plan, tmp_path, monkeypatch):
    look = beside.live_ground
    why = "The rule asks for more than a share of the vote, so no outcome is projected."
    monkeypatch.setattr(beside, "live_ground", lambda *a: replace(look(*a), decides=False, notes=(why,)))
    monkeypatch.setattr("outright.night.foresee.read_rule", lambda *a: type("Read", (), {"why": why}))
    contest = play(night, plan, tmp_path / "n.owr", Noting(answer), most=12)[-1].contest(CONTEST)
    part = contest.projection
    assert part is not None
    assert (contest.verdict.by, part.code, part.named, part.published) == ("arithmetic", Code.TOO_EARLY, (), False)
    assert [g.text for g in part.gates if g.code == "rule"] == [why]
    assert why not in part.notes, "said once"
    assert {(c.outright, c.advance) for c in part.candidates} == {(None, None)}
    assert part.runoff is None
    assert part.text == "Projected final share of Ossoff: 51.8 to 54.2% (nine times in ten), above 50%."


def test_without_a_ground_the_count_is_told_and_why_it_is_not_projected(night, plan, tmp_path, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("no cells")

    monkeypatch.setattr(beside, "live_ground", broken)
    contest = play(night, plan, tmp_path / "n.owr", most=6)[-1].contest(CONTEST)
    why = "The count cannot be compared or projected at this moment (ZeroDivisionError: no cells)."
    assert (contest.votes, contest.projection, contest.projection_note) == (50_262, None, why)
    assert [n.text for n in contest.notes].count(why) == 1, "said once"


def test_figures_are_given_to_the_millionth_so_that_every_machine_says_the_same():
    third = 1 / 3
    rough = replace(
        reference(VOTES, leader=0.48 + 1e-13),
        because=(Contribution("x", third, "x"),),
        by_county=(StillOut("cobb", 1, Range(1, 2, 3), (("bob-gray", third),), "x"),),
    )
    even = replace(reference(VOTES, leader=0.48), because=rough.because, by_county=rough.by_county)
    assert figures(rough) != figures(even)
    assert figures(steady(rough)) == figures(steady(even))
    assert steady(rough).because[0].points == 0.333333
    assert steady(rough).by_county[0].shares == (("bob-gray", 0.333333),)
    assert all(c.median == round(c.median, 6) for c in steady(rough).candidates)
