"""A random but usual pace for any contest: early and mail first, small precincts first, provisional last.

Offices come in random order. Every cell gets a minute, minutes are gathered into publications, and every
cell is released exactly once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from random import Random

from outright.rehearsal.notices import complete, provisional_held, still_held
from outright.rehearsal.order import small_first
from outright.rehearsal.plan import PRECINCT_METHODS, Cell, Notice, Office, Plan, Release
from outright.terms import VoteMethod

_EARLY = (VoteMethod.EARLY, VoteMethod.ABSENTEE_IN_PERSON)
_LAST = (VoteMethod.PROVISIONAL,)
_WAVE_MINUTES = 12  # an office publishes about this often
_FIRST_MINUTES, _SPREAD_MINUTES = 25, 100  # after the close: when early votes come, per office
_MAIL_MINUTES = 40  # mail comes up to this long after early
_DAYS_TO_LAST = 3  # provisional ballots are judged on the third day


def arrival(offices: tuple[Office, ...], batches: Collection[tuple[str, int]], close: dt.datetime, rng: Random) -> Plan:
    """The plan of a night that closes its polls at ``close`` (aware).

    ``batches`` are (office id, position) of units that are no place but a county's early, mail or
    provisional votes listed as a precinct: they come with the mail, or last when their name says so.
    """
    releases: list[Release] = []
    notices: list[Notice] = []
    for office in offices:
        minutes = _minutes(office, {p for o, p in batches if o == office.id}, rng)
        releases += _releases(office, minutes, close, rng)
        notices += _notices(office, minutes, close, rng)
    return Plan(offices, tuple(sorted(releases, key=lambda r: r.at)), tuple(sorted(notices, key=lambda n: n.at)))


def _minutes(office: Office, batches: Collection[int], rng: Random) -> dict[Cell, int | None]:
    """Minutes after the close for every cell; None for the third day."""
    groups = [[p] for p in range(len(office.places))] if office.is_state else [list(range(len(office.places)))]
    found: dict[Cell, int | None] = {}
    order = {p: i for i, p in enumerate(small_first([p.total for p in office.places], rng))}
    whole_night = rng.uniform(90, 210)
    for group in groups:
        early = _FIRST_MINUTES + rng.uniform(0, _SPREAD_MINUTES)
        mail = early + rng.choice((0.0, rng.uniform(5, _MAIL_MINUTES)))
        for p in group:
            day = mail + 15 + whole_night * order[p] / len(order)
            for m, method in enumerate(office.methods):
                found[Cell(p, m)] = _minute(office.places[p].name, method, p in batches, early, mail, day)
    return found


def _minute(name: str, method: VoteMethod, batch: bool, early: float, mail: float, day: float) -> int | None:
    if method in _LAST or (batch and any(word in name.lower() for word in ("prov", "failsafe"))):
        return None
    if method in _EARLY:
        return round(early)
    return round(day) if method in PRECINCT_METHODS and not batch else round(mail)


def _releases(office: Office, minutes: dict[Cell, int | None], close: dt.datetime, rng: Random) -> list[Release]:
    """One publication a wave: every cell of the wave, at the wave's last minute."""
    zero = close + dt.timedelta(minutes=rng.randint(1, 6))
    name = office.name
    steps = [Release(zero, office.id, (), f"{name}: polls closed, nothing counted yet")]
    waves: dict[int | None, list[Cell]] = {}
    for cell, minute in minutes.items():
        wave = None if minute is None else (minute // _WAVE_MINUTES + 1) * _WAVE_MINUTES
        waves.setdefault(wave, []).append(cell)
    for wave in sorted(w for w in waves if w is not None):
        at = close + dt.timedelta(minutes=wave)
        steps.append(Release(at, office.id, tuple(waves[wave]), _note(office, waves[wave])))
    if None in waves:
        at = _third_day(close) + dt.timedelta(minutes=rng.randint(0, 240))
        steps.append(Release(at, office.id, tuple(waves[None]), f"{name}: provisional ballots"))
    return steps


def _note(office: Office, cells: list[Cell]) -> str:
    kinds = [m.value for m in office.methods if m not in PRECINCT_METHODS]
    arrived = {office.methods[c.method].value for c in cells}
    said = [kind for kind in kinds if kind in arrived]
    if units := len({c.place for c in cells if office.methods[c.method] in PRECINCT_METHODS}):
        one, many = ("county", "counties") if office.is_state else ("precinct", "precincts")
        said.append(f"{units} more {one if units == 1 else many}")
    return f"{office.name}: {', '.join(said)}"


def _notices(office: Office, minutes: dict[Cell, int | None], close: dt.datetime, rng: Random) -> list[Notice]:
    """How many provisional ballots a county holds, once its mail is in; and when each office is done."""
    done = _third_day(close) + dt.timedelta(hours=6)
    if VoteMethod.PROVISIONAL not in office.methods:
        return [complete(office, done, None)]
    held = provisional_held(office, rng)
    if office.is_state:
        return [complete(office, done, held)]
    before_day = [
        minute
        for cell, minute in minutes.items()
        if minute is not None and office.methods[cell.method] not in PRECINCT_METHODS
    ]
    at = close + dt.timedelta(minutes=max(before_day, default=_FIRST_MINUTES) + 2 * _WAVE_MINUTES)
    return [still_held(office, at, 0, held), complete(office, done, held)]


def _third_day(close: dt.datetime) -> dt.datetime:
    return (close + dt.timedelta(days=_DAYS_TO_LAST)).replace(hour=10, minute=0)
