"""Small nights for the tests of rehearsal sites, asked without a network."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from functools import cache
from typing import Any

from outright.count import Snapshot
from outright.feeds import read
from outright.rehearsal import nights
from outright.rehearsal.faults import FaultFile, check
from outright.rehearsal.scenario import Scenario
from outright.rehearsal.site.app import RehearsalApp
from outright.rehearsal.site.page import Request
from outright.rehearsal.site.sick import Reply
from outright.rehearsal.statewide import statewide

BROWSER = {"user-agent": "Mozilla/5.0 (a desk's reader; desk@example.org)"}


def fresh() -> Scenario:
    return statewide(7, counties=5, precincts=23, contests=11)


@cache
def small() -> Scenario:
    """The small invented state, made once; only its sums are remembered, and they never change."""
    return fresh()


@cache
def reference() -> Scenario:
    return nights.reference()


class Stepped:
    """A site whose clock the test moves by hand."""

    def __init__(self, scenario: Scenario, kind: str = "clarity", *faults: dict[str, Any], **more: Any) -> None:
        for fault in faults:
            check(fault, "test")
        self.scenario, self.now = scenario, scenario.begins
        self.app = RehearsalApp(scenario, kind, FaultFile(faults, **more), lambda: self.now)

    def at(self, share: float) -> Stepped:
        """Goes to this share of the publications."""
        n = max(1, round(share * len(self.scenario.steps)))
        self.now = self.scenario.steps[n - 1].at
        return self

    def ask(self, path: str, method: str = "GET", **headers: str) -> Reply:
        path, _, query = path.partition("?")
        sent = BROWSER | {k.replace("_", "-"): v for k, v in headers.items()}
        pairs = dict(p.split("=", 1) for p in query.split("&")) if query else {}
        return self.app.reply(Request(path, pairs, sent, method))

    def command(self, verb: str, **row: Any) -> Any:
        body = json.dumps(row).encode()
        reply = self.app.reply(Request(f"/_rehearsal/{verb}", {}, {"content-type": "application/json"}, "POST"), body)
        return reply.status, json.loads(reply.body)

    @property
    def door(self) -> str:
        return self.app.system.doors(self.app.view(self.now))[0][0]

    # Clarity's addresses, found as a client finds them.
    def site(self, county: str | None = None) -> str:
        return self.app.system.address(county)  # type: ignore[attr-defined]

    def version(self, county: str | None = None) -> int:
        return int(self.ask(f"{self.site(county)}/current_ver.txt").body)

    def clarity(self, name: str, county: str | None = None) -> Reply:
        return self.ask(f"{self.site(county)}/{self.version(county)}/{name}")

    def detail(self, county: str | None = None) -> Snapshot:
        return read(unzipped(self.clarity("reports/detailxml.zip", county).body))


def unzipped(body: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.namelist() == ["detail.xml"]
        return archive.read("detail.xml")


def hours(n: float) -> dt.timedelta:
    return dt.timedelta(hours=n)


def assert_same(ours: Snapshot, theirs: Snapshot, *, methods: bool = True, units: bool = True) -> None:
    """The very same figures: contests by name, units and candidates by theirs, method by method."""
    assert [c.contest.name for c in ours.contests] == [c.contest.name for c in theirs.contests]
    for a, b in zip(ours.contests, theirs.contests, strict=True):
        assert [c.name for c in a.contest.candidates] == [c.name for c in b.contest.candidates]
        assert a.result().totals == b.result().totals
        if units:
            assert [(u.unit.name, u.totals) for u in a.units] == [(u.unit.name, u.totals) for u in b.units]
        if methods:
            assert set(a.methods) == set(b.methods)
            for m, method in enumerate(a.methods):
                n = b.methods.index(method)
                mine = {u.unit.name: u.parts[m] for u in a.units}
                assert mine == {u.unit.name: u.parts[n] for u in b.units}
