"""Writes a snapshot as the table that ``elex results`` prints, for newsrooms whose pages read that.

A blank cell is not reported, a 0 is a zero. The columns for winners stay empty: votes tell who leads.
"""

from __future__ import annotations

from collections.abc import Iterator

from outright.count import ContestCount, Snapshot
from outright.count.tally import add
from outright.feeds.moments import utc_text
from outright.feeds.text import guarded
from outright.writers.table import table
from outright.writers.wire_rows import (
    Row,
    candidate_ids,
    party_text,
    postal,
    primary_type,
    race_ids,
    rows,
    state_name,
)

COLUMNS = (
    "id", "unique_id", "raceid", "racetype", "racetypeid", "ballotorder", "candidateid", "description",
    "delegatecount", "electiondate", "electtotal", "electwon", "fipscode", "first", "incumbent",
    "initialization_data", "is_ballot_measure", "last", "lastupdated", "level", "national", "officeid", "officename",
    "party", "polid", "polnum", "precinctsreporting", "precinctsreportingpct", "precinctstotal", "reportingunitid",
    "reportingunitname", "runoff", "seatname", "seatnum", "statename", "statepostal", "test", "uncontested",
    "votecount", "votepct", "winner",
)  # fmt: skip


def write(snapshot: Snapshot) -> bytes:
    """The table in UTF-8, always the same bytes for the same snapshot."""
    return table(COLUMNS, _cells(snapshot))


def _cells(snapshot: Snapshot) -> Iterator[list[str | int | None]]:
    for race, count in zip(race_ids(snapshot.contests), snapshot.contests, strict=True):
        for row in rows(snapshot, count):
            for line in _lines(snapshot, count, race, row):
                found = [line.get(column, "") for column in COLUMNS]
                yield [guarded(c) if isinstance(c, str) else c for c in found]


def _lines(snapshot: Snapshot, count: ContestCount, race: str, row: Row) -> Iterator[dict[str, str | int | None]]:
    """One unit's rows, one for each candidate. Names of persons are not cut in two: all is in ``last``."""
    summed = add(row.votes)
    measure = count.contest.is_question
    for n, (candidate, key) in enumerate(
        zip(count.contest.candidates, candidate_ids(count.contest.candidates), strict=True)
    ):
        votes = row.votes[n]
        yield {
            "id": f"{race}-{key}-{row.id or 'state-1'}", "unique_id": key, "raceid": race,
            "racetypeid": primary_type(count),
            "ballotorder": n + 1, "candidateid": key, "is_ballot_measure": str(measure),
            "electiondate": snapshot.election.date.isoformat() if snapshot.election.date else "",
            "fipscode": row.fips, "last": candidate.name, "lastupdated": utc_text(snapshot.published_at) or "",
            "level": row.level, "officeid": "I" if measure else "", "officename": count.contest.name,
            "party": party_text(candidate.party), "precinctsreporting": row.reporting, "precinctstotal": row.total,
            "precinctsreportingpct": _share(row.reporting, row.total), "reportingunitid": row.id or "state-1",
            "reportingunitname": row.name, "statename": state_name(snapshot),
            "statepostal": postal(snapshot), "test": str(snapshot.is_test), "votecount": votes,
            "votepct": _share(votes, summed),
        }  # fmt: skip


def _share(part: int | None, whole: int | None) -> str:
    """A share as elex prints it, 0 to 1, never rounded across a half; nothing where it cannot be told."""
    return str(part / whole) if part is not None and whole else ""
