"""Small outlines and past contests made by hand, for the tests of what is compared and expected."""

import datetime as dt
from fractions import Fraction

import numpy as np

from outright.baseline import ContestKind, Outline, Past, Stakes
from outright.terms import VoteMethod as M

METHODS = (M.ELECTION_DAY, M.EARLY)


def outline(units: dict[str, str], methods=METHODS, candidates=("handel", "ossoff")) -> Outline:
    """Tonight: ``units`` gives each unit's county."""
    ids = tuple(sorted(units))
    return Outline(
        "us-house-6", dt.date(2017, 4, 18), "ga", ContestKind.SPECIAL, "us-house", "6", "", "precinct",
        tuple(candidates), ("REP", "DEM"), Stakes(Fraction(1, 2), 2), ids, tuple(units[i] for i in ids),
        np.zeros(len(ids), dtype=bool), tuple(methods),
    )  # fmt: skip


def past(votes: dict[str, tuple[str, list]], methods=METHODS, scope="unit") -> Past:
    """2016: ``votes[unit] = (county, [[trump, clinton] by method])``."""
    ids = tuple(sorted(votes))
    table = np.array([votes[i][1] for i in ids], dtype=np.int64).reshape(len(ids), len(methods), 2)
    return Past(
        "president-2016", dt.date(2016, 11, 8), "ga", ContestKind.GENERAL, "president", "", "precinct",
        ("trump", "clinton"), ("Donald Trump", "Hillary Clinton"), ("REP", "DEM"), ids,
        tuple(votes[i][0] for i in ids), tuple(methods), table, scope,
    )  # fmt: skip
