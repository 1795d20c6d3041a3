"""From the tables' plain values to rules: everything that is wrong is told at once, with its path.

Unknown keys are errors that name the nearest key. A row may lean on a *form* (``plurality``,
``majority-or-runoff``); what the row itself says goes first. A row with ``places`` stands for one rule
each, with ``{place}`` in its id.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Generic, TypeVar

from outright.errors import RuleError
from outright.rules.afterwards import Arrival, ArrivalKind, Official, Recount
from outright.rules.names import NAMES
from outright.rules.spelling import read_ballot, read_margin, read_take, read_test, read_void
from outright.rules.vocabulary import (
    After,
    OnWithdrawal,
    Otherwise,
    OtherwiseKind,
    RequestOf,
    Rule,
    TieAtCut,
)
from outright.rules.words import (
    Confidence,
    Denominator,
    Fusion,
    Office,
    RecountKind,
    Stage,
    Tie,
    Unopposed,
    Withdrawn,
    WriteIns,
)

Row = Mapping[str, Any]
Convert = Callable[[Any], Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A fact about a place, and the first and last day on which it held (None: open)."""

    place: str
    value: T
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    def in_force(self, on: dt.date) -> bool:
        """Whether the fact held on this day."""
        after_start = self.valid_from is None or self.valid_from <= on
        return after_start and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Table:
    """Everything the tables say, in their order."""

    rules: tuple[Rule, ...]
    recounts: tuple[Dated[Recount], ...]
    arrivals: tuple[Dated[Arrival], ...]
    officials: tuple[Dated[Official], ...]


def read_table(files: Mapping[str, Row], forms: Mapping[str, Row]) -> Table:
    """The table that these parsed files make together; ``files`` maps each file's name to its values.

    ``RuleError`` lists every fault of every file, with its path.
    """
    faults: list[str] = []
    rules: list[Rule] = []
    facts: dict[str, list[Dated[Any]]] = {"recount": [], "arrival": [], "official": []}
    for name, file in files.items():
        values = _fields(file, name, _FILE, faults)
        default = {"read_on": values["read_on"]} if "read_on" in values else {}
        for at, row in enumerate(values.get("rule", ())):
            rules.extend(_rules_of(row, f"{name}: rule[{at}]", default, forms, faults))
        for kind, found in facts.items():
            for at, row in enumerate(values.get(kind, ())):
                found.extend(_facts_of(kind, row, f"{name}: {kind}[{at}]", faults))
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            faults.append(f"{rule.id}: two rows have this id")
        seen.add(rule.id)
    if faults:
        raise RuleError(
            f"the rules table has {len(faults)} fault{'s' * (len(faults) > 1)}: " + "; ".join(faults),
            where=faults[0].split(": ", 1)[0],
            hint="Correct the rows named; no rule is used until all of them can be read.",
        )
    return Table(tuple(rules), tuple(facts["recount"]), tuple(facts["arrival"]), tuple(facts["official"]))


def _rules_of(row: Row, path: str, default: Row, forms: Mapping[str, Row], faults: list[str]) -> Iterator[Rule]:
    """The rules one row stands for: one, or one for each of its ``places``."""
    form_name = row.get("form", "")
    if form_name and form_name not in forms:
        faults.append(f"{path}.form: {form_name!r} is not a form{_nearest(str(form_name), forms)}")
        return
    form: Row = forms.get(form_name, {})
    given = {key: value for key, value in row.items() if key != "form"}
    merged = {**default, **form, **given}
    usual, own = form.get("otherwise", {}), given.get("otherwise", {})
    if usual and isinstance(own, Mapping):
        merged["otherwise"] = {**usual, **own}
    before = len(faults)
    values = _fields(merged, f"{path} ({row.get('id', 'no id')})", _RULE, faults)
    found = values.pop("place", ()) + values.pop("places", ())
    for key in ("id", "stage", "scope", "win", "citation", "confidence"):
        if key not in values and len(faults) == before:
            faults.append(f"{path} ({row.get('id', 'no id')}): {key!r} is missing")
    if not found and len(faults) == before:
        faults.append(f"{path} ({row.get('id', 'no id')}): 'place' is missing")
    if len(faults) > before:
        return
    for place in found:
        rule_id = values["id"].replace("{place}", place.lower())
        try:
            yield Rule(**{**values, "id": rule_id, "jurisdiction": place})
        except RuleError as error:
            faults.append(f"{path}: {error.message}")


def _facts_of(kind: str, row: Row, path: str, faults: list[str]) -> Iterator[Dated[Any]]:
    """One fact for each place of the row."""
    before = len(faults)
    make, fields = _FACTS[kind]
    values = _fields(row, path, {**_PLACED, **fields}, faults)
    found = values.pop("place", ()) + values.pop("places", ())
    if not found:
        faults.append(f"{path}: 'place' is missing")
    if kind != "official" and "kind" not in values:
        faults.append(f"{path}: 'kind' is missing")
    if len(faults) > before:
        return
    first, last = values.pop("valid_from", None), values.pop("valid_to", None)
    value = make(**values)
    for place in found:
        yield Dated(place, value, first, last)


def _fields(row: Row, path: str, known: Mapping[str, tuple[str, Convert]], faults: list[str]) -> dict[str, Any]:
    """The row's values converted, by attribute; each fault is added to ``faults`` with its path."""
    values: dict[str, Any] = {}
    for key, raw in row.items():
        if key not in known:
            faults.append(f"{path}: unknown key {key!r}{_nearest(key, known)}")
            continue
        attribute, convert = known[key]
        try:
            values[attribute] = convert(raw)
        except (ValueError, TypeError) as error:
            faults.append(f"{path}.{key}: {error}")
    return values


def _nearest(word: str, known: Mapping[str, Any] | list[str]) -> str:
    near = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f", did you mean {near[0]!r}?" if near else f"; known are {', '.join(known)}"


def _one_of(words: type[StrEnum]) -> Convert:
    def convert(raw: Any) -> StrEnum:
        try:
            return words(raw)
        except ValueError:
            near = _nearest(str(raw), [str(word) for word in words])
            raise ValueError(f"{raw!r} is not a {words.__name__}{near}") from None

    return convert


def _many(convert: Convert) -> Convert:
    def each(raw: Any) -> tuple[Any, ...]:
        if not isinstance(raw, list):
            raise TypeError(f"{raw!r} is not a list")
        return tuple(convert(item) for item in raw)

    return each


def _is(kind: type) -> Convert:
    def convert(raw: Any) -> Any:
        if type(raw) is not kind:
            raise TypeError(f"{raw!r} is not {_KIND_WORDS[kind]}")
        return raw

    return convert


def _place(raw: Any) -> str:
    if raw not in NAMES:
        raise ValueError(f"{raw!r} is not a place{_nearest(str(raw), list(NAMES))}")
    return str(raw)


def _otherwise(raw: Any) -> Otherwise:
    if not isinstance(raw, Mapping):
        raise TypeError(f"{raw!r} is not a table")
    faults: list[str] = []
    values = _fields(raw, "", _OTHERWISE, faults)
    if "kind" not in values and not faults:
        faults.append(": 'kind' is missing")
    if faults:
        raise ValueError("; ".join(fault.lstrip(".: ") for fault in faults))
    after = After(values.pop("days", None), values.pop("when", ""))
    return Otherwise(**values, after=after)


_KIND_WORDS = {str: "text", int: "a whole number", bool: "true or false", dt.date: "a date", list: "a list"}
_TEXT, _DATE, _NUMBER, _YES = _is(str), _is(dt.date), _is(int), _is(bool)
_PLACED: dict[str, tuple[str, Convert]] = {
    "place": ("place", lambda raw: (_place(raw),)),
    "places": ("places", _many(_place)),
    "from": ("valid_from", _DATE),
    "to": ("valid_to", _DATE),
}
_SOURCED: dict[str, tuple[str, Convert]] = {
    "citation": ("citation", _TEXT),
    "confidence": ("confidence", _one_of(Confidence)),
    "text_seen": ("text_seen", _YES),
}
_FILE: dict[str, tuple[str, Convert]] = {
    "read_on": ("read_on", _DATE),
    **{key: (key, _many(lambda raw: raw)) for key in ("rule", "recount", "arrival", "official")},
}
_RULE: dict[str, tuple[str, Convert]] = {
    **_PLACED,
    **_SOURCED,
    "id": ("id", _TEXT),
    "scope": ("scope", _TEXT),
    "stage": ("stage", _one_of(Stage)),
    "offices": ("offices", _many(_one_of(Office))),
    "ballot": ("ballot", read_ballot),
    "seats": ("seats", _NUMBER),
    "fusion": ("fusion", _one_of(Fusion)),
    "denominator": ("denominator", _one_of(Denominator)),
    "writeins": ("writeins", _one_of(WriteIns)),
    "withdrawn": ("withdrawn", _one_of(Withdrawn)),
    "win": ("win", _many(_many(read_test))),
    "void": ("void", _many(read_void)),
    "otherwise": ("otherwise", _otherwise),
    "tie": ("tie", _one_of(Tie)),
    "unopposed": ("unopposed", _one_of(Unopposed)),
    "read_on": ("read_on", _DATE),
    "read_by": ("read_by", _TEXT),
    "note": ("note", _TEXT),
}
_OTHERWISE: dict[str, tuple[str, Convert]] = {
    "kind": ("kind", _one_of(OtherwiseKind)),
    "take": ("take", read_take),
    "tie_at_cut": ("tie_at_cut", _one_of(TieAtCut)),
    "on_request_of": ("on_request_of", _one_of(RequestOf)),
    "on_withdrawal": ("on_withdrawal", _one_of(OnWithdrawal)),
    "days": ("days", _NUMBER),
    "when": ("when", _TEXT),
    "rule": ("rule", _TEXT),
}
_FACTS: dict[str, tuple[Callable[..., Any], dict[str, tuple[str, Convert]]]] = {
    "recount": (
        Recount,
        {
            **_SOURCED,
            "kind": ("kind", _one_of(RecountKind)),
            "within": ("within", _many(read_margin)),
            "scope": ("scope", _TEXT),
        },
    ),
    "arrival": (
        Arrival,
        {
            **_SOURCED,
            "kind": ("kind", _one_of(ArrivalKind)),
            "days": ("days", _NUMBER),
            "postmark": ("postmark", _YES),
            "text": ("text", _TEXT),
            "note": ("note", _TEXT),
        },
    ),
    "official": (
        Official,
        {
            **_SOURCED,
            "county_days": ("county_days", _NUMBER),
            "state_days": ("state_days", _NUMBER),
            "text": ("text", _TEXT),
        },
    ),
}
