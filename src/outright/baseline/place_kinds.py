"""Which units are no place: a county's early, mail or provisional batch posted as if it were a precinct.

Such a unit covers a whole county or the part of it in the district. It has neither the size nor the neighbours of a
precinct, so that what is known of places is not said of it. A dataset marks those its readers noticed; the words in
an id find others. The first two parts of an id are the state and the county, which are no words of this kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WORDS = frozenset((
    "abs", "absentee", "absentees", "advance", "av", "curbside", "early", "emergency", "ev", "failsafe", "mail",
    "military", "nursing", "onestop", "overseas", "paper", "provisional", "provisionals", "transfer", "uocava",
))  # fmt: skip
"""Words for ways of voting that stand in the names of batches."""

_PARTS = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=1 << 17)
def is_batch(unit: str) -> bool:
    """Whether a precinct's id says that it is a batch.

    >>> is_batch("sc-45079-absentee-2"), is_batch("sc-45079-arcadia"), is_batch("ms-28121-mail")
    (True, False, True)
    """
    return not WORDS.isdisjoint(_PARTS.split(unit.lower())[2:])


def batches(units: Sequence[str], marked: NDArray[np.bool_], *, by_county: bool) -> NDArray[np.bool_]:
    """Which units are batches: those marked, and where units are no counties those whose id says so."""
    if by_county:
        return marked.astype(np.bool_)
    said = np.fromiter((is_batch(unit) for unit in units), np.bool_, len(units))
    return np.asarray(marked | said, dtype=np.bool_)
