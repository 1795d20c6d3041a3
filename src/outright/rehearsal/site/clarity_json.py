"""Clarity's JSON files: settings with the counties' versions, the summary, and votes as matrices by area.

The keys are those of real files; the dozens that only lay out the vendor's own pages are left out.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence

from outright.count import ContestCount, Snapshot
from outright.rehearsal.clarity_detail import is_state, labels_of
from outright.rehearsal.clarity_xml import columns, stamp_text

__all__ = ["Snapshot", "in_address", "labels", "settings", "summary", "votes"]


def in_address(name: str) -> str:
    """A name as it stands in an address: ``Ben_Hill``, ``Absentee_by_Mail``."""
    return re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_")


def labels(snapshot: Snapshot) -> dict[str, str]:
    """Every column by its spelling in addresses."""
    found = [label for c in snapshot.contests for _, several in labels_of(c) for label in several]
    return {in_address(label): label for label in dict.fromkeys(found)}


def summary(snapshot: Snapshot) -> bytes:
    """Contests with totals. ``TP`` and ``PR`` count counties in a state's file, precincts in a county's."""
    rows = []
    for count in snapshot.contests:
        contest, totals = count.contest, [v or 0 for v in count.result().totals]
        whole = sum(totals)
        people = contest.candidates
        rows.append({
            "CATKEY": "C_0", "CAT": "Rehearsal", "C": contest.name, "K": contest.source_id or contest.id,
            "AggID": None, "regvoters": 0, "BCxContest": 0, "VF": contest.votes_allowed,
            "TP": len(count.units), "PR": sum(bool(u.reported) for u in count.units), "TV": 0, "BC": 0,
            "RC": 0, "RO": 0,
            "CH": [c.name for c in people], "CHAggId": None, "P": [c.party or "NP" for c in people],
            "PCT": [100 * v / whole if whole else 0.0 for v in totals], "V": totals, "W": [0] * len(people),
            "CRC": [0] * len(people), "CRO": [0] * len(people), "IsCumulative": None, "IsContestNoChoice": 0,
        })  # fmt: skip
    return _dumped(rows)


def votes(snapshot: Snapshot, label: str | None = None) -> bytes:
    """Votes by area as a matrix, of all ways of voting or of one column; area ``-1`` is the whole."""
    areas: dict[str, tuple[list[str], list[list[int]]]] = {}
    whole: tuple[list[str], list[list[int]]] = ([], [])
    for count in snapshot.contests:
        key = count.contest.source_id or count.contest.id
        added = [0] * len(count.contest.candidates)
        where = _column(count, label)
        for unit in count.units:
            if label is None:
                row = [v or 0 for v in unit.totals]
            elif where is None:
                row = [0] * len(added)
            else:
                m, n, of = where
                row = [columns(v or 0, of)[n] for v in unit.parts[m]]
            ids, lists = areas.setdefault(unit.unit.name, ([], []))
            ids.append(key)
            lists.append(row)
            added = [a + v for a, v in zip(added, row, strict=True)]
        whole[0].append(key)
        whole[1].append(added)
    rows = [{"A": area, "C": ids, "V": lists} for area, (ids, lists) in areas.items()]
    return _dumped({"Contests": [*rows, {"A": "-1", "C": whole[0], "V": whole[1]}]})


def _column(count: ContestCount, label: str | None) -> tuple[int, int, int] | None:
    """The method, the place among its columns, and how many columns it has."""
    for m, (_, several) in enumerate(labels_of(count)):
        if label in several:
            return m, several.index(label), len(several)
    return None


def settings(
    snapshot: Snapshot,
    *,
    election_id: int,
    counties: Sequence[tuple[str, int, int, dt.datetime]],
    versions: Sequence[int],
    precincts: Sequence[tuple[int, int]],
) -> bytes:
    """``electionsettings.json``. ``counties`` are name, election id, version and time of each that has published."""
    day, at = snapshot.election.date, snapshot.published_at
    status = 16  # the site's own code, as seen in a real file; no reader should need it
    lines = [f"{in_address(n)}|{i}|{version}|{stamp_text(t)}|{status}" for n, i, version, t in counties]
    details = {
        "participatingcounties": lines,
        "electionid": str(election_id),
        "internalname": snapshot.election.name,
        "electiondate": f"{day.month}/{day.day}/{day.year}" if day else "",
        "isstate": is_state(snapshot),
        "isstateelection": "1" if is_state(snapshot) else "0",
        "istestmode": snapshot.is_test,
        "chkgeneratexml": True,
    }
    place = snapshot.election.jurisdiction or ""
    return _dumped({
        "settings": {
            "recountthreshold": 1, "runoffthreshold": 1, "winnerthreshold": 0,
            "supportedlanguages": "en|English", "timezoneoffset": 0, "electiondetails": details,
        },
        "pagesettings": {"web": {"header": "REHEARSAL: no election results", "pagetitle": snapshot.election.name}},
        "websiteupdatedat": stamp_text(at) if at else "",
        "stateprecinctsreporting": sum(done for done, _ in precincts),
        "stateprecinctsparticipating": sum(total for _, total in precincts),
        "language": "en",
        "templatetype": "Web",
        "entityname": place,
        "versions": [str(v) for v in versions],
    })  # fmt: skip


def _dumped(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
