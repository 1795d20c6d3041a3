"""Part of a document, or what a document cannot hold: the parameters that a reader may give, read and answered.

An answer is a function of the contest alone, drawn like a file and shared by all who ask the same. What is not asked
well is a `Refusal` that names the parameter, and what was perhaps meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from msgspec import structs

from outright.bulletin import Contest, Night
from outright.count.share import share_text
from outright.publish.data.answers import TARGETS, TakeDocument, TakeOutcome, take
from outright.publish.data.asked import MOST, NotThere, Page
from outright.publish.data.part import encode
from outright.publish.data.places import units
from outright.publish.data.timeline import timeline
from outright.serve.ask import Ask, Refusal
from outright.serve.missing import unknown_parameter
from outright.verdict.remaining import what_if

MOST_PUBLICATIONS = 10**9
PAGE = 1000
"""Items of an answer that goes on, where no limit was asked for."""
_NUMBER = re.compile(r"[0-9]{1,10}")
_SHARE = re.compile(r"0(\.[0-9]{1,9})?|1(\.0{1,9})?")
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Query:
    """What may be asked: the parameters, those that must be given, and the document that answers."""

    parameters: Mapping[str, Callable[[str], Any]]
    answer: Callable[..., object]
    needed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as it was asked, in one spelling: two that mean the same are equal."""

    name: str
    values: tuple[tuple[str, Any], ...]

    def draw(self, night: Night, contest: Contest) -> bytes:
        """The answer's bytes. `Refusal` for a value that names nothing in this contest."""
        try:
            return encode(QUERIES[self.name].answer(night, contest, **dict(self.values)))
        except NotThere as error:
            hint = f"Did you mean {' or '.join(error.near)}?" if error.near else ""
            detail = f"There is nothing here for {error.parameter}={error.value[:_LONGEST]}."
            raise Refusal(400, "unknown-value", detail, hint) from error


def asked(name: str, ask: Ask) -> Asked:
    """What ``ask`` wants of the document of this name. `Refusal` for a parameter or a value that means nothing."""
    query, found = QUERIES[name], {}
    for parameter, text in ask.query:
        if parameter not in query.parameters:
            raise unknown_parameter(ask, tuple(query.parameters))
        try:
            found[parameter] = query.parameters[parameter](text)
        except ValueError as error:
            detail = f"{parameter}={text[:_LONGEST]} means nothing."
            raise Refusal(400, "unreadable-value", detail, f"It must be {error}.") from error
    for parameter in query.needed:
        if parameter not in found:
            hint = f"Ask for …/{name}?{parameter}=…"
            raise Refusal(400, "parameter-missing", f"The parameter '{parameter}' is missing.", hint)
    return Asked(name, tuple(sorted(found.items())))


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text) or int(text) > MOST_PUBLICATIONS:
        raise ValueError("a whole number")
    return int(text)


def _limit(text: str) -> int:
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= MOST:
        raise ValueError(f"a whole number from 1 to {MOST:,}")
    return int(text)


def _cursor(text: str) -> str:
    if not _NUMBER.fullmatch(text) or len(text) > 9:
        raise ValueError("the 'next' of an answer before")
    return text


def _text(text: str) -> str:
    if not 1 <= len(text) <= _LONGEST:
        raise ValueError(f"a text of 1 to {_LONGEST} characters")
    return text


def _texts(text: str) -> tuple[str, ...]:
    return tuple(_text(part) for part in text.split(","))


def _target(text: str) -> str:
    if text not in TARGETS:
        raise ValueError(f"one of {', '.join(TARGETS)}")
    return text


def _share(text: str) -> str:
    if not _SHARE.fullmatch(text):
        raise ValueError("a number from 0 to 1, such as 0.42")
    return text


def _page(limit: int | None, cursor: str | None) -> Page | None:
    return None if limit is None and cursor is None else Page(PAGE if limit is None else limit, cursor)


def _timeline(night: Night, contest: Contest, *, limit: int | None = None, cursor: str | None = None,
              **chosen: Any) -> object:  # fmt: skip
    return timeline(night, contest, asked=_page(limit, cursor), **chosen)


def _units(night: Night, contest: Contest, *, limit: int | None = None, cursor: str | None = None,
           **chosen: Any) -> object:  # fmt: skip
    return units(night, contest, asked=_page(limit, cursor), **chosen)


def _take(
    night: Night, contest: Contest, *, candidate: str, target: str | None = None, share: str | None = None
) -> TakeDocument:
    """What it would take, and where the share asked about would lead, at the low, middle and high of what is left."""
    told = take(night, contest, candidate, target)
    if share is None or contest.take is None:
        return told
    votes = next(c.votes for c in contest.candidates if c.id == candidate) or 0
    limits = (Fraction(contest.take.share),) if contest.take.share else ()
    outcomes = []
    for at in (told.need.low, told.need.mid, told.need.high):
        then = what_if(votes, contest.votes or 0, at.left, Fraction(share))
        given = at.left - then.taken if told.target == "deny" else then.taken
        outcomes.append(
            TakeOutcome(
                left=at.left, taken=then.taken, votes=then.votes, total=then.total,
                share_text=share_text(then.votes, then.total, limits), meets=at.need is not None and given >= at.need,
            )
        )  # fmt: skip
    return structs.replace(told, share=share, outcomes=tuple(outcomes))


QUERIES: dict[str, Query] = {
    "timeline.json": Query({"since": _number, "candidates": _texts, "limit": _limit, "cursor": _cursor}, _timeline),
    "units.json": Query({"level": _text, "unit": _text, "baseline": _text, "limit": _limit, "cursor": _cursor}, _units),
    "take": Query({"candidate": _text, "target": _target, "share": _share}, _take, needed=("candidate",)),
}
"""By the last part of the address."""
