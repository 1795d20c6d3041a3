"""The ground tonight's count is laid on: sizes, leans and patterns of every unit, from earlier contests only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outright.baseline.counties import Counties
from outright.baseline.outline import Outline, Past

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class MethodPast:
    """How people voted in the latest earlier contest with methods: arrays of the shape (units, methods).

    ``dem`` and ``rep`` are the two parties' votes there, ``votes`` all votes; zero where a unit did not match.
    """

    contest_id: str
    dem: NDArray[np.float64]
    rep: NDArray[np.float64]
    votes: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class FirstRound:
    """The finalists' votes in the first round by unit, shape (units, candidates), and their totals there."""

    contest_id: str
    votes: NDArray[np.float64]
    totals: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What the projection is told before the count. Arrays over units are in the outline's order.

    ``klass``: "G1" Democrat against Republican with a same-unit baseline, "G0" the same without, "U" other
    generals, "P" primaries, "R" runoffs; ``signed`` where Democrat meets Republican. ``size`` is the number of
    votes expected of the unit up to a common factor, ``size_quality`` 0 (the unit's own baseline), 1 (another
    earlier contest or a scaled part), 2 (guessed from the county); ``steadiness`` 0-2 says how much its earlier
    totals disagree. ``lean`` is the logarithm of Democratic over Republican votes, with its quality.
    ``history`` are named columns of earlier turnout relative to ``size`` (logarithms), ``patterns`` named blocks
    of columns of earlier contests' geography, distance, people and population, each of mean squared row length 1.
    """

    outline: Outline
    past: tuple[Past, ...]
    klass: str
    signed: bool
    county: NDArray[np.int64]
    counties: tuple[str, ...]
    pseudo: NDArray[np.bool_]
    size: NDArray[np.float64]
    size_quality: NDArray[np.int64]
    steadiness: NDArray[np.int64]
    lean: NDArray[np.float64]
    lean_quality: NDArray[np.int64]
    primary_turnout: NDArray[np.float64]
    history: tuple[tuple[str, NDArray[np.float64]], ...]
    patterns: tuple[tuple[str, NDArray[np.float64]], ...]
    first_round: FirstRound | None
    method_past: MethodPast | None


def lay(outline: Outline, past: Sequence[Past], counties: Counties | None = None) -> Ground:
    """The ground of a contest. Raises ``ValueError`` for a past contest that is not earlier than tonight's."""
    import numpy as np

    late = [p.contest_id for p in past if p.date >= outline.date]
    if late:
        raise ValueError(f"not earlier than {outline.contest_id}: {', '.join(late)}")
    names, codes = np.unique(np.array(outline.county), return_inverse=True)
    units = len(outline.units)
    zero = np.zeros(units)
    rank = np.zeros(units, dtype=np.int64)
    return Ground(
        outline, tuple(past), "U", False, codes.astype(np.int64), tuple(names.tolist()), outline.pseudo,
        zero + 300, rank + 2, rank, zero, rank + 2, zero, (), (), None, None,
    )  # fmt: skip
