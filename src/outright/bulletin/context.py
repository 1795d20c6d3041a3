"""What stands beside a contest's count and never decides it: polls, special elections, past results, money."""

from __future__ import annotations

from outright.bulletin.history import PastResult
from outright.bulletin.money import Money
from outright.bulletin.polls import Polls
from outright.bulletin.specials import Specials
from outright.bulletin.value import Value


class Context(Value, frozen=True, kw_only=True):
    """The context of one contest; what a desk gave nothing for is None or empty.

    ``afterwards`` is what came after the night, where it is told again later and its count is complete: nothing else
    in a bulletin knows of it.
    """

    polls: Polls | None = None
    specials: Specials | None = None
    history: tuple[PastResult, ...] = ()
    money: Money | None = None
    afterwards: tuple[PastResult, ...] = ()
