"""``outright project``: the projection of a stored night, or one from a dataset and the cells that have reported.

The two share a verb and no option: what is typed says which is meant, and where it says both, neither is guessed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from outright.cli.homes import NIGHT
from outright.cli.projected import night_projection
from outright.cli.views import DEFAULT_NIGHT
from outright.errors import UsageError

OF_DATASET = {"contest": "--contest", "reported": "--reported", "seed": "--seed"}
OF_NIGHT = {
    "db": "--db", "at": "--at", "level": "--level", "why": "--why", "as_csv": "--csv", "plain": "--plain",
}  # fmt: skip
FORMS = "A night: project [CONTEST] --db NIGHT.owr. A dataset: project DIR --contest ID --reported CELLS."


@click.command("project")
@click.argument("what", metavar="[CONTEST|DIR]", required=False)
@click.option("--db", type=NIGHT, metavar="NIGHT.owr",
              help=f"A night: its file [default: OUTRIGHT_DB, else {DEFAULT_NIGHT}].")  # fmt: skip
@click.option("--at", metavar="TIME|SEQ", help="A night: as of this moment or publication, not the newest.")
@click.option("--level", type=float, help="A night: the range's level, .5, .8, .9 or .95 [default: .9].")
@click.option("--why", is_flag=True, help="A night: also the gates, what moves it, and how often such ranges held.")
@click.option("--csv", "as_csv", is_flag=True, help="A night: print CSV, every candidate a row.")
@click.option("--plain", is_flag=True, help="A night: no colour, as when piped or with NO_COLOR.")
@click.option("--contest", metavar="ID", help="A dataset: the contest's id in it.")
@click.option(
    "--reported", metavar="CELLS", type=click.Path(path_type=Path),
    help="A dataset: a Parquet table of reported cells: unit_id, method, candidate_id, votes, zeros included.",
)  # fmt: skip
@click.option("--seed", type=int, help="A dataset: what the draws start from [default: 0].")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def command(what: str | None, as_json: bool, **options: Any) -> None:
    """Show the projection of CONTEST in a night file, or project a contest of the dataset DIR.

    Of a night, what was published is shown and nothing is projected anew. Of a dataset, one contest is projected
    from the cells that have reported: of the contest only its places, candidates and rule are read, and of the
    dataset only earlier elections.
    """
    dataset, night = _given(options, OF_DATASET), _given(options, OF_NIGHT)
    if dataset and night:
        raise UsageError(f"{dataset[0]} is for a dataset and {night[0]} for a night file", hint=FORMS)
    if dataset:
        _dataset(what, options, as_json)
        return
    if what is not None and not night and Path(what).exists():
        kind = "folder" if Path(what).is_dir() else "file"
        raise UsageError(f"{what} is a {kind}, and no option says what to do with it", hint=FORMS)
    level = 0.9 if options["level"] is None else options["level"]
    db = options["db"] or Path(os.environ.get("OUTRIGHT_DB") or DEFAULT_NIGHT)
    night_projection(
        db, what, at=options["at"], level=level, why=options["why"], as_json=as_json, as_csv=options["as_csv"],
        plain=options["plain"],
    )  # fmt: skip


def _given(options: dict[str, Any], names: dict[str, str]) -> list[str]:
    """Which of these options were typed, as they are typed."""
    return [typed for name, typed in names.items() if options[name] is not None and options[name] is not False]


def _dataset(folder: str | None, options: dict[str, Any], as_json: bool) -> None:
    lacking = [typed for name, typed in OF_DATASET.items() if name != "seed" and options[name] is None]
    lacking = [*([] if folder else ["DIR"]), *lacking]
    if folder is None or lacking:
        raise UsageError(f"To project from a dataset {' and '.join(lacking)} must be given too", hint=FORMS)
    from outright.night.threads import one_thread

    one_thread()
    from outright.baseline.library import Library
    from outright.night.one_projection import projected

    library = Library.open(Path(folder))
    found = projected(library, options["contest"], options["reported"], seed=options["seed"] or 0)
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
