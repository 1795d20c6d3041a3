"""How long a projection takes against the number of cells, and against the public elex-model, in one run.

    python bench/projecting.py [--repeats 3] [--most 1000000] [--no-peer]

The made-up nights have four ways of voting, a past with ways of voting and a baseline by party, six candidates and half
of the cells in; 2,000 draws each. `first` lays out the columns too, as the first projection of a night does; `again` is
every later one. The ceiling is one dense least-squares solve over the same cells with thirty columns (numpy), which is
the least that any regression on them costs. Each figure is the best of the repeats.

The peer is asked about the largest contest of its fixed sample, with half of the count in, where the shared dataset and
the peer's script are beside the checkout; it is installed into an environment of its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from outright.night.threads import one_thread

one_thread()

import numpy as np  # noqa: E402  (after the number of threads is set)

from outright.baseline.ground import Ground, lay  # noqa: E402
from outright.baseline.library import Library  # noqa: E402
from outright.baseline.outline import ContestKind, Outline, Past, Stakes  # noqa: E402
from outright.errors import OutrightError  # noqa: E402
from outright.night.backtest import Plan, contest_rows  # noqa: E402
from outright.night.backtest_rows import frame  # noqa: E402
from outright.projection import Counted, project  # noqa: E402
from outright.projection.design import design_of  # noqa: E402
from outright.scores import peer  # noqa: E402
from outright.terms import VoteMethod  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("OUTRIGHT_SHARED", ROOT.parent / "shared"))
METHODS = (VoteMethod.ABSENTEE_MAIL, VoteMethod.EARLY, VoteMethod.ELECTION_DAY, VoteMethod.PROVISIONAL)
WAYS = np.array([0.12, 0.3, 0.56, 0.02])
PEOPLE = {"ann": "DEM", "bob": "REP", "cat": "REP", "dan": "DEM", "eve": "LIB", "fay": "IND"}
APPEAL = np.array([0.44, 0.30, 0.12, 0.06, 0.05, 0.03])
A_COUNTY = 60
SIZES = (1_000, 10_000, 100_000, 1_000_000)
DRAWS = 2_000
COLUMNS = 30


def night(cells: int) -> tuple[Ground, Counted]:
    """A made-up night of about so many cells: its ground, and a count with half of the cells in."""
    rng = np.random.default_rng(cells)
    units = cells // len(METHODS)
    county = tuple(f"99{c:04d}" for c in (np.arange(units) // A_COUNTY).tolist())
    ids = tuple(f"zz-{name}-{i:06d}" for i, name in enumerate(county))
    lean, size = rng.normal(0, 0.7, units), np.exp(rng.normal(6.5, 0.5, units))
    people, parties = tuple(PEOPLE), tuple(PEOPLE.values())
    outline = Outline(
        "zz-2018-11-06-governor-general", dt.date(2018, 11, 6), "zz", ContestKind.GENERAL, "governor", "", "",
        "precinct", people, parties, Stakes(None, 0), ids, county, np.zeros(units, dtype=np.bool_), METHODS,
    )  # fmt: skip
    past = tuple(
        Past(
            f"zz-{year}-11-04-governor-general", dt.date(year, 11, 4), "zz", ContestKind.GENERAL, "governor", "",
            "precinct", people, people, parties, ids, county, METHODS, _votes(rng, lean, size),
        )
        for year in (2010, 2014)
    )  # fmt: skip
    votes = _votes(rng, lean, size)
    seen = rng.random((units, len(METHODS))) < 0.5
    arrival = np.full(seen.shape, -1)
    arrival[seen] = rng.permutation(int(seen.sum()))
    return lay(outline, past), Counted(np.where(seen[:, :, None], votes, 0), seen.astype(np.float64), arrival)


def _votes(rng: np.random.Generator, lean: np.ndarray, size: np.ndarray) -> np.ndarray:
    side = np.array([{"DEM": 0.5, "REP": -0.5}.get(p, 0.0) for p in PEOPLE.values()])
    weights = APPEAL * np.exp(np.outer(lean, side))[:, None, :]
    weights = weights * np.exp(rng.normal(0, 0.15, (len(lean), len(METHODS), len(APPEAL))))
    cast = rng.poisson(size[:, None] * WAYS)
    return rng.multinomial(cast, weights / weights.sum(2, keepdims=True)).astype(np.int64)


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def by_size(most: int, repeats: int) -> Iterator[tuple[int, float, float, float]]:
    """For each size: seconds of the first projection and of a later one, and of the ceiling."""
    for cells in (n for n in SIZES if n <= most):
        print(f"{cells:,} cells ...", end="\r", file=sys.stderr, flush=True)
        ground, count = night(cells)

        def ask(ground: Ground = ground, count: Counted = count) -> object:
            return project(ground, count, rng=np.random.default_rng(1), draws=DRAWS)

        design_of.cache_clear()
        first = seconds(ask)
        again = min(seconds(ask) for _ in range(repeats))
        table = np.random.default_rng(0).normal(size=(cells // 2, COLUMNS))
        right = np.random.default_rng(1).normal(size=(cells // 2, len(PEOPLE)))

        def floor(table: np.ndarray = table, right: np.ndarray = right) -> object:
            return np.linalg.solve(table.T @ table, table.T @ right)

        yield cells, first, again, min(seconds(floor) for _ in range(repeats))


def beside_the_peer() -> Iterator[tuple[str, int, float, float]]:
    """Method of the peer, units, its seconds and ours, on one contest at the same moment."""
    data = SHARED / "data"
    if not (SHARED / "peers" / "peer_elex_model.py").is_file():
        print("No shared dataset with a peer beside the checkout: the peer is not measured.", file=sys.stderr)
        return
    library = Library.open(data)
    largest = max(peer.sample(library, library.ids()), key=lambda i: len(library.outline(i).units))
    outline = library.outline(largest)
    rows = frame(contest_rows(library, largest, Plan(orders=("random",), fractions=(0.5,))))
    try:
        found = peer.beside(data, library, rows, None, note=lambda line: print(line, file=sys.stderr))
    except OutrightError as error:
        print(f"The peer is not measured: {error.line()}", file=sys.stderr)
        return
    print(f"\n{largest}: {len(outline.units):,} units, {len(outline.units) * len(outline.methods):,} cells of ours")
    ours = float(rows["seconds"][0])
    for line in found["table"]:
        if line["seconds"] is not None:
            yield line["method"], len(outline.units), line["seconds"], ours
    for why, times in found["refusals"].items():
        print(f"refused: {why} ({times})", file=sys.stderr)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--most", type=int, default=max(SIZES), help="the largest number of cells")
    options.add_argument("--repeats", type=int, default=3)
    options.add_argument("--no-peer", action="store_true", help="measure ours alone")
    asked = options.parse_args()
    print(f"six candidates, {DRAWS:,} draws, one thread")
    print(f"{'cells':>11}{'first, s':>11}{'again, s':>11}{'µs per cell':>13}{'times one dense solve':>24}")
    for cells, first, again, floor in by_size(asked.most, asked.repeats):
        print(f"{cells:>11,}{first:>11.3f}{again:>11.3f}{1e6 * again / cells:>13.1f}{again / floor:>24.1f}", flush=True)
    if asked.no_peer:
        return
    for method, _, theirs, ours in beside_the_peer():
        print(f"  elex-model {method:<14}{theirs:>8.2f} s   ours {ours:>7.3f} s   {theirs / ours:>8.1f} times as fast")


if __name__ == "__main__":
    main()
