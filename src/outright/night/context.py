"""What stands beside a contest's count: polls, special elections, past results. It decides nothing and costs nothing.

A table that cannot be read, even where the fault is ours, costs its own part of the bulletin and is told as a finding.
Nothing of the night's day or later is looked at, but polls that were out by then and the count itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from outright import bulletin as b
from outright.bulletin.polls import Polls
from outright.bulletin.specials import Specials
from outright.count import Finding
from outright.errors import OutrightError
from outright.night.context_history import told_afterwards, told_history
from outright.night.context_polls import checked_polls, told_polls
from outright.night.context_specials import checked_specials, told_specials
from outright.night.plan import PlannedContest
from outright.night.words import count_of
from outright.terms import Severity


@dataclass(frozen=True, slots=True)
class _Tried:
    """A part of the context that was asked for: what became of it, and what is to be said where nothing did."""

    value: object
    problem: str = ""


def context_of(
    planned: PlannedContest, part: b.Contest, day: dt.date, money: b.Money | None = None, *, counted: bool
) -> b.Context:  # fmt: skip
    """The context of a contest of which ``part`` says the count. ``counted``: nothing more is expected in it.

    Never raises: what fails is missing, and `problems_of` says why.
    """
    polls = _tried(lambda: told_polls(planned, part, day, counted=counted), "polls")
    specials = _tried(lambda: told_specials(planned, part, day, counted=counted), "special elections")
    history = _tried(lambda: told_history(planned, day)[0], "past results")
    later = _tried(lambda: told_afterwards(planned, day), "past results")
    return b.Context(
        polls=polls.value if isinstance(polls.value, Polls) else None,
        specials=specials.value if isinstance(specials.value, Specials) else None,
        history=history.value if isinstance(history.value, tuple) else (),
        money=money,
        afterwards=later.value if part.remaining.complete and isinstance(later.value, tuple) else (),
    )


def problems_of(planned: PlannedContest, day: dt.date) -> tuple[Finding, ...]:
    """What of a plan's context cannot be read, as findings. They say the same at every moment of the night."""
    tried = [
        _tried(lambda: checked_polls(planned, day), "polls"),
        _tried(lambda: checked_specials(planned, day), "special elections"),
        _tried(lambda: told_history(planned, day), "past results"),
    ]
    texts = [t.problem for t in tried if t.problem]
    texts += told_history(planned, day)[1] if not tried[-1].problem else []
    return tuple(Finding("context", Severity.WARN, planned.id, text) for text in texts)


def read_of(planned: PlannedContest, day: dt.date) -> str:
    """What of a plan's context can be read, in words for a desk that checks; "" where there is nothing."""
    read = [
        (_tried(lambda: checked_polls(planned, day), ""), "poll"),
        (_tried(lambda: checked_specials(planned, day), ""), "special election"),
        (_tried(lambda: told_history(planned, day)[0], ""), "past result"),
    ]
    return ", ".join(count_of(len(t.value), what) for t, what in read if isinstance(t.value, tuple) and t.value)


def _tried(make: Callable[[], object], what: str) -> _Tried:
    try:
        return _Tried(make())
    except Exception as error:  # ours to mend; the votes are told meanwhile
        why = error.line() if isinstance(error, OutrightError) else f"{type(error).__name__}: {error}"
        return _Tried(None, f"The {what} cannot be shown: {why}")
