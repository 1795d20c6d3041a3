"""Nights that were counted long ago, played again in every order: what would have been projected, and what came.

One contest at a time: its outline and its past are laid out as they were before the night, its cells report in a
given order, and at each moment the projection is asked. It sees what has reported and nothing else; the full count
only says when a cell reports and what was right. The same contest, order, fraction, repeat and seed always give the
same rows, wherever and beside whatever they are run.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from outright.baseline.ground import lay
from outright.errors import ConfigError, FeedError, UsageError
from outright.night.backtest_rows import Row
from outright.night.orders import FRACTIONS, ORDERS, Moment, moments, orders_for, seeded
from outright.night.outcome import decided
from outright.night.two_line import Reference, reference, two_line
from outright.projection.project import project
from outright.projection.result import LEVELS
from outright.terms import VerdictCode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from outright.baseline.library import Library
    from outright.baseline.outline import Outline, Past
    from outright.projection.counted import Counted
    from outright.projection.result import Projection

SMALLEST = 30
"""Reporting units, under which a contest is run only when it is asked for."""

PriorsFor = Callable[["Outline"], Any]
"""Which priors a contest is projected with; None for the package's own."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run of each contest. ``seed`` moves the projection's draws only, never the orders."""

    orders: tuple[str, ...] = ORDERS
    fractions: tuple[float, ...] = FRACTIONS
    repeats: int = 1
    seed: int = 0
    priors_for: PriorsFor | None = None


def chosen(library: Library, pattern: str | None, min_units: int | None) -> tuple[str, ...]:
    """The contests to run: all with 30 reporting units or more, or those of a pattern, or those of a size.

    A contest is *named* by its whole id or by a pattern; then its size does not matter unless ``min_units`` says so.
    Raises `UsageError` where nothing is left.
    """
    ids = [i for i in library.ids() if pattern is None or fnmatchcase(i, pattern)]
    least = min_units if min_units is not None else SMALLEST if pattern is None else 0
    found = tuple(i for i in ids if not least or _units(library, i, least) >= least)
    if not found:
        where = f"{library.files.name}: {pattern or 'every contest'}"
        raise UsageError(
            f"No contest to run with {least} reporting units or more" if least else "No contest of that name",
            where=where, hint="Give --contests a pattern such as 'ga-2018-*', or a lower --min-units.",
        )  # fmt: skip
    return found


def _units(library: Library, contest_id: str, otherwise: int) -> int:
    """How many units it has; ``otherwise`` where its results cannot be read, which running it will tell."""
    try:
        return len(library.outline(contest_id).units)
    except FeedError:
        return otherwise


def priors_source(name: str, folder: Path) -> PriorsFor | None:
    """Where a backtest's priors come from, by the name they are asked for with; None for the package's own.

    Raises `ConfigError` for priors that this package cannot learn.
    """
    if name not in PRIORS:
        raise ConfigError(
            f"Priors {name!r} cannot be learned here", where=str(folder), hint=f"There are {', '.join(PRIORS)}."
        )
    return PRIORS[name](folder)


def _shipped(_folder: Path) -> PriorsFor | None:
    return None


def _leave_one_out(folder: Path) -> PriorsFor | None:
    from outright.night.priors_fit import leave_one_out

    return leave_one_out(folder)


PRIORS: dict[str, Callable[[Path], PriorsFor | None]] = {"shipped": _shipped, "leave-one-out": _leave_one_out}
"""By name, what makes of a dataset's folder the priors of each contest. What it returns is sent to other processes."""


def contest_rows(library: Library, contest_id: str, plan: Plan) -> Iterator[Row]:
    """Every row of one contest."""
    outline, truth = library.outline(contest_id), library.truth(contest_id)
    ground = lay(outline, library.past(outline), library.counties())
    baseline = best_baseline(outline, truth, library.baselines(outline))
    rival = reference(outline, truth, baseline, library.kind(contest_id), outline.parties)
    counties = library.county_names(contest_id)
    priors = plan.priors_for(outline) if plan.priors_for is not None else None
    ask: Callable[..., Projection] = project
    if priors is not None:
        ask = partial(ask, priors=priors)
    for order in orders_for(outline, plan.orders):
        for repeat in range(plan.repeats):
            for moment in moments(outline, truth, counties, order, repeat, plan.fractions):
                rng = seeded(contest_id, order, f"{moment.fraction:g}", repeat, plan.seed, "draws")
                started = time.perf_counter()
                projection = ask(ground, moment.counted, rng=rng)
                seconds = time.perf_counter() - started
                yield from _rows(outline, truth, order, repeat, moment, projection, seconds, rival)


def best_baseline(outline: Outline, truth: NDArray[np.int64], baselines: Sequence[Past]) -> Past | None:
    """The same-unit baseline that covers most of the vote; a presidential one first where they are level."""
    laid = [p for p in baselines if p.scope == "unit"]
    votes = truth.sum(axis=(1, 2))
    ranked = [
        (_covered(outline, votes, p), p.contest_id.startswith("president"), p.contest_id, i) for i, p in enumerate(laid)
    ]
    return laid[max(ranked)[3]] if ranked else None


def _covered(outline: Outline, votes: NDArray[np.int64], past: Past) -> float:
    there = set(past.units)
    matched = sum(int(v) for unit, v in zip(outline.units, votes, strict=True) if unit in there)
    return round(matched / max(int(votes.sum()), 1), 4)


def verdict(outline: Outline, counted: Counted, projection: Projection) -> tuple[VerdictCode, tuple[str, ...]]:
    """The contest's verdict: arithmetic first, then the model.

    A dataset gives no bound on the ballots still out, so arithmetic speaks only where every cell is complete, or
    where there is nobody else to vote for.
    """
    votes = [int(v) for v in counted.votes.sum(axis=(0, 1))]
    complete = bool((counted.part == 1).all())
    alone = len(votes) == 1 and sum(votes) > 0
    if complete or alone:
        found = decided(outline.stakes, votes)
        named = found.candidates or found.level
        return found.code, tuple(outline.candidates[k] for k in named)
    return projection.code, projection.named


def _rows(
    outline: Outline,
    truth: NDArray[np.int64],
    order: str,
    repeat: int,
    moment: Moment,
    projection: Projection,
    seconds: float,
    rival: Reference | None,
) -> Iterator[Row]:
    code, named = verdict(outline, moment.counted, projection)
    counted, final = moment.counted.votes.sum(axis=(0, 1)), truth.sum(axis=(0, 1))
    reference_shares = two_line(rival, moment.seen) if rival is not None else None
    for k, chances in enumerate(projection.candidates):
        half, most, nine, nearly = (chances.interval(level) for level in LEVELS)
        yield Row(
            contest_id=outline.contest_id, order=order, fraction=moment.fraction, repeat=repeat,
            candidate_id=outline.candidates[k], cells=moment.seen.size, cells_reported=int(moment.seen.sum()),
            counted_votes=int(counted[k]), counted_share=float(counted[k] / counted.sum()),
            final_votes=int(final[k]), final_share=float(final[k] / final.sum()), median_share=chances.median,
            lo50=half.low, hi50=half.high, lo80=most.low, hi80=most.high, lo90=nine.low, hi90=nine.high,
            lo95=nearly.low, hi95=nearly.high, p_win=chances.win, p_outright=chances.outright,
            p_advance=chances.advance, p_runoff=projection.runoff, verdict=code.value,
            verdict_candidates=",".join(named), seconds=seconds,
            two_line_share=float(reference_shares[k]) if reference_shares is not None else None,
        )  # fmt: skip
