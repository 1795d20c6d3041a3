"""Washington's results CSV."""

import csv
from collections import Counter

import pytest
from feed_samples import body, codes, shared_files
from hurt import kinds_that_know, only_our_errors, votes

from outright import feeds
from outright.errors import FeedMalformed, FeedNotRecognised
from shared import needs_shared

NAME = "20261103_AllStatePrecincts.csv"
HEAD = "Race,CountyCode,Candidate,PrecinctName,PrecinctCode,Votes\n"
ROWS = (
    "Mayor,KI,Ada Quill,Mill,1,30\nMayor,KI,Bo Vale,Mill,1,20\nMayor,KI,Ada Quill,Vale,2,5\nMayor,KI,Bo Vale,Vale,2,6\n"
)
TOTAL = "Mayor,KI,Ada Quill,Total,-1,35\nMayor,KI,Bo Vale,Total,-1,26\n"
STATE = "Race,Candidate,Party,Votes,PercentageOfTotalVotes,JurisdictionName\n"


def read(text, name=NAME):
    return feeds.read(text.encode(), name=name)


def test_rows_called_total_are_stated_and_never_added():
    (count,) = read(HEAD + ROWS + TOTAL).contests
    assert (count.summed().totals, count.stated.totals, len(count.units)) == ((35, 26), (35, 26), 2)


def test_a_total_beyond_the_precincts_is_told_and_kept():
    snapshot = read(HEAD + ROWS + TOTAL.replace("-1,35", "-1,38"))
    assert snapshot.contests[0].result().totals == (38, 26)
    assert "total-not-sum-of-units" in codes(snapshot)


def test_two_precincts_of_one_name_are_told_apart_by_their_code():
    (count,) = read(HEAD + ROWS.replace("Vale,2", "Mill,2")).contests
    assert [u.unit.id for u in count.units] == ["ki--mill", "ki--mill-2"]
    assert count.result().totals == (35, 26)


def test_a_header_alone_is_no_results_yet_even_with_a_mark_before_it():
    for start in ("", "\ufeff"):
        assert "no-results-yet" in codes(read(start + HEAD))


def test_a_party_is_what_a_candidate_prefers():
    rows = "Governor,Ada Quill,(Prefers Democratic Party),7,70,State\n"
    rows += "Governor,Bo Vale,(States No Party Preference),3,30,State\n"
    assert [c.party for c in read(STATE + rows).contests[0].contest.candidates] == ["D", None]


def test_a_candidate_whose_party_one_county_leaves_out_is_one_candidate():
    head = "County," + STATE
    rows = "Ash,Mayor,Ada Quill,(Prefers Owl Party),7,70,Local\nElm,Mayor,Ada Quill,,3,30,Local\n"
    snapshot = read(head + rows)
    assert votes(snapshot) == {"Mayor": {"Ada Quill": 10}}
    assert snapshot.contests[0].contest.candidates[0].party == "Owl"
    assert "party-left-out" in codes(snapshot)


def test_a_name_under_two_parties_or_twice_in_one_county_stays_two():
    head = "County," + STATE
    two = "Ash,Mayor,Ada Quill,(Prefers Owl Party),7,70,Local\nElm,Mayor,Ada Quill,(Prefers Elk Party),3,30,Local\n"
    twice = "Ash,Mayor,Ada Quill,(Prefers Owl Party),7,70,Local\nAsh,Mayor,Ada Quill,,3,30,Local\n"
    for rows in (two, twice):
        assert len(read(head + rows).contests[0].contest.candidates) == 2


def test_a_cut_row_or_a_share_stops_the_file():
    for bad in ("Mayor,KI,Ada Qu", "Mayor,KI,Ada Quill,Hill,3,5.5\n"):
        with pytest.raises(FeedMalformed):
            read(HEAD + ROWS + bad)


@pytest.mark.parametrize("other", ["", "<html>", HEAD.replace("Race", "Contest")])
def test_other_tables_are_not_washingtons(other):
    with pytest.raises(FeedNotRecognised):
        feeds.read(other.encode(), kind="votewa")


def test_hurt_tables_are_refused_or_read_never_worse():
    assert only_our_errors((HEAD + ROWS + TOTAL).encode(), NAME, "votewa") > 50


@needs_shared
@pytest.mark.parametrize("path", shared_files("feeds/votewa/*.csv*"), ids=lambda p: p.name)
def test_every_sum_of_the_real_tables_is_the_bytes_own(path):
    sums, stated = Counter(), Counter()
    for row in csv.DictReader(body(path).decode("utf-8-sig").splitlines()):
        key = (row["Race"].strip(), row["Candidate"].strip())
        (stated if row.get("PrecinctCode") == "-1" else sums)[key] += int(row["Votes"])
    assert kinds_that_know(body(path)) == ["votewa"]
    snapshot = feeds.read(body(path), name=path.name)
    found = {(race, who): number for race, cells in votes(snapshot).items() for who, number in cells.items()}
    assert found == dict(stated or sums)
    summed = {
        (c.contest.name, who.name): number
        for c in snapshot.contests
        for who, number in zip(c.contest.candidates, c.summed().totals, strict=True)
    }
    assert {key: number or 0 for key, number in summed.items()} == {key: sums[key] for key in found}
