"""The votes of one contest at one moment, as a rule looks at them.

Integers only. None is *not in this count*, never zero: a rule that needs the number then cannot be
decided. A negative count is refused, because no rule can be applied to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from outright.errors import CountError
from outright.rules.vocabulary import Rule
from outright.rules.words import Fusion, Withdrawn, WriteIns


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the ballot: a candidate, and the party line where the candidate has several."""

    candidate: str
    votes: int
    line: str = ""


@dataclass(frozen=True, slots=True)
class UnitVotes:
    """One place's votes, for rules that ask for support in many places.

    ``valid`` is the place's valid votes; None: the sum of ``votes``.
    """

    unit: str
    votes: tuple[tuple[str, int], ...]
    valid: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestVotes:
    """All that a rule may look at.

    ``writeins``: valid written-in votes that no line carries. ``yes`` and ``no``: the answers where an
    unopposed candidate is put to a vote. ``electors``: the number appointed, in an electoral college.
    """

    lines: tuple[Line, ...]
    writeins: int | None = None
    blank: int | None = None
    null: int | None = None
    ballots_cast: int | None = None
    registered: int | None = None
    withdrawn: frozenset[str] = frozenset()
    units: tuple[UnitVotes, ...] | None = None
    yes: int | None = None
    no: int | None = None
    electors: int | None = None

    def __post_init__(self) -> None:
        numbers = {line.candidate: line.votes for line in self.lines if line.votes < 0}
        for name in ("writeins", "blank", "null", "ballots_cast", "registered", "yes", "no", "electors"):
            value = getattr(self, name)
            if value is not None and value < 0:
                numbers[name] = value
        for unit in self.units or ():
            numbers |= {f"{unit.unit}/{who}": votes for who, votes in unit.votes if votes < 0}
        if numbers:
            told = ", ".join(f"{who} {votes:,}" for who, votes in numbers.items())
            raise CountError(
                f"a count cannot be negative: {told}",
                hint="Show the last good count; no rule is applied to this one.",
            )
        keys = [(line.candidate, line.line) for line in self.lines]
        if len(set(keys)) < len(keys):
            twice = sorted({who for who, line in keys if keys.count((who, line)) > 1})
            raise CountError(
                f"counted twice on the same line: {', '.join(twice)}",
                hint="Give each row of the ballot once; party lines of one candidate need their names.",
            )

    def adding(self, votes: Mapping[str, int]) -> ContestVotes:
        """The same contest with these votes more, by candidate; they go on the candidate's first line."""
        left, lines = dict(votes), []
        for line in self.lines:
            lines.append(replace(line, votes=line.votes + left.pop(line.candidate, 0)))
        return replace(self, lines=tuple(lines))


def contest_votes(
    votes: Mapping[str, int] | Iterable[tuple[str, int]],
    *,
    writeins: int | None = None,
    blank: int | None = None,
    null: int | None = None,
    ballots_cast: int | None = None,
    registered: int | None = None,
    withdrawn: Iterable[str] = (),
) -> ContestVotes:
    """The usual case in one call: votes by candidate id, one line each.

    >>> contest_votes({"a": 3, "b": 2}).lines[0]
    Line(candidate='a', votes=3, line='')
    """
    pairs = votes.items() if isinstance(votes, Mapping) else votes
    return ContestVotes(
        lines=tuple(Line(candidate, count) for candidate, count in pairs),
        writeins=writeins,
        blank=blank,
        null=null,
        ballots_cast=ballots_cast,
        registered=registered,
        withdrawn=frozenset(withdrawn),
    )


def counted(rule: Rule, tally: ContestVotes) -> dict[str, int]:
    """Votes that count for somebody under the rule, by candidate.

    Party lines are added under ``fusion: sum``, else each line stands for itself as ``candidate@line``.
    Votes for the withdrawn are left out where the rule voids them.
    """
    votes: dict[str, int] = {}
    for line in tally.lines:
        if rule.withdrawn is Withdrawn.VOTES_VOID and line.candidate in tally.withdrawn:
            continue
        apart = rule.fusion is Fusion.SEPARATE and line.line
        key = f"{line.candidate}@{line.line}" if apart else line.candidate
        votes[key] = votes.get(key, 0) + line.votes
    return votes


def standing(rule: Rule, tally: ContestVotes, candidate: str) -> bool:
    """Whether the candidate can still be elected or go on (a replaced one stands for the replacement)."""
    return rule.withdrawn is Withdrawn.REPLACED or candidate.split("@", 1)[0] not in tally.withdrawn


def written_in(rule: Rule, tally: ContestVotes) -> int:
    """Written-in votes that count for the office; 0 where they do not count or were not reported."""
    return 0 if rule.writeins is WriteIns.NONE else tally.writeins or 0
