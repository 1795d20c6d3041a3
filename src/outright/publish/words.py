"""The words and number spellings that page, plain text and terminal share.

Nothing here computes: an integer gets its thousands separators, a share that arrives as text gets its
sign, a code gets its public label. What is missing is a dash, never zero. The words are English; a page of
another language passes its `Language`, and says the same words in it. What a bulletin says arrives translated.
"""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from outright.bulletin import Bulletin, Contest, Night, Threshold
from outright.publish.language import ENGLISH, Language
from outright.terms import VerdictCode

DASH = "–"
NOT_REPORTED = "not reported"
NO_BREAK = "\u00a0"

STATE = {
    VerdictCode.TOO_EARLY: "Open",
    VerdictCode.TOO_CLOSE: "Too close to say",
    VerdictCode.WON_PROJECTED: "Projected to win",
    VerdictCode.WON_CERTAIN: "Won",
    VerdictCode.RUNOFF_PROJECTED: "Runoff projected",
    VerdictCode.RUNOFF_CERTAIN: "In the runoff",
    VerdictCode.ADVANCE_PROJECTED: "Projected to advance",
    VerdictCode.ADVANCE_CERTAIN: "Advances",
    VerdictCode.ELIMINATED_CERTAIN: "Out",
    VerdictCode.TIE_CERTAIN: "Tied",
    VerdictCode.LEADER_ONLY: "Leads",
}
"""What one candidate or one slot is said to be, in a word or three."""

NOTE = {
    "batch": "Votes added",
    "correction": "Correction",
    "statement": "Statement",
    "unreadable": "Unreadable file",
    "verdict": "Verdict",
    "finding": "Check",
    "held": "Held",
}
"""The kinds of line in the log."""

DECIDED_BY = {
    "arithmetic": "From the count and the rule alone",
    "model": "From a projection, at its stated level",
    "desk": "Declared by a desk",
    "source": "Stated by the official source",
}
"""Whose word a verdict is."""

NEED = {"met": "has it", "cannot": "cannot", "unknown": "not known"}
"""What stands where a number of ballots needed has no meaning."""

SOURCE_STATE = {
    "waiting": "Waiting for its first file",
    "ok": "Read",
    "unreadable": "Last file could not be read",
    "held": "A file waits for a person",
}
"""How a source is doing."""

LEVEL = {
    "national": "Country", "state": "State", "congressional": "District", "county": "County",
    "municipality": "Municipality", "ward": "Ward", "precinct": "Precinct", "combined-precinct": "Combined precinct",
    "split-precinct": "Split precinct", "vote-center": "Vote center", "other": "Place",
}  # fmt: skip
"""What a place of a kind is called, as the head of a column."""

HEADS = {"majority": "For a majority", "second": "For the next round", "first": "For first place"}
"""What a need is for, as the head of a column."""

TARGET = {
    "majority": "to pass the line",
    "second": "a place in the next round",
    "first": "first place",
    "deny": "to be kept from the line",
}
"""What a candidate may want of the votes left."""

FIGURE = {
    "candidate": "candidate", "counted": "counted", "expected_votes": "expected votes", "first": "first",
    "held": "held",
    "lead": "lead", "left": "left", "needed": "needed", "of": "of", "second": "second", "total": "total",
    "votes": "votes",
}  # fmt: skip
"""The figures a reason rests on, by name."""

CONFIDENCE = {"high": "high", "medium": "medium", "low": "low"}
"""How sure the table of rules is of a rule."""

GROUP = {
    "attention": "Changed in the last ten minutes",
    "open": "Open",
    "projected": "Projected",
    "certain": "Certain",
}
"""The groups of contests on the page of a night."""

LANGUAGE = {"en": "English", "es": "Español"}
"""Languages by their own names."""

SPOKEN = {
    "offline": "No connection: showing the {time} copy",
    "stale": "No new data since {time}, {minutes} min ago{gap}",
    "gap": " (usual gap {n} min)",
    "found": "{n} of {all}",
    "gives": "{share}% of what is left gives {name} {votes} of {total}: {final}%",
    "over": "{n} votes over the line",
    "one-over": "one vote over the line",
    "exact": "exactly the line",
    "short": "{n} votes short of the line",
    "one-short": "one vote short of the line",
    "ahead": "{n} votes ahead of {rival}",
    "level": "level with {rival}",
    "behind": "{n} votes behind {rival}",
}
"""What the page's script may say; {…} is filled in there."""

# Bidirectional overrides and control characters change how neighbouring text reads; names never need them.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]")


def clean(text: str) -> str:
    """The text without control and direction-override characters, which a page cannot carry safely."""
    return _INVISIBLE.sub("", text)


def number(votes: int | None, to: Language = ENGLISH) -> str:
    """Votes with thousands separators; a dash when not reported.

    >>> number(92673), number(0), number(None)
    ('92,673', '0', '–')
    """
    return to.number(votes)


def signed(votes: int | None, to: Language = ENGLISH) -> str:
    """A change in votes with its sign (a true minus); "0" for none, a dash when not known.

    >>> signed(3310), signed(-212), signed(0), signed(None)
    ('+3,310', '−212', '0', '–')
    """
    return to.signed(votes)


def percent(share_text: str, to: Language = ENGLISH) -> str:
    """A share that came as text, with its sign: "48.12" is "48.12%"; "" and a dash stay a dash.

    >>> percent("48.12"), percent("over 50"), percent("–")
    ('48.12%', 'over 50%', '–')
    """
    return to.percent(share_text)


def precincts_in(reported: int | None, total: int | None, noun: bool | str = True, to: Language = ENGLISH) -> str:
    """How many precincts have reported, as a fraction in words; the source decides what "reported" is.

    ``noun`` false: without saying that they are precincts, where a heading does.
    """
    if reported is None or total is None:
        return to.gettext("precincts not reported")
    text = to.gettext("%(part)s of %(whole)s precincts in") if noun else to.gettext("%(part)s of %(whole)s")
    return text % {"part": to.number(reported), "whole": to.number(total)}


def precincts_short(reported: int | None, total: int | None, to: Language = ENGLISH) -> str:
    """The same where there is little room: "100/208 precincts"."""
    if reported is None or total is None:
        return precincts_in(reported, total, to=to)
    return to.gettext("%(part)s/%(whole)s precincts") % {"part": to.number(reported), "whole": to.number(total)}


def banners(night: Night, to: Language = ENGLISH) -> tuple[tuple[str, str], ...]:
    """What must be said above everything else: this is a test, a rehearsal, a past night. Empty on a real night.

    As of when is said by the page: a banner is the same on every moment of a night.
    """
    test = ((to.gettext("Test"), to.gettext("These are not real results.")),) if night.test else ()
    rehearsal = ((to.gettext("Rehearsal"), to.gettext("Not live results.")),) if night.rehearsal else ()
    replay: tuple[tuple[str, str], ...] = ()
    if night.replay:
        text = to.gettext("Not live: the night of %(day)s, shown again.") % {"day": to.day(night.date)}
        replay = ((to.gettext("Replay"), text),)
    return test + rehearsal + replay


def threshold_label(threshold: Threshold, to: Language = ENGLISH) -> str:
    """The name of the line to pass, with its denominator: "50% of votes for the office"."""
    if not threshold.share_text:
        return ""
    words = {"share": percent(threshold.share_text, to), "whole": threshold.denominator}
    return to.gettext("%(share)s of %(whole)s") % words


def threshold_sentence(contest: Contest, to: Language = ENGLISH) -> str:
    """The line to pass, in votes of those counted so far; "" where there is no such line or no vote."""
    threshold = contest.threshold
    if threshold.votes_needed is None or not contest.votes:
        return ""
    majority = to.gettext("A majority") if threshold.share == "1/2" else threshold_label(threshold, to)
    what, needed = majority or to.gettext("The line"), number(threshold.votes_needed, to)
    if threshold.denominator_votes in (None, contest.votes):
        return to.gettext("%(line)s is %(needed)s of these.") % {"line": what, "needed": needed}
    whole = f"{number(threshold.denominator_votes, to)} {threshold.denominator}"
    return to.gettext("%(line)s is %(needed)s of %(whole)s.") % {"line": what, "needed": needed, "whole": whole}


def status_sentence(bulletin: Bulletin, contest: Contest, to: Language = ENGLISH) -> str:
    """The moment in one sentence, for a screen reader and a card's description."""
    counted = precincts_in(contest.remaining.precincts_reported, contest.remaining.precincts_total, to=to)
    top = ", ".join(f"{c.surname} {percent(c.share_text, to)}" for c in contest.candidates[:2] if c.votes)
    parts = (f"{bulletin.night.as_of_text}: {counted}" if bulletin.night.as_of_text else counted, top)
    return ". ".join(p for p in (*parts, contest.verdict.label) if p) + "."


def target(name: str, threshold: Threshold, to: Language = ENGLISH) -> str:
    """What a need is for, as the head of a column."""
    if name == "majority" and threshold.share != "1/2" and threshold.share_text:
        return to.gettext("For %(share)s") % {"share": percent(threshold.share_text, to)}
    return to.gettext(HEADS[name]) if name in HEADS else name


def zone(night: Night) -> dt.tzinfo:
    """The zone the night's clock times are told in; UTC when this machine does not know its name."""
    try:
        return ZoneInfo(night.timezone)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        return dt.UTC


def clock(at: dt.datetime | None, where: dt.tzinfo, to: Language = ENGLISH) -> str:
    """A moment as a newspaper writes it: "9:42 p.m. EDT"; a dash when there is none."""
    return to.clock(at, where)


def dated(text: str, at: dt.datetime, where: dt.tzinfo, night: dt.date, to: Language = ENGLISH) -> str:
    """A clock time, with its day when that is past the night itself (6 a.m. of the next morning)."""
    local = at.astimezone(where)
    first = dt.datetime.combine(night, dt.time(), where)
    name = to.month_and_day(local.date())
    shown = name.replace(" ", NO_BREAK)
    said = name in text or shown in text
    return text if first <= local < first + dt.timedelta(hours=30) or said else f"{text}, {shown}"


def day(date: dt.date, to: Language = ENGLISH) -> str:
    """A date in full: "April 18, 2017"."""
    return to.day(date)
