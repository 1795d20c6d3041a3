"""The rating of a runoff as a night tells it: from the pairs that may meet to a toss-up with its reasons."""

import datetime as dt
import json
from dataclasses import replace

import numpy as np
import pytest

from outright.bulletin import Bulletin, Rating, encode
from outright.night import rated
from outright.night.figures import rating as figures_rating
from outright.night.rated import Look, rating_of
from outright.projection.runoff_draws import averaged, meetings
from outright.terms import VerdictCode
from projections import chances, projection
from rated_states import SPECIAL, look

PRIMARY, PRESIDENT = "us-ga-primary-2021", "us-ga-president"


def a_look(people: dict[str, tuple[str | None, int]], rule: str | None = SPECIAL, **more) -> Look:
    return look({i: (i.title(), party, votes) for i, (party, votes) in people.items()}, rule, **more)


def said(seen: Look) -> Rating:
    found = rating_of(seen)
    assert found is not None
    return found


SPLIT: dict[str, tuple[str | None, int]] = {"dee": ("D", 48_000), "ray": ("R", 20_000), "roy": ("R", 33_000)}


def test_the_reference_night_ends_as_a_toss_up_with_its_reasons(told: list[Bulletin]):
    rating = told[-1].contests[0].rating
    assert rating is not None
    assert (rating.state, rating.word, rating.favorite) == ("rated", "toss-up", None)
    assert rating.margin is not None
    assert [rating.margin.low_text, rating.margin.mid_text, rating.margin.high_text] == [
        "Ossoff +16.7", "Handel +1.8", "Handel +20.4"
    ]  # fmt: skip
    assert [c.chance.text for c in rating.candidates if c.chance] == ["about 9 in 20", "about 11 in 20"]
    assert [r.code for r in rating.reasons] == ["party_totals", "president", "own_votes", "range"]
    assert rating.reasons[0].figures == {"democrats": 94_201, "republicans": 98_192}
    assert [(r.code, r.won, r.of) for r in rating.record] == [("leaders", 1, 3), ("favored", 3, 3), ("word", 13, 32)]
    assert rating.date == dt.date(2017, 6, 20)


def test_what_needs_no_model_is_exact(told: list[Bulletin]):
    rating = told[-1].contests[0].rating
    assert rating is not None
    assert rating.crossover is not None
    assert [(e.party, e.votes) for e in rating.eliminated] == [("R", 60_121), ("D", 1_528), ("I", 176)]
    assert (rating.crossover.candidate, rating.crossover.share) == ("jon-ossoff", "3991/120242")
    assert (rating.crossover.votes, rating.crossover.of, rating.crossover.share_text) == (1_996, 60_121, "3.3")


def test_no_pair_is_rated_before_it_is_settled(told: list[Bulletin]):
    for one in told:
        contest = one.contests[0]
        rating = contest.rating
        runoff = contest.verdict.code in (VerdictCode.RUNOFF_PROJECTED, VerdictCode.RUNOFF_CERTAIN)
        if rating is None:
            continue
        if rating.state == "open":
            assert not runoff
            assert not rating.candidates
            assert rating.margin is None
            assert 0 < sum(p.chance.probability for p in rating.pairs) <= 1 + 1e-9
        else:
            assert runoff
            assert {c.id for c in rating.candidates} == {"jon-ossoff", "karen-handel"}
    assert {one.contests[0].rating.state for one in told if one.contests[0].rating} == {"open", "rated"}


def test_while_counting_goes_on_it_is_an_average_and_says_so(told: list[Bulletin]):
    rated_ones = [c.rating for one in told if (c := one.contests[0]).rating and c.rating.state == "rated"]
    assert [r.averaged for r in rated_ones] == sorted((r.averaged for r in rated_ones), reverse=True)
    assert rated_ones[0].averaged
    assert rated_ones[0].reasons[-1].code == "counting"
    assert rated_ones[0].crossover is None


def test_nothing_of_june_is_in_the_rating(told: list[Bulletin]):
    text = json.dumps(json.loads(encode(told[-1]))["contests"][0]["rating"])
    assert not [figure for figure in ("134,7", "134799", "125,5", "125517", "51.78", "48.22", "+3.6") if figure in text]


def test_two_of_one_party_go_by_their_own_votes():
    rating = said(a_look({"ann": ("R", 55), "bob": ("R", 45), "cat": ("R", 40)}, PRIMARY, party="R"))
    assert (rating.path, rating.word, rating.label, rating.favorite) == ("own-votes", "lean", "Leans Ann", "ann")
    assert rating.record[0].code == "leaders"
    assert "consistent with" in rating.transfers_text
    assert rating.crossover is not None
    assert (rating.crossover.candidate, rating.crossover.share) == ("bob", "5/8")


def test_a_wide_lead_is_likely_and_never_more():
    rating = said(a_look({"ann": ("R", 45), "bob": ("R", 3), **{f"c{i}": ("R", 2) for i in range(25)}}, party="R"))
    assert (rating.word, rating.label) == ("likely", "Likely Ann")
    assert rating.candidates[0].chance is not None
    assert rating.candidates[0].chance.probability > 0.95


def test_missing_labels_mean_no_rating_and_why():
    rating = said(a_look({name: (None, votes) for name, (_, votes) in SPLIT.items()}))
    assert rating.state == "unrated"
    assert rating.text.startswith("Party labels are missing")
    assert rating.margin is None
    assert [c.votes for c in rating.candidates] == [48_000, 33_000]
    assert all(c.chance is None for c in rating.candidates)


def test_without_a_presidential_result_it_says_so():
    rating = said(a_look(SPLIT))
    assert "no_president" in [r.code for r in rating.reasons]
    assert rating.path == "party-totals"


def test_a_night_before_every_edition_is_not_rated():
    assert said(a_look(SPLIT, day=dt.date(2005, 4, 18))).state == "unrated"


@pytest.mark.parametrize("rule", [None, PRESIDENT])
def test_where_no_runoff_of_two_follows_there_is_no_rating(rule: str | None):
    assert rating_of(a_look(SPLIT, rule)) is None


def test_a_contest_that_was_won_has_no_rating():
    assert rating_of(a_look({"dee": ("D", 60), "ray": ("R", 40)})) is None


def test_without_votes_there_is_no_rating():
    assert rating_of(a_look({"dee": ("D", 0), "ray": ("R", 0)})) is None


def test_a_tie_for_second_is_no_pair():
    assert rating_of(a_look({"dee": ("D", 48), "ray": ("R", 26), "roy": ("R", 26)})) is None


def test_the_parties_are_treated_alike():
    turned = {"D": "R", "R": "D"}
    other = said(a_look({name: (turned[p or ""], v) for name, (p, v) in SPLIT.items()}))
    one = said(a_look(SPLIT))
    assert one.margin == other.margin
    assert [c.chance for c in one.candidates] == [c.chance for c in other.candidates]


def test_a_rating_that_breaks_costs_no_count(monkeypatch: pytest.MonkeyPatch):
    def broken(_look: Look) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(rated, "rating_of", broken)
    found = rated.rated(a_look(SPLIT))
    assert found is not None
    assert found.text == "No rating: it failed (ZeroDivisionError). The count is not touched by it."


def drawn(shares: list[list[float]]):
    people = tuple(chances(i, v, 0.3) for i, v in (("dee", 480), ("ray", 200), ("roy", 330)))
    made = projection(people, expected=1100)
    return replace(made, draws=np.array(shares), draw_votes=np.full(len(shares), 1100.0))


def test_pairs_are_counted_over_the_draws_that_nobody_wins():
    made = drawn([[0.48, 0.20, 0.32], [0.45, 0.30, 0.25], [0.51, 0.20, 0.29], [0.48, 0.20, 0.32]])
    assert [(m.a, m.b, m.probability) for m in meetings(made, 0.5)] == [("dee", "roy", 0.5), ("dee", "ray", 0.25)]


def test_an_average_over_equal_draws_is_the_rating_itself():
    seen = a_look(SPLIT)
    first = rated.first_round(seen, ("dee", "roy"))
    edition = rated.shipped().as_of(seen.plan.date)
    assert edition is not None
    made = rated.expected(first, edition)
    same = drawn([[48 / 101, 20 / 101, 33 / 101]] * 3)
    same = replace(same, draw_votes=np.full(3, 101_000.0))
    mean = averaged(first, same, edition)
    assert not isinstance(made, rated.Unrated)
    assert not isinstance(mean, rated.Unrated)
    assert mean.chance == pytest.approx(made.chance)
    assert mean.range_of(0.9) == pytest.approx(made.range_of(0.9), abs=1e-9)


def test_figures_are_each_there_once_and_point_at_one_another(told: list[Bulletin]):
    found = figures_rating.figures(told[-1].contests[0].rating)
    by_id = {f.id: f for f in found}
    assert len(by_id) == len(found)
    assert by_id["rating.karen-handel.chance"].text == "about 11 in 20"
    assert by_id["rating.crossover"].value == "3991/120242"
    assert by_id["rating.eliminated.R.votes"].value == 60_121
    assert (by_id["rating.record.won"].value, by_id["rating.record.of"].value) == (1, 3)
    assert float(by_id["rating.interval.lo"].value or 0) < float(by_id["rating.margin"].value or 0)
    assert all(f.of in by_id for f in found if f.of)
    assert all(f.source and f.text and f.what for f in found)
    assert figures_rating.figures(None) == ()
