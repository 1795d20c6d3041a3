"""What is said when there is no answer: a problem document for machines, a page or a line for people."""

from __future__ import annotations

import difflib
import http
from collections.abc import Iterable

import msgspec

from outright.publish.render import missing_page
from outright.serve.ask import Answer, Headers
from outright.serve.headers import OPEN, safe
from outright.serve.kinds import TEXT, TYPES, wants_json

PROBLEM = "application/problem+json"
_LONGEST = 100


def problem(path: str, status: int, code: str, detail: str, hint: str = "", headers: Headers | None = None) -> Answer:
    """An error at this path; ``code`` names its kind for good, ``detail`` says what it is, ``hint`` what to do."""
    title = http.HTTPStatus(status).phrase
    if wants_json(path):
        said = {
            "type": f"urn:outright:{code}", "title": title, "status": status, "detail": clean(detail),
            "hint": clean(hint),
        }  # fmt: skip
        body, kind, more = msgspec.json.encode(said), PROBLEM, OPEN
    elif status == http.HTTPStatus.NOT_FOUND:
        body, kind, more = missing_page(path), TYPES["html"], []
    else:
        body, kind, more = f"{title}. {detail} {hint}".strip().encode() + b"\n", TEXT, []
    found = [*safe(path), *more, (b"content-type", kind.encode()), (b"cache-control", b"no-store"), *(headers or [])]
    return Answer(status, found, body)


def near(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known names most like this one, the likest first."""
    return difflib.get_close_matches(name[:_LONGEST], list(known), n=most, cutoff=0.4)


def did_you_mean(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """A hint that names what is near; ``otherwise`` where nothing is."""
    found = near(name, known)
    return f"Did you mean {' or '.join(found)}?" if found else otherwise


def clean(text: str) -> str:
    """The words of a reader in an answer: short, and without what could not be written."""
    return text.encode("utf-8", "replace").decode("utf-8")[:500]
