"""A library of past contests: what was known before each night, its full count, and what came before it.

`Library.outline` and `Library.past` never see an outcome of the contest: they are built from its ids, parties, rule,
units and methods, and from contests of strictly earlier dates. `Library.truth` is the full count, for scoring alone.

* The universe of cells is the contest's units x its methods, whether or not a cell holds votes. The methods are those
  that the contest's row lists, and any other under which the results list a unit (a unit whose methods do not add up
  stands under ``total``); the method counts for every unit, so nothing is said of which cells are empty.
* Candidates and units are sorted by id, methods by the dataset's own spelling.
* A contest may be there twice, by precinct and by county (ids ending ``--by-county`` or ``--by-precinct``). The past
  holds it once: the copy that is the first round of the runoff in question, else the finer one. The coarser copy is
  kept beside it only where it alone tells the methods apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outright.baseline import tables
from outright.baseline.counties import Counties, read_counties
from outright.baseline.dataset_words import kind_of, method_of, party_of, stakes_of
from outright.baseline.outline import ContestKind, Outline, Past
from outright.errors import FeedMalformed, UsageError
from outright.terms import VoteMethod

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

PARTIES = ("DEM", "REP", "OTH")


class Library:
    """The contests of one tidy dataset. What has been read once is kept."""

    def __init__(self, files: tables.Files) -> None:
        self.files = files
        rows = tables.table(files, "contests.parquet", tables.CONTESTS).sort("contest_id")
        self._contests: dict[str, dict[str, Any]] = {row["contest_id"]: row for row in rows.iter_rows(named=True)}
        people = tables.table(files, "candidates.parquet", tables.CANDIDATES).sort("contest_id", "candidate_id")
        self._people: dict[str, list[tuple[str, str, str]]] = {}
        for contest, candidate, name, party in people.iter_rows():
            self._people.setdefault(contest, []).append((candidate, name or "", party_of(party)))
        units = tables.table(files, "units.parquet", tables.UNITS)
        self._units: dict[str, tuple[str, str, bool]] = {
            unit: (fips or county or "", county or "?", kind == "pseudo") for unit, fips, county, kind in units.rows()
        }
        pairs = tables.table(files, "runoff_pairs.parquet", tables.PAIRS, optional=True)
        self._first_round: dict[str, str] = {second: first for first, second in pairs.rows()}
        self._places: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._counts: dict[str, pl.DataFrame] = {}
        self._files_read: set[tuple[str, bool]] = set()
        self._outlines: dict[str, Outline] = {}
        self._truths: dict[str, NDArray[np.int64]] = {}
        self._pasts: dict[str, Past] = {}
        self._baselines: dict[str, pl.DataFrame] | None = None
        self._counties: Counties | None = None

    @classmethod
    def open(cls, folder: Path | str) -> Library:
        """The dataset in this folder. Raises `outright.errors.FeedError` where it is none."""
        return cls(tables.folder(Path(folder)))

    def ids(self) -> tuple[str, ...]:
        """Every contest's id, sorted."""
        return tuple(self._contests)

    def outlines(self) -> Iterator[Outline]:
        """Every contest as it was known before its first vote, in the order of the ids."""
        return (self.outline(contest_id) for contest_id in self._contests)

    def kind(self, contest_id: str) -> str:
        """The dataset's own word for the kind of contest: ``general``, ``special_primary_runoff`` ..."""
        return str(self._row(contest_id)["kind"])

    def names(self, contest_id: str) -> tuple[str, ...]:
        """The candidates' names, in the outline's order."""
        self._row(contest_id)
        return tuple(name for _, name, _ in self._people.get(contest_id, []))

    def county_names(self, contest_id: str) -> tuple[str, ...]:
        """The county's name of each of the outline's units; "?" where it is not known."""
        return tuple(self._unit(unit)[1] for unit in self.outline(contest_id).units)

    def outline(self, contest_id: str) -> Outline:
        """A contest before its first vote. Raises `UsageError` where the dataset has no such contest."""
        import numpy as np

        if contest_id in self._outlines:
            return self._outlines[contest_id]
        row = self._row(contest_id)
        units, methods = self._universe(contest_id)
        kind = kind_of(row["kind"])
        people = self._people.get(contest_id, [])
        first = self._first_of(contest_id) if kind is ContestKind.RUNOFF else None
        outline = Outline(
            contest_id=contest_id,
            date=dt.date.fromisoformat(row["date"]),
            state=row["state"],
            kind=kind,
            office=row["office"] or "",
            district=row["district"] or "",
            party=party_of(row["party"]),
            level=row["level"],
            candidates=tuple(candidate for candidate, _, _ in people),
            parties=tuple(party for _, _, party in people),
            stakes=stakes_of(row),
            units=units,
            county=tuple(self._unit(unit)[0] for unit in units),
            pseudo=np.array([self._unit(unit)[2] for unit in units], dtype=np.bool_),
            methods=methods,
            first_round=first,
        )
        return self._outlines.setdefault(contest_id, outline)

    def truth(self, contest_id: str) -> NDArray[np.int64]:
        """The full count, shape (units, methods, candidates) as in the outline. For scoring, never for a projection."""
        import numpy as np

        if contest_id not in self._truths:
            outline = self.outline(contest_id)
            rows = self._count(contest_id)
            methods = {m: i for i, m in enumerate(outline.methods)}
            votes = np.zeros((len(outline.units), len(methods), len(outline.candidates)), dtype=np.int64)
            where = f"{self.files.name}: {contest_id}"
            known = {candidate: i for i, candidate in enumerate(outline.candidates)}
            strangers = set(rows["candidate_id"].unique()) - set(known)
            if strangers:
                raise FeedMalformed(f"Votes for {', '.join(sorted(strangers))}, not among the candidates", where=where)
            places = {unit: i for i, unit in enumerate(outline.units)}
            unit = np.fromiter(map(places.__getitem__, rows["unit_id"]), np.int64, rows.height)
            method = np.fromiter((methods[method_of(m, where)] for m in rows["method"]), np.int64, rows.height)
            candidate = np.fromiter(map(known.__getitem__, rows["candidate_id"]), np.int64, rows.height)
            np.add.at(votes, (unit, method, candidate), rows["votes"].to_numpy().astype(np.int64))
            votes.setflags(write=False)
            self._truths[contest_id] = votes
        return self._truths[contest_id]

    def past(self, outline: Outline) -> tuple[Past, ...]:
        """What came before: contests of the state on strictly earlier dates, oldest first, then its baselines."""
        earlier = [
            row for row in self._contests.values()
            if row["state"] == outline.state and row["date"] < outline.date.isoformat()
        ]  # fmt: skip
        kept = sorted(self._once(earlier, outline.first_round), key=lambda row: (row["date"], row["contest_id"]))
        return (*(self._as_past(row["contest_id"]) for row in kept), *self.baselines(outline))

    def baselines(self, outline: Outline) -> tuple[Past, ...]:
        """The earlier results that the dataset has laid on this contest's own units, by name.

        Each is of the November election day of the year in its name, and as by party: ``DEM``, ``REP``, ``OTH``. One
        that is not earlier than the contest is left out.
        """
        if self._baselines is None:
            rows = tables.table(self.files, "baselines.parquet", tables.BASELINES, optional=True)
            parts = rows.partition_by("contest_id", as_dict=True)
            self._baselines = {str(contest): part for (contest,), part in parts.items()}
        if outline.contest_id not in self._baselines:
            return ()
        own = self._baselines[outline.contest_id].partition_by("baseline", "scope", as_dict=True)
        dated = [(str(name), str(scope), _november(str(name)), part) for (name, scope), part in sorted(own.items())]
        return tuple(
            self._baseline(outline, name, scope, date, part)
            for name, scope, date, part in dated
            if date is not None and date < outline.date
        )

    def counties(self) -> Counties:
        """Where the counties are and who lives there; empty where the dataset has no such folder."""
        if self._counties is None:
            self._counties = read_counties(self.files)
        return self._counties

    def _row(self, contest_id: str) -> dict[str, Any]:
        if contest_id not in self._contests:
            near = [name for name in self._contests if contest_id.lower() in name]
            hint = f"There is {', '.join(near[:3])}." if near else "The ids are in contests.parquet."
            raise UsageError(f"No contest {contest_id!r} in the dataset", where=self.files.name, hint=hint)
        return self._contests[contest_id]

    def _first_of(self, runoff: str) -> str | None:
        """The first round of a runoff: its own pair's, else that of the runoff's other copy."""
        first = self._first_round.get(runoff) or self._first_round.get(runoff.partition("--")[0])
        return first if first in self._contests else None

    def _unit(self, unit: str) -> tuple[str, str, bool]:
        """County code, county name, and whether the unit is a county's batch; a unit nobody lists has no county."""
        return self._units.get(unit, ("", "?", False))

    def _universe(self, contest_id: str) -> tuple[tuple[str, ...], tuple[VoteMethod, ...]]:
        """The contest's units and methods: from the listing of places, never from votes."""
        if contest_id not in self._places:
            self._read(contest_id, votes=False)
        if contest_id not in self._places:
            raise FeedMalformed("The results hold no unit of this contest", where=f"{self.files.name}: {contest_id}")
        units, listed = self._places[contest_id]
        stated = [m.strip() for m in (self._row(contest_id)["methods"] or "").split(",") if m.strip()]
        spelled = sorted({*(stated or ["total"]), *listed})
        where = f"{self.files.name}: {contest_id}"
        return units, tuple(dict.fromkeys(method_of(method, where) for method in spelled))

    def _count(self, contest_id: str) -> pl.DataFrame:
        if contest_id not in self._counts:
            self._read(contest_id, votes=True)
        return self._counts.pop(contest_id)

    def _read(self, contest_id: str, *, votes: bool) -> None:
        """Read the table of this contest's night: its places, or its votes."""
        row = self._row(contest_id)
        path = f"results/{row['state']}-{row['date']}.parquet"
        rows = tables.table(self.files, path, tables.RESULTS if votes else tables.KEYS)
        for (contest,), part in rows.partition_by("contest_id", as_dict=True).items():
            if votes:
                if contest not in self._truths:
                    self._counts[contest] = part
            else:
                units = part["unit_id"].unique().to_list()
                self._places[contest] = tuple(sorted(units)), tuple(part["method"].unique().to_list())

    def _once(self, rows: list[dict[str, Any]], first_round: str | None) -> Iterator[dict[str, Any]]:
        """Each contest once, by the rule at the head of this file."""
        copies: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            copies.setdefault(row["contest_id"].partition("--")[0], []).append(row)
        for same in copies.values():
            best = min(same, key=lambda r: (r["contest_id"] != first_round, r["level"] != "precinct", r["contest_id"]))
            yield best
            if not best["methods"]:
                yield from (row for row in same if row["methods"])

    def _as_past(self, contest_id: str) -> Past:
        if contest_id not in self._pasts:
            outline = self.outline(contest_id)
            self._pasts[contest_id] = Past(
                contest_id=contest_id, date=outline.date, state=outline.state, kind=outline.kind,
                office=outline.office, party=outline.party, level=outline.level, candidates=outline.candidates,
                names=self.names(contest_id), parties=outline.parties, units=outline.units, county=outline.county,
                methods=outline.methods, votes=self.truth(contest_id),
            )  # fmt: skip
        return self._pasts[contest_id]

    def _baseline(self, outline: Outline, name: str, scope: str, date: dt.date, rows: pl.DataFrame) -> Past:
        import numpy as np
        import polars as pl

        # Where a unit has parts and their total, the parts say it all; the two never share a sum.
        split = rows.filter(pl.col("method") != "total")["unit_id"].unique().implode()
        rows = rows.filter((pl.col("method") != "total") | ~pl.col("unit_id").is_in(split))
        units = tuple(sorted(rows["unit_id"].unique().to_list()))
        where = f"{self.files.name}: baselines.parquet, {outline.contest_id}"
        spelled = {m: method_of(m, where) for m in sorted(rows["method"].unique().to_list())}
        methods = tuple(dict.fromkeys(spelled.values()))
        places = {unit: i for i, unit in enumerate(units)}
        votes = np.zeros((len(units), len(methods), len(PARTIES)), dtype=np.int64)
        for unit, party, method, count in rows.select("unit_id", "party", "method", "votes").iter_rows():
            slot = PARTIES.index(party) if party in PARTIES else 2
            votes[places[unit], methods.index(spelled[method]), slot] += count
        votes.setflags(write=False)
        office = name.removesuffix("-county").removesuffix("-district-part").rpartition("-")[0]
        level = "county" if scope != "unit" else outline.level
        return Past(
            contest_id=name, date=date, state=outline.state, kind=ContestKind.GENERAL, office=office, party="",
            level=level, candidates=PARTIES, names=PARTIES, parties=PARTIES, units=units,
            county=tuple(self._unit(unit)[0] for unit in units), methods=methods, votes=votes, scope=scope,
        )  # fmt: skip


def _november(baseline: str) -> dt.date | None:
    """The November election day of a baseline's year: ``president-2012-county`` is of 2012-11-06."""
    years = [part for part in baseline.split("-") if len(part) == 4 and part.isdigit()]
    if not years:
        return None
    first = dt.date(int(years[-1]), 11, 1)
    # The Tuesday after the first Monday.
    return first + dt.timedelta(days=(0 - first.weekday()) % 7 + 1)
