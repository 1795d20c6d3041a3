"""Writes a snapshot as NIST SP 1500-100 version 2 in XML, valid against NIST's schema."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from outright.count import Snapshot
from outright.writers.nist_model import Node, Refs, Words, report

_NAMES = 'xmlns="http://itl.nist.gov/ns/voting/1500-100/v2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
_KEPT = {"\r": "&#13;"}


def write(snapshot: Snapshot) -> bytes:
    """The report's bytes in UTF-8; the same for the same snapshot."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', *_element("ElectionReport", report(snapshot), 0, f" {_NAMES}")]
    return "\n".join([*lines, ""]).encode("utf-8")


def _element(name: str, node: Node, depth: int, names: str = "") -> Iterator[str]:
    own = f" ObjectId={quoteattr(node.id)}" if node.id else ""
    kind = f" xsi:type={quoteattr(node.kind)}" if node.kind != name else ""
    pad = " " * depth
    yield f"{pad}<{name}{names}{own}{kind}>"
    for key, value in node.fields:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Node):
                yield from _element(key, one, depth + 1)
            else:
                yield f"{pad} <{key}>{_leaf(one)}</{key}>"
    yield f"{pad}</{name}>"


def _leaf(value: object) -> str:
    if isinstance(value, Words):
        return f'<Text Language="en">{escape(value.text, _KEPT)}</Text>'
    if isinstance(value, Refs):
        return " ".join(value.ids)
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(str(value), _KEPT)
