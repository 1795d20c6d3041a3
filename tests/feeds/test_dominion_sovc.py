"""Dominion's statement of votes cast: merged headings, tables side by side, precincts withheld."""

import re
import zipfile
from xml.etree import ElementTree

import pytest
from feed_samples import body, codes
from made_workbook import workbook

from outright import feeds
from outright.errors import FeedError, FeedMalformed
from shared import SHARED, needs_shared

COVER = [["Statement of Votes Cast"], [None, "Marlow County Ohio • General Election • November 3, 2020\nOFFICIAL"]]
HEAD = ["Precinct", "Times Cast", "Registered \nVoters", None, "Overvotes", "Precinct", "Ann Overbey\n(DEM) ", None,
        "Bo Cast\n ", "Total Votes", "Cy Dole\nQualified Write In \n", "Unresolved\nWrite-In"]  # fmt: skip
TITLE = ["County Clerk (Vote for  1)   "]
ROWS = [
    ["101", 60, 80, None, 1, "101", 30, None, 20, 50, 1, 0],
    ["102", 50, 70, None, 0, "102", 10, None, 35, 45, 0, 2],
    ["Electionwide - Total", 110, 150, None, 1, "Electionwide - Total", 40, None, 55, 95, 1, 2],
]


def made(rows=ROWS, *, head=HEAD, title=TITLE, extra=()):
    return workbook({"SOVC": COVER, "Clerk": [title, [], head, *rows, *extra]})


def read(rows=ROWS, **more):
    return feeds.read(made(rows, **more), name="sovc.xlsx")


def test_candidates_are_found_by_their_headings_past_merged_columns():
    snapshot = read()
    assert snapshot.kind == "dominion-sovc"
    assert (snapshot.election.jurisdiction, str(snapshot.election.date)) == ("Marlow County Ohio", "2020-11-03")
    (count,) = snapshot.contests
    assert [(c.name, c.party, c.is_write_in) for c in count.contest.candidates] == [
        ("Ann Overbey", "D", False), ("Bo Cast", None, False), ("Cy Dole", None, True),
        ("Unresolved Write-In", None, True),
    ]  # fmt: skip
    assert [(u.unit.name, u.totals, u.ballots_cast, u.registered_voters) for u in count.units] == [
        ("101", (30, 20, 1, 0), 60, 80),
        ("102", (10, 35, 0, 2), 50, 70),
    ]
    assert count.stated.totals == (40, 55, 1, 2)
    assert (count.overvotes, count.undervotes, count.ballots_cast) == (1, None, 110)
    assert codes(snapshot) == []


def test_a_redacted_precinct_is_missing_and_the_withheld_share_is_told():
    rows = [ROWS[0], ["102", 50, 70, None, 0, "102", "REDACTED - INCLUDED IN PRECINCT 101"], ROWS[2]]
    snapshot = read(rows)
    assert snapshot.contests[0].units[1].totals == (None, None, None, None)
    assert snapshot.contests[0].units[1].ballots_cast == 50
    withheld = next(f for f in snapshot.findings if f.code == "votes-withheld")
    assert "50 of 110 (45.45 %)" in withheld.message
    assert "INCLUDED IN PRECINCT 101" in next(f for f in snapshot.findings if f.code == "unit-withheld").message
    assert {"votes-withheld", "total-not-sum-of-units"} <= set(codes(snapshot))


def test_total_votes_may_leave_out_the_write_ins_but_not_a_candidate():
    wrong = [["101", 60, 80, None, 1, "101", 30, None, 20, 49, 1, 0], *ROWS[1:]]
    assert "total-not-sum-of-candidates" in codes(read(wrong))
    with_write_ins = [["101", 60, 80, None, 1, "101", 30, None, 20, 51, 1, 0], *ROWS[1:]]
    assert "total-not-sum-of-candidates" not in codes(read(with_write_ins))


def test_a_precinct_that_the_turnout_list_lacks_is_kept_and_told():
    turnout = [
        *COVER,
        ["Precinct", "Registered\nVoters", "Voters Cast"],
        ["101", 80, 60],
        ["Electionwide - Total", 80, 60],
    ]
    snapshot = feeds.read(workbook({"SOVC": turnout, "Clerk": [TITLE, [], HEAD, *ROWS]}), name="sovc.xlsx")
    assert [u.unit.name for u in snapshot.contests[0].units] == ["101", "102"]
    assert [f.where for f in snapshot.findings if f.code == "unit-not-in-turnout"] == ["102"]


def test_a_logic_and_accuracy_test_says_so_in_its_heading():
    cover = [["Marlow County Ohio • Logic Test Election • November 3, 2020"]]
    snapshot = feeds.read(workbook({"SOVC": cover, "Clerk": [TITLE, [], HEAD, *ROWS]}), name="sovc.xlsx")
    assert snapshot.is_test


def test_two_contests_on_one_sheet_are_two():
    other = [["Mayor (Vote for  2)"], [], ["Precinct", "Times Cast", "Di Ray\n "], ["101", 60, 44]]
    clerk, mayor = read(extra=other).contests
    assert (mayor.contest.name, mayor.contest.votes_allowed, mayor.result().totals) == ("Mayor", 2, (44,))
    assert clerk.result().totals == (40, 55, 1, 2)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["101", 60, 80, None, 1, "999", 30, None, 20, 50, 1, 0], "different precincts"),
        (["101", 60, 80, None, 1, "101", 30.5, None, 20, 50, 1, 0], "whole number"),
        (["101", 60, 80, None, 1, "101", "3O", None, 20, 50, 1, 0], "whole number"),
        (["101", None, None, None, None, "101"], "no numbers"),
    ],
    ids=["shifted", "half-a-vote", "letter", "counting-group"],
)
def test_rows_that_cannot_be_placed_are_refused(row, why):
    with pytest.raises(FeedMalformed, match=why):
        read([row, *ROWS[1:]])


def test_a_workbook_that_lost_its_headings_is_refused_with_the_reason():
    rows = [[" Precinct", " "], [" County \n"], [" Ashby"], [" Early Voting", " 12"], [" Cumulative Total", " 0"]]
    with pytest.raises(FeedMalformed, match="No contest's title"):
        feeds.read(workbook({"Sheet1": rows}), name="converted.xlsx")


def test_a_title_without_a_table_and_a_cut_workbook_are_refused():
    with pytest.raises(FeedMalformed, match="no table"):
        read(extra=[["Mayor (Vote for  1)"]])
    whole = made()
    for cut in range(1, len(whole), 7):
        with pytest.raises(FeedError):
            feeds.read(whole[:cut], name="sovc.xlsx")


SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells_of(archive, part, texts):
    """A sheet's rows as column letters to values, read from its XML."""
    for row in ElementTree.fromstring(archive.read(part)).iter(f"{SPREADSHEET}row"):
        found = {}
        for c in row.iter(f"{SPREADSHEET}c"):
            value = c.find(f"{SPREADSHEET}v")
            if value is not None:
                text = texts[int(value.text)] if c.get("t") == "s" else value.text
                found[re.match("[A-Z]+", c.get("r"))[0]] = text
        yield found


@needs_shared
def test_real_sums_by_another_road():
    path = SHARED / "feeds" / "dominion_sovc" / "adams_co_2020_SOVC_redacted.xlsx"
    with zipfile.ZipFile(path) as archive:
        shared = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
        texts = ["".join(t.text or "" for t in si.iter(f"{SPREADSHEET}t")) for si in shared]
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
        summed = {}
        for part in sheets:
            rows = [r for r in cells_of(archive, part, texts) if r]
            title = re.match(r"(.*?)\s*\(Vote for", rows[0].get("A", ""))
            if not title:
                continue
            heads = {k: " ".join(v.split()) for k, v in rows[1].items()}
            for key, head in heads.items():
                if head in ("Precinct", "Times Cast", "Registered Voters", "Overvotes", "Total Votes"):
                    continue
                name = re.sub(r" (\(\w{3}\)|Qualified Write In)$", "", head)
                votes = [r[key] for r in rows[2:] if not r["A"].startswith("Electionwide") and key in r]
                numbers = [int(float(v)) for v in votes if v and not v.startswith("REDACTED")]
                summed[title[1], name] = sum(numbers) if numbers else None
    ours = {}
    for count in feeds.read(body(path), name=path.name).contests:
        totals = count.summed().totals
        ours |= {(count.contest.name, c.name): v for c, v in zip(count.contest.candidates, totals, strict=True)}
    assert ours == summed
    assert len(ours) > 150


@needs_shared
def test_every_total_of_the_county_is_the_sum_of_its_precincts():
    path = SHARED / "feeds" / "dominion_sovc" / "adams_co_2020_SOVC_redacted.xlsx"
    assert "total-not-sum-of-units" not in codes(feeds.read(body(path), name=path.name))


@needs_shared
def test_the_workbook_made_from_a_pdf_is_refused():
    path = SHARED / "feeds" / "dominion_sovc" / "otsego_mi_2024_SOVC_part2.xlsx"
    with pytest.raises(FeedMalformed, match="No contest's title"):
        feeds.read(body(path), name=path.name)
