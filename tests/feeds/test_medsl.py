"""Precinct tables of the MIT Election Data and Science Lab."""

import csv
from collections import Counter

import pytest
from feed_samples import by_method, codes, shared_files
from hurt import kinds_that_know, only_our_errors

from outright import feeds
from outright.errors import FeedMalformed, FeedNotRecognised
from outright.feeds.choices import Line, line_of
from shared import needs_shared

HEAD = (
    "precinct,office,party_detailed,party_simplified,mode,votes,county_name,county_fips,jurisdiction_name,"
    "jurisdiction_fips,candidate,district,magnitude,dataverse,year,stage,state,special,writein,state_po,date\n"
)


def row(votes, candidate="ADA QUILL", precinct="MILL", mode="TOTAL", county="ASH", office="MAYOR", party="DEMOCRAT",
        district="", dataverse="STATE", writein="FALSE", stage="GEN", fips=None, place="1"):  # fmt: skip
    fips = fips or {"ASH": "99001", "ELM": "99003", "OAK": "99005"}[county]
    cells = (precinct, office, party, party, mode, votes, county, fips, "TOWN", place, candidate, district, "1.0",
             dataverse, 2026, stage, "ZENIA", "FALSE", writein, "ZZ", "2026-11-03")  # fmt: skip
    return ",".join(map(str, cells)) + "\n"


def read(*rows):
    return feeds.read((HEAD + "".join(rows)).encode(), name="2026-zz-precinct-general.csv")


def test_modes_are_ways_to_vote_and_their_total_is_never_added():
    (count,) = read(row(3, mode="ABSENTEE"), row(4, mode="ELECTION DAY"), row(7)).contests
    assert count.result().totals == (7,)
    assert by_method(count, count.units[0], 0) == {"absentee": 3, "election-day": 4}


def test_modes_without_a_total_make_the_total():
    (count,) = read(row(3, mode="ABSENTEE"), row(4, mode="ELECTION DAY")).contests
    assert count.result().totals == (7,)


def test_a_precinct_named_total_is_compared_and_never_counted_beside_the_others():
    snapshot = read(row(3), row(4, precinct="TOWN"), row(7, precinct="total"))
    count = snapshot.contests[0]
    assert (count.result().totals, len(count.units)) == ((7,), 2)
    assert "total-row-left-out" in codes(snapshot)
    differs = read(row(3), row(4, precinct="TOWN"), row(9, precinct="total"), row(1, county="ELM"))
    assert "total-row-differs" in codes(differs)
    assert differs.contests[0].result().totals == (8,)


def test_a_county_that_only_reports_a_total_is_counted_by_it():
    count = read(row(3), row(9, precinct="total", county="ELM")).contests[0]
    assert count.result().totals == (12,)


def test_overvotes_undervotes_and_ballots_cast_are_no_candidates():
    snapshot = read(
        row(3), row(1, candidate="OVERVOTES", party=""), row(2, candidate="UNDERVOTES", party=""),
        row(6, candidate="", office="BALLOTS CAST", party=""),
    )  # fmt: skip
    (count,) = snapshot.contests
    assert (count.overvotes, count.undervotes, count.units[0].ballots_cast) == (1, 2, 6)
    assert [c.name for c in count.contest.candidates] == ["ADA QUILL"]


def test_a_write_in_is_marked_by_its_flag_or_its_name():
    who = read(row(3), row(1, candidate="BO VALE", writein="TRUE"), row(1, candidate="WRITEIN", party=""))
    assert [c.is_write_in for c in who.contests[0].contest.candidates] == [False, True, True]


def test_votes_for_a_candidate_na_wait_for_a_person():
    snapshot = read(row(3), row(5, candidate="NA", party=""))
    assert snapshot.contests[0].result().totals == (3, 5)
    assert "not-a-candidate" in codes(snapshot)


def test_every_county_has_its_own_sheriff_and_a_district_attorney_may_serve_two():
    sheriffs = [row(3, dataverse="LOCAL"), row(4, dataverse="LOCAL", county="ELM", candidate="BO VALE")]
    attorneys = [row(n, dataverse="LOCAL", county=c, office="ATTORNEY") for n, c in ((5, "ASH"), (6, "ELM"))]
    alone = row(7, dataverse="LOCAL", county="OAK", office="ATTORNEY", candidate="CY FERN")
    found = {c.contest.name: c.result().totals for c in read(*sheriffs, *attorneys, alone).contests}
    assert found == {
        "MAYOR, ASH": (3,), "MAYOR, ELM": (4,), "ATTORNEY, ASH": (11,), "ATTORNEY, OAK": (7,),
    }  # fmt: skip


def test_two_precincts_of_one_name_in_two_towns_are_two():
    count = read(row(3, place="1"), row(4, place="2")).contests[0]
    assert ([u.unit.id for u in count.units], count.result().totals) == (["ash--mill", "ash--mill-2"], (7,))


def test_a_county_code_that_lost_its_zero_is_the_same_county():
    (count,) = read(row(3, fips="08001"), row(4, fips="8001", precinct="TOWN")).contests
    assert {u.unit.parent_id for u in count.units} == {"ash"}
    assert count.result().totals == (7,)


def test_a_primary_is_a_contest_for_each_party():
    found = read(row(3, stage="PRI"), row(4, stage="PRI", candidate="BO VALE", party="REPUBLICAN")).contests
    assert [(c.contest.primary_party, c.result().totals) for c in found] == [("D", (3,)), ("R", (4,))]


def test_withheld_votes_are_not_zero():
    snapshot = read(row("*"), row(4, precinct="TOWN"))
    assert snapshot.contests[0].units[0].totals == (None,)
    assert "votes-withheld" in codes(snapshot)


def test_a_header_alone_is_no_results_yet():
    assert "no-results-yet" in codes(read())


def test_a_cut_row_or_a_share_stops_the_file():
    for bad in (row(3)[:-30], row("3.5"), row("12%")):
        with pytest.raises(FeedMalformed):
            read(row(3), bad)


@pytest.mark.parametrize("other", [b"", b"<html>", HEAD.replace("mode,", "").encode()])
def test_other_tables_are_not_the_labs(other):
    with pytest.raises(FeedNotRecognised):
        feeds.read(other, kind="medsl")


def test_hurt_tables_are_refused_or_read_never_worse():
    table = (HEAD + row(3) + row(4, dataverse="LOCAL") + row(7, precinct="total")).encode()
    assert only_our_errors(table, "x.csv", "medsl") > 50


@needs_shared
@pytest.mark.parametrize("path", shared_files("feeds/medsl/*.zip"), ids=lambda p: p.name)
def test_every_sum_of_the_real_tables_is_the_bytes_own(path):
    name, body = feeds.load(str(path))
    sums, over, under = Counter(), 0, 0
    for cells in csv.DictReader(body.decode().splitlines()):
        line = line_of(cells["candidate"])
        over += int(cells["votes"]) if line is Line.OVERVOTES else 0
        under += int(cells["votes"]) if line is Line.UNDERVOTES else 0
        if line in (Line.CANDIDATE, Line.WRITE_IN) and cells["office"] != "BALLOTS CAST":
            office = (cells["office"], cells["district"].strip("0") and cells["district"] != "STATEWIDE")
            sums[office[0], cells["county_name"], cells["candidate"]] += int(cells["votes"])
    assert kinds_that_know(body) == ["medsl"]
    found, snapshot = Counter(), feeds.read(body, name=name)
    counties = {c["county_name"].lower().replace(" ", "-"): c["county_name"] for c in csv.DictReader(
        body.decode().splitlines())}  # fmt: skip
    for count in snapshot.contests:
        for unit in count.units:
            for who, number in zip(count.contest.candidates, unit.totals, strict=True):
                if number is not None:
                    county = counties[unit.unit.parent_id]
                    found[count.contest.name.split(", ")[0], county, who.name] += number
    assert found == sums
    assert sum(c.overvotes or 0 for c in snapshot.contests) == over
    assert sum(c.undervotes or 0 for c in snapshot.contests) == under
