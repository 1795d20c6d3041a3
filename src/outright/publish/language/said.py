"""A bulletin in another language: the same value, with what is said to a reader said in that language.

Ids, codes, names, integers and other people's own words are the same. A text that cannot be translated for sure
stays as it is and becomes `Untranslated`, so that a page can mark it as English.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
from msgspec.structs import replace

from outright.bulletin import Bulletin, Contest, Figure, Night, Note
from outright.publish.language.fields import SAID
from outright.publish.language.grammar import Grammar
from outright.publish.language.names import Names

_KEPT, _MOST = 256, 20_000


class Untranslated(str):
    """A text that stays in English on a page of another language."""

    __slots__ = ()


class Speaker:
    """Says bulletins in one language, and remembers the newest parts it said: most of them do not change."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self._parts: dict[int, tuple[object, frozenset[str], object]] = {}
        self._sayings: dict[frozenset[str], _Saying] = {}

    def bulletin(self, bulletin: Bulletin) -> Bulletin:
        """The bulletin in this language."""
        night = bulletin.night
        known = frozenset(_names_of_night(night))
        said = self._once(night, known)
        return replace(bulletin, night=said, contests=tuple(self._once(c, known) for c in bulletin.contests))

    def _once(self, part: Any, known: frozenset[str]) -> Any:
        kept = self._parts.pop(id(part), None)
        if kept is None or kept[0] is not part or kept[1] != known:
            names = known.union(_names_of(part)) if isinstance(part, Contest) else known
            kept = part, known, self._saying(names).part(part)
        self._parts[id(part)] = kept
        _forget(self._parts)
        return kept[2]

    def _saying(self, names: frozenset[str]) -> _Saying:
        saying = self._sayings.pop(names, None) or _Saying(self.grammar, Names(names))
        self._sayings[names] = saying
        _forget(self._sayings)
        return saying


class _Saying:
    """What is said where these names are known, and what was said there before."""

    def __init__(self, grammar: Grammar, names: Names) -> None:
        self._grammar = grammar
        self._names = names
        self._texts: dict[tuple[str, str], str] = {}

    def part(self, value: Any) -> Any:
        """The same part in the other language; the very same where nothing in it is said."""
        spoken, inner = _fields(value.__class__)
        changes: dict[str, Any] = {}
        for name, context in spoken:
            old = getattr(value, name)
            new = self._said(_context_of(value, context), old)
            if new is not old:
                changes[name] = new
        for name in inner:
            old = getattr(value, name)
            new = self._inside(old)
            if new is not old:
                changes[name] = new
        return replace(value, **changes) if changes else value

    def _said(self, context: str, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(context, value)
        if isinstance(value, tuple):
            return tuple(self._text(context, text) for text in value)
        if isinstance(value, dict):
            return {key: self._text(context, text) for key, text in value.items()}
        return value

    def _text(self, context: str, text: str) -> str:
        if not text:
            return text
        key = context, text
        if key not in self._texts:
            if len(self._texts) > _MOST:
                self._texts.clear()
            said = self._grammar.translate(context, text, self._names)
            self._texts[key] = Untranslated(text) if said is None else text if said == text else said
        return self._texts[key]

    def _inside(self, value: Any) -> Any:
        if isinstance(value, msgspec.Struct):
            return self.part(value)
        if isinstance(value, tuple):
            new = tuple(self._inside(v) for v in value)
            return new if any(a is not b for a, b in zip(new, value, strict=True)) else value
        if isinstance(value, dict):
            return {key: self._inside(v) for key, v in value.items()}
        return value


@cache
def _fields(kind: type) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """The fields that are said, with their contexts, and those in which something may be."""
    spoken = SAID.get(kind, {})
    inner = tuple(f.name for f in msgspec.structs.fields(kind) if f.name not in spoken and _holds_parts(f.type))
    return tuple(spoken.items()), inner


def _holds_parts(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return True
    return any(_holds_parts(inner) for inner in getattr(annotation, "__args__", ()))


def _forget(memory: dict[Any, Any]) -> None:
    """Drops the oldest of what is remembered."""
    while len(memory) > _KEPT:
        del memory[next(iter(memory))]


_UNITS = {"moment": "moment", "status": "status", "method": "method"}
"""The contexts of figures that are no numbers, by unit."""


def _context_of(value: object, context: str) -> str:
    """A statement or a notice is somebody's own words, everything else of the log is ours; a figure's is its unit's."""
    if isinstance(value, Figure):
        return _UNITS.get(value.unit, context)
    return "statement" if isinstance(value, Note) and value.kind in ("statement", "held") else context


def _names_of_night(night: Night) -> Iterator[str]:
    yield night.name
    for source in night.sources:
        yield source.name


def _names_of(contest: Contest) -> Iterator[str]:
    """Every name that may stand in what is said of a contest."""
    yield from (contest.name, contest.short_name)
    for candidate in contest.candidates:
        yield from (candidate.name, candidate.surname, candidate.id)
    for unit in contest.units:
        yield unit.name
    for compared in contest.comparison:
        yield from (compared.name, compared.candidate_name, compared.against_name)
        yield from (row.name for row in compared.rows if row.unit)
    if contest.context.specials is not None:
        yield from (special.race for special in contest.context.specials.elections)
    if contest.projection is not None:
        yield from (out.name for out in contest.projection.by_county)
    for call in contest.calls:
        yield from (call.proposed_by, call.approved_by, call.retraction.by if call.retraction else "")
    yield from (note.by for note in contest.desk_notes)
