"""The words and number spellings that page, plain text and terminal share.

Nothing here computes: an integer gets its thousands separators, a share that arrives as text gets its
sign, a code gets its public label. What is missing is a dash, never zero.
"""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from outright.bulletin import Bulletin, Contest, Night, Threshold
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

TARGET = {
    "majority": "to pass the line",
    "second": "a place in the next round",
    "first": "first place",
    "deny": "to be kept from the line",
}
"""What a candidate may want of the votes left."""

LEVEL = {"county": "County", "precinct": "Precinct", "state": "State"}
"""The levels of places, as the head of a column."""

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


def number(votes: int | None) -> str:
    """Votes with thousands separators; a dash when not reported.

    >>> number(92673), number(0), number(None)
    ('92,673', '0', '–')
    """
    return DASH if votes is None else f"{votes:,}"


def signed(votes: int | None) -> str:
    """A change in votes with its sign (a true minus); "0" for none, a dash when not known.

    >>> signed(3310), signed(-212), signed(0), signed(None)
    ('+3,310', '−212', '0', '–')
    """
    if votes is None:
        return DASH
    return f"{votes:+,}".replace("-", "−") if votes else "0"


def percent(share_text: str) -> str:
    """A share that came as text, with its sign: "48.12" is "48.12%"; "" and a dash stay a dash.

    >>> percent("48.12"), percent("over 50"), percent("–")
    ('48.12%', 'over 50%', '–')
    """
    if not share_text or share_text == DASH:
        return DASH
    return f"{share_text}%" if share_text[-1].isdigit() else share_text


def precincts_in(reported: int | None, total: int | None, noun: str = " precincts in") -> str:
    """How many precincts have reported, as a fraction in words; the source decides what "reported" is."""
    if reported is None or total is None:
        return f"precincts {NOT_REPORTED}"
    return f"{reported:,} of {total:,}{noun}"


def precincts_short(reported: int | None, total: int | None) -> str:
    """The same where there is little room: "100/208 precincts"."""
    if reported is None or total is None:
        return precincts_in(reported, total)
    return f"{reported:,}/{total:,} precincts"


def banners(night: Night) -> tuple[tuple[str, str], ...]:
    """What must be said above everything else: this is a test, this is a rehearsal. Empty on a real night."""
    test = (("Test", "These are not real results."),) if night.test else ()
    rehearsal = (("Rehearsal", "Not live results."),) if night.rehearsal else ()
    return test + rehearsal


def threshold_label(threshold: Threshold) -> str:
    """The name of the line to pass, with its denominator: "50% of votes for the office"."""
    if not threshold.share_text:
        return ""
    return f"{percent(threshold.share_text)} of {threshold.denominator}"


def threshold_sentence(contest: Contest) -> str:
    """The line to pass, in votes of those counted so far; "" where there is no such line or no vote."""
    threshold = contest.threshold
    if threshold.votes_needed is None or not contest.votes:
        return ""
    what = "A majority" if threshold.share == "1/2" else threshold_label(threshold) or "The line"
    same = threshold.denominator_votes in (None, contest.votes)
    of = "these" if same else f"{number(threshold.denominator_votes)} {threshold.denominator}"
    return f"{what} is {number(threshold.votes_needed)} of {of}."


def status_sentence(bulletin: Bulletin, contest: Contest) -> str:
    """The moment in one sentence, for a screen reader and a card's description."""
    counted = precincts_in(contest.remaining.precincts_reported, contest.remaining.precincts_total)
    top = ", ".join(f"{c.surname} {percent(c.share_text)}" for c in contest.candidates[:2] if c.votes)
    parts = (f"{bulletin.night.as_of_text}: {counted}" if bulletin.night.as_of_text else counted, top)
    return ". ".join(p for p in (*parts, contest.verdict.label) if p) + "."


def target(name: str, threshold: Threshold) -> str:
    """What a need is for, as the head of a column."""
    if name == "majority" and threshold.share != "1/2" and threshold.share_text:
        return f"For {percent(threshold.share_text)}"
    return {"majority": "For a majority", "second": "For the next round", "first": "For first place"}.get(name, name)


def zone(night: Night) -> dt.tzinfo:
    """The zone the night's clock times are told in; UTC when this machine does not know its name."""
    try:
        return ZoneInfo(night.timezone)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        return dt.UTC


def clock(at: dt.datetime | None, where: dt.tzinfo) -> str:
    """A moment as a newspaper writes it: "9:42 p.m. EDT"; a dash when there is none."""
    if at is None:
        return DASH
    local = at.astimezone(where)
    return f"{_hour(local)}:{local:%M} {'a.m.' if local.hour < 12 else 'p.m.'} {local:%Z}".strip()


def dated(text: str, at: dt.datetime, where: dt.tzinfo, night: dt.date) -> str:
    """A clock time, with its day when that is past the night itself (6 a.m. of the next morning)."""
    local = at.astimezone(where)
    first = dt.datetime.combine(night, dt.time(), where)
    name = f"{local:%B} {local.day}"
    return (
        text
        if first <= local < first + dt.timedelta(hours=30) or name in text
        else f"{text}, {name.replace(' ', NO_BREAK)}"
    )


def day(date: dt.date) -> str:
    """A date in full: "April 18, 2017"."""
    return f"{date:%B} {date.day}, {date.year}"


def _hour(local: dt.datetime) -> int:
    return local.hour % 12 or 12
