"""How a recorded contest ended: for scoring alone, never for a projection."""

from __future__ import annotations

from outright.count import Candidate, Contest, ContestCount, slug
from outright.count.tally import StatedTotals
from outright.errors import RuleError
from outright.night.recorded import Series
from outright.night.recorded_count import OTHERS, listed, row_of, rule_id
from outright.rules.table import get
from outright.terms import ReportingUnitType, VerdictCode
from outright.verdict import BallotsLeft, Verdict, judge

CERTIFIED = frozenset({"official_538", "last_snapshot_after_canvass"})
"""Where the tables' end of a count comes from when it is certified."""

_SAME = 0.002


def final_shares(series: Series) -> dict[str, float]:
    """Each listed candidate's share of the final count, by the outline's ids; {} where the end is not known.

    Official votes over the official total; over the source's own total where its candidates have their official
    votes (then the count is complete, and the official total holds under-votes besides); and the end of the series
    itself where it counts more votes than the total given for it.
    """
    contest, rows = series.contest, listed(series)
    official = {c.id: c.votes for c in contest.candidates if c.votes is not None and c.id in rows}
    if not official or not contest.final_total:
        return {}
    last = last_votes(series)
    whole = sum(last.values())
    if whole > contest.final_total * (1 + _SAME):
        return {slug(c): v / whole for c, v in last.items()}
    complete = all(abs(v - last[c]) <= _SAME * v + whole / 2000 for c, v in official.items())
    total = max(whole if complete else contest.final_total, sum(official.values()))
    shares = {slug(c): v / total for c, v in official.items()}
    if OTHERS in rows:
        shares[OTHERS] = 1.0 - sum(official.values()) / total
    return shares


def last_votes(series: Series) -> dict[str, int]:
    """Each listed candidate's votes as the source last had them."""
    rows = listed(series)
    found = [row_of(rows, block) for (_, m), block in series.publications[-1].blocks.items() if m == "total"]
    return {c: sum(row[i] or 0 for row in found) for i, c in enumerate(rows)}


def final_votes(series: Series) -> int:
    """All votes of the final count: the official total, or the end of the series where that is larger."""
    return max(series.contest.final_total or 0, sum(last_votes(series).values()))


def certified_verdict(series: Series) -> Verdict | None:
    """What arithmetic says of the certified count; None where the tables have no certified count, or we no rule.

    The tables do not say when the count was certified, so this has no moment. Votes that they do not tell apart
    are counted as others'.
    """
    contest = series.contest
    votes = {c.id: c.votes for c in contest.candidates if c.votes is not None}
    if contest.basis not in CERTIFIED or not votes or not contest.final_total:
        return None
    try:
        rule = get(rule_id(contest) or "", contest.date)
    except RuleError:
        return None
    rest = max(0, contest.final_total - sum(votes.values()))
    people = [Candidate(slug(c.id), c.name, None, c.id) for c in contest.candidates if c.id in votes]
    others = [Candidate(OTHERS, "Others", is_write_in=True)] if rest and OTHERS not in votes else []
    totals = (*(votes[p.source_id or ""] for p in people), *(rest for _ in others))
    whole = ContestCount(
        Contest(contest.id, contest.id, (*people, *others)), (), (), ReportingUnitType.STATE, StatedTotals(totals)
    )
    return judge(whole, rule, BallotsLeft(0, True, ()))


def contradicted(series: Series, code: VerdictCode, named: tuple[str, ...]) -> str:
    """Why the end of the count contradicts a verdict; "" where it bears it out, or is not known."""
    outcomes = {slug(c.id): c.outcome for c in series.contest.candidates if c.outcome}
    first_round = series.contest.outcome == "runoff"
    won = {c for c, o in outcomes.items() if o == "won"}
    on = {c for c, o in outcomes.items() if o == "advanced"}
    if not won and not first_round:
        return ""
    if code in (VerdictCode.WON_PROJECTED, VerdictCode.WON_CERTAIN):
        if first_round:
            return "it went to a runoff"
        return "" if set(named) == won else f"{', '.join(sorted(won))} won"
    if code in (VerdictCode.RUNOFF_PROJECTED, VerdictCode.RUNOFF_CERTAIN):
        if not first_round:
            return f"{', '.join(sorted(won))} won without a runoff"
        return "" if set(named) <= on else f"{', '.join(sorted(on))} went on"
    if code in (VerdictCode.ADVANCE_PROJECTED, VerdictCode.ADVANCE_CERTAIN):
        return "" if set(named) <= on | won else f"{', '.join(sorted(on | won))} went on"
    return ""
