"""Rules made up for tests: a phrase for each part, as the tables write them."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

from outright.rules.spelling import read_take, read_test
from outright.rules.vocabulary import Otherwise, OtherwiseKind, Rule
from outright.rules.words import Stage


def made(*win: str, kind: str = "runoff", take: str = "top 2", **rest: Any) -> Rule:
    """A rule; each of ``win`` is one alternative, its tests joined by " & "; plurality needs no take."""
    step = {name: rest.pop(name) for name in ("tie_at_cut", "on_request_of", "on_withdrawal") if name in rest}
    otherwise = None
    if win != ("plurality",):
        otherwise = Otherwise(kind=OtherwiseKind(kind), take=read_take(take) if take else None, **step)
    tests = tuple(tuple(read_test(test) for test in one.split(" & ")) for one in win)
    given = {"id": "made", "jurisdiction": "US-GA", "scope": "made up", "stage": Stage.GENERAL} | rest
    return Rule(win=tests, otherwise=otherwise, **given)


MAJORITY = made("share > 1/2")
PLURALITY = made("plurality")

law = settings(deadline=None)
"""For properties: a busy machine is not a broken law."""
