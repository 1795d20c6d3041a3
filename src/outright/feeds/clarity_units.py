"""The places of one Clarity file: who they are, what they say of turnout, whether they are in.

The turnout block may be missing, empty, zero or short of units, so places are the union of it and of
every contest's own list, and nothing is computed from turnout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from outright.count import ReportingUnit
from outright.errors import FeedMalformed
from outright.feeds.findings import Findings
from outright.feeds.ids import free, stem
from outright.feeds.methods import is_batch_name
from outright.feeds.numbers import whole
from outright.terms import ReportingUnitType

Key = tuple[str, int]
"""A place's printed name and which of the places of that name in the file it is, from 0."""

FULLY_REPORTED = 4
"""``percentReporting`` is a status code, not a percentage; 4 is the code of a finished precinct."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What one element states of turnout and of precincts in; None where it does not."""

    registered: int | None = None
    ballots: int | None = None
    status_code: int | None = None
    precincts_total: int | None = None
    precincts_in: int | None = None

    @classmethod
    def of(cls, attributes: Mapping[str, str], where: str) -> Progress:
        """The attributes of a turnout block, a unit or a contest.

        On a county's contest ``precinctsReporting`` is the *total* and ``precinctsReported`` the
        number in; a state's contest calls the total ``precinctsParticipating``.
        """

        def number(key: str) -> int | None:
            text = attributes.get(key)
            try:
                return whole(text) if text else None
            except ValueError as error:
                raise FeedMalformed(f"{key}: {error}", where=where, hint="Keep the file and fetch it again.") from None

        total = number("precinctsParticipating")
        return cls(
            number("totalVoters"),
            number("ballotsCast"),
            number("percentReporting"),
            number("precinctsReporting") if total is None else total,
            number("precinctsReported"),
        )

    @property
    def reported(self) -> bool | None:
        """The source's word that the place is fully in; None where it gives none."""
        if self.status_code is not None:
            return self.status_code == FULLY_REPORTED
        return fully_in(self.precincts_total, self.precincts_in)


def fully_in(total: int | None, reported: int | None) -> bool | None:
    """Whether all precincts are in; a total of none, or an unknown number, says nothing."""
    return reported >= total if total and reported is not None else None


class Spots(NamedTuple):
    """The places of one contest, side by side; most contests of a file share one such list."""

    units: list[ReportingUnit]
    reported: list[bool | None]
    ballots: list[int | None]
    registered: list[int | None]
    everywhere: bool


class Places:
    """Every place of the file, with one id each, shared by all contests."""

    def __init__(
        self,
        level: ReportingUnitType,
        region: str,
        turnout: list[tuple[str, Progress]],
        total: Progress,
    ) -> None:
        self.level = level
        self.total = total
        self.cells = 0
        self.listed = {key: p for key, (_, p) in zip(numbered(tuple(n for n, _ in turnout)), turnout, strict=True)}
        self._parent = stem(region) if level is ReportingUnitType.PRECINCT and region else None
        self._units: dict[Key, ReportingUnit] = {}
        self._taken: dict[str, int] = {}
        self._used: dict[Key, None] = {}
        self._spots: dict[tuple[Key, ...], Spots] = {}
        self._most_votes: tuple[int, str] = (0, "")
        for key in self.listed:
            self._unit(key)

    def of(self, keys: tuple[Key, ...]) -> Spots:
        """The units of these keys in that order, and what the turnout block says of each."""
        if (found := self._spots.get(keys)) is None:
            nothing = Progress()
            stated = [self.listed.get(k, nothing) for k in keys]
            found = Spots(
                [self._units.get(k) or self._unit(k) for k in keys],
                [p.reported for p in stated],
                [p.ballots for p in stated],
                [p.registered for p in stated],
                bool(self.listed) and set(self.listed) <= set(keys),
            )
            self._spots[keys] = found
            self._used.update(dict.fromkeys(keys))
        return found

    def note_votes(self, contest: str, votes: int | None, marks: int | None) -> None:
        """Remembers the largest contest, to hold the stated ballots against.

        Before 2019 files do not say how many a voter may mark; five is more than any ballot had.
        """
        self._most_votes = max(self._most_votes, ((votes or 0) // (marks or 5), contest))

    def _unit(self, key: Key) -> ReportingUnit:
        name = key[0]
        bare = f"{self._parent}--{stem(name)}" if self._parent else stem(name)
        geographic = self.level is ReportingUnitType.COUNTY or not is_batch_name(name)
        unit = ReportingUnit(free(bare, self._taken), name, self.level, self._parent, is_geographic=geographic)
        self._units[key] = unit
        return unit

    def report(self, findings: Findings) -> None:
        """What is odd about the places themselves."""
        for (name, n), unit in self._units.items():
            if n:
                message = f"The name {name!r} stands for more than one place; this one is {unit.id}."
                findings.warn("unit-name-repeated", unit.id, message)
        if self.listed:
            for key in (k for k in self._used if k not in self.listed):
                unit = self._units[key]
                message = f"{unit.name!r} has votes but is not in the turnout list."
                findings.info("unit-not-in-turnout", unit.id, message)
        ballots, (votes, contest) = self.total.ballots, self._most_votes
        if ballots is not None and votes > ballots:
            findings.warn(
                "turnout-below-votes",
                contest,
                f"The file states {ballots:,} ballots cast, too few for this contest's own votes.",
            )


@lru_cache(maxsize=256)
def numbered(names: tuple[str, ...]) -> tuple[Key, ...]:
    """Each name with its occurrence: a repeated name is another place, never more votes for the first."""
    met: dict[str, int] = {}
    keys = []
    for name in map(str.strip, names):
        n = met.get(name, 0)
        met[name] = n + 1
        keys.append((name, n))
    return tuple(keys)
