"""Writes a snapshot in the shape of AP's Elections API, version 2, for programs that read AP.

A candidate without ``voteCount`` is not reported, a 0 is a zero. There is no ``winner``: votes tell who leads.
"""

from __future__ import annotations

import json
from typing import Any

from outright.count import ContestCount, Snapshot
from outright.feeds.moments import utc_text
from outright.writers.wire_rows import (
    Row,
    candidate_ids,
    party_text,
    postal,
    primary_type,
    race_ids,
    rows,
)


def write(snapshot: Snapshot) -> bytes:
    """The response in UTF-8, always the same bytes for the same snapshot."""
    ids = race_ids(snapshot.contests)
    root = {
        "electionDate": snapshot.election.date.isoformat() if snapshot.election.date else "",
        "timestamp": utc_text(snapshot.published_at) or "",
        "races": [_race(snapshot, count, race) for race, count in zip(ids, snapshot.contests, strict=True)],
        "nextrequest": "",
    }
    return json.dumps(root, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _race(snapshot: Snapshot, count: ContestCount, race: str) -> dict[str, Any]:
    contest, kind = count.contest, primary_type(count)
    found: dict[str, Any] = {
        "test": snapshot.is_test,
        "raceID": race,
        "raceType": "Ballot Issue" if contest.is_question else "General" if kind == "G" else "Primary",
        "raceTypeID": kind,
        "officeID": "I" if contest.is_question else "",
        "officeName": contest.name,
        "party": party_text(kind) if kind != "G" else "",
        "reportingUnits": [_unit(snapshot, count, row) for row in rows(snapshot, count)],
    }
    if contest.seats > 1:
        found["numWinners"] = contest.seats
    return found


def _unit(snapshot: Snapshot, count: ContestCount, row: Row) -> dict[str, Any]:
    candidates = zip(count.contest.candidates, candidate_ids(count.contest.candidates), row.votes, strict=True)
    whole = row.level in ("national", "state")
    found: dict[str, Any] = {
        "statePostal": postal(snapshot),
        "stateName" if whole else "reportingunitName": row.name,
        "level": row.level,
        "lastUpdated": utc_text(snapshot.published_at) or "",
        "candidates": [
            {"last": c.name, "party": party_text(c.party), "candidateID": key, "ballotOrder": n}
            | ({} if votes is None else {"voteCount": votes})
            for n, (c, key, votes) in enumerate(candidates, 1)
        ],
    }
    if row.id:
        found["reportingunitID"] = row.id
    if row.fips:
        found["fipsCode"] = row.fips
    if row.reporting is not None and row.total is not None:
        found["precinctsReporting"], found["precinctsTotal"] = row.reporting, row.total
    return found
