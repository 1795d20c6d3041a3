"""Tables of results: a name is one cell whatever is in it, here and in what is published."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outright import feeds
from outright.count import Candidate, Contest, ContestCount, Election, ReportingUnit, Snapshot, UnitCount
from outright.publish import cells
from outright.terms import ReportingUnitType
from outright.writers import writer
from outright.writers.table import table

TEXTS = st.lists(st.text(alphabet="ab,\"'\r\n é", max_size=6), min_size=2, max_size=4)


def snapshot(name):
    place = ReportingUnit("cobb", "Cobb", ReportingUnitType.COUNTY)
    contest = Contest("x", "Governor", (Candidate("a", name, "R"), Candidate("b", "Bo Marsh", "D")))
    count = ContestCount(contest, (), (UnitCount(place, (3, 4)),), ReportingUnitType.COUNTY)
    return Snapshot("made", Election("A night", None, "GA"), (count,))


@pytest.mark.parametrize("kind", ["elex-csv", "openelections-csv"])
@pytest.mark.parametrize("name", ["Ada\rQuill", "Ada\r", "Ada\r\nQuill", "Ada, Quill", 'Ada "Q" Quill'])
def test_a_carriage_return_in_a_name_breaks_no_row(kind, name):
    body = writer(kind)(snapshot(name)).decode()
    rows = list(csv.reader(io.StringIO(body, newline="")))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert sum(name in row for row in rows) == sum("Bo Marsh" in row for row in rows) > 0


def test_what_was_written_with_a_carriage_return_is_read_back():
    seen = feeds.read(writer("elex-csv")(snapshot("Ada\rQuill")), kind="elex")
    (count,) = seen.contests
    assert [" ".join(c.name.split()) for c in count.contest.candidates] == ["Ada Quill", "Bo Marsh"]
    assert count.result().totals == (3, 4)


@given(TEXTS)
def test_writers_and_publishers_write_the_same_table(texts):
    head = [f"c{i}" for i in range(len(texts))]
    assert table(head, [texts]).decode() == cells.table(head, [texts], guard=False)
