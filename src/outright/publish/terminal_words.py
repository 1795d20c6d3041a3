"""The few words a terminal adds to a bulletin's own: labels of a night, kinds of notes, states, times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from outright.bulletin import Candidate, Contest, Night, Remaining
from outright.publish.terminal_text import DASH, number
from outright.publish.words import STATE


def label(night: Night) -> str:
    """TEST, REHEARSAL, REPLAY or nothing: what must stand beside every number of a night that is not live."""
    said = (("TEST", night.test), ("REHEARSAL", night.rehearsal), ("REPLAY", night.replay))
    return " ".join(word for word, is_so in said if is_so)


def state_word(candidate: Candidate, contest: Contest) -> str:
    """What is settled of a candidate, in the verdict's own words where it is the verdict; "" when open."""
    if candidate.state is None:
        return ""
    if candidate.state == contest.verdict.code and candidate.id in contest.verdict.candidates:
        return contest.verdict.label
    return STATE[candidate.state]


def kind_word(kind: str) -> str:
    """How a note that is not an ordinary batch announces itself."""
    return "" if kind == "batch" else kind.upper()


def precincts(remaining: Remaining) -> str:
    """ "95 of 208 precincts", or nothing where precincts are not reported."""
    if remaining.precincts_total is None:
        return ""
    return f"{number(remaining.precincts_reported)} of {number(remaining.precincts_total)} precincts"


def clock(at: dt.datetime | None, night: Night) -> str:
    """The time of day where the votes are counted; a dash when nothing was received yet."""
    if at is None:
        return DASH
    if at.tzinfo is not None:
        try:
            at = at.astimezone(ZoneInfo(night.timezone))
        except (KeyError, ValueError, OSError):  # no such zone on this machine: the time as it was received
            return f"{at:%H:%M:%S%z}"
    return f"{at:%H:%M:%S}"


def tokens(candidates: Sequence[Candidate]) -> list[tuple[str, str]]:
    """Each candidate's surname as a key and its share as a value, without spaces in either.

    Two of the same surname are told apart by their ids.
    """
    keys = ["-".join(c.surname.lower().split()) for c in candidates]
    return [
        (key if keys.count(key) == 1 and key else c.id, c.share_text.replace(" ", "-"))
        for key, c in zip(keys, candidates, strict=True)
    ]
