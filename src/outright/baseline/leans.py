"""The baseline of tonight's units: which earlier result by party it is, and how Democratic each unit was in it.

The lean of a unit is the logarithm of Democratic over Republican votes, each with three votes added, so that a unit
of ten votes is not taken for a stronghold. It is taken from the unit's own baseline (quality 0), else from the rest
of its county (1), else it is what all units have on average (2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outright.baseline.outline import Past
from outright.baseline.setting import Setting, lined_up, of_party, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

STRONGEST = 4.0
"""A lean beyond 55 to 1 is taken for that: no electorate is more certain."""

_COVERS = 0.5
_FEWEST_OF_A_STATE, _NEARLY_ALL = 10, 0.95
_LATEST, _BEFORE = 0.6, 0.4
_NEIGHBOURS = 3
_NEARLY_MATCHED = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """An earlier result on tonight's units, shape (units, 3): Democrats, Republicans, others. 0 is no match."""

    past: Past
    votes: NDArray[np.float64]

    @property
    def totals(self) -> NDArray[np.float64]:
        """All votes of each unit."""
        return np.asarray(self.votes.sum(axis=1), dtype=np.float64)

    @property
    def covered(self) -> float:
        """The share of tonight's units that have votes in it."""
        return float((self.totals > 0).mean())


def unit_references(setting: Setting) -> tuple[Reference, ...]:
    """Earlier results by party in tonight's own units, the best first.

    One that covers most units before one that does not; then nearly all units, a November before other months, the
    later, and the presidential.
    A county's full vote is its own unit only where tonight's contest is the whole state's.
    """
    scopes = {"unit", "district-part", *(["whole-county"] if _is_whole_state(setting) else [])}
    found = [
        Reference(past, lined_up(_by_party(past), setting.rows(past)))
        for past in _by_party_results(setting)
        if past.scope in scopes
    ]
    return tuple(sorted(found, key=_worth, reverse=True))


def county_reference(setting: Setting) -> NDArray[np.float64]:
    """The latest earlier result by party in whole counties, shape (counties, 3); zeros where there is none."""
    laid = [past for past in setting.by_party if past.scope == "whole-county"]
    found = max(laid or _whole_contests(setting), key=lambda past: past.date, default=None)
    if found is None:
        return np.zeros((len(setting.counties), 3))
    there = table(found)
    votes = np.stack([there.by_county(column) for column in _by_party(found).T], axis=1)
    return lined_up(votes, np.array([there.counties.get(name, -1) for name in setting.counties], dtype=np.int64))


def leans(
    setting: Setting, references: tuple[Reference, ...], county_votes: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The lean of every unit, and how well it is known (0 its own, 1 its county's, 2 the average)."""
    lean = _own(references, len(setting.outline.units))
    quality = np.where(np.isfinite(lean), 0, 2).astype(np.int64)
    for of_county in (_neighbours(setting, lean), _logarithm(county_votes)[setting.county]):
        taken = ~np.isfinite(lean) & np.isfinite(of_county)
        lean[taken], quality[taken] = of_county[taken], 1
    known = np.isfinite(lean)
    lean[~known] = lean[known].mean() if known.any() else 0.0
    return np.clip(lean, -STRONGEST, STRONGEST), quality


def _is_whole_state(setting: Setting) -> bool:
    """Whether the whole state votes by county tonight: a district is not always named, and a named one may be a seat.

    It lists (nearly) every county that any earlier contest listed, and ten at least: three counties are a district.
    """
    if not setting.by_county or len(setting.counties) < _FEWEST_OF_A_STATE:
        return False
    seen = {name for past in setting.contests for name in table(past).counties}
    if not seen:
        return not setting.outline.district
    return len(seen & set(setting.counties)) >= _NEARLY_ALL * len(seen)


def _own(references: tuple[Reference, ...], units: int) -> NDArray[np.float64]:
    """The lean in the best two results: the second, moved to the level of the first, steadies it."""
    if not references:
        return np.full(units, np.nan)
    latest = _logarithm(references[0].votes)
    if len(references) == 1:
        return latest
    before = _logarithm(references[1].votes)
    both = np.isfinite(latest) & np.isfinite(before)
    before = before + (float((latest - before)[both].mean()) if both.any() else 0.0)
    return np.where(both, _LATEST * latest + _BEFORE * before, np.where(np.isfinite(latest), latest, before))


def _neighbours(setting: Setting, lean: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean lean of the units of the same county, where at least three of them are known."""
    known = np.isfinite(lean)
    size = len(setting.counties)
    count = np.bincount(setting.county[known], minlength=size)
    sums = np.bincount(setting.county[known], weights=lean[known], minlength=size)
    return np.where(count >= _NEIGHBOURS, sums / np.maximum(count, 1), np.nan)[setting.county]


def _logarithm(votes: NDArray[np.float64]) -> NDArray[np.float64]:
    there = votes[:, :2].sum(axis=1) > 0
    return np.where(there, np.log((votes[:, 0] + 3) / (votes[:, 1] + 3)), np.nan)


def _worth(reference: Reference) -> tuple[object, ...]:
    covered, past = reference.covered, reference.past
    in_season = past.date.month == 11  # few come to a runoff in December or a special in April
    return covered > _COVERS, covered > _NEARLY_MATCHED, in_season, past.date, past.office == "president"


def _by_party_results(setting: Setting) -> Iterator[Past]:
    """Results laid by party; where nobody laid any, the earlier contests of Democrat against Republican."""
    if setting.by_party:
        return iter(setting.by_party)
    return (p for p in setting.contests if table(p).partisan and (p.level == "county") == setting.by_county)


def _whole_contests(setting: Setting) -> list[Past]:
    """Where nobody laid results by county: contests by party that were counted in most of tonight's counties."""
    if setting.by_party:
        return []
    return [p for p in setting.contests if table(p).partisan and (setting.listed(p) >= 0).mean() > _COVERS]


def _by_party(past: Past) -> NDArray[np.float64]:
    dem, rep = of_party(past, "DEM"), of_party(past, "REP")
    return np.stack([dem, rep, table(past).totals - dem - rep], axis=1)
