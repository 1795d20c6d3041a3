"""Minnesota's results text."""

import csv
from collections import defaultdict

import pytest
from feed_samples import body, codes, shared_files
from hurt import kinds_that_know, only_our_errors, votes

from outright import feeds
from outright.errors import FeedMalformed, FeedNotRecognised
from shared import needs_shared

NAME = "20261103_GovCty.txt"


def row(county="01", precinct="", office="0331", title="Governor", district="", order="0301", who="Ada Quill",
        party="R", reporting=2, precincts=3, votes=10, together=17):  # fmt: skip
    cells = ("MN", county, precinct, office, title, district, order, who, "", "", party, reporting, precincts,
             votes, "58.82", together)  # fmt: skip
    return ";".join(map(str, cells)) + "\r\n"


def pair(**same):
    """Two candidates of one place, 10 and 7 votes."""
    return row(**same) + row(order="0401", who="Bo Vale", party="DFL", votes=7, **same)


TWO = (pair(county="01") + pair(county="02", reporting=5, precincts=5)).encode()


def test_codes_keep_their_zeros_and_precincts_are_summed_over_the_counties():
    count = feeds.read(TWO, name=NAME).contests[0]
    assert [u.unit.name for u in count.units] == ["County 01", "County 02"]
    assert count.contest.source_id == "0331"
    assert count.result().totals == (20, 14)
    assert (count.precincts_reported, count.precincts_total) == (7, 8)
    assert [u.reported for u in count.units] == [False, True]


def test_progress_that_every_county_repeats_is_not_multiplied():
    text = pair(county="01", title="U.S. Representative District 8", district="8", reporting=0, precincts=802)
    snapshot = feeds.read((text + text.replace("MN;01", "MN;02")).encode(), name=NAME)
    count = snapshot.contests[0]
    assert (count.precincts_reported, count.precincts_total, count.units[0].reported) == (None, None, None)
    assert "progress-repeated" in codes(snapshot)


def test_legislative_districts_of_a_statewide_office_are_parts_of_one_contest():
    body = (pair(county="", district="01A") + pair(county="", district="01B")).encode()
    (count,) = feeds.read(body, name=NAME).contests
    assert [u.unit.name for u in count.units] == ["District 01A", "District 01B"]
    assert count.result().totals == (20, 14)


def test_districts_with_their_own_candidates_are_contests_of_their_own():
    one = pair(county="", office="0104", title="U.S. Representative District 1", district="1")
    two = pair(county="", office="0105", title="U.S. Representative District 2", district="2")
    snapshot = feeds.read((one + two).encode(), name=NAME)
    assert [c.result().totals for c in snapshot.contests] == [(10, 7), (10, 7)]
    assert {c.level.value for c in snapshot.contests} == {"state"}


def test_precincts_stand_under_their_county():
    units = feeds.read(pair(precinct="0005").encode(), name=NAME).contests[0].units
    assert [u.unit.id for u in units] == ["county-01--precinct-0005"]
    assert units[0].unit.parent_id == "county-01"


def test_a_name_in_latin_1_is_read_and_told():
    snapshot = feeds.read(row(who="Karl Björnson", together=10).encode("latin-1"), name=NAME)
    assert snapshot.contests[0].contest.candidates[0].name == "Karl Björnson"
    assert "encoding" in codes(snapshot)


def test_a_write_in_has_no_party():
    who = feeds.read(row(who="WRITE-IN", party="WI", together=10).encode(), name=NAME).contests[0].contest.candidates[0]
    assert (who.party, who.is_write_in) == (None, True)


def test_a_candidate_lost_from_a_county_shows_in_its_total():
    assert "total-not-sum-of-candidates" in codes(feeds.read(row().encode(), name=NAME))


def test_more_precincts_in_than_there_are_is_no_progress():
    snapshot = feeds.read(pair(reporting=9).encode(), name=NAME)
    assert snapshot.contests[0].precincts_total is None
    assert "precincts-beyond-total" in codes(snapshot)


def test_the_date_is_the_names_or_unknown():
    assert feeds.read(TWO, name=NAME).election.date.isoformat() == "2026-11-03"
    assert "election-date-unknown" in codes(feeds.read(TWO, name="GovCty.txt"))


@pytest.mark.parametrize("bad", ["10.5", "ten", "58,82"])
def test_votes_that_are_no_number_stop_the_file_at_their_line(bad):
    with pytest.raises(FeedMalformed, match="whole number") as caught:
        feeds.read(TWO + row(votes=bad).encode(), name=NAME)
    assert caught.value.where == "line 5"


def test_a_row_cut_short_stops_the_file():
    with pytest.raises(FeedMalformed, match="cells"):
        feeds.read(TWO[:-40], name=NAME)


@pytest.mark.parametrize("other", [b"", b"<html>MN;</html>", b"MN;01;;0331;Governor\n", b"WI" + TWO[2:]])
def test_other_files_are_not_minnesotas(other):
    with pytest.raises(FeedNotRecognised):
        feeds.read(other, name=NAME, kind="minnesota")


def test_a_mark_before_the_first_letter_is_no_trouble():
    assert feeds.read(b"\xef\xbb\xbf" + TWO, name=NAME).contests[0].result().totals == (20, 14)


def test_hurt_files_are_refused_or_read_never_worse():
    assert only_our_errors(TWO, NAME, "minnesota") > 100


@needs_shared
@pytest.mark.parametrize("path", shared_files("feeds/mn_sos/*.txt*"), ids=lambda p: p.name)
def test_every_sum_of_the_real_files_is_the_bytes_own(path):
    sums = defaultdict(lambda: defaultdict(int))
    for cells in csv.reader(body(path).decode("latin-1").splitlines(), delimiter=";", quoting=csv.QUOTE_NONE):
        sums[cells[4]][cells[7]] += int(cells[13])
    assert kinds_that_know(body(path)) == ["minnesota"]
    assert votes(feeds.read(body(path), name=path.name)) == sums
