"""Made-up grounds and counts for the tests of the projection; figures are drawn with a given seed."""

import datetime as dt

import numpy as np

from outright.baseline.ground import FirstRound, Ground, MethodPast
from outright.baseline.outline import ContestKind, Outline, Stakes
from outright.projection.counted import Counted
from outright.terms import VoteMethod as Method

FOUR = (Method.ELECTION_DAY, Method.EARLY, Method.ABSENTEE_MAIL, Method.PROVISIONAL)
KINDS = {"G": ContestKind.GENERAL, "U": ContestKind.GENERAL, "P": ContestKind.PRIMARY, "R": ContestKind.RUNOFF}


def made(
    units=40, counties=5, methods=FOUR, parties=("DEM", "REP"), klass="G1", level="precinct", seed=1, size_date=None
):  # fmt: skip
    """A ground and its full count, shape (units, methods, candidates)."""
    rng = np.random.default_rng(seed)
    county = rng.permutation(np.arange(units) % counties)
    names = tuple(f"9{c:04d}" for c in range(counties))
    lean, size = rng.normal(0, 0.8, units), np.exp(rng.normal(6, 0.5, units))
    signed = klass[0] == "G"
    outline = Outline(
        f"zz-2018-11-06-{seed}", dt.date(2018, 11, 6), "zz", KINDS[klass[0]], "governor", "",
        "" if signed else "REP", level, tuple(f"c{k:02d}" for k in range(len(parties))), tuple(parties),
        Stakes(None, 0), tuple(f"u{i:04d}" for i in range(units)), tuple(names[c] for c in county),
        np.zeros(units, dtype=bool), tuple(methods),
    )  # fmt: skip
    pattern = rng.normal(0, 0.6, (units, 3))
    part = np.array([0.55, 0.3, 0.13, 0.02])[: len(methods)]
    part = part / part.sum()
    past = rng.poisson(size[:, None] * part * 0.5, (units, len(methods))).astype(float)
    first = np.maximum(rng.normal(100, 30, (units, len(parties))), 1)
    ground = Ground(
        outline, (), klass, signed, county.astype(np.int64), names, outline.pseudo, size, size_date,
        rng.integers(0, 3, units), rng.integers(0, 2, units), lean, rng.integers(0, 2, units),
        rng.normal(0, 0.3, units), (("g0", rng.normal(0, 0.2, units)),),
        (("P2", pattern), ("pop", rng.normal(0, 1, (units, 1)))),
        FirstRound("first", first, first.sum(0)) if klass == "R" else None,
        MethodPast("past", dt.date(2014, 11, 4), past * 0.45, past * 0.5, past) if len(methods) > 1 else None,
    )  # fmt: skip
    side = np.array(
        [{"DEM": 1.0, "REP": -1.0}.get(p, -2.0) if signed else 0.4 * (k % 3) for k, p in enumerate(parties)]
    )
    eta = np.outer(lean * 0.4, side)[:, None, :] + rng.normal(0, 0.2, (units, len(methods), len(parties)))
    weights = np.exp(eta + (side < -1) * -2.0)
    votes = rng.multinomial(rng.poisson(size[:, None] * part * 0.6), weights / weights.sum(2, keepdims=True))
    return ground, votes.astype(np.int64)


def counted(votes, seen, seed=0):
    """A count in which the cells ``seen`` are complete and came in some order."""
    arrival = np.full(seen.shape, -1)
    arrival[seen] = np.random.default_rng(seed).permutation(int(seen.sum()))
    return Counted(np.where(seen[:, :, None], votes, 0), seen.astype(float), arrival)


def some(votes, part, seed=0):
    """A count of about this part of the cells, at random."""
    return counted(votes, np.random.default_rng(seed).random(votes.shape[:2]) < part, seed)
