"""Polls, special elections and past results in Spanish: every turn that their sentences can take, and every fault."""

import datetime as dt

import pytest
from left_in_english import left_in_english
from msgspec.structs import replace

from bulletins import bulletin
from outright.bulletin import Context
from outright.night.context import context_of, problems_of
from outright.night.plan import PlannedContest, PlannedPast, PlannedPolls, PlannedSpecials
from outright.publish.language import Language
from outright.publish.language.names import Names
from page_states import runoff_certain

NIGHT = dt.date(2017, 4, 18)
POLLS = "pollster,field_end,sample,candidate,pct\n"
SPECIALS = (
    "date,race,stage,level,dem_votes,rep_votes,total_votes,pres16_dem_pct,pres16_rep_pct,pres12_dem_pct,"
    "pres12_rep_pct,swing_vs_lean,swing_published_538\n"
)
HERE = "2017-04-18,GA-06,all-party,federal,,,,46.8,48.3,37.5,60.8,,\n"


def polls(rows: str, **more: str) -> PlannedContest:
    return planned(polls=PlannedPolls(table=POLLS + rows, **more))  # type: ignore[arg-type]


def specials(rows: str, here: str = "") -> PlannedContest:
    return planned(specials=PlannedSpecials(table=SPECIALS + rows, here=here))


def past(**fields: object) -> PlannedContest:
    return planned(history=(PlannedPast(id="x", **fields),))  # type: ignore[arg-type]


def planned(**fields: object) -> PlannedContest:
    return PlannedContest(id="us-house-6", name="C", short_name="C", match=(), rule=None, **fields)  # type: ignore[arg-type]


def years_of() -> str:
    rows = [
        f"{year}-0{m}-01,{state}-0{m},,federal,,,,,,,,,{swing}\n"
        for year, state in ((2013, "A"), (2015, "B"), (2017, "C"))
        for m, swing in ((1, 4), (2, -3), (3, 9))
    ]
    return "".join(rows)


TURNS = {
    "one candidate": polls("A,2017-04-10,500,Ossoff,43\n"),
    "two, one undecided": polls("A,2017-04-10,,Ossoff,43\nA,2017-04-10,,Handel,20\nA,2017-04-10,,Undecided,6.5\n"),
    "too old for an average": polls("A,2017-01-10,500,Ossoff,43\nA,2017-01-10,500,Handel,20\n"),
    "a runoff": polls("A,2017-04-10,500,Ossoff,50\nA,2017-04-10,500,Handel,49\n", kind="runoff"),
    "one special": specials("2017-04-11,KS-04,,federal,56435,64044,122594,32.8,59.8,36.1,61.5,,\n"),
    "a swing of nothing": specials("2017-04-11,KS-04,,federal,,,,,,,,,0\n2017-02-11,X-01,,state,,,,,,,,,-7\n"),
    "none yet": specials(""),
    "no swing yet": specials("2017-04-11,KS-04,,federal,,,,,,,,,\n", here=""),
    "here": specials(HERE, here="GA-06"),
    "two cycles": specials(years_of() + HERE, here="GA-06"),
    "a past result": past(date=dt.date(2014, 11, 4), votes={"A": 3, "B": 2}, where="state"),
    "one candidate then": past(date=dt.date(2014, 11, 4), votes={"A": 3}),
}

FAULTS = [
    planned(polls=PlannedPolls(table="x\n1\n")), polls(""), polls("A,2017-04-10,500,O,4x\n"),
    polls("A,2017-04-10,5o0,O,4\n"), polls("A,yesterday,500,O,4\n"), polls(",2017-04-10,500,O,4\n"),
    polls("A,2017-04-10,500,O,63\nA,2017-04-10,500,H,63.5\n"), polls("A B,2017-04-10,,O,4\nA B,2017-04-10,,O,4\n"),
    polls("A,2017-04-10,500,Undecided,4\n"), planned(specials=PlannedSpecials(table="x\n1\n")),
    specials("x,KS-04,,,,,,,,,,,\n"), specials("2017-04-11,,,,,,,,,,,,\n"),
    specials("2017-04-11,K,,federal,2,2,3,1,2,3,4,,\n"), specials("2017-04-11,K,,federal,2x,2,3,1,2,3,4,,\n"),
    specials("2017-04-11,K,,federal,2,2,30,1y,2,3,4,,\n"), specials("", here="GA-06"),
    specials("2017-04-11,KS-04,,federal,56435,64044,122594,32.8,59.8,36.1,61.5,29.93,\n"),
    planned(specials=PlannedSpecials(table="date,race,pres20_dem_pct,pres20_rep_pct\n2017-04-11,K,50,40\n")),
    past(), past(date=NIGHT), past(baseline="y"), past(date=dt.date(2014, 1, 1), votes={"A": 0}),
]  # fmt: skip


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize("turn", TURNS)
def test_every_turn_of_the_sentences_is_said(turn: str, counted: bool, spanish: Language):
    whole = runoff_certain() if counted else bulletin()
    context = context_of(TURNS[turn], whole.contests[0], NIGHT, counted=counted)
    assert problems_of(TURNS[turn], NIGHT) == ()
    assert context != Context()
    said = spanish.translated(replace(whole, contests=(replace(whole.contests[0], context=context),)))
    assert list(left_in_english(said.contests[0].context)) == []


def test_every_fault_is_said(spanish: Language):
    found = [f.message for contest in FAULTS for f in problems_of(contest, NIGHT)]
    assert len(found) == len(FAULTS)
    grammar = spanish.speaker.grammar
    assert [text for text in found if grammar.translate("said", text, Names(())) is None] == []


def test_two_cycles_make_a_range_of_their_own():
    whole = bulletin()
    context = context_of(TURNS["two cycles"], whole.contests[0], NIGHT, counted=False)
    assert context.specials is not None
    assert (context.specials.next.basis, context.specials.next.cycles) == ("cycles", 2)
    assert "earlier cycles" in context.specials.next.basis_text
