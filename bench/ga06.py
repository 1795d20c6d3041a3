"""Georgia's 6th, June 20, 2017, precinct by precinct in random order: the projection beside both rivals.

    python bench/ga06.py [--no-peer]

Ten random orders (seeds 0-9) of the 208 precincts, each complete when it reports; the error of the two-party margin in
points, the mean of the ten. The rivals are told the very same precincts in the very same order: the pooled ratio (two
lines, no model) and the public elex-model, both run by the script that stands beside the shared dataset. Needs that
dataset; the peer is installed into an environment of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from outright.night.threads import one_thread

one_thread()

import numpy as np  # noqa: E402  (after the number of threads is set)
import polars as pl  # noqa: E402

from outright.baseline.ground import lay  # noqa: E402
from outright.baseline.library import Library  # noqa: E402
from outright.errors import OutrightError  # noqa: E402
from outright.projection import Counted, project  # noqa: E402
from outright.scores import peer  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("OUTRIGHT_SHARED", ROOT.parent / "shared"))
CONTEST = "ga-2017-06-20-us-house-6-special-runoff--by-precinct"
PERCENTS, SEEDS = (10, 25, 50, 75, 90), range(10)
RIVALS = {
    "pooled_ratio": "pooled ratio",
    "nonparametric": "elex-model nonparametric",
    "bootstrap": "elex-model bootstrap",
}


def ours(library: Library) -> tuple[dict[int, list[float]], dict[int, list[float]]]:
    """Our error and the raw count's, by percent of precincts in."""
    outline, truth = library.outline(CONTEST), library.truth(CONTEST)
    ground = lay(outline, library.past(outline), library.counties())
    dem, rep = outline.parties.index("DEM"), outline.parties.index("REP")

    def margin(votes: np.ndarray) -> np.ndarray:
        return 100 * (votes[..., dem] - votes[..., rep]) / (votes[..., dem] + votes[..., rep])

    final = margin(truth.sum(axis=(0, 1)))
    errors: dict[int, list[float]] = {p: [] for p in PERCENTS}
    raw: dict[int, list[float]] = {p: [] for p in PERCENTS}
    for seed in SEEDS:
        order = np.argsort(np.random.default_rng(seed).random(len(outline.units)), kind="stable")
        for percent in PERCENTS:
            came = order[: round(len(order) * percent / 100)]
            seen = np.zeros(truth.shape[:2], dtype=np.bool_)
            seen[came] = True
            arrival = np.full(seen.shape, -1)
            arrival[came] = np.arange(len(came))[:, None]
            votes = np.where(seen[:, :, None], truth, 0)
            found = project(ground, Counted(votes, seen.astype(float), arrival), rng=np.random.default_rng(1))
            errors[percent].append(float(abs(np.median(margin(found.draws)) - final)))
            raw[percent].append(float(abs(margin(votes.sum(axis=(0, 1))) - final)))
    return errors, raw


def rivals(library: Library) -> dict[tuple[str, int], dict[str, Any]]:
    """What the script says of each rival, by method and percent; empty where it cannot be run."""
    script = SHARED / "peers" / "peer_elex_model.py"
    outline, truth = library.outline(CONTEST), library.truth(CONTEST)
    before, votes = peer.unit_baseline(library, CONTEST), truth.sum(axis=1)
    sides = [outline.parties.index("DEM"), outline.parties.index("REP")]
    table = pl.DataFrame(
        {
            "unit_id": outline.units, "county": outline.county, "state": ["GA"] * len(outline.units),
            "baseline_dem": before[:, 0], "baseline_gop": before[:, 1], "baseline_turnout": before.sum(axis=1),
            "results_dem": votes[:, sides[0]], "results_gop": votes[:, sides[1]],
            "results_turnout": votes.sum(axis=1),
        }
    )  # fmt: skip
    try:
        python = peer.environment(script.parent / "peer-requirements.txt", lambda line: print(line, file=sys.stderr))
    except OutrightError as error:
        print(f"The rivals are not measured: {error.line()}", file=sys.stderr)
        return {}
    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        table.write_parquet(file.name)
        percents = ",".join(map(str, PERCENTS))
        asked = [str(python), str(script), "evaluate", file.name, "--lhs", "dem", "--rhs", "gop", "--methods",
                 ",".join(RIVALS), "--percents", percents, "--orders", f"random:{len(SEEDS)}"]  # fmt: skip
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"The rivals failed: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}", file=sys.stderr)
        return {}
    return {(line["method"], line["percent"]): line for line in json.loads(done.stdout)["summary"]}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--no-peer", action="store_true", help="ours and the raw count alone")
    asked = options.parse_args()
    if not (SHARED / "data" / "contests.parquet").is_file():
        print("No shared dataset beside the checkout: nothing is measured.", file=sys.stderr)
        return
    library = Library.open(SHARED / "data")
    errors, raw = ours(library)
    found = {} if asked.no_peer else rivals(library)
    print(f"{CONTEST}\nmean error of the two-party margin, points; percent of precincts in")
    print(f"{'':<28}" + "".join(f"{p:>8}%" for p in PERCENTS))
    print(f"{'raw count':<28}" + "".join(f"{np.mean(raw[p]):>9.2f}" for p in PERCENTS))
    for method, name in RIVALS.items():
        if found:
            lines = [found.get((method, p), {}) for p in PERCENTS]
            errors_of = [line.get("mean_abs_margin_error_pts") for line in lines]
            cells = "".join(f"{'–':>9}" if error is None else f"{error:>9.2f}" for error in errors_of)
            failed = sum(line.get("failed", 0) for line in lines)
            note = f"   refused or crashed {failed} of {len(SEEDS) * len(PERCENTS)}" if failed else ""
            print(f"{name:<28}{cells}{note}")
    print(f"{'outright':<28}" + "".join(f"{np.mean(errors[p]):>9.2f}" for p in PERCENTS))


if __name__ == "__main__":
    main()
