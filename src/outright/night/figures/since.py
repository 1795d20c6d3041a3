"""What was said before, as figures: so that a story can say what changed since its last version."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from outright.bulletin import Contest, Figure

THEN = "then."
"""What stands before the id of a figure as it was in the last version."""


def since_figures(part: Contest, last: Contest | None) -> Iterator[Figure]:
    """The last version's votes, shares and moment, under ``then.``; none before the first votes."""
    if last is None or not last.votes or part.votes is None:
        return
    wanted = {
        "count.votes",
        "count.as_of",
        "count.precincts.reported",
        *(f"candidates.{c.id}.share" for c in part.candidates[:2]),
    }
    for figure in last.figures:
        if figure.id in wanted:
            of = THEN + figure.of if figure.of else ""
            yield structs.replace(figure, id=THEN + figure.id, of=of if of.removeprefix(THEN) in wanted else "")
