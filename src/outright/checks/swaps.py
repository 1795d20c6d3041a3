"""Two candidates whose votes were exchanged (D2): against the file before, or against another source."""

from __future__ import annotations

from collections.abc import Iterator

from outright.checks.alarm import Noticed
from outright.checks.others import others_of
from outright.checks.sight import Sight, Votes

LEAST_GAP = 10
"""An exchange of fewer votes is as likely a recount of a few ballots."""


def exchanged(old: Votes, new: Votes) -> tuple[int, int] | None:
    """The places of the two numbers that changed places while all the others stayed; None where that is not so.

    >>> exchanged((6863, 6303, 12), (6303, 6863, 12))
    (0, 1)
    """
    if len(old) != len(new):
        return None
    moved = [i for i, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
    if len(moved) != 2:
        return None
    i, j = moved
    a, b = old[i], old[j]
    if a is None or b is None or (new[i], new[j]) != (b, a) or abs(a - b) < LEAST_GAP:
        return None
    return i, j


def candidate_swap(sight: Sight) -> Iterator[Noticed]:
    """Exactly two candidates of a unit have each other's votes."""
    for pair, was, now in sight.both():
        old, new = pair.old(was), pair.new(now)
        if old != new and (found := exchanged(old, new)) and not pair.rounded:
            one, two = (pair.shared[i][0] for i in found)
            yield Noticed(
                pair.id, now.unit.id, one, old[found[0]], new[found[0]],
                f"{pair.where(now)}: {pair.name(one)} and {pair.name(two)} have each other's votes"
                f" ({_number(old[found[0]])} and {_number(old[found[1]])} before). One of the two files is the wrong"
                " way round; ask the office which.",
            )  # fmt: skip
    yield from _beside(sight)


def _beside(sight: Sight) -> Iterator[Noticed]:
    for source, other in others_of(sight):
        for unit, theirs in other.units:
            ours = other.ours(unit)
            found = exchanged(theirs, ours)
            if found:
                one, two = (other.candidates[i] for i in found)
                yield Noticed(
                    other.contest_id, unit.unit.id, one.id, theirs[found[0]], ours[found[0]],
                    f"{unit.unit.name}, {other.contest_name}: {source} has the votes of {one.name} and {two.name} the"
                    f" other way round ({_number(theirs[found[0]])} and {_number(theirs[found[1]])} there). Ask the"
                    " office which is right before either is quoted.",
                )  # fmt: skip


def _number(value: int | None) -> str:
    return "no number" if value is None else f"{value:,}"
