"""GEMS statements: rows that look alike, statistics that look like choices."""

import csv
import io
from collections import defaultdict

import pytest
from feed_samples import body, codes

from outright import feeds
from outright.errors import FeedError, FeedMalformed
from shared import SHARED, needs_shared


def rows(place, race, choice, numbers, *, ids=("300", "301"), party="NP"):
    code, name = place
    return "".join(
        f'"17",{code},"{name}","{race}","{ids[0]}","NP","{choice}","{ids[1]}","{party}",{n},\r\n' for n in numbers
    )


def precinct(place, ann, bo, *, reporting=1):
    count = 2 if place[1] == "Election Total" else 1
    return (
        rows(place, "Race Statistics", "Number of Precincts", [count] * 4, ids=("", ""))
        + rows(place, "CLERK", "Number of Precincts for Race", [count] * 4, ids=("300", ""))
        + rows(place, "CLERK", "Number of Precincts Reporting", [reporting] * 4, ids=("300", ""))
        + rows(place, "CLERK", "Registered Voters", [0, 0, 0, 90 * count], ids=("300", ""))
        + rows(place, "CLERK", "Times Over Voted", [0, 1, 0, 1], ids=("300", ""))
        + rows(place, "CLERK", "Ann Overbey", ann, party="REP")
        + rows(place, "CLERK", "Bo Blankenship", bo, ids=("300", "302"))
    )


ONE, TWO, ALL = ("10", "Ashby #1"), ("20", "Barrow #2"), ("999999", "Election Total")
REPORT = (
    precinct(ONE, [5, 2, 1, 8], [4, 0, 0, 4])
    + precinct(TWO, [1, 1, 0, 2], [6, 0, 1, 7], reporting=0)
    + precinct(ALL, [6, 3, 1, 10], [10, 0, 1, 11])
)


def read(text):
    return feeds.read(text.encode(), name="sovc.txt")


def test_rows_of_counting_groups_are_never_added_to_their_sum():
    snapshot = read(REPORT)
    (count,) = snapshot.contests
    assert [(u.unit.name, u.totals, u.reported, u.registered_voters) for u in count.units] == [
        ("Ashby #1", (8, 4), True, 90),
        ("Barrow #2", (2, 7), False, 90),
    ]
    assert count.stated.totals == (10, 11)
    assert count.methods == ()
    assert "methods-unknown" in codes(snapshot)
    assert "total-not-sum-of-units" not in codes(snapshot)


def test_statistics_are_no_choices_and_blankenship_is_one():
    (count,) = read(REPORT).contests
    assert [(c.name, c.party, c.source_id) for c in count.contest.candidates] == [
        ("Ann Overbey", "R", "301"),
        ("Bo Blankenship", None, "302"),
    ]
    assert (count.precincts_reported, count.precincts_total) == (1, 2)
    assert (count.registered_voters, count.overvotes, count.undervotes) == (180, 1, None)


def test_a_sum_that_its_groups_do_not_explain_is_kept_and_told():
    wrong = read(REPORT.replace('"Bo Blankenship","302","NP",7,', '"Bo Blankenship","302","NP",9,'))
    assert wrong.contests[0].units[1].totals == (2, 9)
    assert {"total-not-sum-of-methods", "total-not-sum-of-units"} <= set(codes(wrong))


def test_a_report_whose_last_rows_are_no_sums_is_refused():
    text = precinct(ONE, [5, 2, 1, 3], [4, 0, 0, 2])
    with pytest.raises(FeedMalformed, match="not the sum"):
        read(text)


def test_a_report_cut_inside_a_choice_is_refused_and_one_without_its_totals_says_so():
    lines = REPORT.splitlines(keepends=True)
    for cut in range(1, len(lines)):
        if cut % 4:
            with pytest.raises(FeedMalformed):
                read("".join(lines[:cut]))
    assert "total-not-stated" in codes(read("".join(lines[: 2 * len(lines) // 3])))


def test_two_precincts_of_one_name_are_two():
    text = REPORT.replace("Barrow #2", "Ashby #1")
    snapshot = read(text)
    assert [u.unit.id for u in snapshot.contests[0].units] == ["ashby-1", "ashby-1-2"]
    assert "unit-name-repeated" in codes(snapshot)


def test_a_choice_without_number_or_party_is_counted_and_asked_about():
    text = REPORT + rows(ONE, "CLERK", "Times Confused", [0, 1, 1, 2], ids=("300", ""))
    snapshot = read(text)
    assert "choice-without-id" in codes(snapshot)
    assert snapshot.contests[0].units[0].totals == (8, 4, 2)


def test_more_precincts_in_than_there_are_is_no_progress():
    text = REPORT.replace('"Number of Precincts Reporting","","NP",1,', '"Number of Precincts Reporting","","NP",3,')
    snapshot = read(text)
    assert snapshot.contests[0].precincts_total is None
    assert "precincts-beyond-total" in codes(snapshot)


@pytest.mark.parametrize(
    "text",
    [
        REPORT.replace(",8,\r\n", ",8x,\r\n"),
        REPORT.replace(",8,\r\n", ",8,9,\r\n"),
        REPORT.replace('20,"Barrow #2","CLERK"', '20,"Barton","CLERK"'),
        REPORT.encode("utf-16").decode("latin-1"),
    ],
    ids=["letters", "a-cell-too-many", "two-names", "utf-16"],
)  # fmt: skip
def test_a_damaged_report_is_refused(text):
    with pytest.raises(FeedError):
        feeds.read(text.encode("latin-1"), name="sovc.txt")


@needs_shared
def test_real_sums_by_another_road():
    raw = body(SHARED / "feeds" / "gems_sovc" / "rich_ut_2014_SOVC.txt.gz")
    groups = defaultdict(list)
    for cells in csv.reader(io.StringIO(raw.decode())):
        if cells[7] or (cells[8] != "NP"):
            groups[cells[2], cells[3], cells[6]].append(int(cells[9]))
    sums, stated = defaultdict(int), {}
    for (place, race, choice), numbers in groups.items():
        if place == "Election Total":
            stated[race, choice] = sum(numbers) // 2
        else:
            sums[race, choice] += sum(numbers[:4])
    snapshot = feeds.read(raw, name="rich.txt")
    ours = {
        (count.contest.name, c.name): votes
        for count in snapshot.contests
        for c, votes in zip(count.contest.candidates, count.summed().totals, strict=True)
    }
    assert ours == dict(sums) == stated
    assert len(ours) > 50
