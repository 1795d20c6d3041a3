"""What a projection may add to a verdict: arithmetic first, the model only where arithmetic leaves it open.

Kept here: a projected verdict never contradicts arithmetic; nothing is projected before the first vote, past
a gate that has not been passed, under a rule the model does not speak, or where the data are in doubt.
Whether it is published is the night's policy, which comes in as an argument.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from outright.count import ContestCount
from outright.rules import Rule, is_plurality
from outright.rules.arithmetic import first_share, places
from outright.rules.words import Denominator
from outright.terms import VerdictCode
from outright.verdict.certain import surely_elected, surely_not_elected
from outright.verdict.chances import against, chance_text, level_text, range_text
from outright.verdict.evidence import Reason, share_word, short_names
from outright.verdict.judge import Slot, Verdict, votes_of
from outright.verdict.left import BallotsLeft

if TYPE_CHECKING:
    from outright.projection.result import Chances, Projection

_OPEN = (VerdictCode.TOO_EARLY, VerdictCode.TOO_CLOSE)
_NEARLY_ALL = Fraction(98, 100)
_RANGE = 0.9
_OF_VOTES = (Denominator.VOTES_FOR_OFFICE, Denominator.VALID_CANDIDATE_VOTES)
"""The denominators that are the votes counted; a draw knows no blank ballots and no voters who stayed at home."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why the data do not carry a projected verdict now: a code and a sentence."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """What the model would say of a contest, past its gates and without contradicting arithmetic."""

    code: VerdictCode
    named: tuple[str, ...]


def with_projection(
    sure: Verdict, projection: Projection, count: ContestCount, rule: Rule, left: BallotsLeft, *,
    publish: bool, doubts: Sequence[Doubt] = (),
) -> Verdict:  # fmt: skip
    """The contest's verdict from arithmetic's (``sure``) and the projection's.

    ``publish``: this night publishes projected verdicts. ``doubts`` hold back every one of them. An open
    verdict becomes *too close* where nearly all of the expected vote is in and the range is still open.
    """
    said = None if doubts or not publish else model_says(sure, projection, count, rule, left)
    names = short_names(count)
    if said is None:
        return _maybe_close(sure, projection, rule, names) if not doubts else sure
    reasons = (*sure.reasons, *_reasons(projection, rule, names))
    whole = said.code is not VerdictCode.ADVANCE_PROJECTED
    mark = VerdictCode.WON_PROJECTED if said.code is VerdictCode.WON_PROJECTED else VerdictCode.ADVANCE_PROJECTED
    known = dict(sure.states)
    states = (*sure.states, *((c, mark) for c in said.named if c not in known))
    slots = sure.slots if mark is VerdictCode.WON_PROJECTED else _slots(sure, said.named, projection)
    if not whole:  # single places are projected, the contest as a whole stays open
        return replace(sure, reasons=reasons, slots=slots, states=states)
    text = _text(said, projection, rule, names)
    going = tuple(s.candidate for s in slots if s.candidate is not None)
    named = said.named if mark is VerdictCode.WON_PROJECTED else going or said.named
    return Verdict(said.code, named, text, reasons, slots, states, by="model")


def model_says(
    sure: Verdict, projection: Projection, count: ContestCount, rule: Rule, left: BallotsLeft
) -> Said | None:
    """What the model says, or None: arithmetic has settled it, a gate is shut, or the two disagree."""
    named = projection.named
    quiet = sure.code not in _OPEN or not projection.counted or not all(g.passed for g in projection.gates)
    if quiet or not _speaks(rule) or {*named} & _out(sure):
        return None
    match projection.code:
        case VerdictCode.WON_PROJECTED:
            above = all(_lies(projection.of(c), rule) in ("above", "") for c in named)
            good = above and 0 < len(named) <= rule.seats and _may_win(named, count, rule, left)
            return Said(projection.code, named) if good else None
        case VerdictCode.RUNOFF_PROJECTED | VerdictCode.ADVANCE_PROJECTED:
            return _next_round(sure, projection, count, rule, left)
    return None


def _next_round(
    sure: Verdict, projection: Projection, count: ContestCount, rule: Rule, left: BallotsLeft
) -> Said | None:
    """A runoff, or single places in it, where the rule has a next round and its places are enough."""
    n, named = places(rule), projection.named
    going = _going(sure)
    if n is None or len({*named, *going}) > n or _has_won(count, rule, left):
        return None
    if projection.code is VerdictCode.ADVANCE_PROJECTED and (rule.win or len({*named, *going}) < n):
        return Said(projection.code, named) if named else None
    short = len({*named, *going}) == n if not rule.win else _lies(_first(projection), rule) == "below"
    return Said(VerdictCode.RUNOFF_PROJECTED, named) if short else None


def _speaks(rule: Rule) -> bool:
    """Whether the rule is one the model reads off its draws: one share of all votes, most votes, the first n."""
    if rule.void or (rule.otherwise is not None and rule.otherwise.on_request_of is not None):
        return False
    test = first_share(rule)
    single = len(rule.win) == 1 and len(rule.win[0]) == 1 and rule.denominator in _OF_VOTES
    return not rule.win or is_plurality(rule) or (single and test is not None and test.of is None)


def _lies(chances: Chances, rule: Rule) -> str:
    """Where the candidate's range lies to the rule's share; "" without one."""
    interval, limits = chances.interval(_RANGE), _limits(rule)
    return against(interval.low, interval.high, limits[0]) if limits else ""


def _may_win(named: Sequence[str], count: ContestCount, rule: Rule, left: BallotsLeft) -> bool:
    """Whether arithmetic leaves every one of them a way to be elected."""
    if not rule.win:
        return False
    tally, upper = votes_of(count), left.upper
    return upper is None or not any(surely_not_elected(rule, tally, c, upper) for c in named)


def _has_won(count: ContestCount, rule: Rule, left: BallotsLeft) -> bool:
    """Whether one of those listed has what it takes however the ballots left fall (write-ins aside)."""
    if not rule.win or left.upper is None:
        return False
    tally = votes_of(count)
    votes = {line.candidate: line.votes for line in tally.lines}
    return any(surely_elected(rule, tally, votes, c, left.upper) for c in votes)


def _out(sure: Verdict) -> set[str]:
    return {c for c, code in sure.states if code is VerdictCode.ELIMINATED_CERTAIN}


def _going(sure: Verdict) -> tuple[str, ...]:
    return tuple(c for c, code in sure.states if code is VerdictCode.ADVANCE_CERTAIN)


def _slots(sure: Verdict, named: Sequence[str], projection: Projection) -> tuple[Slot, ...]:
    """Certain places as they are; open ones for those projected, in the model's order."""
    held = {s.candidate for s in sure.slots}
    new = [c for c in named if c not in held]
    slots = []
    for slot in sure.slots:
        if slot.candidate is None and new:
            who = new.pop(0)
            text = f"in the next round in {chance_text(projection.of(who).advance)} draws"
            slots.append(Slot(slot.slot, VerdictCode.ADVANCE_PROJECTED, who, text))
        else:
            slots.append(slot)
    return tuple(slots)


def _first(projection: Projection) -> Chances:
    """The candidate who is expected to end with most votes; of level ones the first by id."""
    return min(projection.candidates, key=lambda c: (-c.median, c.candidate))


def _range(chances: Chances, limits: Sequence[Fraction]) -> str:
    interval = chances.interval(_RANGE)
    return f"{range_text(interval.low, interval.high, limits)}%"


def _limits(rule: Rule) -> tuple[Fraction, ...]:
    test = first_share(rule)
    return () if test is None else (test.share,)


def _text(said: Said, projection: Projection, rule: Rule, names: Mapping[str, str]) -> str:
    limits = _limits(rule)
    if said.code is VerdictCode.WON_PROJECTED:
        who = " and ".join(names[c] for c in said.named)
        span = _range(projection.of(said.named[0]), limits) if len(said.named) == 1 else ""
        outright = f" outright, with {span} of the final count" if span and limits else ""
        return f"{who} {'is' if len(said.named) == 1 else 'are'} projected to win{outright or ''}."
    go = " and ".join(names[c] for c in said.named)
    on = f"{go} {'is' if len(said.named) == 1 else 'are'} projected to go on." if go else "Who goes on is still open."
    if not limits:
        return f"The next round is projected. {on}"
    first, word = _first(projection), share_word(limits[0])
    bar = "a majority" if word == "half" else word
    return (
        f"{names[first.candidate]} is projected to end with {_range(first, limits)} of the votes, short of {bar}. {on}"
    )


def _reasons(projection: Projection, rule: Rule, names: Mapping[str, str]) -> tuple[Reason, ...]:
    """What the model's word rests on: the range and the line, the level, how often such ranges held."""
    limits, first = _limits(rule), _first(projection)
    who, share = names[first.candidate], _range(first, limits)
    line = ""
    if limits:
        line = f" More than {share_word(limits[0])} in {chance_text(first.outright)} draws."
    expected = projection.final_votes
    reasons = [
        Reason(
            "projected_share",
            f"{who}'s final share is projected at {share} (the range of nine draws in ten).{line}",
            (("candidate", first.candidate), ("expected_votes", expected.mid)),
        ),
        Reason(
            "projected_level",
            f"A verdict is projected only when at least {level_text(projection.level)} draws agree, spread wider than"
            " those of the ranges, and every gate is passed. It is not certain.",
        ),
    ]
    if projection.record is not None:
        reasons.append(record_reason(projection.record.held, projection.record.of))
    return tuple(reasons)


def record_reason(held: int, of: int) -> Reason:
    """How often ranges like this one held, in whole numbers."""
    return Reason(
        "projected_record",
        f"Of {of:,} past moments like this, the range of nine in ten held in {held:,}.",
        (("held", held), ("of", of)),
    )


def _maybe_close(sure: Verdict, projection: Projection, rule: Rule, names: Mapping[str, str]) -> Verdict:
    """*Too close* for *too early*: nearly all that is expected is in, and the range is still open."""
    expected, counted = projection.final_votes.mid, projection.counted
    in_now = bool(counted) and counted >= _NEARLY_ALL * expected
    if sure.code is not VerdictCode.TOO_EARLY or not in_now or not _speaks(rule):
        return sure
    first, limits = _first(projection), _limits(rule)
    interval = first.interval(_RANGE)
    if limits:
        if _lies(first, rule) != "across":
            return sure
        what = f"{names[first.candidate]}'s projected range, {_range(first, limits)}, has {share_word(limits[0])} in it"
    else:
        rivals = [c for c in projection.candidates if c is not first and c.interval(_RANGE).high >= interval.low]
        if not rivals or not rule.win:
            return sure
        what = f"the projected ranges of {names[first.candidate]} and {names[rivals[0].candidate]} overlap"
    reason = Reason(
        "projected_close",
        f"At least 98% of the expected vote is in ({counted:,} of about {expected:,}), and {what}.",
        (("counted", counted), ("expected_votes", expected)),
    )
    return replace(sure, code=VerdictCode.TOO_CLOSE, text=reason.text, reasons=(*sure.reasons, reason), by="model")
