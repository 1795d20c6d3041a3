"""What past runoffs say of the next one: the numbers of the runoff rating, each with how many runoffs it rests on.

An `Edition` was learned only from runoffs held before a day, so that a night of long ago is rated as it would have
been then. The editions stand in ``runoff.toml``, made by ``outright priors fit-runoffs``; a night takes the newest
that is not later than itself.
"""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from outright.errors import ConfigError

FORMAT = 1
WORDS = ("toss-up", "lean", "likely", "strong favorite", "safe")
"""The words of a rating, weakest first."""

LADDER = (0.60, 0.75, 0.90, 0.95)
"""From which chance of the side ahead each stronger word is used."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something came about: ``won`` of ``of``."""

    won: int
    of: int


@dataclass(frozen=True, slots=True)
class OwnVotes:
    """Two of one party, or without parties: expected share of the leader = 1/2 + ``slope`` x (his share of two - 1/2).

    ``scale`` is that of Student's t in shares, ``squares`` the sum of squares that the slope was learned from (it
    widens the range where leads are wide).
    """

    slope: float
    scale: float
    squares: float
    pairs: int


@dataclass(frozen=True, slots=True)
class PartyTotals:
    """A Democrat against a Republican: scales of Student's t for large and small first rounds, in shares."""

    large: float
    small: float
    larges: int
    smalls: int


@dataclass(frozen=True, slots=True)
class Kept:
    """Votes of the runoff for every vote of the first round: 10 %, half and 90 % of ``pairs`` runoffs lie below."""

    pairs: int
    low: float
    mid: float
    high: float


@dataclass(frozen=True, slots=True)
class Going:
    """Where votes for eliminated candidates went, as far as places tell: middle and range over ``pairs`` runoffs.

    ``kept`` is their turnout beside the whole contest's, ``leader`` the part of those who came that took the leader.
    """

    pairs: int
    kept: float
    leader: float
    leader_low: float
    leader_high: float


@dataclass(frozen=True, slots=True)
class Edition:
    """Everything learned from runoffs held before a day.

    ``leaders`` counts how often leaders held, by the lower end of their share of two ("0.53") and for Democrat
    against Republican by size ("large", "small"); ``favored`` how often those whom party totals favored won, by size.
    ``words`` counts how often the side named by each word won, with its own election left out. ``turnout`` is by
    sort of contest. ``first`` and ``last`` are the days of the first rounds.
    """

    before: dt.date
    first: str
    last: str
    own: OwnVotes
    party: PartyTotals
    leaders: Mapping[str, Tally] = field(default_factory=dict)
    favored: Mapping[str, Tally] = field(default_factory=dict)
    words: Mapping[str, Tally] = field(default_factory=dict)
    turnout: Mapping[str, Kept] = field(default_factory=dict)
    going: Going | None = None


@dataclass(frozen=True, slots=True)
class RunoffTable:
    """The editions, oldest first, and the command that made them."""

    command: str
    version: str
    editions: tuple[Edition, ...]

    def as_of(self, day: dt.date) -> Edition | None:
        """The newest edition that knew no runoff of this day or later; None where there is none."""
        return max((e for e in self.editions if e.before <= day), key=lambda e: e.before, default=None)


@cache
def shipped() -> RunoffTable:
    """The package's own table."""
    return read(files("outright.baseline").joinpath("runoff.toml").read_text(encoding="utf-8"), "runoff.toml")


def read(text: str, where: str = "") -> RunoffTable:
    """The table that a text holds. Raises `ConfigError` for a text that `write` would not write."""
    hint = "Make the file again with: outright priors fit-runoffs"
    try:
        body = tomllib.loads(text)
        if body["format"] != FORMAT:
            raise ConfigError(f"A table of runoffs of format {body['format']}", where=where, hint=hint)
        return RunoffTable(body["command"], body["version"], tuple(_edition(e) for e in body["edition"]))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"Not a table of runoffs: {error}", where=where, hint=hint) from error


def _edition(body: Mapping[str, Any]) -> Edition:
    own, party = OwnVotes(**body["own"]), PartyTotals(**body["party"])
    if not all(math.isfinite(s) and s > 0 for s in (own.scale, own.squares, party.large, party.small)):
        raise ValueError("scales are positive numbers")
    return Edition(
        before=body["before"], first=body["first"], last=body["last"], own=own, party=party,
        leaders=_tallies(body["leaders"]), favored=_tallies(body["favored"]), words=_tallies(body["words"]),
        turnout={name: Kept(*row) for name, row in body["turnout"].items()},
        going=Going(**body["going"]) if "going" in body else None,
    )  # fmt: skip


def _tallies(body: Mapping[str, Any]) -> dict[str, Tally]:
    return {name: Tally(*row) for name, row in body.items()}


HEADER = """\
# What past runoffs say of the next one. Made by the command below; do not edit by hand.
#
# Each edition was learned only from runoffs held before its day. own: two of one party, or without parties.
# party: Democrat against Republican. leaders: [held, of] by the lower end of the leader's share of two, and by size for
# Democrat against Republican; favored: [won, of] of those whom party totals favored. words: [won, of] of the side
# named (of the leader, for a toss-up), each pair rated without its own election. turnout: [runoffs, low, mid, high],
# votes of the runoff for every vote of the first round. going: votes for eliminated candidates, as places tell it.
"""


def write(table: RunoffTable) -> str:
    """The table as a text that `read` reads. Equal numbers give equal text."""
    lines = [HEADER, f'command = "{table.command}"', f'version = "{table.version}"', f"format = {FORMAT}"]
    for e in table.editions:
        lines += ["", "[[edition]]", f"before = {e.before}", f'first = "{e.first}"', f'last = "{e.last}"']
        lines += ["", "[edition.own]", *_numbers(e.own), "", "[edition.party]", *_numbers(e.party)]
        for name in ("leaders", "favored", "words"):
            rows = getattr(e, name)
            lines += ["", f"[edition.{name}]", *(f'"{k}" = [{t.won}, {t.of}]' for k, t in rows.items())]
        lines += ["", "[edition.turnout]"]
        lines += [
            f'"{k}" = [{v.pairs}, {_short(v.low)}, {_short(v.mid)}, {_short(v.high)}]' for k, v in e.turnout.items()
        ]
        lines += ["", "[edition.going]", *_numbers(e.going)] if e.going is not None else []
    return "\n".join(lines) + "\n"


def _numbers(value: OwnVotes | PartyTotals | Going) -> list[str]:
    return [f"{name} = {_short(getattr(value, name))}" for name in value.__dataclass_fields__]


def _short(number: float) -> str:
    """Whole numbers as they are, others with three significant digits."""
    return str(number) if isinstance(number, int) else repr(float(f"{number:.3g}"))
