"""Formats that change overnight: the field that holds votes gets another name, or a field nobody knows appears."""

from __future__ import annotations

import re

_RULES: dict[str, tuple[bytes, bytes, bytes]] = {
    "clarity-xml": (rb' totalVotes="', b' choiceVotes="', b' reviewed="no" totalVotes="'),
    "clarity-json": (rb'"V"\s*:', b'"Votes":', b'"Reviewed":false,"V":'),
    "enhanced-voting": (rb'"voteCount"\s*:', b'"votesCounted":', b'"reviewed":false,"voteCount":'),
    "nist-xml": (rb"<Count>", b"<Number>", b"<Reviewed>false</Reviewed><Count>"),
    "nist-json": (rb'"Count"\s*:', b'"Number":', b'"Reviewed":false,"Count":'),
    "ap-json": (rb'"voteCount"\s*:', b'"votesCounted":', b'"reviewed":false,"voteCount":'),
}


def drifted(body: bytes, form: str, how: str) -> bytes:
    """The body in tomorrow's format: ``how`` is "renamed", "added" or "" for no change."""
    if not how:
        return body
    if form == "openelections-csv":
        return _table(body, how)
    field, renamed, added = _RULES[form]
    body = re.sub(field, added if how == "added" else renamed, body)
    return body.replace(b"</Count>", b"</Number>") if form == "nist-xml" and how != "added" else body


def _table(body: bytes, how: str) -> bytes:
    """A column more at the end, or another name for the column of votes (and of the methods' first)."""
    lines = body.split(b"\n")
    if how == "added":
        return b"\n".join([lines[0] + b",reviewed", *(line + b",no" if line else line for line in lines[1:])])
    names = [b"counted_for" if name == b"votes" else name for name in lines[0].split(b",")]
    return b"\n".join([b",".join(names), *lines[1:]])
