"""Past results for the same office, and how the place and its state voted for president: a part of the context."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from outright.bulletin.value import Value


class PastVotes(Value, frozen=True, kw_only=True):
    """One candidate of a past contest."""

    name: str
    party: str
    votes: int
    share_text: str


class PastResult(Value, frozen=True, kw_only=True):
    """One past contest in one place, candidates by votes. ``margin`` is exact, of all votes: "76171/326005".

    ``where`` is what the place is to tonight's contest. ``text`` says who carried it, by how much.
    """

    id: str
    name: str
    date: dt.date
    office: str
    place: str
    where: Literal["district", "state", "nation"]
    candidates: tuple[PastVotes, ...]
    votes: int
    margin: str
    margin_text: str
    text: str
    source: str
