"""The figures of a contest: each once, exact, on its own side of the line, remembered where it must be."""

import datetime as dt
import random
from fractions import Fraction

import pytest
from msgspec.structs import replace

from outright.bulletin import Contest, Context, Figure
from outright.bulletin.asked import QUESTIONS
from outright.bulletin.history import PastResult, PastVotes
from outright.night.figures import asked, with_figures
from outright.night.figures.told import standing_since
from outright.terms import VerdictCode
from random_contests import AT, PLAN, RULE, WHOLE, random_contest
from told_nights import change

V = VerdictCode
BASE = with_figures(PLAN, RULE, WHOLE.contests[0], None)


def known(contest: Contest) -> dict[str, Figure]:
    return {f.id: f for f in contest.figures}


@pytest.mark.parametrize("part", range(4))
def test_every_figure_stands_once_and_is_whole(part: int):
    for seed in range(100 * part, 100 * (part + 1)):
        contest = random_contest(random.Random(seed))
        ids = [f.id for f in contest.figures]
        assert len(set(ids)) == len(ids)
        for figure in contest.figures:
            assert figure.text, figure
            assert figure.text != "–", figure
            assert figure.what, figure
            assert not figure.of or figure.of in ids, figure


def test_a_share_is_exact_and_its_parts_are_counts():
    figures = known(BASE)
    share = figures["candidates.jon-ossoff.share"]
    assert share.value == "69733/137000"
    assert Fraction(share.value) == Fraction(figures["candidates.jon-ossoff.votes"].value, figures["count.votes"].value)
    assert share.of == "count.votes"
    assert share.text == "50.90%"


def test_a_share_just_under_half_is_not_printed_as_half():
    rows = [("a", "A A", "D", 49_996), ("b", "B B", "R", 50_004)]
    from bulletins import bulletin

    figures = known(with_figures(PLAN, RULE, bulletin(rows=rows).contests[0], None))
    assert figures["candidates.a.share"].text == "49.996%"


@pytest.mark.parametrize(("votes", "name", "text"), [(50, "short", "1"), (51, "over", "0"), (60, "over", "9")])
def test_the_distance_to_a_majority_has_its_side(votes: int, name: str, text: str):
    contest = WHOLE.contests[0]
    rows = (replace(contest.candidates[0], votes=votes), replace(contest.candidates[1], votes=100 - votes))
    made = replace(contest, candidates=rows, votes=100, threshold=replace(contest.threshold, votes_needed=51))
    figures = known(with_figures(PLAN, RULE, made, None))
    assert figures[f"threshold.{name}"].text == text
    assert f"threshold.{'over' if name == 'short' else 'short'}" not in figures


def test_what_is_not_known_has_no_figure():
    contest = WHOLE.contests[0]
    nothing = tuple(replace(c, votes=None, share_text="–") for c in contest.candidates)
    figures = known(with_figures(PLAN, RULE, replace(contest, votes=None, candidates=nothing, timeline=()), None))
    assert "count.votes" not in figures
    assert not [i for i in figures if i.startswith(("candidates.", "parties.", "methods.", "lead", "threshold.votes"))]
    assert "voting.closed" in figures


def test_rounded_counts_have_no_distances():
    figures = known(with_figures(PLAN, RULE, replace(WHOLE.contests[0], rounded=True), None))
    assert not {"lead.votes", "threshold.votes", "threshold.over", "second.lead.votes"} & set(figures)
    assert "candidates.jon-ossoff.share" in figures


def test_how_the_first_votes_were_cast_is_remembered():
    contest = WHOLE.contests[0]
    early = replace(contest.methods[0], votes=contest.votes)
    first = with_figures(PLAN, RULE, replace(contest, timeline=contest.timeline[:1], methods=(early,)), None)
    assert known(first)["timeline.first.method"].value == "early"
    later = with_figures(PLAN, RULE, contest, first)
    assert known(later)["timeline.first.method"] == known(first)["timeline.first.method"]
    assert "timeline.first.method" not in known(with_figures(PLAN, RULE, contest, None))


def test_the_last_version_stands_under_then():
    later = known(with_figures(PLAN, RULE, replace(WHOLE.contests[0], votes=140_000), BASE))
    assert later["then.count.votes"].value == 137_000
    assert later["then.candidates.jon-ossoff.share"].of == "then.count.votes"
    again = with_figures(PLAN, RULE, WHOLE.contests[0], with_figures(PLAN, RULE, WHOLE.contests[0], BASE))
    assert not [f.id for f in again.figures if f.id.startswith("then.then")]


def test_figures_of_what_stands_beside_the_count_are_taken_in():
    rows = tuple(PastVotes(name=n, party="R", votes=v, share_text="–") for n, v in (("A A", 60), ("B B", 40)))
    past = PastResult(
        id="house-2016", name="2016 U.S. House", date=dt.date(2016, 11, 8), office="house", place="the district",
        where="district", candidates=rows, votes=100, margin="20/100", margin_text="20.00", text="", source="S",
    )  # fmt: skip
    made = with_figures(PLAN, RULE, replace(WHOLE.contests[0], context=Context(history=(past,))), None)
    assert known(made)["history.house-2016.margin"].value == "20/100"
    assert known(made)["count.votes"].value == 137_000
    assert "history.house-2016.margin" in next(a for a in made.asked if a.key == "seat").figures


@pytest.mark.parametrize(("figure_id", "numbers"), [
    ("candidates.jon-ossoff.share", {1}), ("runoff.date", {2}), ("status", {3}), ("timeline.first.share", {4}),
    ("parties.R.votes", {5}), ("history.president-2016.state.margin", {6}), ("compared.president-2016.cobb.then", {7}),
    ("history.house-2016.margin", {8}), ("rating.word", {9}), ("money.jon-ossoff.out_of_state.lo", {10}),
    ("money.outside.total", {11}), ("specials.here.swing", {12}), ("polls.jon-ossoff.average", {13}),
    ("needs.jon-ossoff.majority.votes", {14}), ("verdict.certain.at", {2, 15}),
    ("verdict.projected.need", {2, 14, 15}), ("then.count.votes", set()),
])  # fmt: skip
def test_a_figure_answers_its_question(figure_id: str, numbers: set[int]):
    assert {a.number for a in asked([figure_id]) if a.figures} == numbers


def test_every_question_stands_once_and_in_order():
    assert [q.number for q in QUESTIONS] == list(range(1, 16))
    assert len({q.key for q in QUESTIONS}) == 15


def test_a_verdict_stands_since_the_unbroken_run_that_leads_to_it():
    pair = ("jon-ossoff", "karen-handel")
    history = (
        change(1, V.TOO_EARLY), change(3, V.RUNOFF_PROJECTED, *pair), change(5, V.TOO_EARLY),
        change(7, V.RUNOFF_PROJECTED, *pair), change(9, V.RUNOFF_CERTAIN, *pair),
    )  # fmt: skip
    projected, certain = standing_since(history)
    assert projected is not None and projected.seq == 7, "what was withdrawn in between does not count"
    assert certain is not None and certain.seq == 9
    assert standing_since(history[:3]) == (None, None)
    assert standing_since(()) == (None, None)
    alone, _ = standing_since((change(1, V.RUNOFF_PROJECTED, "jon-ossoff"), change(2, V.RUNOFF_PROJECTED, *pair)))
    assert alone is not None and alone.seq == 1, "one more name is no withdrawal"
    assert standing_since((change(1, V.WON_PROJECTED, "a"), change(2, V.RUNOFF_CERTAIN, *pair)))[0] is None
    assert AT
