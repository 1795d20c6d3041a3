"""Louisiana's workbooks."""

import copy

import pytest
from feed_samples import body, codes, shared_files
from hurt import kinds_that_know, only_our_errors
from workbooks import xlsx

from outright import feeds
from outright.errors import FeedMalformed, FeedNotRecognised
from shared import needs_shared

HEAD = [["", "Louisiana Secretary of State"], ["", "Election Results"], ["", "Election Date: 2026-10-10"], [], []]
CHOICES = ["", "Ada Quill (DEM)", "Bo Vale (NOPTY)"]
SHEETS = {
    "Multi-Parish(Parish)": [
        *HEAD, ["Governor"], CHOICES, ["Total Votes", 60, 33], ["Ash", 30, 3], ["Elm", 30, 30],
    ],
    "Multi-Parish(Precinct)": [
        *HEAD, ["Governor"], CHOICES, ["Total Votes", 60, 33],
        ["Ash"], ["01 01", 20, 2], ["Early Voting", 10, 1], ["Elm"], ["01 01", 30, "30"],
    ],
    "Ash": [*HEAD, ["Mayor"], CHOICES, ["Total Votes", 7, 8], ["01 01", 7, 8], [], ["Levy"], ["", "YES", "NO"],
            ["Total Votes", 1, 2], ["01 01", 1, 2]],
    "Elm": [*HEAD, ["Mayor"], CHOICES, ["Total Votes", 5, 6], ["01 01", 5, 6]],
}  # fmt: skip


def read(change=None, **options):
    sheets = copy.deepcopy(SHEETS)
    if change:
        change(sheets)
    return feeds.read(xlsx(sheets), name="20261010.xlsx", **options)


def test_votes_by_parish_and_by_precinct_are_the_same_votes_and_never_added():
    count = read().contests[0]
    assert count.result().totals == (60, 33)
    assert count.summed().totals == (60, 33)
    assert count.level.value == "precinct"
    assert [u.unit.id for u in count.units] == ["ash", "elm", "ash--01-01", "ash--early-voting", "elm--01-01"]


def test_early_voting_is_a_parishs_batch_and_no_place():
    assert [u.unit.is_geographic for u in read().contests[0].units] == [True, True, True, False, True]


def test_the_party_stands_inside_the_name():
    who = read().contests[0].contest.candidates
    assert [(c.name, c.party) for c in who] == [("Ada Quill (DEM)", "D"), ("Bo Vale (NOPTY)", None)]


def test_two_parishes_mayors_are_two_contests():
    mayors = [c for c in read().contests if c.contest.name == "Mayor"]
    assert [c.contest.id for c in mayors] == ["mayor-ash", "mayor-elm"]
    assert [c.result().totals for c in mayors] == [(7, 8), (5, 6)]


def test_yes_and_no_are_a_question_and_the_date_is_the_headings():
    snapshot = read()
    assert [c.contest.is_question for c in snapshot.contests] == [False, False, True, False]
    assert snapshot.election.date.isoformat() == "2026-10-10"
    assert codes(snapshot) == []


def test_a_parish_that_its_precincts_do_not_explain_is_told():
    def change(sheets):
        sheets["Multi-Parish(Parish)"][8][1] = 31

    assert "total-not-sum-of-units" in codes(read(change))


def test_a_contest_listed_by_parish_only_sums_its_parishes():
    def change(sheets):
        del sheets["Multi-Parish(Precinct)"][5:]

    count = read(change).contests[0]
    assert (count.level.value, count.summed().totals) == ("county", (60, 33))


def test_sheets_of_two_dates_leave_the_date_open():
    def change(sheets):
        sheets["Elm"][2] = ["", "Election Date: 2026-11-14"]

    assert "election-date-unknown" in codes(read(change))


@pytest.mark.parametrize(
    ("sheet", "row", "cells"),
    [
        ("Elm", 0, ["", "Somebody else"]),
        ("Elm", 6, ["", "Ada Quill (DEM)", "Ada Quill (DEM)"]),
        ("Elm", 8, ["01 01", 5, 6, 7]),
        ("Elm", 8, ["01 01", 5.5, 6]),
        ("Elm", 8, ["Total Votes", 5, 6]),
        ("Elm", 5, ["Mayor", 3]),
    ],
)
def test_a_sheet_that_is_laid_out_otherwise_stops_the_file(sheet, row, cells):
    def change(sheets):
        sheets[sheet][row] = cells

    with pytest.raises(FeedMalformed) as caught:
        read(change)
    assert "Elm" in caught.value.where


def test_a_workbook_of_somebody_else_is_not_louisianas():
    with pytest.raises(FeedNotRecognised):
        feeds.read(xlsx({"Sheet1": [["Governor", 3]]}), kind="louisiana")


def test_hurt_workbooks_are_refused_or_read_never_worse():
    assert only_our_errors(xlsx(SHEETS), "x.xlsx", "louisiana", most=40) > 100


@needs_shared
@pytest.mark.parametrize("path", shared_files("feeds/la_sos/*.xlsx"), ids=lambda p: p.name)
def test_all_contests_of_the_real_workbooks_equal_their_printed_totals(path):
    from python_calamine import CalamineWorkbook

    assert kinds_that_know(body(path)) == ["louisiana"]
    found = {}
    for count in feeds.read(body(path), name=path.name).contests:
        names = [c.name for c in count.contest.candidates]
        assert count.summed() and count.summed().totals == count.stated.totals
        found.setdefault(count.contest.name, []).append(dict(zip(names, count.stated.totals, strict=True)))
    book = CalamineWorkbook.from_path(str(path))
    for sheet in book.sheet_names:
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        for title, choices, totals in zip(rows, rows[1:], rows[2:], strict=False):
            if totals[0] == "Total Votes":
                printed = {str(c): int(v) for c, v in zip(choices[1:], totals[1:], strict=True) if c != ""}
                assert printed in found[str(title[0])]
