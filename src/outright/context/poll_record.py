"""How far poll averages were off before: the record that says how wide a range must be.

The table ``poll_record.csv`` has one row for each past contest with its polls' average and its result. Everything
is worked out from the rows before a given day, so that no night knows a later one.

A share p of the voters who decided is taken to vary by p(1-p) times a number K, as if 1/K people had been asked at
random. K has four parts, in this unit:

* sampling: one over the number of people asked who had decided;
* house: what pollsters of one contest differ by beyond sampling, over the number of pollsters;
* undecided: u squared over 3, where u is their share. They may break in any way around the others' split; a third is
  the variance, over p(1-p), of a share that is as likely to be anything;
* common: what is left of the measured errors, which no further poll makes smaller.
"""

from __future__ import annotations

import csv
import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from statistics import fmean, median
from typing import Literal, get_args

Kind = Literal["runoff", "general", "field"]
"""``field``: an all-party first round; ``runoff``: two candidates; ``general``: everything else."""

KINDS: tuple[Kind, ...] = get_args(Kind)
LEVEL_Z = 1.6448536269514722  # nine in ten of a normal distribution lie within it
_FEWEST = 8
_BORROWED = 10  # a kind of few contests borrows from the others as if they were ten more of its own
_LEAST = 0.0004  # never less than one point at 50


@dataclass(frozen=True, slots=True)
class PastAverage:
    """One past contest: the mean of its pollsters' printed shares for the first two (0-1), and what they got.

    ``listed`` is the share of everyone whom the table prints (three candidates at most). ``sampling`` is the average's
    variance from sampling alone, over p(1-p); ``spread`` what the pollsters' two-way shares differ by beyond sampling,
    summed, in the same unit.
    """

    date: dt.date
    place: str
    office: str
    kind: Kind
    polls: int
    pollsters: int
    first: float
    second: float
    listed: float
    result_first: float
    result_second: float
    sampling: float
    spread: float


@dataclass(frozen=True, slots=True)
class Record:
    """What the contests before a day say of one kind. ``contests`` are of this kind, ``all_contests`` of every kind.

    ``undecided`` is the share who usually had not decided.
    """

    kind: Kind
    contests: int
    all_contests: int
    undecided: float
    house: float
    common: float


@cache
def shipped() -> tuple[PastAverage, ...]:
    """The table as shipped, oldest first."""
    text = (files("outright.context") / "poll_record.csv").read_text(encoding="utf-8")
    return tuple(_row(row) for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def _row(row: dict[str, str]) -> PastAverage:
    kind = next(k for k in KINDS if k == row["kind"])
    numbers = {k: float(row[k]) for k in ("first", "second", "listed", "result_first", "result_second")}
    return PastAverage(
        date=dt.date.fromisoformat(row["date"]), place=row["place"], office=row["office"], kind=kind,
        polls=int(row["polls"]), pollsters=int(row["pollsters"]), sampling=float(row["sampling"]),
        spread=float(row["spread"]), **{k: v / 100 for k, v in numbers.items()},
    )  # fmt: skip


def record(rows: Sequence[PastAverage], kind: Kind) -> Record | None:
    """What these contests say of a kind; None where there are too few of them to say anything.

    Cut the rows to those before the day (`before`) first.
    """
    if len(rows) < _FEWEST:
        return None
    free = sum(r.pollsters - 1 for r in rows)
    house = max(0.0, math.fsum(r.spread for r in rows) / free) if free else 0.0
    typical = {k: _undecided([r for r in rows if r.kind == k] or list(rows)) for k in KINDS}
    left = {k: [_left(r, typical[k], house) for r in rows if r.kind == k] for k in KINDS}
    every = fmean(e for k in KINDS for e in left[k])
    own = left[kind]
    common = max(_LEAST, (math.fsum(own) + _BORROWED * every) / (len(own) + _BORROWED))
    return Record(kind, len(own), len(rows), typical[kind], house, common)


def before(rows: Sequence[PastAverage], day: dt.date) -> tuple[PastAverage, ...]:
    """The contests that were over before a day."""
    return tuple(r for r in rows if r.date < day)


def _undecided(rows: Sequence[PastAverage]) -> float:
    """The median share by which the printed shares of the first two fell short of what they got together."""
    return max(0.0, median(1 - (r.first + r.second) / (r.result_first + r.result_second) for r in rows))


def decided_part(kind: Kind, listed: float, typical: float) -> float:
    """The part (0-1) of a poll's answers that names a candidate, where it does not print who is undecided.

    In a runoff everybody else than the two is undecided; elsewhere as many as usual, and never fewer than are listed.
    """
    return min(1.0, listed) if kind == "runoff" else min(1.0, max(listed, 1 - typical))


def _left(row: PastAverage, typical: float, house: float) -> float:
    """The measured error of one contest beyond sampling, house and undecided, over p(1-p): the mean of its two."""
    part = decided_part(row.kind, row.listed, typical)
    known = row.sampling / part + house / row.pollsters + (1 - part) ** 2 / 3
    pairs = ((row.first / part, row.result_first), (row.second / part, row.result_second))
    return fmean((p - result) ** 2 / (p * (1 - p)) - known for p, result in pairs)


def spread_of(sampling: float, house: float, undecided: float, common: float) -> float:
    """K of an average: ``sampling`` and ``house`` are its own (already over its pollsters)."""
    return sampling + house + undecided**2 / 3 + common


def interval(share: float, spread: float, z: float = LEVEL_Z) -> tuple[float, float]:
    """The range of a share at nine in ten, as of 1/``spread`` people asked at random. Wilson's, so within 0 and 1.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference (1927).
    """
    grown = z * z * spread
    middle = (share + grown / 2) / (1 + grown)
    half = z * math.sqrt(share * (1 - share) * spread + z * z * spread**2 / 4) / (1 + grown)
    return max(0.0, middle - half), min(1.0, middle + half)


def held(rows: Sequence[PastAverage], *, kind: Kind | None = None, earlier: bool = False) -> tuple[int, int]:
    """How many results lay in the range made from all other election days, and of how many. The honest check.

    Every contest is judged by a record that knows nothing of its own day; ``earlier``: nothing of later days either,
    and only where enough contests came before.
    """
    inside = total = 0
    for row in rows:
        rest = record([r for r in rows if (r.date < row.date if earlier else r.date != row.date)], row.kind)
        if rest is None or (kind is not None and row.kind != kind):
            continue
        part = decided_part(row.kind, row.listed, rest.undecided)
        spread = spread_of(row.sampling / part, rest.house / row.pollsters, 1 - part, rest.common)
        for share, result in ((row.first, row.result_first), (row.second, row.result_second)):
            low, high = interval(min(1.0, share / part), spread)
            inside += low <= result <= high
            total += 1
    return inside, total
