"""The strip of special elections by swing: where each dot goes. Pixels only, as in `strip`: the figures are settled."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from outright.bulletin import Contest
from outright.publish.chart import Tick

HEIGHT = 64
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class SwingDot:
    """One special election: percent across, and whether it was for Congress."""

    at: float
    federal: bool


@dataclass(frozen=True, slots=True)
class Swings:
    """A drawn strip. ``zero`` is no swing, ``here`` the contest's own, both in percent across."""

    height: int
    middle: float
    dots: tuple[SwingDot, ...]
    zero: float
    here: float | None
    ticks: tuple[Tick, ...]


def swings(contest: Contest) -> Swings | None:
    """The strip of a contest's specials; None where there are too few to draw."""
    specials = contest.context.specials
    known = [(float(Fraction(e.swing)), e.federal) for e in specials.elections if e.swing] if specials else []
    if specials is None or len(known) < _FEWEST:
        return None
    own = float(Fraction(specials.here.swing)) if specials.here and specials.here.swing else None
    marks = [0.0, *(s for s, _ in known), *([own] if own is not None else [])]
    low, high = math.floor((min(marks) - 2) / 10) * 10, math.ceil((max(marks) + 2) / 10) * 10
    step = next(s for s in (10, 20, 50, 100, 200) if (high - low) / s <= 6)

    def across(points: float) -> float:
        return round((points - low) / (high - low) * 100, 2)

    return Swings(
        height=HEIGHT, middle=(HEIGHT - 22 + 14) / 2, dots=tuple(SwingDot(across(s), f) for s, f in sorted(known)),
        zero=across(0), here=None if own is None else across(own),
        ticks=tuple(Tick(across(s), _label(s)) for s in range(-(-low // step) * step, high + 1, step)),
    )  # fmt: skip


def _label(points: int) -> str:
    return "0" if not points else f"{'D' if points > 0 else 'R'}+{abs(points)}"
