"""A projection's figures to the millionth, before anything is read off them.

The arithmetic of two machines differs in the last digits of a number, and what is published must re-derive byte
for byte on both. So sides of a threshold, words and chances are all read off the rounded figures.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outright.projection.result import Chances, Projection, StillOut

DECIMALS = 6


def steady(projection: Projection) -> Projection:
    """The projection with every share, chance and contribution to the millionth; its draws are as they were."""
    return replace(
        projection,
        candidates=tuple(_chances(c) for c in projection.candidates),
        runoff=_to(projection.runoff),
        by_county=tuple(_still_out(s) for s in projection.by_county),
        by_method=tuple(_still_out(s) for s in projection.by_method),
        by_cell=tuple(replace(c, shares=_shares(c.shares)) for c in projection.by_cell),
        because=tuple(replace(c, points=_to(c.points)) for c in projection.because),
    )


def _chances(c: Chances) -> Chances:
    return replace(
        c,
        median=_to(c.median),
        intervals=tuple(replace(i, low=_to(i.low), high=_to(i.high)) for i in c.intervals),
        win=_to(c.win),
        outright=_to(c.outright),
        advance=_to(c.advance),
    )


def _still_out(out: StillOut) -> StillOut:
    return replace(out, shares=_shares(out.shares))


def _shares(shares: tuple[tuple[str, float], ...]) -> tuple[tuple[str, float], ...]:
    return tuple((candidate, _to(share)) for candidate, share in shares)


def _to(figure: float) -> float:
    return round(float(figure), DECIMALS)
