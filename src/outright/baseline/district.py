"""The part of a past contest that was cast inside tonight's district, from each precinct's share in it.

A county's whole vote says little of a district that covers a corner of it. Where precincts are divided
by the line, the votes of each are scaled by the share of the precinct that lies inside, and the result
says that it was scaled: it is an estimate there, a count elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from outright.baseline.outline import Past
from outright.errors import BaselineError

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class DistrictPart:
    """The past contest inside the district, and how it was made.

    ``scaled`` are the units that lie partly inside; ``scaled_votes`` their votes that were kept (an
    estimate). ``outside`` are units that lie outside, or of which no share is known.
    """

    past: Past
    scaled: tuple[str, ...]
    scaled_votes: int
    outside: tuple[str, ...]

    @property
    def text(self) -> str:
        """How it was made, in a sentence."""
        units = len(self.past.units)
        if not self.scaled:
            return f"All of {units:,} precincts lie inside the district."
        part = Fraction(self.scaled_votes, max(1, int(self.past.votes.sum())))
        return (
            f"{len(self.scaled):,} of {units:,} precincts lie partly outside the district; their votes"
            f" ({float(part * 100):.1f}% of these) were scaled by the share inside."
        )


def in_district(past: Past, shares: Mapping[str, Fraction]) -> DistrictPart:
    """``past`` inside the district. ``shares`` give the part of each unit inside it, from 0 to 1.

    A unit that is not named lies outside. Votes stay whole: each number is rounded up or down so that the
    county's sum, method by method and candidate by candidate, is the exact one rounded. `BaselineError` for
    a share below 0 or above 1, or if nothing is inside.
    """
    for unit, share in shares.items():
        if not 0 <= share <= 1:
            raise BaselineError(f"{share} is no share of a precinct", where=unit, hint="Shares run from 0 to 1.")
    inside = [i for i in sorted(range(len(past.units)), key=past.units.__getitem__) if shares.get(past.units[i])]
    scaled = [i for i in inside if shares[past.units[i]] != 1]
    votes = {i: past.votes[i] for i in inside}
    for county in sorted({past.county[i] for i in scaled}):
        here = [i for i in scaled if past.county[i] == county]
        votes |= zip(here, _scaled([(past.votes[i], Fraction(shares[past.units[i]])) for i in here]), strict=True)
    if not inside:
        raise BaselineError(
            f"no unit of {past.contest_id} lies in the district",
            hint="Check that the shares carry the past contest's own unit ids.",
        )
    part = replace(
        past,
        units=tuple(past.units[i] for i in inside),
        county=tuple(past.county[i] for i in inside),
        votes=np.stack([votes[i] for i in inside]),
        scope="district-part",
    )
    outside = tuple(u for u in sorted(past.units) if not shares.get(u))
    kept = sum(int(votes[i].sum()) for i in scaled)
    return DistrictPart(part, tuple(past.units[i] for i in scaled), kept, outside)


def _scaled(units: Sequence[tuple[NDArray[np.int64], Fraction]]) -> list[NDArray[np.int64]]:
    """Each unit's votes times its share, in whole votes: steps of the rounded running sum."""
    parts = [np.zeros_like(votes) for votes, _ in units]
    for cell in np.ndindex(*units[0][0].shape):
        reached, before = Fraction(0), 0
        for (votes, share), part in zip(units, parts, strict=True):
            reached += share * int(votes[cell])
            upto = int(reached + Fraction(1, 2))
            part[cell], before = upto - before, upto
    return parts
