"""``outright backtest DIR``: contests counted long ago, projected again moment by moment, and scored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from outright.errors import UsageError

if TYPE_CHECKING:
    import polars as pl

    from outright.baseline.library import Library
    from outright.night.backtest import Plan


@click.command("backtest")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--orders",
    default="",
    help="Orders in which the cells report, comma-separated [default: all six]; or one of: recorded, early-in.",
)
@click.option("--fractions", default="", help="Parts of the final votes, comma-separated [default: .05 to .97].")
@click.option("--repeats", default=1, show_default=True, type=click.IntRange(1), help="Nights of each order.")
@click.option("--contests", metavar="GLOB", help="Only contests of this id or pattern, such as 'ga-2018-*'.")
@click.option("--min-units", type=click.IntRange(0), help="Only contests of this many units [default: 30, named: any].")
@click.option("--engine", default="local", show_default=True, help="local, or dask://HOST:PORT for a cluster.")
@click.option("--workers", type=click.IntRange(1), help="Processes on this machine [default: one per core].")
@click.option("--priors", type=click.Choice(["shipped", "leave-one-out"]), default="shipped", show_default=True,
              help="The package's priors, or priors learned without the contest's own election.")  # fmt: skip
@click.option("--seed", default=0, show_default=True, help="What the projection's draws start from.")
@click.option("--rows", "rows_out", metavar="OUT.parquet", type=click.Path(path_type=Path),
              help="Write one row per contest, order, fraction, repeat and candidate.")  # fmt: skip
@click.option("--from-rows", metavar="ROWS.parquet", type=click.Path(path_type=Path),
              help="Score rows that were written before, and run nothing.")  # fmt: skip
@click.option("--runoffs", is_flag=True, help="Instead: rate every runoff from its first round, and score the ratings.")
@click.option("--peer", is_flag=True, help="Also run the public elex-model on a fixed sample of 60 contests.")
@click.option("--peer-python", metavar="PATH", type=click.Path(path_type=Path),
              help="A Python with elex-model [default: an environment made for it].")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def command(folder: Path, rows_out: Path | None, from_rows: Path | None, as_json: bool, **options: Any) -> None:
    """Play every contest of the dataset DIR again in several orders, and print how the projection did.

    DIR holds contests.parquet, candidates.parquet, units.parquet, results/ and, for baselines and runoffs,
    baselines.parquet and runoff_pairs.parquet.
    """
    from outright.night.threads import one_thread  # before numpy is loaded

    one_thread()
    _engine_fits(options, from_rows)
    if options["runoffs"]:
        from outright.cli.runoffs import score

        score(folder, rows_out=rows_out, as_json=as_json)
        return
    orders = {o.strip() for o in options["orders"].split(",")}
    if alone := orders & REPORTS:
        if len(orders) > 1:
            what = f"The order {min(alone)} is a report of its own"
            raise UsageError(what, where="--orders", hint="Ask for it alone.")
        _report(min(alone), folder, options, rows_out=rows_out, as_json=as_json)
        return
    from outright.baseline.library import Library
    from outright.night import backtest_rows
    from outright.scores.board import scoreboard
    from outright.scores.text import lines

    library = Library.open(folder)
    problems: dict[str, str] = {}
    if from_rows is not None:
        rows = backtest_rows.read(from_rows)
    else:
        rows, problems = _run(library, folder, options)
    if rows_out is not None:
        backtest_rows.write(rows, rows_out)
        click.echo(f"{rows.height:,} rows in {rows_out}", err=True)
    board = scoreboard(library, rows, problems)
    if options["peer"]:
        from outright.scores import peer

        board["peer"] = peer.beside(folder, library, rows, options["peer_python"], note=_note)
        board["marks"] += [mark._asdict() for mark in peer.marks(board["peer"]["table"])]
    click.echo(json.dumps(board, ensure_ascii=False) if as_json else "\n".join(lines(board)))
    if problems:
        click.get_current_context().exit(1)


def _engine_fits(options: dict[str, Any], from_rows: Path | None) -> None:
    """An engine that there is, and something for a cluster to do."""
    from outright.night.engines import checked

    given = checked(options["engine"], "--engine")
    orders = {o.strip() for o in options["orders"].split(",")}
    if given != "local" and (options["runoffs"] or from_rows is not None or orders & REPORTS):
        hint = "Leave --engine out: this is worked out here, in one process."
        raise UsageError("Nothing of this is given to a cluster", where="--engine", hint=hint)


REPORTS = {"recorded", "early-in"}
"""Orders that are reports of their own."""


def _report(which: str, folder: Path, options: dict[str, Any], *, rows_out: Path | None, as_json: bool) -> None:
    if which == "recorded":
        from outright.cli.recorded import recorded_nights

        recorded_nights(folder, options["contests"], options["seed"], rows_out=rows_out, as_json=as_json)
        return
    if rows_out is not None:
        raise UsageError("The order early-in has no rows", where="--rows", hint="--json has every contest of it.")
    from outright.baseline.library import Library
    from outright.cli.live import Progress
    from outright.night import early_in
    from outright.night.backtest import chosen, priors_source

    library = Library.open(folder)
    ids = chosen(library, options["contests"], options["min_units"])
    with Progress("Early vote in", len(ids), "contests") as bar:
        found = list(early_in.early_in(library, ids, priors_source(options["priors"], folder), bar.advance))
    if not found:
        raise UsageError(
            "No contest with early votes and a baseline in its own places",
            where=str(folder),
            hint="It needs ways of voting, precincts, and a baseline in them.",
        )
    click.echo(json.dumps(early_in.document(found)) if as_json else "\n".join(early_in.text(found)))


def _run(library: Library, folder: Path, options: dict[str, Any]) -> tuple[pl.DataFrame, dict[str, str]]:
    from outright.cli.live import Progress
    from outright.night.backtest import chosen
    from outright.night.engines import gather, run

    plan = _plan(folder, options)
    ids = chosen(library, options["contests"], options["min_units"])
    runs = run(folder, ids, plan, engine=options["engine"], workers=options["workers"])
    with Progress("Backtest", len(ids), "contests") as bar:
        rows, problems = gather(runs, bar.advance)
    for contest_id, problem in problems.items():
        _note(f"{contest_id}: {problem}")
    return rows, problems


def _plan(folder: Path, options: dict[str, Any]) -> Plan:
    from outright.night.backtest import Plan, priors_source
    from outright.night.orders import FRACTIONS, ORDERS

    orders = tuple(dict.fromkeys(o.strip() for o in options["orders"].split(",") if o.strip())) or ORDERS
    unknown = [order for order in orders if order not in ORDERS]
    if unknown:
        raise UsageError(
            f"No order {unknown[0]!r}",
            where="--orders",
            hint=f"There are {', '.join(ORDERS)}; alone, {' and '.join(sorted(REPORTS))}.",
        )
    return Plan(
        orders=orders,
        fractions=_fractions(options["fractions"]) or FRACTIONS,
        repeats=options["repeats"],
        seed=options["seed"],
        priors_for=priors_source(options["priors"], folder),
    )


def _fractions(text: str) -> tuple[float, ...]:
    try:
        values = sorted({float(part) for part in text.split(",") if part.strip()})
    except ValueError as error:
        raise UsageError(f"Not numbers: {text!r}", where="--fractions", hint="Such as 0.1,0.5.") from error
    if any(not 0 < value < 1 for value in values):
        raise UsageError("A fraction is between 0 and 1", where="--fractions", hint="Such as 0.1,0.5.")
    return tuple(values)


def _note(line: str) -> None:
    click.echo(f"outright: {line}", err=True)
