"""From an English sentence of the bulletin to another language, or to nothing.

A wrong translation of a statement would be a wrong call, so: a pattern matches the whole text or not at all; of
several the one that says most itself wins; two that say as much and differ are no translation; and at the end
every number and every name of the original stands in the translation, no more and no fewer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from outright.publish.language.locale import Locale, digits
from outright.publish.language.names import Joint, Names, marks
from outright.publish.language.pattern import KINDS, Pattern, kind_of

_MOST, _AMBIGUOUS = 50_000, 8
_BREAK = re.compile(r"(?<=[.!?”\"’)])\s+(?=\S)")
_FIGURE = re.compile(r"\d{1,3}(?:\.\d+)?")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Found:
    """A translation and how much of the original its patterns say themselves."""

    weight: int
    text: str


class Grammar:
    """The patterns of one language. The same text gives the same translation, whatever was asked before."""

    def __init__(self, patterns: Iterable[Pattern], locale: Locale, joints: Sequence[Joint] = ()) -> None:
        self._locale = locale
        self._joints = tuple(joints)
        self._by_context: dict[str, list[Pattern]] = defaultdict(list)
        self._whole: dict[tuple[str, str], Pattern] = {}
        words: set[str] = set()
        for pattern in patterns:
            if pattern.gaps:
                self._by_context[pattern.context].append(pattern)
            else:
                self._whole[pattern.context, pattern.message] = pattern
            words |= {pattern.message, *_WORD.findall(pattern.message)}
        self._words = frozenset(words)
        self._memory: dict[tuple[str, str], Found | None] = {}

    def translate(self, context: str, text: str, names: Names) -> str | None:
        """The text in the other language; None where no pattern is sure of it. Names stay as they are."""
        if context == "share" and _FIGURE.fullmatch(text):
            return self._locale.figure(text)
        answers = {a for a in self._readings(context, text, names) if a is not None}
        return answers.pop() if len(answers) == 1 else None

    def _readings(self, context: str, text: str, names: Names) -> Iterator[str | None]:
        """With every name hidden; and where names are also plain words, with one of these or all of them left out."""
        alike = sorted(n for n in names.alike(self._words) if n in text)[:_AMBIGUOUS]
        spared = {frozenset[str](), frozenset(alike), *(frozenset((n,)) for n in alike)}
        for spare in spared:
            hidden = names.hide(text, spare)
            found = None if hidden is None else self._best(context, hidden)
            if hidden is None or found is None or not _sound(hidden, found.text):
                yield None
                continue
            yield names.show(names.joined(found.text, self._joints))

    def _best(self, context: str, text: str) -> Found | None:
        key = context, text
        if key in self._memory:
            return self._memory[key]
        if len(self._memory) > _MOST:
            self._memory.clear()
        self._memory[key] = None  # a pattern that leads back to the same text leads nowhere
        found = _heaviest([*self._patterns(context, text), *self._sentences(context, text)])
        self._memory[key] = found
        return found

    def _patterns(self, context: str, text: str) -> Iterator[Found]:
        if whole := self._whole.get((context, text)):
            yield Found(whole.weight, whole.translation)
            return
        for pattern in self._by_context.get(context, ()):
            if pattern.literal in text:
                yield from self._filled(pattern, text)

    def _filled(self, pattern: Pattern, text: str) -> Iterator[Found]:
        seen: list[tuple[str, ...]] = []
        for expression in pattern.expressions:
            match = expression.fullmatch(text)
            if match is None or match.groups() in seen:
                continue
            seen.append(match.groups())
            weight, parts = pattern.weight, {}
            for gap, said in match.groupdict().items():
                part = self._part(kind_of(gap), said)
                if part is None:
                    break
                weight += part.weight
                parts[gap] = part.text
            else:
                yield Found(weight, pattern.filled(parts))

    def _part(self, kind: str, text: str) -> Found | None:
        if kind in KINDS:
            spelled = KINDS[kind].spelled(self._locale, text)
            return None if spelled is None else Found(0, spelled)
        found = self._best(kind, text)
        if found is None and text[:1].isalpha():
            found = self._best(kind, text[0].swapcase() + text[1:])
            return found and Found(found.weight, found.text[:1].swapcase() + found.text[1:])
        return found

    def _sentences(self, context: str, text: str) -> Iterator[Found]:
        """The text as one sentence and the rest of them."""
        if context != "said":
            return
        for gap in _BREAK.finditer(text):
            first = _heaviest(self._patterns(context, text[: gap.start()]))
            rest = None if first is None else self._best(context, text[gap.end() :])
            if first is not None and rest is not None:
                yield Found(first.weight + rest.weight, f"{first.text} {rest.text}")


def _heaviest(found: Iterable[Found]) -> Found | None:
    """The one that says most itself; None where two say as much and differ."""
    ranked = sorted(found, key=lambda f: -f.weight)
    if not ranked or any(f.weight == ranked[0].weight and f.text != ranked[0].text for f in ranked[1:]):
        return None
    return ranked[0]


def _sound(original: str, translation: str) -> bool:
    return digits(original) == digits(translation) and marks(original) == marks(translation)
