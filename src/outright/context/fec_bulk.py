"""Reads the FEC's bulk files: who runs, which committees are theirs, and the all-candidates summary.

A bulk file is a snapshot: the same name holds other figures a month later, so its download day and hash go with every
fact. The summary has no column that says which election money was for; what a special election took in is cut by
the day of coverage. Real samples: ../shared/feeds/fec/bulk_2018_GA06.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from outright.context.fact import Fact, Facts, Item, Origin
from outright.context.fec_rows import CANDIDATES, COMMITTEES, LINKAGE, SUMMARY, rows
from outright.errors import MoneyError


@dataclass(frozen=True, slots=True)
class Summary:
    """A candidate's line of ``weball``: everything in cents, for the two-year period up to ``through``."""

    candidate: str
    name: str
    party: str
    state: str
    district: str
    receipts: int
    disbursements: int
    cash: int
    debts: int
    individuals: int
    committees: int
    parties: int
    own: int
    through: dt.date | None


@dataclass(frozen=True, slots=True)
class Link:
    """That a committee is a candidate's. ``designation``: P principal, A authorized, J joint, U of nobody."""

    candidate: str
    committee: str
    election_year: int
    designation: str


def summaries(body: bytes, name: str = "weball") -> Iterator[Summary]:
    """Every candidate of an all-candidates summary (``weball18.txt``, ``webl18.txt``).

    Raises `MoneyError` for a row that is not of 30 fields, an amount that is none, a candidate who stands in it twice.
    """
    seen: set[str] = set()
    for row in rows(body.splitlines(), SUMMARY, name):
        candidate = row["CAND_ID"]
        if candidate in seen:
            raise MoneyError(f"{candidate} stands in it twice", where=row.where, hint="Take the file again.")
        seen.add(candidate)
        yield Summary(
            candidate=candidate, name=row["CAND_NAME"], party=row["CAND_PTY_AFFILIATION"], state=row["CAND_OFFICE_ST"],
            district=row["CAND_OFFICE_DISTRICT"], receipts=row.cents("TTL_RECEIPTS"),
            disbursements=row.cents("TTL_DISB"), cash=row.cents("COH_COP"), debts=row.cents("DEBTS_OWED_BY"),
            individuals=row.cents("TTL_INDIV_CONTRIB"), committees=row.cents("OTHER_POL_CMTE_CONTRIB"),
            parties=row.cents("POL_PTY_CONTRIB"), own=row.cents("CAND_CONTRIB") + row.cents("CAND_LOANS"),
            through=row.day("CVG_END_DT"),
        )  # fmt: skip


_ITEMS = (
    (Item.RECEIPTS, "receipts"), (Item.CASH, "cash"), (Item.INDIVIDUALS, "individuals"),
    (Item.COMMITTEES, "committees"), (Item.PARTIES, "parties"), (Item.OWN, "own"),
    (Item.DISBURSEMENTS, "disbursements"), (Item.DEBTS, "debts"),
)  # fmt: skip


def summary_facts(body: bytes, candidates: Iterable[str], origin: Origin, name: str = "weball") -> Facts:
    """The facts of a summary of these candidates, by FEC candidate id, to the cent."""
    wanted, found, problems = dict.fromkeys(candidates), [], []
    for s in summaries(body, name):
        if s.candidate not in wanted:
            continue
        del wanted[s.candidate]
        if s.through is None:
            problems.append(f"{name} gives no day of coverage for {s.candidate}; nothing of that line is used.")
            continue
        found += [Fact(i, getattr(s, a), s.through, s.candidate, covers="two-years") for i, a in _ITEMS]
    problems += [f"{name} has no line for {candidate}." for candidate in wanted]
    return Facts(tuple(found), (origin,), tuple(problems))


def links(body: bytes, name: str = "ccl") -> tuple[Link, ...]:
    """Which committees are whose, from the linkage file (``ccl18.txt``)."""
    found = []
    for row in rows(body.splitlines(), LINKAGE, name):
        year = row["FEC_ELECTION_YR"]
        if not year.isdigit():
            raise MoneyError(f"{year[:20]!r} is no year", where=row.where, hint="Take the file again.")
        found.append(Link(row["CAND_ID"], row["CMTE_ID"], int(year), row["CMTE_DSGN"]))
    return tuple(found)


def committees_of(candidate: str, known: Iterable[Link]) -> tuple[str, ...]:
    """A candidate's own committees, the principal one first: those designated P or A."""
    own = [x for x in known if x.candidate == candidate and x.designation in ("P", "A")]
    return tuple(dict.fromkeys(x.committee for x in sorted(own, key=lambda x: (x.designation != "P", x.committee))))


@dataclass(frozen=True, slots=True)
class Candidacy:
    """A line of the candidate master: who runs where, and the principal committee. No street of anybody is kept."""

    candidate: str
    name: str
    party: str
    year: str
    state: str
    office: str
    district: str
    committee: str


def candidacies(body: bytes, name: str = "cn") -> tuple[Candidacy, ...]:
    """The candidate master (``cn18.txt``)."""
    return tuple(
        Candidacy(
            r["CAND_ID"], r["CAND_NAME"], r["CAND_PTY_AFFILIATION"], r["CAND_ELECTION_YR"], r["CAND_OFFICE_ST"],
            r["CAND_OFFICE"], r["CAND_OFFICE_DISTRICT"], r["CAND_PCC"],
        )
        for r in rows(body.splitlines(), CANDIDATES, name)
    )  # fmt: skip


def committee_names(body: bytes, name: str = "cm") -> dict[str, str]:
    """The committees of the committee master (``cm18.txt``) by id."""
    return {r["CMTE_ID"]: r["CMTE_NM"] for r in rows(body.splitlines(), COMMITTEES, name)}
