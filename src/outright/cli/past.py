"""The verbs that ask a night file about its past: log, diff, history. None of them changes anything in it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from outright.cli.homes import NIGHT
from outright.cli.views import DEFAULT_NIGHT, is_plain, load_bulletin
from outright.errors import UsageError

if TYPE_CHECKING:
    from outright.archive import Home
    from outright.bulletin import Night

_DB = click.option(
    "--db", type=NIGHT, default=DEFAULT_NIGHT, envvar="OUTRIGHT_DB", show_default=True,
    help="The night file; OUTRIGHT_DB names another default.",
)  # fmt: skip
_AT = click.option("--at", metavar="TIME|SEQ", help="As of this moment or publication, not the newest.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_CSV = click.option("--csv", "as_csv", is_flag=True, help="Print CSV, every cell a row.")
_PLAIN = click.option("--plain", is_flag=True, help="No colour, as when piped or with NO_COLOR.")
_CONTEST = click.option("--contest", metavar="CONTEST", help="Which contest: its id, or words of its name.")


def _with_options(*options: Callable[..., Any]) -> Callable[..., Any]:
    def dressed(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            function = option(function)
        return function

    return dressed


@click.command()
@click.argument("contest", required=False)
@click.option("--source", metavar="SOURCE", help="Only what this source published, or one of its parts.")
@click.option("--since", metavar="TIME|SEQ", help="From this moment or publication on.")
@click.option("--until", metavar="TIME|SEQ", help="Up to this moment or publication.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the newest so many.")
@_with_options(_DB, _AT, _JSON, _PLAIN)
def log(
    contest: str | None, source: str | None, since: str | None, until: str | None, limit: int | None, db: Home,
    at: str | None, as_json: bool, plain: bool,
) -> None:  # fmt: skip
    """Show what became of each publication, in the order in which they came; of CONTEST alone if named."""
    from outright.cli.past_text import log_lines
    from outright.notebook.past import log_at
    from outright.notebook.past_choice import of_contest, of_source

    bulletin = load_bulletin(db, at)
    found = log_at(db, bulletin.night.seq, since, until)
    lines = found.lines
    if source is not None:
        lines = of_source(lines, source)
    if contest is not None:
        lines = of_contest(lines, bulletin, contest)
    lines = lines[-limit:] if limit else lines
    if as_json:
        _json(bulletin.night, log=lines)
    else:
        width, color = _screen(plain)
        _print(bulletin.night, log_lines(bulletin, lines, width=width, color=color), width, color)


@click.command()
@click.argument("first", metavar="TIME|SEQ")
@click.argument("second", metavar="TIME|SEQ")
@click.option("--unit", metavar="UNIT", help="Only this county or precinct.")
@click.option("--cells", is_flag=True, help="Every cell that changed, however many.")
@_with_options(_DB, _CONTEST, _JSON, _CSV, _PLAIN)
def diff(
    first: str, second: str, unit: str | None, cells: bool, db: Home, contest: str | None, as_json: bool,
    as_csv: bool, plain: bool,
) -> None:  # fmt: skip
    """Show what changed between two moments of a night, the earlier named first or second; 0 is before anything."""
    from outright.cli.past_diff_text import diff_csv, diff_lines
    from outright.notebook.past import diff_between

    _one_form(as_json, as_csv)
    load_bulletin(db, None)
    found = diff_between(db, first, second, contest, unit)
    if found.turned:
        click.echo(f"{first} comes after {second}: shown from the earlier to the later.", err=True)
    if as_csv:
        click.echo(diff_csv(found), nl=False)
    elif as_json:
        said = found.said
        _json(found.moment, first=said.first, second=said.second, contests=said.contests, sources=said.sources)
    else:
        width, color = _screen(plain)
        _print(found.moment, diff_lines(found, every=cells, width=width, color=color), width, color)


@click.command()
@click.option("--unit", metavar="UNIT", help="The county or precinct: its id or words of its name; else the contest.")
@click.option("--method", metavar="METHOD", help="The way of voting; all of them together without it, `each` for each.")
@click.option("--candidate", metavar="CANDIDATE", help="The candidate, or `all` for all together.")
@_with_options(_DB, _AT, _CONTEST, _JSON, _CSV, _PLAIN)
def history(
    unit: str | None, method: str | None, candidate: str | None, db: Home, at: str | None, contest: str | None,
    as_json: bool, as_csv: bool, plain: bool,
) -> None:  # fmt: skip
    """Show each value that a unit's cells ever had, and those that were published and never shown."""
    from outright.cli.past_cells_text import history_csv, history_lines
    from outright.notebook.choose import find_contest
    from outright.notebook.past import history_at

    _one_form(as_json, as_csv)
    bulletin = load_bulletin(db, at)
    how = None if method == "each" else method or "total"
    found = history_at(db, bulletin.night.seq, find_contest(bulletin, contest), unit, how, candidate)
    if as_csv:
        click.echo(history_csv(found), nl=False)
    elif as_json:
        _json(found.moment, contestId=found.contest.id, unit=found.unit, unitName=found.unit_name, values=found.rows)
    else:
        width, color = _screen(plain)
        _print(found.moment, history_lines(found, width=width, color=color), width, color)


def _one_form(as_json: bool, as_csv: bool) -> None:
    if as_json and as_csv:
        raise UsageError("--csv and --json cannot both be printed", hint="Choose one.")


def _screen(plain: bool) -> tuple[int, bool]:
    return max(20, shutil.get_terminal_size((80, 24)).columns), not is_plain(plain, sys.stdout, os.environ)


def _json(night: Night, **said: Any) -> None:
    """One JSON object on stdout: which night this is, then what the verb says."""
    import msgspec

    click.echo(msgspec.json.encode({"night": night, **said}, order="deterministic").decode())


def _print(night: Night, lines: list[str], width: int, color: bool) -> None:
    """A table under the night's heading, on stdout."""
    from outright.publish.terminal import night_heading

    click.echo("\n".join([*night_heading(night, width=width, color=color), "", *lines]), color=color)
