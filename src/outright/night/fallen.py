"""How the votes have fallen lately, and how those left would leave the count if they fell alike.

A batch is what one publication added. A publication that took votes away is no batch: it is a correction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from outright.bulletin import Point
from outright.bulletin.take import Batch, Lately, Outcome, Preset, TakeRow
from outright.count import ContestCount
from outright.count.share import part_share, share_text
from outright.night.words import count_of
from outright.terms import VoteMethod

SHOWN = 12
LATELY = 3


@dataclass(frozen=True, slots=True)
class Fallen:
    """What was told of the count so far, and the plan's names of the counties."""

    timeline: tuple[Point, ...]
    counties: Mapping[str, str]


def batches(timeline: Sequence[Point], order: Sequence[str]) -> tuple[Batch, ...]:
    """The newest batches, oldest first; what any candidate lost votes in is left out."""
    found: list[Batch] = []
    for before, now in zip(reversed(timeline[:-1]), reversed(timeline), strict=False):
        if len(found) == SHOWN:
            break
        added = {c: now.candidates.get(c, 0) - before.candidates.get(c, 0) for c in now.candidates}
        votes = now.votes - before.votes
        if votes <= 0 or any(v < 0 for v in added.values()):
            continue
        mine = {c: added.get(c, 0) for c in order}
        found.append(
            Batch(
                seq=now.seq, at=now.at, at_text=now.at_text, votes=votes, candidates=mine,
                share_text={c: part_share(v, votes) for c, v in mine.items()},
            )
        )  # fmt: skip
    return tuple(reversed(found))


def lately(recent: Sequence[Batch], order: Sequence[str]) -> Lately | None:
    """The last three batches together; None before there is one."""
    last = recent[-LATELY:]
    if not last:
        return None
    votes = sum(b.votes for b in last)
    mine = {c: sum(b.candidates.get(c, 0) for b in last) for c in order}
    shares = {c: part_share(v, votes) for c, v in mine.items()}
    return Lately(updates=len(last), votes=votes, candidates=mine, share_text=shares)


def presets(
    votes: Mapping[str, int], total: int, order: Sequence[str], limits: tuple[Fraction, ...], left: int,
    late: Lately | None, count: ContestCount, rows: Sequence[TakeRow],
) -> tuple[Preset, ...]:  # fmt: skip
    """The ways worth showing: as lately, as on election day so far, as projected place by place."""

    def whole(code: Literal["lately", "election-day"], label: str, of: int, mine: Mapping[str, int]) -> Preset:
        made = tuple(_outcome(c, left * mine.get(c, 0) // of, left, votes, total, limits) for c in order)
        return Preset(code=code, label=label, of=of, candidates=dict(mine), by_row=False, outcomes=made)

    found: list[Preset] = []
    if late is not None:
        label = "Like the last update" if late.updates == 1 else f"Like the last {late.updates} updates"
        found.append(whole("lately", label, late.votes, late.candidates))
    day = _method(count, VoteMethod.ELECTION_DAY)
    if day is not None and len(count.methods) > 1:
        mine = {c: day.get(c, 0) for c in order}
        found.append(whole("election-day", "Like election day so far", sum(day.values()), mine))
    if rows and all(r.shares for r in rows if r.left):
        out = sum(r.left for r in rows)
        made = tuple(_outcome(c, _by_row(rows, c), out, votes, total, limits) for c in order)
        found.append(
            Preset(
                code="projected", label="As projected, place by place", of=0, candidates={}, by_row=True, outcomes=made
            )
        )
    return tuple(found)


def _by_row(rows: Sequence[TakeRow], candidate: str) -> int:
    """The candidate's votes of all rows: each row's share in thousandths, as a reader would type it, rounded down."""
    return sum(row.left * round(row.shares.get(candidate, 0.0) * 1000) // 1000 for row in rows)


def _method(count: ContestCount, method: VoteMethod) -> dict[str, int] | None:
    """The contest's votes by one method; None where none are reported."""
    place = count.method_index(method)
    parts = count.result().parts
    if place is None or place >= len(parts):
        return None
    mine = {c.id: v or 0 for c, v in zip(count.contest.candidates, parts[place], strict=True)}
    return mine if any(mine.values()) else None


def _outcome(
    candidate: str, taken: int, left: int, votes: Mapping[str, int], total: int, limits: tuple[Fraction, ...]
) -> Outcome:
    mine, whole = votes[candidate] + taken, total + left
    text = next(_to_line(mine, whole, limit) for limit in limits) if limits else ""
    return Outcome(
        candidate=candidate, taken=taken, left=left, votes=mine, total=whole,
        share_text=share_text(mine, whole, limits), text=text,
    )  # fmt: skip


def _to_line(votes: int, total: int, share: Fraction) -> str:
    line = share * total
    most = line.numerator // line.denominator
    word = "half" if share == Fraction(1, 2) else "the line"
    if votes > line:
        return f"{count_of(votes - most, 'vote')} over {word}"
    return f"exactly {word}" if votes == line else f"{count_of(most + 1 - votes, 'vote')} short"


def usual_gap(timeline: Sequence[Point]) -> int | None:
    """The middle of the last dozen gaps between publications that moved the count, in seconds; None under three."""
    gaps = sorted(_gaps(timeline[-13:]))
    return round(gaps[len(gaps) // 2]) if len(gaps) >= LATELY else None


def _gaps(timeline: Sequence[Point]) -> Iterator[float]:
    for before, now in pairwise(timeline):
        gap = (now.at - before.at).total_seconds()
        if gap > 0:
            yield gap
