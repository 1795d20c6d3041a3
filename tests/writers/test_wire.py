"""Outright as a source: what the elex table and the AP-shaped JSON carry comes back unchanged."""

import csv
import datetime as dt
import json
from io import StringIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from made_snapshots import snapshots
from outright import feeds
from outright.count import (
    Candidate,
    Contest,
    ContestCount,
    Election,
    ExternalId,
    ReportingUnit,
    Snapshot,
    StatedTotals,
    UnitCount,
)
from outright.errors import UsageError
from outright.feeds.parties import contest_party, party_code
from outright.feeds.text import guarded, unguarded
from outright.terms import ReportingUnitType
from outright.writers import WRITERS, writer

QUICK = settings(deadline=None, derandomize=True, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
KINDS = {"elex-csv": "elex", "ap-json": "ap"}
BOTH = pytest.mark.parametrize("name", list(KINDS))


def again(name: str, snapshot: Snapshot) -> Snapshot:
    return feeds.read(writer(name)(snapshot), kind=KINDS[name])


def contest_name(contest: Contest) -> str:
    """The name as a reader of the row prints it: a Democratic or Republican primary says so."""
    party = contest.primary_party
    if party in ("D", "R") and contest_party(contest.name) != party:
        return f"{contest.name} - {'Dem' if party == 'D' else 'GOP'}"
    return contest.name


def carried(count: ContestCount) -> dict:
    """What the formats have a place for: names, parties, votes by unit and in all, precincts in."""
    contest, units = count.contest, list(count.counting_units())
    stated = count.stated and any(v is not None for v in count.stated.totals)
    return {
        "name": contest_name(contest),
        "question": contest.is_question,
        "primary": contest.primary_party if contest.primary_party in ("D", "R") else None,
        "candidates": [
            (c.name, None if contest.is_question else party_code(c.party, c.name)) for c in contest.candidates
        ],
        "totals": count.result().totals if stated else count.summed().totals,
        "level": count.level,
        "units": [(u.unit.name, u.totals) for u in units],
        "progress": (count.precincts_reported, count.precincts_total) if count.precincts_total else (None, None),
        "reported": [u.reported if count.level is ReportingUnitType.PRECINCT else None for u in units],
    }


@BOTH
@QUICK
@given(snapshot=snapshots(split=False))
def test_write_and_read_again_is_the_same_count(name, snapshot):
    found = again(name, snapshot)
    assert [carried(c) for c in found.contests] == [carried(c) for c in snapshot.contests]
    assert found.is_test == snapshot.is_test
    assert found.election.date == snapshot.election.date
    assert found.published_at == (snapshot.published_at if snapshot.contests else None)


@BOTH
@QUICK
@given(snapshot=snapshots())
def test_nothing_written_says_that_anybody_won(name, snapshot):
    body = writer(name)(snapshot)
    assert body == writer(name)(snapshot)
    if name == "ap-json":
        units = [u for race in json.loads(body)["races"] for u in race["reportingUnits"]]
        assert {key for u in units for c in u["candidates"] for key in c} & {"winner", "electWon"} == set()
    else:
        rows = list(csv.DictReader(StringIO(body.decode(), newline="")))
        assert {row["winner"] + row["runoff"] + row["electwon"] for row in rows} <= {""}
    assert "declared-status" not in {f.code for f in feeds.read(body).findings}


@QUICK
@given(snapshot=snapshots())
def test_no_text_cell_runs_in_a_spreadsheet(snapshot):
    rows = csv.DictReader(StringIO(writer("elex-csv")(snapshot).decode(), newline=""))
    numbers = {"votecount", "ballotorder", "precinctsreporting", "precinctstotal", "votepct", "precinctsreportingpct"}
    for row in rows:
        assert [
            c for key, c in row.items() if key not in numbers and c.startswith(("=", "+", "-", "@", "\t", "\r"))
        ] == []


@given(st.text(alphabet="'=+-@\t\rAb ", max_size=8))
@settings(derandomize=True)
def test_a_guarded_cell_gives_its_text_back(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def town(name: str, number: str, votes: tuple[int | None, ...]) -> UnitCount:
    ids = (ExternalId("local-level", number),)
    unit = ReportingUnit(f"middlesex--{name.lower()}", name, ReportingUnitType.MUNICIPALITY, "middlesex", ids)
    return UnitCount(unit, votes)


@BOTH
def test_towns_come_back_under_their_county_with_ap_s_own_numbers(name):
    county = ReportingUnit("middlesex", "Middlesex", ReportingUnitType.COUNTY, None, (ExternalId("fips", "25017"),))
    who = (Candidate("ada", "Ada Quill", "D", "901"), Candidate("bo", "Bo Strand", "R", "902"))
    count = ContestCount(
        Contest("mayor", "Mayor", who, source_id="77"), (),
        (UnitCount(county, (None, None)), town("Acton", "22002", (0, 7)), town("Ashby", "22010", (5, None))),
        ReportingUnitType.MUNICIPALITY, StatedTotals((5, 9)), (), 2, 3,
    )  # fmt: skip
    moment = dt.datetime(2026, 11, 4, 2, 5, tzinfo=dt.UTC)
    found = again(name, Snapshot("made", Election("", dt.date(2026, 11, 3), "MA"), (count,), moment))
    (back,) = found.contests
    assert [(c.source_id, c.party) for c in back.contest.candidates] == [("901", "D"), ("902", "R")]
    assert (back.contest.source_id, back.contest.id) == ("77", "ma-mayor-77")
    assert [(u.unit.id, u.totals) for u in back.counting_units()] == [
        ("middlesex--acton", (0, 7)),
        ("middlesex--ashby", (5, None)),
    ]
    assert back.stated == StatedTotals((5, 9))
    assert [u.unit.external_ids for u in back.units] == [
        (ExternalId("fips", "25017"),),
        (ExternalId("local-level", "22002"),),
        (ExternalId("local-level", "22010"),),
    ]
    assert (found.election.jurisdiction, found.published_at) == ("MA", moment)


@BOTH
def test_a_night_before_the_first_result_is_written_and_read(name):
    found = again(name, Snapshot("made", Election("Nothing yet")))
    assert found.contests == ()
    assert "no-results-yet" in {f.code for f in found.findings}


def test_there_is_no_writer_for_what_is_no_format():
    assert set(KINDS) <= set(WRITERS)
    assert writer("ELEX_CSV") is writer("elex-csv")
    with pytest.raises(UsageError) as caught:
        writer("tea-leaves")
    assert "elex-csv" in caught.value.hint
