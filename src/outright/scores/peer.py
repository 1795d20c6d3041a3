"""The public elex-model beside ours, on a fixed sample of contests and on the very same moments.

It is run by the script that stands in ``peers/`` beside the dataset's folder, in an environment of its own. It knows
only a two-way margin, complete units and a same-unit baseline, so it is compared on the margin between the two
parties (of their votes, in points) in general and special elections that have such a baseline. A unit without one is
given the mean of its county. A moment at which it refuses or fails is counted as such, and compared with nothing.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from outright.errors import ConfigError, FeedUnavailable
from outright.night.backtest import best_baseline
from outright.night.backtest_rows import MOMENT
from outright.night.orders import moments
from outright.scores.frame import facts_of
from outright.scores.marks import Mark

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from outright.baseline.library import Library

SAMPLE = 60
SEED = 2017
FRACTIONS = (0.10, 0.50, 0.90)
METHODS = ("nonparametric", "bootstrap")
PACKAGES = ("elex-model", "elex-solver", "pandas", "numpy", "scipy", "cvxpy", "pyarrow")
PATIENCE = 600
Note = Callable[[str], None]


def beside(
    folder: Path, library: Library, rows: pl.DataFrame, python: Path | None, *, note: Note, workers: int | None = None
) -> dict[str, Any]:
    """What the peer said at moments of the sample that were run: errors beside ours, and how its intervals held.

    Raises `FeedUnavailable` where its script is not there, `ConfigError` where its environment cannot be made.
    """
    script = folder.resolve().parent / "peers" / "peer_elex_model.py"
    if not script.is_file():
        hint = "Put peers/peer_elex_model.py beside the dataset's folder, or leave --peer out."
        raise FeedUnavailable("The peer's script is not there", where=str(script), hint=hint)
    program = python or environment(script.parent / "peer-requirements.txt", note)
    ids = sample(library, set(rows["contest_id"]))
    note(f"elex-model on {len(ids)} contests; this takes a second to a minute per moment.")
    with tempfile.TemporaryDirectory() as place, ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        answers = list(pool.map(lambda i: _asked(library, i, rows, program, script, Path(place)), ids))
    said = [line for lines in answers for line in lines]
    return {"contests": len(ids), "sample": list(ids), "table": table(said), "refusals": _refusals(said)}


def sample(library: Library, among: Iterable[str]) -> tuple[str, ...]:
    """The sixty contests: drawn with a fixed seed from those of the dataset that the peer can be asked about.

    Those of the sample that are not ``among`` the contests run are left out.
    """
    general = sorted(i for i, f in facts_of(library, library.ids()).items() if f.group == "general" and not f.finer)
    drawn = random.Random(SEED).sample(general, min(SAMPLE, len(general)))
    return tuple(sorted(set(drawn) & set(among)))


def environment(requirements: Path, note: Note) -> Path:
    """A Python with the peer in it, made once in the user's cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "outright" / "peer"
    python = cache / "bin" / "python"
    if (cache / "ready").is_file():
        return python
    pinned = [line.split("#")[0].strip() for line in requirements.read_text("utf-8").splitlines()]
    wanted = [line for line in pinned if line.split("==")[0] in PACKAGES]
    note(f"Making an environment for elex-model in {cache} (about 600 MB).")
    for step in ([sys.executable, "-m", "venv", str(cache)], [str(python), "-m", "pip", "install", "-q", *wanted]):
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise ConfigError(
                f"The environment of elex-model cannot be made: {last}", where=str(cache),
                hint="It needs Python 3.10 or 3.11; name one that has it with --peer-python.",
            )  # fmt: skip
    (cache / "ready").touch()
    return python


def _asked(
    library: Library, contest_id: str, rows: pl.DataFrame, python: Path, script: Path, place: Path
) -> list[dict[str, Any]]:
    """One line per method and moment of this contest: the margins of everybody, or why the peer has none."""
    import polars as pl

    ours = {(o, f): part for (_, o, f, _), part in rows.filter(contest_id=contest_id, repeat=0)
            .partition_by(MOMENT, as_dict=True).items() if f in FRACTIONS}  # fmt: skip
    parties = [party[:1] for party in library.outline(contest_id).parties]
    units = list(_units(library, contest_id, ours))
    if not units:
        return []
    file = place / f"{contest_id}.parquet"
    pl.DataFrame(units).write_parquet(file)
    step = [str(python), str(script), "estimate", str(file), "--lhs", "dem", "--rhs", "gop", "--alphas", "0.9",
            "--methods", ",".join(METHODS), "--repeat", "1", "--timeout", str(PATIENCE)]  # fmt: skip
    done = subprocess.run(step, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise ConfigError(f"elex-model does not run: {last}", where=f"{python}: {contest_id}")
    lines = []
    for run in json.loads(done.stdout)["runs"]:
        order, fraction = run["snapshot"].split("|")
        part = ours[order, float(fraction)]
        truth = margin(part["final_share"].to_numpy(), parties)
        line = {"contest_id": contest_id, "order": order, "fraction": float(fraction), "method": run["method"]}
        if "margin_two_party" not in run:
            lines.append({**line, "refused": run.get("error", "no answer")})
            continue
        found = run["margin_two_party"]
        errors = {
            "peer": abs(100 * found["estimate"] - truth),
            "ours": abs(margin(part["median_share"].to_numpy(), parties) - truth),
            "raw": abs(margin(part["counted_share"].to_numpy(), parties) - truth),
        }
        low, high = found["intervals"].get("0.9", (None, None))
        held = None if low is None else 100 * low <= truth <= 100 * high
        width = None if low is None else 100 * (high - low)
        lines.append({**line, **errors, "held90": held, "width90": width, "seconds": run["median_seconds"]})
    return lines


def margin(shares: NDArray[np.float64], parties: list[str]) -> float:
    """The margin of Democrats over Republicans, of the two parties' votes, in points."""
    dem = sum(s for s, p in zip(shares, parties, strict=True) if p == "D")
    rep = sum(s for s, p in zip(shares, parties, strict=True) if p == "R")
    return float(100 * (dem - rep) / (dem + rep)) if dem + rep else 0.0


def _units(library: Library, contest_id: str, ours: Any) -> Iterator[dict[str, Any]]:
    """The peer's table: one line per unit and moment, with its baseline and what has been counted."""
    outline, truth = library.outline(contest_id), library.truth(contest_id)
    before = unit_baseline(library, contest_id)
    sides = {side: [p[:1] == letter for p in outline.parties] for side, letter in (("dem", "D"), ("gop", "R"))}
    full = truth.sum(axis=2) > 0
    for order in sorted({order for order, _ in ours}):
        fractions = sorted(f for o, f in ours if o == order)
        for moment in moments(outline, truth, library.county_names(contest_id), order, 0, fractions):
            votes = moment.counted.votes.sum(axis=1)
            part = 100 * (full & moment.seen).sum(axis=1) / np.maximum(full.sum(axis=1), 1)
            for u in np.flatnonzero(full.any(axis=1)):
                yield {
                    "unit_id": outline.units[u], "county": outline.county[u], "state": outline.state.upper(),
                    "snapshot": f"{order}|{moment.fraction:g}", "reporting": float(part[u]),
                    "baseline_dem": before[u, 0], "baseline_gop": before[u, 1], "baseline_turnout": before[u].sum(),
                    "results_dem": int(votes[u, sides["dem"]].sum()), "results_gop": int(votes[u, sides["gop"]].sum()),
                    "results_turnout": int(votes[u].sum()),
                }  # fmt: skip


def unit_baseline(library: Library, contest_id: str) -> NDArray[np.float64]:
    """Each unit's baseline, shape (units, 3); where it has none, the mean of its county's, else of all."""
    outline = library.outline(contest_id)
    own = best_baseline(outline, library.truth(contest_id), library.baselines(outline))
    votes = np.full((len(outline.units), 3), np.nan)
    if own is not None:
        places = {unit: i for i, unit in enumerate(own.units)}
        for u, unit in enumerate(outline.units):
            if unit in places:
                votes[u] = own.votes[places[unit]].sum(axis=0)
    counties = np.array(outline.county)
    known = ~np.isnan(votes[:, 0])
    for missing in np.flatnonzero(~known):
        alike = known & (counties == counties[missing])
        votes[missing] = votes[alike if alike.any() else known].mean(axis=0)
    filled: NDArray[np.float64] = np.maximum(votes, 1)
    return filled


def table(said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One line per method, order and fraction: mean absolute errors of the margin in points, and the intervals."""
    cells: dict[tuple[str, str, float], list[dict[str, Any]]] = {}
    for line in said:
        cells.setdefault((line["method"], line["order"], line["fraction"]), []).append(line)
    found = []
    for (method, order, fraction), lines in sorted(cells.items()):
        answers = [line for line in lines if "refused" not in line]
        means = {name: _mean(answers, name) for name in ("peer", "ours", "raw", "held90", "width90", "seconds")}
        found.append(
            {"method": method, "order": order, "fraction": fraction, "moments": len(lines), "answers": len(answers)}
            | means
        )  # fmt: skip
    return found


def marks(lines: list[dict[str, Any]]) -> list[Mark]:
    """For each of the peer's methods: our error against its own, over every moment at which it answers."""
    found = []
    for method in METHODS:
        answered = [line for line in lines if line["method"] == method and line["answers"]]
        count = sum(line["answers"] for line in answered)
        ours, peer = (
            sum(line[name] * line["answers"] for line in answered) / count if count else None
            for name in ("ours", "peer")
        )
        met = ours < peer if ours is not None and peer is not None else None
        on = f"elex-model {method}, {count} moments it answers"
        bound = "–" if peer is None else f"< {peer:.2f}"
        found.append(Mark("error of the two-party margin, points", on, ours, bound, met))
    return found


def _mean(lines: list[dict[str, Any]], name: str) -> float | None:
    values = [line[name] for line in lines if line[name] is not None]
    return sum(values) / len(values) if values else None


def _refusals(said: list[dict[str, Any]]) -> dict[str, int]:
    """Why it had no answer, by the kind of error, and how often."""
    found: dict[str, int] = {}
    for line in said:
        if "refused" in line:
            kind = f"{line['method']}: {line['refused'].split(':')[0]}"
            found[kind] = found.get(kind, 0) + 1
    return dict(sorted(found.items()))
