"""What a desk settles before the night: sources, contests, candidates, the rule, who may vote.

A frozen value that is stored in the night file, so that a replay anywhere gives the same bulletins.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from outright.errors import ConfigError


class Part(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A frozen part of a plan; unknown keys are errors."""


class PlannedSource(Part, frozen=True, kw_only=True):
    """One place the counts come from. ``name`` is what a reader sees ("Cobb County")."""

    id: str
    kind: str
    name: str
    url: str | None = None


class PlannedCandidate(Part, frozen=True, kw_only=True):
    """A candidate as we print them. ``printed`` are the ways sources print the name."""

    id: str
    name: str
    party: str | None = None
    printed: tuple[str, ...] = ()


class PlannedContest(Part, frozen=True, kw_only=True):
    """A contest to follow. ``match`` are the names under which sources print it.

    ``registered`` maps county ids to registered voters and says which counties vote; ``registered_note``
    says whose figure it is. ``rule`` is an id of the rules table; None when the rule is unknown.
    """

    id: str
    name: str
    short_name: str
    match: tuple[str, ...]
    rule: str | None
    candidates: tuple[PlannedCandidate, ...] = ()
    registered: dict[str, int] = {}
    registered_note: str = ""
    counties: dict[str, str] = {}
    seats: int = 1


class NightPlan(Part, frozen=True, kw_only=True):
    """The whole night. ``rehearsal`` and ``test`` are said wherever anything is shown.

    ``publish`` says which verdicts publish themselves: "certain" those of arithmetic, "projected" the model's
    too, "desk" none of the model's without a person. What arithmetic shows is a fact of the count and is told
    in any case.
    """

    id: str
    name: str
    date: dt.date
    timezone: str
    sources: tuple[PlannedSource, ...]
    contests: tuple[PlannedContest, ...]
    polls_close: dt.datetime | None = None
    test: bool = False
    rehearsal: bool = False
    publish: Literal["certain", "projected", "desk"] = "certain"

    @property
    def zone(self) -> ZoneInfo:
        """The jurisdiction's time zone."""
        return ZoneInfo(self.timezone)

    def contest(self, contest_id: str) -> PlannedContest:
        """The planned contest with this id; ``KeyError`` when there is none."""
        return next(c for c in self.contests if c.id == contest_id)


def to_json(plan: NightPlan) -> str:
    """The plan as JSON, the same bytes for the same plan."""
    return msgspec.json.encode(plan, order="deterministic").decode()


def from_json(text: str) -> NightPlan:
    """A plan from its JSON; `ConfigError` names the key that does not fit."""
    try:
        return msgspec.json.decode(text, type=NightPlan)
    except msgspec.ValidationError as error:
        raise ConfigError(f"the night's settings do not fit: {error}") from error
