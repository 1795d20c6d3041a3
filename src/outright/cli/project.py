"""``outright project DIR``: one projection from a tidy dataset and the cells that have reported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click


@click.command("project")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--contest", required=True, help="The contest's id in the dataset.")
@click.option(
    "--reported", required=True, metavar="CELLS", type=click.Path(path_type=Path),
    help="A Parquet table of reported cells: unit_id, method, candidate_id, votes, zeros included.",
)  # fmt: skip
@click.option("--seed", default=0, show_default=True, help="What the draws start from.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def command(folder: Path, contest: str, reported: Path, seed: int, as_json: bool) -> None:
    """Project one contest of the dataset DIR from the cells that have reported.

    Of the contest only its places, candidates and rule are read, and of the dataset only earlier elections.
    """
    from outright.night.engines import one_thread

    one_thread()
    from outright.baseline.library import Library
    from outright.night.one_projection import projected

    found = projected(Library.open(folder), contest, reported, seed=seed)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, allow_nan=False))
    else:
        click.echo("\n".join(_lines(found)))


def _lines(found: dict[str, Any]) -> list[str]:
    from outright.cli.read import printable

    final = found["final_votes"]
    head = [
        found["contest_id"],
        f"{found['counted_votes']:,} votes counted in {found['cells_reported']:,} of {found['cells']:,} cells; "
        f"{final['low']:,} to {final['high']:,} expected in the end",
        "",
    ]
    width = max(len(c["name"]) for c in found["candidates"])
    chances = {"first": "p_win", "outright": "p_outright", **({"next round": "p_advance"} if found["places"] else {})}
    head.append(f"{'':<{width}}   counted  proj.  90 % interval  " + "".join(f"{word:>12}" for word in chances))
    ranked = sorted(found["candidates"], key=lambda c: (-c["counted_votes"], c["candidate_id"]))
    rows = [
        f"{c['name']:<{width}}  {c['counted_votes']:>8,}  {100 * c['median_share']:>5.1f}  "
        f"{100 * c['lo90']:>5.1f} to {100 * c['hi90']:>5.1f} "
        + "".join(f"{_often(c[p]):>12}" for p in chances.values())
        for c in ranked
    ]
    gates = [f"Not yet: {gate['text']}" for gate in found["gates"] if not gate["passed"]]
    named = f" ({', '.join(found['verdict_candidates'])})" if found["verdict_candidates"] else ""
    tail = ["", f"Verdict: {found['verdict']}{named}", *gates, *found["notes"]]
    return [printable(line) for line in (*head, *rows, *tail)]


def _often(chance: float) -> str:
    """A chance in percent that never says never or always."""
    if chance <= 0.005:
        return "<1%"
    return ">99%" if chance >= 0.995 else f"{100 * chance:.0f}%"
