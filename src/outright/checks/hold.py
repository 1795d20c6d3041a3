"""Which alarms keep a publication from being shown until a person has looked: the settings' ``[checks] hold``.

A rule is an alarm's code, alone or with ``>`` and a number of votes: ``votes-fell>200``. A few rules have the names
of the plan and stand for more than one code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from outright.checks.alarm import Alarm
from outright.checks.registry import CODES
from outright.errors import ConfigError

FAMILIES: dict[str, tuple[str, ...]] = {
    "votes-fell": ("votes-fell", "reset-to-zero"),
    "unit-vanished": ("unit-vanished", "contest-vanished"),
    "share-over-100": ("votes-over-ballots",),
    "turnout>registered": ("ballots-over-registered",),
}
"""Rules that stand for other codes than their own name: a reset is a fall, a contest is its units."""

_RULE = re.compile(r"(?P<name>[a-z0-9-]+?)(?: ?> ?(?P<above>[0-9][0-9,_]*))?")


@dataclass(frozen=True, slots=True)
class HoldRule:
    """One rule: an alarm of one of ``codes`` waits when it is of more votes than ``above`` (None: always)."""

    text: str
    codes: tuple[str, ...]
    above: int | None = None

    def holds(self, alarm: Alarm) -> bool:
        """Whether this alarm must wait for a person."""
        return alarm.code in self.codes and (self.above is None or alarm.size > self.above)


@dataclass(frozen=True, slots=True)
class HoldRules:
    """The night's rules; a publication waits when any of them holds one of its alarms."""

    rules: tuple[HoldRule, ...] = ()

    def holds(self, alarm: Alarm) -> bool:
        """Whether this alarm must wait for a person."""
        return any(rule.holds(alarm) for rule in self.rules)


def parse(texts: Sequence[str]) -> HoldRules:
    """The rules that ``texts`` spell. `ConfigError` names an unknown rule and the nearest known one.

    >>> parse(["votes-fell>200"]).rules[0].above
    200
    """
    return HoldRules(tuple(_rule(text) for text in texts))


def _rule(text: str) -> HoldRule:
    typed = "".join(text.split()).casefold()
    if typed in FAMILIES:
        return HoldRule(typed, FAMILIES[typed])
    found = _RULE.fullmatch(typed)
    name = found["name"] if found else typed
    if found and (name in FAMILIES or name in CODES):
        above = found["above"]
        return HoldRule(typed, FAMILIES.get(name, (name,)), int(re.sub(r"[,_]", "", above)) if above else None)
    near = get_close_matches(name, [*FAMILIES, *CODES], n=1, cutoff=0.4)
    raise ConfigError(
        f"There is no check {text!r}", where="[checks] hold",
        hint=f"Did you mean {near[0]}?" if near else "The checks are listed in the documentation.",
    )  # fmt: skip


DEFAULT_TEXTS = (
    "votes-fell>200", "share-over-100>10", "unit-vanished", "turnout>registered", "candidate-swap",
    "results-before-close", "test-data", "negative-votes", "impossible-number", "wrong-election", "doubled-unit",
    "repeated-increment", "total-among-units", "candidate-renamed",
)  # fmt: skip
"""What holds a publication where the settings do not say."""

DEFAULT = parse(DEFAULT_TEXTS)


def must_wait(alarms: Iterable[Alarm], rules: HoldRules = DEFAULT) -> tuple[Alarm, ...]:
    """The alarms for which the publication waits; () when it may be shown."""
    return tuple(a for a in alarms if rules.holds(a))
