"""What a desk settles before the night: sources, contests, candidates, the rule, who may vote.

A frozen value that is stored in the night file, so that a replay anywhere gives the same bulletins.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from outright.archive import Archive
from outright.context.fact import Fact, Facts, Origin
from outright.errors import ArchiveError, ConfigError
from outright.terms import ElectionType


class Part(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A frozen part of a plan; unknown keys are errors."""


class PlannedSource(Part, frozen=True, kw_only=True):
    """One place the counts come from. ``name`` is what a reader sees ("Cobb County").

    Where two sources report one place, the one of the higher ``authority`` counts, then the earlier in the plan.
    ``column_map`` is the text of the map by which a desk's own table is read, inside the plan, so that a replay
    needs no other file.
    """

    id: str
    kind: str
    name: str
    url: str | None = None
    authority: int = 0
    column_map: str = ""


class PlannedCandidate(Part, frozen=True, kw_only=True):
    """A candidate as we print them. ``printed`` are the ways sources print the name.

    ``first``, ``last`` and ``incumbent`` are told where a desk gave them; a name is never cut in two by us.
    """

    id: str
    name: str
    party: str | None = None
    printed: tuple[str, ...] = ()
    first: str | None = None
    last: str | None = None
    incumbent: bool | None = None


class PlannedIdentity(Part, frozen=True, kw_only=True):
    """What other systems call the contest: AP's office and seat, the state, OCD-IDs, the next round's day.

    ``fips`` are the counties' codes by county id.
    """

    office: str | None = None
    office_name: str | None = None
    seat: str | None = None
    seat_name: str | None = None
    state: str | None = None
    type: ElectionType | None = None
    party: str | None = None
    divisions: tuple[str, ...] = ()
    fips: dict[str, str] = {}
    runoff: dt.date | None = None
    runoff_of: str | None = None


class PlannedWider(Part, frozen=True, kw_only=True):
    """A past result of a larger place than the contest's (the state): its name, votes by candidate."""

    name: str
    votes: dict[str, int]


class PlannedBaseline(Part, frozen=True, kw_only=True):
    """An earlier contest to compare with, its votes inside the plan, so that a replay needs no other file.

    ``table`` is a tidy CSV: unit_id, method, candidate, party, votes, perhaps unit (its printed name) and
    county (itself where there is none). ``level`` "precinct" is carried onto tonight's precincts by id and
    name, "county" is compared county by county. ``scope`` says what its units are to tonight's: "unit",
    "district-part" or "whole-county". ``compare`` maps tonight's candidates to a candidate or a party
    of it; ``names`` are its candidates as we print them.
    """

    id: str
    name: str
    date: dt.date
    table: str
    office: str = ""
    kind: str = "general"
    party: str = ""
    level: str = "county"
    scope: str = "district-part"
    district: str = ""
    names: dict[str, str] = {}
    compare: dict[str, str] = {}
    wider: PlannedWider | None = None
    source: str = ""


class PlannedMoney(Part, frozen=True, kw_only=True):
    """What is known of money in a contest, settled before the night, by our own ids of candidates.

    ``problems`` say in words what could not be used.
    """

    facts: tuple[Fact, ...] = ()
    origins: tuple[Origin, ...] = ()
    problems: tuple[str, ...] = ()


def planned_money(known: Facts) -> PlannedMoney:
    """Facts of money as a plan holds them."""
    return PlannedMoney(facts=known.facts, origins=known.origins, problems=known.problems)


class PlannedPolls(Part, frozen=True, kw_only=True):
    """Polls to be shown beside the count. ``table`` is their CSV, ``race`` which of its races.

    Kinds: "field" for a first round of all parties, "runoff", "general"; "" is found out.
    """

    table: str
    race: str = ""
    kind: Literal["", "field", "runoff", "general"] = ""
    source: str = ""


class PlannedSpecials(Part, frozen=True, kw_only=True):
    """Special elections to be shown beside the count. ``here`` is the race of its ``table`` that is this contest."""

    table: str
    here: str = ""
    source: str = ""


class PlannedPast(Part, frozen=True, kw_only=True):
    """A past result: its own ``votes`` by name (and ``parties``), or those of the plan's ``baseline`` of that id."""

    id: str
    name: str = ""
    date: dt.date | None = None
    office: str = ""
    place: str = ""
    where: Literal["district", "state", "nation"] = "district"
    baseline: str = ""
    votes: dict[str, int] = {}
    parties: dict[str, str] = {}
    source: str = ""


class PlannedContest(Part, frozen=True, kw_only=True):
    """A contest to follow. ``match`` are the names under which sources print it.

    ``registered`` maps county ids to registered voters and says which counties vote; ``registered_note``
    says whose figure it is. ``rule`` is an id of the rules table; None when the rule is unknown.
    ``precincts`` and ``project`` false leave the precincts out of the bulletin, or the contest without a
    projection: a night of many contests is told faster so.
    ``baseline`` are past contests, the one to compare with first; ``expected`` is the text of expected.csv.
    ``identity`` is what other systems call the contest; ``shapes`` are a desk's own outlines of precincts, ready to
    be drawn. ``polls``, ``specials``, ``history`` and ``money`` stand beside the count and decide nothing of it.
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
    baseline: tuple[PlannedBaseline, ...] = ()
    expected: str = ""
    precincts: bool = True
    project: bool = True
    identity: PlannedIdentity = PlannedIdentity()
    shapes: str = ""
    polls: PlannedPolls | None = None
    specials: PlannedSpecials | None = None
    history: tuple[PlannedPast, ...] = ()
    money: PlannedMoney | None = None


_SPOKEN = ("entry", "notice", "statement")
"""Kinds of source that are empty on a night on which nobody had anything to say."""


class NightPlan(Part, frozen=True, kw_only=True):
    """The whole night. ``rehearsal`` and ``test`` are said wherever anything is shown.

    ``publish`` says which verdicts publish themselves: "certain" those of arithmetic, "projected" the model's
    too, "desk" none at all: nobody is said to have won, to go on or to be out before two people of the ``desk``
    have called it. ``checks`` weighs every publication; ``hold`` says which alarms make it wait for a person.
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
    checks: bool = False
    hold: tuple[str, ...] = ()
    desk: tuple[str, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The jurisdiction's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def counting(self) -> tuple[str, ...]:
        """The sources that counts are expected from, by id: all but those in which people speak when they have to."""
        return tuple(s.id for s in self.sources if s.kind not in _SPOKEN)

    @property
    def shapes(self) -> dict[str, str]:
        """Outlines of precincts by contest, of those contests that have them."""
        return {c.id: c.shapes for c in self.contests if c.shapes}

    def column_map(self, key: str) -> str:
        """The column map of the source that a key belongs to; "" where it has none."""
        source = key.partition("/")[0]
        return next((s.column_map for s in self.sources if s.id == source), "")

    def source_name(self, key: str) -> str:
        """What a reader sees for the key of a source or of one of its parts ("Georgia, Ben Hill")."""
        source, _, part = key.partition("/")
        name = next((s.name for s in self.sources if s.id == source), source)
        return f"{name}, {part.replace('-', ' ').title()}" if part else name

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
        raise ConfigError(
            f"the night's settings do not fit: {error}",
            hint="They may be a later release's: open the night with the release that follows it.",
        ) from error


def says_what(stored: str, plan: NightPlan) -> bool:
    """Whether a plan says what a night was begun with, by the JSON that is ``stored`` in it.

    A release that knew less wrote down less: what it knew must be the same, and what it did not know is not asked.
    """
    return _same(plan, from_json(stored), msgspec.json.decode(stored))


def _same(now: object, then: object, written: object) -> bool:
    """Whether a part of a plan is what it was, in everything that was ``written`` of it."""
    if isinstance(now, msgspec.Struct) and isinstance(then, msgspec.Struct) and isinstance(written, dict):
        known = (f for f in msgspec.structs.fields(now) if f.encode_name in written)
        return all(_same(getattr(now, f.name), getattr(then, f.name), written[f.encode_name]) for f in known)
    if isinstance(now, tuple) and isinstance(then, tuple) and isinstance(written, list):
        return len(now) == len(then) and all(map(_same, now, then, written))
    return now == then


def plan_of(archive: Archive) -> NightPlan:
    """The plan the night was run by."""
    return from_json(plan_text(archive))


def plan_text(archive: Archive) -> str:
    """The plan as it was written down when the night was begun."""
    meta = archive.meta()
    if "plan" not in meta:
        raise ArchiveError("the night file holds no plan", where=archive.path.name)
    return meta["plan"]
