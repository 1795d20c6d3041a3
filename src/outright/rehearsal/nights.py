"""Scenarios out of what is already here: the reference night, and any contests of a tidy dataset.

Totals are the real ones, exact to the vote; what came when is invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from outright.count import Candidate, Contest, candidate_id, slug
from outright.errors import UsageError
from outright.rehearsal import SHIPPED_SEED, dataset
from outright.rehearsal.facts import CandidateFacts
from outright.rehearsal.pace import timetable
from outright.rehearsal.plan import Office, Plan, Votes
from outright.rehearsal.scenario import County, Precinct, RehearsedContest, Scenario, Setting, Step, Timetable
from outright.terms import VoteMethod

_METHODS = {
    "election_day": (VoteMethod.ELECTION_DAY, "Election Day"),
    "absentee_mail": (VoteMethod.ABSENTEE_MAIL, "Absentee by Mail"),
    "absentee": (VoteMethod.ABSENTEE, "Absentee"),
    "early_in_person": (VoteMethod.EARLY, "Advance in Person"),
    "provisional": (VoteMethod.PROVISIONAL, "Provisional"),
    "unknown": (VoteMethod.OTHER, "Total Votes"),
    "total": (VoteMethod.OTHER, "Total Votes"),
}
"""The dataset's methods. Votes without a method get a column that is no method's name."""
_ORDER = tuple(dict.fromkeys(m for m, _ in _METHODS.values()))


class Held(NamedTuple):
    """Final votes that are all in memory, by contest and county; a pair that is missing has no such contest."""

    rows: Mapping[tuple[int, int], tuple[tuple[int, ...], tuple[Votes, ...]]]

    def places(self, contest: int, county: int) -> tuple[int, ...]:
        """The county's precincts that vote on the contest."""
        return self.rows.get((contest, county), ((), ()))[0]

    def votes(self, contest: int, county: int) -> tuple[Votes, ...]:
        """The final votes of each of them."""
        return self.rows[contest, county][1]


def reference(seed: int = SHIPPED_SEED) -> Scenario:
    """Georgia's 6th, April 18, 2017: the shipped night's own publications, ending on the certified totals."""
    from outright.rehearsal.recreate import plan
    from outright.rehearsal.reference import load

    table = load()
    facts, night = table.facts, plan(load(), Random(seed))
    candidates = tuple(
        Candidate(candidate_id(c.printed[0]), c.printed[0], c.party, key, n)
        for n, (c, key) in enumerate(zip(facts.candidates, table.keys, strict=True), 1)
    )
    contest = Contest(facts.contest_id, facts.contest_printed[0], candidates, source_id=table.contest_key)
    counties = tuple(
        County(o.name, o.methods, o.labels, tuple(Precinct(p.name, p.registered) for p in o.places))
        for o in night.offices
    )
    held = {
        (0, k): (tuple(range(len(o.places))), tuple(p.votes for p in o.places)) for k, o in enumerate(night.offices)
    }
    tables = tuple(_as_planned(o, night) for o in night.offices)
    setting = Setting(facts.id, "GA", facts.election_name, facts.date, facts.polls_close)
    return Scenario(setting, (RehearsedContest(contest, counties[0].methods),), counties, tables, Held(held))


def _as_planned(office: Office, night: Plan) -> Timetable:
    """The office's own releases as publications, and one more when it says that it is done."""
    arrives = [[0] * len(office.methods) for _ in office.places]
    steps = []
    for n, release in enumerate((r for r in night.releases if r.office_id == office.id), 1):
        steps.append(Step(release.at, office.id, n, release.note))
        for cell in release.cells:
            arrives[cell.place][cell.method] = n
    done = next(n.at for n in night.notices if n.office_id == office.id and n.complete)
    steps.append(Step(done, office.id, len(steps) + 1, f"{office.name}: certified", certified=True))
    return Timetable(tuple(steps), tuple(map(tuple, arrives)))


def from_folder(directory: Path, glob: str, rng: Random) -> Scenario:
    """Every contest of a tidy dataset whose id matches ``glob``; they must be of one state and one day.

    Raises ``UsageError`` when none matches, when they are of several elections, or of a state whose hour of
    closing is not known.
    """
    chosen = _contests(directory, glob)
    first = chosen[0]
    close = dataset.polls_close(first["state"], first["date"])
    people = [dataset.candidates(directory, c["contest_id"]) for c in chosen]
    tables = [_Units.of(directory, c, [p.id for p in men]) for c, men in zip(chosen, people, strict=True)]
    by_county: dict[str, set[str]] = {}
    for unit, county in (pair for t in tables for pair in t.units.items()):
        by_county.setdefault(county, set()).add(unit)
    names, printed = sorted(by_county), {u: text for t in tables for u, text in t.printed.items()}
    methods = [tuple(m for m in _ORDER if m in t.methods) for t in tables]
    labels = dict(_METHODS.values())
    mine = tuple(m for m in _ORDER if any(m in own for own in methods))
    counties, held, batches = [], {}, []
    for k, name in enumerate(names):
        units = sorted(by_county[name])
        at = {u: p for p, u in enumerate(units)}
        texts = dataset.distinct((printed[u] or f"{name} County", u) for u in units)
        counties.append(County(name, mine, tuple((labels[m],) for m in mine), tuple(map(Precinct, texts))))
        batches.append([at[u] for u in units if any(u in t.batches for t in tables)])
        for i, table in enumerate(tables):
            inside = [u for u in units if u in table.units]
            if inside:
                held[i, k] = (tuple(at[u] for u in inside), tuple(table.votes(u, methods[i]) for u in inside))
    ballot = tuple(_item(n, c, men, m) for n, (c, men, m) in enumerate(zip(chosen, people, methods, strict=True), 1))
    paces = tuple(
        timetable(c, _sizes(len(c.precincts), k, held), batches[k], close, Random(rng.getrandbits(64)))
        for k, c in enumerate(counties)
    )
    title = f"{close:%B} {close.day}, {close.year} - {first['kind'].replace('-', ' ').title()}"
    setting = Setting(f"{first['state']}-{first['date']}", first["state"].upper(), title, close.date(), close)
    return Scenario(setting, ballot, tuple(counties), paces, Held(held))


def _contests(directory: Path, glob: str) -> list[dict[str, Any]]:
    rows = dataset.table(directory / "contests.parquet").to_dicts()
    found = [r for r in rows if fnmatchcase(r["contest_id"], glob)]
    if not found:
        raise UsageError(
            f"No contest of the dataset matches {glob!r}", where="contests.parquet", hint="Ids are in contest_id."
        )
    nights = sorted({(r["state"], str(r["date"])) for r in found})
    if len(nights) > 1:
        shown = ", ".join(f"{s}-{d}" for s, d in nights[:5])
        raise UsageError(
            f"{glob!r} matches contests of {len(nights)} elections ({shown})", hint='Name one, as "ga-2018-11-06-*".'
        )
    # The same contest may be there twice, by precinct and by county; counting both would double it.
    by_county = {r["contest_id"].removesuffix("--by-county") for r in found if r["contest_id"].endswith("--by-county")}
    plain = {r["contest_id"] for r in found}
    twice = {f"{i}--by-county" for i in by_county & plain}
    return sorted((r for r in found if r["contest_id"] not in twice), key=lambda r: str(r["contest_id"]))


class _Units(NamedTuple):
    """One contest's units, each with its county, and their votes."""

    units: dict[str, str]
    printed: dict[str, str]
    batches: set[str]
    methods: set[VoteMethod]
    cells: dict[tuple[str, VoteMethod, str], int]
    ids: list[str]

    @classmethod
    def of(cls, directory: Path, contest: dict[str, Any], ids: list[str]) -> _Units:
        """Reads the contest's rows; a missing row is zero votes, as the dataset says."""
        rows, units = dataset.rows_and_units(directory, contest)
        cells: dict[tuple[str, VoteMethod, str], int] = {}
        for unit, method, candidate, votes in rows:
            key = (unit, _METHODS[method][0], candidate)
            cells[key] = cells.get(key, 0) + votes
        whole = contest["level"] == "county"
        return cls(
            {u["unit_id"]: u["county"] for u in units},
            {u["unit_id"]: f"{u['county']} County" if whole else u["precinct"] for u in units},
            {u["unit_id"] for u in units if u["unit_type"] == "pseudo"},
            {method for _, method, _ in cells},
            cells,
            ids,
        )

    def votes(self, unit: str, methods: tuple[VoteMethod, ...]) -> Votes:
        """The unit's final votes in these orders."""
        return tuple(tuple(self.cells.get((unit, m, c), 0) for c in self.ids) for m in methods)


def _sizes(
    count: int, county: int, held: Mapping[tuple[int, int], tuple[tuple[int, ...], tuple[Votes, ...]]]
) -> list[int]:
    sizes = [0] * count
    for (_, k), (places, votes) in held.items():
        if k == county:
            for p, rows in zip(places, votes, strict=True):
                sizes[p] = max(sizes[p], sum(map(sum, rows)))
    return sizes


def _item(
    n: int, contest: dict[str, Any], people: tuple[CandidateFacts, ...], methods: tuple[VoteMethod, ...]
) -> RehearsedContest:
    candidates = tuple(Candidate(p.id, p.name, p.party, str(10 * i), i) for i, p in enumerate(people, 1))
    title = dataset.printed(contest)
    name = contest["contest_id"].removeprefix(f"{contest['state']}-{contest['date']}-")
    return RehearsedContest(Contest(slug(name), title, candidates, source_id=str(10 * n)), methods)
