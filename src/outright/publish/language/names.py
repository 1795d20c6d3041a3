"""Names are nobody's to translate: before a sentence is looked up, every known name in it becomes one opaque mark.

A candidate may be called anything, also "No", "X wins outright" or a whole sentence of ours. Behind its mark a
name can neither be translated nor be taken for a part of what is said. The longest name that begins at a place is
the one that is meant there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_FIRST, _LAST = 0xF0000, 0xFFFFD
MARK = f"[{chr(_FIRST)}-{chr(_LAST)}]"
_MARK = re.compile(MARK)
_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Joint:
    """A word that becomes another before some sounds."""

    word: str
    becomes: str
    sound: re.Pattern[str]

    @property
    def before_a_mark(self) -> re.Pattern[str]:
        """The word before a hidden name."""
        return re.compile(f" {self.word} ({MARK})")


class Names:
    """The names known from a bulletin. The same names give the same marks."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted({n for n in names if n.strip() and not _MARK.search(n)})[: _LAST - _FIRST]
        self._mark = {name: chr(_FIRST + i) for i, name in enumerate(self._names)}
        self._alike: tuple[frozenset[str], frozenset[str]] | None = None
        self._by_start: dict[str, list[str]] = {}
        for name in sorted(self._names, key=len, reverse=True):
            start = _TOKEN.search(name)
            if start is not None and start.start() == 0:
                self._by_start.setdefault(start.group(), []).append(name)

    def hide(self, text: str, spare: frozenset[str] = frozenset()) -> str | None:
        """The text with a mark for every name but those in ``spare``; None where a mark stands in it already."""
        if _MARK.search(text):
            return None
        parts, done = [], 0
        for token in _TOKEN.finditer(text):
            at = token.start()
            name = self._name_at(text, at, token.group(), spare) if at >= done else ""
            if name:
                parts += [text[done:at], self._mark[name]]
                done = at + len(name)
        return "".join((*parts, text[done:]))

    def show(self, text: str) -> str:
        """The text with every name back in its place."""
        return _MARK.sub(lambda found: self.name(found.group()), text)

    def joined(self, text: str, joints: Sequence[Joint]) -> str:
        """The text with every word that sounds otherwise before the name that follows it: "y Ibarra", "e Ibarra"."""
        for joint in joints:
            for mark in joint.before_a_mark.findall(text):
                if joint.sound.match(self.name(mark)):
                    text = text.replace(f" {joint.word} {mark}", f" {joint.becomes} {mark}")
        return text

    def name(self, mark: str) -> str:
        """The name behind a mark."""
        return self._names[ord(mark) - _FIRST]

    def alike(self, words: frozenset[str]) -> frozenset[str]:
        """The names that are also plain words of the language of the sentences."""
        if self._alike is None or self._alike[0] is not words:
            self._alike = words, words.intersection(self._names)
        return self._alike[1]

    def _name_at(self, text: str, at: int, word: str, spare: frozenset[str]) -> str:
        for name in self._by_start.get(word, ()):
            if name not in spare and text.startswith(name, at) and _ends(text, at + len(name)):
                return name
        # A name may begin inside what looks like one word here: "O'Brien" begins at "O", "_x" at "_".
        return ""


def _ends(text: str, at: int) -> bool:
    return at >= len(text) or not (text[at].isalnum() and text[at - 1].isalnum())


def marks(text: str) -> list[str]:
    """The marks of a text, in an order that does not depend on where they stand."""
    return sorted(_MARK.findall(text))
