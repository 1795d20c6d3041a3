"""The report on recorded nights: when each verdict could be said, and whether it held.

A report of its own, without pass marks: these nights have another shape than a dataset's invented orders, and most
are one night of 2020 with its unusual mail vote. For every series: the rows of a backtest at the usual fractions,
the history of what was said, what the end contradicts, how often the intervals held along the night, and the faults
the night brought. The true fraction counted is known only afterwards; it orders the report and goes nowhere else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from outright.count import slug
from outright.night.recorded import RecordedNights, Series
from outright.night.recorded_cells import counted_along, earlier_in_the_tables, outline_of
from outright.night.recorded_end import certified_verdict, contradicted, final_shares, final_votes
from outright.night.recorded_faults import Faults, faults_of
from outright.night.recorded_replay import Moment, PastOf, Projector, replay
from outright.night.rounding import ORDER, THRESHOLD
from outright.projection.result import LEVELS, Projection
from outright.terms import VerdictCode

FRACTIONS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.97)
"""The true parts of the final vote at which rows are taken."""

BANDS = (0.0, 0.10, 0.25, 0.50, 0.75, 0.90, 0.97, 1.0)
"""Between which parts counted the coverage along the night is told apart."""

MAIN = 0.05
"""A candidate with this share of the count at a moment is a main one then."""

ON_THE_NIGHT = frozenset({"nyt-series", "nyt-precinct-feed", "ga-runoff-diffs", "tx-sos-via-newsroom", "wi-counties"})
"""The sources that were recorded from the first votes on; the others begin days later."""


@dataclass(frozen=True, slots=True)
class Said:
    """A change of what was said: ``fraction`` is the true part counted, ``stated`` what the source made of it."""

    number: int
    seq: int
    at: dt.datetime
    fraction: float
    stated: float | None
    code: VerdictCode
    named: tuple[str, ...]
    wrong: str

    @property
    def claims(self) -> bool:
        """Whether it says more than that it is open or who leads."""
        return self.code.value.endswith(("_projected", "_certain"))


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often intervals of one level held between two parts counted, over main candidates and moments."""

    level: float
    above: float
    up_to: float
    held: int
    of: int
    mean_width: float


@dataclass(frozen=True, slots=True)
class SeriesReport:
    """One contest as one source published it.

    ``said`` are the changes of what was said, in order. ``certified`` is what arithmetic says of the certified count
    (None: the tables have none). ``undecidable`` counts the moments at which rounding left the threshold or the
    order open; ``failures`` are the projector's errors, by text with how often. ``rows`` are as in a backtest.
    """

    id: str
    contest_id: str
    source: str
    level: str
    rounded: bool
    rule: str
    basis: str
    moments: int
    projected: int
    faults: Faults
    said: tuple[Said, ...]
    certified: tuple[VerdictCode, tuple[str, ...]] | None
    undecidable: int
    coverage: tuple[Coverage, ...]
    failures: tuple[tuple[str, int], ...]
    rows: tuple[dict[str, object], ...]

    def first(self, ending: str) -> Said | None:
        """The first verdict that was ``projected`` or ``certain``; None where none ever was."""
        return next((s for s in self.said if s.code.value.endswith(f"_{ending}")), None)

    @property
    def wrong(self) -> tuple[Said, ...]:
        """Every verdict that the end of the count contradicts."""
        return tuple(s for s in self.said if s.wrong)

    @property
    def withdrawn(self) -> int:
        """How often something said was taken back: it no longer stood at the next publication."""
        pairs = pairwise(self.said)
        return sum(a.claims and (not b.claims or not set(a.named) <= set(b.named)) for a, b in pairs)

    @property
    def settled(self) -> Said | None:
        """The verdict said last, from when it was said and never left; None where nothing was said in the end."""
        last = self.said[-1] if self.said else None
        return last if last is not None and last.claims else None


@dataclass(frozen=True, slots=True)
class RecordedReport:
    """The whole report, by series."""

    series: tuple[SeriesReport, ...]

    def rows(self) -> tuple[dict[str, object], ...]:
        """Every row, as a backtest writes them: ``order`` is "recorded", ``repeat`` numbers a contest's sources.

        One column more, ``source``; ``seconds`` is None: a replay reads no clock.
        """
        sources: dict[str, list[str]] = {}
        for s in self.series:
            sources.setdefault(s.contest_id, []).append(s.source)
        return tuple({**r, "repeat": sources[s.contest_id].index(s.source)} for s in self.series for r in s.rows)


def recorded(
    folder: Path, contests: str = "*", projector: Projector | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None, *, sources: Iterable[str] = ON_THE_NIGHT,
    past: PastOf = lambda _outline: (), seed: int = 0,
) -> RecordedReport:  # fmt: skip
    """The report on the recorded nights in ``folder`` (or its ``nights/``) whose contests match ``contests``.

    ``projector`` None replays the count and the arithmetic alone. ``past`` gives earlier contests of an outline's
    places; those of the recorded nights themselves are added. Raises `outright.errors.FeedError` where the folder
    holds no recorded nights.
    """
    inside = folder / "nights"
    nights = RecordedNights(inside if inside.is_dir() else folder)
    wanted = [s for s in nights.series(contests) if s.source in set(sources)]
    reports = []
    for done, series in enumerate(wanted):
        progress(done, len(wanted))
        reports.append(report_of(series, projector, lambda o: (*past(o), *earlier_in_the_tables(nights, o)), seed=seed))
    progress(len(wanted), len(wanted))
    return RecordedReport(tuple(reports))


def report_of(series: Series, projector: Projector | None, past: PastOf, *, seed: int = 0) -> SeriesReport:
    """The report on one series."""
    truth = final_shares(series)
    tally, rows, said, failures = _Tally(truth), _Rows(series, truth), list[Said](), dict[str, int]()
    moments = projected = undecidable = 0
    rule = ""
    for moment in replay(series, projector, past, seed=seed):
        moments += 1
        contest = moment.bulletin.contests[0]
        rule = contest.threshold.rule
        undecidable += any(r.code in (THRESHOLD, ORDER) for r in contest.verdict.reasons)
        if not said or (said[-1].code, said[-1].named) != (moment.code, moment.named):
            said.append(_said(series, moment))
        if moment.error:
            failures[moment.error] = failures.get(moment.error, 0) + 1
        if moment.projection is not None:
            projected += 1
            tally.add(moment, moment.projection)
            rows.add(moment, moment.projection)
    end = certified_verdict(series)
    return SeriesReport(
        id=series.id, contest_id=series.contest.id, source=series.source, level=series.level, rounded=series.rounded,
        rule=rule, basis=series.contest.basis, moments=moments, projected=projected, faults=faults_of(series),
        said=tuple(said), certified=None if end is None else (end.code, tuple(end.candidates)),
        undecidable=undecidable, coverage=tally.coverage(), failures=tuple(sorted(failures.items())),
        rows=tuple(rows.rows),
    )  # fmt: skip


def _said(series: Series, moment: Moment) -> Said:
    return Said(
        moment.number, moment.seq, moment.at, moment.fraction, moment.stated, moment.code, moment.named,
        contradicted(series, moment.code, moment.named),
    )  # fmt: skip


class _Tally:
    """Counts which intervals held, by level and band."""

    def __init__(self, truth: dict[str, float]) -> None:
        self.truth = truth
        self.found: dict[tuple[float, int], list[tuple[bool, float]]] = {}

    def add(self, moment: Moment, projection: Projection) -> None:
        band = next((i for i, (a, b) in enumerate(_bands()) if a <= moment.fraction < b), None)
        if band is None:
            return
        for candidate in projection.candidates:
            truth = self.truth.get(candidate.candidate)
            if truth is None or candidate.counted < MAIN * projection.counted:
                continue
            for level in LEVELS:
                i = candidate.interval(level)
                held = i.low <= truth <= i.high
                self.found.setdefault((level, band), []).append((held, i.high - i.low))

    def coverage(self) -> tuple[Coverage, ...]:
        bands = _bands()
        return tuple(
            Coverage(level, *bands[band], sum(h for h, _ in seen), len(seen), sum(w for _, w in seen) / len(seen))
            for (level, band), seen in sorted(self.found.items())
        )


def _bands() -> Sequence[tuple[float, float]]:
    return tuple(pairwise(BANDS))


class _Rows:
    """Takes the rows of a backtest at the first moment that reaches each fraction."""

    def __init__(self, series: Series, truth: dict[str, float]) -> None:
        self.series, self.truth, self.final = series, truth, final_votes(series)
        outline = outline_of(series)
        self.cells = len(outline.units) * len(outline.methods)
        self.seen = [int((c.arrival >= 0).sum()) for c in counted_along(series, outline)]
        self.left = list(FRACTIONS)
        self.at = [p.seq for p in series.publications if not p.stale]
        self.rows: list[dict[str, object]] = []

    def add(self, moment: Moment, projection: Projection) -> None:
        reached = [f for f in self.left if moment.fraction >= f]
        self.left = [f for f in self.left if f not in reached]
        if reached and moment.fraction < 1:
            here = self.seen[self.at.index(moment.seq)]
            self.rows += [
                self._row(f, here, moment, projection, i) for f in reached for i in range(len(projection.candidates))
            ]

    def _row(self, fraction: float, here: int, moment: Moment, projection: Projection, place: int) -> dict[str, object]:
        c = projection.candidates[place]
        votes = {slug(k.id): k.votes for k in self.series.contest.candidates}
        ends = {f"{end}{100 * level:.0f}": getattr(c.interval(level), name)
                for level in LEVELS for end, name in (("lo", "low"), ("hi", "high"))}  # fmt: skip
        return {
            "contest_id": self.series.contest.id, "order": "recorded", "fraction": fraction, "repeat": 0,
            "candidate_id": c.candidate, "cells": self.cells, "cells_reported": here, "counted_votes": c.counted,
            "counted_share": c.counted / projection.counted if projection.counted else 0.0,
            "final_votes": votes.get(c.candidate), "final_share": self.truth.get(c.candidate),
            "median_share": c.median, **ends, "p_win": c.win, "p_outright": c.outright, "p_advance": c.advance,
            "p_runoff": projection.runoff, "verdict": moment.code.value, "verdict_candidates": ",".join(moment.named),
            "seconds": None, "source": self.series.source,
        }  # fmt: skip
