"""The verbs that look at a night file: show, timeline, remaining, take, units, methods, context.

Each reads one bulletin (the newest, or as of ``--at``), picks a contest and prints what the bulletin
says. Every output carries the night's TEST or REHEARSAL label: as words, as a field, as a column.
"""

from __future__ import annotations

import functools
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO, cast

import click

from outright.cli.homes import NIGHT
from outright.errors import ConfigError, UsageError
from outright.notebook.choose import find_candidate, find_contest

if TYPE_CHECKING:
    from outright.archive import Home
    from outright.bulletin import Bulletin, Contest

DEFAULT_NIGHT = "night.owr"
TARGETS = ("majority", "first", "second")


class View(NamedTuple):
    """What a verb looks at, and how it is to print it."""

    bulletin: Bulletin
    contest: Contest
    as_json: bool
    width: int
    color: bool


def is_plain(asked: bool, stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether to print no colour, no bars, no redraw: asked for, piped, NO_COLOR or TERM=dumb."""
    return asked or not stream.isatty() or bool(environ.get("NO_COLOR")) or environ.get("TERM") == "dumb"


def night_verb(function: Callable[..., None]) -> click.Command:
    """A verb with the options that every look at a night file takes; the function is given a ``View``."""

    @functools.wraps(function)
    def looking(db: Home, at: str | None, contest: str | None, as_json: bool, plain: bool, **rest: Any) -> None:
        function(view_of(db, at, contest, as_json, plain), **rest)

    options = [
        click.option(
            "--db",
            type=NIGHT,
            default=DEFAULT_NIGHT,
            envvar="OUTRIGHT_DB",
            show_default=True,
            help="The night file; OUTRIGHT_DB names another default.",
        ),
        click.option("--at", metavar="TIME|SEQ", help="As of this moment or publication, not the newest."),
        click.option("--json", "as_json", is_flag=True, help="Print one JSON object."),
        click.option("--plain", is_flag=True, help="No colour and no bars, as when piped or with NO_COLOR."),
    ]
    for option in reversed(options):
        looking = option(looking)
    return click.command(looking)


def contest_argument(function: Callable[..., None]) -> Callable[..., None]:
    """The contest: an id, the beginning of one or words of its name; not needed when the night has one."""
    return click.argument("contest", required=False)(function)


def view_of(db: Home, at: str | None, contest: str | None, as_json: bool, plain: bool) -> View:
    """What a look at a night file is of: the bulletin, the contest that was asked for, how it is printed."""
    bulletin = load_bulletin(db, at)
    color = not is_plain(plain, sys.stdout, os.environ)
    width = max(20, shutil.get_terminal_size((80, 24)).columns)
    return View(bulletin, find_contest(bulletin, contest), as_json, width, color)


def load_bulletin(db: Home, at: str | None) -> Bulletin:
    """The bulletin of a night file as of ``at``; ``ConfigError`` when there is no such file."""
    from outright.archive import Archive

    if not Archive.exists(db):
        raise ConfigError(f"No night file {db}", hint="Name one with --db, or make one: outright demo --db night.owr")
    bulletin_at = import_module("outright.night.replay").bulletin_at
    return cast("Callable[[Home, str | None], Bulletin]", bulletin_at)(db, at)


def print_lines(view: View, lines: list[str]) -> None:
    """A table under its heading, on stdout."""
    from outright.publish.terminal import heading

    top = heading(view.bulletin, view.contest, width=view.width, color=view.color)
    click.echo("\n".join([*top, "", *lines]), color=view.color)


def print_json(view: View, **said: Any) -> None:
    """One JSON object on stdout: which night this is, then what the verb says."""
    import msgspec

    body = msgspec.json.encode({"night": view.bulletin.night, **said}, order="deterministic")
    click.echo(body.decode())


@night_verb
@contest_argument
@click.option("--all", "every", is_flag=True, help="Every candidate, none folded away.")
@click.option("--by", type=click.Choice(["county", "precinct", "method"]), help="Split the votes so.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, every candidate a row.")
def show(view: View, every: bool, by: str | None, as_csv: bool) -> None:
    """Show CONTEST: candidates, votes, shares, the verdict and what the rule asks."""
    from outright.publish import terminal

    if as_csv and view.as_json:
        raise UsageError("--csv and --json cannot both be printed", hint="Choose one.")
    if as_csv:
        from outright.publish.terminal_csv import csv_text

        click.echo(csv_text(view.bulletin, view.contest, by or "candidate"), nl=False)
    elif view.as_json:
        print_json(view, contest=view.contest)
    elif by == "method":
        print_lines(view, terminal.methods_lines(view.contest, width=view.width, color=view.color))
    elif by:
        print_lines(view, terminal.units_lines(view.contest, by, width=view.width, color=view.color))
    else:
        lines = terminal.table(view.contest, every, width=view.width, color=view.color, bars=view.color)
        print_lines(view, [*lines, *terminal.rating_line(view.contest, width=view.width, color=view.color)])


@night_verb
@contest_argument
def timeline(view: View) -> None:
    """Show how the count of CONTEST came in, publication by publication."""
    from outright.publish.terminal import timeline_lines

    if view.as_json:
        print_json(view, contestId=view.contest.id, timeline=view.contest.timeline)
    else:
        print_lines(view, timeline_lines(view.contest, width=view.width, color=view.color))


@night_verb
@contest_argument
def remaining(view: View) -> None:
    """Show what is still out in CONTEST, what is needed of it, and the working."""
    from outright.publish.terminal import remaining_lines

    if view.as_json:
        print_json(view, contestId=view.contest.id, remaining=view.contest.remaining)
    else:
        print_lines(view, remaining_lines(view.contest, width=view.width, color=view.color))


@night_verb
@click.argument("candidate")
@click.option("--contest", help="Which contest, where the night has several.")
@click.option("--target", type=click.Choice(TARGETS), default="majority", show_default=True)
@click.option("--share", metavar="SHARE", help="Instead: what if the candidate took this share of what is left.")
def take(view: View, candidate: str, target: str, share: str | None) -> None:
    """Show what CANDIDATE needs of the ballots left to reach the target."""
    from outright.publish.terminal import find_need, take_lines

    candidate_id = find_candidate(view.contest, candidate)
    if share is not None:
        _what_if(view, candidate_id, share)
        return
    try:
        need = find_need(view.contest, candidate_id, target)
    except KeyError:
        raise UsageError(
            f"Nothing was worked out for {candidate_id} and {target}", hint=_worked_out(view.contest, candidate_id)
        ) from None
    if view.as_json:
        print_json(view, contestId=view.contest.id, need=need, working=view.contest.remaining.working)
    else:
        lines = take_lines(view.contest, candidate_id, target, width=view.width, color=view.color)
        print_lines(view, lines)


def _what_if(view: View, candidate_id: str, share: str) -> None:
    from outright.night.scenario import parse_share, scenario
    from outright.publish.terminal import sentence_lines

    found = scenario(view.contest, candidate_id, parse_share(share))
    if view.as_json:
        print_json(view, contestId=view.contest.id, scenario=found)
    else:
        print_lines(view, sentence_lines(view.contest, found.text, width=view.width, color=view.color))


def _worked_out(contest: Contest, candidate_id: str) -> str:
    """For which targets of this candidate, or else for which candidates, there is an answer."""
    needs = contest.remaining.needs
    if not needs:
        return "Nothing bounds the ballots left yet."
    targets = [need.target for need in needs if need.candidate == candidate_id]
    if targets:
        return f"For {candidate_id} there is: {', '.join(targets)}."
    return f"There is for: {', '.join(dict.fromkeys(need.candidate for need in needs))}."


@night_verb
@contest_argument
@click.option("--level", type=click.Choice(["county", "precinct"]), default="county", show_default=True)
def units(view: View, level: str) -> None:
    """Show the counties or precincts of CONTEST: what each has reported, and counties against earlier contests."""
    from outright.publish.terminal import comparison_lines, units_lines

    if view.as_json:
        places = [u for u in view.contest.units if u.level == level]
        print_json(view, contestId=view.contest.id, units=places, comparison=view.contest.comparison)
        return
    lines = units_lines(view.contest, level, width=view.width, color=view.color)
    then = comparison_lines(view.contest, width=view.width, color=view.color) if level == "county" else []
    print_lines(view, [*lines, *([""] if then else []), *then])


@night_verb
@contest_argument
def methods(view: View) -> None:
    """Show the votes of CONTEST by how they were cast."""
    from outright.publish.terminal import methods_lines

    if view.as_json:
        print_json(view, contestId=view.contest.id, methods=view.contest.methods)
    else:
        print_lines(view, methods_lines(view.contest, width=view.width, color=view.color))


@night_verb
@contest_argument
def context(view: View) -> None:
    """Show what stands beside the count of CONTEST and decides nothing: polls, special elections, past results."""
    from outright.publish.terminal import context_lines

    if view.as_json:
        print_json(view, contestId=view.contest.id, context=view.contest.context)
    else:
        print_lines(view, context_lines(view.contest, width=view.width, color=view.color))
