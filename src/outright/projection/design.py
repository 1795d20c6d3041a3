"""What the two regressions know of every cell: the columns that are laid out once a night, before the count.

A cell is a unit and a method. Rows stand by county, then unit; most columns say something of a unit and are kept once
for all its methods (``unit``), the few that tell its methods apart are kept by cell (``cell``). The votes of the
cells and every candidate's split share them. A column's name is its group: columns of one group share a prior.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from outright.baseline.outline import ContestKind
from outright.terms import VoteMethod

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from outright.baseline.ground import Ground, MethodPast

CODES = ("total", "election_day", "early", "mail", "provisional", "other", "pseudo")
PSEUDO = CODES.index("pseudo")
METHODS = CODES[1:PSEUDO]
"""The codes that are ways of voting."""

CODE_OF = {
    VoteMethod.TOTAL: 0, VoteMethod.ELECTION_DAY: 1, VoteMethod.EARLY: 2, VoteMethod.ABSENTEE_IN_PERSON: 2,
    VoteMethod.ABSENTEE_MAIL: 3, VoteMethod.ABSENTEE: 3, VoteMethod.UOCAVA: 3, VoteMethod.PROVISIONAL: 4,
    VoteMethod.OTHER: 5,
}  # fmt: skip
"""Ways of voting that behave alike share a code: in-person early absentee is early, overseas ballots are mail."""

SIDES = {"DEM": 1, "REP": -1}
"""Which way the lean of a place points for a party; only used where Democrat meets Republican, or within one party."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Columns of a regression: ``unit`` (units, p), ``cell`` (units, methods, q); ``groups`` names all p + q."""

    groups: tuple[str, ...]
    unit: NDArray[np.float64]
    cell: NDArray[np.float64]

    def and_unit(self, names: tuple[str, ...], columns: NDArray[np.float64]) -> Columns:
        """These columns and more of units (after the unit columns)."""
        at = self.unit.shape[1]
        groups = self.groups[:at] + names + self.groups[at:]
        return Columns(groups, np.concatenate([self.unit, columns], axis=1), self.cell)

    def and_cell(self, name: str, column: NDArray[np.float64]) -> Columns:
        """These columns and one more of cells (the last of all)."""
        return Columns((*self.groups, name), self.unit, np.concatenate([self.cell, column[:, :, None]], axis=2))


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Where the cells stand. Rows are units by county; ``order`` gives each row's place in the outline.

    ``code`` (units, methods) ranks each cell's method code among ``codes``; ``columns_are_codes`` where every method
    has a code of its own. With one code there are no effects of units or of methods in counties; in a contest
    counted by county there are none of counties.
    """

    order: NDArray[np.int64]
    county: NDArray[np.int64]
    counties: int
    code: NDArray[np.int64]
    codes: tuple[int, ...]
    columns_are_codes: bool
    has_counties: bool

    @property
    def has_units(self) -> bool:
        """Whether a unit's methods can tell of one another."""
        return len(self.codes) > 1

    @property
    def shape(self) -> tuple[int, int]:
        """Units and methods."""
        units, methods = self.code.shape
        return units, methods


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """A contest's layout and columns. Everything by unit is in the layout's order."""

    layout: Layout
    split: Columns
    turnout: Columns
    log_size: NDArray[np.float64]
    size_quality: NDArray[np.int64]
    lean_quality: NDArray[np.int64]
    steadiness: NDArray[np.int64]
    sides: tuple[int, ...]
    first_votes: NDArray[np.float64] | None
    first_totals: NDArray[np.float64] | None


@lru_cache(maxsize=4)
def design_of(ground: Ground) -> Design:
    """The design of a contest: the same object for the same ground, built once."""
    layout = _layout(ground)
    order = layout.order
    log_size = np.log(ground.size[order])
    size = log_size - log_size.mean()
    lean = ground.lean[order]
    centred = lean - lean.mean()
    unit, names = _unit_columns(ground, order, lean if ground.signed else centred, size)
    cell, own = _method_columns(layout, centred, size)
    share_before = None
    if layout.has_units and ground.method_past is not None:
        gaps, share_before = _method_past(ground.method_past, layout)
        cell, own = np.concatenate([cell, gaps], axis=2), (*own, "gap", "gap_here")
    split = Columns(names + own, unit, cell)
    party = SIDES.get(ground.outline.party, 0) if _one_party(ground) else 0
    first = ground.first_round if ground.outline.kind is ContestKind.RUNOFF else None
    return Design(
        layout, split, _turnout_columns(split, ground, layout, lean, party, share_before), log_size,
        ground.size_quality[order], ground.lean_quality[order], ground.steadiness[order],
        tuple(SIDES.get(p, 0) if ground.signed else 0 for p in ground.outline.parties),
        None if first is None else first.votes[order], None if first is None else first.totals,
    )  # fmt: skip


def _one_party(ground: Ground) -> bool:
    return ground.outline.kind in (ContestKind.PRIMARY, ContestKind.RUNOFF)


def _layout(ground: Ground) -> Layout:
    units = len(ground.county)
    methods = np.array([CODE_OF[m] for m in ground.outline.methods], dtype=np.int64)
    order = np.lexsort((np.arange(units), ground.county)).astype(np.int64)
    code = np.tile(methods, (units, 1))
    if not methods.any():
        code[ground.pseudo[order]] = PSEUDO
    codes, rank = np.unique(code, return_inverse=True)
    rank = rank.reshape(code.shape).astype(np.int64)
    own = len(codes) == len(methods) and bool((rank == rank[:1]).all())
    by_county = ground.outline.level == "county"
    return Layout(
        order, ground.county[order], len(ground.counties), rank, tuple(codes.tolist()), own, not by_county
    )  # fmt: skip


def _unit_columns(
    ground: Ground, order: NDArray[np.int64], lean: NDArray[np.float64], size: NDArray[np.float64]
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    blocks = [np.ones_like(lean)[:, None], lean[:, None], size[:, None]]
    names = ["level", "lean", "size"]
    if _one_party(ground):
        blocks.append(ground.primary_turnout[order][:, None])
        names.append("primary")
    for name, block in ground.patterns:
        blocks.append(np.asarray(block, dtype=np.float64)[order])
        names += [name] * block.shape[1]
    return np.concatenate(blocks, axis=1), tuple(names)


def _method_columns(
    layout: Layout, lean: NDArray[np.float64], size: NDArray[np.float64]
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Of every method its level, its slope on lean and its slope on size."""
    if not layout.has_units:
        return np.zeros((*layout.shape, 0)), ()
    here = (layout.code[:, :, None] == np.arange(len(layout.codes))).astype(np.float64)
    columns = np.concatenate([here, here * lean[:, None, None], here * size[:, None, None]], axis=2)
    many = len(layout.codes)
    names = tuple(CODES[c] for c in layout.codes)
    return columns, names + ("lean_by_method",) * many + ("size_by_method",) * many


def _method_past(past: MethodPast, layout: Layout) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How the methods parted before: logit of method against unit (county's and the unit's own), log share of votes.

    Each is drawn to the level above it by a number of votes: 5 for the state, 200 for a county, 20 and 40 for a unit;
    the methods' shares by 300 and 30. A unit that did not match has its county's.
    """
    dem, rep, votes = (x[layout.order] for x in (past.dem, past.rep, past.votes))
    county = layout.county

    def by_county(x: NDArray[np.float64]) -> NDArray[np.float64]:
        out = np.zeros((layout.counties, x.shape[1]))
        np.add.at(out, county, x)
        return out

    county_dem, county_rep = by_county(dem), by_county(rep)
    d, r = dem.sum(0), rep.sum(0)
    state = np.log((d + 5) / (r + 5)) - np.log((d.sum() + 5) / (r.sum() + 5))
    lean = np.log((county_dem.sum(1) + 5) / (county_rep.sum(1) + 5))[:, None]
    gap = _logit((county_dem + 200 * sigmoid(lean + state)) / (county_dem + county_rep + 200)) - lean
    both = dem + rep
    here = _logit((dem.sum(1) + 20 * sigmoid(lean[county, 0])) / (both.sum(1) + 20))[:, None]
    own = _logit((dem + 40 * sigmoid(here + gap[county])) / (both + 40)) - here
    total, by = votes.sum(0), by_county(votes)
    share = (total + 1) / (total.sum() + len(total))
    county_share = (by + 300 * share) / (by.sum(1, keepdims=True) + 300)
    unit_share = (votes + 30 * county_share[county]) / (votes.sum(1, keepdims=True) + 30)
    return np.stack([gap[county], own - gap[county]], axis=2), np.log(unit_share)


def _turnout_columns(
    split: Columns,
    ground: Ground,
    layout: Layout,
    lean: NDArray[np.float64],
    party: int,
    share_before: NDArray[np.float64] | None,
) -> Columns:
    """The split's columns, earlier turnout, and how the methods shared the votes before.

    Where that is known a method's own level has another meaning, and so another name and prior.
    """
    columns = split
    blocks = [np.asarray(column)[layout.order] for _, column in ground.history]
    names = tuple(f"history_{name}" for name, _ in ground.history)
    if party:
        own_party = -np.log1p(np.exp(-party * lean))
        blocks, names = [own_party - own_party.mean(), *blocks], ("party_share", *names)
    if blocks:
        columns = columns.and_unit(names, np.stack(blocks, axis=1))
    if share_before is not None:
        columns = columns.and_cell("share_before", share_before)
        renamed = tuple(f"{g}_known" if g in CODES else g for g in columns.groups)
        columns = Columns(renamed, columns.unit, columns.cell)
    return columns


def split_columns(design: Design, candidate: int | None) -> Columns:
    """The columns of one candidate's split: in a runoff with his share of the first round, where it is known.

    ``candidate`` None is a lump of several, of whom nothing more is known.
    """
    votes, totals = design.first_votes, design.first_totals
    if candidate is None or votes is None or totals is None:
        return design.split
    his, others = float(totals[candidate]), float(totals.sum() - totals[candidate])
    if his <= 0 or others <= 0:
        return design.split
    here = votes[:, candidate]
    rest = votes.sum(1) - here
    overall = np.log((his + 3) / (others + 3))
    logit = np.where(here + rest > 0, np.log((here + 3) / (rest + 3)), overall).clip(-5, 5)
    both = np.stack([np.full(len(logit), overall), logit - overall], axis=1)
    return design.split.and_unit(("first_round", "first_round_here"), both)


def _logit(p: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.log(p / (1 - p))


def sigmoid(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of a logit."""
    return 1 / (1 + np.exp(-x))
