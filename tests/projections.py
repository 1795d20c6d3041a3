"""Projections made by hand, for the tests of what is said of one. Figures are plausible, the moments invented."""

from collections.abc import Mapping

import numpy as np

from outright.projection.result import (
    LEVELS,
    Chances,
    Contribution,
    Gate,
    Interval,
    Projection,
    Range,
    Record,
    StillOut,
)
from outright.terms import VerdictCode

HALF_WIDTHS = dict(zip(LEVELS, (0.41, 0.78, 1.0, 1.19), strict=True))
GATES = (
    Gate("coverage", True, "71% of the expected vote is in; 10% is asked for."),
    Gate("places", True, "Every county has reported early and mail votes."),
    Gate("level", True, "Enough of the draws agree: 199 in 200 are asked for."),
)


def chances(
    candidate: str, counted: int, median: float, half: float = 0.012, *, win: float = 0.0, outright: float = 0.0,
    advance: float = 0.0,
) -> Chances:  # fmt: skip
    """A candidate whose range of 90 % is ``half`` to either side of the median."""
    intervals = tuple(
        Interval(level, max(0.0, median - half * wide), min(1.0, median + half * wide))
        for level, wide in HALF_WIDTHS.items()
    )
    return Chances(candidate, counted, median, intervals, win, outright, advance)


def projection(
    candidates: tuple[Chances, ...], *, code: VerdictCode = VerdictCode.TOO_EARLY, named: tuple[str, ...] = (),
    expected: int | None = None, gates: tuple[Gate, ...] = GATES, runoff: float = 0.998, **more: object,
) -> Projection:  # fmt: skip
    """A projection of these candidates; ``expected`` votes in the end (four tenths more than counted if not said)."""
    counted = sum(c.counted for c in candidates)
    mid = counted * 14 // 10 if expected is None else expected
    left = mid - counted
    out = Range(left * 88 // 100, left, left * 114 // 100)
    shares = np.array([[c.median for c in candidates]])
    facts: dict[str, object] = {
        "by_county": (), "by_method": (), "level": 0.995, "record": Record(1093, 1204, "early vote first"),
        "because": (), "notes": (),
    } | more  # fmt: skip
    return Projection(
        candidates=candidates, counted=counted, final_votes=Range(counted + out.low, mid, counted + out.high),
        runoff=runoff, code=code, named=named, gates=gates, draws=shares, draw_votes=np.array([float(mid)]), **facts,
    )  # type: ignore[arg-type]  # fmt: skip


def reference(
    votes: Mapping[str, int], *, leader: float = 0.481, half: float = 0.012,
    code: VerdictCode = VerdictCode.RUNOFF_PROJECTED, expected: int | None = None, **more: object,
) -> Projection:  # fmt: skip
    """The reference night's contest as a model may see it: the leader ends at ``leader``, give or take ``half``."""
    total, order = sum(votes.values()), sorted(votes, key=lambda c: -votes[c])
    first, second = order[:2]
    rest = (1 - leader) / max(1 - votes[first] / max(total, 1), 0.01) / max(total, 1)
    outright = 0.002 if leader + half <= 0.5 else 0.999 if leader - half > 0.5 else 0.31
    rows = tuple(
        chances(
            c, votes[c], leader if c == first else min(votes[c] * rest, 0.9), half if c == first else half / 2,
            win=1.0 if c == first else 0.0, outright=outright if c == first else 0.0,
            advance=1 - outright if c == first else 0.997 if c == second else 0.001,
        )
        for c in sorted(votes)
    )  # fmt: skip
    out = (
        StillOut("cobb", total // 3, Range(18_100, 21_040, 24_200), ((first, 0.391), (second, 0.251)), "turnout model"),
        StillOut("dekalb", total // 3, Range(3_900, 4_610, 5_400), ((first, 0.582), (second, 0.171)), "turnout model"),
        StillOut(
            "fulton", total // 3, Range(26_000, 30_010, 34_800), ((first, 0.424), (second, 0.236)), "turnout model"
        ),
    )
    ways = (
        StillOut("early", total * 4 // 10, Range(0, 40, 120), ((first, 0.62), (second, 0.14)), "ballots on hand"),
        StillOut(
            "absentee-mail", total // 10, Range(1_200, 1_900, 2_900), ((first, 0.55), (second, 0.17)), "ballots on hand"
        ),
        StillOut(
            "election-day", total // 2, Range(45_000, 52_200, 60_100), ((first, 0.41), (second, 0.24)), "turnout model"
        ),
        StillOut("provisional", 0, Range(600, 1_400, 2_600), ((first, 0.52), (second, 0.2)), "past elections"),
    )
    because = (
        Contribution("fulton", -1.61, "Fulton's precincts still out leaned to the other side in 2016."),
        Contribution("election-day", -1.48, "Election-day votes have been 21 points lower than early votes tonight."),
        Contribution("dekalb", 0.31, "DeKalb is nearly all in and has more to come than it looks."),
    )
    sure = code in (VerdictCode.RUNOFF_PROJECTED,)
    facts: dict[str, object] = {"by_county": out, "by_method": ways, "because": because} | more
    return projection(
        rows, code=code, named=(first, second) if sure else (first,) if code is VerdictCode.WON_PROJECTED else (),
        expected=expected, runoff=1 - outright, **facts,
    )  # type: ignore[arg-type]  # fmt: skip
