"""A contest in AP's words: ``latest.json`` and the moments ``s/{seq}.json``, which never change.

Neither depends on the night's own moment: what is not said anew of a contest has the same bytes. A snapshot is the
same document with the counts of its counties (or whatever the largest places are).
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from msgspec import UNSET, UnsetType

from outright.bulletin import Contest, Night
from outright.publish.data import spelling
from outright.publish.data.ours import Outright, ours
from outright.publish.data.part import Part, race_id, utc
from outright.publish.data.places import ReportingUnit, reporting_units
from outright.publish.data.spelling import ratio


class RaceCandidate(Part, frozen=True, kw_only=True):
    """One candidate. ``winner`` is "X" (has won), "R" (is in the runoff), or absent; a projection marks nobody.

    ``last`` is the whole name where no desk told first and last apart. ``vote_pct`` (0-1) is for display only;
    ``vote_count`` null means not reported.
    """

    pol_id: str
    first: str | None
    last: str
    party: str | None
    incumbent: bool | None
    ballot_order: int | None
    vote_count: int | None
    vote_pct: float | None
    winner: Literal["X", "R"] | UnsetType = UNSET


class RaceDocument(Part, frozen=True, kw_only=True):
    """One contest as it stands. ``test`` is true in a rehearsal too: AP has no other word for it.

    ``eevp`` is the percent of the expected vote that is in, null without an estimate; shares are 0-1.
    """

    race_id: str
    election_date: dt.date
    race_type: str | None
    office_id: str | None
    office_name: str | None
    seat_num: str | None
    seat_name: str | None
    state_postal: str | None
    state_name: str | None
    party: str | None
    num_winners: int
    test: bool
    uncontested: bool
    win_threshold: str | None
    tabulation_status: str | None
    race_call_status: str | None
    eevp: int | None
    last_updated: dt.datetime | None
    precincts_reporting: int | None
    precincts_total: int | None
    precincts_reporting_pct: float | None
    candidates: tuple[RaceCandidate, ...]
    outright: Outright


class SnapshotDocument(RaceDocument, frozen=True, kw_only=True):
    """One contest as it stood at one publication, with its counties. Its bytes never change."""

    reporting_units: tuple[ReportingUnit, ...]


def latest(night: Night, contest: Contest) -> RaceDocument:
    """The contest as it stands, for ``latest.json``."""
    return RaceDocument(**_race(night, contest), outright=ours(night, contest, ""))


def snapshot(night: Night, contest: Contest) -> SnapshotDocument:
    """The contest as it stands, for ``s/{seq}.json``; of the night only what never changes is in it."""
    counties = reporting_units(contest, [u for u in contest.units if u.parent is None])
    return SnapshotDocument(**_race(night, contest), outright=ours(night, contest, "../"), reporting_units=counties)


def _race(night: Night, contest: Contest) -> dict[str, Any]:
    identity, left = contest.identity, contest.remaining
    projection = contest.projection
    return {
        "race_id": race_id(night, contest), "election_date": night.date, "race_type": spelling.race_type(contest),
        "office_id": identity.office_id, "office_name": identity.office_name, "seat_num": identity.seat_num,
        "seat_name": identity.seat_name, "state_postal": identity.state_postal, "state_name": identity.state_name,
        "party": spelling.party(identity.party), "num_winners": contest.seats, "test": night.test or night.rehearsal,
        "uncontested": identity.is_uncontested, "win_threshold": spelling.win_threshold(contest.threshold),
        "tabulation_status": spelling.tabulation_status(night, contest),
        "race_call_status": spelling.race_call_status(contest), "eevp": projection.eevp if projection else None,
        "last_updated": utc(contest.as_of), "precincts_reporting": left.precincts_reported,
        "precincts_total": left.precincts_total,
        "precincts_reporting_pct": ratio(left.precincts_reported, left.precincts_total),
        "candidates": _candidates(contest),
    }  # fmt: skip


def _candidates(contest: Contest) -> tuple[RaceCandidate, ...]:
    return tuple(
        RaceCandidate(
            pol_id=c.id, first=c.first, last=spelling.last_name(c), party=spelling.party(c.party),
            incumbent=c.incumbent, ballot_order=c.order, vote_count=c.votes, vote_pct=c.share,
            winner=spelling.winner(contest, c) or UNSET,
        )
        for c in contest.candidates
    )  # fmt: skip
