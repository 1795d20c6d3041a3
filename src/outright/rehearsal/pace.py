"""A county's evening, drawn at random in the usual order: early vote, mail, small precincts, large ones, provisional.

Every cell is given exactly one publication. The last publication brings nothing new: it certifies.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from random import Random

from outright.rehearsal.order import small_first
from outright.rehearsal.plan import PRECINCT_METHODS
from outright.rehearsal.scenario import County, Step, Timetable
from outright.terms import VoteMethod

_EARLY = (VoteMethod.EARLY, VoteMethod.ABSENTEE_IN_PERSON)
_FIRST_MINUTES, _SPREAD_MINUTES = 20, 80  # after the close: when a county posts its early votes
_LONGEST_NIGHT, _SHORTEST_NIGHT = 200.0, 70.0  # minutes from the first precinct to the last
_WAVE_PRECINCTS = 6  # a county posts precincts in about this many at a time, in at most so many waves
_MOST_WAVES = 8
_PROVISIONAL_DAYS, _CERTIFIED_DAYS = 3, 7


def timetable(
    county: County, sizes: Sequence[int], batches: Sequence[int], close: dt.datetime, rng: Random
) -> Timetable:
    """The publications of one county whose polls close at ``close`` (aware).

    ``sizes`` are the precincts' final votes, for the order only. ``batches`` are the positions of units that are
    no place but a county's mail or provisional ballots listed as one: they come with the mail, or last.
    """
    early = _FIRST_MINUTES + rng.uniform(0, _SPREAD_MINUTES)
    mail = early + rng.uniform(8, 45)
    places = [p for p in small_first(sizes, rng) if p not in batches]
    waves = _waves(places, rng)
    length = rng.uniform(_SHORTEST_NIGHT, _LONGEST_NIGHT)
    moments = [rng.uniform(1, 7), early, mail]
    moments += [mail + 10 + length * (w + 1) / len(waves) * rng.uniform(0.93, 1.0) for w in range(len(waves))]
    in_wave = {p: w for w, wave in enumerate(waves) for p in wave}
    last = len(moments) + 1
    arrives = []
    for p, precinct in enumerate(county.precincts):
        own = 4 + in_wave[p] if p in in_wave else 3
        if p in batches and any(word in precinct.name.lower() for word in ("prov", "failsafe")):
            own = last
        arrives.append(tuple(_number(m, own, last) for m in county.methods))
    ats = [close + dt.timedelta(minutes=round(m, 1)) for m in sorted(moments)]
    ats.append(_later(close, _PROVISIONAL_DAYS) + dt.timedelta(minutes=rng.randrange(180)))
    ats.append(_later(close, _CERTIFIED_DAYS) + dt.timedelta(minutes=rng.randrange(60)))
    notes = ["polls closed, nothing counted yet", "early vote", "mail vote"]
    notes += [f"{len(wave)} more precinct{'s' * (len(wave) != 1)}" for wave in waves]
    notes += ["provisional ballots", "certified"]
    steps = tuple(
        Step(at, county.id, n, f"{county.name}: {note}", certified=n == len(ats))
        for n, (at, note) in enumerate(zip(ats, notes, strict=True), 1)
    )
    return Timetable(steps, tuple(arrives))


def _number(method: VoteMethod, own: int, last: int) -> int:
    """The publication that brings one method's votes of a unit whose own votes come with number ``own``."""
    if method is VoteMethod.PROVISIONAL:
        return last
    if method in PRECINCT_METHODS or own == last:
        return own
    return 2 if method in _EARLY else 3


def _waves(places: Sequence[int], rng: Random) -> list[list[int]]:
    count = max(1, min(_MOST_WAVES, round(len(places) / _WAVE_PRECINCTS)))
    cuts = sorted(rng.sample(range(1, len(places)), min(count, len(places)) - 1)) if len(places) > 1 else []
    return [list(places[a:b]) for a, b in zip([0, *cuts], [*cuts, len(places)], strict=True)]


def _later(close: dt.datetime, days: int) -> dt.datetime:
    return (close + dt.timedelta(days=days)).replace(hour=10, minute=0)
