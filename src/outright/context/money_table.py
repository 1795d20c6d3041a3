"""Reads a desk's own table of money: figures that were published, each with its day, its denominator and its source.

A small TOML file: ``[[source]]`` with ``id``, ``name`` and ``published``, ``[[figure]]`` with ``what``, one of
``dollars``, ``percent`` and ``people``, ``as_of`` and ``source``. A key that is not known is an error.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any, get_args

from outright.context.fact import Covers, Fact, Facts, Item, Of, Origin, Side, Unit, Word
from outright.errors import MoneyError

_KEYS = {
    "what": str, "candidate": str, "part": str, "name": str, "side": str, "dollars": None, "percent": None,
    "people": int, "word": str, "to": None, "of": str, "covers": str, "as_of": dt.date, "source": str,
}  # fmt: skip
_UNITS: tuple[Unit, ...] = ("dollars", "percent", "people")
_SCALE = {"dollars": 100, "percent": 100, "people": 1}


def parse(text: str, where: str) -> Facts:
    """The facts of a table. Raises `MoneyError` that names the entry that cannot be read."""
    try:
        said = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise MoneyError(f"It is not TOML: {error}", where=where, hint="Correct the line.") from error
    sources = {s.get("id"): s for s in _entries(said, "source", where)}
    order = {str(i): n for n, i in enumerate(sources)}
    origins = tuple(_origin(s, f"{where} source {i!r}") for i, s in sources.items())
    facts = tuple(
        _fact(entry, order, f"{where} figure {n}") for n, entry in enumerate(_entries(said, "figure", where), start=1)
    )
    return Facts(facts, origins)


def fec_ids(text: str) -> dict[str, str]:
    """The FEC's ids of the table's candidates (``[fec]``), by ours."""
    return {str(k): str(v) for k, v in tomllib.loads(text).get("fec", {}).items()}


def _entries(said: dict[str, Any], name: str, where: str) -> list[dict[str, Any]]:
    strange = set(said) - {"source", "figure", "fec"}
    found = said.get(name, [])
    if strange or not isinstance(found, list) or not all(isinstance(e, dict) for e in found):
        what = f"[{min(strange)}]" if strange else f"{name} as it stands"
        raise MoneyError(f"{what} is not known", where=where, hint="It holds [[source]] and [[figure]].")
    return found


def _origin(entry: dict[str, Any], where: str) -> Origin:
    published = entry.get("published")
    if not entry.get("name") or not (published is None or _is_day(published)):
        raise MoneyError("A source needs a name, and published is a date", where=where, hint="Correct the entry.")
    return Origin(str(entry["name"]), published)


def _is_day(value: object) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def _fact(entry: dict[str, Any], order: dict[str, int], where: str) -> Fact:
    for key in entry:
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1)
            raise MoneyError(
                f"The key {key!r} is not known", where=where, hint=f"Did you mean {near[0]!r}?" if near else ""
            )
    units = [u for u in _UNITS if u in entry]
    if len(units) != 1 or not _is_day(entry.get("as_of")):
        raise MoneyError("A figure needs dollars, percent or people, and as_of", where=where, hint="Correct the entry.")
    unit = units[0]
    if entry.get("source") not in order:
        raise MoneyError(f"The source {entry.get('source')!r} is not listed", where=where, hint="Add a [[source]].")
    return Fact(
        item=Item(_word(entry, "what", tuple(Item), where)), value=_number(entry, unit, unit, where),
        as_of=entry["as_of"], candidate=_id(entry, "candidate", where), part=str(entry.get("part", "")),
        name=str(entry.get("name", "")), side=_word(entry, "side", get_args(Side), where), unit=unit,
        word=_word(entry, "word", get_args(Word), where, "exactly"),
        to=_number(entry, "to", unit, where) if "to" in entry else 0, of=_word(entry, "of", get_args(Of), where),
        covers=_word(entry, "covers", get_args(Covers), where), origin=order[entry["source"]],
    )  # fmt: skip


def _word(entry: dict[str, Any], key: str, known: tuple[str, ...], where: str, default: str = "") -> Any:
    value = entry.get(key, default)
    if value not in known:
        hint = f"It is one of: {', '.join(filter(None, known))}."
        raise MoneyError(f"{key} = {str(value)[:40]!r} is not known", where=where, hint=hint)
    return value


def _id(entry: dict[str, Any], key: str, where: str) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9-]*", value):
        raise MoneyError(f"{key} = {str(value)[:40]!r} is no id", where=where, hint="Write it as jon-ossoff.")
    return value


def _number(entry: dict[str, Any], key: str, unit: str, where: str) -> int:
    """A number in the fact's own unit: cents, hundredths of a percent, people."""
    try:
        scaled = Decimal(str(entry[key])) * _SCALE[unit]
        whole = int(scaled)
    except (InvalidOperation, ValueError, OverflowError):
        whole, scaled = 0, Decimal("0.5")
    if whole != scaled or isinstance(entry[key], bool):
        raise MoneyError(f"{key} = {str(entry[key])[:40]!r} is no such number", where=where, hint="Correct the entry.")
    return whole
