"""When to tell: the words of ``when`` and ``events`` in the settings, as conditions. Thresholds are exact fractions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction

from outright.bulletin.events import EventKind
from outright.errors import ConfigError

_KINDS = tuple(kind for kind in EventKind if kind is not EventKind.WITHDRAWN)
_EVENTS: dict[str, frozenset[EventKind]] = {kind.value: frozenset({kind}) for kind in _KINDS}
_EVENTS["call"] = frozenset({EventKind.CALL, EventKind.WITHDRAWN})  # nobody hears of a call and not of its end
_FORMS = {"share": "share(leader) crosses 1/2", "feed-late": "feed-late>10m"}
_PLAIN = ("held", "head", "not-storing")
WORDS = (*_EVENTS, *_PLAIN, *_FORMS.values())
"""Everything a rule may say, by example."""

_SHARE = re.compile(
    r"share\(\s*([a-z0-9-]+)\s*\)\s*crosses\s+(?:(\d{1,6})\s*/\s*(\d{1,6})|(\d{1,2}(?:\.\d{1,4})?)\s*%)"
)
_LATE = re.compile(r"feed-late\s*>\s*(\d{1,5})\s*(s|m|min|h)")
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600}
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Condition:
    """One rule. ``text`` is its one spelling; of the rest, only what it speaks of is set.

    ``candidate`` is an id or ``leader``, ``threshold`` the share that is crossed; ``late`` is after how long without
    news a source is late.
    """

    text: str
    events: frozenset[EventKind] = frozenset()
    held: bool = False
    head: bool = False
    unstored: bool = False
    candidate: str = ""
    threshold: Fraction | None = None
    late: dt.timedelta | None = None


def conditions(texts: Sequence[str], where: str) -> tuple[Condition, ...]:
    """The rules that the settings name, each once; `ConfigError` says which word is wrong and what was meant."""
    if not texts:
        raise ConfigError("There is nothing to tell", where=where, hint=f"Name some of: {', '.join(WORDS)}.")
    return tuple(dict.fromkeys(condition(text, where) for text in texts))


def condition(text: str, where: str = "when") -> Condition:
    """One rule as written.

    >>> condition("share( leader ) crosses 50%").text
    'share(leader) crosses 1/2'
    """
    said = " ".join(text.split())
    if said in _EVENTS:
        return Condition(said, events=_EVENTS[said])
    if said in _PLAIN:
        return Condition(said, held=said == "held", head=said == "head", unstored=said == "not-storing")
    if found := _SHARE.fullmatch(said):
        return _share(found, said, where)
    if (found := _LATE.fullmatch(said)) and int(found[1]):
        late = dt.timedelta(seconds=int(found[1]) * _SECONDS[found[2]])
        return Condition(f"feed-late>{found[1]}{found[2][0]}", late=late)
    raise ConfigError(f"{said[:_LONGEST]!r} is nothing that can be told", where=where, hint=_meant(said))


def _share(found: re.Match[str], said: str, where: str) -> Condition:
    candidate, above, below, percent = found.groups()
    try:
        threshold = Fraction(percent) / 100 if percent else Fraction(int(above), int(below))
    except ZeroDivisionError:
        threshold = Fraction(0)
    if not 0 < threshold < 1:
        raise ConfigError(f"{said!r} names no share between none and all", where=where, hint="Write it as 1/2 or 50%.")
    return Condition(f"share({candidate}) crosses {threshold}", candidate=candidate, threshold=threshold)


def _meant(said: str) -> str:
    if said == "story":
        return "Stories are not written yet; leave it out."
    head = re.split(r"[(>\s]", said, maxsplit=1)[0].lower()
    near = get_close_matches(head, (*_EVENTS, *_PLAIN, *_FORMS), n=1, cutoff=0.5)
    if not near:
        return f"One of: {', '.join(WORDS)}."
    form = _FORMS.get(near[0])
    return f'Write it as "{form}".' if form else f"Did you mean {near[0]!r}?"
