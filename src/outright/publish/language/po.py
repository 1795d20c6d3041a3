"""Reads message catalogues in the PO format, as translators' tools write it.

One entry is a msgid, its translation, and where there are two meanings a msgctxt that tells them apart. A fuzzy
entry is somebody's guess and is passed over. Nothing here knows a language.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Entry:
    """One message: ``context`` "" where it needs none; ``forms`` are the translations, one, or one per plural form."""

    context: str
    message: str
    plural: str
    forms: tuple[str, ...]
    line: int


@dataclass(slots=True)
class _Draft:
    line: int = 0
    fuzzy: bool = False
    parts: dict[str, list[str]] = field(default_factory=dict)
    last: str = ""


def entries(text: str) -> Iterator[Entry]:
    """The entries of a catalogue, without its header and without fuzzy ones.

    ``ValueError`` names the line that is none.

    >>> next(entries('msgctxt "label"\\nmsgid "Won"\\nmsgstr "Ganó"\\n'))
    Entry(context='label', message='Won', plural='', forms=('Ganó',), line=2)
    """
    draft = _Draft()
    for number, line in enumerate(text.splitlines(), 1):
        said = line.strip()
        if not said or (said.startswith("#") and draft.parts):
            yield from _done(draft)
            draft = _Draft()
        if said.startswith("#"):
            draft.fuzzy = draft.fuzzy or (said.startswith("#,") and "fuzzy" in said)
        elif said:
            _take(draft, said, number)
    yield from _done(draft)


def _take(draft: _Draft, said: str, number: int) -> None:
    word, _, rest = said.partition(" ") if not said.startswith('"') else (draft.last, "", said)
    if not word or not (rest.startswith('"') and rest.endswith('"') and len(rest) > 1):
        raise ValueError(f"line {number} of the catalogue is not understood: {said[:60]}")
    if word == "msgid":
        draft.line = number
    draft.last = word
    draft.parts.setdefault(word, []).append(ast.literal_eval(rest))


def _done(draft: _Draft) -> Iterable[Entry]:
    parts = {word: "".join(texts) for word, texts in draft.parts.items()}
    message = parts.get("msgid", "")
    if not message or draft.fuzzy:
        return ()
    forms = tuple(parts[word] for word in sorted(parts) if word.startswith("msgstr"))
    return (Entry(parts.get("msgctxt", ""), message, parts.get("msgid_plural", ""), forms, draft.line),)
