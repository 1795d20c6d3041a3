"""When a rehearsal site does something wrong: the file that asks for faults, and when each of them happens.

Everything is settled by a seed, and every fault ends before the first county certifies.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import pairwise
from random import Random
from typing import Any

from outright.errors import ConfigError
from outright.rehearsal.fault_kinds import KINDS
from outright.rehearsal.scenario import Scenario

_DURATION = dt.timedelta(minutes=2)
_ALL_CHANCE = 0.004  # a minute and kind, when everything may happen
_BUSY = dt.timedelta(minutes=30)  # chance only looks at minutes this near to a publication
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours"}


@dataclass(frozen=True, slots=True)
class Episode:
    """One time a fault happens: from ``start`` until just before ``end``. ``county`` None means everywhere."""

    id: str
    kind: str
    start: dt.datetime
    end: dt.datetime
    county: str | None = None
    contest: str = "*"
    path: str = "*"
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def spoils(self) -> str:
        """What the fault spoils: answers or the count."""
        return KINDS[self.kind].spoils

    def option(self, name: str) -> Any:
        """A setting of the fault, the usual one where none was given."""
        return self.options.get(name, KINDS[self.kind].options.get(name))

    def active(self, moment: dt.datetime) -> bool:
        """Whether the fault is on at this moment."""
        return self.start <= moment < self.end

    def meets(self, path: str) -> bool:
        """Whether the fault concerns this path."""
        return fnmatchcase(path, self.path)


@dataclass(frozen=True, slots=True)
class FaultFile:
    """What ``faults.toml`` asks for: faults, one by one, and perhaps all of them at random."""

    faults: tuple[Mapping[str, Any], ...] = ()
    random: bool = False
    seed: int | None = None


_KEYS = {"kind", "at", "every", "chance", "county", "contest", "for", "path"}


def read_faults(text: str, where: str = "faults.toml") -> FaultFile:
    """The file's faults. ``ConfigError`` names the place of anything that is not understood."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"The file is not TOML: {error}", where=where, hint="See the page on rehearsal sites."
        ) from None
    unknown = sorted(set(table) - {"fault", "random", "seed"})
    if unknown:
        raise ConfigError(f"Unknown setting {unknown[0]!r}", where=where, hint="There are fault, random and seed.")
    if table.get("random") not in (None, "all", False):
        raise ConfigError('random can only be "all"', where=where, hint="Leave it out for no random faults.")
    seed, faults = table.get("seed"), table.get("fault", [])
    if seed is not None and type(seed) is not int:
        raise ConfigError("seed is no whole number", where=where, hint="Write seed = 7.")
    if not isinstance(faults, list):
        raise ConfigError("fault is no list of tables", where=where, hint="Write [[fault]] above each one.")
    for n, fault in enumerate(faults, 1):
        check(fault, f"{where}, fault {n}")
    return FaultFile(tuple(faults), table.get("random") == "all", seed)


def check(fault: object, where: str) -> None:
    """Refuses a fault that is of no kind, or has a setting that its kind does not take."""
    if not isinstance(fault, Mapping):
        raise ConfigError("A fault is a table", where=where, hint='Write kind = "truncated" below [[fault]].')
    kind = KINDS.get(str(fault.get("kind")))
    if kind is None:
        raise ConfigError(f"There is no fault {fault.get('kind')!r}", where=where, hint=f"Kinds: {', '.join(KINDS)}.")
    unknown = sorted(set(fault) - _KEYS - set(kind.options))
    if unknown:
        known = ", ".join(sorted(_KEYS | set(kind.options)))
        raise ConfigError(f"{kind.name} takes no {unknown[0]!r}", where=where, hint=f"It takes {known}.")
    if sum(key in fault for key in ("at", "every", "chance")) > 1:
        raise ConfigError("A fault has one of at, every and chance", where=where, hint="Write it twice for two.")
    for key, usual in kind.options.items():
        if key in fault and type(fault[key]) is not type(usual):
            raise ConfigError(f"{key} is {fault[key]!r}", where=where, hint=f"It is usually {usual!r}.")
    for key in ("every", "for"):
        if key in fault:
            duration(fault[key], where)
    if "chance" in fault and not (isinstance(fault["chance"], int | float) and 0 < fault["chance"] <= 1):
        raise ConfigError("chance is no share", where=where, hint="Write chance = 0.02: of each minute, 1 in 50.")
    for key in ("at", "county", "contest", "path"):
        if key in fault and not isinstance(fault[key], str):
            raise ConfigError(f"{key} is no text", where=where, hint=f'Write {key} = "…".')


def duration(text: object, where: str) -> dt.timedelta:
    """``90s``, ``2m`` or ``1h`` of the night.

    >>> duration("90s", ""), duration("2m", "")
    (datetime.timedelta(seconds=90), datetime.timedelta(seconds=120))
    """
    found = re.fullmatch(r"(\d{1,4}(?:\.\d{1,3})?)\s*([smh])", str(text).strip())
    if not found or float(found[1]) == 0:
        raise ConfigError(f"{text!r} is no length of time", where=where, hint='Write "90s", "2m" or "1h".')
    return dt.timedelta(**{_UNITS[found[2]]: float(found[1])})


def clock_time(text: str, scenario: Scenario, where: str) -> dt.datetime:
    """``20:15`` on the night (after midnight from 00:00 to noon), or a moment with its zone.

    Raises ``ConfigError`` for anything else.
    """
    zone = scenario.setting.polls_close.tzinfo
    try:
        if found := re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", text.strip()):
            time = dt.time(int(found[1]), int(found[2]), int(found[3] or 0), tzinfo=zone)
            day = scenario.setting.date + dt.timedelta(days=int(time.hour < 12))
            return dt.datetime.combine(day, time)
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        raise ConfigError(
            f"{text!r} is no time", where=where, hint='Write "20:15", or a moment with its zone.'
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def last_moment(scenario: Scenario) -> dt.datetime:
    """When every fault has ended: a minute before the first county certifies."""
    return min((s.at for s in scenario.steps if s.certified), default=scenario.ends) - dt.timedelta(minutes=1)


def schedule(asked: FaultFile, scenario: Scenario, system: str, seed: int) -> list[Episode]:
    """Every episode of the night, in order of time; the same for the same file, scenario and seed."""
    seed = seed if asked.seed is None else asked.seed
    rows = [dict(f) for f in asked.faults]
    if asked.random:
        fitting = (k.name for k in KINDS.values() if not k.systems or system in k.systems)
        rows += [{"kind": name, "chance": _ALL_CHANCE} for name in fitting]
    found = []
    for n, row in enumerate(rows, 1):
        rng = Random(f"{seed}/{n}/{row['kind']}")
        for i, start in enumerate(_starts(row, scenario, rng)):
            if episode := episode_of(row, f"{n}.{i}", start, scenario, rng):
                found.append(episode)
    return sorted(found, key=lambda e: (e.start, e.id))


def episode_of(
    row: Mapping[str, Any], episode_id: str, start: dt.datetime, scenario: Scenario, rng: Random
) -> Episode | None:
    """The fault of this row beginning at ``start``; None when nothing of it is left before the count is certified."""
    kind, where = KINDS[row["kind"]], f"fault {episode_id}"
    length = duration(row["for"], where) if "for" in row else _DURATION
    end = min(start + length, last_moment(scenario))
    county = row.get("county")
    if county is not None and county not in scenario.position:
        raise ConfigError(f"There is no county {county!r}", where=where, hint=f"There are {_some(scenario.position)}.")
    if county is None and kind.one_county:
        county = rng.choice(scenario.counties).id
    options = {k: row[k] for k in kind.options if k in row}
    if end <= start:
        return None
    return Episode(episode_id, kind.name, start, end, county, row.get("contest", "*"), row.get("path", "*"), options)


def _starts(row: Mapping[str, Any], scenario: Scenario, rng: Random) -> Iterable[dt.datetime]:
    where = f"fault {row['kind']}"
    if "at" in row:
        return [clock_time(row["at"], scenario, where)]
    if "every" in row:
        step, last = duration(row["every"], where), last_moment(scenario)
        busy = _busy_until(scenario)
        count = int((min(last, busy) - scenario.begins) / step)
        return [scenario.begins + step * (i + 1) for i in range(count)]
    if "chance" in row:
        return [m for m in _busy_minutes(scenario) if rng.random() < row["chance"]]
    return [scenario.begins]


def _busy_until(scenario: Scenario) -> dt.datetime:
    """The end of the first evening: every later publication comes days after."""
    steps = [s.at for s in scenario.steps]
    for before, after in pairwise(steps):
        if after - before > dt.timedelta(hours=6):
            return before + _BUSY
    return steps[-1]


def _busy_minutes(scenario: Scenario) -> Iterable[dt.datetime]:
    moment, until = scenario.begins, min(_busy_until(scenario), last_moment(scenario))
    while moment < until:
        yield moment
        moment += dt.timedelta(minutes=1)


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:6]) + (f" and {len(listed) - 6} more" if len(listed) > 6 else "")
