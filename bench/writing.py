"""How fast Outright writes each format, against what the bare encoder of the format takes for the same bytes.

    python bench/writing.py [--repeats 5] [--json]

One made-up snapshot of the size that `bench/reading.py` reads: 12 contests over 250 counties, four ways of voting. The
ceiling writes the same values again without knowing what they mean: lxml's `tostring` of the parsed file, `json.dumps`
of the loaded one, `csv.writer` over the rows, polars over the same frame. A row is one number.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from collections.abc import Callable

import polars as pl
from lxml import etree

from measure import made
from measure.clock import in_turns
from outright.writers import WRITERS, writer

CONTESTS, UNITS = 12, 250


def bare(name: str, body: bytes) -> tuple[str, Callable[[], object]]:
    """The name of the bare encoder of a format, and the work of writing these values with it."""
    if name.endswith("xml"):
        tree = etree.fromstring(body)
        return "lxml tostring", lambda: etree.tostring(tree)
    if name.endswith("json"):
        value = json.loads(body)
        return "json.dumps", lambda: json.dumps(value).encode()
    if name.endswith("csv"):
        rows = list(csv.reader(io.StringIO(body.decode(), newline="")))
        return "csv.writer", lambda: table(rows)
    frame = pl.read_parquet(io.BytesIO(body))
    return "polars", lambda: frame.write_parquet(io.BytesIO())


def table(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--repeats", type=int, default=5)
    options.add_argument("--json", action="store_true", help="print the measurements as JSON")
    asked = options.parse_args()
    snapshot = made.snapshot(CONTESTS, UNITS, counties=True)
    rows = sum(len(part) for c in snapshot.contests for u in c.units for part in u.parts)
    found = []
    for name in WRITERS:
        print(f"{name} ...".ljust(40), end="\r", file=sys.stderr, flush=True)
        write = writer(name)
        size = len(body := write(snapshot))
        ceiling, work = bare(name, body)
        work()
        times = in_turns(
            {"ours": lambda write=write: write(snapshot), "ceiling": work}, repeats=asked.repeats, at_most=4
        )
        ours, floor = times["ours"], times["ceiling"]
        found.append({
            "format": name, "bytes": size, "rows": rows, "seconds": ours.best, "median_seconds": ours.median,
            "ceiling": ceiling, "ceiling_seconds": floor.best, "ratio": floor.best / ours.best,
        })  # fmt: skip
    print(" " * 40, end="\r", file=sys.stderr, flush=True)
    if asked.json:
        print(json.dumps(found, indent=1))
        return
    print(f"{'format':<20}{'MB':>7}{'rows':>9}{'MB/s':>8}{'rows/s':>11}  {'ceiling':<14}{'MB/s':>8}{'ratio':>7}")
    for one in found:
        size, took, floor = one["bytes"] / 1e6, one["seconds"], one["ceiling_seconds"]
        print(
            f"{one['format']:<20}{size:>7.2f}{rows:>9,}{size / took:>8.1f}{rows / took:>11,.0f}"
            f"  {one['ceiling']:<14}{size / floor:>8.1f}{one['ratio']:>7.2f}"
        )


if __name__ == "__main__":
    main()
