"""From a projection to what is said of it: the projected part of a bulletin. Every number is settled here.

Figures are rounded towards no side: a range keeps to its side of the rule's share, a chance is a frequency,
an estimate of votes says "about". What the model expects beyond the bound on the ballots left is cut there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from outright.bulletin import projected as b
from outright.count import ContestCount
from outright.count.share import percent
from outright.night.chance_words import (
    METHOD,
    POLICY,
    in_text,
    percent_in,
    points_text,
    record_text,
    votes_text,
)
from outright.night.plan import NightPlan, PlannedContest
from outright.night.words import METHODS, listed, log_time, verdict_label
from outright.rules import Rule
from outright.rules.arithmetic import first_share, places
from outright.terms import VerdictCode, VoteMethod
from outright.verdict import BallotsLeft, Doubt, Verdict
from outright.verdict.chances import against, chance_text, end_text, level_text, range_text
from outright.verdict.evidence import short_names
from outright.verdict.projected import model_says

if TYPE_CHECKING:
    from outright.projection.result import Chances, Contribution, Projection, Range, StillOut

MODEL_VERSION = "1"
_ELECTED = (VerdictCode.WON_CERTAIN,)
_NOBODY = (VerdictCode.RUNOFF_CERTAIN,)
_PROJECTED = (VerdictCode.WON_PROJECTED, VerdictCode.RUNOFF_PROJECTED)


@dataclass(frozen=True, slots=True)
class Judged:
    """A contest at a moment as its judge saw it: arithmetic's verdict, the one published, and the doubts.

    ``decides`` is false where shares of the votes do not settle what the rule asks for.
    """

    count: ContestCount
    rule: Rule | None
    left: BallotsLeft
    sure: Verdict
    verdict: Verdict
    doubts: tuple[Doubt, ...] = ()
    decides: bool = True


def projected_part(
    plan: NightPlan, planned: PlannedContest, projection: Projection, judged: Judged, bands: Sequence[b.BandPoint]
) -> b.Projection:
    """Everything said of one projection, beside the count and the verdict in ``judged``."""
    final = _within(projection, judged.left)
    limits = limits_of(judged.rule)
    cut = final != (projection.final_votes.low, projection.final_votes.mid, projection.final_votes.high)
    notes = (*projection.notes, "More votes were expected than can be left; the range ends at that bound.")
    out = tuple(v - projection.counted for v in final)
    return b.Projection(
        text=_sentence(projection, judged, limits),
        level=projection.level, level_text=level_text(projection.level),
        code=projection.code, named=projection.named, published=_is_published(judged.verdict),
        counted=projection.counted, final_votes=_votes(*final), left=_votes(*out),
        in_text=in_text(projection.counted, final[1], complete=judged.left.complete),
        runoff=_runoff(projection.runoff, judged), candidates=_candidates(projection, judged, limits),
        by_county=tuple(_still_out(s, planned.counties.get(s.key, s.key)) for s in projection.by_county),
        by_method=tuple(_still_out(s, _method(s.key)) for s in projection.by_method),
        gates=(*(b.Gate(code=g.code, passed=g.passed, text=g.text) for g in projection.gates),
               *_own_gates(plan, projection, judged)),
        because=tuple(
            b.Contribution(what=c.what, points=c.points, points_text=points_text(c.points), text=_moves(planned, c))
            for c in projection.because
        ),
        record=_record(projection), notes=notes if cut else projection.notes, bands=tuple(bands),
        method=METHOD, model_version=MODEL_VERSION,
        eevp=percent_in(projection.counted, final[1], complete=judged.left.complete),
    )  # fmt: skip


def band_point(
    seq: int, at: dt.datetime, plan: NightPlan, projection: Projection, judged: Judged, charted: Sequence[str]
) -> b.BandPoint:
    """This moment's bands of the charted candidates, for the chart and its table."""
    limits = limits_of(judged.rule)
    known = {c.candidate for c in projection.candidates}
    return b.BandPoint(
        seq=seq, at=at, at_text=log_time(at, plan.zone, plan.date), counted=projection.counted,
        expected=_within(projection, judged.left)[1],
        candidates={c: _band(projection.of(c), limits) for c in charted if c in known},
    )  # fmt: skip


def limits_of(rule: Rule | None) -> tuple[Fraction, ...]:
    """The shares that no range may cross in print: the rule's own; none where it asks for none."""
    test = first_share(rule) if rule else None
    return (test.share,) if test is not None else ()


def shut(part: b.Projection | None, note: str) -> str:
    """Why the model's verdict does not stand: the first gate that is shut, or why there is no projection."""
    if part is None:
        return note or "There is no projection now."
    return next((g.text for g in part.gates if not g.passed), "The draws no longer agree enough.")


def _is_published(verdict: Verdict) -> bool:
    """Whether the verdict, or a place in it, is the model's word."""
    places = {slot.code for slot in verdict.slots}
    return verdict.code in _PROJECTED or VerdictCode.ADVANCE_PROJECTED in places


def _within(projection: Projection, left: BallotsLeft) -> tuple[int, int, int]:
    """The range of the final votes, no higher than what is counted and what can be left."""
    final = projection.final_votes
    upper = 0 if left.complete else left.upper
    most = final.high if upper is None else max(projection.counted + upper, projection.counted)
    return min(final.low, most), min(final.mid, most), min(final.high, most)


def _votes(low: int, mid: int, high: int) -> b.VoteRange:
    return b.VoteRange(low=low, mid=mid, high=high, text=votes_text(low, mid, high))


def _candidates(
    projection: Projection, judged: Judged, limits: tuple[Fraction, ...]
) -> tuple[b.ProjectedCandidate, ...]:
    """In the order of the contest's table: by votes counted, then ballot order."""
    votes = judged.count.by_candidate()
    place = {c: i for i, c in enumerate(votes)}
    rows = sorted(projection.candidates, key=lambda c: (-(votes[c.candidate] or 0), place[c.candidate]))
    return tuple(_candidate(c, judged, limits) for c in rows)


def _candidate(chances: Chances, judged: Judged, limits: tuple[Fraction, ...]) -> b.ProjectedCandidate:
    rule, state = judged.rule if judged.decides else None, judged.sure.state(chances.candidate)
    elected: bool | None = None
    if judged.sure.code in (*_ELECTED, *_NOBODY):
        elected = judged.sure.code in _ELECTED and chances.candidate in judged.sure.candidates
    going = {VerdictCode.ADVANCE_CERTAIN: True, VerdictCode.ELIMINATED_CERTAIN: False}.get(state) if state else None
    next_round = rule is not None and places(rule) is not None and judged.sure.code not in _ELECTED
    return b.ProjectedCandidate(
        id=chances.candidate, median=chances.median, median_text=end_text(chances.median, limits),
        intervals=tuple(
            b.ShareRange(
                level=i.level, low=i.low, high=i.high, text=range_text(i.low, i.high, limits),
                against=against(i.low, i.high, limits[0]) if limits else "",
            )
            for i in chances.intervals
        ),
        win=_chance(chances.win),
        outright=_chance(chances.outright, elected) if rule is not None and rule.win else None,
        advance=_chance(chances.advance, going) if next_round else None,
    )  # fmt: skip


def _chance(probability: float, settled: bool | None = None) -> b.Chance:
    """A chance as a frequency, or as arithmetic has settled it."""
    if settled is None:
        return b.Chance(probability=probability, text=chance_text(probability))
    return b.Chance(probability=float(settled), text="certain" if settled else "cannot", settled=True)


def _runoff(probability: float, judged: Judged) -> b.Chance | None:
    """The chance that nobody wins outright; None where the rule then has no next round."""
    if judged.rule is None or not judged.decides or not judged.rule.win or places(judged.rule) is None:
        return None
    code = judged.sure.code
    return _chance(probability, True if code in _NOBODY else False if code in _ELECTED else None)


def _moves(planned: PlannedContest, moved: Contribution) -> str:
    """One line of why, with the county or the way of voting named: "Election day: about 92,859 votes to come"."""
    sort, _, key = moved.what.partition(":")
    name = _method(key) if sort == "method" else planned.counties.get(key, key) if sort == "county" else ""
    return f"{name}: {moved.text}" if name else moved.text


def _still_out(out: StillOut, name: str) -> b.StillOut:
    votes: Range = out.votes
    shares = dict(out.shares)
    return b.StillOut(
        key=out.key, name=name, counted=out.counted, votes=_votes(votes.low, votes.mid, votes.high), shares=shares,
        share_text={c: end_text(s) for c, s in shares.items()}, source=out.source,
    )  # fmt: skip


def _method(key: str) -> str:
    return METHODS[VoteMethod(key)] if key in {m.value for m in METHODS} else key


def _band(chances: Chances, limits: tuple[Fraction, ...]) -> b.Band:
    half, nine = chances.interval(0.5), chances.interval(0.9)
    return b.Band(
        median=chances.median, low50=half.low, high50=half.high, low90=nine.low, high90=nine.high,
        text=range_text(nine.low, nine.high, limits),
    )  # fmt: skip


def _record(projection: Projection) -> b.Record | None:
    record = projection.record
    if record is None or not record.of:
        return None
    return b.Record(held=record.held, of=record.of, text=record_text(record.held, record.of, record.like))


def _own_gates(plan: NightPlan, projection: Projection, judged: Judged) -> tuple[b.Gate, ...]:
    """What the night itself asks of a projected verdict: sound data, and a policy that lets it out."""
    doubts = tuple(b.Gate(code=d.code, passed=False, text=d.text) for d in judged.doubts)
    if not doubts:
        doubts = (b.Gate(code="data", passed=True, text="Every source can be read and nothing is held."),)
    said = None
    if judged.rule is not None:
        said = model_says(judged.sure, projection, judged.count, judged.rule, judged.left)
    if plan.publish == "projected":
        return doubts
    text = f"{POLICY[plan.publish]}."
    if said is not None and not judged.doubts:
        majority = first_share(judged.rule) is not None if judged.rule else False
        names = short_names(judged.count)
        who = f" ({listed([names[c] for c in said.named])})" if said.named else ""
        text = f"{POLICY[plan.publish]}; the model would say: {verdict_label(said.code, majority=majority)}{who}."
    return (*doubts, b.Gate(code="policy", passed=False, text=text))


def _sentence(projection: Projection, judged: Judged, limits: tuple[Fraction, ...]) -> str:
    """The projection in one sentence: the present leader's range and where it lies to the line."""
    votes = judged.count.by_candidate()
    known = {c.candidate for c in projection.candidates}
    leader = max((c for c in votes if c in known), key=lambda c: votes[c] or 0)
    nine, name = projection.of(leader).interval(0.9), short_names(judged.count)[leader]
    where = ""
    if limits:
        line, side = f"{percent(limits[0])}%", against(nine.low, nine.high, limits[0])
        where = f"; {line} is inside" if side == "across" else f", {side} {line}"
    return f"Projected final share of {name}: {range_text(nine.low, nine.high, limits)}% (nine times in ten){where}."
