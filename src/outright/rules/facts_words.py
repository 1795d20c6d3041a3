"""The phrases in which the facts state conditions, each with the tests it stands for.

A phrase that is not here is refused: guessing at a law is how wrong calls are made.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from outright.rules.vocabulary import (
    LeadTest,
    NigeriaTake,
    OnWithdrawal,
    OtherwiseKind,
    PluralityTest,
    RequestOf,
    ShareTake,
    ShareTest,
    Take,
    Test,
    Top,
    TurnoutTest,
    UnitsTest,
    VoidTest,
)
from outright.rules.words import ONE_MARK, Ballot, Denominator, Op, Unopposed, VoidCount

_HALF, _THIRD = Fraction(1, 2), Fraction(1, 3)
_ROLL = Denominator.REGISTERED_VOTERS


@dataclass(slots=True)
class Draft:
    """A rule in the making. ``asks`` names a condition that the method promises and nothing stated yet."""

    win: list[tuple[Test, ...]] = field(default_factory=list)
    kind: OtherwiseKind | None = None
    take: Take | None = None
    on_request_of: RequestOf | None = None
    on_withdrawal: OnWithdrawal = OnWithdrawal.NONE
    next_rule: str = ""
    void: list[VoidTest] = field(default_factory=list)
    ballot: Ballot = ONE_MARK
    unopposed: Unopposed = Unopposed.ELECTED
    asks: str = ""

    def also(self, *tests: Test) -> None:
        """Adds tests to the first alternative."""
        self.win[0] = (*self.win[0], *tests)
        self.asks = ""

    def alternatively(self, *tests: Test) -> None:
        """Adds another way to win."""
        self.win.append(tests)
        self.asks = ""


def read_advance(text: str) -> Take | None:
    """Who goes on, from the ``advance`` column; None when it is empty."""
    if not text:
        return None
    if re.fullmatch(r"[1-9]\d*", text):
        return Top(int(text))
    if found := re.match(r"all with at least ([\d.]+)% of registered; if one qualifies, next best joins", text):
        return ShareTake(_ROLL, _percent(found[1]), fill_to=2)
    if text.startswith("first, and the candidate with a majority of votes in most states"):
        return NigeriaTake()
    raise ValueError(f"who goes on is said in words that are not understood: {text!r}")


def read_condition(text: str, draft: Draft) -> None:
    """Writes the extra condition into the draft; ``ValueError`` when it is not understood."""
    if not text:
        return
    for pattern, apply in _CONDITIONS:
        if found := re.match(pattern, text):
            apply(draft, found)
            return
    raise ValueError(f"the condition is not understood: {text!r}")


def read_note(text: str, draft: Draft) -> None:
    """Writes into the draft the few rules that the facts state only in a note."""
    for pattern, apply in _NOTES:
        if found := re.search(pattern, text):
            apply(draft, found)


def _percent(text: str) -> Fraction:
    return Fraction(text) / 100


def _lead(op: Op) -> Callable[[Draft, re.Match[str]], None]:
    def apply(draft: Draft, found: re.Match[str]) -> None:
        draft.alternatively(ShareTest(Op.GE, _percent(found[1])), LeadTest(op, _percent(found[2])))

    return apply


def _legislature(top: int | None) -> Callable[[Draft, re.Match[str]], None]:
    def apply(draft: Draft, _found: re.Match[str]) -> None:
        draft.kind, draft.take = OtherwiseKind.LEGISLATURE, Top(top) if top else None

    return apply


def _districts(draft: Draft, found: re.Match[str]) -> None:
    draft.also(UnitsTest(found[2], int(found[1])))
    _legislature(None)(draft, found)


def _request(draft: Draft, _found: re.Match[str]) -> None:
    draft.on_request_of = RequestOf.RUNNER_UP


def _roll(draft: Draft, found: re.Match[str]) -> None:
    draft.also(ShareTest(Op.GE, _percent(found[1]), _ROLL))


def _turnout(draft: Draft, found: re.Match[str]) -> None:
    draft.also(TurnoutTest(Op.GT, _percent(found[1])))


def _lithuania(draft: Draft, _found: re.Match[str]) -> None:
    draft.also(TurnoutTest(Op.GE, _HALF))
    draft.alternatively(PluralityTest(), ShareTest(Op.GE, _THIRD, _ROLL), TurnoutTest(Op.LT, _HALF))


def _void(count: VoidCount, op: Op, share: Fraction, of: Denominator) -> Callable[[Draft, re.Match[str]], None]:
    def apply(draft: Draft, _found: re.Match[str]) -> None:
        draft.void.append(VoidTest(count, op, share, of))

    return apply


def _places(draft: Draft, found: re.Match[str]) -> None:
    named = found["of"]
    enough: int | Fraction = int(found["least"]) if found["least"] else _HALF
    draft.also(UnitsTest(named, enough, _percent(found[1]), at_least_op=Op.GE if found["least"] else Op.GT))


def _states(draft: Draft, found: re.Match[str]) -> None:
    draft.also(UnitsTest("states", Fraction(2, 3), _percent(found[1])))


def _next_turnout(draft: Draft, found: re.Match[str]) -> None:
    draft.next_rule = f"plurality, if turnout is at least {found[1]}%"


def _nothing(draft: Draft, found: re.Match[str]) -> None:
    """The phrase narrows the scope or the next round; the win stays as it is."""


def _next_moves_up(draft: Draft, _found: re.Match[str]) -> None:
    draft.on_withdrawal = OnWithdrawal.NEXT_MOVES_UP


def _yes_no(draft: Draft, _found: re.Match[str]) -> None:
    draft.unopposed = Unopposed.YES_NO


Phrase = tuple[str, Callable[[Draft, re.Match[str]], None]]
_CONDITIONS: tuple[Phrase, ...] = (
    (r"or at least (\d+)% and at least (\d+) points ahead of the second$", _lead(Op.GE)),
    (r"or at least (\d+)% with at least (\d+) points lead$", _lead(Op.GE)),
    (r"or at least (\d+)% with a lead greater than (\d+) points$", _lead(Op.GT)),
    (r"or at least (\d+)% with more than (\d+) points over the second$", _lead(Op.GT)),
    (
        r"and plurality in at least (\d+) of \d+ ([A-Za-z ]+); else .*House of Representatives elects$",
        _districts,
    ),
    (r"joint assembly elects among the top three", _legislature(3)),
    (r"else House chooses among top three", _legislature(3)),
    (r"below \d+% a party convention nominates; no runoff$", _nothing),
    (r"only if the runner-up asks in writing$", _request),
    (r"only U\.S\. Senate, U\.S\. House, governor; three or more candidates$", _nothing),
    (r"and votes of at least (\d+)% of registered$", _roll),
    (r"and turnout above (\d+)% of registered$", _turnout),
    (r"turnout at least half; otherwise at least one third of registered$", _lithuania),
    (
        r'"at least half" of those voting; turnout one third$',
        _void(VoidCount.TURNOUT, Op.LT, _THIRD, _ROLL),
    ),
    (
        r"a majority of blank votes voids the first round once$",
        _void(VoidCount.BLANK, Op.GT, _HALF, Denominator.VALID_INCLUDING_BLANK),
    ),
    (
        r"if null votes exceed half of valid the election is repeated$",
        _void(VoidCount.NULL, Op.GT, _HALF, Denominator.VALID_INCLUDING_BLANK),
    ),
    (
        r"and at least (\d+)% in more than half of the (?:\d+ )?(?P<of>[a-z]+)(?: \((?P<least>\d+)\))?$",
        _places,
    ),
    (r"highest vote and at least (\d+)% in each of at least two thirds of the states", _states),
    (r"second round needs (\d+)% turnout$", _next_turnout),
    (r"write-in needs 1% to appear in November$", _nothing),
)
_NOTES: tuple[Phrase, ...] = (
    (
        r"annulled if null and blank together exceed two thirds of votes cast",
        _void(VoidCount.BLANK_AND_NULL, Op.GT, Fraction(2, 3), Denominator.ALL_BALLOTS_CAST),
    ),
    (r"the next moves up|the next best is called|lets the fifth place move up", _next_moves_up),
    (r"if only one remains, a yes/no vote", _yes_no),
)
