"""An Enhanced Voting site: one file for the whole jurisdiction, no version, addresses that somebody made by hand.

The list's own shape is not known from a real body; the file's is that of the exports.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from hashlib import md5
from html import escape
from typing import Any
from urllib.parse import unquote

from outright.count import ContestCount, Snapshot, slug
from outright.count.tally import StatedTotals, UnitCount
from outright.rehearsal.clarity_detail import labels_of
from outright.rehearsal.editions import Edition
from outright.rehearsal.scenario import Scenario
from outright.rehearsal.site.drift import drifted
from outright.rehearsal.site.page import Page, Request, View
from outright.rehearsal.site.places import state_name
from outright.terms import VoteMethod

_API = "/results/public/api"
_JSON = "application/json; charset=utf-8"


class EnhancedVoting:
    """The jurisdiction's list of elections, the live file, and the export of the same."""

    kind = "enhanced-voting"
    title = "Enhanced Voting"

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self.name = state_name(scenario.setting.state)
        self.jurisdiction = slug(self.name)
        self.slug = f"{scenario.setting.date:%Y%b}Rehearsal"
        self._lists = (
            f"{_API}/elections/{self.jurisdiction}",
            f"{_API}/jurisdictions/{self.jurisdiction}",
        )
        self.data = f"{_API}/elections/{self.jurisdiction}/{self.slug}/data"
        self.export = f"/cdn/results/{self.name}/export-{self.slug}.json"

    def doors(self, view: View) -> list[tuple[str, str]]:
        """The file first; then the list that tells its address."""
        del view
        return [
            (self.data, "everything, by county"),
            (self._lists[0], "the elections and their slugs"),
            (self.export, "the same as an export"),
        ]

    def answer(self, request: Request, view: View) -> Page | None:
        """The page at this address; None for 404, and for the files before anything is published."""
        path = unquote(request.path).rstrip("/")
        edition = view.newest(None) if path in (self.data, self.export) else None
        if path.lower() in self._lists:
            return Page(self._list(), _JSON, self._scenario.setting.polls_close, max_age=60)
        if path.lower() == f"/results/public/{self.jurisdiction}/elections/{self.slug}".lower():
            return Page(self._front(view), "text/html; charset=utf-8", self._scenario.begins, max_age=60)
        if edition is None:
            return None
        body = view.body(edition, "enhanced-voting", lambda: self._file(edition, view))
        if path == self.data:
            # The page's data name the export; whether the real ones hold the counts as well is not known.
            named = {"id": _uuid(self.name), "name": self.name, "mediaExportPath": self.export.split("/", 3)[3]}
            body = view.body(edition, "page data", lambda: b'{"jurisdiction":' + _dumped(named) + b"," + body[1:])
        return Page(body, _JSON, edition.at, 30, edition.faults)

    def _front(self, view: View) -> bytes:
        links = "".join(f'<li><a href="{escape(p)}">{escape(p)}</a> {escape(w)}</li>' for p, w in self.doors(view))
        name = escape(self._scenario.name)
        return f"<!doctype html><title>REHEARSAL: {name}</title><h1>REHEARSAL: {name}</h1><ul>{links}</ul>".encode()

    def _list(self) -> bytes:
        setting = self._scenario.setting
        election = {
            "id": _uuid(setting.id), "slug": self.slug, "publicElectionId": self.slug,
            "name": self._scenario.name, "electionDate": setting.date.isoformat(),
        }  # fmt: skip
        return json.dumps({"jurisdiction": self.jurisdiction, "name": self.name, "elections": [election]}).encode()

    def _file(self, edition: Edition, view: View) -> bytes:
        """The file; a county that has published nothing new is taken from the shelf."""
        numbers, active = dict(edition.content[0]), edition.content[1]

        def shelved(county: str, make: Callable[[], bytes]) -> bytes:
            return view.shelf.get(("enhanced-voting", county, numbers[county], active), make)

        return drifted(export_json(edition.snapshot, self.name, shelved), "enhanced-voting", edition.drift)


def export_json(
    snapshot: Snapshot, name: str, shelved: Callable[[str, Callable[[], bytes]], bytes] = lambda _, make: make()
) -> bytes:
    """A snapshot by county as the export spells it; the same bytes for the same snapshot.

    ``shelved(county, make)`` may keep a county's piece, so that it is not made again.
    """
    local: dict[str, list[tuple[int, ContestCount, UnitCount]]] = {}
    for n, count in enumerate(snapshot.contests, 1):
        for unit in count.units:
            local.setdefault(unit.unit.id, []).append((n, count, unit))
    pieces = [shelved(county, lambda rows=rows: _local(rows)) for county, rows in local.items()]  # type: ignore[misc]
    whole = [_item(count, count.result(), n, "State") for n, count in enumerate(snapshot.contests, 1)]
    root = {
        "electionDate": snapshot.election.date.isoformat() if snapshot.election.date else None,
        "electionName": snapshot.election.name,
        "createdAt": _clock(snapshot.published_at),
        "results": {"id": _uuid(name), "name": name, "ballotItems": whole, "reportingStatuses": None},
    }
    return _dumped(root)[:-1] + b',"localResults":[' + b",".join(pieces) + b"]}"


def _local(rows: list[tuple[int, ContestCount, UnitCount]]) -> bytes:
    """One county with its contests."""
    unit = rows[0][2].unit
    items = [_item(count, row, n, "Local") for n, count, row in rows]
    county = {"id": _uuid(unit.id), "name": f"{unit.name} County", "ballotItems": items, "reportingStatuses": None}
    return _dumped(county)


def _dumped(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _item(count: ContestCount, row: UnitCount | StatedTotals, order: int, kind: str) -> dict[str, Any]:
    """One contest of one place. Precincts in are null for the whole and 0 for a county, as in real files."""
    contest = count.contest
    nothing = None if kind == "State" else 0
    return {
        "type": kind, "id": contest.source_id or contest.id, "name": contest.name, "voteFor": contest.votes_allowed,
        "ballotOrder": order, "precinctsParticipating": nothing, "precinctsReporting": nothing,
        "contestType": "Measure" if contest.is_question else "Candidate",
        "ballotOptions": [
            {
                "id": candidate.source_id or candidate.id, "name": candidate.name, "ballotOrder": c + 1,
                "voteCount": row.totals[c], "politicalParty": candidate.party, "groupResults": _groups(count, row, c),
                "precinctResults": None if kind == "State" else [],
            }
            for c, candidate in enumerate(contest.candidates)
        ],
        "rankedChoiceResults": None,
    }  # fmt: skip


def _groups(count: ContestCount, row: UnitCount | StatedTotals, c: int) -> list[dict[str, Any]] | None:
    """Votes by method; null where the methods are not known, which is not zero."""
    if set(count.methods) <= {VoteMethod.OTHER}:
        return None
    return [
        {"groupName": several[0].rstrip("0123456789 "), "voteCount": row.parts[m][c], "isFromVirtualPrecinct": False}
        for m, (_, several) in enumerate(labels_of(count))
    ]


def _clock(at: dt.datetime | None) -> str | None:
    """UTC with seven decimals."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z") if at else None


def _uuid(text: str) -> str:
    digits = md5(text.encode(), usedforsecurity=False).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
