"""Polls, and their average as of a day: of the voters who decided, with a range as wide as averages were off before.

A poll's printed shares are too low for everybody, because some had not decided: they are never compared with a
threshold or a result as printed. Nothing here knows the count, and nothing that judges the count knows this.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import fmean

from outright.context.poll_record import Kind, Record, decided_part, interval, spread_of

WINDOW = 21
"""Days before the day of the average whose polls are in it: the record's errors are of polls no older."""
_HALF = 0.5 - 1e-9  # of weights that add up to one but for the last digit
_UNKNOWN_SIZE = 300
"""People asked where a poll does not say how many: fewer than nearly every poll asks."""


@dataclass(frozen=True, slots=True)
class Poll:
    """One question of one poll. ``shares`` are percent as printed, by the name printed; ``undecided`` too, or None.

    ``known`` is the day from which it may be used: when it was published or, where that is not said, a day by which
    it must have been. ``sample`` is how many were asked, None where it is not said.
    """

    id: str
    pollster: str
    end: dt.date
    known: dt.date
    shares: tuple[tuple[str, Fraction], ...]
    start: dt.date | None = None
    sponsor: str = ""
    partisan: str = ""
    sample: int | None = None
    population: str = ""
    undecided: Fraction | None = None
    source: str = ""

    @property
    def listed(self) -> Fraction:
        """All printed shares together, percent."""
        return sum((s for _, s in self.shares), Fraction(0))


@dataclass(frozen=True, slots=True)
class Weighed:
    """A poll in an average: its part of it (all parts together are 1) and its shares of those who decided (0-1).

    ``undecided`` is the share taken to be so, ``assumed`` whether the poll does not print it.
    """

    poll: Poll
    weight: float
    shares: Mapping[str, float]
    undecided: float
    assumed: bool


@dataclass(frozen=True, slots=True)
class Averaged:
    """One candidate in the average, shares 0-1. ``raw`` is as printed; ``low`` to ``high`` holds nine times in ten.

    The range is None where no past contest says how wide it must be.
    """

    candidate: str
    raw: float
    decided: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Average:
    """Polls averaged as of a day. ``like_asking``: the range is that of so many people asked at random, if any."""

    as_of: dt.date
    polls: tuple[Weighed, ...]
    candidates: tuple[Averaged, ...]
    undecided: float
    pollsters: int
    like_asking: int | None
    record: Record | None

    def of(self, candidate: str) -> Averaged | None:
        """This candidate's line, if the polls ask about them."""
        return next((a for a in self.candidates if a.candidate == candidate), None)


def known_by(polls: Sequence[Poll], day: dt.date) -> tuple[Poll, ...]:
    """The polls that anybody could know on a day, the newest first; the order they came in does not matter."""
    return tuple(sorted((p for p in polls if p.known <= day), key=lambda p: (-p.end.toordinal(), p.pollster, p.id)))


def average(
    polls: Sequence[Poll], day: dt.date, kind: Kind, past: Record | None, *, running: int, window: int = WINDOW
) -> Average | None:
    """The average as of ``day`` of the polls known by then and not older than ``window`` days; None without any.

    ``running``: how many candidates the contest has; a poll that prints them all hides nobody among its undecided.
    A pollster's polls count together, as one larger poll; then pollsters are weighed by what each is worth: its
    sampling variance with the house variance of the record on top, so that a thousand more people asked by the same
    pollster never make it the whole average. A candidate is averaged over the polls that print them, where these are
    half of it or more.
    """
    known = known_by(polls, day)
    used = [p for p in known if (day - p.end).days <= window]
    if not used:
        return None
    usual = _usual(known, past)
    parts = {p.id: _decided(p, kind, usual, running) for p in used}
    asked = {name: math.fsum(_size(p) * parts[p.id] for p in own) for name, own in _by_pollster(used).items()}
    house = past.house if past else 0.0
    worth = {name: 1 / (1 / people + house) for name, people in asked.items()}
    whole = math.fsum(worth.values())
    weighed = tuple(
        Weighed(
            poll=p, weight=worth[p.pollster] / whole * _size(p) * parts[p.id] / asked[p.pollster],
            shares={name: float(share) / 100 / parts[p.id] for name, share in p.shares},
            undecided=1 - parts[p.id], assumed=_is_assumed(p, kind, running),
        )
        for p in used
    )  # fmt: skip
    undecided = math.fsum(w.weight * w.undecided for w in weighed)
    spread = None
    if past:
        sampling = math.fsum((worth[name] / whole) ** 2 / people for name, people in asked.items())
        spread = spread_of(
            sampling, math.fsum((v / whole) ** 2 * house for v in worth.values()), undecided, past.common
        )
    lines = [_line(name, weighed, spread) for name in _asked_about(weighed)]
    return Average(
        day, weighed, tuple(sorted(lines, key=lambda a: (-a.decided, a.candidate))), undecided, len(worth),
        round(1 / spread) if spread else None, past,
    )  # fmt: skip


def _asked_about(weighed: Sequence[Weighed]) -> list[str]:
    """The candidates named in half of the average or more; "" stands for somebody whom a table does not name."""
    named: dict[str, list[float]] = {}
    for w in weighed:
        for name in w.shares:
            named.setdefault(name, []).append(w.weight)
    return [name for name, parts in named.items() if name and math.fsum(parts) >= _HALF]


def _line(name: str, weighed: Sequence[Weighed], spread: float | None) -> Averaged:
    of = [w for w in weighed if name in w.shares]
    part = math.fsum(w.weight for w in of)
    raw = math.fsum(w.weight * float(dict(w.poll.shares)[name]) / 100 for w in of) / part
    decided = min(1.0, math.fsum(w.weight * w.shares[name] for w in of) / part)
    low, high = interval(decided, spread) if spread else (None, None)
    return Averaged(name, raw, decided, low, high)


def _by_pollster(polls: Sequence[Poll]) -> dict[str, list[Poll]]:
    found: dict[str, list[Poll]] = {}
    for poll in polls:
        found.setdefault(poll.pollster, []).append(poll)
    return found


def _size(poll: Poll) -> int:
    return poll.sample or _UNKNOWN_SIZE


def _usual(known: Sequence[Poll], past: Record | None) -> float:
    """The share taken to be undecided where a poll prints none: the mean of those that do, one for each pollster.

    What was usual before counts as one pollster more.
    """
    printed = [p for p in known if p.undecided is not None]
    said = [fmean(float(p.undecided or 0) / 100 for p in own) for own in _by_pollster(printed).values()]
    return fmean([*said, *([past.undecided] if past else [])]) if said or past else 0.0


def _is_assumed(poll: Poll, kind: Kind, running: int) -> bool:
    return poll.undecided is None and kind != "runoff" and len(poll.shares) < running


def _decided(poll: Poll, kind: Kind, usual: float, running: int) -> float:
    """The part (0-1) of a poll's answers that names a candidate, printed or not."""
    listed = float(poll.listed) / 100
    if poll.undecided is not None:
        return max(min(listed, 1.0), 1 - float(poll.undecided) / 100)
    whole = kind == "runoff" or len(poll.shares) >= running
    return decided_part("runoff" if whole else kind, listed, usual)


@dataclass(frozen=True, slots=True)
class Miss:
    """How far one poll was off, in points, afterwards. ``margin`` is as printed, first less second of the count.

    Positive is too high for the candidate, or too far towards the first. ``shares`` are of those who decided.
    """

    shares: Mapping[str, float]
    margin: float | None


def miss(
    raw: Mapping[str, float], decided: Mapping[str, float], result: Mapping[str, Fraction], pair: tuple[str, str]
) -> Miss:
    """The signed errors against ``result`` (0-1): of each share of those who decided, and of the printed margin.

    The margin is taken as printed because that is how polls are rated: undecided voters who break evenly leave it.
    """
    off = {c: 100 * (share - float(result[c])) for c, share in decided.items() if c in result}
    first, second = pair
    if not ({first, second} <= raw.keys() and {first, second} <= result.keys()):
        return Miss(off, None)
    return Miss(off, 100 * (raw[first] - raw[second] - float(result[first] - result[second])))
