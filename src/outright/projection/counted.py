"""What is in: votes by unit, method and candidate, and how far each of those cells has been counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """The count so far over an `Outline`'s universe.

    ``votes`` has the shape (units, methods, candidates), zero where nothing is in. ``part`` has the shape
    (units, methods): 0 nothing is in, 1 the cell is complete, between them the part counted as far as the
    source or the expected vote says, NaN something is in and nobody says how much. ``arrival`` orders the
    cells by when they were first seen (0, 1, 2 ...; -1 not yet); cells that came together share a number.
    """

    votes: NDArray[np.int64]
    part: NDArray[np.float64]
    arrival: NDArray[np.int64]
