"""A publication that waits: what it may not do, who may release it, and what a stale copy is."""

import datetime as dt
import json

import pytest

from counts import contest, county
from outright.count import ContestCount, Election, Finding, Notice, NoticeKind, Snapshot
from outright.night import fold
from outright.night.arrival import Arrival, Held, Weighed
from outright.night.fold import Folded, step
from outright.night.plan import NightPlan, PlannedContest, PlannedSource
from outright.night.state import _since, base
from outright.night.weigh import FEW, _few
from outright.terms import ReportingUnitType as Level
from outright.terms import Severity, VerdictCode

NIGHT = dt.date(2017, 4, 18)
AT = dt.datetime(2017, 4, 19, 1, tzinfo=dt.UTC)
PLANNED = PlannedContest(
    id="us-house-6", name="US House 6", short_name="GA-6", match=(), rule="us-ga-special-2005",
    registered={"cobb": 1_000, "dekalb": 1_000}, counties={"cobb": "Cobb", "dekalb": "DeKalb"}, project=False,
)  # fmt: skip
PLAN = NightPlan(
    id="n", name="Night", date=NIGHT, timezone="America/New_York", contests=(PLANNED,),
    sources=(
        PlannedSource(id="ga", kind="clarity", name="Georgia"),
        PlannedSource(id="hand", kind="entry", name="By hand", authority=-1),
    ),
)  # fmt: skip


def said(*units, entered_by="", at=None):
    count = ContestCount(contest("ab"), (), tuple(units), Level.COUNTY)
    return Snapshot("clarity", Election("Special", NIGHT), (count,), published_at=at, entered_by=entered_by)


def decision(kind, about, by="J. Rivera"):
    return Snapshot("notice", Election(by), notices=(Notice(kind, "Asked the office.", by, about),))


def play(monkeypatch, *steps, waits=()):
    """Steps are (source key, snapshot, name or hash); publications with a number in ``waits`` must wait."""
    weighed = Weighed(waits=("Votes fell by 50 in Cobb.",), confirmable=True)

    def weigh(plan, state, arrival, snapshot):
        if snapshot.entered_by:
            return Weighed(waits=("A second person has to check it.",))
        return weighed if arrival.seq in waits else Weighed()

    monkeypatch.setattr(fold, "weigh", weigh)
    folded, bulletins = Folded(), []
    for seq, (source, snapshot, mark) in enumerate(steps, 1):
        sha = mark if len(mark) == 64 else f"{seq:064}"
        name = "" if len(mark) == 64 else mark
        folded, bulletin = step(PLAN, folded, Arrival(seq, source, AT + dt.timedelta(minutes=seq), sha, name), snapshot)
        bulletins.append(bulletin)
    return folded, bulletins


FIRST, FELL, MORE = said(county("Cobb", (60, 40))), said(county("Cobb", (30, 20))), said(county("Cobb", (70, 50)))


def test_what_waits_changes_no_count_and_is_told(monkeypatch):
    folded, bulletins = play(monkeypatch, ("ga", FIRST, ""), ("ga", FELL, ""), waits={2})
    assert bulletins[-1].contests[0].votes == 100
    assert [h.arrival.seq for h in folded.state.held()] == [2]
    assert bulletins[-1].night.sources[0].state == "held"
    assert "waits for a person" in bulletins[-1].contests[0].notes[0].text


def test_a_person_releases_it_and_the_correction_is_shown_and_told(monkeypatch):
    folded, bulletins = play(
        monkeypatch, ("ga", FIRST, ""), ("ga", FELL, ""), ("desk", decision(NoticeKind.RELEASE, 2), ""), waits={2}
    )
    assert bulletins[-1].contests[0].votes == 50
    assert folded.state.held() == ()
    assert bulletins[-1].contests[0].notes[0].kind == "correction"


def test_a_person_rejects_it_and_it_is_never_shown(monkeypatch):
    folded, bulletins = play(
        monkeypatch, ("ga", FIRST, ""), ("ga", FELL, ""), ("desk", decision(NoticeKind.REJECT, 2), ""), waits={2}
    )
    assert bulletins[-1].contests[0].votes == 100
    assert folded.state.held() == ()


def test_a_good_file_takes_the_place_of_what_waited(monkeypatch):
    folded, bulletins = play(monkeypatch, ("ga", FIRST, ""), ("ga", FELL, ""), ("ga", MORE, ""), waits={2})
    assert bulletins[-1].contests[0].votes == 120
    assert folded.state.held() == ()


def test_a_decision_about_nothing_is_refused_in_words(monkeypatch):
    _, bulletins = play(monkeypatch, ("ga", FIRST, ""), ("desk", decision(NoticeKind.RELEASE, 1), ""))
    assert bulletins[-1].contests[0].votes == 100
    assert bulletins[-1].contests[0].notes[0].text == "Publication 1 does not wait for anybody."


def test_who_entered_a_report_cannot_be_its_second_person(monkeypatch):
    typed = said(county("Dekalb", (5, 6)), entered_by="A. Clerk")
    steps = [("ga", FIRST, ""), ("hand", typed, ""), ("desk", decision(NoticeKind.RELEASE, 2, "a.  clerk"), "")]
    folded, bulletins = play(monkeypatch, *steps)
    assert bulletins[-1].contests[0].votes == 100
    assert [h.arrival.seq for h in folded.state.held()] == [2]
    _, bulletins = play(monkeypatch, *steps, ("desk", decision(NoticeKind.RELEASE, 2, "T. Okafor"), ""))
    assert bulletins[-1].contests[0].votes == 111


def test_bytes_that_were_replaced_are_a_stale_copy_until_somebody_says_otherwise(monkeypatch):
    old = "a" * 64
    folded, bulletins = play(monkeypatch, ("ga", FIRST, old), ("ga", MORE, ""), ("ga", FIRST, old))
    assert bulletins[-1].contests[0].votes == 120
    (held,) = folded.state.held()
    assert held.is_stale and held.confirmable
    assert bulletins[-1].night.sources[0].state == "ok"
    _, bulletins = play(
        monkeypatch, ("ga", FIRST, old), ("ga", MORE, ""), ("ga", FIRST, old),
        ("desk", decision(NoticeKind.RELEASE, 3), ""),
    )  # fmt: skip
    assert bulletins[-1].contests[0].votes == 100


def test_an_older_number_never_replaces_a_newer_whatever_the_clock_says(monkeypatch):
    steps = [("ga", MORE, "v12/detail.xml"), ("ga", FIRST, "v11/detail.xml")]
    folded, bulletins = play(monkeypatch, *steps)
    assert bulletins[-1].contests[0].votes == 120
    assert folded.state.held() == ()


def test_parts_of_one_source_stand_side_by_side_and_a_countys_own_file_counts_first(monkeypatch):
    state = said(county("Cobb", (60, 40)), county("Dekalb", (5, 5)))
    own = said(county("Cobb", (61, 41)))
    for order in ([("ga", state, ""), ("ga/cobb", own, "")], [("ga/cobb", own, ""), ("ga", state, "")]):
        _, bulletins = play(monkeypatch, *order)
        assert bulletins[-1].contests[0].votes == 112
        assert bulletins[-1].night.sources[0].publications == 2


def test_the_higher_authority_counts_and_the_difference_is_told(monkeypatch):
    typed = said(county("Cobb", (160, 40)))
    _, bulletins = play(monkeypatch, ("hand", typed, ""), ("ga", FIRST, ""))
    assert bulletins[-1].contests[0].votes == 100
    assert any("differ on Cobb; the latter is shown" in n.text for n in bulletins[-1].contests[0].notes)


def test_trouble_is_told_and_recovery_ends_it(monkeypatch):
    def about(kind, text):
        return Snapshot("notice", Election("Outright"), notices=(Notice(kind, text, "Outright", source="ga"),))

    trouble = about(NoticeKind.TROUBLE, "The site blocks us (403).")
    _, bulletins = play(monkeypatch, ("ga", FIRST, ""), ("ga", trouble, ""))
    assert bulletins[-1].contests[0].votes == 100
    assert bulletins[-1].night.sources[0].state == "unreadable"
    assert "blocks us" in bulletins[-1].contests[0].notes[0].text
    recovered = about(NoticeKind.RECOVERED, "It answers again.")
    _, bulletins = play(monkeypatch, ("ga", FIRST, ""), ("ga", trouble, ""), ("ga", recovered, ""))
    assert bulletins[-1].night.sources[0].state == "ok"


def test_nothing_new_is_certain_while_a_file_of_the_contest_waits(monkeypatch):
    done = Snapshot("statement", Election("Office", NIGHT), complete_units=("cobb", "dekalb"))
    whole = said(county("Cobb", (600, 40)), county("Dekalb", (50, 40)))
    plan_steps = [("ga", whole, ""), ("hand", done, "")]
    _, bulletins = play(monkeypatch, *plan_steps)
    assert bulletins[-1].contests[0].verdict.code is VerdictCode.WON_CERTAIN
    _, bulletins = play(monkeypatch, ("ga", whole, ""), ("ga", FELL, ""), ("hand", done, ""), waits={2})
    assert bulletins[-1].contests[0].verdict.code is not VerdictCode.WON_CERTAIN


def test_while_a_file_waits_the_bound_stays_and_the_reason_is_told(monkeypatch):
    _, bulletins = play(monkeypatch, ("ga", FIRST, ""), ("ga", FELL, ""), waits={2})
    before, now = (b.contests[0] for b in bulletins)
    assert now.remaining.upper == before.remaining.upper
    assert "nothing new is called certain" in now.verdict.reasons[0].text
    done = Snapshot("statement", Election("Office", NIGHT), complete_units=("cobb", "dekalb"))
    whole = said(county("Cobb", (600, 40)), county("Dekalb", (50, 40)))
    _, bulletins = play(monkeypatch, ("ga", whole, ""), ("ga", FELL, ""), ("hand", done, ""), waits={2})
    assert not any("rounded" in line for line in bulletins[-1].contests[0].remaining.working)


def test_a_fall_elsewhere_or_a_deeper_one_begins_a_row_anew():
    place = ("votes-fell", "c", "cobb", "")
    first = Held(Arrival(1, "ga", AT, "a"), FELL, ("fell",), True, AT, places={place: 250})
    later = AT + dt.timedelta(minutes=9)

    def next_one(**places_and_more):
        return Held(Arrival(2, "ga", later, "b"), FELL, ("fell",), True, later, **places_and_more)

    assert _since(first, next_one(places={place: 240})) == AT
    assert _since(first, next_one(places={place: 100_000})) == later
    assert _since(first, next_one(places={("votes-fell", "c", "dekalb", ""): 250})) == later


def test_a_hundred_alarms_of_one_kind_do_not_bury_the_log():
    many = [Finding("votes-fell", Severity.WARN, "US House 6", f"Precinct {n} fell.") for n in range(100)]
    told = _few(many)
    assert len(told) == FEW + 1
    assert told[-1].message == "97 more alarms of this kind (votes-fell) in the same file."


def test_a_file_that_waits_takes_nothing_back_that_was_certain(monkeypatch):
    done = Snapshot("statement", Election("Office", NIGHT), complete_units=("cobb", "dekalb"))
    whole = said(county("Cobb", (600, 40)), county("Dekalb", (50, 40)))
    _, bulletins = play(monkeypatch, ("ga", whole, ""), ("hand", done, ""), ("ga", FELL, ""), waits={3})
    assert bulletins[-1].contests[0].verdict.code is VerdictCode.WON_CERTAIN


@pytest.mark.parametrize("key", ["ga", "ga/ben-hill"])
def test_a_key_belongs_to_its_source(key):
    assert base(key) == "ga"


def test_names_of_parts_are_printed_as_places():
    assert PLAN.source_name("ga/ben-hill") == "Georgia, Ben Hill"
    assert json.dumps(PLAN.source_name("elsewhere")) == '"elsewhere"'
