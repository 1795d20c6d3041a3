"""The compared part of a bulletin: tonight's count against an earlier contest in the same places.

A difference may be quoted only where the two are like for like; every other row is marked, with its reasons.
"""

from __future__ import annotations

import datetime as dt

from outright.bulletin.value import Reason, Value


class ComparedRow(Value, frozen=True, kw_only=True):
    """One county then and now, in the same places (``unit`` "" and ``name`` "All" for all together).

    ``votes`` of ``total`` are tonight's, ``then_votes`` of ``then_total`` the past contest's in the places
    compared. ``ahead`` is the share now less the share then (0-1, for display); ``ahead_text`` says it in
    points. ``partial``: not like for like yet; ``reasons`` say why, and what else to keep in mind.
    """

    unit: str
    name: str
    votes: int
    total: int
    share: float | None
    share_text: str
    then_votes: int
    then_total: int
    then_share: float | None
    then_share_text: str
    ahead: float | None
    ahead_text: str
    in_text: str
    turnout_text: str
    partial: bool
    reasons: tuple[Reason, ...]


class Comparison(Value, frozen=True, kw_only=True):
    """Tonight against one past contest, by county. ``candidate`` tonight is held against ``against`` then.

    ``text`` is the one sentence that may be quoted; ``past_text`` says how the past contest ended in these
    places, ``notes`` what its figures are and where they come from.
    """

    baseline: str
    label: str
    name: str
    date: dt.date
    candidate: str
    candidate_name: str
    against: str
    against_name: str
    text: str
    past_text: str
    rows: tuple[ComparedRow, ...]
    all: ComparedRow
    notes: tuple[str, ...]
