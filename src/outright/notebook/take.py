"""What it would take: a candidate's exact need of the ballots left, over the range of how many those may be.

Symbols: V counted, v the candidate's, R outstanding (low, mid, high of the projection's range; the bound on the
ballots left where nothing is projected). Whole numbers throughout; each need is the least that is enough. Places
are needed however the rest of R falls. What is certain rests on the bound alone, and stands beside.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from outright.bulletin import Contest, Night
from outright.count.share import HALF, percent, share_text
from outright.errors import UsageError
from outright.notebook.moment import AsOf
from outright.rules import Rule, is_plurality, places
from outright.rules.arithmetic import first_share
from outright.rules.words import Op
from outright.verdict.certain import several_marks
from outright.verdict.remaining import Needed, State, to_pass_share, to_take_place

if TYPE_CHECKING:
    from outright.notebook.contest import NightContest

Target = Literal["majority", "second", "first"]
_WORDS = {"majority": "a majority", "second": "a place in the next round", "first": "first place"}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Take(AsOf):
    """What ``candidate`` needs for ``target``: ``needs`` at the low, middle and high of the votes still to come.

    ``bound`` is the need of the upper bound on the ballots left: the one thing here that is certain. ``basis`` says
    whether the range is the projection's or that bound.
    """

    moment: Night
    said: Contest
    candidate: str
    target: Target
    words: str
    needs: tuple[Needed, Needed, Needed]
    bound: Needed
    basis: Literal["projection", "bound", "unknown"]

    @property
    def need(self) -> int | None:
        """Votes needed of the middle of what is left; 0 where none are, None where no number is enough."""
        return self.needs[1].need

    @property
    def of(self) -> int | None:
        """The middle of what is left; None where nothing bounds it."""
        return self.needs[1].of

    @property
    def share(self) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
        """The need as an exact share of what is left, at its low, middle and high.

        0 where no more votes are needed, None where no number of them is enough or nothing is known: never
        anything outside 0 to 1.
        """
        low, mid, high = (Fraction(0) if n.state == "met" else n.share for n in self.needs)
        return low, mid, high

    @property
    def state(self) -> State:
        """What holds over the whole range: "met", "cannot" or "unknown"; else "open"."""
        states = {n.state for n in self.needs}
        return states.pop() if len(states) == 1 else "open"

    @property
    def is_certain(self) -> bool:
        """Whether arithmetic alone settles it: met or out of reach with every ballot that can be left."""
        return self.bound.state in ("met", "cannot")

    @property
    def text(self) -> str:
        """The answer in a sentence."""
        return _sentence(self)

    def __repr__(self) -> str:
        shares = ", ".join("None" if s is None else f"{float(s):.4f}" for s in self.share)
        return f"Take(need={self.need}, of={self.of}, share=({shares}))"

    def _repr_html_(self) -> str:
        from outright.notebook.html import take_html

        return take_html(self)


def take(contest: NightContest, candidate: str, target: str | None) -> Take:
    """The need of one candidate; ``UsageError`` for a target the rule does not know, or before any votes."""
    said, rule = contest.said, contest.rule.rule
    known = targets(rule)
    if not known or not said.votes:
        why = "What it takes to win here is not known" if not known else "No votes are reported yet"
        raise UsageError(why, where=contest.id, hint="" if known else "A night names its rule in night.toml.")
    chosen = known[0] if target is None else next((t for t in known if t == target), None)
    if chosen is None or rule is None:
        raise UsageError(f"The rule here knows no {target!r}", where=contest.id, hint=f"Ask for {' or '.join(known)}.")
    votes = {c.id: c.votes or 0 for c in said.candidates}
    bound = contest.remaining().upper
    estimate = None if said.remaining.complete else contest.remaining().estimate
    left = (bound, bound, bound) if estimate is None else (estimate.low, estimate.mid, estimate.high)
    needs = tuple(needed(rule, chosen, votes, said.votes, candidate, r) for r in left)
    basis: Literal["projection", "bound", "unknown"] = "projection" if estimate is not None else "bound"
    return Take(
        contest.moment, said, candidate, chosen, _target_words(rule, chosen), (needs[0], needs[1], needs[2]),
        needed(rule, chosen, votes, said.votes, candidate, bound), "unknown" if left[1] is None else basis,
    )  # fmt: skip


def targets(rule: Rule | None) -> tuple[Target, ...]:
    """What can be aimed at under a rule, the one it asks for first; empty where the rule is not known."""
    if rule is None:
        return ()
    test = first_share(rule)
    found: list[Target] = ["majority"] if test is not None and test.of is None else []
    if places(rule) is not None:
        found.append("second")
    if is_plurality(rule):
        found.append("first")
    return tuple(found)


def needed(rule: Rule, target: Target, votes: dict[str, int], total: int, candidate: str, left: int | None) -> Needed:
    """The least number of ``left`` ballots that reaches the target, whole and exact."""
    test = first_share(rule)
    if target == "majority" and test is not None:
        return to_pass_share(votes[candidate], total, left, test.share, at_least=test.op is Op.GE)
    seats = rule.seats if target == "first" else places(rule) or 1
    return to_take_place(votes, candidate, left, seats, marks=several_marks(rule))


def _target_words(rule: Rule, target: Target) -> str:
    test = first_share(rule)
    if target == "majority" and test is not None and (test.share, test.op) != (HALF, Op.GT):
        return f"{'at least' if test.op is Op.GE else 'more than'} {percent(test.share)}%"
    if target == "first" and rule.seats > 1:
        return f"one of {rule.seats} seats"
    return _WORDS[target]


def _sentence(take: Take) -> str:
    name = next((c.surname for c in take.said.candidates if c.id == take.candidate), take.candidate)
    if take.basis == "unknown":
        return f"What {name} needs for {take.words} is not known: nothing bounds the ballots left."
    if take.is_certain:
        has = take.bound.state == "met"
        return f"Certain: {name} {'has' if has else 'cannot reach'} {take.words}, whatever the ballots left say."
    if take.state == "met":
        return f"{name} has {take.words} already, if no more votes come than are expected."
    if take.state == "cannot":
        return f"{name} cannot reach {take.words} with the votes that are expected."
    low, middle, high = take.needs
    if take.basis == "bound":
        share = f"{middle.need:,} ({_percent(middle)})"
        return f"{name} needs {share} of {middle.of:,} ballots left to be sure of {take.words}."
    ends = f"{_percent(low)} if only {low.of:,} do, {_percent(high)} if {high.of:,} do"
    if middle.need is None:
        return f"{name} cannot reach {take.words} if {middle.of:,} votes still come; {ends}."
    if middle.state == "met":
        return f"{name} needs none of the votes still to come for {take.words} if {middle.of:,} come; {ends}."
    share, votes = _percent(middle), f"{middle.need:,} if {middle.of:,} come"
    return f"{name} needs {share} of the votes still to come for {take.words}: {votes}; {ends}."


def _percent(needed: Needed) -> str:
    if needed.state == "met":
        return "none"
    return f"{share_text(needed.need, needed.of, ())}%" if needed.need is not None else "cannot"
