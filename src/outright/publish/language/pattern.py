"""Sentence patterns: English text with typed gaps, and how they match.

A gap is named by what may stand in it, with a number where there are several of a kind: ``{name} leads {name2} by
{n}``. Kinds written in lower case here (`KINDS`) are single things: a number, a name, a time. Every other kind is
the context of other patterns, and what stands there is translated in its turn: ``{chance}``, ``{said}``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from outright.publish.language.locale import DATE, TIME, Locale
from outright.publish.language.names import MARK

_GAP = re.compile(r"\{([a-z_]+\d*)\}")


@dataclass(frozen=True, slots=True)
class Kind:
    """A single thing: the expression it matches and how it is spelled in another country."""

    expression: str
    spelled: Callable[[Locale, str], str | None]


def _same(_: Locale, text: str) -> str:
    return text


KINDS = {
    "n": Kind(r"[+−-]?\d[\d,]*", Locale.figure),
    "dec": Kind(r"[+−-]?\d[\d,]*(?:\.\d+)?", Locale.figure),
    "pct": Kind(r"[<>]?[+−-]?\d[\d,]*(?:\.\d+)?%", Locale.percentage),
    "time": Kind(TIME, Locale.moment),
    "date": Kind(DATE, Locale.dated),
    "name": Kind(MARK, _same),
    "quoted": Kind(r"'[^']*'|\"[^\"]*\"|“[^”]*”", _same),
    "code": Kind(r"[^\s,;:()]+", _same),
    "text": Kind(r".+?", _same),
}
"""``quoted``, ``code`` and ``text`` are a stranger's own words, kept as they are; ``text`` only where names of places
stand that the bulletin does not know."""

FREE = ("quoted", "code", "text")


def kind_of(gap: str) -> str:
    """What may stand in a gap of this name."""
    return gap.rstrip("0123456789")


@dataclass(frozen=True)
class Pattern:
    """One pattern of ``context`` and what it becomes. ``weight``: the letters it says itself, spaces aside."""

    context: str
    message: str
    translation: str
    gaps: tuple[str, ...] = field(init=False)
    literal: str = field(init=False)
    weight: int = field(init=False)

    def __post_init__(self) -> None:
        pieces = _GAP.split(self.message)
        object.__setattr__(self, "gaps", tuple(pieces[1::2]))
        object.__setattr__(self, "literal", max(pieces[::2], key=len))
        object.__setattr__(self, "weight", sum(len(p.replace(" ", "")) for p in pieces[::2]))

    @cached_property
    def expressions(self) -> tuple[re.Pattern[str], ...]:
        """One expression, or two where a gap may end at more than one place: the nearest and the farthest."""
        near = _compiled(self.message, greedy=False)
        loose = sum(kind_of(g) not in KINDS or kind_of(g) == "text" for g in self.gaps)
        return (near, _compiled(self.message, greedy=True)) if loose else (near,)

    def filled(self, parts: dict[str, str]) -> str:
        """The translation with its gaps filled."""
        return _GAP.sub(lambda found: parts[found[1]], self.translation)


def gaps_of(text: str) -> list[str]:
    """The names of a text's gaps, sorted."""
    return sorted(_GAP.findall(text))


def _compiled(message: str, *, greedy: bool) -> re.Pattern[str]:
    pieces = _GAP.split(message)
    parts = []
    for i, piece in enumerate(pieces):
        if i % 2 == 0:
            parts.append(re.escape(piece))
            continue
        kind = KINDS.get(kind_of(piece))
        loose = ".+" if greedy else ".+?"
        expression = loose if kind is None or kind_of(piece) == "text" else kind.expression
        parts.append(f"(?P<{piece}>{expression})")
    return re.compile("".join(parts), re.DOTALL)
