"""Pennsylvania's precinct returns."""

import csv
from collections import Counter

import pytest
from feed_samples import body, codes, shared_files
from hurt import kinds_that_know, only_our_errors

from outright import feeds
from outright.errors import FeedMalformed, FeedNotRecognised
from outright.feeds.pennsylvania import COUNTIES
from shared import SHARED, needs_shared


def row(votes=5, last="QUILL", first="ADA", precinct=10, county=1, office="USS", party="DEM", district=0, number="",
        kind="G", muni=6, place="VALE", question="", yes=0, no=0):  # fmt: skip
    cells = ["2026", kind, county, precinct, 1, district, 99, 99, office, party, number, last, first, "", "", votes,
             yes, no, 13, 33, 193, muni, place, "", "", "", "", 0, 5, "001", "0010", question, "", 0, 13, 33,
             193]  # fmt: skip
    return ",".join(f'"{c}"' if isinstance(c, str) else str(c) for c in cells) + "\r\n"


def read(*rows):
    return feeds.read("".join(rows).encode(), name="ERStat_2026_G.txt")


def test_a_row_without_a_candidate_only_says_that_the_office_is_voted_there():
    count = read(row(), row(0, last="", first="", party="", precinct=20)).contests[0]
    assert [c.name for c in count.contest.candidates] == ["ADA QUILL"]
    assert [u.totals for u in count.units] == [(5,), (None,)]


def test_votes_of_nobody_are_kept_for_a_person():
    snapshot = read(row(3, last="", first=""))
    assert snapshot.contests[0].result().totals == (3,)
    assert "not-a-candidate" in codes(snapshot)


def test_a_borough_and_a_township_of_one_name_are_two_places():
    units = read(row(precinct=10, muni=6), row(precinct=20, muni=4)).contests[0].units
    assert [u.unit.name for u in units] == ["VALE (Borough)", "VALE (Township)"]
    assert [u.totals for u in units] == [(5,), (5,)]


def test_one_precinct_code_in_two_counties_is_two_places():
    units = read(row(county=1), row(county=2)).contests[0].units
    assert [u.unit.id for u in units] == ["adams--vale-borough", "allegheny--vale-borough"]


def test_districts_are_contests_of_their_own():
    found = read(row(office="STH", district=91), row(office="STH", district=92)).contests
    assert [c.contest.name for c in found] == [
        "Representative in the General Assembly, District 91", "Representative in the General Assembly, District 92",
    ]  # fmt: skip


def test_a_primary_is_a_contest_for_each_party():
    found = read(row(kind="P", number="7"), row(kind="P", party="REP", last="VALE", number="8")).contests
    assert [(c.contest.primary_party, c.result().totals) for c in found] == [("D", (5,)), ("R", (5,))]


def test_a_question_has_yes_and_no():
    (count,) = read(row(0, last="", first="", office="", party="", question="Shall the town?", yes=8, no=9)).contests
    assert count.contest.is_question
    assert {c.name: v for c, v in zip(count.contest.candidates, count.result().totals, strict=True)} == {
        "Yes": 8, "No": 9,
    }  # fmt: skip


def test_scattered_votes_are_write_ins():
    who = read(row(last="Scattered", first="", party="")).contests[0].contest.candidates[0]
    assert (who.is_write_in, who.party) == (True, None)


def test_the_day_of_the_extract_is_no_election_day():
    snapshot = feeds.read(row().encode(), name="ERStat_WRT_2026_G_20270726.txt")
    assert snapshot.election.date is None
    assert snapshot.election.name == "Pennsylvania, general election 2026"
    assert "election-date-unknown" in codes(snapshot)


def test_a_cut_row_or_a_share_stops_the_file():
    for bad in (row()[:-20], row("5.5"), row("five")):
        with pytest.raises(FeedMalformed):
            read(row(), bad)


@pytest.mark.parametrize("other", [b"", b"<html>", b'"2026","G",1,10\n', row(office="Senator").encode()])
def test_other_files_are_not_pennsylvanias(other):
    with pytest.raises(FeedNotRecognised):
        feeds.read(other, kind="pa-erstat")


def test_hurt_files_are_refused_or_read_never_worse():
    assert only_our_errors((row() + row(precinct=20)).encode(), "x.txt", "pa-erstat") > 50


@needs_shared
@pytest.mark.parametrize("path", shared_files("feeds/pa_erstat/*.gz"), ids=lambda p: p.name)
def test_every_sum_of_the_real_file_is_the_bytes_own(path):
    readme = (SHARED / "feeds/pa_erstat/ERStat_readme.txt").read_text()
    for code, name in COUNTIES.items():
        assert f"\n{code} {name}\n" in readme
    sums, precincts = Counter(), set()
    for cells in csv.reader(body(path).decode("latin-1").splitlines()):
        precincts.add((cells[2], cells[3]))
        if who := cells[11].strip():
            sums[cells[8], COUNTIES[f"{int(cells[2]):02}"].lower(), who] += int(cells[15])
    assert kinds_that_know(body(path)) == ["pa-erstat"]
    found, places = Counter(), set()
    for count in feeds.read(body(path), name=path.name).contests:
        office = {"United States Senator": "USS", "Governor": "GOV"}[count.contest.name]
        for unit in count.units:
            places.add(unit.unit.id)
            for who, number in zip(count.contest.candidates, unit.totals, strict=True):
                if number is not None:
                    found[office, unit.unit.parent_id, who.name] += number
    assert found == sums
    assert len(places) == len(precincts)
