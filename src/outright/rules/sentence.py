"""A rule in one or two sentences, for the line under a contest's name."""

from __future__ import annotations

from fractions import Fraction

from outright.rules.arithmetic import first_share, is_plurality
from outright.rules.explain import winning_words
from outright.rules.vocabulary import Otherwise, OtherwiseKind, Rule, Top
from outright.rules.words import Op

_NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


def sentence(rule: Rule) -> str:
    """What wins, and what happens otherwise.

    >>> from outright.rules.table import get
    >>> sentence(get("us-ga-special-2005"))
    'A majority wins outright. Otherwise the top two meet in a runoff 63 days later.'
    """
    if is_plurality(rule):
        return "Most votes win." if rule.seats == 1 else f"The {_number(rule.seats)} with most votes win."
    wins, after = _wins(rule), _otherwise(rule.otherwise, bool(rule.win)) if rule.otherwise else ""
    return " ".join(part for part in (wins, after) if part)


def _wins(rule: Rule) -> str:
    test = first_share(rule)
    if test is None:
        return f"Wins: {winning_words(rule)}." if rule.win else ""
    more = len(rule.win) > 1 or any(len(alternative) > 1 for alternative in rule.win)
    tail = " under further conditions" if more else ""
    if (test.op, test.share) == (Op.GT, Fraction(1, 2)):
        return f"A majority wins outright{tail}."
    percent = f"{float(test.share * 100):.4f}".rstrip("0").rstrip(".")
    return f"{'More than' if test.op is Op.GT else 'At least'} {percent}% wins outright{tail}."


def _otherwise(otherwise: Otherwise, can_win: bool) -> str:
    start = "Otherwise" if can_win else "Whatever the shares,"
    take = otherwise.take
    who = f"the top {_number(take.n)}" if isinstance(take, Top) else "those who qualify"
    days = f" {otherwise.after.days} days later" if otherwise.after.days else ""
    match otherwise.kind:
        case OtherwiseKind.RUNOFF:
            asked = " if the runner-up asks for it" if otherwise.on_request_of else ""
            return f"{start} {who} meet in a runoff{days}{asked}."
        case OtherwiseKind.ADVANCE:
            return f"{start} {who} go on to the next round."
        case OtherwiseKind.IRV | OtherwiseKind.CONTINGENT:
            return f"{start} voters' next choices are counted."
        case OtherwiseKind.LEGISLATURE:
            return f"{start} the legislature chooses among {who}."
        case OtherwiseKind.CONVENTION:
            return f"{start} a party convention chooses."
        case _:
            return f"{start} the election is held again."


def _number(n: int) -> str:
    return _NUMBERS.get(n, str(n))
