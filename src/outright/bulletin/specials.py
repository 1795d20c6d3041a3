"""Special elections so far against how their places lean: a part of a contest's context. It never feeds a verdict.

Margins, leans and swings are the Democrat's less the Republican's, in points; exact values are fractions or decimals as
text. Texts say which party, because a sign alone does not.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from outright.bulletin.value import Value


class SpecialElection(Value, frozen=True, kw_only=True):
    """One special election before the night. ``published``: its swing is somebody else's figure, rounded.

    ``swing_text`` says the swing in words, ``swing_mark`` as "D+22.9". ``by_party``: the margin is of party totals, as
    in a first round with every party on one ballot.
    """

    id: str
    date: dt.date
    race: str
    federal: bool
    margin: str | None
    margin_text: str
    lean: str | None
    lean_text: str
    swing: str | None
    swing_text: str
    swing_mark: str
    published: bool = False
    by_party: bool = False
    source: str = ""


class SwingGroup(Value, frozen=True, kw_only=True):
    """Several swings together: the one in the middle, the smallest and the largest."""

    kind: Literal["congress", "all"]
    contests: int
    middle: str
    middle_text: str
    low: str
    low_text: str
    high: str
    high_text: str


class SpecialHere(Value, frozen=True, kw_only=True):
    """This contest itself: its lean and, once the count is complete, its party margin and swing."""

    lean: str
    lean_text: str
    margin: str | None = None
    margin_text: str = ""
    swing: str | None = None
    swing_text: str = ""
    swing_mark: str = ""
    text: str = ""


class NextGeneral(Value, frozen=True, kw_only=True):
    """What the next general election's vote for the House could be, as a range, and why it is that wide.

    ``face`` is the swing in the middle so far: what that vote would be if the whole country moved so. None without any.
    """

    year: int
    low: str
    low_text: str
    high: str
    high_text: str
    face: str | None
    face_text: str
    basis: Literal["house", "cycles"]
    cycles: int
    text: str
    basis_text: str


class Specials(Value, frozen=True, kw_only=True):
    """The special elections since the last general election and before ``as_of``, the newest first."""

    as_of: dt.date
    elections: tuple[SpecialElection, ...]
    groups: tuple[SwingGroup, ...]
    here: SpecialHere | None
    next: NextGeneral
    text: str
    notes: tuple[str, ...]
    source: str
