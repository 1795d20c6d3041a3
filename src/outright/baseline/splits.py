"""Units that lie in tonight's district with a part only: how much of a unit's vote is the district's.

A precinct that lines cut in two is listed by both districts; its whole vote would count it twice. Its part is what
the same district's earlier contest counted there, of all votes of that day. Where that is not known, a unit that two
districts listed is taken for halved; and a county's batch for as much as the county's precincts in the district are
of all its precincts. No line holds longer than from one census to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from outright.baseline.outline import Past
from outright.baseline.place_kinds import is_batch
from outright.baseline.setting import Day, Setting, days, drawn_alike, in_district, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPLIT = 0.8
"""A unit with less of its vote in the district counts as divided; more is roll-off, or a boundary's noise."""

_ENOUGH = 5
_MOST = 1.2
_LEAST_OF_A_BATCH = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """The part of each unit's vote that is tonight's district's, about 1 for a whole unit; and whether it was seen."""

    share: NDArray[np.float64]
    seen: NDArray[np.bool_]

    @property
    def split(self) -> NDArray[np.bool_]:
        """The units that lie in the district with a part only."""
        return np.asarray(self.share < SPLIT, dtype=np.bool_)

    @property
    def factor(self) -> NDArray[np.float64]:
        """What a unit's whole vote is multiplied with."""
        return np.where(self.split | self.seen, self.share, 1.0)


def parts(setting: Setting) -> Parts:
    """The district's part of every unit. A contest of the whole state has all of each."""
    listed = _times_listed(setting)
    share = np.full(len(setting.outline.units), np.nan)
    if setting.outline.district and not setting.by_county:
        share = _usual(_seen_shares(setting))
        if setting.round != "R":
            share = np.where(np.isfinite(share), share, _batch_shares(setting, share, listed))
    seen = np.isfinite(share)
    return Parts(np.where(seen, share, 1 / listed), seen)


def doubted(quality: NDArray[np.int64], parts: Parts) -> NDArray[np.int64]:
    """How well the sizes are known, a divided unit's less: 1 where its part was seen, else 2."""
    floor = np.where(parts.split, np.where(parts.seen, 1, 2), 0)
    return np.maximum(quality, floor).astype(np.int64)


def _seen_shares(setting: Setting) -> NDArray[np.float64]:
    """What the district's latest earlier contest counted in each unit, of all votes of that day; NaN if none did."""
    share = np.full(len(setting.outline.units), np.nan)
    by_electorate = {(day.date, day.round, day.party): day for day in days(setting)}
    mine = [p for p in _of_these_lines(setting) if in_district(setting, p)]
    for past in sorted(mine, key=lambda p: p.date, reverse=True):
        kind = table(past).round
        day = by_electorate[past.date, kind, "" if kind == "G" else past.party]
        votes = setting.totals(past)
        found = np.isnan(share) & (votes > 0)
        share[found] = np.minimum(1.0, (votes + 2) / (day.of(setting.outline.units) + 2))[found]
    return share


def _usual(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """The shares against the middle one: in every unit some voters leave a lesser office out."""
    seen = np.isfinite(share)
    if seen.sum() < _ENOUGH:
        return share
    return np.asarray(np.minimum(share / np.median(share[seen]), _MOST), dtype=np.float64)


def _times_listed(setting: Setting) -> NDArray[np.float64]:
    """How many districts of the office listed each unit on the latest earlier day within these lines; at least 1.

    Seats of one court or commission are not districts: they list every unit alike, and lines cut only a few. So the
    number is against the middle unit's.
    """
    one = np.ones(len(setting.outline.units))
    same = _of_these_lines(setting) if setting.outline.district else []
    latest = max((p.date for p in same), default=None)
    times: dict[tuple[str, str], NDArray[np.float64]] = {}
    for past in same:
        if past.date == latest:
            electorate = (table(past).round, past.party)
            times[electorate] = times.get(electorate, 0 * one) + (setting.rows(past) >= 0)
    most = np.maximum.reduce([one, *times.values()])
    return np.asarray(np.maximum(most / np.median(most), 1.0), dtype=np.float64)


def _batch_shares(
    setting: Setting, share: NDArray[np.float64], listed: NDArray[np.float64]
) -> NDArray[np.float64]:  # fmt: skip
    """For each batch the district's part of its county's precincts, on the best day that lists tonight's units."""
    found = np.full(len(share), np.nan)
    day = _fullest(setting)
    if day is None:
        return found
    part = np.where(np.isfinite(share), np.minimum(share, 1), 1 / listed)
    votes = day.of(setting.outline.units) * part * ~setting.pseudo
    inside = np.bincount(setting.county, weights=votes, minlength=len(setting.counties))
    precincts = _precinct_votes(day)
    whole = np.array([precincts.get(name, 0.0) for name in setting.counties], dtype=np.float64)
    known = (inside > 0) & (whole > 0)
    of_county = np.full(len(whole), np.nan)
    of_county[known] = np.clip(inside[known] / whole[known], _LEAST_OF_A_BATCH, 1.0)
    return np.where(setting.pseudo, of_county[setting.county], found)


def _fullest(setting: Setting) -> Day | None:
    """The latest general's day that lists most of tonight's units, else the latest other day that does."""
    units = setting.outline.units
    for day in sorted(days(setting), key=lambda day: (day.round == "G", day.date), reverse=True):
        if 2 * sum(unit in day.places for unit in units) > len(units):
            return day
    return None


@lru_cache(maxsize=1024)
def _precinct_votes(day: Day) -> dict[str, float]:
    """A day's votes by county without the batches."""
    votes: dict[str, float] = {}
    for unit, row in day.places.items():
        if not is_batch(unit):
            votes[day.county[row]] = votes.get(day.county[row], 0.0) + float(day.totals[row])
    return votes


def _of_these_lines(setting: Setting) -> list[Past]:
    """Earlier contests of the office, in units of tonight's sort, since districts were last drawn."""
    tonight = setting.outline
    return [
        p for p in setting.contests
        if p.office == tonight.office and (p.level == "county") == setting.by_county
        and drawn_alike(p.date, tonight.date)
    ]  # fmt: skip
