"""Writes an office's statement of the ballots it still holds: a small JSON of Outright's own.

No official publishes this file; officials say it at a table or on the telephone. It is how such a
sentence enters the count. `outright.feeds.statement` reads it.
"""

from __future__ import annotations

import json

from outright.count import slug
from outright.rehearsal.plan import Notice, Office
from outright.terms import ResultsStatus

SCHEMA = "outright/statement/1"


def statement(notice: Notice, office: Office, election_name: str) -> bytes:
    """The file for one notice: what the county holds beyond its precincts, or that it is done."""
    status = ResultsStatus.UNOFFICIAL_COMPLETE if notice.complete else ResultsStatus.UNOFFICIAL_PARTIAL
    units = [slug(p.name) for p in office.places] if office.is_state else [office.id]
    document = {
        "schema": SCHEMA,
        "rehearsal": True,
        "source": f"{office.name}{'' if office.is_state else ' County'} election office",
        "election": election_name,
        "publishedAt": notice.at.isoformat(),
        "status": status.value,
        "onHand": [
            {
                "unit": office.id,
                "method": held.method.value,
                "ballots": held.ballots,
                "beyondPrecincts": True,
            }
            for held in notice.on_hand
        ],
        "complete": units if notice.complete else [],
        "text": notice.text,
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
