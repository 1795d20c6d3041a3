"""The page about the terminal says what the commands are and do."""

import re
from pathlib import Path

import click
import pytest

from outright.cli import main as cli
from outright.cli import views
from outright.cli.watch import HELD, NOTHING_NEW

PAGE = (Path(__file__).parents[2] / "docs" / "terminal.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def example(command: str) -> str:
    """The block in which this command is typed, without the line that types it."""
    return next(
        block.removeprefix(f"$ {command}\n")
        for block in re.findall(r"```\n(.*?)```", PAGE, re.S)
        if block.startswith(f"$ {command}\n")
    )


def test_the_page_lists_exactly_the_verbs_there_are_in_their_order():
    rows = re.findall(r"^\| `(\w+)` \| .* \| `outright (\w+)", section("The verbs"), re.M)
    assert [verb for verb, _ in rows] == list(cli.VERBS)
    assert all(verb == shown for verb, shown in rows)


@pytest.mark.parametrize(
    "name", [name for name, verb in cli.VERBS.items() if verb.target.startswith("outright.cli.views:")]
)
def test_every_option_of_a_view_is_on_the_page(name):
    command = getattr(views, name)
    options = [o for p in command.params if isinstance(p, click.Option) for o in p.opts]
    assert [option for option in options if option not in PAGE] == []


def test_every_option_of_project_is_on_the_page():
    from outright.cli.project import command

    options = [o for p in command.params if isinstance(p, click.Option) for o in p.opts]
    assert [option for option in options if f"`{option}" not in PAGE] == []


def test_the_page_lists_the_exit_codes_that_errors_have():
    from outright import errors

    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", section("Exit codes"), re.M)}
    kinds = [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, errors.OutrightError)]
    assert listed == {0, cli.INTERRUPTED, HELD, NOTHING_NEW} | {kind.exit_code for kind in kinds}


@pytest.mark.parametrize("command", ["outright show", "outright take ossoff"])
def test_the_examples_on_the_page_are_what_is_printed(command, stored, typed):
    code, out, _ = typed(*command.split()[1:])
    assert code == 0
    assert example(command) == out


def test_the_lines_for_a_screen_reader_are_what_is_printed():
    from bulletins import bulletin
    from outright.publish.terminal import plain

    assert "\n".join(plain(bulletin())) in PAGE
