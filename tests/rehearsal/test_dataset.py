"""Any contest of a tidy dataset can be rehearsed, and ends on the dataset's exact totals."""

from __future__ import annotations

from pathlib import Path
from random import Random

import polars as pl
import pytest

from outright.errors import UsageError
from outright.rehearsal.dataset import METHODS, from_dataset
from shared import SHARED, needs_shared

CONTESTS = {
    "Georgia, precincts and methods, four counties": (
        "ga-2016-05-24-district-attorney-griffin-circuit-rep-rep-primary"
    ),
    "Arkansas, precincts and methods": "ar-2014-05-20-state-senate-17-rep-primary",
    "Tennessee, counties without methods, one state file": "tn-2014-08-07-governor-dem-primary",
    "Pennsylvania, precincts, some without methods": "pa-2018-11-06-state-house-103-general",
    "Georgia, counties with methods": "ga-2017-04-18-us-house-6-special",
}


def truth(contest_id: str) -> dict[tuple[str, str, str], int]:
    """Votes by (file's region, column, candidate's printed name), straight from the tables."""
    data = SHARED / "data"
    contest = pl.read_parquet(data / "contests.parquet").row(
        by_predicate=pl.col("contest_id") == contest_id, named=True
    )
    rows = (
        pl.read_parquet(data / f"results/{contest['state']}-{contest['date']}.parquet")
        .filter(pl.col("contest_id") == contest_id)
        .join(pl.read_parquet(data / "units.parquet"), on="unit_id", how="left")
        .join(pl.read_parquet(data / "candidates.parquet"), on=["contest_id", "candidate_id"], how="left")
    )
    state = contest["level"] == "county"
    found: dict[tuple[str, str, str], int] = {}
    for row in rows.to_dicts():
        key = ("" if state else row["county"], METHODS[row["method"]][1], row["name"])
        found[key] = found.get(key, 0) + row["votes"]
    return {k: v for k, v in found.items() if v}


def ending(night, look_into) -> dict[tuple[str, str, str], int]:
    last = {p.source_id: p.body for p in night.publications if p.kind == "clarity"}
    found: dict[tuple[str, str, str], int] = {}
    for body in last.values():
        detail = look_into(body)
        state = detail.root.find("ElectionVoterTurnout") is not None
        region = "" if state else detail.root.findtext("Region")
        for label, names in detail.votes.items():
            for name, rows in names.items():
                found[region, label, name] = sum(rows.values())
    return {k: v for k, v in found.items() if v}


@needs_shared
@pytest.mark.parametrize("case", CONTESTS)
def test_the_night_ends_on_the_datasets_exact_totals(case, look_into):
    night = from_dataset(SHARED / "data", CONTESTS[case], Random(3))
    assert ending(night, look_into) == truth(CONTESTS[case])
    assert night.facts.rehearsal is True
    assert night.facts.rule_id is None
    moments = [p.at for p in night.publications]
    assert moments == sorted(moments)
    assert moments[0] >= night.facts.polls_close
    assert {p.source_id for p in night.publications} == {s.id for s in night.facts.sources}


@needs_shared
@pytest.mark.parametrize("case", CONTESTS)
def test_counts_never_fall_and_early_votes_come_before_the_precincts(case, look_into):
    night = from_dataset(SHARED / "data", CONTESTS[case], Random(4))
    before: dict[str, dict[tuple[str, str, str], int]] = {}
    for publication in night.publications:
        if publication.kind != "clarity":
            continue
        votes = look_into(publication.body).votes
        cells = {
            (label, name, unit): v
            for label, names in votes.items()
            for name, rows in names.items()
            for unit, v in rows.items()
        }
        for cell, v in before.get(publication.source_id, {}).items():
            assert cells[cell] >= v
        before[publication.source_id] = cells
        with_day = {unit for (label, _, unit), v in cells.items() if label == "Election Day" and v}
        final = truth_by_unit(night, look_into, publication.source_id)
        for unit in with_day:
            early = sum(v for (label, _, u), v in cells.items() if label == "Advance in Person" and u == unit)
            assert early == final.get(unit, 0)


def truth_by_unit(night, look_into, source_id) -> dict[str, int]:
    """Early votes of every unit in the source's last file."""
    body = [p.body for p in night.publications if p.source_id == source_id][-1]
    found: dict[str, int] = {}
    for rows in look_into(body).votes.get("Advance in Person", {}).values():
        for unit, v in rows.items():
            found[unit] = found.get(unit, 0) + v
    return found


@needs_shared
def test_the_same_seed_is_the_same_night_and_another_is_another():
    contest = CONTESTS["Arkansas, precincts and methods"]
    one, again, other = (from_dataset(SHARED / "data", contest, Random(s)) for s in (5, 5, 6))
    assert one == again
    assert [p.at for p in one.publications] != [p.at for p in other.publications]


@needs_shared
def test_votes_without_a_method_borrow_no_methods_name(look_into):
    night = from_dataset(SHARED / "data", CONTESTS["Tennessee, counties without methods, one state file"], Random(1))
    (source,) = {p.source_id for p in night.publications if p.kind == "clarity"}
    detail = look_into([p.body for p in night.publications if p.source_id == source][-1])
    assert set(detail.votes) == {"Total Votes"}
    assert detail.root.find("Contest").get("countiesReported") == "95"


@needs_shared
def test_a_contest_that_is_not_there_is_named():
    with pytest.raises(UsageError) as caught:
        from_dataset(SHARED / "data", "ga-1066-10-14-king", Random(1))
    assert "ga-1066-10-14-king" in caught.value.message
    assert caught.value.hint


def test_a_folder_without_tables_is_named(tmp_path: Path):
    with pytest.raises(UsageError) as caught:
        from_dataset(tmp_path, "x", Random(1))
    assert "contests.parquet" in caught.value.message
