"""The calibration of the projection on whole nights: how wide it must be to hold as often as it says.

Every contest of a library is counted again in every order; at each moment the model says what it expects, under priors
that its election had no part in, and the errors of all main candidates are kept with what could be seen of the moment.
The scale of the errors is learned from all of them; the record of how often ranges held, from scales learned without
the election in question (`FOLDS` parts). The adversary's order counts more in the scale, not in the record.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from outright.baseline.library import Library
from outright.baseline.priors import Priors, read, write
from outright.errors import UsageError
from outright.night.orders import moments, orders_for
from outright.night.priors_fit import Tick, WithoutItsElection, laid, leave_one_out
from outright.night.threads import one_thread

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from outright.baseline.calibration import Calibration

FRACTIONS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.97)
ORDERS = ("random", "early-first", "small-first", "county-blocks", "big-last", "lean-first")
ADVERSARY = "lean-first"
ADVERSARY_WEIGHT = {"baseline": 1.2, "no baseline": 1.2, "primary": 2.4}
"""By group, how much the adversary's order weighs beside another: as much as is needed for ranges of 90 % to hold there
78 times in a hundred, and no more, since random order early in the night looks the same and pays for it."""

FOLDS = 10
SMALLEST = 30
"""Cells with votes, under which a contest is not counted again."""

BATCH = 4
NINETY = 2.015048372669157
"""The quantile of Student's t with five degrees of freedom that holds nine times in ten."""


@dataclass(frozen=True, slots=True)
class Missed:
    """One main candidate at one moment: what was seen of it, and how far the expected final share was off."""

    election: str
    group: str
    side: str
    order: str
    fraction: float
    leads: bool
    like: str
    features: tuple[float, ...]
    error: float


def calibrated(
    folder: Path, priors: Priors, *, leave_out: str = "", workers: int | None = None, tick: Tick | None = None
) -> Priors:
    """These priors with the calibration of the same dataset, as they will be written: see `calibrate`.

    What is written has few digits, and is what a night will use; so errors are measured with the written numbers.
    """
    rounded = read(write(priors))
    workers = workers or os.cpu_count() or 1
    without = leave_one_out(folder, workers=workers, priors=rounded)
    return replace(priors, calibration=calibrate(folder, without, leave_out=leave_out, workers=workers, tick=tick))


def calibrate(
    folder: Path, priors_for: WithoutItsElection, *, leave_out: str = "", workers: int, tick: Tick | None = None
) -> Calibration:
    """The calibration learned from every contest of a tidy dataset but those of the election left out.

    The same for any number of workers. Raises `UsageError` where no contest is large enough to be counted again.
    """
    ids = Library.open(folder).ids()
    one_thread()
    found: list[Missed] = []
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        batches = [ids[i : i + BATCH] for i in range(0, len(ids), BATCH)]
        tasks = {pool.submit(_batch, folder, batch, _their(folder, batch, priors_for)): batch for batch in batches}
        by_batch = {}
        for done in as_completed(tasks):
            by_batch[tasks[done]] = done.result()
            if tick is not None:
                tick(len(tasks[done]))
        for batch in batches:
            found += [row for row in by_batch[batch] if row.election != leave_out]
    if not found:
        raise UsageError(
            "No contest to count again", where=str(folder), hint=f"Of {SMALLEST} cells with votes or more."
        )
    return learned(found)


def _their(folder: Path, ids: Sequence[str], priors_for: WithoutItsElection) -> dict[str, Priors]:
    """The priors of these contests alone, so that a worker is not sent everybody's."""
    library = Library.open(folder) if folder not in _LIBRARIES else _LIBRARIES[folder]
    _LIBRARIES[folder] = library
    return {contest_id: priors_for(library.outline(contest_id)) for contest_id in ids}


_LIBRARIES: dict[Path, Library] = {}


def _batch(folder: Path, ids: Sequence[str], priors: dict[str, Priors]) -> list[Missed]:
    return [row for contest_id in ids for row in missed(folder, contest_id, priors[contest_id])]


def missed(folder: Path, contest_id: str, priors: Priors) -> list[Missed]:
    """Every moment of one contest; empty for a contest too small or a second copy of one."""
    from outright.projection.foresee import foresee
    from outright.projection.moment import moment
    from outright.projection.project import side_of

    library = _LIBRARIES.get(folder) or _LIBRARIES.setdefault(folder, Library.open(folder))
    contest = laid(folder, contest_id)
    if contest is None or "--" in contest_id:
        return []
    ground, truth = contest
    if int((truth.sum(axis=2) > 0).sum()) < SMALLEST:
        return []
    outline, final = ground.outline, truth.sum(axis=(0, 1)) / max(int(truth.sum()), 1)
    group = "baseline" if ground.klass == "G1" else "no baseline" if ground.klass in ("G0", "U") else "primary"
    rows = []
    for order in orders_for(outline, ORDERS):
        for at in moments(outline, truth, library.county_names(contest_id), order, 0, FRACTIONS):
            foreseen = foresee(ground, at.counted, priors)
            seen = moment(ground, at.counted, foreseen)
            like = f"{side_of(ground.klass)}, {seen.pattern}, {seen.band}"
            rows += [
                Missed(
                    f"{outline.state}-{outline.date}", group, side_of(ground.klass), order, at.fraction, place == 0,
                    like, tuple(seen.features[place].tolist()), float(final[k] - foreseen.share[k]),
                )
                for place, k in enumerate(foreseen.main)
            ]  # fmt: skip
    return rows


def learned(found: Sequence[Missed]) -> Calibration:
    """The scale from all moments, and the record from scales that did not see the election."""
    import numpy as np

    from outright.projection.scale import learn_scale, scale_of

    features, errors = np.array([row.features for row in found]), np.array([row.error for row in found])
    weights = _weights(found)
    fold = np.array([zlib.crc32(row.election.encode()) % FOLDS for row in found])
    held = np.zeros(len(found), dtype=np.bool_)
    for part in range(FOLDS):
        rest, own = fold != part, fold == part
        if own.any() and rest.any():
            without = learn_scale(features[rest], errors[rest], weights[rest])
            held[own] = np.abs(errors[own]) <= NINETY * scale_of(without, features[own])
    record: dict[str, tuple[int, int]] = {}
    for row, yes in zip(found, held.tolist(), strict=True):
        if row.leads and row.order != ADVERSARY:
            before = record.get(row.like, (0, 0))
            record[row.like] = (before[0] + yes, before[1] + 1)
    return replace(learn_scale(features, errors, weights), record=record)


def _weights(found: Sequence[Missed]) -> NDArray[np.float64]:
    """Every sort of contest, order and fraction weighs the same; the adversary's order a little more."""
    import numpy as np

    cells = [(row.group, row.order, row.fraction) for row in found]
    number: dict[tuple[str, str, float], int] = {}
    for cell in cells:
        number[cell] = number.get(cell, 0) + 1
    weights: NDArray[np.float64] = np.array(
        [(ADVERSARY_WEIGHT[cell[0]] if cell[1] == ADVERSARY else 1.0) / number[cell] for cell in cells]
    )
    return weights
