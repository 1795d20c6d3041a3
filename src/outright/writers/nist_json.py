"""Writes a snapshot as NIST SP 1500-100 version 2 in JSON, valid against NIST's schema."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from outright.count import Snapshot
from outright.writers.nist_model import Node, Refs, Words, report

_PACKAGE = "ElectionResults"


def write(snapshot: Snapshot) -> bytes:
    """The report's bytes in UTF-8; the same for the same snapshot."""
    text = json.dumps(_value(report(snapshot)), ensure_ascii=False, separators=(",", ":"))
    return msgspec.json.format(text.encode(), indent=1) + b"\n"


def _value(value: object) -> Any:
    if isinstance(value, Node):
        own = {"@id": value.id} if value.id else {}
        return {"@type": f"{_PACKAGE}.{value.kind}", **own, **{k: _value(v) for k, v in value.fields}}
    if isinstance(value, Words):
        spoken = {"@type": f"{_PACKAGE}.LanguageString", "Content": value.text, "Language": "en"}
        return {"@type": f"{_PACKAGE}.InternationalizedText", "Text": [spoken]}
    if isinstance(value, Refs):
        return list(value.ids)
    if isinstance(value, list):
        return [_value(v) for v in value]
    return value
