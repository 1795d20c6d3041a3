"""The pairs of first round and runoff that a tidy dataset holds, made ready to learn from and to score. For scoring
and learning only: it reads full counts.

A contest that is there twice, by precinct and by county, is taken once. A presidential result counts for a district
only where it is of the district itself: a whole county's is never taken for a district that covers a part of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from outright.baseline import tables
from outright.baseline.dataset_words import party_of
from outright.errors import UsageError
from outright.night.runoff_known import LABELS, OTHER_SEATS, PRESIDENT
from outright.projection.runoff import NONE, FirstRound, Runner, Sort
from outright.projection.runoff_fit import Pair

_CONTESTS = ("contest_id", "date", "state", "kind", "office", "party", "statewide")
_CANDIDATES = ("contest_id", "candidate_id", "party", "votes")
_PAIRS = (
    "first_contest_id", "runoff_contest_id", "runoff_winner_id", "runoff_loser_id", "winner_first_id",
    "loser_first_id",
)  # fmt: skip
_MATCHED = ("contest_id", "baseline", "matched_vote_share")
MATCHED = 0.85
"""The part of a contest's votes in places found in a presidential result, from which on that result is the area's."""

_LETTERS = {"DEM": "D", "REP": "R", "NP": NONE, "NON": NONE, "LIB": "L", "GRN": "G", "IND": "I", "WRI": "W"}
_JUDGES = ("court", "judge")


def letter(party: str) -> str:
    """A dataset's party as a letter; "" where it gives none.

    >>> letter("DEM"), letter("REP"), letter("")
    ('D', 'R', '')
    """
    return _LETTERS.get(party_of(party), party_of(party))


def sort_of(kind: str) -> Sort:
    """What sort of first round a dataset's kind is."""
    return Sort.PRIMARY if "primary" in kind else Sort.SPECIAL if kind.startswith("special") else Sort.GENERAL


def is_nonpartisan(office: str) -> bool:
    """Whether an office has no parties on its ballot: a judge's.

    >>> is_nonpartisan("superior-court-atlanta-circuit-lane"), is_nonpartisan("us-house")
    (True, False)
    """
    return any(word in office.lower() for word in _JUDGES)


def sorts(state: str, sort: Sort, party: str, day: dt.date, *, nonpartisan: bool) -> tuple[str, ...]:
    """The sorts of contest whose turnout tells of this one's, the narrowest first.

    A primary in March of a presidential year is held with the presidential primary.

    >>> sorts("tx", Sort.PRIMARY, "R", dt.date(2016, 3, 1), nonpartisan=False)
    ('tx-primary-march-R', 'tx-primary-march', 'primary-march', 'all')
    >>> sorts("ga", Sort.PRIMARY, "", dt.date(2016, 5, 24), nonpartisan=True)
    ('ga-judicial', 'judicial', 'all')
    """
    if nonpartisan and sort is Sort.PRIMARY:
        return f"{state}-judicial", "judicial", "all"
    march = "-march" if sort is Sort.PRIMARY and day.year % 4 == 0 and day.month == 3 else ""
    name = f"{sort.value}{march}"
    own = (f"{state}-{name}-{party}",) if party else ()
    return (*own, f"{state}-{name}", name, "all")


def pairs(folder: Path) -> tuple[Pair, ...]:
    """Every pair of the dataset, by the day of the runoff. Raises `UsageError` where it holds none."""
    reader = _Reader(tables.folder(folder))
    found = reader.pairs()
    if not found:
        raise UsageError("No runoff to learn from", where=str(folder), hint="It needs runoff_pairs.parquet.")
    return tuple(sorted(found, key=lambda p: (p.runoff_day, p.contest)))


class _Reader:
    """A dataset's tables as far as pairs need them."""

    def __init__(self, files: tables.Files) -> None:
        self.files = files
        rows = tables.table(files, "contests.parquet", _CONTESTS)
        self.contests: dict[str, dict[str, Any]] = {row["contest_id"]: row for row in rows.iter_rows(named=True)}
        self.people: dict[str, dict[str, tuple[str, int]]] = {}
        for contest, candidate, party, votes in tables.table(files, "candidates.parquet", _CANDIDATES).iter_rows():
            self.people.setdefault(contest, {})[candidate] = party or "", int(votes or 0)
        self.leans = self._leans()

    def pairs(self) -> list[Pair]:
        """Each pair once: the copy of the plain id before one by county."""
        rows = list(tables.table(self.files, "runoff_pairs.parquet", _PAIRS, optional=True).iter_rows(named=True))
        once: dict[str, Pair] = {}
        for row in sorted(rows, key=lambda r: ("--" in r["first_contest_id"], r["first_contest_id"])):
            plain = row["first_contest_id"].partition("--")[0]
            if plain not in once:
                once[plain] = self._pair(plain, row)
        return list(once.values())

    def _pair(self, plain: str, row: Mapping[str, str]) -> Pair:
        first, runoff = self.contests[row["first_contest_id"]], self.contests[row["runoff_contest_id"]]
        sort, party, day = sort_of(first["kind"]), letter(first["party"]), dt.date.fromisoformat(first["date"])
        there = self.people[row["runoff_contest_id"]]
        votes = there[row["runoff_winner_id"]][1], there[row["runoff_loser_id"]][1]
        nonpartisan = is_nonpartisan(first["office"] or "") and not party
        made = FirstRound(
            field=self._field(row["first_contest_id"], plain, nonpartisan=nonpartisan),
            a=row["winner_first_id"], b=row["loser_first_id"], sort=sort, party=party,
            lean=self._lean(row["first_contest_id"], first, day),
        )  # fmt: skip
        return Pair(
            contest=plain, election=f"{first['state']}-{first['date']}", first_day=day,
            runoff_day=dt.date.fromisoformat(runoff["date"]), first=made, votes=votes,
            total=sum(v for _, v in there.values()),
            sorts=sorts(first["state"], sort, party, day, nonpartisan=nonpartisan),
            rows=(row["first_contest_id"], row["runoff_contest_id"]),
            finalists=(row["runoff_winner_id"], row["runoff_loser_id"]),
        )  # fmt: skip

    def _field(self, contest: str, plain: str, *, nonpartisan: bool) -> tuple[Runner, ...]:
        labels, elsewhere = LABELS.get(plain, {}), OTHER_SEATS.get(plain, ())
        runners = []
        for candidate, (party, votes) in sorted(self.people[contest].items()):
            if candidate not in elsewhere:
                given = letter(labels.get(candidate, party))
                runners.append(Runner(candidate, given or (NONE if nonpartisan else ""), votes))
        return tuple(runners)

    def _lean(self, contest: str, row: Mapping[str, Any], day: dt.date) -> tuple[int, int] | None:
        """The last presidential votes, Democrat and Republican, in exactly this contest's area."""
        if not row["statewide"]:
            known = {year: votes for year, votes in self.leans.get(contest, {}).items() if year < day.year}
            return known[max(known)] if known else None
        state = row["state"]
        known = {year: votes for (s, year), votes in PRESIDENT.items() if s == state and year < day.year}
        for other in self.contests.values():
            if (other["state"], other["office"], other["kind"]) != (state, "president", "general"):
                continue
            held = dt.date.fromisoformat(other["date"])
            if other["statewide"] and held <= day and "--" not in other["contest_id"]:
                known[held.year] = _two(self.people[other["contest_id"]])
        return known[max(known)] if known else None

    def _leans(self) -> dict[str, dict[int, tuple[int, int]]]:
        """Presidential votes by contest and year, where they are of the contest's own area."""
        import polars as pl

        rows = tables.table(self.files, "baselines.parquet", tables.BASELINES, optional=True)
        matched = tables.table(self.files, "contest_baselines.parquet", _MATCHED, optional=True)
        part = {(c, name): share for c, name, share in matched.iter_rows()}
        wanted = pl.col("baseline").str.starts_with("president-") & pl.col("scope").is_in(["unit", "district-part"])
        sums = rows.filter(wanted).group_by("contest_id", "baseline", "scope", "party").agg(pl.col("votes").sum())
        votes: dict[tuple[str, str, str], dict[str, int]] = {}
        for contest, name, scope, party, count in sums.sort("contest_id", "baseline", "scope", "party").iter_rows():
            votes.setdefault((contest, name, scope), {})[party] = int(count)
        found: dict[str, dict[int, tuple[int, int]]] = {}
        for (contest, name, scope), by_party in votes.items():
            share = part.get((contest, name))
            if scope == "district-part" or (share is not None and share >= MATCHED):
                year = int(name.split("-")[1])
                found.setdefault(contest, {})[year] = by_party.get("DEM", 0), by_party.get("REP", 0)
        return found


def _two(people: Mapping[str, tuple[str, int]]) -> tuple[int, int]:
    d = sum(votes for party, votes in people.values() if letter(party) == "D")
    return d, sum(votes for party, votes in people.values() if letter(party) == "R")
