"""What is said beside a verdict: that the polls are open, that nothing has come yet, that a recount is possible."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from zoneinfo import ZoneInfo

from outright.bulletin import Contest
from outright.count import ContestCount
from outright.night.words import clock, count_of
from outright.rules import Rule
from outright.rules.explain import margin_words
from outright.rules.recounts import margin_votes, open_recounts
from outright.rules.words import RecountKind
from outright.verdict.judge import votes_of


def waiting_label(part: Contest, at: dt.datetime, polls_close: dt.datetime | None, zone: ZoneInfo) -> str:
    """The label of a contest without a vote: "Polls open until 7:00 p.m.", or that they are closed; else its own."""
    if part.votes or polls_close is None:
        return part.verdict.label
    if at < polls_close:
        return f"Polls open until {clock(polls_close, zone)}"
    return "Polls closed, no votes reported yet"


def recount_text(rule: Rule | None, count: ContestCount, *, counted: bool) -> str:
    """That the margin opens a recount, with the margin and its limit; "" before everything is ``counted``.

    A recount is spoken of only where the law names a margin and the count is inside it.
    """
    if rule is None or not counted or not count.votes:
        return ""
    tally = votes_of(count)
    apart = margin_votes(rule, tally)
    found = next((r for r in open_recounts(rule, tally) if r.within), None)
    if apart is None or found is None:
        return ""
    limit = " and ".join(margin_words(m) for m in found.within)
    how = "follows by law" if found.kind is RecountKind.AUTOMATIC else "is possible on request"
    share = f"{float(Fraction(100 * apart, count.votes)):.2f}"
    return f"A recount {how}: {count_of(apart, 'vote')} apart ({share}% of all), the limit is {limit}."
