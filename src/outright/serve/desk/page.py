"""The desk's one page, and the page where a person signs in: drawn for one person, from what is before the desk."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from outright.desk.call import why_nothing
from outright.desk.decide import EXPIRES
from outright.desk.door import View
from outright.desk.tokens import Scope
from outright.publish.assets import hashed
from outright.publish.words import clean
from outright.serve.desk.sessions import Session

LOG_LINES = 20
_TEMPLATES = Path(__file__).parent / "templates"


def desk_page(view: View, session: Session) -> bytes:
    """What is before the desk, with what this person may do about it."""
    said, session.said = session.said, ""
    return _drawn(
        "desk.html", view=view, night=view.bulletin.night, session=session, scopes=Scope, said=said,
        failed=session.failed, minutes=_minutes(view), why_nothing=why_nothing, names=_names(view),
    )  # fmt: skip


def sign_in_page(said: str = "") -> bytes:
    """The page for somebody who is not signed in. It says nothing of the night."""
    return _drawn("sign_in.html", said=said)


@cache
def desk_style() -> bytes:
    """The style sheet of the desk's pages."""
    return (_TEMPLATES / "desk.css").read_bytes()


def confirmations(view: View, contest_id: str, code: str, candidates: tuple[str, ...]) -> frozenset[str]:
    """What may be typed to confirm a call: its code, or a candidate it names."""
    contest = next((c for c in view.bulletin.contests if c.id == contest_id), None)
    rows = contest.candidates if contest is not None else ()
    named = [name for c in rows if c.id in candidates for name in (c.id, c.name, c.surname)]
    return frozenset(" ".join(word.casefold().split()) for word in (code, *named))


def _minutes(view: View) -> dict[str, int]:
    """Whole minutes that each proposal still waits."""
    found = {}
    for contest, record in view.records.items():
        if record.desk.proposal is not None:
            left = (record.desk.proposal.at + EXPIRES - view.now).total_seconds()
            found[contest] = max(0, int(left // 60))
    return found


def _names(view: View) -> dict[str, dict[str, str]]:
    return {c.id: {x.id: x.surname for x in c.candidates} for c in view.bulletin.contests}


def _drawn(template: str, **more: Any) -> bytes:
    style = f"../static/{hashed('outright.css')}"
    return _environment().get_template(template).render(style=style, log_lines=LOG_LINES, **more).encode()


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True,
        undefined=jinja2.StrictUndefined, finalize=_plain, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def _plain(value: object) -> object:
    """Text of strangers without control characters; what templates made themselves stays as it is."""
    return clean(value) if type(value) is str else value
