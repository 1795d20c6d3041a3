"""What is answered under ``/desk/``: signing in and out, the page, and what a person does there.

Everything that changes something is a POST from our own page: its Origin is ours, its token of the form is the
session's. A person is who their token says; the form cannot name another.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from outright.count import NoticeKind
from outright.count.notice import NUMBERED
from outright.desk.door import Deed, Door, View
from outright.desk.tokens import Scope
from outright.errors import OutrightError
from outright.serve.ask import Answer, Ask, Headers, Refusal
from outright.serve.desk.page import confirmations, desk_page, desk_style, sign_in_page
from outright.serve.desk.sessions import COOKIE, Session, Sessions
from outright.serve.service import Service
from outright.terms import VerdictCode

_log = logging.getLogger("outright.serve")
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
FIELDS = 20

DOES: dict[str, tuple[NoticeKind, Scope]] = {
    "propose": (NoticeKind.PROPOSE, Scope.PROPOSE),
    "approve": (NoticeKind.APPROVE, Scope.APPROVE),
    "drop": (NoticeKind.DROP, Scope.PROPOSE),
    "retract": (NoticeKind.RETRACT, Scope.RETRACT),
    "post": (NoticeKind.POST, Scope.NOTE),
    "end": (NoticeKind.END, Scope.NOTE),
    "release": (NoticeKind.RELEASE, Scope.HOLD),
    "reject": (NoticeKind.REJECT, Scope.HOLD),
}
"""What a form may do, and what a token must be for."""
_CONFIRMED = (NoticeKind.PROPOSE, NoticeKind.APPROVE)
_WITH_REASON = (NoticeKind.RETRACT, NoticeKind.POST, NoticeKind.RELEASE, NoticeKind.REJECT)


@dataclass(slots=True)
class DeskRoom:
    """The desk of one server: the door to its night, and who is signed in."""

    door: Door
    sessions: Sessions = field(default_factory=Sessions)
    clock: Callable[[], float] = time.monotonic


async def page(service: Service, ask: Ask) -> Answer:
    """The desk for somebody who is signed in, the form to sign in for everybody else."""
    room, session, _ = await _who(service, ask)
    if ask.path == "/desk":
        return Answer(308, [*_headers(), (b"location", b"desk/")])
    if session is None:
        return _answer(sign_in_page())
    view = await asyncio.to_thread(room.door.view)
    return _answer(desk_page(view, session))


async def style(service: Service, ask: Ask) -> Answer:  # noqa: ARG001 - a handler is called so
    """The rules by which the desk's pages are set."""
    _room(service)
    return Answer(200, [*_headers(), (b"content-type", b"text/css; charset=utf-8")], desk_style())


async def sign_in(service: Service, ask: Ask) -> Answer:
    """A session for a good token; too many attempts from an address have to wait."""
    room = _room(service)
    _from_our_page(ask)
    wait = room.sessions.wait(ask.host, room.clock())
    if wait:
        service.metrics.shed("desk-attempts")
        words = f"Too many attempts. Try again in {math.ceil(wait)} seconds."
        return _answer(sign_in_page(words), 429, [(b"retry-after", b"%d" % math.ceil(wait))])
    text = _form(ask).get("token", "")
    tokens, now = await asyncio.to_thread(room.door.tokens), room.door.now()
    begun = await asyncio.to_thread(room.sessions.begin, tokens, text, now)
    if begun is None:
        _log.warning("desk: a token was refused, from %s", ask.host)
        return _answer(sign_in_page("That token is not known here, or it has ended."), 403)
    secret, session = begun
    secure = "; Secure" if ask.scope.get("scheme") == "https" else ""
    seconds = max(1, int((session.until - now).total_seconds()))
    cookie = f"{COOKIE}={secret}; Path=/desk/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
    return _back([(b"set-cookie", cookie.encode())])


async def sign_out(service: Service, ask: Ask) -> Answer:
    """The end of a session."""
    room, session, secret = await _who(service, ask)
    _from_our_page(ask)
    if session is not None and session.sent(_form(ask).get("csrf", "")):
        room.sessions.end(secret)
    return _back([(b"set-cookie", f"{COOKIE}=; Path=/desk/; Max-Age=0; HttpOnly; SameSite=Strict".encode())])


async def act(service: Service, ask: Ask) -> Answer:
    """What a person does: checked, put into the night, and told on the page that follows."""
    room, session, _ = await _who(service, ask)
    _from_our_page(ask)
    if session is None:
        raise Refusal(403, "not-signed-in", "You are not signed in, or no longer.", "Sign in again at /desk/.")
    form = _form(ask)
    if not session.sent(form.get("csrf", "")):
        raise Refusal(403, "not-our-form", "This was not sent from your own page of the desk.", "Load it again.")
    if form.get("do") not in DOES:
        raise Refusal(400, "unknown-deed", "There is nothing of that name to do here.")
    kind, scope = DOES[form["do"]]
    if not session.may(scope):
        raise Refusal(403, "not-for-this", f"Your token is not for this ({scope.value}).", "Ask for another token.")
    view = await asyncio.to_thread(room.door.view)
    deed = _deed(kind, session.person, form)
    wrong = _wrong(view, deed, form)
    try:
        session.said = wrong or await asyncio.to_thread(room.door.act, deed)
        session.failed = bool(wrong)
    except OutrightError as error:
        session.said, session.failed = error.line(), True
    return _back([])


def _deed(kind: NoticeKind, person: str, form: dict[str, str]) -> Deed:
    code, _, named = form.get("call", "").partition(":")
    about = form.get("about", "") if kind in NUMBERED else ""
    return Deed(
        kind, person, form.get("text", "").strip(), form.get("contest", ""),
        int(about) if about.isascii() and about.isdigit() and len(about) < 10 else None,
        VerdictCode(code) if code in set(VerdictCode) and kind is NoticeKind.PROPOSE else None,
        tuple(filter(None, named.split(","))) if kind is NoticeKind.PROPOSE else (),
        form.get("evidence", "") if kind in _CONFIRMED else "", form.get("until", "").strip(),
    )  # fmt: skip


def _wrong(view: View, deed: Deed, form: dict[str, str]) -> str:
    """What is missing from a form; "" where nothing is."""
    if deed.kind in _WITH_REASON and not deed.text:
        return "Say why, in a sentence: nothing was done." if deed.kind is not NoticeKind.POST else "The note is empty."
    if deed.kind not in _CONFIRMED:
        return ""
    proposal = view.record(deed.contest).desk.proposal
    code, named = (deed.code.value if deed.code else ""), deed.candidates
    if deed.kind is NoticeKind.APPROVE and proposal is not None:
        code, named = proposal.code.value, proposal.candidates
    typed = " ".join(form.get("confirm", "").casefold().split())
    good = bool(typed) and typed in confirmations(view, deed.contest, code, named)
    return "" if good else "Type the candidate or the code of the call to confirm it: nothing was done."


def _room(service: Service) -> DeskRoom:
    if not isinstance(service.desk, DeskRoom):
        raise Refusal(404, "no-desk", "There is no desk here.")
    return service.desk


async def _who(service: Service, ask: Ask) -> tuple[DeskRoom, Session | None, str]:
    room, secret = _room(service), _cookie(ask)
    tokens = await asyncio.to_thread(room.door.tokens) if secret else ()
    return room, room.sessions.find(secret, tokens, room.door.now()), secret


def _cookie(ask: Ask) -> str:
    for part in ask.header(b"cookie").replace(",", ";").split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value
    return ""


def _from_our_page(ask: Ask) -> None:
    """Refuses what another site, or a page of nowhere, has sent."""
    origin, host = ask.header(b"origin"), ask.header(b"host")
    try:
        sent_by = urlsplit(origin).netloc
    except ValueError:  # no address at all
        sent_by = ""
    if not host or sent_by.casefold() != host.casefold():
        raise Refusal(403, "not-our-page", "This did not come from a page of this server.", "Use the desk's own page.")


def _form(ask: Ask) -> dict[str, str]:
    try:
        return dict(parse_qsl(ask.body.decode(), keep_blank_values=True, max_num_fields=FIELDS, errors="strict"))
    except ValueError as error:
        raise Refusal(400, "unreadable-form", "The form cannot be read.") from error


def _headers() -> Headers:
    return [
        (b"content-security-policy", POLICY.encode()), (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"), (b"cache-control", b"no-store"),
        (b"x-robots-tag", b"noindex"), (b"cross-origin-opener-policy", b"same-origin"),
    ]  # fmt: skip


def _answer(body: bytes, status: int = 200, more: Headers | None = None) -> Answer:
    return Answer(status, [*_headers(), (b"content-type", b"text/html; charset=utf-8"), *(more or [])], body)


def _back(more: Headers) -> Answer:
    return Answer(303, [*_headers(), (b"location", b"./"), *more])
