"""Finding the contest or the candidate that was meant: an id, the beginning of one, or words of a name."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from outright.errors import UsageError

if TYPE_CHECKING:
    from outright.bulletin import Bulletin, Contest

_MOST_NAMED = 6


class Choice(NamedTuple):
    """Something that can be asked for, by its id or by the words of its names."""

    id: str
    names: str


def choose(asked: str, choices: Sequence[Choice], kind: str) -> str:
    """The id of the one choice that ``asked`` means; ``UsageError`` when it is none or several.

    An exact id wins, then the only id that begins so, then the only name that holds all the words,
    whole words before beginnings ("georgia 6" finds "Georgia 6th District").
    """
    wanted = _words(asked)
    rounds = (
        [c for c in choices if c.id == asked],
        [c for c in choices if asked and c.id.startswith(asked.lower())],
        [c for c in choices if wanted and wanted <= _words(f"{c.id} {c.names}")],
        [c for c in choices if wanted and _begins(wanted, _words(f"{c.id} {c.names}"))],
    )
    for found in rounds:
        if len(found) == 1:
            return found[0].id
    several = next((found for found in rounds if found), None)
    if several:
        raise UsageError(f'"{asked}" could be {len(several)} {kind}s', hint=f"Say which: {_named(several)}.")
    raise UsageError(f'No {kind} "{asked}" in this night', hint=_hint(asked, choices, kind))


def find_contest(bulletin: Bulletin, asked: str | None) -> Contest:
    """The contest that was asked for, or the night's only one; ``UsageError`` otherwise."""
    choices = [Choice(c.id, f"{c.name} {c.short_name}") for c in bulletin.contests]
    if asked is not None:
        return bulletin.contest(choose(asked, choices, "contest"))
    if len(bulletin.contests) == 1:
        return bulletin.contests[0]
    if not bulletin.contests:
        raise UsageError("This night has no contest yet")
    raise UsageError(
        f"This night has {len(choices)} contests", hint=f"Name one: {', '.join(c.id for c in choices[:6])}."
    )


def find_candidate(contest: Contest, asked: str) -> str:
    """The id of the candidate that was asked for; ``UsageError`` when it is none or several."""
    return choose(asked, [Choice(c.id, c.name) for c in contest.candidates], "candidate")


def _words(text: str) -> set[str]:
    """The words without case, accents or punctuation; "6th" is also "6"."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in letters)
    words = set(kept.split())
    ordinals = {w[:-2] for w in words if w.endswith(("st", "nd", "rd", "th")) and w[:-2].isdigit()}
    return words | ordinals


def _begins(wanted: set[str], words: set[str]) -> bool:
    return all(any(word.startswith(w) for word in words) for w in wanted)


def _hint(asked: str, choices: Sequence[Choice], kind: str) -> str:
    from difflib import get_close_matches

    spelled = {spelling: c for c in choices for spelling in (c.id, *_words(c.names))}
    near = get_close_matches(asked.casefold(), list(spelled), n=_MOST_NAMED)
    meant = list(dict.fromkeys(spelled[spelling] for spelling in near))
    if meant:
        return f"Did you mean {' or '.join(c.id for c in meant[:3])}?"
    return f"It has: {_named(choices)}." if choices else f"It has no {kind} yet."


def _named(choices: Sequence[Choice]) -> str:
    more = len(choices) - _MOST_NAMED
    return ", ".join(c.id for c in choices[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
