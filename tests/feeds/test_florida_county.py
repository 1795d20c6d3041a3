"""Tables that Florida's counties export."""

import csv
from collections import defaultdict

import pytest
from feed_samples import body, by_method, codes, shared_files
from hurt import kinds_that_know, only_our_errors, votes

from outright import feeds
from outright.errors import FeedMalformed, FeedNotRecognised
from shared import needs_shared

NAME = "Harrow FL CandidateResultsbyPrecinctandParty_2026-11-04T00_55_08_1a.csv"
PLAIN = b"""Contest,Candidate Issue,Party,Precinct Name,Total Votes,% of Total Votes
Mayor,Ada Quill,REP,"1 Town Hall ",222,80
Mayor,Bo Vale,LPF,"1 Town Hall ",55,20
Mayor,Ada Quill,REP,2 Mill,10,50
Mayor,Bo Vale,LPF,2 Mill,10,50
"""
SPLIT = (
    PLAIN.split(b"Total")[0]
    + b"""Provisional Votes,Mail Votes,Election Day Votes,Total Votes,% of Total Votes
Mayor,Ada Quill,REP,1A,0,20,30,50,83.33
Mayor,Bo Vale,,1A,1,4,5,10,16.67
Mayor,OVER VOTES,STATS,1A,-,-,-,2,0
Mayor,Ada Quill,REP,2B,-,-,-,7,70
Mayor,Bo Vale,,2B,-,-,-,3,30
"""
)
BRACKETS = b"""Precinct,Contest Name,Candidate Name,Votes,Voter Turnout
"001 Town Hall","Mayor","Ada Quill (REP)","374","18.76%"
"001 Town Hall","Mayor","Bo Vale (NPA)","12","18.76%"
"001 Town Hall","Mayor","Write-Ins","1","18.76%"
"""


def test_blanks_after_a_precincts_name_make_no_second_precinct():
    other = PLAIN.replace(b'Bo Vale,LPF,"1 Town Hall "', b"Bo Vale,LPF,1 Town Hall")
    count = feeds.read(other, name=NAME).contests[0]
    assert [u.unit.name for u in count.units] == ["1 Town Hall", "2 Mill"]
    assert count.result().totals == (232, 65)


def test_a_party_we_do_not_know_stays_as_printed():
    assert [c.party for c in feeds.read(PLAIN, name=NAME).contests[0].contest.candidates] == ["R", "LPF"]


def test_ways_to_vote_are_read_and_a_dash_is_not_zero():
    snapshot = feeds.read(SPLIT, name=NAME)
    count = snapshot.contests[0]
    assert by_method(count, count.units[0], 0) == {"provisional": 0, "absentee-mail": 20, "election-day": 30}
    assert count.units[1].totals == (7, 3)
    assert count.units[1].parts == ()
    assert {"votes-withheld", "methods-unknown"} <= set(codes(snapshot))


def test_overvotes_are_no_candidate():
    count = feeds.read(SPLIT, name=NAME).contests[0]
    assert (count.overvotes, len(count.contest.candidates)) == (2, 2)


def test_the_party_in_brackets_is_read_and_no_affiliation_is_none():
    who = feeds.read(BRACKETS, name="Harrow_FL_precincts.csv").contests[0].contest.candidates
    assert [(c.party, c.is_write_in) for c in who] == [("R", False), (None, False), (None, True)]


def test_the_time_in_the_name_is_kept_as_text_for_florida_has_two_zones():
    snapshot = feeds.read(PLAIN, name=NAME)
    assert (snapshot.published_text, snapshot.published_at) == ("2026-11-04 00:55:08", None)
    assert {"time-not-placed", "election-date-unknown"} <= set(codes(snapshot))
    assert snapshot.election.name == "Harrow County, Florida"
    assert snapshot.election.date is None


def test_a_rounded_percentage_of_any_spelling_is_never_read():
    assert votes(feeds.read(PLAIN.replace(b",80\n", b",many\n"), name=NAME)) == votes(feeds.read(PLAIN, name=NAME))


def test_a_table_with_only_its_header_has_no_results_yet():
    assert "no-results-yet" in codes(feeds.read(PLAIN.split(b"\n")[0] + b"\n", name=NAME))


def test_a_blank_cell_is_not_zero_and_nothing_moves_up():
    count = feeds.read(PLAIN.replace(b",222,", b",,"), name=NAME).contests[0]
    assert [u.totals for u in count.units] == [(None, 55), (10, 10)]


def test_a_cell_that_comes_twice_is_never_added():
    snapshot = feeds.read(PLAIN + b"Mayor,Ada Quill,REP,2 Mill,9,50\n", name=NAME)
    assert snapshot.contests[0].units[1].totals == (10, 10)
    assert "cell-repeated" in codes(snapshot)


def test_a_cut_row_stops_the_file():
    with pytest.raises(FeedMalformed, match="cells"):
        feeds.read(PLAIN[:-6], name=NAME)


@pytest.mark.parametrize("other", [b"", b"<html></html>", PLAIN.replace(b"Contest,", b"Race,"), b"Precinct,Votes\n"])
def test_other_tables_are_not_florida_counties(other):
    with pytest.raises(FeedNotRecognised):
        feeds.read(other, name=NAME, kind="florida-county")


@pytest.mark.parametrize("table", [PLAIN, SPLIT, BRACKETS], ids=["plain", "split", "brackets"])
def test_hurt_tables_are_refused_or_read_never_worse(table):
    assert only_our_errors(table, NAME, "florida-county") > 50
    assert kinds_that_know(b"\xef\xbb\xbf" + table) == ["florida-county"]


NOT_CHOICES = {"OVER VOTES": "overvotes", "UNDER VOTES": "undervotes"}


@needs_shared
@pytest.mark.parametrize("path", shared_files("feeds/fl_county/*.csv*"), ids=lambda p: p.name[:10])
def test_every_sum_of_the_real_tables_is_the_bytes_own(path):
    sums = defaultdict(lambda: defaultdict(int))
    for row in csv.DictReader(body(path).decode("utf-8").splitlines()):
        contest = (row.get("Contest") or row["Contest Name"]).strip()
        choice = (row.get("Candidate Issue") or row["Candidate Name"]).strip()
        sums[contest][choice] += int(row.get("Total Votes") or row["Votes"])
    assert kinds_that_know(body(path)) == ["florida-county"]
    snapshot = feeds.read(body(path), name=path.name)
    found = votes(snapshot)
    for count in snapshot.contests:
        for printed, attribute in NOT_CHOICES.items():
            if (number := getattr(count, attribute)) is not None:
                found[count.contest.name][printed] = number
    assert found == sums
