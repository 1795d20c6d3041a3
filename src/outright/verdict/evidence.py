"""The reasons of a verdict: sentences with the integers they rest on. Every sum is shown as it was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from outright.count import ContestCount, surname
from outright.count.share import percent
from outright.rules import Rule
from outright.rules.arithmetic import first_share, least_votes
from outright.rules.words import Op
from outright.verdict.left import BASIS_WORDS, BallotsLeft
from outright.verdict.remaining import cost_to_reach


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a code for other languages, a sentence, its figures."""

    code: str
    text: str
    figures: tuple[tuple[str, int | str], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """What a judge looks at: the votes, the rule, the bound. ``order`` is by votes, then ballot order."""

    names: Mapping[str, str]
    votes: Mapping[str, int]
    total: int
    order: tuple[str, ...]
    rule: Rule
    left: BallotsLeft

    @property
    def leader(self) -> str:
        """The candidate with most votes now."""
        return self.order[0]


def case(count: ContestCount, rule: Rule, left: BallotsLeft, total: int) -> Case:
    """The case of one contest; ``total`` is the rule's denominator in votes."""
    votes = {k: v or 0 for k, v in count.by_candidate().items()}
    names = short_names(count)
    place = {c: i for i, c in enumerate(votes)}
    order = tuple(sorted(votes, key=lambda c: (-votes[c], place[c])))
    return Case(names, votes, total, order, rule, left)


def short_names(count: ContestCount) -> dict[str, str]:
    """Surnames by candidate id; the whole name where two candidates share a surname."""
    last = {c.id: surname(c.name) for c in count.contest.candidates}
    shared = [n.lower() for n in last.values()]
    return {c.id: last[c.id] if shared.count(last[c.id].lower()) == 1 else c.name for c in count.contest.candidates}


def share_word(share: Fraction) -> str:
    """ "half" for 1/2, else the percentage: what a sentence calls the threshold."""
    return "half" if share == Fraction(1, 2) else f"{percent(share)}%"


def share_now(c: Case) -> Reason | None:
    """Where the leader stands against the rule's share of the votes counted; None without a share test."""
    test = first_share(c.rule)
    if test is None or test.of is not None:
        return None
    v, needed = c.votes[c.leader], least_votes(test.op, test.share, c.total)
    at = "more than" if test.op is Op.GT else "at least"
    gap = f"{v - needed:,} to spare" if v >= needed else f"{needed - v:,} short"
    return Reason(
        "share_now",
        f"{c.names[c.leader]} has {v:,} of the {c.total:,} votes counted; {at} {share_word(test.share)} of these"
        f" is {needed:,} ({gap}).",
        (("votes", v), ("total", c.total), ("needed", needed)),
    )


def left_now(left: BallotsLeft) -> Reason:
    """The bound on the ballots left and where it comes from."""
    if left.complete:
        return Reason("left_none", "The sources say the count is complete: no ballots are left.", (("left", 0),))
    if left.upper is None:
        missing = [u.name for u in left.units if u.upper is None] or ["any county"]
        return Reason(
            "left_unknown",
            f"Nothing bounds the ballots left in {', '.join(missing)}, so nothing is certain yet.",
        )
    return Reason(
        "left_upper",
        f"At most {left.upper:,} ballots are left ({BASIS_WORDS[left.basis]}).",
        (("left", left.upper),),
    )


def with_all_left(c: Case, candidate: str, left: int) -> Reason | None:
    """Whether all the ballots left would bring the candidate past the rule's share, as a sum."""
    test = first_share(c.rule)
    if test is None or test.of is not None:
        return None
    v, total = c.votes[candidate] + left, c.total + left
    return Reason(
        "with_all_left",
        f"With all {left:,} ballots left {c.names[candidate]} would have {v:,} of {total:,}:"
        f" {_sum(test.share, test.op, v, total)}.",
        (("votes", v), ("total", total), ("left", left)),
    )


def with_none_left(c: Case, candidate: str, left: int) -> Reason | None:
    """Whether the candidate stays past the rule's share without any of the ballots left, as a sum."""
    test = first_share(c.rule)
    if test is None or test.of is not None:
        return None
    v, total = c.votes[candidate], c.total + left
    return Reason(
        "with_none_left",
        f"With none of the {left:,} ballots left {c.names[candidate]} would have {v:,} of {total:,}:"
        f" {_sum(test.share, test.op, v, total)}.",
        (("votes", v), ("total", total), ("left", left)),
    )


def lead_now(c: Case, left: int | None) -> Reason | None:
    """The leader's lead over the second, against the ballots left; None with one candidate."""
    if len(c.order) < 2:
        return None
    first, second = c.order[:2]
    lead = c.votes[first] - c.votes[second]
    tail = "" if left is None else f"; at most {left:,} ballots are left"
    return Reason(
        "lead_now",
        f"{c.names[first]} leads {c.names[second]} by {lead:,}{tail}.",
        (("lead", lead), ("first", first), ("second", second)),
    )


def slot_certain(c: Case, candidate: str, left: int, n: int) -> str:
    """Why a place among the first ``n`` is certain."""
    rivals = sorted((v for k, v in c.votes.items() if k != candidate), reverse=True)[:n]
    if len(rivals) < n:
        return f"fewer than {n} rivals are on the ballot" if n > 1 else "no rival is on the ballot"
    cost = cost_to_reach(rivals, c.votes[candidate])
    who = "the strongest rival" if n == 1 else f"the {n} strongest rivals together"
    return f"{who} would need {cost:,} votes to draw level; at most {left:,} are left"


def slot_open(c: Case, place: int, left: int | None) -> str:
    """What keeps the place open: the gap between who holds it now and who is next."""
    if place >= len(c.order):
        return "nobody holds it"
    if place + 1 >= len(c.order):
        return f"{c.names[c.order[place]]} has no rival for it"
    now, rival = c.order[place], c.order[place + 1]
    gap = c.votes[now] - c.votes[rival]
    if not any(c.votes.values()):
        return "no votes are reported yet"
    tail = "the ballots left have no bound" if left is None else f"at most {left:,} are left"
    return f"{c.names[now]} leads {c.names[rival]} by {gap:,}; {tail}"


def _sum(share: Fraction, op: Op, v: int, total: int) -> str:
    n, d = share.numerator, share.denominator
    lhs, rhs = d * v, n * total
    word = "more than" if op is Op.GT else "at least"
    yes = op.holds(lhs, rhs)
    right = f"{rhs:,}" if n == 1 else f"{n} × {total:,} = {rhs:,}"
    return f"{d} × {v:,} = {lhs:,} is {'' if yes else 'not '}{word} {right}"
