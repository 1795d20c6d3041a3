"""The `outright` command: the table of verbs, and the one place where errors become exit codes.

A verb's module is loaded when the verb is typed, never before, so that ``outright --help`` loads only
click and the standard library. Data goes to stdout, messages to stderr. Exit codes: 0 ok, 1 unexpected,
2 usage, 3 settings or data, 4 source unreachable, 8 publish incomplete, 9 refused by the desk's rules,
130 interrupted.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple, TextIO

import click

from outright import __version__
from outright.errors import OutrightError, UsageError

INTERRUPTED = 130


class Verb(NamedTuple):
    """One verb: where its click command is (``module:attribute``), and what it does in a line."""

    target: str
    help: str


VERBS: dict[str, Verb] = {
    "demo": Verb("outright.cli.demo:command", "Play the reference night, offline."),
    "init": Verb("outright.cli.init:command", "Find out what a source is and write a first night.toml."),
    "check": Verb("outright.cli.check:command", "Check the settings, sources, disk and clock before the night."),
    "fetch": Verb("outright.cli.watch:fetch", "Poll every source once and keep what came."),
    "watch": Verb("outright.cli.watch:watch", "Follow a night: poll, keep, judge, project, show and serve."),
    "alert": Verb("outright.cli.alert:command", "Try the alerts: send a test message to every destination."),
    "hold": Verb("outright.cli.hold:hold", "List, release or reject publications that wait for a person."),
    "call": Verb("outright.cli.call_token:command", "Call a contest with two people, take a call back, leave a note."),
    "enter": Verb("outright.cli.hold:enter", "Put a report into the night by hand; a second person checks it."),
    "note": Verb("outright.cli.hold:note", "Put an outage or longer polling hours beside the counts."),
    "rehearse": Verb("outright.cli.rehearse:command", "Serve a fake official results site to practise with."),
    "read": Verb("outright.cli.read:command", "Read results files and print what they say."),
    "rules": Verb("outright.cli.rules:command", "Show what it takes to win in a state, with its source."),
    "show": Verb("outright.cli.views:show", "Show a contest: candidates, votes, shares, verdict."),
    "replay": Verb("outright.cli.replay:command", "Give a stored night as of any moment, or play it again."),
    "timeline": Verb("outright.cli.views:timeline", "Show how the count came in, moment by moment."),
    "remaining": Verb("outright.cli.views:remaining", "Show what is still out, with the working."),
    "take": Verb("outright.cli.views:take", "Show what a candidate needs of the ballots left."),
    "units": Verb("outright.cli.views:units", "Show counties or precincts: what each has reported."),
    "methods": Verb("outright.cli.views:methods", "Show the votes by how they were cast."),
    "context": Verb("outright.cli.views:context", "Show polls, special elections and past results beside the count."),
    "log": Verb("outright.cli.past:log", "Show what became of each publication, in order."),
    "diff": Verb("outright.cli.past:diff", "Show what changed between two moments of a night."),
    "history": Verb("outright.cli.past:history", "Show each value that a unit, method or candidate ever had."),
    "money": Verb("outright.cli.money:command", "Show what was raised and spent, each figure with its day."),
    "story": Verb("outright.cli.story:command", "Write the story of a contest: headline, alert, brief or full."),
    "project": Verb("outright.cli.project:command", "Show the projection of a night, or project from a dataset."),
    "runoff": Verb("outright.cli.runoffs:runoff", "Show the rating of the runoff that a contest leads to."),
    "backtest": Verb("outright.cli.backtest:command", "Play past contests again and score the projection."),
    "priors": Verb("outright.cli.priors:command", "Learn what past nights say before this one."),
    "export": Verb("outright.cli.export:command", "Write a night or a results file in another format."),
    "publish": Verb("outright.cli.publish:command", "Write a night as files, in a folder or a bucket."),
    "serve": Verb("outright.cli.serve:command", "Serve a stored night over HTTP."),
    "verify": Verb("outright.cli.archive:command", "Check that every stored fact of a night re-derives."),
}
"""Every verb, in the order in which ``--help`` lists them."""


class Verbs(click.Group):
    """A group that knows its verbs from a table and loads a verb's module only when it is typed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click calls it so)
        """The verbs, in the table's order."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The verb's command, loaded now; None when there is no such verb."""
        if cmd_name not in VERBS:
            return None
        module, _, attribute = VERBS[cmd_name].target.partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{VERBS[cmd_name].target} is not a command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of verbs from the table, without loading any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, verb.help) for name, verb in VERBS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb to run; an unknown one is answered with the verbs it may have meant."""
        typed = args[0]
        if typed not in VERBS and not typed.startswith("-") and not ctx.resilient_parsing:
            raise click.UsageError(f"No such command '{typed}'.{_meant(typed)}", ctx)
        return super().resolve_command(ctx, args)


def _meant(typed: str) -> str:
    """ " Did you mean …?" for a mistyped or shortened verb; "" when nothing is near."""
    from difflib import get_close_matches

    begins = [name for name in VERBS if name.startswith(typed.lower())]
    near = begins or get_close_matches(typed.lower(), VERBS, n=3)
    return f" Did you mean {' or '.join(near)}?" if near else ""


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="outright")
def group() -> None:
    """Election nights, from an official's bytes to a verdict with its evidence.

    Start with: outright demo
    """


def main(args: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code; the entry point of ``outright``."""
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
    sys.exit(run(sys.argv[1:] if args is None else args))


def _speak_utf8(stream: TextIO) -> None:
    """A pipe gets UTF-8 on every machine, a terminal what it can show: no name may stop a verb."""
    if isinstance(stream, io.TextIOWrapper):
        if stream.isatty():
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(encoding="utf-8")


def run(args: Sequence[str]) -> int:
    """Run one command and return its exit code, with any error already on stderr."""
    try:
        result = group.main(list(args), prog_name="outright", standalone_mode=False)
    except OutrightError as error:
        click.echo(f"outright: {error.line()}", err=True)
        if "--json" in args:
            click.echo(error_json(error))
        return error.exit_code
    except click.Abort:
        click.echo("outright: interrupted.", err=True)
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        if "--json" in args:
            click.echo(error_json(UsageError(error.format_message(), hint="See --help.")))
        return error.exit_code
    return result if isinstance(result, int) else 0


def error_json(error: OutrightError) -> str:
    """The error as one JSON object, for ``--json``: type, message, where, hint."""
    body = {
        "type": type(error).__name__,
        "message": error.message,
        "where": error.where,
        "hint": error.hint,
    }
    return json.dumps({"error": body}, ensure_ascii=False)


if __name__ == "__main__":
    main()
