"""The figures of how the night went: the first count, the fall below the line, verdicts, corrections, the end."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from outright.bulletin import Contest, Figure, Point, VerdictChange
from outright.bulletin.events import withdraws
from outright.bulletin.standing import point_at, side_of
from outright.count.share import part_share
from outright.night.figures.made import exact, moment, signed_percent, spelled, whose
from outright.night.plan import NightPlan
from outright.night.words import METHODS, log_time
from outright.rules.arithmetic import least_votes
from outright.rules.vocabulary import ShareTest
from outright.terms import VerdictCode, VoteMethod

PROJECTED = frozenset({VerdictCode.WON_PROJECTED, VerdictCode.RUNOFF_PROJECTED})
CERTAIN = {
    VerdictCode.WON_PROJECTED: VerdictCode.WON_CERTAIN,
    VerdictCode.RUNOFF_PROJECTED: VerdictCode.RUNOFF_CERTAIN,
}
"""What each projected verdict becomes when arithmetic agrees."""
ENDS = frozenset({*CERTAIN.values(), VerdictCode.TIE_CERTAIN})
"""The certain verdicts of a whole contest."""

FIRST_WORDS = {m.value: METHODS[m] for m in (VoteMethod.EARLY, VoteMethod.ABSENTEE_MAIL)}
"""The ways of voting that are often counted before the others."""


def told_figures(plan: NightPlan, part: Contest, test: ShareTest | None, last: Contest | None) -> Iterator[Figure]:
    """The figures of what has been told of a contest so far.

    ``test`` is the share that the rule asks for, if any; ``last`` is what the last bulletin said.
    """
    yield from _first(part)
    yield from _came_first(part, last)
    yield from _crossed(part)
    yield from _verdicts(plan, part, test)
    yield from _corrections(part)
    for mark in part.milestones:
        if mark.kind != "half-in":
            yield moment(f"{mark.kind}.at", mark.at, mark.at_text, f"when the count was {mark.kind}", whose(part))


def _first(part: Contest) -> Iterator[Figure]:
    """The first count and the present leader's share of it; the second count on, when it is history."""
    if len(part.timeline) < 2 or not part.candidates:
        return
    first, leader = part.timeline[0], part.candidates[0]
    yield _at("timeline.first", first, "when the first votes were published", part)
    yield Figure(id="timeline.first.votes", value=first.votes, text=f"{first.votes:,}", what="votes of the first count",
                 unit="votes", as_of=first.at_text, source=whose(part))  # fmt: skip
    text = first.share_text.get(leader.id)
    if text is not None:
        yield Figure(id="timeline.first.share", value=exact(first.candidates.get(leader.id, 0), first.votes),
                     text=signed_percent(text), what=f"share of {leader.name} in the first count", unit="share",
                     of="timeline.first.votes", as_of=first.at_text, source=whose(part))  # fmt: skip


def _came_first(part: Contest, last: Contest | None) -> Iterator[Figure]:
    """By which way of voting nearly all votes of the first count were cast; remembered from then on."""
    if len(part.timeline) > 1:
        yield from (f for f in last.figures if f.id == "timeline.first.method") if last is not None else ()
        return
    for method in part.methods:
        if method.votes and part.votes and method.method in FIRST_WORDS and 20 * method.votes >= 19 * part.votes:
            yield Figure(id="timeline.first.method", value=method.method, text=FIRST_WORDS[method.method],
                         what="how nearly all votes of the first count were cast", unit="method",
                         as_of=part.timeline[0].at_text, source=whose(part))  # fmt: skip


def _crossed(part: Contest) -> Iterator[Figure]:
    """The count with which the leader fell below the rule's share, and has stayed below since."""
    if part.threshold.share is None or part.rounded or not part.candidates:
        return
    leader, limit = part.candidates[0].id, Fraction(part.threshold.share)
    sides = [side_of(p.candidates.get(leader, 0), p.votes, limit) for p in part.timeline]
    if not sides or sides[-1] == 1 or 1 not in sides:
        return
    last_above = len(sides) - 1 - sides[::-1].index(1)
    for name, point, what in (
        ("above", part.timeline[last_above], "the last count with the leader above the rule's share"),
        ("below", part.timeline[last_above + 1], "the count with which the leader fell below the rule's share"),
    ):
        yield _at(f"timeline.{name}", point, what, part)
        yield Figure(id=f"timeline.{name}.votes", value=point.votes, text=f"{point.votes:,}", what=what, unit="votes",
                     as_of=point.at_text, source=whose(part))  # fmt: skip


def _verdicts(plan: NightPlan, part: Contest, test: ShareTest | None) -> Iterator[Figure]:
    """Since when the verdict that stands could be said: projected, and certain."""
    projected, certain = standing_since(part.verdict_history)
    for name, change in (("projected", projected), ("certain", certain)):
        if change is None:
            continue
        text = log_time(change.at, plan.zone, plan.date)
        what = f"since when this is {name}"
        yield moment(f"verdict.{name}.at", change.at, text, what)
        point = point_at(part, change.seq)
        if point is not None:
            yield Figure(id=f"verdict.{name}.votes", value=point.votes, text=f"{point.votes:,}",
                         what=f"votes counted when this was first {name}", unit="votes", as_of=text,
                         source=whose(part))  # fmt: skip
    if projected is not None and test is not None:
        yield from _needed_then(plan, part, projected, test)
    before, last = (None, None, *part.verdict_history)[-2:]
    if before is not None and last is not None and withdraws(before, last):
        text = log_time(last.at, plan.zone, plan.date)
        yield moment("verdict.withdrawn.at", last.at, text, "when what had been said was withdrawn")


def standing_since(history: tuple[VerdictChange, ...]) -> tuple[VerdictChange | None, VerdictChange | None]:
    """The change with which the verdict that stands was first projected, and the one that made it certain.

    What was withdrawn in between does not count: only the unbroken run that leads to the present verdict.
    """
    if not history:
        return None, None
    last = history[-1]
    before = next((p for p, c in CERTAIN.items() if c is last.code), last.code)
    run: list[VerdictChange] = []
    for change in reversed(history):
        if change.code not in (before, last.code) or not set(change.candidates) <= set(last.candidates):
            break
        run.append(change)
    projected = [c for c in run if c.code in PROJECTED]
    certain = [c for c in run if c.code in ENDS]
    return (projected[-1] if projected else None), (certain[-1] if certain else None)


def _needed_then(plan: NightPlan, part: Contest, change: VerdictChange, test: ShareTest) -> Iterator[Figure]:
    """What the leader needed of the ballots left, at most, when the verdict was projected: exact, by its reasons."""
    known = {r.code: r.figures for r in change.reasons}
    then, point = known.get("with_none_left"), point_at(part, change.seq)
    if then is None or point is None or part.rounded or not change.candidates:
        return
    leader = part.candidates[0]
    votes, left, total = (then.get(k) for k in ("votes", "left", "total"))
    if not (isinstance(votes, int) and isinstance(left, int) and isinstance(total, int)):
        return
    if point.candidates.get(leader.id) != votes:
        return  # the reasons speak of somebody else
    need = least_votes(test.op, test.share, total) - votes
    text = log_time(change.at, plan.zone, plan.date)
    if 0 < need <= left:
        yield Figure(id="verdict.projected.left", value=left, text=f"{left:,}", what="ballots left then, at most",
                     unit="ballots", as_of=text, source="Outright")  # fmt: skip
        yield Figure(id="verdict.projected.need", value=need, text=f"{need:,}",
                     what=f"ballots left that {leader.name} needed then to be sure of the rule's share",
                     unit="ballots", of="verdict.projected.left", as_of=text, source="Outright")  # fmt: skip
        yield Figure(id="verdict.projected.need.share", value=exact(need, left),
                     text=signed_percent(part_share(need, left)), what="the same as a share of them", unit="share",
                     of="verdict.projected.left", as_of=text, source="Outright")  # fmt: skip


def _corrections(part: Contest) -> Iterator[Figure]:
    """The newest correction, and how many there were."""
    made = [n for n in part.notes if n.kind == "correction"]
    if not made:
        return
    yield Figure(id="corrections.count", value=len(made), text=spelled(len(made)), what="corrections so far",
                 unit="corrections", source="Outright")  # fmt: skip
    newest = made[0]
    yield moment("corrections.last.at", newest.at, newest.at_text, "when the newest correction came", newest.source)
    if newest.votes is not None:
        yield Figure(id="corrections.last.votes", value=newest.votes, text=f"{abs(newest.votes):,}",
                     what="votes that the newest correction added or, below nought, took back", unit="votes",
                     as_of=newest.at_text, source=newest.source)  # fmt: skip


def _at(figure_id: str, point: Point, what: str, part: Contest) -> Figure:
    return moment(f"{figure_id}.at", point.at, point.at_text, what, whose(part))
