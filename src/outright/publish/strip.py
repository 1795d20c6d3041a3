"""The strip of recent updates against the share that is needed: where each dot goes and how large it is.

Pixels only, as in `chart`: an update's place is the share it gave the leader, its area the votes it added.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from outright.bulletin import Contest
from outright.bulletin.take import Batch, Take, TakeNeed
from outright.publish.chart import Tick, color_key
from outright.publish.language import ENGLISH, Language

HEIGHT = 76
LARGEST = 14.0


@dataclass(frozen=True, slots=True)
class Dot:
    """One update: percent across, radius in pixels."""

    at: float
    r: float


@dataclass(frozen=True, slots=True)
class Strip:
    """A drawn strip. ``needed`` is the line in percent across, ``low`` and ``width`` the band around it."""

    name: str
    color: str
    title: str
    height: int
    middle: float
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    needed: float | None
    needed_text: str
    low: float
    width: float
    anchor: str


def strip(contest: Contest, to: Language = ENGLISH) -> Strip | None:
    """The strip of the contest's leader; None before there are updates to draw."""
    take = contest.take
    if take is None or not take.batches or not contest.charted:
        return None
    leader = next(c for c in contest.candidates if c.id == contest.charted[0])
    shares = [_share(b, leader.id) for b in take.batches]
    need = _need(take, leader.id)
    marks = [at.need / at.left for at in (need.low, need.mid, need.high) if at.need and at.left] if need else []
    low, high = _range([*shares, *marks])

    def across(share: float) -> float:
        return round((share - low) / (high - low) * 100, 2)

    most = max(b.votes for b in take.batches)
    band = sorted(across(m) for m in marks)
    middle = across(need.mid.need / need.mid.left) if need and need.mid.need and need.mid.left else None
    return Strip(
        name=leader.surname, color=color_key(leader.color), title=take.text, height=HEIGHT,
        middle=(HEIGHT - 22 + 14) / 2,
        dots=tuple(
            Dot(across(s), round(max(2.5, LARGEST * math.sqrt(b.votes / most)), 1))
            for s, b in zip(shares, take.batches, strict=True)
        ),
        ticks=_ticks(low, high, to), needed=middle, needed_text=need.mid.share_text if need else "",
        low=band[0] if band else 0.0, width=round(band[-1] - band[0], 2) if band else 0.0,
        anchor="end" if middle is not None and middle > 60 else "start",
    )  # fmt: skip


def _share(batch: Batch, candidate: str) -> float:
    return batch.candidates.get(candidate, 0) / batch.votes


def _need(take: Take, candidate: str) -> TakeNeed | None:
    wanted = (n for n in take.needs if n.candidate == candidate and n.target != "deny" and n.mid.state == "open")
    return next(wanted, None)


def _range(shares: list[float]) -> tuple[float, float]:
    """A range in whole steps of five points that holds every share, ten points wide at least."""
    low = max(0.0, math.floor((min(shares) - 0.02) * 20) / 20)
    high = min(1.0, math.ceil((max(shares) + 0.02) * 20) / 20)
    return (low, high) if high - low >= 0.1 else (max(0.0, high - 0.1), max(high, 0.1))


def _ticks(low: float, high: float, to: Language) -> tuple[Tick, ...]:
    first, last = round(low * 100), round(high * 100)
    step = next(s for s in (5, 10, 20, 25) if (last - first) / s <= 5)
    start = -(-first // step) * step
    return tuple(
        Tick(round((s - first) / (last - first) * 100, 2), to.percent(str(s))) for s in range(start, last + 1, step)
    )
