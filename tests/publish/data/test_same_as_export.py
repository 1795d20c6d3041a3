"""What is published and what ``outright export`` writes of the same moment never differ, and both are read back.

Publishing sees the bulletin alone, the export sees the count: two ways to one number.
"""

import csv
import io

import pytest

from outright import feeds
from outright.publish.data import encode
from outright.publish.data.nist import report
from outright.publish.data.results_csv import results
from outright.terms import ReportingUnitType, VoteMethod
from outright.writers import writer


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def table_of(whole) -> list[dict[str, str]]:
    return rows(results(whole.night, whole.contests[0]))


def report_of(whole) -> bytes:
    return encode(report(whole.night, whole.contests[0]))


SHARED = ("raceid", "racetypeid", "ballotorder", "candidateid", "unique_id", "id", "electiondate", "is_ballot_measure",
          "lastupdated", "level", "party", "precinctsreporting", "precinctstotal", "precinctsreportingpct",
          "reportingunitid", "reportingunitname", "statename", "statepostal", "test", "votecount",
          "votepct")  # fmt: skip
"""What `outright export --to elex-csv` says too. It has no offices, no first names and marks nobody as a winner."""


@pytest.mark.parametrize("at", range(3))
def test_the_table_and_the_export_never_differ(moments, at):
    moment = moments[at]
    mine = {(r["reportingunitid"], r["candidateid"]): r for r in table_of(moment.bulletin)}
    theirs = rows(writer("elex-csv")(moment.count).decode())
    assert len(theirs) > 18
    assert {r["level"] for r in theirs} == {"state", "precinct"}
    for row in theirs:
        ours = mine[row["reportingunitid"], row["candidateid"]]
        assert {k: ours[k] for k in SHARED} == {k: row[k] for k in SHARED}
        assert f"{ours['first']} {ours['last']}" == row["last"]
        assert ours["officename"] == "U.S. House"
    counties = {r["reportingunitid"] for r in mine.values() if r["level"] == "county"}
    assert counties == {"cobb", "dekalb", "fulton"}
    extra = {r["reportingunitid"] for r in mine.values()} - {r["reportingunitid"] for r in theirs}
    assert extra == counties, "the export has one level of places, the table has both"


@pytest.mark.parametrize("at", range(3))
def test_outright_reads_the_table_back_with_the_same_totals(moments, at):
    whole = moments[at].bulletin
    body = results(whole.night, whole.contests[0]).encode()
    back = feeds.read(body)
    (count,) = back.contests
    assert (back.kind, back.is_test, back.election.jurisdiction) == ("elex", True, "GA")
    votes = {c.name: v for c, v in zip(count.contest.candidates, count.result().totals, strict=True)}
    assert votes == {c.name: c.votes for c in whole.contests[0].candidates}
    counties = {u.unit.name: u.votes for u in count.counting_units()}
    assert counties == {u.name: u.votes for u in whole.contests[0].units if u.parent is None}
    left = whole.contests[0].remaining
    assert (count.precincts_reported, count.precincts_total) == (left.precincts_reported, left.precincts_total)
    assert count.level is ReportingUnitType.COUNTY


@pytest.mark.parametrize("at", range(3))
def test_outright_reads_the_report_back_and_it_never_differs_from_the_export(moments, at):
    moment = moments[at]
    whole, contest = moment.bulletin, moment.bulletin.contests[0]
    mine, theirs = feeds.read(report_of(whole), kind="nist"), feeds.read(writer("nist-json")(moment.count), kind="nist")
    assert (mine.election.name, mine.election.date) == (theirs.election.name, theirs.election.date)
    assert (mine.published_at, mine.is_test) == (theirs.published_at, theirs.is_test)
    (ours,), (export,) = mine.contests, theirs.contests
    names = [c.name for c in ours.contest.candidates]
    assert names == [c.name for c in export.contest.candidates], "ballot order"
    assert ours.result().totals == export.result().totals
    assert dict(zip(names, ours.result().totals, strict=True)) == {c.name: c.votes for c in contest.candidates}
    assert (ours.level, ours.votes) == (export.level, contest.votes)
    assert (ours.precincts_reported, ours.precincts_total) == (
        contest.remaining.precincts_reported, contest.remaining.precincts_total,
    )  # fmt: skip
    assert set(ours.methods) == set(export.methods)
    for method in ours.methods:
        assert by_method(ours, method) == by_method(export, method)
    assert places(ours) == places(export)


def by_method(count, method: VoteMethod):
    return count.result().parts[count.methods.index(method)]


def places(count) -> dict:
    return {
        (u.unit.parent_id, u.unit.name): (u.totals, u.reported, u.registered_voters) for u in count.counting_units()
    }
