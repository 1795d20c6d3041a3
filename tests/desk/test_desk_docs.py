"""The page about the desk is drawn from the table, and names every scope and verb."""

import re

from outright.cli.call_token import command
from outright.desk.states import TRANSITIONS, WHO, drawn
from outright.desk.tokens import Scope
from shared import ROOT

PAGE = (ROOT / "docs" / "desk.md").read_text("utf-8")


def test_the_table_of_the_page_is_the_table_of_the_code():
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| ([^|]+) \| `(\w+)` \|$", PAGE, re.M)
    assert rows == [(t.before.value, t.move.value, WHO[t.move], t.after.value) for t in TRANSITIONS]


def test_the_drawing_of_the_page_is_drawn_from_the_table():
    assert re.findall(r"```mermaid\n(.*?)\n```", PAGE, re.S) == [drawn()]
    assert drawn().count("-->") == len(TRANSITIONS) + 1


def test_every_scope_and_every_verb_is_on_the_page():
    assert [s.value for s in Scope if f"`{s.value}`" not in PAGE] == []
    terminal = (ROOT / "docs" / "terminal.md").read_text("utf-8")
    assert [v for v in command.commands if f"call {v}" not in PAGE + terminal] == []
