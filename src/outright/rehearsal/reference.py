"""The reference night's own table: Georgia's 6th, April 18, 2017, as the package carries it.

Read from the files in ``reference/``: certified votes, earlier contests, facts and reported milestones are real,
the pace is invented and says so. Only the standard library reads them; nothing here is chance.
"""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from outright.count import slug
from outright.rehearsal.facts import (
    BesideFacts,
    CandidateFacts,
    ContestFacts,
    CountyFacts,
    NightFacts,
    PastFacts,
    PastVoteFacts,
    SourceFacts,
)
from outright.rehearsal.plan import Votes
from outright.terms import ElectionType, VoteMethod

METHODS = (
    VoteMethod.ELECTION_DAY,
    VoteMethod.ABSENTEE_MAIL,
    VoteMethod.EARLY,
    VoteMethod.PROVISIONAL,
)
"""The four columns of the county files, in their printed order."""


@dataclass(frozen=True, slots=True)
class ReferenceCounty:
    """One county: certified ``votes[method][candidate]`` in the orders of `METHODS` and the candidates.

    The spreads say how much its precincts differed in June: ``lean_spread`` in shares (0-1),
    ``size_spread`` in the logarithm of registration. ``labels`` are the printed columns by method.
    """

    id: str
    name: str
    registered: int
    precincts: int
    lean_spread: float
    size_spread: float
    labels: tuple[tuple[str, ...], ...]
    votes: Votes


@dataclass(frozen=True, slots=True)
class Milestone:
    """What was said in public at one moment of the real night.

    ``shares`` are percent of the votes counted so far, in ``county_id`` or everywhere when it is None;
    ``votes`` and ``total`` are counts; ``precincts`` is how many were in.
    """

    at: dt.datetime
    said: str
    county_id: str | None
    shares: tuple[tuple[str, float], ...]
    votes: tuple[tuple[str, int], ...]
    total: int | None
    precincts: int | None


@dataclass(frozen=True, slots=True)
class Pace:
    """When one county publishes what. ``election_day`` holds moments and precincts in so far.

    ``held_back`` is how many precincts come last and what share of the election-day vote they hold;
    ``fitted`` says that the order of precincts is chosen so that the milestones hold.
    """

    zero: dt.datetime
    early: dt.datetime
    mail: dt.datetime
    election_day: tuple[tuple[dt.datetime, int], ...]
    statements: tuple[dt.datetime, ...]
    provisional: dt.datetime
    complete: dt.datetime
    held_back: tuple[int, float] | None
    fitted: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole table. ``keys`` are the candidates' keys in the county files, in ballot order."""

    facts: NightFacts
    contest_key: str
    keys: tuple[str, ...]
    counties: tuple[ReferenceCounty, ...]
    milestones: tuple[Milestone, ...]
    pace: Mapping[str, Pace]


@cache
def load() -> Reference:
    """The table as shipped."""
    night = tomllib.loads(_text("night.toml"))
    zone = dt.timezone(dt.timedelta(hours=night["utc_offset_hours"]), night["zone"])
    votes = _certified(_text("votes.csv"), [c["id"] for c in night["candidate"]])
    paces = tomllib.loads(_text("pace.toml"))
    return Reference(
        facts=_facts(night, zone, _pasts(night["past"], _text("baseline.csv"))),
        contest_key=night["contest_key"],
        keys=tuple(c["key"] for c in night["candidate"]),
        counties=tuple(_county(c, votes) for c in night["county"]),
        milestones=tuple(_milestone(m, zone) for m in night["milestone"]),
        pace={county: _pace(p, zone) for county, p in paces.items()},
    )


def _text(name: str) -> str:
    return (files("outright.rehearsal") / "reference" / name).read_text(encoding="utf-8")


def _certified(text: str, ids: list[str]) -> dict[str, tuple[int, ...]]:
    """Votes by ``county/method`` column, in the order of ``ids``."""
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    by_id = {row["candidate"]: row for row in rows}
    columns = [name for name in (rows.fieldnames or ()) if name != "candidate"]
    return {name: tuple(int(by_id[i][name]) for i in ids) for name in columns}


def _pasts(rows: list[dict[str, Any]], text: str) -> tuple[PastFacts, ...]:
    """The earlier contests, each with its own tidy table out of the wide one."""
    wide = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    pasts = []
    for row in rows:
        lines = ["unit_id,method,candidate,party,votes"]
        for line in (w for w in wide if w["contest"] == row["id"]):
            cells = [(name, votes) for name, votes in line.items() if "/" in name]
            lines += [f"{name.replace('/', ',')},{line['candidate']},{line['party']},{votes}" for name, votes in cells]
        wider = row.get("wider")
        pasts.append(
            PastFacts(
                row["id"], row["name"], row["date"], row["office"], row["district"], "\n".join(lines) + "\n",
                tuple(row["names"].items()), tuple(row["compare"].items()),
                (wider["name"], tuple(wider["votes"].items())) if wider else None,
            )
        )  # fmt: skip
    return tuple(pasts)


def _facts(night: dict[str, Any], zone: dt.timezone, past: tuple[PastFacts, ...]) -> NightFacts:
    counties = tuple(
        CountyFacts(slug(c["name"]), c["name"], c["registered"], c["precincts"], c["fips"]) for c in night["county"]
    )
    return NightFacts(
        id=night["id"],
        name=night["name"],
        election_name=night["election_name"],
        date=night["date"],
        timezone=night["timezone"],
        polls_close=night["polls_close"].replace(tzinfo=zone),
        contest_id=night["contest_id"],
        contest_name=night["contest_name"],
        contest_short=night["contest_short"],
        contest_printed=tuple(night["contest_printed"]),
        candidates=tuple(
            CandidateFacts(c["id"], c["name"], c["party"], (c["printed"],), c["first"], c["last"], c["incumbent"])
            for c in night["candidate"]
        ),
        rule_id=night["rule_id"],
        counties=counties,
        sources=(
            *(SourceFacts(f"clarity-{c.id}", "clarity", f"{c.name} County") for c in counties),
            *(SourceFacts(f"statement-{c.id}", "statement", f"{c.name} County election office") for c in counties),
        ),
        notes=tuple(night["sources"].items()),
        past=past,
        contest=_contest(night["contest"]),
        beside=_beside(night["beside"]),
        money=_text("money.toml"),
    )


def _beside(row: dict[str, Any]) -> BesideFacts:
    history = tuple(
        PastVoteFacts(
            past["id"], past.get("baseline", ""), past.get("name", ""), past.get("date"), past.get("office", ""),
            past.get("place", ""), tuple(past.get("votes", {}).items()), tuple(past.get("parties", {}).items()),
        )
        for past in row["history"]
    )  # fmt: skip
    return BesideFacts(_text("polls.csv"), row["polls_kind"], _text("specials.csv"), row["specials_here"], history)


def _contest(row: dict[str, Any]) -> ContestFacts:
    return ContestFacts(**{**row, "type": ElectionType(row["type"]), "divisions": tuple(row["divisions"])})


def _county(row: dict[str, Any], votes: Mapping[str, tuple[int, ...]]) -> ReferenceCounty:
    return ReferenceCounty(
        id=row["id"],
        name=row["name"],
        registered=row["registered"],
        precincts=row["precincts"],
        lean_spread=row["lean_spread"],
        size_spread=row["size_spread"],
        labels=(("Election Day",), ("Absentee by Mail",), tuple(row["early_labels"]), ("Provisional",)),
        votes=tuple(votes[f"{row['id']}/{method.value}"] for method in METHODS),
    )


def _milestone(row: dict[str, Any], zone: dt.timezone) -> Milestone:
    return Milestone(
        at=row["at"].replace(tzinfo=zone),
        said=row["said"],
        county_id=row.get("county"),
        shares=tuple(row.get("shares", {}).items()),
        votes=tuple(row.get("votes", {}).items()),
        total=row.get("total"),
        precincts=row.get("precincts"),
    )


def _pace(row: dict[str, Any], zone: dt.timezone) -> Pace:
    held = row.get("held_back")
    return Pace(
        zero=row["zero"].replace(tzinfo=zone),
        early=row["early"].replace(tzinfo=zone),
        mail=row["mail"].replace(tzinfo=zone),
        election_day=tuple((s["at"].replace(tzinfo=zone), s["precincts"]) for s in row["election_day"]),
        statements=tuple(at.replace(tzinfo=zone) for at in row["statements"]),
        provisional=row["provisional"].replace(tzinfo=zone),
        complete=row["complete"].replace(tzinfo=zone),
        held_back=(held["precincts"], held["share"]) if held else None,
        fitted=row.get("fitted", False),
    )
