"""How often the checks speak up on the recorded nights: unit-updates and alarms by code, by source.

    python bench/alarms.py [--source nyt-county] [--each]

Reads ``data/nights`` and ``data/county_context`` of the shared samples. An alarm where a fault of the series is known
is told apart from the rest. ``--each`` prints every alarm of the rest. The documentation's table is written by
tests/checks/test_recorded_alarms.py, which reads North Carolina by county too.
"""

from __future__ import annotations

import argparse
import os
from collections import defaultdict
from pathlib import Path

from outright.night.recorded import RecordedNights
from outright.night.recorded_alarms import Alarms, alarms_of, counties_of_2016, raised

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("OUTRIGHT_SHARED", ROOT.parent / "shared")) / "data"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--source", default="*")
    options.add_argument("--each", action="store_true")
    typed = options.parse_args()
    past = counties_of_2016(DATA / "county_context" / "election-context-2018.csv.gz")
    found: dict[tuple[str, str], Alarms] = defaultdict(Alarms)
    for series in RecordedNights(DATA / "nights").series(sources=typed.source):
        found[series.source, series.level] += alarms_of(series, past)
        for one in raised(series, past(series)) if typed.each else ():
            if not one.known:
                print(f"  {series.id} {one.seq} {one.alarm.code}: {one.alarm.text}")
    for (source, level), alarms in sorted(found.items()):
        print(f"{source}, by {level}: {alarms.updates:,} updates, {alarms.with_past:,} of units with a past")
        for code in sorted(alarms.known | alarms.left):
            print(f"  {code}: {alarms.known[code]:,} known, {alarms.left[code]:,} left")


if __name__ == "__main__":
    main()
