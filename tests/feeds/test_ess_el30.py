"""ES&S precinct reports: columns by county, pages that repeat themselves, titles that wrap."""

import re
from collections import defaultdict

import pytest
from feed_samples import body, codes

from outright import feeds
from outright.errors import FeedMalformed, FeedNotRecognised
from outright.terms import VoteMethod
from shared import SHARED, needs_shared

HEADING = """\
PREC REPORT-GROUP DETAIL                           COUNTY OF MARLOW, OHIO
                                                   {date}
                                                   GENERAL ELECTION
RUN DATE:11/09/18 09:46 AM
REPORT-EL30A PAGE {page}

{precinct}
                                        TOTAL VOTES     %   Election Day      Absentee       {third}
"""
VOTERS = """\
 REGISTERED VOTERS - TOTAL .  .  .  .  .  .   1,412
 BALLOTS CAST - TOTAL.  .  .  .  .  .  .  .     237                   230             7             0
 VOTER TURNOUT - TOTAL  .  .  .  .  .  .  .            16.78

"""
SENATE = """\
STATE SENATOR FOR THE LONG NAMED THIRTY-SECOND
DISTRICT
VOTE FOR NO MORE THAN  1
 Ann Lovern Jr. (DEM).  .  .  .  .  .  .  .   1,117    92.39        1,100            17             0
 Bo Castater (REP).  .  .  .  .  .  .  .  .      92     7.61           90             2             0
 WRITE-IN.  .  .  .  .  .  .  .  .  .  .  .       0                     0             0             0
   Over Votes .  .  .  .  .  .  .  .  .  .  .       1                     1             0             0
"""


def page(text, *, precinct="0001 ASHBY", number="0001-01", date="NOVEMBER 6, 2018", third="Provisional"):
    heading = HEADING.format(date=date, page=number, precinct=precinct, third=third)
    return heading + text


def read(text, name="report.txt"):
    return feeds.read(text.encode(), name=name)


def test_a_title_of_two_lines_ends_at_vote_for():
    snapshot = read(page(VOTERS + SENATE))
    assert [c.contest.name for c in snapshot.contests] == ["STATE SENATOR FOR THE LONG NAMED THIRTY-SECOND DISTRICT"]


def test_columns_are_what_the_county_calls_them_and_lovern_is_no_overvote():
    count = read(page(VOTERS + SENATE)).contests[0]
    assert count.methods == (VoteMethod.ELECTION_DAY, VoteMethod.ABSENTEE, VoteMethod.PROVISIONAL)
    assert [(c.name, c.party) for c in count.contest.candidates] == [
        ("Ann Lovern Jr. (DEM)", "D"),
        ("Bo Castater (REP)", "R"),
        ("WRITE-IN", None),
    ]
    assert count.units[0].totals == (1117, 92, 0)
    assert count.units[0].parts == ((1100, 90, 0), (17, 2, 0), (0, 0, 0))
    assert (count.overvotes, count.undervotes) == (1, None)
    assert (count.units[0].registered_voters, count.units[0].ballots_cast) == (1412, 237)


def test_a_column_that_is_no_known_method_is_other_and_said():
    snapshot = read(page(VOTERS + SENATE, third="Canvass"))
    assert VoteMethod.OTHER in snapshot.contests[0].methods
    assert "method-unknown" in codes(snapshot)


def test_the_heading_between_two_pages_of_one_precinct_does_not_cut_its_contest():
    head, tail = SENATE.split(" Bo Castater")
    whole = read(page(VOTERS + SENATE)).contests
    assert read(page(VOTERS + head) + "\f" + page(" Bo Castater" + tail, number="0001-02")).contests == whole
    title, rest = SENATE.split("DISTRICT\n")
    assert read(page(VOTERS + title) + page("DISTRICT\n" + rest, number="0001-02")).contests == whole


def test_two_precincts_make_two_units_of_one_contest():
    snapshot = read(page(VOTERS + SENATE) + page(VOTERS + SENATE, precinct="0002 BARROW", number="0002-01"))
    (count,) = snapshot.contests
    assert [u.unit.id for u in count.units] == ["ashby", "barrow"]
    assert count.result().totals == (2234, 184, 0)


def test_two_precincts_of_one_name_are_two():
    snapshot = read(page(VOTERS + SENATE) + page(VOTERS + SENATE, precinct="0002 ASHBY", number="0002-01"))
    assert [u.unit.id for u in snapshot.contests[0].units] == ["ashby", "ashby-2"]
    assert "unit-name-repeated" in codes(snapshot)


def test_a_page_printed_twice_is_not_added():
    again = read(page(VOTERS + SENATE) + page(VOTERS + SENATE))
    assert again.contests[0].result().totals == (1117, 92, 0)
    assert "cell-repeated" in codes(again)


def test_a_header_of_the_wrong_year_only_warns():
    snapshot = read(page(VOTERS + SENATE, date="NOVEMBER 6, 2017"))
    assert snapshot.election.date.isoformat() == "2017-11-06"
    assert snapshot.contests[0].result().totals == (1117, 92, 0)
    assert "election-date-differs" in codes(snapshot)
    assert "election-date-differs" not in codes(read(page(VOTERS + SENATE)))


def test_other_candidates_under_the_same_title_are_told():
    other = SENATE.replace("Bo Castater", "Cy Overbey")
    snapshot = read(page(VOTERS + SENATE) + page(VOTERS + other, precinct="0002 BARROW"))
    assert "options-differ" in codes(snapshot)


def test_zero_registered_voters_beside_ballots_is_not_stated():
    snapshot = read(page(VOTERS.replace("1,412", "    0") + SENATE))
    assert snapshot.contests[0].units[0].registered_voters is None
    assert "registered-not-stated" in codes(snapshot)


def test_a_total_that_its_columns_do_not_explain_is_kept_and_told():
    snapshot = read(page(VOTERS + SENATE.replace("  92     7.61 ", "  95     7.61 ")))
    assert snapshot.contests[0].units[0].totals == (1117, 95, 0)
    assert "total-not-sum-of-methods" in codes(snapshot)


def test_yes_and_no_are_a_question_and_two_may_be_marked_in_words():
    ten, five = (
        "10    66.67           10             0             0",
        "5    33.33            5             0             0",
    )
    question = f"RETAIN JUDGE ROE\n(VOTE FOR)  1\n Yes  .  .  .  .  .     {ten}\n No.  .  .  .  .  .      {five}\n"
    board = f"BOARD\nVOTE FOR ANY TWO\n A Jay.  .  .  .  .     {ten}\n B Kay.  .  .  .  .      {five}\n"
    asked, seats = read(page(VOTERS + question + board)).contests
    assert asked.contest.is_question
    assert [c.name for c in asked.contest.candidates] == ["Yes", "No"]
    assert (seats.contest.votes_allowed, seats.contest.is_question) == (2, False)


def test_a_report_in_a_web_page_is_read_and_its_cut_page_is_not():
    text = page(VOTERS + SENATE)
    whole = read(f"<HTML>\n<PRE>\n{text}</PRE>\n</HTML>", "report.htm")
    assert whole.contests == read(text).contests
    with pytest.raises(FeedMalformed, match="not closed"):
        read(f"<HTML>\n<PRE>\n{text}")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (page(VOTERS + SENATE.replace("           17             0", "           17")), "columns"),
        (page(VOTERS + SENATE.split(" Ann")[0]), "ends in the middle"),
        (page(VOTERS + SENATE + "SHERIFF\n"), "ends in the middle"),
        (page(VOTERS + SENATE.split("1,117")[0]), "no votes"),
        (page(VOTERS + SENATE.replace("VOTE FOR NO MORE THAN  1\n", "")), "VOTE FOR"),
        (page(VOTERS + SENATE.replace("1,117", "11,17")), "whole number"),
        (page(VOTERS + "VOTE FOR 1\n"), "no title"),
        (page(" Ann .  .  .  12\n"), "outside every contest"),
    ],
    ids=["cell", "title", "lone-title", "row", "no-vote-for", "comma", "no-title", "outside"],
)  # fmt: skip
def test_a_cut_report_is_not_used(text, why):
    with pytest.raises(FeedMalformed, match=why):
        read(text)


def test_a_number_cut_short_at_the_end_of_the_report_is_not_votes():
    question = "SHERIFF\n(VOTE FOR)  1\n Cy Dole .  .  .  .    781   87.17\n Di Ray  .  .  .  .    115   12.83\n"
    text = page(VOTERS).replace("     %   Election Day      Absentee       Provisional", "     %") + question
    text = text.replace("                   230             7             0", "")
    assert read(text).contests[0].result().totals == (781, 115)
    with pytest.raises(FeedMalformed, match="ends in the middle"):
        read(text[: text.index("15   12.83")])


def test_an_error_page_is_no_report():
    for text in ("<html><body>Error 503</body></html>", "<html><pre>Not found</pre></html>"):
        with pytest.raises(FeedNotRecognised):
            read(text, "report.htm")


BLOCK = re.compile(r"\n +(?P<title>[^\n]+)\n +\(?vote for\)? +1\n(?P<rows>(?: {11,}[^\n]*\d[^\n]*\n)+)", re.IGNORECASE)


def summed(raw):
    """The sum for each contest and line of a report without methods, by another road than the reader's."""
    text = raw.decode("ascii").replace("\r", "")
    sums = defaultdict(int)
    for block in BLOCK.finditer(text):
        for line in block["rows"].splitlines():
            name = re.split(r"(?:\.? {2}\.| \.  |\. {3,}|\.$)", line.strip())[0].rstrip(" .")
            sums[block["title"].strip(), name] += int(re.search(r"(\d+)(?: +\d*\.\d\d)? *$", line)[1])
    return sums


@needs_shared
@pytest.mark.parametrize("name", ["holmes_fl_2016.txt", "mifflin_pa_2018_EL30.htm"])
def test_real_sums_by_another_road(name):
    raw = body(SHARED / "feeds" / "ess_el30" / name)
    sums = summed(raw)
    snapshot = feeds.read(raw, name=name)
    ours = {}
    for count in snapshot.contests:
        for candidate, votes in zip(count.contest.candidates, count.result().totals, strict=True):
            ours[count.contest.name, candidate.name.rstrip(".")] = votes
        for line, votes in (("Over Votes", count.overvotes), ("Under Votes", count.undervotes)):
            if votes is not None:
                ours[count.contest.name, line] = votes
    assert ours == dict(sums)
    assert len(ours) > 30
