"""What a map needs to know of a contest's places: their codes, who is ahead there by how much, how much is in.

A code that a source or the plan gives stands. Else a county is known by its name within its state, and only where
that is beyond doubt: New England counts by town, and a town is not the county of the same name.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache

from msgspec.structs import replace

from outright.bulletin import Contest, Unit
from outright.count import slug
from outright.count.share import rounded, side
from outright.night.ground import state_code
from outright.night.outlines_join import join
from outright.night.plan import NightPlan, PlannedContest
from outright.publish.map.atlas import Sheet, editions

CUTS = (Fraction(5, 100), Fraction(15, 100))
"""Where a margin becomes a clear one, and a wide one: the steps of a map's colours."""
TOWNS = frozenset({"ct", "ma", "me", "nh", "ri", "vt"})
_KIND = re.compile(r"-(county|parish|borough|municipality|municipio|census-area|planning-region|city-and-borough)$")
_DECIMALS = 4
_DISTRICTS = ("/cd:", "/sldu:", "/sldl:")
"""Marks of a division that may cut through counties: of Congress, of a state's senate, of its house."""


def placed(plan: NightPlan, planned: PlannedContest, part: Contest) -> Contest:
    """The contest with what its map needs."""
    state = (part.identity.state_postal or state_code(plan, planned)).lower()
    counties = [u for u in part.units if u.parent is None]
    codes = _codes(state, plan.date, tuple((u.id, u.name) for u in counties if "fips" not in u.ids))
    joined = _outlined(planned, part, state)
    divided = any(mark in division for division in part.identity.divisions for mark in _DISTRICTS)
    divided |= any(b.scope == "district-part" and b.district for b in planned.baseline)
    return replace(part, units=tuple(_told(u, codes, joined) for u in part.units), divides_places=divided)


def _outlined(planned: PlannedContest, part: Contest, state: str) -> Mapping[str, str]:
    """The desk's own outlines by precinct."""
    if not planned.shapes:
        return {}
    precincts = tuple((u.id, u.name, u.parent) for u in part.units if u.parent is not None)
    return join(planned.shapes, precincts, state).shapes


def _told(unit: Unit, codes: Mapping[str, str], outlines: Mapping[str, str]) -> Unit:
    if unit.parent is not None and unit.id not in outlines:
        return unit
    ids = {**unit.ids, "fips": codes[unit.id]} if unit.id in codes and "fips" not in unit.ids else unit.ids
    rival, lead, margin = ahead(unit.candidates, unit.votes)
    return replace(
        unit, ids=ids, runner_up=rival, lead_votes=lead, margin_text="" if margin is None else margin_text(margin),
        margin_step=None if margin is None else 1 + sum(side(margin, cut) >= 0 for cut in CUTS),
        in_text=_in_text(unit.precincts_reported, unit.precincts_total), shape=outlines.get(unit.id),
    )  # fmt: skip


def ahead(votes: Mapping[str, int | None], total: int | None) -> tuple[str | None, int | None, Fraction | None]:
    """Who is second in a place, by how many votes and which share of all votes the first is ahead.

    >>> ahead({"a": 60, "b": 40}, 100), ahead({"a": 7}, 7), ahead({"a": None}, None)
    (('b', 20, Fraction(1, 5)), (None, 7, Fraction(1, 1)), (None, None, None))
    """
    order = sorted(((v, k) for k, v in votes.items() if v is not None), key=lambda row: -row[0])
    if not total or not order or not order[0][0]:
        return None, None, None
    second, rival = order[1] if len(order) > 1 else (0, None)
    lead = order[0][0] - second
    return rival, lead, Fraction(lead, total)


def margin_text(margin: Fraction) -> str:
    """A margin in points, never on the other side of a cut point than the votes.

    >>> margin_text(Fraction(123, 1000)), margin_text(Fraction(4996, 100000)), margin_text(Fraction(1, 20))
    ('12.3', '4.996', '5.0')
    """
    for decimals in range(1, _DECIMALS):
        shown = rounded(margin, decimals)
        if all(side(shown, cut) == side(margin, cut) for cut in (Fraction(0), *CUTS)):
            return f"{float(shown * 100):.{decimals}f}"
    return f"{float(rounded(margin, _DECIMALS) * 100):.{_DECIMALS}f}"


def _in_text(reported: int | None, total: int | None) -> str:
    """The precincts in as a whole percentage, 0 and 100 only for none and all; "" where nobody says."""
    if reported is None or not total:
        return ""
    whole = (200 * reported + total) // (2 * total)
    if 0 < reported < total:
        return "<1%" if whole == 0 else ">99%" if whole == 100 else f"{whole}%"
    return f"{whole}%"


@lru_cache(maxsize=512)
def _codes(state: str, day: dt.date, units: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """FIPS codes by unit id: those of the day's edition, else those of the edition that knows more of the names."""
    best: Mapping[str, str] = {}
    for sheet in sorted(editions(state), key=lambda s: not s.holds(day)):
        names = _by_name(sheet)
        found = {i: code for i, name in units if (code := names.get(_key(name)) or names.get(_key(i)))}
        if len(found) > len(best):
            best = found
    if state in TOWNS and len(best) < len(units):
        return {}
    claims = Counter(best.values())
    return {i: code for i, code in best.items() if claims[code] == 1}


def _by_name(sheet: Sheet) -> Mapping[str, str]:
    """Codes by name, with and without its kind; a bare name that a city and a county share is the county's."""
    rows = [(s.name, s.kind, s.id) for s in sheet.shapes.values()]
    rows += [(name, "", old) for old, (name, _) in sheet.former.items()]
    found: dict[str, str] = {}
    for name, kind, code in sorted(rows, key=lambda row: row[1] == "city"):
        for key in _spellings(name, kind):
            found.setdefault(key, code)
    return found


def _spellings(name: str, kind: str) -> Iterable[str]:
    yield from {_key(f"{name} {kind}"), _key(name)}


@lru_cache(maxsize=8192)
def _key(name: str) -> str:
    """A county's name without its kind, however it is spelled: "De Kalb County", "DEKALB"; "city" stays a city.

    >>> _key("De Kalb County"), _key("St. Clair"), _key("Saint Clair"), _key("Baltimore city")
    ('dekalb', 'stclair', 'stclair', 'baltimorecity')
    """
    plain = _KIND.sub("", slug(name))
    return re.sub(r"^saint-", "st-", plain).replace("-", "")
