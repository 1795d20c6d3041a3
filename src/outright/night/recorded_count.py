"""From a recorded publication to the typed count of the night: the same loop reads it as reads a live file.

Order is the order of publication. A source's clock may run backwards, so a snapshot carries it as printed text
only; what is given as the time of arrival never runs backwards (`arrival_times`). A unit or candidate that a
publication does not hold is not reported, never zero. Votes beyond the listed candidates are a row of their own,
so that the denominator is whole. No publication of a recorded night says that anything is complete.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence

from outright.count import Candidate, Contest, ContestCount, Election, Finding, ReportingUnit, Snapshot, UnitCount, slug
from outright.count.tally import add
from outright.errors import FeedMalformed, RuleError
from outright.night.arrival import Arrival
from outright.night.plan import NightPlan, PlannedContest, PlannedSource
from outright.night.recorded import Block, Publication, RecordedContest, Series, spelled
from outright.night.rounding import rounded_finding
from outright.rules.table import SECOND_ROUND, rules_of
from outright.terms import ReportingUnitType, Severity, VoteMethod

OTHERS = "other"
"""The id of the row that holds the votes a source does not tell apart."""

METHODS = {
    "absentee": VoteMethod.ABSENTEE,
    "early": VoteMethod.EARLY,
    "electionday": VoteMethod.ELECTION_DAY,
    "provisional": VoteMethod.PROVISIONAL,
    "total": VoteMethod.TOTAL,
}
"""The tables' words for the ways of voting."""

_LEVELS = {"state": ReportingUnitType.STATE, "county": ReportingUnitType.COUNTY, "precinct": ReportingUnitType.PRECINCT}
_PARTIES = {
    "democrat": "D",
    "dem": "D",
    "republican": "R",
    "rep": "R",
    "libertarian": "L",
    "green": "G",
    "independent": "I",
}
_OFFICES = {"president": "president", "senate": "us-senate", "house": "us-house", "governor": "governor"}
_OFFICE_NAMES = {"president": "President", "senate": "US Senate", "house": "US House", "governor": "Governor"}
_ZONES = {
    "America/New_York": ("CT", "DC", "DE", "GA", "IN", "ME", "NC", "NH", "NY", "PA", "SC", "VT", "WV"),
    "America/Chicago": ("AL", "AR", "IA", "IL", "KS", "MO", "MS", "TX", "WI"),
    "America/Denver": ("MT", "UT", "WY"),
    "America/Phoenix": ("AZ",),
}
"""The clock of each state's capital; a state that is not here is told in UTC."""


def office_of(contest: RecordedContest) -> str:
    """The office in the words of the rules table: ``us-senate``."""
    return _OFFICES.get(contest.office, contest.office)


def contest_name(contest: RecordedContest) -> str:
    """The contest's name: "US Senate, Georgia (special)"."""
    where = f"{contest.state} {contest.seat}".strip()
    kind = "" if contest.kind == "general" else f" ({contest.kind.removesuffix('-general').replace('-', ' ')})"
    return f"{_OFFICE_NAMES.get(contest.office, contest.office.title())}, {where}{kind}"


def rule_id(contest: RecordedContest) -> str | None:
    """The id of the rule in force; None where the rules table has none for it that agrees with the tables' word.

    A rule that counts rankings is left out: the tables hold first preferences only.
    """
    kind = contest.kind
    if kind == "runoff":
        return _runoff_rule(contest)
    if contest.rule not in ("plurality", "majority_runoff"):
        return None
    stage = "special" if kind.startswith("special") else "general"
    try:
        found = rules_of(f"US-{contest.state}", contest.date, stage=stage, scope=office_of(contest))
    except RuleError:
        return None
    return next((r.id for r in found if bool(r.otherwise) == (contest.rule == "majority_runoff")), None)


def _runoff_rule(contest: RecordedContest) -> str | None:
    """The second round of the rule that was in force on the last general election day before the runoff."""
    first = dt.date(contest.date.year - 1, 11, 3)
    for stage in ("special", "general") if contest.id.split("-")[1:2] == ["s"] else ("general", "special"):
        try:
            found = rules_of(f"US-{contest.state}", first, stage=stage, scope=office_of(contest))
        except RuleError:
            continue
        if any(r.otherwise for r in found):
            return next(r.id for r in found if r.otherwise) + SECOND_ROUND
    return None


def plan_of(series: Series) -> NightPlan:
    """The plan of a night on which this series is followed. It names no candidates and no registered voters."""
    contest = series.contest
    name = contest_name(contest)
    counties = {unit_id(series, u): place_name(series, u) for u in series.units} if series.level == "county" else {}
    return NightPlan(
        id=slug(series.id), name=f"{name}, {contest.date}", date=contest.date,
        timezone=next((zone for zone, states in _ZONES.items() if contest.state in states), "UTC"),
        sources=(PlannedSource(id=series.source, kind="recorded", name=series.source),),
        contests=(
            PlannedContest(
                id=contest.id, name=name, short_name=name, match=(name,), rule=rule_id(contest), counties=counties,
            ),
        ),
        polls_close=contest.polls_close,
    )  # fmt: skip


def unit_id(series: Series, unit: str) -> str:
    """A unit's id in the form of the library of past results: ``ga``, ``ga-13067``, ``nc-37001-01``."""
    state = series.contest.state.lower()
    if series.level == "state":
        return state
    if series.level == "precinct" and "#" in unit:
        name, _, county = unit.rpartition("#")
        return f"{state}-{county}-{slug(name.partition('/')[2]) or slug(name)}"
    return f"{state}-{slug(unit)}"


def county_of(series: Series, unit: str) -> str:
    """The county's FIPS code of a unit, or its name where the source has no code; "" for a whole state."""
    if series.level == "state":
        return ""
    return unit.rpartition("#")[2] if series.level == "precinct" else unit


def place_name(series: Series, unit: str) -> str:
    """A unit's name as the source prints it."""
    name = series.names[unit]
    return name.rpartition("#")[0] or name if series.level == "precinct" else name.title() if name.islower() else name


def is_batch(series: Series, unit: str) -> bool:
    """Whether a unit's own name says that it is a county's batch posted as if it were a precinct."""
    return series.level == "precinct" and unit.partition("/")[2].partition("#")[0] in ("county", "transfer")


def listed(series: Series) -> tuple[str, ...]:
    """The rows of the count: every candidate the source ever listed, by id, and the others where it has more votes."""
    extra = series.more and OTHERS not in series.candidates
    return (*series.candidates, OTHERS) if extra else series.candidates


def counted_contest(series: Series) -> Contest:
    """The contest as the night knows it, its candidates by id."""
    return Contest(
        series.contest.id, contest_name(series.contest), tuple(_candidate(series, c) for c in listed(series))
    )


def _candidate(series: Series, candidate_id: str) -> Candidate:
    known = series.contest.candidate(candidate_id)
    if known is None or candidate_id == OTHERS:
        name = "Others, not told apart" if candidate_id == OTHERS else candidate_id
        return Candidate(slug(candidate_id), name, None, candidate_id, is_write_in=True)
    blank = known.party in ("", "write-ins")
    party = None if blank else _PARTIES.get(known.party.lower(), known.party)
    return Candidate(slug(candidate_id), known.name, party, candidate_id, is_write_in=known.party == "write-ins")


def row_of(rows: Sequence[str], block: Block) -> tuple[int | None, ...]:
    """A block's votes in the order of ``rows``: None where it does not list the candidate.

    Others are what the source calls so, else all votes less those it lists; where rounded shares add up to more
    than all votes they are none.
    """
    votes = {spelled(c): v for c, v in block.votes.items()}
    if OTHERS in rows and OTHERS not in votes and block.total is not None:
        votes[OTHERS] = block.total - sum(votes.values())
    if block.rounded and votes.get(OTHERS, 0) < 0:
        votes[OTHERS] = 0
    return tuple(votes.get(c) for c in rows)


def snapshot(series: Series, publication: Publication, contest: Contest, findings: Iterable[Finding] = ()) -> Snapshot:
    """What the publication says. ``contest`` is `counted_contest` of the series."""
    rows = [c.source_id or c.id for c in contest.candidates]
    methods = tuple(METHODS[m] for m in series.methods if m in METHODS)
    if len(methods) != len(series.methods):
        raise FeedMalformed("Votes by an unknown method", where=series.id, hint=f"Known are {', '.join(METHODS)}.")
    by_unit: dict[str, dict[str, Block]] = {}
    for (unit, method), block in publication.blocks.items():
        by_unit.setdefault(unit, {})[method] = block
    units = tuple(_unit(series, unit, by_unit[unit], rows) for unit in sorted(by_unit))
    totals = [blocks.get("total") for blocks in by_unit.values()]
    rounded = (rounded_finding(contest.name),) if any(b.rounded for b in publication.blocks.values()) else ()
    return Snapshot(
        kind="recorded", election=Election(contest_name(series.contest), series.contest.date, series.contest.state),
        contests=(
            ContestCount(
                contest=contest, methods=methods, units=units, level=_LEVELS[series.level],
                precincts_reported=add(b.reporting if b else None for b in totals),
                precincts_total=add(b.reporting_total if b else None for b in totals),
            ),
        ),
        published_text=f"{publication.clock:%Y-%m-%d %H:%M:%S} UTC", findings=(*rounded, *findings),
    )  # fmt: skip


def _unit(series: Series, unit: str, blocks: Mapping[str, Block], rows: Sequence[str]) -> UnitCount:
    total = blocks.get("total")
    blank: tuple[int | None, ...] = (None,) * len(rows)
    parts = tuple(row_of(rows, blocks[m]) if m in blocks else blank for m in series.methods)
    reporting, of = (total.reporting, total.reporting_total) if total else (None, None)
    state = series.contest.state.lower()
    place = ReportingUnit(
        unit_id(series, unit), place_name(series, unit), _LEVELS[series.level],
        parent_id=f"{state}-{county_of(series, unit)}" if series.level == "precinct" else None,
        is_geographic=not is_batch(series, unit),
    )  # fmt: skip
    return UnitCount(
        place, row_of(rows, total) if total else blank, parts,
        reported=None if reporting is None or not of else reporting >= of,
    )  # fmt: skip


def arrival_times(publications: Sequence[Publication]) -> tuple[dt.datetime, ...]:
    """When each publication is taken to have come: its clock, but never before the one published before it.

    A publication without a single vote whose clock is later than the next one's is taken to have come with the
    next: every series of one source opens with zeros that carry the clock of the morning after.
    """
    clocks = [p.clock for p in publications]
    for i in range(len(clocks) - 2, -1, -1):
        if clocks[i] > clocks[i + 1] and not any(v for b in publications[i].blocks.values() for v in b.votes.values()):
            clocks[i] = clocks[i + 1]
    for i in range(1, len(clocks)):
        clocks[i] = max(clocks[i], clocks[i - 1])
    return tuple(clocks)


def arrivals(series: Series) -> tuple[Arrival, ...]:
    """Each publication's arrival: numbered from 1, with a hash of what it says, equal where nothing changed."""
    times = arrival_times(series.publications)
    digest, found = "", []
    for number, (publication, at) in enumerate(zip(series.publications, times, strict=True), start=1):
        if publication.changed or not digest:
            said = repr([(k, publication.blocks[k]) for k in publication.changed])
            digest = hashlib.sha256(f"{digest}{said}".encode()).hexdigest()
        found.append(Arrival(number, series.source, at, digest))
    return tuple(found)


def before_the_close(contest: RecordedContest, at: dt.datetime) -> bool:
    """Whether votes came before the polls closed: a test, or an early report; which is not known."""
    return contest.polls_close is not None and at < contest.polls_close


def early_finding(contest_title: str, votes: int) -> Finding:
    """What is said of votes published before the close."""
    return Finding(
        "before_close", Severity.WARN, contest_title,
        f"{votes:,} votes were published before the polls closed; nothing is projected from them.",
    )  # fmt: skip
