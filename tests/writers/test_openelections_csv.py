"""The OpenElections table that is written is read back as the same votes, cell by cell."""

import csv
import io

import pytest
from hypothesis import given, settings

from outright.count import Candidate, Contest, ContestCount, Election, ReportingUnit, Snapshot, UnitCount
from outright.feeds import read
from outright.terms import ReportingUnitType, VoteMethod
from outright.writers import WRITERS, writer
from outright.writers.openelections_csv import file_name, write
from writers_made import DAY, snapshots


def cells(snapshot):
    """Every number of a count by contest, place, candidate and method, where it was reported."""
    found = {}
    for count in snapshot.contests:
        for row in count.counting_units():
            for c, candidate in enumerate(count.contest.candidates):
                key = (count.contest.name, row.unit.parent_id, row.unit.name, candidate.name, candidate.party)
                found[*key, "total"] = row.totals[c]
                for method, part in zip(count.methods, row.parts, strict=bool(row.parts)):
                    found[*key, method.value] = part[c]
    return {key: votes for key, votes in found.items() if votes is not None}


@settings(deadline=None, max_examples=150)
@given(snapshots())
def test_every_vote_is_read_back_where_it_was(snapshot):
    seen = read(write(snapshot), kind="openelections", name=file_name(snapshot, "ga"))
    assert cells(seen) == cells(snapshot)
    assert seen.election.date == DAY


@settings(deadline=None, max_examples=50)
@given(snapshots())
def test_the_same_snapshot_is_the_same_bytes_and_a_column_of_votes_sums_to_the_count(snapshot):
    assert write(snapshot) == write(snapshot)
    rows = list(csv.DictReader(io.StringIO(write(snapshot).decode())))
    votes = sum(int(r["votes"]) for r in rows if r["candidate"] and r["votes"])
    assert votes == sum(v or 0 for c in snapshot.contests for u in c.units for v in u.totals)


def made(methods=(VoteMethod.EARLY,), parts=((3, 0),), totals=(3, 0), level=ReportingUnitType.PRECINCT):
    place = ReportingUnit("ben-hill--old-mill", "Old Mill", level, "ben-hill")
    contest = Contest("x", "State House, District 12", (Candidate("a", "Ada Quill", "R"), Candidate("b", "Bo Marsh")))
    row = UnitCount(place, totals, parts, None, 5, 9)
    count = ContestCount(contest, methods, (row,), level)
    return Snapshot("made", Election("August 4, 2026 - Primary Runoff", DAY, "Ben Hill"), (count,))


def test_the_table_as_a_person_sees_it():
    assert write(made()).decode() == (
        "county,precinct,office,district,party,candidate,votes,early_voting\n"
        "Ben Hill,Old Mill,Registered Voters,,,,9,\n"
        "Ben Hill,Old Mill,Ballots Cast,,,,5,\n"
        "Ben Hill,Old Mill,State House,12,R,Ada Quill,3,3\n"
        "Ben Hill,Old Mill,State House,12,,Bo Marsh,0,0\n"
    )


def test_what_was_not_reported_is_an_empty_cell_and_comes_back_as_not_reported():
    snapshot = made(totals=(None, 0), parts=((None, 0),))
    assert b"Ada Quill,,\n" in write(snapshot)
    assert read(write(snapshot), kind="openelections").contests[0].units[0].totals == (None, 0)


def test_a_partys_primary_is_told_by_the_column_of_parties():
    from dataclasses import replace

    (count,) = made().contests
    people = tuple(replace(c, party=None) for c in count.contest.candidates)
    contest = replace(count.contest, name="Governor - Rep", candidates=people, primary_party="R")
    snapshot = replace(made(), contests=(replace(count, contest=contest),))
    assert b"Governor,,Rep,Ada Quill,3,3\n" in write(snapshot)
    (seen,) = read(write(snapshot), name=file_name(snapshot, "GA")).contests
    assert (seen.contest.name, seen.contest.primary_party) == ("Governor - Rep", "R")
    assert seen.votes == 3


def test_wards_and_towns_keep_their_level():
    for level in (ReportingUnitType.WARD, ReportingUnitType.MUNICIPALITY):
        assert read(write(made(level=level))).contests[0].level is level


def test_voters_and_ballots_are_read_back():
    row = read(write(made())).contests[0].units[0]
    assert (row.registered_voters, row.ballots_cast) == (9, 5)


def test_the_files_name_tells_the_day_the_state_the_kind_and_the_place():
    assert file_name(made(), "GA") == "20261103__ga__primary__runoff__ben_hill__precinct.csv"
    assert read(write(made()), name=file_name(made(), "GA")).election.date == DAY


@pytest.mark.parametrize("name", ["openelections-csv", "parquet"])
def test_the_writers_are_in_the_table(name):
    assert name in WRITERS
    assert writer(name)(made())
