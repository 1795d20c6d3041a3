"""What it would take: a candidate's exact need of the votes still to come, over the range of how many those may be.

Symbols: V counted, v the candidate's, R still to come (low, mid, high of the projection's estimate; the bound on the
ballots left where nothing is projected). Whole numbers throughout; each need is the least that is enough. A place is
measured against one rival, the others keeping their share so far. What is certain rests on the bound alone, with no
assumption, and stands beside. The arithmetic is `outright.verdict.remaining`, the sentence the bulletin's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from outright.bulletin import Contest, Night
from outright.bulletin.take import Target
from outright.count.share import HALF, percent, share_text
from outright.errors import UsageError
from outright.notebook.moment import AsOf
from outright.rules import Rule, is_plurality, places
from outright.rules.arithmetic import first_share
from outright.rules.words import Op
from outright.verdict.certain import several_marks
from outright.verdict.remaining import Needed, State, to_deny_share, to_pass_rival, to_pass_share, to_take_place

if TYPE_CHECKING:
    from outright.notebook.contest import NightContest

Basis = Literal["projection", "bound", "unknown"]
_UNKNOWN = Needed(None, None, "unknown")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Take(AsOf):
    """What ``candidate`` needs for ``target``: ``needs`` at the low, middle and high of the votes still to come.

    For the target "deny" it is what all others together need to keep the candidate from the rule's share.
    ``against`` is the rival a place is measured by. ``bound`` is the need of the upper bound on the ballots left,
    however they fall: the one thing here that is certain. ``basis`` says whose range ``needs`` are over.
    """

    moment: Night
    said: Contest
    candidate: str
    target: Target
    words: str
    against: str | None
    needs: tuple[Needed, Needed, Needed]
    bound: Needed
    basis: Basis

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
        """Whether arithmetic alone settles it: met or out of reach however the ballots that can be left fall."""
        return self.bound.state in ("met", "cannot")

    @property
    def text(self) -> str:
        """The answer in a sentence."""
        if self.is_certain:
            return _certainty(self)
        printed = self.said.take.needs if self.said.take is not None else ()
        mine = (n.text for n in printed if (n.candidate, n.target) == (self.candidate, self.target))
        return next(mine, "") or _sentence(self)

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
    if rule is None or not known or not said.votes:
        why = "What it takes to win here is not known" if not known else "No votes are reported yet"
        raise UsageError(why, where=contest.id, hint="" if known else "A night names its rule in night.toml.")
    chosen = known[0] if target is None else next((t for t in known if t == target), None)
    if chosen is None:
        raise UsageError(f"The rule here knows no {target!r}", where=contest.id, hint=f"Ask for {' or '.join(known)}.")
    votes = {c.id: c.votes or 0 for c in said.candidates}
    rival = _rival(rule, chosen, votes, candidate)
    bound = contest.remaining().upper
    estimate = None if said.remaining.complete else contest.remaining().estimate
    left = (bound, bound, bound) if estimate is None else (estimate.low, estimate.mid, estimate.high)
    basis: Basis = "projection" if estimate is not None else "bound" if bound is not None else "unknown"
    low, mid, high = (needed(rule, chosen, votes, said.votes, candidate, rival, r) for r in left)
    sure = needed(rule, chosen, votes, said.votes, candidate, None, bound)
    words = _words(rule, chosen)
    return Take(contest.moment, said, candidate, chosen, words, rival, (low, mid, high), sure, basis)


def targets(rule: Rule | None) -> tuple[Target, ...]:
    """What can be aimed at under a rule, the one it asks for first; empty where the rule is not known."""
    if rule is None:
        return ()
    test = first_share(rule)
    shares = test is not None and test.of is None
    found: list[Target] = ["majority"] if shares else []
    if places(rule) is not None:
        found.append("second")
    if is_plurality(rule):
        found.append("first")
    return (*found, "deny") if shares else tuple(found)


def needed(
    rule: Rule, target: Target, votes: dict[str, int], total: int, candidate: str, rival: str | None,
    left: int | None,
) -> Needed:  # fmt: skip
    """The least number of ``left`` ballots that reaches the target, exactly; however they fall, without a rival."""
    test = first_share(rule)
    if left is None:
        return _UNKNOWN
    if target in ("majority", "deny") and test is not None:
        reach = to_pass_share if target == "majority" else to_deny_share
        return reach(votes[candidate], total, left, test.share, at_least=test.op is Op.GE)
    if rival is not None:
        return to_pass_rival(votes, candidate, rival, left)
    return to_take_place(votes, candidate, left, _places(rule, target), marks=several_marks(rule))


def _places(rule: Rule, target: Target) -> int:
    return rule.seats if target == "first" else places(rule) or 1


def _rival(rule: Rule, target: Target, votes: dict[str, int], candidate: str) -> str | None:
    """Who holds the last of the places, the candidate apart; None where a ballot may carry several votes."""
    if target in ("majority", "deny") or several_marks(rule):
        return None
    others = [c for c in sorted(votes, key=lambda c: -votes[c]) if c != candidate]
    place = _places(rule, target)
    return others[place - 1] if len(others) >= place else None


def _words(rule: Rule, target: Target) -> str:
    test = first_share(rule)
    if target in ("majority", "deny") and test is not None:
        line = "at least" if test.op is Op.GE else "more than"
        return "a majority" if (test.share, test.op) == (HALF, Op.GT) else f"{line} {percent(test.share)}%"
    if target == "first":
        return "first place" if rule.seats == 1 else f"one of {rule.seats} seats"
    return "a place in the next round"


def _certainty(take: Take) -> str:
    """What arithmetic has settled, in a sentence."""
    name, has = _name(take, take.candidate), take.bound.state == "met"
    if take.target == "deny":
        has = not has
    left = "however the ballots left fall" if take.bound.of else "and nothing is left to count"
    return f"Certain: {name} {'has' if has else 'cannot reach'} {take.words}, {left}."


def _sentence(take: Take) -> str:
    """For whom the bulletin prints no sentence: the middle, and how far it moves with what is left."""
    low, middle, high = take.needs
    who = _name(take, take.candidate)
    who, aim = ("The others together", f"to keep {who} from") if take.target == "deny" else (who, "for")
    if take.basis == "unknown":
        return f"{who}: what is needed {aim} {take.words} is not known; nothing bounds the ballots left."
    about = "about" if take.basis == "projection" else "at most"
    if take.state == "cannot":
        return f"{who} would need more than the {about} {middle.of:,} votes left {aim} {take.words}."
    words = {"met": "nothing more", "cannot": "more than there are"}
    much = words.get(middle.state, f"{middle.need:,} ({_share(middle)})" if middle.need is not None else "")
    span = f" ({_share(low)} of {low.of:,} to {_share(high)} of {high.of:,})" if take.basis == "projection" else ""
    rival = f", against {_name(take, take.against)}, if all others keep their share so far" if take.against else ""
    return f"{who} would need {much} of {about} {middle.of:,} votes left{span} {aim} {take.words}{rival}."


def _share(needed: Needed) -> str:
    if needed.state == "open":
        return f"{share_text(needed.need, needed.of, ())}%"
    return "none" if needed.state == "met" else "all and more"


def _name(take: Take, candidate: str) -> str:
    return next((c.surname for c in take.said.candidates if c.id == candidate), candidate)
