"""What it would take, worked out: needs at the low, middle and high of what is left, and ways it could fall.

Integers and exact fractions throughout; the arithmetic is `verdict.remaining`, the words are here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from outright.bulletin import Contest
from outright.bulletin.projected import Projection, VoteRange
from outright.bulletin.take import Lately, NeedAt, Preset, Take, TakeNeed, Target
from outright.count import ContestCount
from outright.count.share import part_share, percent
from outright.night.chance_words import about
from outright.night.fallen import Fallen, batches, lately, presets
from outright.night.foresee import Foreseen
from outright.night.plan import PlannedContest
from outright.night.projected import Judged
from outright.night.rows_left import rows_left
from outright.night.told import Told
from outright.projection.result import CellOut
from outright.rules import Rule, is_plurality
from outright.rules.arithmetic import first_share, places
from outright.rules.vocabulary import ShareTest
from outright.rules.words import Op
from outright.verdict import BallotsLeft
from outright.verdict.evidence import short_names
from outright.verdict.remaining import Needed, to_deny_share, to_pass_rival, to_pass_share


@dataclass(frozen=True, slots=True)
class Ground:
    """What the needs of one contest are worked out from. ``share`` is None where the rule asks for no share."""

    votes: Mapping[str, int]
    total: int
    names: Mapping[str, str]
    order: tuple[str, ...]
    test: ShareTest | None
    place: int | None
    seats: int
    left: VoteRange
    estimated: bool

    @property
    def limits(self) -> tuple[Fraction, ...]:
        """The shares that no share of this contest may cross in print."""
        return (self.test.share,) if self.test is not None else ()

    @property
    def at_least(self) -> bool:
        """Whether the rule's share itself is enough."""
        return self.test is not None and self.test.op is Op.GE


def taken_from(planned: PlannedContest, judged: Judged, told: Told, part: Contest, ahead: Foreseen) -> Take | None:
    """What it would take in the contest as it is said in ``part``.

    None too where a figure cannot be worked out: a fault of ours here must never cost a vote.
    """
    fallen = Fallen(told.timeline, planned.counties)
    try:
        return take_part(judged.count, judged.rule, judged.left, part.charted, ahead.part, ahead.cells, fallen)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return None


def take_part(
    count: ContestCount, rule: Rule | None, left: BallotsLeft, order: Sequence[str], projection: Projection | None,
    cells: tuple[CellOut, ...], fallen: Fallen,
) -> Take | None:  # fmt: skip
    """What it would take for each of ``order``; None where nothing is left, bounded or settled by one vote a ballot."""
    total = count.votes
    if rule is None or not total or left.complete or count.contest.votes_allowed != 1 or rule.seats != 1:
        return None
    out = _left(left, projection)
    if out is None or not out.high:
        return None
    test = first_share(rule)
    ground = Ground(
        votes={c: v or 0 for c, v in count.by_candidate().items()}, total=total, names=short_names(count),
        order=tuple(order), test=test if test is not None and test.of is None else None, place=places(rule),
        seats=1 if is_plurality(rule) else 0, left=out, estimated=projection is not None,
    )  # fmt: skip
    needs = tuple(_needs(ground))
    recent = batches(fallen.timeline, order)
    late = lately(recent, order)
    rows = rows_left(count, order, projection, cells, fallen.counties)
    ways: tuple[Preset, ...] = presets(ground.votes, total, order, ground.limits, out.mid, late, count, rows)
    return Take(
        estimated=ground.estimated, left=out, share=str(ground.test.share) if ground.test else None,
        strict=not ground.at_least, text=_sentence(ground, needs, late), needs=needs, lately=late, batches=recent,
        rows=rows, presets=ways,
    )  # fmt: skip


def _left(left: BallotsLeft, projection: Projection | None) -> VoteRange | None:
    """The estimate of the votes left, or the bound where there is none."""
    if projection is not None:
        return projection.left
    if left.upper is None:
        return None
    return VoteRange(low=left.upper, mid=left.upper, high=left.upper, text=f"at most {left.upper:,}")


def _needs(g: Ground) -> Iterator[TakeNeed]:
    for c in g.order if g.test is not None else ():
        yield _share_need(g, c)
    for place, target in ((g.place, "second"), (g.seats or None, "first")):
        for c in g.order if place is not None else ():
            if (rival := _rival(g, c, place or 1)) is not None:
                yield _place_need(g, c, rival, "second" if target == "second" else "first")
    if g.test is not None and g.order:
        yield _deny_need(g, g.order[0])


def _rival(g: Ground, candidate: str, place: int) -> str | None:
    """Who holds the last of the places, the candidate apart: the one to pass or to keep behind."""
    others = [c for c in sorted(g.votes, key=lambda c: -g.votes[c]) if c != candidate]
    return others[place - 1] if len(others) >= place else None


def _share_need(g: Ground, candidate: str) -> TakeNeed:
    assert g.test is not None
    share, v = g.test.share, g.votes[candidate]
    low, mid, high = (
        _at(n, to_pass_share(v, g.total, n, share, at_least=g.at_least)) for n in (g.left.low, g.left.mid, g.left.high)
    )
    return _need(g, candidate, "majority", None, low, mid, high, _share_words(share))


def _place_need(g: Ground, candidate: str, rival: str, target: Target) -> TakeNeed:
    low, mid, high = (
        _at(n, to_pass_rival(g.votes, candidate, rival, n)) for n in (g.left.low, g.left.mid, g.left.high)
    )
    words = "a place in the next round" if target == "second" else "first place"
    assumed = f", against {g.names[rival]}, if all others keep their share so far"
    return _need(g, candidate, target, rival, low, mid, high, words, assumed)


def _deny_need(g: Ground, candidate: str) -> TakeNeed:
    assert g.test is not None
    share, v = g.test.share, g.votes[candidate]
    low, mid, high = (
        _at(n, to_deny_share(v, g.total, n, share, at_least=g.at_least)) for n in (g.left.low, g.left.mid, g.left.high)
    )
    line = f"{g.names[candidate]} from {_share_words(share)}"
    text = f"The others cannot keep {line}."
    if mid.state != "cannot":
        much = "nothing more" if mid.state == "met" else _much(g, low, mid, high)
        text = f"The others together need {much} to keep {line}."
    return TakeNeed(candidate=candidate, target="deny", against=None, low=low, mid=mid, high=high, text=text)


def _need(
    g: Ground, candidate: str, target: Target, against: str | None, low: NeedAt, mid: NeedAt, high: NeedAt,
    words: str, assumed: str = "",
) -> TakeNeed:  # fmt: skip
    name, on = g.names[candidate], "on this estimate" if g.estimated else "if all of them come"
    match mid.state:
        case "open":
            text = f"{name} needs {_much(g, low, mid, high)} for {words}{assumed}."
        case "met":
            text = f"{name} needs nothing more for {words}, {on}{assumed}."
        case "cannot":
            text = f"{name} cannot reach {words}, {on}{assumed}."
    return TakeNeed(candidate=candidate, target=target, against=against, low=low, mid=mid, high=high, text=text)


def _at(left: int, needed: Needed) -> NeedAt:
    state = "cannot" if needed.state == "unknown" else needed.state
    share = part_share(needed.need, needed.of) if needed.share is not None else ""
    return NeedAt(left=left, need=needed.need, share_text=share, state=state)


def _much(g: Ground, low: NeedAt, mid: NeedAt, high: NeedAt) -> str:
    """How much is needed of what is left, in votes and as a share, with the share over the estimate's range."""
    of = f"about {about(mid.left)} votes left" if g.estimated else f"at most {mid.left:,} ballots left"
    ends = sorted({e.share_text for e in (low, high) if e.share_text}, key=float)
    span = f" ({ends[0]} to {ends[1]}%)" if g.estimated and len(ends) == 2 else ""
    return f"{mid.need:,} of {of}, {mid.share_text}%{span},"


def _share_words(share: Fraction) -> str:
    return "a majority" if share == Fraction(1, 2) else f"{percent(share)}%"


def _sentence(g: Ground, needs: Sequence[TakeNeed], late: Lately | None) -> str:
    """What the leader needs (the first need that is open), and what the last updates gave."""
    leader = g.order[0]
    need = next((n for n in needs if n.candidate == leader and n.mid.state == "open" and n.target != "deny"), None)
    if need is None:
        return ""
    if late is None:
        return need.text
    last = "last update" if late.updates == 1 else f"last {late.updates} updates"
    return f"{need.text} The {last} gave {g.names[leader]} {late.share_text[leader]}%."
