"""The geography of earlier contests: in which units candidates of the past ran well together.

One column for each main candidate of an earlier contest, by unit: the log-odds of the candidate's share, with a few
votes of the whole contest's share added to every unit. Units that did not vote in it take their county's. Of many
such columns the largest common directions are kept: tonight's candidates will again divide along some of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from outright.baseline.factors import main_directions
from outright.baseline.outline import Past
from outright.baseline.setting import Setting, of_party, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

Blocks = tuple[tuple[str, "NDArray[np.float64]"], ...]

_OF_PEOPLE, _OF_PARTIES = 24, 8
_COVERS = 0.6
_MAIN = 0.08
_MOST_CANDIDATES = 4
_TWO_HAVE_ALL = 0.9
_ADDED_TO_A_COUNTY, _ADDED_TO_A_PRECINCT = 20.0, 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Geography:
    """The columns of one earlier contest by its units and by its counties, in the order of its `Table`."""

    by_unit: NDArray[np.float64]
    by_county: NDArray[np.float64]


def past_patterns(setting: Setting) -> Blocks:
    """Three blocks: ``P1`` contests among people of tonight's sort, ``P2`` others of the kind, ``P3`` by party.

    In a primary or runoff ``P1`` is of the same party's contests and ``P2`` of the other's. Where Democrat meets
    Republican, who runs says more than any primary did: there is ``P2`` alone, of all of them, beside ``P3``.
    """
    general = setting.round == "G"
    people = [p for p in setting.contests if not table(p).partisan]
    same = [p for p in people if p.party == setting.outline.party]
    other = people if general and setting.partisan else [p for p in people if p.party != setting.outline.party]
    parties = [p for p in setting.contests if table(p).partisan]
    return (
        ("P1", _directions(setting, [] if general and setting.partisan else same, _OF_PEOPLE)),
        ("P2", _directions(setting, other, _OF_PEOPLE)),
        ("P3", _directions(setting, parties, _OF_PARTIES)),
    )


@lru_cache(maxsize=2048)
def geography(past: Past) -> Geography:
    """One contest's columns. Kept: a past result never changes, and many contests ask for it."""
    there = table(past)
    votes, of = _main_candidates(past)
    added = _ADDED_TO_A_COUNTY if past.level == "county" else _ADDED_TO_A_PRECINCT
    units = [_log_odds(v, n, added) for v, n in zip(votes, of, strict=True)]
    counties = [
        _log_odds(there.by_county(v), there.by_county(n), _ADDED_TO_A_COUNTY) for v, n in zip(votes, of, strict=True)
    ]
    return Geography(_side_by_side(units, len(past.units)), _side_by_side(counties, len(there.counties)))


def _directions(setting: Setting, pasts: Sequence[Past], most: int) -> NDArray[np.float64]:
    columns = [found for past in pasts if (found := _laid(setting, past)) is not None]
    if not columns:
        return np.zeros((len(setting.outline.units), 0))
    return main_directions(np.concatenate(columns, axis=1), most)


def _laid(setting: Setting, past: Past) -> NDArray[np.float64] | None:
    """A contest's columns on tonight's units; None where it has too few of them, or nobody ran."""
    columns = geography(past)
    if not columns.by_unit.shape[1]:
        return None
    unit, county = setting.rows(past), setting.listed(past)
    if ((unit >= 0) | (county >= 0)).mean() < _COVERS:
        return None
    laid = np.zeros((len(unit), columns.by_unit.shape[1]))
    laid[county >= 0] = columns.by_county[county[county >= 0]]
    if not setting.by_county:
        laid[unit >= 0] = columns.by_unit[unit[unit >= 0]]
    return laid


def _main_candidates(past: Past) -> tuple[list[NDArray[np.float64]], list[NDArray[np.float64]]]:
    """The votes of those whose geography counts, and the votes they are a share of.

    Between parties it is the Republicans' of both; else up to four candidates with over 8 % of all votes, and one
    where two have nearly all, since the other is the first reversed.
    """
    there = table(past)
    if there.partisan:
        republican = of_party(past, "REP")
        return [republican], [republican + of_party(past, "DEM")]
    sums = there.votes.sum(axis=0)
    order = np.argsort(-sums, kind="stable").tolist()
    main = [i for i in order if sums[i] > _MAIN * there.total and not _is_write_in(past, i)][:_MOST_CANDIDATES]
    if len(main) > 1 and sums[main[:2]].sum() > _TWO_HAVE_ALL * there.total:
        main = main[:1]
    return [there.votes[:, i] for i in main], [there.totals] * len(main)


def _is_write_in(past: Past, candidate: int) -> bool:
    return past.candidates[candidate] == "write-in" or past.parties[candidate] == "WRI"


def _log_odds(votes: NDArray[np.float64], of: NDArray[np.float64], added: float) -> NDArray[np.float64]:
    """Log-odds of a share by place, about their mean, with so many votes of the whole share added to each place."""
    whole = float(of.sum())
    share = min(max(float(votes.sum()) / max(whole, 1.0), 0.002), 0.998)
    near = np.clip((votes + added * share) / (of + added), 1e-4, 1 - 1e-4)
    odds = np.log(near / (1 - near))
    return np.asarray(odds - float((of * odds).sum()) / max(whole, 1.0), dtype=np.float64)


def _side_by_side(columns: list[NDArray[np.float64]], rows: int) -> NDArray[np.float64]:
    return np.stack(columns, axis=1) if columns else np.zeros((rows, 0))
