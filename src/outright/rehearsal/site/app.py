"""A rehearsal site as a web application (ASGI): the system's pages, faults on their way, and commands.

``POST /_rehearsal/fault``, ``POST /_rehearsal/jump`` and ``GET /_rehearsal/state`` are the commands; everything else
is the fake site. The clock and all chance are passed in, so that a test can step the night by hand.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, deque
from collections.abc import Callable, Mapping
from html import escape
from random import Random
from threading import RLock
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from outright.errors import ConfigError, OutrightError
from outright.rehearsal.editions import Editions
from outright.rehearsal.fault_kinds import Spoils
from outright.rehearsal.faults import Episode, FaultFile, check, clock_time, duration, episode_of, schedule
from outright.rehearsal.scenario import Scenario
from outright.rehearsal.site.page import Page, Request, Shelf, View
from outright.rehearsal.site.send import body_of, send_reply
from outright.rehearsal.site.sick import Reply, Turns, reply
from outright.rehearsal.site.systems import system

CONTROL = "/_rehearsal"
_LOG_KEPT, _LOG_SHOWN = 20_000, 500
_METHODS = ("GET", "HEAD")


class RehearsalApp:
    """One night on one system. ``clock`` tells the night's moment; ``log`` is every fault that was served."""

    def __init__(
        self,
        scenario: Scenario,
        kind: str = "clarity",
        faults: FaultFile | None = None,
        clock: Callable[[], dt.datetime] | None = None,
        seed: int = 1,
    ) -> None:
        self.scenario, self.clock = scenario, clock or (lambda: scenario.ends)
        self.system = system(kind, scenario)
        self.episodes = schedule(faults or FaultFile(), scenario, kind, seed)
        self.editions = Editions(scenario, self.episodes)
        self.shelf, self.closing = Shelf(), False
        self.log: deque[dict[str, Any]] = deque(maxlen=_LOG_KEPT)
        self.served: Counter[str] = Counter()
        self._turns, self._seed, self._commands = Turns(), seed, 0
        self._lock = RLock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            return
        request = _request(scope)
        body = await body_of(receive) if request.method == "POST" else b""
        answer = await run_in_threadpool(self.reply, request, body)
        await send_reply(answer, request.method, receive, send, lambda: self._over(answer))

    def reply(self, request: Request, body: bytes = b"") -> Reply:
        """What a request is answered now; nothing is sent."""
        with self._lock:
            if request.path.startswith(f"{CONTROL}/"):
                return self._control(request, body)
            if request.method not in _METHODS:
                return _json({"error": "The site only answers GET and HEAD"}, 405)
            moment = self.clock()
            if request.path == "/":
                return Reply(200, {"content-type": "text/html; charset=utf-8"}, self._index(moment))
            active = {
                e.kind: e for e in self.episodes
                if e.spoils == Spoils.ANSWER and e.active(moment) and e.meets(request.path)
            }  # fmt: skip
            answer = reply(
                request, active, self._turns, lambda behind, ahead: self._page(request, moment, behind, ahead)
            )
            for kind in answer.faults:
                self.served[kind] += 1
                self.log.append({"at": moment.isoformat(), "path": request.path, "kind": kind, "status": answer.status})
            return answer

    def view(self, moment: dt.datetime, behind: int = 0, ahead: int = 0) -> View:
        """The night as a request at this moment sees it."""
        return View(self.editions, moment, self.shelf, behind, ahead)

    def fault(self, row: Mapping[str, Any]) -> Episode:
        """Makes a fault happen now (or ``at`` a later time of the night); `ConfigError` when it cannot."""
        with self._lock:
            check(row, "command")
            if "every" in row or "chance" in row:
                raise ConfigError("A command is one fault, now or at one time", where="command", hint="Leave them out.")
            if row["kind"] == "version-race" and self.system.kind != "clarity":
                raise ConfigError("This system has no versions", where="command", hint="version-race is Clarity's.")
            now = self.clock()
            start = max(now, clock_time(row["at"], self.scenario, "command")) if "at" in row else now
            self._commands += 1
            episode_id = f"command-{self._commands}"
            episode = episode_of(row, episode_id, start, self.scenario, Random(f"{self._seed}/{episode_id}"))
            if episode is None:
                raise ConfigError(
                    "The count is certified; nothing goes wrong any more", where="command", hint="Jump no further."
                )
            self.episodes.append(episode)
            self.editions.add(episode)
            return episode

    def jump(self, row: Mapping[str, Any]) -> dt.datetime:
        """Moves the clock on, ``to`` a time or "end", or ``by`` a length; `ConfigError` when it cannot be moved."""
        with self._lock:
            move, now = getattr(self.clock, "jump", None), self.clock()
            if move is None:
                raise ConfigError("This clock cannot be moved", where="jump", hint="Whoever started the site steps it.")
            if "by" in row:
                to = now + duration(row["by"], "jump")
            elif row.get("to") == "end":
                to = self.scenario.ends
            else:
                to = clock_time(str(row.get("to")), self.scenario, "jump")
            if to < now:
                raise ConfigError("A night only goes forward", where="jump", hint=f"It is {now:%H:%M} there.")
            moved: dt.datetime = move(to)
            return moved

    def state(self) -> dict[str, Any]:
        """Where the night stands, which faults are on and to come, and what has been served."""
        with self._lock:
            now = self.clock()
            return {
                "rehearsal": True,
                "system": self.system.kind,
                "election": self.scenario.name,
                "moment": now.isoformat(),
                "ends": self.scenario.ends.isoformat(),
                "over": now >= self.scenario.ends,
                "published": self.scenario.number_at(now),
                "counties": self.scenario.at(now),
                "faults": [_shown(e) for e in self.episodes if e.active(now)],
                "coming": [_shown(e) for e in self.episodes if e.start > now],
                "served": dict(self.served),
                "log": list(self.log)[-_LOG_SHOWN:],
            }

    def _page(self, request: Request, moment: dt.datetime, behind: int, ahead: int) -> Page | None:
        return self.system.answer(request, self.view(moment, behind, ahead))

    def _over(self, answer: Reply) -> bool:
        """Whether a slow answer is to be given up: the site closes, or its fault has ended."""
        return self.closing or (answer.episode is not None and not answer.episode.active(self.clock()))

    def _control(self, request: Request, body: bytes) -> Reply:
        wanted = (request.method, request.path.removeprefix(CONTROL))
        try:
            if wanted == ("GET", "/state"):
                return _json(self.state())
            if wanted not in (("POST", "/fault"), ("POST", "/jump")):
                return _json({"error": "GET state, POST fault, POST jump"}, 404)
            # A page in somebody's browser may not command: it cannot send this type without asking first.
            if not request.headers.get("content-type", "").startswith("application/json"):
                return _json({"error": "Send Content-Type: application/json"}, 415)
            row = json.loads(body)
            if not isinstance(row, dict):
                raise ConfigError("The command is no JSON object", where="command", hint='Send {"kind": "truncated"}.')
            if wanted[1] == "/fault":
                return _json(_shown(self.fault(row)))
            return _json({"moment": self.jump(row).isoformat()})
        except ValueError:
            return _json({"error": "The body is no JSON"}, 400)
        except OutrightError as error:
            told = {"type": type(error).__name__, "message": error.message, "where": error.where, "hint": error.hint}
            return _json({"error": told}, 400)

    def _index(self, moment: dt.datetime) -> bytes:
        """A page for people: what this is, and where its files are."""
        rows = "".join(
            f'<li><a href="{escape(path)}"><code>{escape(path)}</code></a> {escape(what)}</li>'
            for path, what in self.system.doors(self.view(moment))
        )
        return (
            "<!doctype html><html lang=en><meta charset=utf-8><title>REHEARSAL</title>"
            f"<h1>REHEARSAL: no election result</h1><p>{escape(self.scenario.name)}, as {escape(self.system.title)}. "
            f"It is {moment:%B} {moment.day}, {moment:%H:%M} on the night.</p><ul>{rows}</ul>"
            f"<p><a href='{CONTROL}/state'>State and log</a></p>"
        ).encode()


def _request(scope: Scope) -> Request:
    headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
    query = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1")))
    return Request(scope["path"], query, headers, scope["method"])


def _json(value: object, status: int = 200) -> Reply:
    headers = {"content-type": "application/json", "cache-control": "no-store"}
    return Reply(status, headers, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def _shown(episode: Episode) -> dict[str, Any]:
    return {
        "id": episode.id, "kind": episode.kind, "start": episode.start.isoformat(), "end": episode.end.isoformat(),
        "county": episode.county, "contest": episode.contest, "path": episode.path, **episode.options,
    }  # fmt: skip
