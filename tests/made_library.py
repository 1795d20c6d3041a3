"""A small made-up library of past contests, with the shapes that a real one has.

Three states: ``aa`` counts by precinct and method (and has a primary with its runoff, one contest in two copies, and a
county's batch posted as a precinct), ``bb`` by precinct without methods, ``cc`` by county, where one county's methods
do not add up. Figures are drawn with a fixed seed; nothing in them is real.
"""

from pathlib import Path

import numpy as np
import polars as pl

METHODS = ("absentee_mail", "early_in_person", "election_day", "provisional")
WEIGHTS = (0.1, 0.3, 0.58, 0.02)
PARTIES = {"ann-dem": "DEM", "bob-rep": "REP", "cat-lib": "LIB", "write-in": "WRI"}
COLUMNS = {
    "winner_id": "ann-dem", "runner_up_id": "bob-rep", "winner_share": 0.5, "margin_share": 0.1, "third_share": 0.0,
    "outcome": "won_outright", "total_votes": 1, "has_methods": True,
}  # fmt: skip
FORBIDDEN = tuple(COLUMNS)
RESULTS = ("contest_id", "unit_id", "candidate_id", "method", "votes")


def units_of(state: str) -> list[tuple[str, str, str, str, str, str]]:
    """Four counties of nine precincts each, or twelve times as many counties where a state counts by county."""
    number = {"aa": 91, "bb": 92, "cc": 93}[state]
    if state == "cc":
        return [
            (f"cc-{number}{c:03d}", state, f"{number}{c:03d}", f"County {c:02d}", "", "county") for c in range(1, 34)
        ]
    return [
        (
            f"{state}-{number}{c:03d}-place-{p}", state, f"{number}{c:03d}", f"County {c}", f"PLACE {p}",
            "pseudo" if (state, c, p) == ("aa", 1, 9) else "precinct",
        )
        for c in range(1, 5)
        for p in range(1, 10)
    ]  # fmt: skip


class Maker:
    """Collects the rows of the tables, contest by contest."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.contests: list[dict[str, object]] = []
        self.candidates: list[tuple[str, str, str, str, int]] = []
        self.results: dict[str, list[tuple[str, str, str, str, int]]] = {}
        self.baselines: list[tuple[str, str, str, str, str, str, int]] = []
        self.matched: list[tuple[str, str, str, str, str, int, float]] = []
        self.lean = {u[0]: self.rng.normal(0, 0.5) for s in ("aa", "bb", "cc") for u in units_of(s)}
        self.size = {u: int(self.rng.integers(120, 900)) for u in self.lean}

    def contest(
        self, state: str, date: str, kind: str, parties: dict[str, str], rule: str = "plurality", party: str = "",
        methods: tuple[str, ...] = (), odd: str = "", suffix: str = "", level: str = "precinct", drift: float = 0.0,
    ) -> str:  # fmt: skip
        """One contest. ``odd`` is a unit whose methods do not add up: its votes stand under ``total``."""
        name = f"{state}-{date}-governor{'-' + party.lower() if party else ''}-{kind.replace('_', '-')}{suffix}"
        people = sorted(parties)
        votes = dict.fromkeys(people, 0)
        for unit in units_of(state):
            weights = np.array([self._appeal(unit[0], parties[p], i, drift) for i, p in enumerate(people)])
            for method, part in zip(methods or ("total",), WEIGHTS if methods else (1.0,), strict=True):
                counts = self.rng.multinomial(int(self.size[unit[0]] * part), weights / weights.sum())
                for person, count in zip(people, counts.tolist(), strict=True):
                    votes[person] += count
                    if count:
                        word = "total" if unit[0] == odd else method
                        self.results.setdefault(f"{state}-{date}", []).append((name, unit[0], person, word, count))
        self.candidates += [(name, p, p.replace("-", " ").title(), parties[p], votes[p]) for p in people]
        majority = rule in ("majority_runoff", "majority_or_legislature")
        self.contests.append(
            {
                "contest_id": name, "date": date, "state": state, "kind": kind, "office": "governor", "district": "",
                "party": party, "rule": rule, "threshold": 0.5 if majority else None,
                "advance_n": 2 if majority or rule == "top_two" else 1, "seats": 1, "level": level,
                "methods": ",".join(methods), **COLUMNS, "total_votes": sum(votes.values()),
                "n_units": len(units_of(state)),
            }
        )  # fmt: skip
        return name

    def _appeal(self, unit: str, party: str, place: int, drift: float) -> float:
        side = {"DEM": 1.0, "REP": -1.0}.get(party, 0.0) or (0.3 if place else -0.3)
        return float(np.exp(side * (self.lean[unit] + drift)) * (0.05 if party in ("LIB", "WRI") else 1))

    def baseline(self, contest: str, state: str, name: str, scope: str) -> None:
        """An earlier result on the contest's units (all but the first) or on its counties."""
        places = {u[0]: u[0] for u in units_of(state)[1:]} if scope == "unit" else {}
        places = places or {u[0]: u[0].rsplit("-place", 1)[0] for u in units_of(state)}
        sums: dict[tuple[str, str], int] = {}
        for unit, place in places.items():
            for party in ("DEM", "REP", "OTH"):
                votes = int(self.size[unit] * self._appeal(unit, "LIB" if party == "OTH" else party, 0, 0.0) / 2)
                sums[place, party] = sums.get((place, party), 0) + votes
        self.baselines += [(contest, u, name, scope, p, "total", v) for (u, p), v in sums.items() if v]
        self.matched.append((contest, name, "made up", "precinct", scope, len(places), 0.97))

    def write(self, folder: Path, pairs: list[tuple[str, str]]) -> Path:
        """Write every table."""
        (folder / "results").mkdir(parents=True, exist_ok=True)
        pl.DataFrame(self.contests).write_parquet(folder / "contests.parquet")
        people = ["contest_id", "candidate_id", "name", "party", "votes"]
        pl.DataFrame(self.candidates, schema=people, orient="row").write_parquet(folder / "candidates.parquet")
        units = [u for s in ("aa", "bb", "cc") for u in units_of(s)]
        names = ["unit_id", "state", "county_fips", "county", "precinct", "unit_type"]
        pl.DataFrame(units, schema=names, orient="row").write_parquet(folder / "units.parquet")
        names = ["contest_id", "unit_id", "baseline", "scope", "party", "method", "votes"]
        pl.DataFrame(self.baselines, schema=names, orient="row").write_parquet(folder / "baselines.parquet")
        names = ["contest_id", "baseline", "baseline_source", "level", "scope", "matched_units", "matched_vote_share"]
        pl.DataFrame(self.matched, schema=names, orient="row").write_parquet(folder / "contest_baselines.parquet")
        names = ["first_contest_id", "runoff_contest_id"]
        pl.DataFrame(pairs, schema=names, orient="row").write_parquet(folder / "runoff_pairs.parquet")
        for night, rows in self.results.items():
            table = pl.DataFrame(rows, schema=list(RESULTS), orient="row")
            table = table.group_by(RESULTS[:-1], maintain_order=True).agg(pl.col("votes").sum().cast(pl.Int32))
            table.write_parquet(folder / "results" / f"{night}.parquet")
        return folder


def make(folder: Path, seed: int = 5) -> Path:
    """Write the whole library into this folder."""
    maker = Maker(seed)
    for state, methods, odd in (("aa", METHODS, ""), ("bb", (), ""), ("cc", METHODS, "cc-93004")):
        for date in ("2014-11-04", "2016-11-08"):
            level = "county" if state == "cc" else "precinct"
            rule = "majority_runoff" if state == "aa" else "plurality"
            general = maker.contest(
                state, date, "general", PARTIES, rule, methods=methods, odd=odd, level=level, drift=0.1
            )
            maker.baseline(general, state, "president-2012", "unit")
            maker.baseline(general, state, "president-2012-county", "whole-county")
    reds = {"dan-red": "REP", "eve-red": "REP", "fay-red": "REP"}
    first = maker.contest("aa", "2014-05-20", "primary", reds, "majority_runoff", party="REP", methods=METHODS)
    again = maker.contest(
        "aa", "2014-05-20", "primary", reds, "majority_runoff", party="REP", methods=METHODS, suffix="--by-county",
        level="county",
    )  # fmt: skip
    two = {"dan-red": "REP", "eve-red": "REP"}
    second = maker.contest("aa", "2014-07-22", "primary_runoff", two, "runoff", party="REP")
    maker.contest("bb", "2016-02-16", "wi_spring_primary", {"gil": "", "hal": "", "ida": ""}, "top_two")
    return maker.write(folder, [(again, second), (first, "aa-2099-01-01-gone")])
