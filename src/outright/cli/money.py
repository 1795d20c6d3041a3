"""``outright money``: what campaigns and others raised and spent, of a night or straight from files.

Of files it prints what they say, to the cent, or why one of them is refused. With ``--fetch`` it asks the FEC's API
for the candidates of a night's settings and keeps the answers as files; the key comes from the environment and is
printed and stored nowhere.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outright.cli.homes import NIGHT
from outright.cli.views import DEFAULT_NIGHT, print_json, print_lines, view_of
from outright.errors import MoneyError, UsageError

if TYPE_CHECKING:
    from outright.archive import Home
    from outright.context.fact import Fact, Facts


@click.command("money")
@click.argument("contest", required=False)
@click.option("--db", type=NIGHT, default=DEFAULT_NIGHT, envvar="OUTRIGHT_DB", show_default=True,
              help="The night file; OUTRIGHT_DB names another default.")  # fmt: skip
@click.option("--at", metavar="TIME|SEQ", help="As of this moment or publication, not the newest.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--plain", is_flag=True, help="No colour, as when piped or with NO_COLOR.")
@click.option("--fec", "files", multiple=True, type=click.Path(path_type=Path), metavar="FILE|DIR",
              help="Read FEC files instead of a night: bulk files, filings, answers. May be given again.")  # fmt: skip
@click.option("--candidate", "candidates", multiple=True, metavar="FEC_ID", help="With --fec: whose money.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="With --fec: as known on this day [default: today].")
@click.option("--fetch", type=click.Path(path_type=Path, dir_okay=False), metavar="NIGHT.toml",
              help="Ask the FEC's API for the candidates of these settings, and keep the answers.")  # fmt: skip
def command(
    contest: str | None, db: Home, at: str | None, as_json: bool, plain: bool, files: tuple[Path, ...],
    candidates: tuple[str, ...], on: dt.datetime | None, fetch: Path | None,
) -> int:  # fmt: skip
    """Show what was raised and spent in CONTEST, each figure with its day and its source."""
    if fetch is not None:
        _fetch(fetch)
        return 0
    if files:
        day = on.date() if on else dt.datetime.now(dt.UTC).date()
        return _of_files(files, candidates, day, as_json=as_json)
    if candidates or on:
        raise UsageError("--candidate and --on belong to --fec", hint="A night knows its candidates and its day.")
    view = view_of(db, at, contest, as_json, plain)
    if as_json:
        print_json(view, contestId=view.contest.id, money=view.contest.context.money)
        return 0
    from outright.publish.terminal import money_lines

    print_lines(view, money_lines(view.contest, width=view.width, color=view.color))
    return 0


def _of_files(files: tuple[Path, ...], candidates: tuple[str, ...], on: dt.date, *, as_json: bool) -> int:
    """What the files say; exit code 3 where one of them could not be used."""
    from outright.night.money_files import read_files

    if not candidates:
        raise UsageError("Whose money is not said", hint="Name an FEC candidate id: --candidate H8GA06195")
    known = read_files(files, {c.upper(): c.upper() for c in candidates}, on)
    found = replace(known, facts=known.known_on(on))
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(found, order="deterministic").decode())
    else:
        click.echo("\n".join(_lines(found)))
    for problem in found.problems:
        click.echo(f"outright: {problem}", err=True)
    return MoneyError.exit_code if found.problems else 0


def _lines(found: Facts) -> list[str]:
    """One line a fact: whose, what, how much, as of when, from what."""
    rows = [(*_said(f), f"{f.as_of}", found.origins[f.origin].source) for f in found.facts]
    if not rows:
        return ["Nothing is known of these candidates on that day."]
    widths = [max(len(r[i]) for r in rows) for i in range(4)]
    return ["  ".join((*(c.ljust(w) for c, w in zip(r, widths, strict=False)), r[4])) for r in rows]


def _said(fact: Fact) -> tuple[str, str, str]:
    from outright.night.money_words import fact_text

    where = (
        f" {fact.part or 'no state'}" if fact.item == "state" else f" {fact.side} by {fact.name}" if fact.side else ""
    )
    return fact.candidate, f"{fact.item.value}{where}", fact_text(fact)


def _fetch(path: Path) -> None:
    import asyncio

    from outright.night.config import load
    from outright.night.money_fetch import fetch_all

    kept = asyncio.run(fetch_all(load(path)))
    click.echo(f"{kept.answers} answers are kept in {kept.folder}.", err=True)
