"""What is known of a contest before a vote is counted: its names, parties, rule, places and ways of voting.

Nothing in an `Outline` depends on tonight's votes. Candidates and units are sorted by id, so that their
order says nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from outright.terms import VoteMethod

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class ContestKind(StrEnum):
    """What sort of contest it is, as far as its geography goes."""

    GENERAL = "general"
    SPECIAL = "special"
    PRIMARY = "primary"
    RUNOFF = "runoff"


@dataclass(frozen=True, slots=True)
class Stakes:
    """What the count decides.

    ``threshold`` is the share of all votes that wins outright (more than it), None where most votes win;
    ``places`` is how many go on to a next round when nobody wins outright (0: there is none). Under a
    top-two rule ``threshold`` is None and ``places`` is 2.
    """

    threshold: Fraction | None
    places: int
    seats: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A contest before its first vote.

    ``parties`` holds one word per candidate ("DEM", "REP", "WRI" for write-ins, "" where not given),
    ``party`` the primary's own party or "". ``county`` is the county's FIPS code (or name) of each unit
    and ``pseudo`` marks units that are a county's batch posted as if it were a precinct. The universe of
    cells is ``units`` x ``methods``; arrays over it have the shape (units, methods).
    ``first_round`` is the id of the contest whose runoff this is, where that is known.
    """

    contest_id: str
    date: dt.date
    state: str
    kind: ContestKind
    office: str
    district: str
    party: str
    level: str
    candidates: tuple[str, ...]
    parties: tuple[str, ...]
    stakes: Stakes
    units: tuple[str, ...]
    county: tuple[str, ...]
    pseudo: NDArray[np.bool_]
    methods: tuple[VoteMethod, ...]
    first_round: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """An earlier contest, by unit and method: ``votes`` has the shape (units, methods, candidates).

    ``scope`` says what its units are to tonight's: "unit" (the same place), "district-part" (the part of
    a county inside tonight's district) or "whole-county" (a county's full vote, even where tonight's
    district covers only part of it: good for shares, not for size).
    """

    contest_id: str
    date: dt.date
    state: str
    kind: ContestKind
    office: str
    party: str
    level: str
    candidates: tuple[str, ...]
    names: tuple[str, ...]
    parties: tuple[str, ...]
    units: tuple[str, ...]
    county: tuple[str, ...]
    methods: tuple[VoteMethod, ...]
    votes: NDArray[np.int64]
    scope: str = "unit"
