"""Special elections against how their places lean, as of a day, and what they say of the next general election.

Margins are the Democrat's less the Republican's, in points, exact. A place's lean is what it was ahead of the nation
by in the last two presidential elections, three quarters the newer and one quarter the older; the swing is the
special's margin less that lean. In a first round with all parties on one ballot the margin is that of party totals.
"""

from __future__ import annotations

import csv
import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from itertools import pairwise
from statistics import median

NEWER = Fraction(3, 4)
NATION = {2012: Fraction(386, 100), 2016: Fraction(210, 100)}
"""The nation's presidential margin by year, Democrat less Republican, in points."""
_CYCLES, _CONTESTS = 2, 3
_NINE_IN_TEN = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Special:
    """One special election. ``swing`` is None where there is no margin or no lean.

    ``published``: the swing is somebody else's figure, rounded, because the votes or the leans are not in the table.
    ``federal``: a seat in Congress, not in a state's legislature. ``by_party``: the margin is that of party totals.
    """

    date: dt.date
    race: str
    place: str
    federal: bool
    margin: Fraction | None = None
    lean: Fraction | None = None
    swing: Fraction | None = None
    published: bool = False
    by_party: bool = False
    source: str = ""

    @property
    def id(self) -> str:
        """Its name in ids: "ks-04"."""
        return "-".join(self.race.lower().replace(".", "").split())


@dataclass(frozen=True, slots=True)
class Group:
    """Several specials together: how many, the swing in the middle, the smallest and the largest."""

    contests: int
    middle: Fraction
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Next:
    """What the next general election's House vote could be: its margin over the nation, ``low`` to ``high``, points.

    ``basis`` "cycles": from how far the specials of ``cycles`` earlier cycles were from the House vote that followed.
    "house": there are too few such cycles, so the range is as wide as the House vote has moved from one election to
    the next since ``first``, from ``last`` points, and the specials make it no narrower.
    """

    year: int
    low: Fraction
    high: Fraction
    basis: str
    cycles: int
    last: Fraction | None = None
    last_year: int | None = None
    first: int | None = None


def lean(newer: Fraction, older: Fraction, newer_nation: Fraction, older_nation: Fraction) -> Fraction:
    """How far a place was ahead of the nation, in points, by its presidential margins and the nation's."""
    return NEWER * (newer - newer_nation) + (1 - NEWER) * (older - older_nation)


def margin(dem: int, rep: int, total: int) -> Fraction:
    """The Democrat's votes less the Republican's, in points of all votes."""
    return Fraction(100 * (dem - rep), total)


def before(specials: Sequence[Special], day: dt.date) -> tuple[Special, ...]:
    """The specials held before a day, the newest first: nothing of that day or later."""
    return tuple(sorted((s for s in specials if s.date < day), key=lambda s: (-s.date.toordinal(), s.race)))


def group(specials: Sequence[Special]) -> Group | None:
    """The swings of these together; None where none of them has one."""
    swings = [s.swing for s in specials if s.swing is not None]
    return Group(len(swings), median(swings), min(swings), max(swings)) if swings else None


def general_of(day: dt.date) -> dt.date:
    """The first federal general election on or after a day: Tuesday after November's first Monday (2 U.S.C. 7)."""
    for year in (day.year + day.year % 2, day.year + day.year % 2 + 2):
        first = dt.date(year, 11, 1)
        held = first + dt.timedelta(days=(0 - first.weekday()) % 7 + 1)
        if held >= day:
            return held
    raise AssertionError(day)


def cycle(specials: Sequence[Special], day: dt.date) -> tuple[Special, ...]:
    """The specials before ``day`` that lead to the same general election, the newest first."""
    year = general_of(day).year
    return tuple(s for s in before(specials, day) if general_of(s.date).year == year)


@cache
def house_votes() -> dict[int, Fraction]:
    """The nation's vote for the House by year: the Democrats' margin over the Republicans in points of their sum."""
    text = (files("outright.context") / "house_vote.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {int(row["year"]): 200 * Fraction(row["dem_two_party"]) - 100 for row in rows}


def next_general(specials: Sequence[Special], day: dt.date) -> Next:
    """How wide the next general election is open, with its basis. Only what was over before ``day`` is looked at."""
    ahead = general_of(day)
    votes = {year: m for year, m in house_votes().items() if general_of(dt.date(year, 1, 1)) < day}
    now = _federal(cycle(specials, day))
    past = {year: own for year in votes if len(own := _federal(_of_year(specials, year))) >= _CONTESTS}
    if len(past) >= _CYCLES and len(now) >= _CONTESTS:
        apart = [_mean(own) - votes[year] for year, own in past.items()]
        chance = Fraction(round(_NINE_IN_TEN * _scatter([*past.values(), now]) / math.sqrt(len(now)) * 100), 100)
        middle = _mean(now)
        return Next(ahead.year, middle - max(apart) - chance, middle - min(apart) + chance, "cycles", len(past))
    years = sorted(votes)
    moves = [votes[b] - votes[a] for a, b in pairwise(years)]
    last = votes[years[-1]]
    return Next(
        ahead.year, last + min(moves), last + max(moves), "house", len(past), last, years[-1], years[0]
    )  # fmt: skip


def _of_year(specials: Sequence[Special], year: int) -> tuple[Special, ...]:
    return tuple(s for s in specials if general_of(s.date).year == year)


def _federal(specials: Sequence[Special]) -> list[Fraction]:
    return [s.swing for s in specials if s.federal and s.swing is not None]


def _mean(swings: Sequence[Fraction]) -> Fraction:
    return sum(swings, Fraction(0)) / len(swings)


def _scatter(groups: Sequence[Sequence[Fraction]]) -> float:
    """The standard deviation of single swings around their own cycle's mean, in points."""
    squares = math.fsum(float((s - _mean(own)) ** 2) for own in groups for s in own)
    return math.sqrt(squares / max(1, sum(len(own) - 1 for own in groups)))
