"""Rehearses any contest of a tidy dataset: its own units and methods, an invented order of arrival.

Reads the tables ``contests``, ``candidates``, ``units`` and ``results/<state>-<date>`` (Parquet). Units
are used as they are: precincts under their counties, or counties in one state file. A missing row is
zero votes. Votes without a method are printed as "Total Votes": no real method's name is borrowed, so a
reader keeps them whole and says that it does not know the method.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from outright.count import slug
from outright.errors import ConfigError, UsageError
from outright.rehearsal.arrival import arrival
from outright.rehearsal.facts import CandidateFacts, CountyFacts, NightFacts, RehearsedNight
from outright.rehearsal.plan import Office, Place
from outright.rehearsal.simulate import file_source, publish, statement_source
from outright.terms import VoteMethod

if TYPE_CHECKING:
    from polars import DataFrame

METHODS = {
    "election_day": (VoteMethod.ELECTION_DAY, "Election Day"),
    "absentee_mail": (VoteMethod.ABSENTEE_MAIL, "Absentee by Mail"),
    "absentee": (VoteMethod.ABSENTEE, "Absentee"),
    "early_in_person": (VoteMethod.EARLY, "Advance in Person"),
    "unknown": (VoteMethod.OTHER, "Unallocated"),
    "total": (VoteMethod.TOTAL, "Total Votes"),
    "provisional": (VoteMethod.PROVISIONAL, "Provisional"),
}
"""The dataset's methods in printed order: what each is here, and the column it is printed as."""

# Local time zone of the state's capital and the hour at which most of its polls close.
_CLOCKS = {
    "al": ("America/Chicago", 19, 0),
    "ar": ("America/Chicago", 19, 30),
    "ga": ("America/New_York", 19, 0),
    "mo": ("America/Chicago", 19, 0),
    "ms": ("America/Chicago", 19, 0),
    "pa": ("America/New_York", 20, 0),
    "sc": ("America/New_York", 19, 0),
    "tn": ("America/Chicago", 19, 0),
    "tx": ("America/Chicago", 19, 0),
    "wi": ("America/Chicago", 20, 0),
}
_STATES = {
    "al": "Alabama",
    "ar": "Arkansas",
    "ga": "Georgia",
    "mo": "Missouri",
    "ms": "Mississippi",
    "pa": "Pennsylvania",
    "sc": "South Carolina",
    "tn": "Tennessee",
    "tx": "Texas",
    "wi": "Wisconsin",
}
_PARTIES = {"REP": "R", "DEM": "D", "IND": "I", "LIB": "L", "GRN": "G", "WRI": None, "": None}
_CONTEST_KEY = "10"


def from_dataset(directory: Path, contest_id: str, rng: Random) -> RehearsedNight:
    """The contest's night: the dataset's exact totals in a random usual order.

    The rule is not the dataset's to say: ``facts.rule_id`` is None. Registration is not in the dataset
    and stays unknown. Raises ``UsageError`` when the directory or the contest is not there.
    """
    contest = _contest(directory, contest_id)
    candidates_of = candidates(directory, contest_id)
    offices, batches = _offices(directory, contest, [c.id for c in candidates_of])
    close = polls_close(contest["state"], contest["date"])
    facts = _facts(contest, candidates_of, offices, close)
    keys = tuple(str(10 * (i + 1)) for i in range(len(candidates_of)))
    publications = publish(arrival(offices, batches, close, rng), facts, _CONTEST_KEY, keys, rng)
    return RehearsedNight(facts, publications)


def table(path: Path, **wanted: str) -> DataFrame:
    """Rows of one table with these values, or all of them; nothing else of it is loaded."""
    import polars as pl

    if not path.is_file():
        raise UsageError(
            f"There is no table {path.name}", where=str(path.parent), hint="Name a folder of tidy results."
        )
    return pl.scan_parquet(path).filter(pl.lit(value=True), *(pl.col(k) == v for k, v in wanted.items())).collect()


def _contest(directory: Path, contest_id: str) -> dict[str, Any]:
    rows = table(directory / "contests.parquet", contest_id=contest_id).to_dicts()
    if not rows:
        raise UsageError(
            f"The dataset has no contest {contest_id!r}",
            where="contests.parquet",
            hint="Its ids are in the column contest_id.",
        )
    return rows[0]


def candidates(directory: Path, contest_id: str) -> tuple[CandidateFacts, ...]:
    """The contest's candidates in the order of their ids, which says nothing."""
    rows = table(directory / "candidates.parquet", contest_id=contest_id).to_dicts()
    return tuple(
        CandidateFacts(r["candidate_id"], r["name"], _PARTIES.get(r["party"] or "", r["party"]), (r["name"],))
        for r in sorted(rows, key=lambda r: str(r["candidate_id"]))
    )


def _offices(
    directory: Path, contest: dict[str, Any], ids: list[str]
) -> tuple[tuple[Office, ...], set[tuple[str, int]]]:
    """The publishing offices with all their votes, and which units are batches rather than places."""
    votes, rows = rows_and_units(directory, contest)
    cells = {(unit, method, candidate): number for unit, method, candidate, number in votes}
    has = {method for _, method, _, _ in votes}
    methods = [m for m in METHODS if m in has]
    if contest["level"] == "county":
        groups = [(_STATES[contest["state"]], rows)]
    else:
        counties = sorted({u["county"] for u in rows})
        groups = [(county, [u for u in rows if u["county"] == county]) for county in counties]
    offices, batches = [], set()
    for group, members in groups:
        office = _office(group, members, methods, ids, cells, contest["level"] == "county")
        offices.append(office)
        batches |= {(office.id, i) for i, u in enumerate(members) if u["unit_type"] == "pseudo"}
    return tuple(offices), batches


def rows_and_units(
    directory: Path, contest: dict[str, Any]
) -> tuple[list[tuple[str, str, str, int]], list[dict[str, Any]]]:
    """The contest's rows (unit, method, candidate, votes) and the units they name, in the order of their ids."""
    import polars as pl

    name = f"{contest['state']}-{contest['date']}.parquet"
    votes = table(directory / "results" / name, contest_id=contest["contest_id"])
    units = table(directory / "units.parquet", state=contest["state"]).filter(
        pl.col("unit_id").is_in(votes["unit_id"].unique().implode())
    )
    rows = [(r[0], r[1], r[2], r[3]) for r in votes.select("unit_id", "method", "candidate_id", "votes").rows()]
    return rows, sorted(units.to_dicts(), key=lambda u: str(u["unit_id"]))


def _office(
    name: str,
    units: list[dict[str, Any]],
    methods: list[str],
    ids: list[str],
    cells: dict[tuple[str, str, str], int],
    is_state: bool,
) -> Office:
    texts = distinct((u["county"] if is_state else u["precinct"], u["unit_id"]) for u in units)
    places = tuple(
        Place(text, None, tuple(tuple(cells.get((u["unit_id"], m, c), 0) for c in ids) for m in methods))
        for text, u in zip(texts, units, strict=True)
    )
    return Office(
        id=slug(name),
        name=name,
        registered=None,
        methods=tuple(METHODS[m][0] for m in methods),
        labels=tuple((METHODS[m][1],) for m in methods),
        places=places,
        is_state=is_state,
    )


def distinct(names: Iterable[tuple[str, str]]) -> list[str]:
    """Printed names; where two units share one, each carries its id, so that no row can be mistaken."""
    pairs = list(names)
    texts = [text for text, _ in pairs]
    return [text if texts.count(text) == 1 else f"{text} ({unit_id})" for text, unit_id in pairs]


def polls_close(state: str, day: str) -> dt.datetime:
    """When the polls close, with a fixed offset and its abbreviation, as a local clock prints it.

    ``UsageError`` for a state whose usual hour is not known.
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if state not in _CLOCKS:
        raise UsageError(
            f"No poll-closing time is known for the state {state!r}",
            where=day,
            hint=f"States that can be rehearsed: {', '.join(_CLOCKS)}.",
        )
    zone, hour, minute = _CLOCKS[state]
    try:
        local = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour, minute), ZoneInfo(zone))
    except ZoneInfoNotFoundError as error:
        raise ConfigError(
            f"This machine has no table of time zones ({zone})",
            where="time zones",
            hint="Install the package tzdata.",
        ) from error
    offset, name = local.utcoffset(), local.tzname()
    return local.replace(tzinfo=dt.timezone(offset or dt.timedelta(0), name or zone))


def printed(contest: dict[str, Any]) -> str:
    """The contest's title as its files print it: office, district, and the party of a primary."""
    title = contest["office"].replace("-", " ").title().replace("Us ", "U.S. ")
    district = contest["district"]
    if district:
        title += f", District {district}" if district.isdigit() else f", {district.replace('-', ' ').title()}"
    return f"{title} - {contest['party']}" if contest["party"] else title


def _facts(
    contest: dict[str, Any],
    candidates: tuple[CandidateFacts, ...],
    offices: tuple[Office, ...],
    close: dt.datetime,
) -> NightFacts:
    state, date = contest["state"], contest["date"]
    name = contest["contest_id"].removeprefix(f"{state}-{date}-")
    day = close.date()
    title = printed(contest)
    return NightFacts(
        id=f"us-{state}-{date}",
        name=f"{_STATES[state]}, {day:%B} {day.day}, {day.year}",
        election_name=f"{day:%B} {day.day}, {day.year} - {contest['kind'].replace('-', ' ').title()}",
        date=day,
        timezone=_CLOCKS[state][0],
        polls_close=close,
        contest_id=name,
        contest_name=f"{title} ({_STATES[state]})",
        contest_short=title,
        contest_printed=(title,),
        candidates=candidates,
        rule_id=None,
        counties=tuple(CountyFacts(slug(p.name), p.name, None, 1) for o in offices if o.is_state for p in o.places)
        or tuple(CountyFacts(o.id, o.name, None, len(o.places)) for o in offices),
        sources=(*map(file_source, offices), *map(statement_source, offices)),
        notes=(("votes", f"The dataset's contest {contest['contest_id']}, every unit and method as there."),),
    )
