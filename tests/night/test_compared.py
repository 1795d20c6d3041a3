"""The reference night against 2016 in the same places: what is said, and when it is not said yet."""

import dataclasses
import datetime as dt

import msgspec
import pytest

from counts import contest, county, precinct
from outright.bulletin import Bulletin, ComparedRow, Comparison
from outright.cli.rehearsed import plan_of
from outright.count import ContestCount
from outright.night.baselines import before
from outright.night.beside import look_beside
from outright.night.plan import NightPlan, PlannedBaseline, PlannedContest, from_json, to_json
from outright.night.seen import Seen
from outright.night.state import NightState
from outright.publish.terminal import comparison_lines
from outright.rehearsal import reference_night
from outright.terms import ReportingUnitType as Level
from shared import ROOT

CONTEST = "us-house-6"
TABLE = "unit_id,method,candidate,party,votes\ncobb,total,clinton,D,400\ncobb,total,trump,R,600\n"
PLAN = NightPlan(
    id="us-ga-2017-04-18", name="Georgia 6", date=dt.date(2017, 4, 18), timezone="America/New_York", sources=(),
    contests=(),
)  # fmt: skip


def against_2016(bulletin: Bulletin, which: int = 0) -> Comparison:
    return bulletin.contest(CONTEST).comparison[which]


def rows(comparison: Comparison) -> dict[str, ComparedRow]:
    return {r.name: r for r in comparison.rows}


def test_ossoff_ran_ahead_of_clinton_in_all_three_counties(told: list[Bulletin]) -> None:
    found = against_2016(told[-1])
    assert (
        found.text
        == "Ossoff ran 1.4 points ahead of Clinton in Cobb, 1.5 in DeKalb and 1.2 in Fulton; 1.3 ahead in all."
    )
    assert {n: (r.share_text, r.then_share_text, r.partial) for n, r in rows(found).items()} == {
        "Cobb": ("41.30", "39.90", False), "DeKalb": ("58.58", "57.05", False), "Fulton": ("47.60", "46.35", False),
    }  # fmt: skip
    assert (found.all.ahead_text, found.all.votes, found.all.total) == ("+1.31", 92_673, 192_569)


def test_trump_carried_the_district_by_less_than_two_the_state_by_five_and_price_by_23(
    told: list[Bulletin],
) -> None:
    assert against_2016(told[-1]).past_text == (
        "Trump carried the district by 1.49 points over Clinton (48.3% to 46.8%)."
        " Trump carried Georgia by 5.16 points over Clinton."
    )
    assert against_2016(told[-1], 1).past_text.startswith("Price carried the district by 23.36 points over Stooksbury")


def test_on_early_votes_alone_nobody_is_said_to_run_ahead(told: list[Bulletin]) -> None:
    found = against_2016(told[5])
    assert found.text == "Who ran ahead cannot be said yet: no county's count can be compared as it stands."
    assert all(r.partial for r in found.rows)
    assert [r.code for r in rows(found)["Cobb"].reasons] == ["partial", "method_mix"]
    assert rows(found)["Cobb"].ahead_text == "+17.14", "the table still shows it, marked as partial"


def test_before_any_vote_the_table_shows_2016_and_no_difference(told: list[Bulletin]) -> None:
    found = against_2016(told[0])
    assert found.text == "Who ran ahead cannot be said yet: no votes are in."
    assert {(r.share_text, r.ahead_text) for r in found.rows} == {("–", "–")}
    assert rows(found)["Fulton"].then_share_text == "46.35"


def test_complete_counties_are_quoted_while_another_is_still_out(told: list[Bulletin]) -> None:
    said = list(dict.fromkeys(against_2016(b).text for b in told))
    assert "In counties with 95% or more in, Ossoff runs 1.4 points ahead of Clinton in Cobb and 1.5 in DeKalb." in said
    for bulletin in told:
        found = against_2016(bulletin)
        for row in (r for r in found.rows if r.partial):
            assert f"in {row.name}" not in found.text, "a partial county is never quoted"


def planned(**facts) -> PlannedContest:
    return PlannedContest(id=CONTEST, name="House 6", short_name="House 6", match=(), rule=None, **facts)


def baseline(**facts) -> PlannedBaseline:
    given = {
        "id": "p-2016",
        "name": "2016",
        "date": dt.date(2016, 11, 8),
        "table": TABLE,
        "compare": {"ossoff": "clinton"},
    }
    return PlannedBaseline(**{**given, **facts})


def look(*baselines: PlannedBaseline, votes=(250, 150), **facts):
    count = ContestCount(contest(["ossoff", "handel"]), (), (county("Cobb", votes, reported=True),), Level.COUNTY)
    return look_beside(PLAN, planned(baseline=baselines, **facts), None, count, NightState(1, None), Seen())


def test_a_party_of_the_past_may_be_compared_with() -> None:
    (found,) = look(baseline(compare={"ossoff": "DEM"})).comparison
    assert found.all.ahead_text == "+22.50"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"table": "unit_id,votes\n"}, "no column candidate"),
        ({"kind": "beauty"}, "no kind of contest"),
        ({"compare": {"ossoff": "obama"}}, "no candidate and no party 'obama'"),
        ({"compare": {"nobody": "clinton"}}, "no candidate nobody"),
    ],
)
def test_a_baseline_that_cannot_be_used_costs_the_comparison_and_is_told(wrong, said) -> None:
    beside = look(baseline(**wrong), baseline(id="q-2016"))
    assert len(beside.comparison) == 1
    assert beside.live is not None
    assert [said in f.message for f in beside.findings] == [True]


def test_a_past_contest_that_is_not_earlier_is_not_projected_from() -> None:
    beside = look(baseline(date=dt.date(2018, 11, 6)))
    assert beside.live is not None
    assert beside.live.past == ()
    assert any("not earlier" in n for n in beside.live.notes)


def test_expected_votes_of_the_plan_are_read_and_bad_lines_told() -> None:
    text = "county,method,ballots,source\ncobb,early,500,Cobb County\ncobb,pigeon,5,\n"
    known = before(PLAN, planned(expected=text), ContestCount(contest("ab"), (), (), Level.COUNTY))
    assert [e.high for e in known.expected] == [500]
    assert any("line 3" in f.message for f in look(expected=text).findings)


def test_a_plan_keeps_its_baseline_and_an_older_plan_without_one_still_reads() -> None:
    plan = plan_of(reference_night().facts)
    assert from_json(to_json(plan)) == plan
    old = msgspec.json.decode(to_json(plan))
    for key in ("baseline", "expected"):
        del old["contests"][0][key]
    assert from_json(msgspec.json.encode(old).decode()).contests[0].baseline == ()


def test_many_counties_are_counted_and_not_listed() -> None:
    names = [f"Place{i}" for i in range(6)]
    table = "unit_id,method,candidate,party,votes\n" + "".join(
        f"place{i},total,clinton,D,40\nplace{i},total,trump,R,60\n" for i in range(6)
    )
    units = tuple(county(n, (50, 50) if i else (30, 70), reported=True) for i, n in enumerate(names))
    count = ContestCount(contest(["ossoff", "handel"]), (), units, Level.COUNTY)
    (found,) = look_beside(
        PLAN, planned(baseline=(baseline(table=table),)), None, count, NightState(1, None), Seen()
    ).comparison
    assert found.text.startswith("Ossoff ran ahead of clinton in 5 of 6 counties")


def test_the_sentence_knows_ahead_behind_and_level() -> None:
    for votes, said in (
        ((250, 150), "Ossoff ran 22.5 points ahead of clinton in Cobb."),
        ((100, 300), "Ossoff ran 15.0 points behind clinton in Cobb."),
        ((400, 600), "Ossoff ran level with clinton in Cobb."),
    ):
        (found,) = look(baseline(), votes=votes).comparison
        assert found.text == said


def test_a_fault_of_ours_beside_the_count_costs_no_vote(monkeypatch) -> None:
    from outright.night import beside

    def broken(*_: object) -> None:
        raise TypeError("broken")

    monkeypatch.setattr(beside, "live_ground", broken)
    found = look(baseline())
    assert (found.live, found.comparison) == (None, ())
    assert "cannot be compared or projected at this moment (TypeError: broken)" in found.findings[0].message


PRECINCTS = """\
unit_id,unit,county,method,candidate,party,votes
x1,Addison 01,Cobb County,total,clinton,D,40
x1,Addison 01,Cobb County,total,trump,R,60
x2,Old Mill,Cobb County,total,clinton,D,1
x2,Old Mill,Cobb County,total,trump,R,1
"""


def test_a_past_contest_by_precinct_is_joined_by_name_and_says_how() -> None:
    unit = precinct("cobb", "a", (60, 40), reported=True)
    unit = dataclasses.replace(unit, unit=dataclasses.replace(unit.unit, name="ADDISON 1"))
    count = ContestCount(contest(["ossoff", "handel"]), (), (unit,), Level.PRECINCT)
    plan = planned(baseline=(baseline(table=PRECINCTS, level="precinct", scope="unit"),))
    beside = look_beside(PLAN, plan, None, count, NightState(1, None), Seen())
    (found,) = beside.comparison
    assert (found.all.ahead_text, found.all.then_total) == ("+20.00", 100)
    assert "Joined 1 of 2 places" in found.notes[-1]
    assert beside.live is not None
    (past,) = beside.live.past
    assert past.votes.sum() == 102, "what has no match stays in its county"


def test_a_past_by_precinct_is_summed_where_tonight_counts_by_county() -> None:
    (found,) = look(baseline(table=PRECINCTS, level="precinct")).comparison
    assert (found.all.then_votes, found.all.then_total) == (41, 102)


def test_two_rows_of_one_county_under_two_names_are_refused() -> None:
    table = TABLE + "Cobb County,total,clinton,D,1\n"
    (finding,) = look(baseline(table=table)).findings
    assert "two units of the table are one county" in finding.message


def test_the_documentation_shows_what_the_night_ends_on(told: list[Bulletin]) -> None:
    page = (ROOT / "docs" / "baselines.md").read_text("utf-8")
    lines = comparison_lines(told[-1].contest(CONTEST))
    shown = "\n".join(line.rstrip() for line in lines[:8])
    assert shown in page
