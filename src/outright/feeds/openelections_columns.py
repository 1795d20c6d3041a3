"""The columns of an OpenElections table, found by name in any order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from outright.feeds.methods import is_not_a_method, method_of
from outright.feeds.text import words
from outright.terms import ReportingUnitType, VoteMethod

_COUNTY = ("county", "parish", "county name", "jurisdiction")
_PLACES = (
    ("precinct", ReportingUnitType.PRECINCT),
    ("precinct name", ReportingUnitType.PRECINCT),
    ("ward", ReportingUnitType.WARD),
    ("town", ReportingUnitType.MUNICIPALITY),
    ("municipality", ReportingUnitType.MUNICIPALITY),
    ("city town", ReportingUnitType.MUNICIPALITY),
)
_VOTES = ("votes", "total votes", "total", "vote", "vote total")
# Marks of another table with the same words in its header: MEDSL has a row for each method.
_ANOTHER_FORMAT = frozenset({"party detailed", "mode", "dataverse", "state po", "party simplified"})
_KNOWN_AND_UNREAD = frozenset(
    {"winner", "percent", "pct", "percentage", "state", "notes", "incumbent", "write in", "precinct code"}
)
_WORDS = ("county", "office", "district", "party", "candidate")
_NOT_A_PLACE = frozenset({"na", "n a", "not available", "none", "null"})


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each thing stands in a row; ``method_cells`` lines up with ``methods``."""

    width: int
    named: dict[str, int]
    place: tuple[int, ...]
    level: ReportingUnitType
    votes: int | None
    methods: tuple[VoteMethod, ...]
    labels: tuple[str, ...]
    method_cells: tuple[int, ...]
    unread: tuple[str, ...]
    unknown: tuple[str, ...]

    def texts(self, row: list[str]) -> tuple[str, str, str, str, str, str]:
        """County, precinct, office, district, party, candidate; absent, blank and "NA" are empty."""
        county, office, district, party, candidate = [
            _word(row[n]) if n is not None else "" for n in map(self.named.get, _WORDS)
        ]
        place = " ".join(filter(None, [_word(row[n]) for n in self.place]))
        return county, place, office, district, party, candidate


@lru_cache(maxsize=16384)
def _word(text: str) -> str:
    text = text.strip()
    return "" if words(text) in _NOT_A_PLACE else text


def columns_of(header: list[str]) -> Columns | None:
    """The columns that a header names; None when it is not the header of such a table.

    Without a column of votes every unnamed column is taken for a method that we do not know, so
    that no votes are lost; with one it is left unread.
    """
    names = [words(h.removeprefix("\ufeff")) for h in header]
    if len(set(names)) != len(names) or _ANOTHER_FORMAT & set(names):
        return None
    named = {n: i for i, n in enumerate(names) if n in ("office", "district", "party", "candidate")}
    for alias in reversed(_COUNTY):
        if alias in names:
            named["county"] = names.index(alias)
    if not {"office", "candidate"} <= set(named):
        return None
    places = [(names.index(n), level) for n, level in _PLACES if n in names]
    votes = next((names.index(v) for v in _VOTES if v in names), None)
    taken = {*named.values(), *(i for i, _ in places)} | ({votes} if votes is not None else set())
    rest = [i for i, n in enumerate(names) if i not in taken]
    known = [i for i in rest if method_of(names[i]) and not is_not_a_method(names[i])]
    if votes is None and not known:
        return None
    others = [i for i in rest if i not in known]
    lost = [i for i in others if votes is None and names[i] not in _KNOWN_AND_UNREAD]
    cells = sorted([*known, *lost])
    level = ReportingUnitType.COUNTY if "county" in named else ReportingUnitType.STATE
    # The widest place comes first in a unit's name, the finest one gives its level.
    ordered = sorted(places, key=lambda p: p[1] is not ReportingUnitType.MUNICIPALITY)
    return Columns(
        len(header),
        named,
        tuple(i for i, _ in ordered),
        ordered[-1][1] if ordered else level,
        votes,
        tuple(method_of(names[i]) or VoteMethod.OTHER for i in cells),
        tuple(header[i].strip() for i in cells),
        tuple(cells),
        tuple(header[i].strip() for i in others if i not in lost),
        tuple(header[i].strip() for i in lost),
    )
