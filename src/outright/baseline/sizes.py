"""How many votes to expect of each unit, up to one common factor, from what was counted there before.

A unit's own baseline says it best (quality 0): for a runoff its first round, else the best earlier result by party. A
unit without one takes its total of an earlier day, moved by what the other units' baselines are to their totals of
that day (quality 1). The rest is guessed from the county's total, or is as large as the middle one of the others (2).
A unit that lies in tonight's district with a part only counts with that part (`splits`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from outright.baseline.leans import Reference
from outright.baseline.outline import Past
from outright.baseline.setting import Day, Setting, days, table
from outright.baseline.splits import doubted, parts

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNKNOWN = 300.0
"""The size of a unit where nothing is known of any: about an average precinct's votes in a small contest."""

SMALLEST = 3.0
"""No unit is expected to be empty."""

_ENOUGH = 5
_MOST_CONTESTS = 400
_NEARLY_ALL = 0.97
_LISTED = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Sizes:
    """``size`` and how well it is known (``quality``, 0 to 2), in tonight's district; ``whole`` is a first guess of
    all of the unit. ``part`` is what of a unit's earlier total counts, ``divided`` the units of which not all does.
    """

    size: NDArray[np.float64]
    quality: NDArray[np.int64]
    whole: NDArray[np.float64]
    part: NDArray[np.float64]
    divided: NDArray[np.bool_]


def sizes(
    setting: Setting, references: tuple[Reference, ...], county_votes: NDArray[np.float64], first: Past | None
) -> Sizes:  # fmt: skip
    """The size of every unit. ``first`` is a first round in the same units: it was counted in the district alone, so
    that of its totals there is no part.
    """
    whole, quality = first_guess(setting, references, county_votes, first)
    size, quality = by_day(whole, quality, days(setting), setting.outline.units)
    seen = parts(setting)
    part = seen.factor if first is None else np.ones(len(size))
    return Sizes(np.maximum(size * part, SMALLEST), doubted(quality, seen), whole, part, seen.split)


def by_rolls(sized: Sizes, registered: NDArray[np.float64]) -> Sizes:
    """Units whose size is only guessed take their registered voters (NaN or 0: not known), at the others' turnout.

    Where too few others tell a turnout it is taken as one half: sizes matter up to a common factor.
    """
    known = np.isfinite(registered) & (registered > 0)
    told = known & (sized.quality < 2)
    turnout = float(np.median(sized.size[told] / registered[told])) if told.sum() >= _ENOUGH else 0.5
    guessed = known & (sized.quality == 2)
    size = np.where(guessed, np.maximum(np.where(known, registered, 0.0) * turnout * sized.part, SMALLEST), sized.size)
    return replace(sized, size=size, quality=np.where(guessed, 1, sized.quality))


def first_guess(
    setting: Setting, references: tuple[Reference, ...], county_votes: NDArray[np.float64], first: Past | None
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The size of every unit by its baseline, its latest total or its county's; and how well it is known."""
    base = _baseline(setting, references, first)
    size, quality = base.copy(), np.where(base > 0, 0, 2).astype(np.int64)
    before = latest_totals(setting, _generals_first(setting))
    both = (base > 0) & (before > 0)
    factor = float(np.median(base[both] / before[both])) if both.sum() >= _ENOUGH else 1.0
    _take(size, quality, before * factor)
    whole = county_votes.sum(axis=1)
    if setting.by_county:
        _take(size, quality, whole[setting.county])
    missing = size <= 0
    size[missing] = _from_counties(setting, size, whole)[missing]
    return np.maximum(size, SMALLEST), quality


def by_day(
    guess: NDArray[np.float64], quality: NDArray[np.int64], earlier: Iterable[Day], units: tuple[str, ...]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The sizes again, where a unit without a baseline takes its total of one day, generals first, then the latest.

    Totals of different days are never mixed without a factor: a primary's is a fifth of a general's.
    """
    base = np.where(quality == 0, guess, 0.0)
    size, found = base.copy(), np.where(base > 0, 0, 2).astype(np.int64)
    together: dict[tuple[bool, dt.date, str], list[Day]] = {}
    for day in earlier:
        together.setdefault((day.round == "G", day.date, day.round), []).append(day)
    for key in sorted(together, reverse=True):
        if (size > 0).all():
            break
        totals = whoever_came(together[key], units)
        if (factor := _factor(base, size, totals)) is not None:
            _take(size, found, totals * factor)
    return np.where(size > 0, size, guess), found


def whoever_came(electorates: Iterable[Day], units: tuple[str, ...]) -> NDArray[np.float64]:
    """All who voted on a day of primaries: the parties' voters together, or those of contests open to all if more."""
    whole, of_parties = np.zeros(len(units)), np.zeros(len(units))
    for day in electorates:
        whole, of_parties = (whole, of_parties + day.of(units)) if day.party else (whole + day.of(units), of_parties)
    return np.maximum(whole, of_parties)


def latest_totals(setting: Setting, contests: Iterable[Past]) -> NDArray[np.float64]:
    """The total of each unit in the first of these contests that has votes there; 0 where none has."""
    found = np.zeros(len(setting.outline.units))
    for past in contests:
        totals = setting.totals(past)
        found = np.where(found > 0, found, totals)
        if (found > 0).mean() > _NEARLY_ALL:
            break
    return found


def by_first_round(setting: Setting, first: Past | None) -> Past | None:
    """The first round where it was counted in tonight's own units; None where it says nothing of their size."""
    if first is None or (first.level == "county") != setting.by_county:
        return None
    return first if (setting.totals(first) > 0).mean() >= _LISTED else None


def _baseline(setting: Setting, references: tuple[Reference, ...], first: Past | None) -> NDArray[np.float64]:
    """What a unit's own baseline counted; 0 without one."""
    if first is not None:
        return setting.totals(first)
    return references[0].totals if references else np.zeros(len(setting.outline.units))


def _generals_first(setting: Setting) -> list[Past]:
    """Earlier contests in units of tonight's sort: generals first, then the latest, then the largest."""
    same = [p for p in setting.contests if (p.level == "county") == setting.by_county]
    return sorted(same, key=lambda p: (table(p).round == "G", p.date, table(p).total), reverse=True)[:_MOST_CONTESTS]


def _from_counties(
    setting: Setting, size: NDArray[np.float64], whole: NDArray[np.float64]
) -> NDArray[np.float64]:  # fmt: skip
    """A guess for units nothing is known of: between an even part of the county and the middle one of all units."""
    units = np.bincount(setting.county, minlength=len(setting.counties))
    even = (whole / units)[setting.county]
    known = size > 0
    middle = float(np.median(size[known])) if known.any() else UNKNOWN
    if known.sum() >= 2 * _ENOUGH and (even[known] > 0).any():
        even = even * float(np.median(size[known] / np.maximum(even[known], 1)))
    return np.where(even > 0, np.sqrt(np.maximum(even, 1) * middle), middle)


def _factor(base: NDArray[np.float64], size: NDArray[np.float64], totals: NDArray[np.float64]) -> float | None:
    """What the sizes so far are to one day's totals; None where too few units have both."""
    anchor = base if (base > 0).any() else size
    both = (totals > 0) & (anchor > 0)
    if both.sum() >= _ENOUGH:
        return float(np.median(anchor[both] / totals[both]))
    return None if (anchor > 0).any() else 1.0


def _take(size: NDArray[np.float64], quality: NDArray[np.int64], values: NDArray[np.float64]) -> None:
    taken = (size <= 0) & (values > 0)
    size[taken], quality[taken] = values[taken], 1
