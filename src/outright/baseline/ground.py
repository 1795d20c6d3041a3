"""The ground tonight's count is laid on: sizes, leans and patterns of every unit, from earlier contests only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from outright.baseline.outline import Outline, Past


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What the projection is told before the count: the outline and the past laid on its units."""

    outline: Outline
    past: tuple[Past, ...]


def lay(outline: Outline, past: Sequence[Past]) -> Ground:
    """The ground of a contest. Raises ``ValueError`` for a past contest that is not earlier than tonight's."""
    late = [p.contest_id for p in past if p.date >= outline.date]
    if late:
        raise ValueError(f"not earlier than {outline.contest_id}: {', '.join(late)}")
    return Ground(outline=outline, past=tuple(past))
