"""One place's votes in one contest, out of the cells that its rows filled: a row of totals and of votes by method."""

from __future__ import annotations

from collections.abc import Hashable

from outright.count import StatedTotals
from outright.count.tally import add
from outright.terms import VoteMethod

Cell = dict[str, int | None]
"""Votes of one candidate in one place, by the source's own word for the method; "" is the total."""

_EMPTY: Cell = {}


def _part(found: list[Cell], words: list[str]) -> tuple[int | None, ...]:
    """Each candidate's votes by one method, which has one word or several."""
    if len(words) == 1:
        (word,) = words
        return tuple([cell.get(word) for cell in found])
    return tuple([add([cell.get(word) for word in words]) for cell in found])


def row_of(cells: dict[Hashable, Cell], who: list[Hashable], labels: dict[VoteMethod, list[str]]) -> StatedTotals:
    """One row of votes: totals as stated, or the sum of the methods where none is."""
    found = [cells.get(w, _EMPTY) for w in who]
    stated = tuple([cell.get("") for cell in found])
    if not labels:
        return StatedTotals(stated)
    parts = tuple([_part(found, words) for words in labels.values()])
    if None in stated:
        sums = map(add, zip(*parts, strict=True))
        totals = tuple([s if total is None else total for total, s in zip(stated, sums, strict=True)])
    else:
        totals = stated
    return StatedTotals(totals, parts if any(v is not None for part in parts for v in part) else ())


def without_methods(row: StatedTotals) -> int:
    """How many candidates have votes in a row and no method that explains any of them."""
    if row.parts and not any(None in part for part in row.parts):
        return 0
    known = row.parts or ((None,) * len(row.totals),)
    return sum(bool(total) and add(parts) is None for total, *parts in zip(row.totals, *known, strict=True))
