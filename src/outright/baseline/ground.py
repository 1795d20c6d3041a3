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

    from outright.baseline.leans import Reference
    from outright.baseline.setting import Setting


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
    """The ground of a contest, the same whatever order the past comes in.

    Raises ``ValueError`` for a past contest that is not earlier than tonight's, and for a contest without units.
    """
    from outright.baseline import distance, leans, sizes, splits, turnout_history
    from outright.baseline.first_round import finalists, first_round_of
    from outright.baseline.method_past import method_past
    from outright.baseline.patterns import past_patterns
    from outright.baseline.setting import days, set_out

    tonight = set_out(outline, past)
    first = first_round_of(tonight)
    references = leans.unit_references(tonight)
    by_county = leans.county_reference(tonight)

    lean, lean_quality = leans.leans(tonight, references, by_county)
    guess, quality = sizes.first_guess(tonight, references, by_county, first)
    size, size_quality = sizes.by_day(guess, quality, days(tonight), outline.units)
    parts = splits.parts(tonight)
    part = parts.factor if first is None else parts.factor * 0 + 1
    size = (size * part).clip(min=sizes.SMALLEST)
    history = turnout_history.turnout_columns(tonight, size, part)
    patterns = past_patterns(tonight)
    if counties is not None:
        patterns = (*distance.people(tonight, counties), *patterns, *distance.nearness(tonight, counties))
    return Ground(
        outline=outline,
        past=tonight.past,
        klass=_klass(tonight, references),
        signed=tonight.partisan,
        county=tonight.county,
        counties=tonight.counties,
        pseudo=tonight.pseudo,
        size=size,
        size_quality=splits.doubted(size_quality, parts),
        steadiness=turnout_history.steadiness(history, len(outline.units)),
        lean=lean,
        lean_quality=lean_quality.clip(min=parts.split.astype(int)),
        primary_turnout=turnout_history.primary_turnout(tonight, guess, first),
        history=(*turnout_history.party_ground(tonight, lean), *history),
        patterns=tuple((name, columns) for name, columns in patterns if columns.shape[1]),
        first_round=finalists(tonight, first),
        method_past=method_past(tonight),
    )


def _klass(tonight: Setting, references: Sequence[Reference]) -> str:
    """Which of the five sorts of contest it is, each with priors of its own."""
    if tonight.round != "G":
        return tonight.round
    if not tonight.partisan:
        return "U"
    return "G1" if references and references[0].covered > 0.5 else "G0"
