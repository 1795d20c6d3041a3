"""Small publications made by hand: a contest of a few places, one number for each candidate."""

import datetime as dt
from collections.abc import Mapping, Sequence

from outright.checks import Alarm, Context, Increments, check
from outright.count import Candidate, Contest, ContestCount, Election, ReportingUnit, Snapshot, StatedTotals, UnitCount
from outright.terms import ReportingUnitType as Level
from outright.terms import VoteMethod

DAY = dt.date(2022, 11, 8)
CLOSE = dt.datetime(2022, 11, 9, 0, 0, tzinfo=dt.UTC)
PEOPLE = {"ada": ("Ada Brook", "D"), "cole": ("Cole Marsh", "R"), "dunn": ("Eve Dunn", "L"), "fry": ("Gus Fry", None)}

Row = Sequence[int | None]


def at(minutes: float) -> dt.datetime:
    """So many minutes after the close."""
    return CLOSE + dt.timedelta(minutes=minutes)


def contest(people: Sequence[str] = ("ada", "cole"), **facts: object) -> Contest:
    known = {i: PEOPLE.get(i, (i.replace("-", " ").title(), None)) for i in people}
    candidates = tuple(Candidate(i, name, party) for i, (name, party) in known.items())
    return Contest(**{"id": "senate", "name": "Senate", "candidates": candidates} | facts)  # type: ignore[arg-type]


def place(
    name: str, votes: Row, *, level: Level = Level.COUNTY, parent: str | None = None, parts: Sequence[Row] = (),
    **facts: object,
) -> UnitCount:  # fmt: skip
    unit = ReportingUnit(name.lower().replace(" ", "-"), name, level, parent)
    return UnitCount(unit, tuple(votes), tuple(tuple(p) for p in parts), **facts)  # type: ignore[arg-type]


def count(
    places: Mapping[str, Row] | Sequence[UnitCount], people: Sequence[str] = ("ada", "cole"), *,
    methods: Sequence[VoteMethod] = (), stated: Row | None = None, level: Level = Level.COUNTY,
    named: Contest | None = None, **facts: object,
) -> ContestCount:  # fmt: skip
    units = tuple(place(n, v, level=level) for n, v in places.items()) if isinstance(places, Mapping) else tuple(places)
    whole = StatedTotals(tuple(stated)) if stated is not None else None
    return ContestCount(named or contest(people), tuple(methods), units, level, whole, **facts)  # type: ignore[arg-type]


def file(*counts: ContestCount, minutes: float | None = None, **facts: object) -> Snapshot:
    given = {"election": Election("General Election", DAY), "published_at": None if minutes is None else at(minutes)}
    return Snapshot(**{"kind": "made", "contests": counts} | given | facts)  # type: ignore[arg-type]


def simple(places: Mapping[str, Row], people: Sequence[str] = ("ada", "cole"), **facts: object) -> Snapshot:
    """One contest of these counties."""
    return file(count(places, people), **facts)  # type: ignore[arg-type]


def codes(alarms: Sequence[Alarm]) -> list[str]:
    return [a.code for a in alarms]


def watch(files: Sequence[Snapshot], context: Context | None = None, **beside: Snapshot) -> list[tuple[Alarm, ...]]:
    """The alarms of each file in turn, the way a night sees them: the memory of increments goes along."""
    context = context or Context(date=DAY)
    told, before, memory = [], None, Increments()
    for new in files:
        here = Context(**{f: getattr(context, f) for f in Context.__dataclass_fields__} | {"increments": memory})
        told.append(check(new, before, here, beside))
        memory, before = memory.after(new.since(before)), new
    return told


def one(old: Snapshot, new: Snapshot, context: Context | None = None) -> tuple[Alarm, ...]:
    """The alarms of the second of two files."""
    return watch([old, new], context)[1]
