"""Ballots left: an upper bound with its working, or None when nothing bounds it.

A bound, not an estimate. For every county the tightest of the bounds that hold is taken: the source
declares the count complete; an office states the ballots it still holds; registered voters less the
votes counted. If one county has no bound, the contest has none, and nothing is certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from outright.count import BallotsOnHand, ContestCount, UnitCount
from outright.rules import Rule
from outright.rules.afterwards import ArrivalKind
from outright.terms import ReportingUnitType, VoteMethod

Basis = Literal["complete", "on-hand", "on-hand-and-registered", "registered", "unknown"]

BASIS_WORDS: dict[Basis, str] = {
    "complete": "the source says the count is complete",
    "on-hand": "ballots held or still to arrive, as election offices state",
    "on-hand-and-registered": "registered voters in precincts still out, and ballots held or still to arrive",
    "registered": "registered voters not yet counted",
    "unknown": "nothing bounds the ballots left",
}


@dataclass(frozen=True, slots=True)
class UnitLeft:
    """The bound for one county: ``upper`` ballots (None: unbounded), why, and its working in integers."""

    unit_id: str
    name: str
    upper: int | None
    basis: Basis
    working: str


@dataclass(frozen=True, slots=True)
class BallotsLeft:
    """The bound for a contest. ``complete`` is the sources' word that nothing is left anywhere.

    ``unseen`` bounds the ballots already counted that carry no vote for a listed candidate (write-ins
    the feed does not print, undervotes); None when the source does not give the ballots cast.
    """

    upper: int | None
    complete: bool
    units: tuple[UnitLeft, ...]
    unseen: int | None = None

    @property
    def basis(self) -> Basis:
        """The weakest kind of bound among the counties."""
        order: tuple[Basis, ...] = ("unknown", "registered", "on-hand-and-registered", "on-hand", "complete")
        return next((b for b in order if any(u.basis == b for u in self.units)), "unknown")


BEYOND_PRECINCTS = frozenset({VoteMethod.EARLY, VoteMethod.ABSENTEE_MAIL, VoteMethod.PROVISIONAL})
"""What can be out when every precinct has reported; a statement silent on one of these bounds nothing."""


def methods_to_cover(rule: Rule | None) -> frozenset[VoteMethod]:
    """The ways of voting of which an office must say what is left, before its word bounds the count.

    Where the law lets military and overseas ballots arrive after election day, those too.
    """
    late = any(a.kind is ArrivalKind.OVERSEAS and (a.days or 0) > 0 for a in (rule.outstanding if rule else ()))
    return BEYOND_PRECINCTS | ({VoteMethod.UOCAVA} if late else frozenset())


def ballots_left(
    count: ContestCount,
    *,
    registered: Mapping[str, int],
    on_hand: Iterable[BallotsOnHand] = (),
    complete_units: Iterable[str] = (),
    names: Mapping[str, str] | None = None,
    cover: frozenset[VoteMethod] = BEYOND_PRECINCTS,
) -> BallotsLeft:
    """Bound the ballots left in every county of ``registered``, of ``names`` and of the count.

    ``registered`` maps county ids to registered voters and says which counties vote at all: a county
    that has sent nothing yet still bounds (or unbounds) the contest. ``names`` are county names by id.
    ``cover`` are the ways of voting that statements must speak of (`methods_to_cover`).
    An office's word that it is done, or holds so many ballots, bounds only what we have its count of.
    """
    statements, done = tuple(on_hand), frozenset(complete_units)
    counties = _counties(count)
    ids = dict.fromkeys((*registered, *(names or {}), *counties))
    known_names = {u.unit.id: u.unit.name for u in count.units} | dict(names or {})
    units = tuple(
        _county(
            i, known_names.get(i, i.replace("-", " ").title()), counties.get(i, ()), count, registered.get(i),
            [s for s in statements if s.unit_id == i], i in done, cover,
        )
        for i in ids
    )  # fmt: skip
    uppers = [u.upper for u in units]
    upper = _all(uppers)
    return BallotsLeft(upper, bool(units) and all(u.basis == "complete" for u in units), units, _unseen(count))


def _counties(count: ContestCount) -> dict[str, tuple[UnitCount, ...]]:
    """The counting units by county: a county by itself, or its precincts."""
    found: dict[str, list[UnitCount]] = {}
    for unit in count.counting_units():
        found.setdefault(unit.unit.parent_id or unit.unit.id, []).append(unit)
    return {k: tuple(v) for k, v in found.items()}


def _county(
    unit_id: str,
    name: str,
    units: tuple[UnitCount, ...],
    count: ContestCount,
    registered: int | None,
    statements: list[BallotsOnHand],
    complete: bool,
    cover: frozenset[VoteMethod],
) -> UnitLeft:
    heard = any(u.votes for u in units)
    if complete and heard and all(u.reported is not False for u in units):
        return UnitLeft(unit_id, name, 0, "complete", f"{name}: the source says the count is complete")
    bounds = [_by_registration(unit_id, name, units, registered, count)]
    if statements and heard:
        bounds.append(_by_statement(unit_id, name, units, statements, count, cover))
    known = [b for b in bounds if b is not None and b.upper is not None]
    if known:
        return min(known, key=lambda b: b.upper or 0)
    return UnitLeft(unit_id, name, None, "unknown", f"{name}: {BASIS_WORDS['unknown']}")


def _by_registration(
    unit_id: str, name: str, units: tuple[UnitCount, ...], registered: int | None, count: ContestCount
) -> UnitLeft | None:
    listed = count.level is not ReportingUnitType.PRECINCT or count.lists_all_precincts
    voters = registered if registered is not None else _voters(units) if listed else None
    if voters is None:
        return None
    votes = sum(u.votes or 0 for u in units)
    ballots = -(-votes // count.contest.votes_allowed)
    if ballots > voters:  # more votes than voters: the registration is not this contest's; it bounds nothing
        return None
    return UnitLeft(
        unit_id, name, voters - ballots, "registered",
        f"{name}: {voters:,} registered − {ballots:,} counted = {voters - ballots:,}",
    )  # fmt: skip


def _by_statement(
    unit_id: str,
    name: str,
    units: tuple[UnitCount, ...],
    statements: list[BallotsOnHand],
    count: ContestCount,
    cover: frozenset[VoteMethod],
) -> UnitLeft | None:
    stated = sum(s.ballots for s in statements)
    if any(not s.beyond_precincts for s in statements):
        return UnitLeft(unit_id, name, stated, "on-hand", f"{name}: {stated:,} held or to arrive")
    if not count.lists_all_precincts or not cover <= _spoken_of(units, statements, count):
        return None
    out = [u for u in units if u.reported is not True]
    if not out:
        return UnitLeft(
            unit_id, name, stated, "on-hand", f"{name}: no precinct still out, {stated:,} held or to arrive"
        )
    voters, counted = _voters(out), sum(u.votes or 0 for u in out)
    if voters is None or any((u.votes or 0) > (u.registered_voters or 0) for u in out):
        return None
    upper = voters - counted + stated
    precincts = "1 precinct" if len(out) == 1 else f"{len(out)} precincts"
    return UnitLeft(
        unit_id, name, upper, "on-hand-and-registered",
        f"{name}: {voters:,} registered in {precincts} still out − {counted:,} counted there"
        f" + {stated:,} held or to arrive = {upper:,}",
    )  # fmt: skip


def _spoken_of(
    units: tuple[UnitCount, ...], statements: list[BallotsOnHand], count: ContestCount
) -> frozenset[VoteMethod]:
    """The ways of voting that are accounted for: stated, or (early votes) already posted by the county."""
    methods = {s.method for s in statements}
    if None in methods:
        return frozenset(VoteMethod)
    if VoteMethod.ABSENTEE in methods:
        methods.add(VoteMethod.ABSENTEE_MAIL)
    early = count.method_index(VoteMethod.EARLY)
    if early is not None and any(v for u in units if u.parts for v in u.parts[early]):
        methods.add(VoteMethod.EARLY)
    return frozenset(m for m in methods if m is not None)


def _voters(units: Iterable[UnitCount]) -> int | None:
    """Registered voters of all units; None where one prints none: files print 0 for what they do not know."""
    return _all([u.registered_voters or None for u in units])


def _all(values: list[int | None]) -> int | None:
    known = [v for v in values if v is not None]
    return sum(known) if values and len(known) == len(values) else None


def _unseen(count: ContestCount) -> int | None:
    """Ballots cast less votes for listed candidates, where the source gives both for every unit."""
    if count.contest.votes_allowed != 1:
        return None
    cast = count.ballots_cast
    if cast is None:
        cast = _all([u.ballots_cast for u in count.counting_units()])
    votes = count.votes
    return cast - votes if cast is not None and votes is not None and cast >= votes else None
