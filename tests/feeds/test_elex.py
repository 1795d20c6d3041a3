"""The table that elex prints of AP's feed, on rows written for these tests."""

import csv
from io import StringIO

import pytest
from feed_samples import codes

from outright import feeds
from outright.count import ExternalId
from outright.errors import FeedError, FeedMalformed
from outright.terms import ReportingUnitType
from outright.writers.elex_csv import COLUMNS


def row(level, number, name, who, votes, **more):
    """One row as elex prints it; ``who`` is the ballot order and the last name."""
    order, last = who
    return {
        "id": f"7001-polnum-{order}-{number}", "unique_id": f"polnum-{order}", "raceid": "7001", "racetype": "General",
        "racetypeid": "G", "ballotorder": order, "candidateid": f"90{order}", "electiondate": "2031-11-04",
        "first": "", "last": last, "lastupdated": "2031-11-05T01:02:03Z", "level": level, "officeid": "S",
        "officename": "U.S. Senate", "party": "GOP" if order == 1 else "Dem", "precinctsreporting": 1,
        "precinctsreportingpct": 0.5, "precinctstotal": 2, "reportingunitid": number, "reportingunitname": name,
        "statename": "Georgia", "statepostal": "GA", "votecount": votes, "votepct": 0.5, "is_ballot_measure": False,
        "initialization_data": False, "winner": False, "runoff": False, "test": False, "uncontested": False,
    } | more  # fmt: skip


STRAND, QUILL = (1, "Strand"), (2, "Quill")


@pytest.fixture
def rows():
    return [
        row("state", "state-1", "", QUILL, 30), row("state", "state-1", "", STRAND, 25),
        row("county", "11001", "Ash", QUILL, 20, fipscode="13001"),
        row("county", "11001", "Ash", STRAND, 5, fipscode="13001"),
        row("county", "11002", "Harrow Vale", STRAND, 20, fipscode="13003"),
        row("county", "11002", "Harrow Vale", QUILL, 10, fipscode="13003"),
    ]  # fmt: skip


def table(rows, columns=COLUMNS):
    text = StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def test_rows_become_one_contest_with_the_state_as_its_stated_total(rows):
    snapshot = feeds.read(table(rows))
    (count,) = snapshot.contests
    assert (snapshot.kind, snapshot.published_text) == ("elex", "2031-11-05T01:02:03Z")
    assert (count.contest.id, count.precincts_reported, count.precincts_total) == ("ga-u-s-senate-7001", 1, 2)
    assert [(c.name, c.party, c.source_id) for c in count.contest.candidates] == [
        ("Strand", "R", "901"),
        ("Quill", "D", "902"),
    ]
    assert count.stated.totals == count.summed().totals == (25, 30)
    assert [(u.unit.id, u.totals) for u in count.units] == [("ash", (5, 20)), ("harrow-vale", (20, 10))]


def test_the_newest_row_tells_how_old_the_table_is(rows):
    rows[3]["lastupdated"] = "2031-11-05T04:00:00Z"
    assert feeds.read(table(rows)).published_at.hour == 4


def test_towns_are_summed_and_the_counties_that_elex_adds_are_not(rows):
    for line in rows[2:]:
        line |= {"level": "township", "statepostal": "MA", "fipscode": "25017"}
    for line in rows[:2]:
        line["statepostal"] = "MA"
    rows += [
        row("county", "MA-25017", "Middlesex", QUILL, 10, statepostal="MA", fipscode="25017"),
        row("county", "MA-25017", "Middlesex", STRAND, 20, statepostal="MA", fipscode="25017"),
    ]
    (count,) = feeds.read(table(rows)).contests
    assert (count.level, count.summed().totals) == (ReportingUnitType.MUNICIPALITY, (25, 30))
    county = count.units[0]
    assert (county.unit.id, county.totals) == ("middlesex", (20, 10)), "kept as printed"
    assert county.unit.external_ids == (ExternalId("fips", "25017"), ExternalId("local-level", "MA-25017"))
    assert [u.unit.parent_id for u in count.counting_units()] == ["middlesex", "middlesex"]


def test_a_zero_before_the_first_result_is_not_reported(rows):
    for line in rows:
        line |= {"initialization_data": True, "votecount": 0}
    assert feeds.read(table(rows)).contests[0].result().totals == (None, None)


def test_a_blank_is_not_reported_and_a_zero_is_a_zero(rows):
    rows[2]["votecount"], rows[3]["votecount"] = "", 0
    assert feeds.read(table(rows)).contests[0].units[0].totals == (0, None)


def test_a_fips_code_that_a_spreadsheet_cut_is_whole_again(rows):
    rows[2]["fipscode"] = "8001"
    assert feeds.read(table(rows)).contests[0].units[0].unit.external_ids[0] == ExternalId("fips", "08001")


@pytest.mark.parametrize(("column", "words"), [("winner", "called the winner"), ("runoff", "called for a runoff")])
def test_a_call_is_told_and_changes_no_count(rows, column, words):
    before = feeds.read(table(rows)).contests
    rows[0][column] = "True"
    snapshot = feeds.read(table(rows))
    assert snapshot.contests == before
    assert any(words in f.message for f in snapshot.findings if f.code == "declared-status")


def test_a_test_is_held(rows):
    rows[0]["test"] = "True"
    snapshot = feeds.read(table(rows))
    assert snapshot.is_test
    assert "test-data" in codes(snapshot)


def test_a_primary_is_told_by_its_letter_not_by_a_candidate_s_party(rows):
    for line in rows:
        line["racetypeid"] = "E"
    contest = feeds.read(table(rows)).contests[0].contest
    assert (contest.name, contest.primary_party) == ("U.S. Senate - Dem", "D")


def test_at_large_delegates_are_not_added_to_the_districts(rows):
    for line in rows[2:4]:
        line |= {"level": "district", "reportingunitname": "District 1", "fipscode": ""}
    for line in rows[4:]:
        line |= {"level": "district", "reportingunitname": "At Large", "fipscode": ""}
    (count,) = feeds.read(table(rows)).contests
    assert [u.unit.name for u in count.counting_units()] == ["District 1"]


def test_the_same_row_twice_is_counted_once(rows):
    snapshot = feeds.read(table([*rows, rows[2]]))
    assert snapshot.contests[0].units[0].totals == (5, 20)
    assert "cell-repeated" in codes(snapshot)


def test_an_apostrophe_before_a_formula_is_taken_off_and_one_in_a_name_is_not(rows):
    rows[0]["last"] = rows[2]["last"] = rows[5]["last"] = "'=SUM(A1)"
    rows[1]["last"] = rows[3]["last"] = rows[4]["last"] = "'Til, O'Hara"
    contest = feeds.read(table(rows)).contests[0].contest
    assert [c.name for c in contest.candidates] == ["'Til, O'Hara", "=SUM(A1)"]


def test_columns_in_another_order_are_the_same_table(rows):
    assert feeds.read(table(rows, COLUMNS[::-1])).contests == feeds.read(table(rows)).contests


def test_a_header_alone_is_a_night_before_its_first_result():
    snapshot = feeds.read(table([]))
    assert (snapshot.contests, codes(snapshot)) == ((), ["no-results-yet"])


@pytest.mark.parametrize("votes", ["1.5", "12 %", "1e3", "99999999999"])
def test_what_is_no_number_of_votes_refuses_the_table_with_its_line(rows, votes):
    rows[2]["votecount"] = votes
    with pytest.raises(FeedMalformed) as caught:
        feeds.read(table(rows))
    assert caught.value.where == "line 4"


def test_every_cut_is_refused_or_told(rows):
    whole = table(rows)
    for cut in range(0, len(whole) - 2, 5):
        try:
            snapshot = feeds.read(whole[:cut])
        except FeedError as error:
            assert error.message
        else:
            assert whole[:cut].endswith((b"\n", b"\r")) or "no-final-newline" in codes(snapshot)
