"""Runoffs from a dataset and of a night: `outright backtest DIR --runoffs`, `outright priors fit-runoffs`, `outright
runoff`. The first two learn and score; the verb ``runoff`` shows what a bulletin already holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outright.cli.views import View, contest_argument, night_verb, print_json, print_lines

if TYPE_CHECKING:
    from outright.night.runoff_backtest import Row

REFERENCE = "ga-2017-04-18-us-house-6-special"
"""The contest of the reference night: no number may be learned from it, so it is also shown as of its own eve."""


def score(folder: Path, *, rows_out: Path | None, as_json: bool) -> None:
    """Rate every runoff of the dataset without its own election, and print the scores beside rivals'."""
    from outright.night import runoff_backtest
    from outright.night.runoff_pairs import pairs
    from outright.scores.runoff import lines, scoreboard

    found = pairs(folder)
    rows = runoff_backtest.rows(found)
    board = scoreboard(rows)
    eves = runoff_backtest.on_its_eve(found, REFERENCE)
    if rows_out is not None:
        _write(rows, rows_out)
    if as_json:
        click.echo(json.dumps({**board, "referenceNight": eves}, ensure_ascii=False, allow_nan=False))
    else:
        click.echo("\n".join([*lines(board), *runoff_backtest.eve_lines(eves)]))


def _write(rows: tuple[Row, ...], path: Path) -> None:
    import polars as pl

    from outright.night.backtest_rows import write

    write(pl.DataFrame([{name: getattr(r, name) for name in r.__dataclass_fields__} for r in rows]), path)
    click.echo(f"{len(rows):,} rows in {path}", err=True)


@click.command("fit-runoffs")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Write the table here [default: standard output].")  # fmt: skip
def fit(folder: Path, out: Path | None) -> None:
    """Learn the table of the runoff rating from the pairs of rounds of the dataset DIR.

    The table has an edition for every year, learned only from runoffs held before it.
    """
    from outright.baseline.runoff_table import write
    from outright.night import runoff_fit

    table = runoff_fit.fit(folder)
    text = write(table)
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
        click.echo(f"outright: {len(table.editions)} editions in {out}", err=True)


@night_verb
@contest_argument
def runoff(view: View) -> None:
    """Show the rating of the runoff that CONTEST leads to: who is expected ahead, by how much, and from what."""
    if view.as_json:
        print_json(view, contestId=view.contest.id, rating=view.contest.rating)
        return
    from outright.publish.terminal import rating_lines

    print_lines(view, rating_lines(view.contest, width=view.width, color=view.color))
