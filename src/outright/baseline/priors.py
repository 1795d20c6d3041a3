"""What past nights say before this one: the usual size of every effect, and how far it usually is from it.

A `Table` holds, for one sort of contest, what the model believes before a vote is counted: of each group of columns
its usual coefficient and the spread about it, the spread of cells, units and counties, and how much noisier than the
best-known places the others are. The numbers are learned from a library of past contests (``outright priors fit``)
and stand in ``priors.toml`` with three significant digits, readable beside the command that made them.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from outright.baseline.calibration import Calibration, read_calibration, uncalibrated, write_calibration
from outright.errors import ConfigError

CLASSES = ("G1", "G0", "U", "P", "R")
LEVELS = ("precinct", "county")
RESPONSES = ("split", "turnout")
SPREADS = ("cell", "unit", "county", "county_method")
QUALITIES = ("size_1", "size_2", "steady_1", "steady_2", "early", "mail", "provisional", "other")
FORMAT = 1
UNKNOWN_SD = 0.1
"""The spread of a group of columns that no past contest had: small, so that it cannot lead a night astray."""


@dataclass(frozen=True, slots=True)
class Table:
    """Beliefs about one response in one sort of contest.

    ``groups`` gives (mean, standard deviation) of the coefficients by group. ``cell`` to ``county_method`` are
    standard deviations of the effects. ``times`` multiplies a cell's variance: ``size_1`` and ``size_2`` for worse
    baselines, ``steady_1`` and ``steady_2`` for unsteady places, a method's name for cells of that method.
    """

    groups: Mapping[str, tuple[float, float]]
    cell: float = 0.3
    unit: float = math.sqrt(0.03)
    county: float = math.sqrt(0.03)
    county_method: float = math.sqrt(0.015)
    times: Mapping[str, float] = field(default_factory=dict)

    def mean(self, group: str) -> float:
        """The usual coefficient of this group; 0 where none was learned."""
        return self.groups.get(group, (0.0, 0.0))[0]

    def sd(self, group: str, otherwise: float = UNKNOWN_SD) -> float:
        """How far a coefficient of this group usually is from its mean."""
        found = self.groups.get(group)
        return otherwise if found is None else found[1]


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made the numbers: the command, how many contests of which days it learned from, and what it left out."""

    command: str
    contests: int
    first: str
    last: str
    version: str
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Priors:
    """Every table, by class, level and response ("G1", "precinct", "split"), calibration and provenance."""

    tables: Mapping[tuple[str, str, str], Table]
    provenance: Provenance
    calibration: Calibration = field(default_factory=uncalibrated)

    def of(self, klass: str, level: str, response: str) -> Table:
        """The table of this sort of contest; every level but "county" is a precinct's. ``KeyError`` for no class."""
        return self.tables[klass, "county" if level == "county" else "precinct", response]


@cache
def shipped() -> Priors:
    """The package's own priors."""
    return read(files("outright.baseline").joinpath("priors.toml").read_text(encoding="utf-8"), "priors.toml")


def blank() -> Priors:
    """Beliefs of a desk that has seen no night: where learning starts."""
    times = {"size_1": 1.3, "size_2": 1.6}
    tables = {(k, v, r): Table({}, times=times) for k in CLASSES for v in LEVELS for r in RESPONSES}
    return Priors(tables, Provenance("", 0, "", "", ""))


def read(text: str, where: str = "") -> Priors:
    """The priors that a text holds. Raises `ConfigError` for a text that `write` would not write."""
    hint = "Make the file again with: outright priors fit"
    try:
        body = tomllib.loads(text)
        if body["format"] != FORMAT:
            raise ConfigError(f"A table of priors of format {body['format']}", where=where, hint=hint)
        tables = {
            (k, v, r): _table(body["table"][k][v][r]) for k in CLASSES for v in LEVELS for r in RESPONSES
        }  # fmt: skip
        calibration = read_calibration(body["calibration"]) if "calibration" in body else uncalibrated()
        return Priors(tables, Provenance(**body["provenance"]), calibration)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"Not a table of priors: {error}", where=where, hint=hint) from error


def _table(body: Mapping[str, Any]) -> Table:
    groups = {name: (float(mean), float(sd)) for name, (mean, sd) in body["groups"].items()}
    times = {name: float(body["times"][name]) for name in QUALITIES if name in body["times"]}
    spreads = {name: float(body[name]) for name in SPREADS}
    numbers = [sd for _, sd in groups.values()] + [*times.values(), *spreads.values()]
    if not all(math.isfinite(x) and x > 0 for x in numbers) or not all(math.isfinite(m) for m, _ in groups.values()):
        raise ValueError("standard deviations and multipliers are positive numbers")
    return Table(groups, times=times, **spreads)


HEADER = """\
# What past nights say before this one. Made by the command below; do not edit by hand.
#
# [table.CLASS.LEVEL.RESPONSE] CLASS: G1 Democrat against Republican with a same-unit baseline, G0 the same without,
# U other generals, P primaries, R runoffs. RESPONSE: split (logit of a share) or turnout (logarithm of votes).
# cell, unit, county, county_method: standard deviations of the effects. times: multipliers of a cell's variance.
# groups: coefficient = [mean, standard deviation]. In split, signs are the Democrat's.
"""


def write(priors: Priors) -> str:
    """The priors as a text that `read` reads; three significant digits. Equal numbers give equal text."""
    made = priors.provenance
    lines = [HEADER, f"format = {FORMAT}", "", "[provenance]"]
    lines += [f"{name} = {_text(getattr(made, name))}" for name in Provenance.__dataclass_fields__]
    for (klass, level, response), table in sorted(priors.tables.items(), key=lambda item: _place(item[0])):
        lines += ["", f"[table.{klass}.{level}.{response}]"]
        lines += [f"{name} = {_short(getattr(table, name))}" for name in SPREADS]
        times = ", ".join(f"{name} = {_short(table.times[name])}" for name in QUALITIES if name in table.times)
        lines += [f"times = {{ {times} }}" if times else "times = {}", "", f"[table.{klass}.{level}.{response}.groups]"]
        lines += [f"{_key(g)} = [{_short(m)}, {_short(s)}]" for g, (m, s) in sorted(table.groups.items())]
    lines += write_calibration(priors.calibration)
    return "\n".join(lines) + "\n"


def _place(key: tuple[str, str, str]) -> tuple[int, int, int]:
    return CLASSES.index(key[0]), LEVELS.index(key[1]), RESPONSES.index(key[2])


def _short(number: float) -> str:
    text = f"{float(f'{number:.3g}'):.6f}".rstrip("0") if abs(number) < 1e4 else f"{number:.3g}"
    return text + "0" if text.endswith(".") else text


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _text(name)


def _text(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
