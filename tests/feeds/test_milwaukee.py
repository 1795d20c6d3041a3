"""Milwaukee County's ward tables."""

import csv
from collections import defaultdict

import pytest
from feed_samples import body, codes, shared_files
from hurt import kinds_that_know, only_our_errors, votes

from outright import feeds
from outright.errors import FeedMalformed, FeedNotRecognised
from shared import needs_shared

NAME = "20261103_205911.csv"
HEAD = "contest,reporting_unit,candidate,votes,county,ctv,municipality\n"
TABLE = (
    HEAD
    + """VOTERS AND BALLOTS,WARD 1,REGISTERED VOTERS - TOTAL,1486,HARROW,C,VALE
VOTERS AND BALLOTS,WARD 1,BALLOTS CAST - TOTAL,716,HARROW,C,VALE
MAYOR,WARD 1,DEM ADA QUILL,374,HARROW,C,VALE
MAYOR,WARD 1,SUE VALE,12,HARROW,C,VALE
MAYOR,WARD 1,WRITE-IN:,1,HARROW,C,VALE
MAYOR,WARD 2,DEM ADA QUILL,5,HARROW,C,VALE
MAYOR,WARD 2,SUE VALE,6,HARROW,C,VALE
LEVY,WARD 1,YES,3,HARROW,C,VALE
LEVY,WARD 1,NO,4,HARROW,C,VALE
"""
).encode()


def test_the_party_before_a_name_is_read_and_a_first_name_is_no_party():
    who = feeds.read(TABLE, name=NAME).contests[0].contest.candidates
    assert [(c.name, c.party, c.is_write_in) for c in who] == [
        ("DEM ADA QUILL", "D", False), ("SUE VALE", None, False), ("WRITE-IN:", None, True),
    ]  # fmt: skip


def test_voters_and_ballots_are_facts_of_the_wards_and_no_contest():
    snapshot = feeds.read(TABLE, name=NAME)
    assert [c.contest.name for c in snapshot.contests] == ["MAYOR", "LEVY"]
    units = snapshot.contests[0].units
    assert [(u.registered_voters, u.ballots_cast) for u in units] == [(1486, 716), (None, None)]


def test_a_write_in_that_a_ward_does_not_list_is_not_zero():
    assert [u.totals for u in feeds.read(TABLE, name=NAME).contests[0].units] == [(374, 12, 1), (5, 6, None)]


def test_a_ward_that_is_gone_from_the_next_table_is_not_there():
    later = b"".join(line for line in TABLE.splitlines(True) if b"WARD 2" not in line)
    assert [u.unit.name for u in feeds.read(later, name=NAME).contests[0].units] == ["WARD 1"]


def test_yes_and_no_are_a_question_and_the_date_is_the_names():
    snapshot = feeds.read(TABLE, name=NAME)
    assert [c.contest.is_question for c in snapshot.contests] == [False, True]
    assert snapshot.election.date.isoformat() == "2026-11-03"
    assert "election-date-unknown" in codes(feeds.read(TABLE, name="x.csv"))


def test_a_header_alone_is_no_results_yet():
    assert "no-results-yet" in codes(feeds.read(HEAD.encode(), name=NAME))


def test_two_rows_for_one_ward_and_candidate_are_kept_apart_and_told():
    snapshot = feeds.read(TABLE + b"MAYOR,WARD 2,SUE VALE,9,HARROW,C,VALE\n", name=NAME)
    assert snapshot.contests[0].units[1].totals == (5, 6, None)
    assert "cell-repeated" in codes(snapshot)


def test_a_cut_row_stops_the_file():
    with pytest.raises(FeedMalformed):
        feeds.read(TABLE[:-9], name=NAME)


@pytest.mark.parametrize("other", [b"", b"<html>", TABLE.replace(b"ctv", b"cvt"), b"contest,votes\n"])
def test_other_tables_are_not_milwaukees(other):
    with pytest.raises(FeedNotRecognised):
        feeds.read(other, name=NAME, kind="milwaukee")


def test_hurt_tables_are_refused_or_read_never_worse():
    assert only_our_errors(TABLE, NAME, "milwaukee") > 50


@needs_shared
@pytest.mark.parametrize("path", shared_files("feeds/wi_milwaukee/*.csv.gz"), ids=lambda p: p.name)
def test_every_sum_of_the_real_tables_is_the_bytes_own(path):
    sums = defaultdict(lambda: defaultdict(int))
    for row in csv.DictReader(body(path).decode().splitlines()):
        sums[row["contest"]][row["candidate"]] += int(row["votes"])
    del sums["VOTERS AND BALLOTS"]
    assert kinds_that_know(body(path)) == ["milwaukee"]
    assert votes(feeds.read(body(path), name=path.name)) == sums
