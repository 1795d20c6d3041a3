"""The first round of tonight's runoff: which contest it was, and where each finalist had his votes.

A finalist is found by his id there, else by his surname where only one had it. Nothing says who went on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from outright.baseline.ground import FirstRound
from outright.baseline.outline import Outline, Past
from outright.baseline.setting import Setting, in_district, lined_up, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LATEST_RUNOFF = 130
"""Days from a first round to its runoff, at most: nine weeks in Georgia, a little over four months in special ones."""

OF_A_COUNTY = 50.0
"""How many votes a unit is given that the first round did not list: its county's shares, and no more weight."""

_NO_SURNAME = {"jr", "sr", "ii", "iii", "iv", "in"}


def first_round_of(setting: Setting) -> Past | None:
    """The first round of tonight's runoff, where it is known by its id or by office, district, party and date."""
    if setting.round != "R":
        return None
    named = [p for p in setting.contests if p.contest_id == setting.outline.first_round]
    found = named or _likely(setting)
    return found[-1] if found else None


def finalists(setting: Setting, first: Past | None) -> FirstRound | None:
    """Each finalist's votes in the first round by unit, and in all; zeros for one who is not found there.

    A unit that the first round did not list takes its county's shares, as if of fifty votes.
    """
    if first is None:
        return None
    there = table(first)
    columns = matches(setting.outline.candidates, first)
    votes = lined_up(_columns(there.votes, columns), setting.rows(first))
    sums = np.stack([there.by_county(column) for column in there.votes.T], axis=1)
    shares = sums / np.maximum(sums.sum(axis=1, keepdims=True), 1)
    by_county = lined_up(_columns(shares, columns) * OF_A_COUNTY, setting.listed(first))
    empty = setting.totals(first) == 0
    votes = np.where(empty[:, None], by_county, votes)
    return FirstRound(first.contest_id, votes, _columns(there.votes, columns).sum(axis=0))


def matches(candidates: Sequence[str], first: Past) -> tuple[int | None, ...]:
    """The place of each of tonight's candidates among the first round's; None for one who is not found."""
    by_id = {c: i for i, c in enumerate(first.candidates)}
    taken = {by_id[c] for c in candidates if c in by_id}
    theirs = [_surname(name) or _surname(c) for c, name in zip(first.candidates, first.names, strict=True)]
    ours = [_surname(c) for c in candidates]

    def found(place: int) -> int | None:
        if candidates[place] in by_id:
            return by_id[candidates[place]]
        same = [i for i, name in enumerate(theirs) if name and name == ours[place]]
        alone = len(same) == 1 and ours.count(ours[place]) == 1 and same[0] not in taken
        return same[0] if alone else None

    return tuple(found(place) for place in range(len(candidates)))


def _likely(setting: Setting) -> list[Past]:
    """Contests that may be the first round, the likeliest last: the latest, and of those one in tonight's units."""
    tonight: Outline = setting.outline
    found = [
        p for p in setting.contests
        if table(p).round != "R" and p.party == tonight.party and in_district(setting, p)
        and (tonight.date - p.date).days < LATEST_RUNOFF
    ]  # fmt: skip
    return sorted(found, key=lambda p: (p.date, p.level == tonight.level))


def _columns(values: NDArray[np.float64], columns: Sequence[int | None]) -> NDArray[np.float64]:
    """These columns; zeros for None."""
    none = np.zeros(len(values))
    return np.stack([none if c is None else values[:, c] for c in columns], axis=1) if columns else values[:, :0]


def _surname(name: str) -> str:
    """The last word of a name or of an id made of one, without what follows a surname; "" where there is none."""
    words = [w for w in re.split(r"[^a-z]+", re.sub(r"['.’]", "", name.lower())) if w and w not in _NO_SURNAME]
    return words[-1] if words and not re.search(r"\d", name) else ""
