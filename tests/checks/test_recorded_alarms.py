"""The checks over recorded nights: what they say where a fault is known, and how little they say elsewhere.

The table of the documentation is written by the full run (``OUTRIGHT_GOLDEN=write``, marked as a promise); the quick
tests compare the rows of the short series.
"""

import os
from collections import defaultdict
from functools import cache

import pytest

from outright.checks import CODES
from outright.night.recorded import RecordedNights
from outright.night.recorded_alarms import Alarms, alarms_of, counties_of_2016, raised
from outright.night.recorded_faults import faults_of
from recorded_tables import CONTEST, SOURCE, tables
from shared import ROOT, SHARED, needs_shared

PAGE = ROOT / "docs" / "checks.md"
MARKS = (
    "<!-- recorded: written by the full run of tests/checks/test_recorded_alarms.py -->\n",
    "<!-- end of recorded -->",
)
OUTLIERS = ("undervote-outlier", "swing-outlier")
UNLISTED = {("tx-sos-via-newsroom", "county", "votes-fell"): 9}
"""In one publication Texas's candidates rose in nine counties while all votes had not been raised yet, so the votes of
the others, which are the difference, fell. It is so in the file; the list of faults looks at the listed alone."""

Row = tuple[str, str]


@cache
def nights() -> RecordedNights:
    return RecordedNights(SHARED / "data" / "nights")


def counted(sources: str) -> dict[Row, Alarms]:
    """What the checks say of the sources, by source and level; North Carolina by precinct and by county."""
    past = counties_of_2016(SHARED / "data" / "county_context" / "election-context-2018.csv.gz")
    found: dict[Row, Alarms] = defaultdict(Alarms)
    for series in nights().series(sources=sources):
        found[series.source, series.level] += alarms_of(series, past)
        if series.level == "precinct":
            county = nights().at_level(series.contest.id, series.source, "county")
            found[series.source, "county"] += alarms_of(county, past)
    return found


def rows_of(found: dict[Row, Alarms]) -> list[str]:
    """The table's rows: one for each source, level and code."""
    lines = []
    for (source, level), alarms in sorted(found.items()):
        lines.append(f"| `{source}` | {level} | {alarms.updates:,} | {alarms.with_past:,} | | | |")
        for code in sorted(alarms.known | alarms.left, key=CODES.index):
            lines.append(f"| | | | | `{code}` | {alarms.known[code]:,} | {alarms.left[code]:,} |")
    return lines


def within_the_limits(found: dict[Row, Alarms]) -> None:
    for (source, level), alarms in found.items():
        assert alarms.updates > 100
        assert alarms.per_hundred(OUTLIERS) <= 1, (source, level)
        rest = {c: n for c, n in alarms.left.items() if c not in OUTLIERS}
        allowed = {c: n for (s, at, c), n in UNLISTED.items() if (s, at) == (source, level)}
        assert rest == allowed, (source, level)


@pytest.mark.promise
@needs_shared
def test_the_checks_cry_wolf_less_than_once_in_a_hundred_updates():
    found = counted("*")
    page = PAGE.read_text("utf-8")
    before, _, rest = page.partition(MARKS[0])
    told, _, after = rest.partition(MARKS[1])
    head = (
        "| source | by | updates | of units with a past | alarm | fault known | left |\n|---|---|---|---|---|---|---|\n"
    )
    table = head + "\n".join(rows_of(found)) + "\n"
    if os.environ.get("OUTRIGHT_GOLDEN") == "write":
        PAGE.write_text(f"{before}{MARKS[0]}\n{table}\n{MARKS[1]}{after}", "utf-8")
    else:
        assert told.strip() == table.strip()
    within_the_limits(found)


@needs_shared
@pytest.mark.parametrize("source", ["ga-runoff-diffs", "wi-counties"])
def test_the_short_nights_are_as_the_page_says(source: str):
    found = counted(source)
    within_the_limits(found)
    assert "\n".join(rows_of(found)) in PAGE.read_text("utf-8")


@needs_shared
def test_every_known_fall_of_georgias_runoffs_raises_an_alarm():
    series = nights().at_level("ga-g-s-2021-01-05", "ga-runoff-diffs", "county")
    told = {(r.seq, r.alarm.unit_id) for r in raised(series, {}) if r.alarm.code in ("votes-fell", "reset-to-zero")}
    fell = {
        (f.seq, f"ga-{f.unit}") for f in faults_of(series).found if f.kind in ("total_fell", "reset", "candidate_fell")
    }
    assert told == fell
    assert len(fell) > 3


@needs_shared
def test_rockinghams_early_votes_are_told_as_filed_under_another_way_of_voting():
    series = nights().at_level("nc-g-p-2020-11-03", "nyt-precinct-feed", "county")
    told = [r for r in raised(series, {}) if r.alarm.unit_id == "nc-37157"]
    moved = next(r for r in told if r.alarm.code == "method-fell")
    assert (moved.seq, moved.alarm.old, moved.alarm.new, moved.known) == (50, 37_408, 4_181, True)


def test_a_made_nights_fall_is_known_and_its_rounding_is_not_told(tmp_path):
    votes = [{"perdued": 500, "ossoffj": 400}, {"perdued": 499, "ossoffj": 402}, {"perdued": 300, "ossoffj": 250}]
    rows = [(i, 10 * i + 5, v, sum(v.values()), 50.0) for i, v in enumerate(votes)]
    series = RecordedNights(tables(tmp_path, rows)).at_level(CONTEST, SOURCE, "state")
    alarms = alarms_of(series)
    assert alarms.updates == 3
    assert alarms.known == {"votes-fell": 1}
    assert not alarms.left
    assert (alarms + alarms).known == {"votes-fell": 2}
    assert alarms.per_hundred(OUTLIERS) == 0
