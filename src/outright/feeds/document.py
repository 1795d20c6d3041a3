"""The count document: one publication as JSON for other programs, the same for every format.

Missing stays missing: an unknown number is null, a method that was not reported is not listed.
"""

from __future__ import annotations

from typing import Any

from outright.count import ContestCount, Snapshot, UnitCount
from outright.feeds.moments import utc_text
from outright.terms import VoteMethod


def document(snapshot: Snapshot) -> dict[str, Any]:
    """The snapshot as contract 2's count document: plain dicts, lists, text, integers, None."""
    election = snapshot.election
    return {
        "kind": snapshot.kind,
        "election": {
            "name": election.name,
            "date": election.date.isoformat() if election.date else None,
            "asOf": utc_text(snapshot.published_at),
            "asOfText": snapshot.published_text,
            "jurisdiction": election.jurisdiction,
            "status": snapshot.status.value,
            "test": snapshot.is_test,
        },
        "contests": [_contest(count) for count in snapshot.contests],
        "findings": [
            {"code": f.code, "severity": f.severity.value, "where": f.where, "message": f.message}
            for f in snapshot.findings
        ],
        **(_statement(snapshot) if snapshot.on_hand or snapshot.complete_units else {}),
    }


def _statement(snapshot: Snapshot) -> dict[str, Any]:
    """What an office says of ballots on hand; only statements have it."""
    held = [
        {
            "unit": h.unit_id,
            "ballots": h.ballots,
            "method": h.method.value if h.method else None,
            "beyondPrecincts": h.beyond_precincts,
        }
        for h in snapshot.on_hand
    ]
    return {"onHand": held, "complete": list(snapshot.complete_units)}


def _contest(count: ContestCount) -> dict[str, Any]:
    contest, result = count.contest, count.result()
    return {
        "id": contest.id,
        "sourceId": contest.source_id,
        "name": contest.name,
        "seats": contest.seats,
        "isQuestion": contest.is_question,
        "primaryParty": contest.primary_party,
        "level": count.level.value,
        "candidates": [
            {
                "id": c.id,
                "sourceId": c.source_id,
                "name": c.name,
                "party": c.party,
                "isWriteIn": c.is_write_in,
                "votes": result.totals[n],
                "methods": _methods(count.methods, result.parts, n),
            }
            for n, c in enumerate(contest.candidates)
        ],
        "methodLabels": {m.value: list(labels) for m, labels in count.method_labels},
        "units": [_unit(count, unit) for unit in count.units],
        "totals": {
            "votes": count.votes,
            "overvotes": count.overvotes,
            "undervotes": count.undervotes,
            "ballotsCast": count.ballots_cast,
            "registered": count.registered_voters,
            "precinctsReporting": count.precincts_reported,
            "precinctsTotal": count.precincts_total,
        },
    }


def _unit(count: ContestCount, row: UnitCount) -> dict[str, Any]:
    return {
        "id": row.unit.id,
        "level": row.unit.type.value,
        "name": row.unit.name,
        "parent": row.unit.parent_id,
        "geographic": row.unit.is_geographic,
        "votes": {
            c.id: {"total": row.totals[n], **_methods(count.methods, row.parts, n)}
            for n, c in enumerate(count.contest.candidates)
        },
        "reported": row.reported,
        "ballotsCast": row.ballots_cast,
        "registered": row.registered_voters,
    }


def _methods(
    methods: tuple[VoteMethod, ...], parts: tuple[tuple[int | None, ...], ...], candidate: int
) -> dict[str, int]:
    cells = ((m.value, part[candidate]) for m, part in zip(methods, parts, strict=False))
    return {method: votes for method, votes in cells if votes is not None}
