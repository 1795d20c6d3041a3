"""AP's Elections API, version 2: a key, one answer for a day, and a link to ask for what has changed since.

Any key that is not empty is taken. A diff holds only the races that changed: what is not in it is not gone.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from outright.feeds.moments import iso_moment, utc_text
from outright.rehearsal.editions import Edition
from outright.rehearsal.scenario import Scenario
from outright.rehearsal.site.drift import drifted
from outright.rehearsal.site.page import Page, Request, View
from outright.writers import writer

_JSON = "application/json; charset=utf-8"


class Ap:
    """``/elections/v2/{date}`` (and ``/v2/elections/{date}``, as the links in real answers are written)."""

    kind = "ap"
    title = "AP Elections API"

    def __init__(self, scenario: Scenario) -> None:
        day = scenario.setting.date.isoformat()
        self.path = f"/elections/v2/{day}"
        self._paths = (self.path, f"/v2/elections/{day}")

    def doors(self, view: View) -> list[tuple[str, str]]:
        """The day's races, with a key."""
        del view
        return [(f"{self.path}?format=json&apiKey=rehearsal", "every race; nextrequest asks for what changed")]

    def answer(self, request: Request, view: View) -> Page | None:
        """The page at this address; 401 without a key, None for 404."""
        if request.path.rstrip("/") not in self._paths:
            return None
        edition = view.newest(None)
        at = edition.at if edition else view.editions.scenario.setting.polls_close
        if not (_key(request.query) or request.headers.get("x-api-key")):
            return Page(b'{"code":401,"message":"A key is needed (REHEARSAL: any will do)"}', _JSON, at, status=401)
        since = request.query.get("minDateTime")
        moment = iso_moment(since) if since else None
        if request.query.get("format", "json") != "json" or (since and moment is None):
            return Page(b'{"code":400,"message":"Ask for format=json and an ISO minDateTime"}', _JSON, at, status=400)
        if edition is None:
            return None
        return Page(self._body(edition, request, moment, view), _JSON, edition.at, 0, edition.faults)

    def _body(self, edition: Edition, request: Request, since: dt.datetime | None, view: View) -> bytes:
        host = request.headers.get("host", "localhost")
        key = f"{host} {request.query.get('format', '')} {utc_text(since)}"

        def make() -> bytes:
            root: dict[str, Any] = json.loads(writer("ap-json")(edition.snapshot))
            if since is not None:
                kept = zip(root["races"], edition.snapshot.contests, strict=True)
                root["races"] = [
                    race for race, count in kept
                    if view.editions.contest_changed(count.contest.id, since, edition.number)
                ]  # fmt: skip
            stamp = quote(utc_text(edition.at) or "", safe="")
            root["nextrequest"] = f"http://{host}{self._paths[1]}?format=json&minDateTime={stamp}"
            root["rehearsal"] = True
            body = json.dumps(root, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
            return drifted(body, "ap-json", edition.drift)

        return view.body(edition, f"ap {key}", make)


def _key(query: Mapping[str, str]) -> str:
    return next((v for k, v in query.items() if k.lower() == "apikey" and v), "")
