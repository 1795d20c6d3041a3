"""Alarms on a count: fell, swapped, doubled, impossible, early. Each is a small named check with a severity.

A check never changes a count. It looks at a publication, at the one before it and at what is known beside them, and
says what a person should look at. No input or output, no clock, no chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from outright.checks.alarm import Alarm
from outright.checks.context import Context, UnitHistory
from outright.checks.hold import DEFAULT, HoldRules, must_wait, parse
from outright.checks.memory import Disagreements, Increments
from outright.checks.others import disagreeing
from outright.checks.registry import CHECKS, CODES, Check
from outright.checks.sight import look
from outright.count import Snapshot

__all__ = [
    "CHECKS",
    "CODES",
    "DEFAULT",
    "Alarm",
    "Check",
    "Context",
    "Disagreements",
    "HoldRules",
    "Increments",
    "UnitHistory",
    "check",
    "disagreeing",
    "must_wait",
    "parse",
]

_NOTHING: Mapping[str, Snapshot] = MappingProxyType({})


def check(
    new: Snapshot, before: Snapshot | None, context: Context, beside: Mapping[str, Snapshot] = _NOTHING
) -> tuple[Alarm, ...]:
    """Every alarm that ``new`` raises, in the order of the table of checks.

    ``before`` is what the same source said last (None: nothing yet), ``beside`` what other sources say, by id.
    """
    sight = look(new, before, context, beside)
    return tuple(n.alarm(c.code, c.severity) for c in CHECKS for n in c.find(sight))
