"""The Parquet table that is written holds every vote, and its column of votes may be added up."""

from io import BytesIO

import polars as pl
from hypothesis import given, settings

from outright.count import Snapshot
from outright.writers.parquet import COLUMNS, frame, write
from writers_made import snapshots


def back(snapshot: Snapshot) -> pl.DataFrame:
    return pl.read_parquet(BytesIO(write(snapshot)))


@settings(deadline=None, max_examples=60)
@given(snapshots())
def test_every_vote_is_in_the_table_where_it_was(snapshot):
    table = back(snapshot)
    assert tuple(table.columns) == COLUMNS
    found = {
        (r["contest_id"], r["unit_id"], r["candidate_id"], r["method"]): (r["votes"], r["unit_votes"])
        for r in table.iter_rows(named=True)
    }
    expected = {}
    for count in snapshot.contests:
        for row in count.units:
            for c, candidate in enumerate(count.contest.candidates):
                key = (count.contest.id, row.unit.id, candidate.id)
                if not row.parts:
                    expected[*key, "total"] = (row.totals[c], row.totals[c])
                for method, part in zip(count.methods, row.parts, strict=bool(row.parts)):
                    expected[*key, method.value] = (part[c], row.totals[c])
    assert found == expected
    assert len(found) == table.height


@settings(deadline=None, max_examples=30)
@given(snapshots())
def test_the_column_of_votes_adds_up_to_the_count_and_the_bytes_are_the_same_twice(snapshot):
    assert write(snapshot) == write(snapshot)
    assert frame(snapshot)["votes"].sum() == sum(v or 0 for c in snapshot.contests for u in c.units for v in u.totals)


def test_an_empty_snapshot_is_a_table_without_rows():
    from outright.count import Election

    table = back(Snapshot("made", Election("Nothing yet")))
    assert table.height == 0
    assert tuple(table.columns) == COLUMNS
