"""The ground tonight's count is laid on: sizes, leans and patterns of every unit, from earlier contests only."""

from __future__ import annotations

import datetime as dt
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
    from outright.baseline.sizes import Sizes


@dataclass(frozen=True, slots=True, eq=False)
class MethodPast:
    """How people voted in earlier contests with methods: arrays of the shape (units, methods).

    ``dem`` and ``rep`` are the two parties' votes in the contest ``contest_id`` of ``date``, ``votes`` all votes of
    the latest; zero where a unit did not match.
    """

    contest_id: str
    date: dt.date
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
    votes expected of the unit up to a common factor, as large as on ``size_date`` (None where nothing earlier was
    counted by unit), ``size_quality`` 0 (the unit's own baseline), 1 (another
    earlier contest or a scaled part), 2 (guessed from the county); ``steadiness`` 0-2 says how much its earlier
    totals disagree. ``lean`` is the logarithm of Democratic over Republican votes, with its quality.
    ``primary_turnout`` is how strongly a unit came to the latest primary of tonight's party, ``history`` are named
    columns of earlier turnout relative to ``size`` (``g0`` .. generals, ``p0`` .. primaries, ``r0`` .. runoffs, latest
    first) and ``pl``, the party's part of the unit in its primary: all logarithms.

    ``patterns`` are named blocks of columns about their means, shape (units, columns), at least one column each:
    ``D`` the people of the unit's county and ``pop`` its number of voters, in standard deviations of the country's
    counties; ``P1``, ``P2``, ``P3`` the geography of earlier contests and ``G1``, ``G2`` nearness, each of mean
    squared row length 1. A block that nothing is known for is not there.
    """

    outline: Outline
    past: tuple[Past, ...]
    klass: str
    signed: bool
    county: NDArray[np.int64]
    counties: tuple[str, ...]
    pseudo: NDArray[np.bool_]
    size: NDArray[np.float64]
    size_date: dt.date | None
    size_quality: NDArray[np.int64]
    steadiness: NDArray[np.int64]
    lean: NDArray[np.float64]
    lean_quality: NDArray[np.int64]
    primary_turnout: NDArray[np.float64]
    history: tuple[tuple[str, NDArray[np.float64]], ...]
    patterns: tuple[tuple[str, NDArray[np.float64]], ...]
    first_round: FirstRound | None
    method_past: MethodPast | None


def lay(
    outline: Outline, past: Sequence[Past], counties: Counties | None = None,
    registered: Sequence[int | None] | None = None,
) -> Ground:  # fmt: skip
    """The ground of a contest, the same whatever order the past comes in.

    ``registered`` are the voters on the rolls of each unit, where a source says so.

    Raises ``ValueError`` for a past contest that is not earlier than tonight's, and for a contest without units.
    """
    from outright.baseline.first_round import finalists, first_round_of
    from outright.baseline.leans import county_reference, leans, unit_references
    from outright.baseline.method_past import method_past
    from outright.baseline.setting import set_out
    from outright.baseline.sizes import by_first_round, sizes
    from outright.baseline.turnout_history import party_ground, primary_turnout, steadiness, turnout_columns

    tonight = set_out(outline, past)
    first = first_round_of(tonight)
    references, by_county = unit_references(tonight), county_reference(tonight)
    lean, lean_quality = leans(tonight, references, by_county)
    here = by_first_round(tonight, first)
    sized = _by_rolls(sizes(tonight, references, by_county, here), registered)
    turnout = turnout_columns(tonight, sized.size, sized.part)
    return Ground(
        outline=outline,
        past=tonight.past,
        klass=_klass(tonight, references),
        signed=tonight.partisan,
        county=tonight.county,
        counties=tonight.counties,
        pseudo=tonight.pseudo,
        size=sized.size,
        size_date=_size_date(here, references),
        size_quality=sized.quality,
        steadiness=steadiness(turnout, len(outline.units)),
        lean=lean,
        lean_quality=lean_quality.clip(min=sized.divided.astype(int)),
        primary_turnout=primary_turnout(tonight, sized.whole, here),
        history=(*party_ground(tonight, lean), *turnout),
        patterns=_patterns(tonight, counties),
        first_round=finalists(tonight, first),
        method_past=method_past(tonight),
    )


def _by_rolls(sized: Sizes, registered: Sequence[int | None] | None) -> Sizes:
    import numpy as np

    from outright.baseline.sizes import by_rolls

    if registered is None:
        return sized
    return by_rolls(sized, np.array([np.nan if n is None else n for n in registered], dtype=np.float64))


def _size_date(first: Past | None, references: Sequence[Reference]) -> dt.date | None:
    """The day the sizes are of: the first round's where it was counted in these units, else the baseline's."""
    if first is not None:
        return first.date
    return references[0].past.date if references else None


def _patterns(tonight: Setting, counties: Counties | None) -> tuple[tuple[str, NDArray[np.float64]], ...]:
    """Everything by which units may be alike; only blocks that have a column."""
    from outright.baseline.distance import nearness, people
    from outright.baseline.patterns import past_patterns

    blocks = past_patterns(tonight)
    if counties is not None:
        blocks = (*people(tonight, counties), *blocks, *nearness(tonight, counties))
    return tuple((name, columns) for name, columns in blocks if columns.shape[1])


def _klass(tonight: Setting, references: Sequence[Reference]) -> str:
    """Which of the five sorts of contest it is, each with priors of its own."""
    if tonight.round != "G":
        return tonight.round
    if not tonight.partisan:
        return "U"
    return "G1" if references and references[0].covered > 0.5 else "G0"
