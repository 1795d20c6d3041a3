"""Makes src/outright/context/poll_record.csv from a file of polls with their results (FiveThirtyEight's raw polls).

    python tools/poll_record.py RAW_POLLS.csv > src/outright/context/poll_record.csv

The file is 538's ``pollster-ratings/2023/raw-polls.csv`` or a part of it; only special, runoff and all-party contests
are taken. A pollster's polls of one contest are averaged first, then the pollsters: several polls of one are no
independent ones.
"""

from __future__ import annotations

import csv
import datetime as dt
import sys
from collections import defaultdict
from pathlib import Path
from statistics import fmean

HEAD = """\
# How far the averages of polls were off in special, runoff and all-party contests: one row for each.
# Made by tools/poll_record.py; do not edit by hand. Source: FiveThirtyEight, pollster-ratings/2023/raw-polls.csv
# (github.com/fivethirtyeight/data, commit fcf572c), CC BY 4.0, polls of the last 21 days before each election.
# first, second, listed: percent as printed, the mean over pollsters; results in percent of all votes.
"""
COLUMNS = (
    "date", "place", "office", "kind", "polls", "pollsters", "first", "second", "listed", "result_first",
    "result_second", "sampling", "spread",
)  # fmt: skip
KIND = {"GR": "runoff", "GSR": "runoff", "GS": "general", "O": "field", "OS": "field"}


def number(row: dict[str, str], key: str) -> float:
    return float(row[key] or 0)


def one(detail: str, rows: list[dict[str, str]]) -> dict[str, str]:
    by_pollster: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: int(r["question_id"])):
        by_pollster[row["pollster"]].append(row)
    asked = [sum(number(r, "samplesize") for r in polls) for polls in by_pollster.values()]
    firsts = [fmean(number(r, "cand1_pct") for r in polls) for polls in by_pollster.values()]
    seconds = [fmean(number(r, "cand2_pct") for r in polls) for polls in by_pollster.values()]
    thirds = [fmean(number(r, "cand3_pct") for r in polls) for polls in by_pollster.values()]
    two_way = [a / (a + b) for a, b in zip(firsts, seconds, strict=True)]
    k, middle = len(asked), fmean(two_way)
    apart = sum((q - middle) ** 2 for q in two_way) / (middle * (1 - middle))
    office, _, ending = detail.partition("-")
    month, day, year = (int(part) for part in rows[0]["electiondate"].split("/"))
    return {
        "date": dt.date(year, month, day).isoformat(),
        "place": rows[0]["location"], "office": office.lower(), "kind": KIND[ending], "polls": str(len(rows)),
        "pollsters": str(k), "first": f"{fmean(firsts):.2f}", "second": f"{fmean(seconds):.2f}",
        "listed": f"{fmean(firsts) + fmean(seconds) + fmean(thirds):.2f}", "result_first": rows[0]["cand1_actual"],
        "result_second": rows[0]["cand2_actual"], "sampling": f"{sum(1 / n for n in asked) / k**2:.6f}",
        "spread": f"{apart - (k - 1) / k * sum(1 / n for n in asked):.6f}" if k > 1 else "0",
    }  # fmt: skip


def table(path: Path) -> str:
    contests: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["type_detail"].partition("-")[2] in KIND:
                contests[row["type_detail"], row["race"]].append(row)
    rows = sorted(
        (one(d, polls) for (d, _), polls in contests.items()),
        key=lambda r: (r["date"], r["place"], r["office"], r["kind"]),
    )
    return HEAD + "\n".join([",".join(COLUMNS), *(",".join(r[c] for c in COLUMNS) for r in rows)]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table(Path(sys.argv[1])))
