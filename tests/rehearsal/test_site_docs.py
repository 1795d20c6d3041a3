"""docs/rehearsal-site.md: its table of faults is the code's, its examples are read, its addresses are served."""

import doctest
import re
from importlib import import_module

import pytest

from outright.rehearsal.fault_kinds import KINDS, fault_table
from outright.rehearsal.faults import read_faults, schedule
from outright.rehearsal.site import SYSTEMS, system
from rehearsal_sites import Stepped, reference
from shared import ROOT

PAGE = (ROOT / "docs/rehearsal-site.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)


def test_the_table_of_faults_is_the_codes_own():
    assert fault_table() in PAGE


def test_the_examples_of_files_of_faults_are_understood():
    night = reference()
    found = [schedule(read_faults(text), night, "clarity", 1) for text in blocks("toml")]
    assert len(found) >= 1
    assert all(found)


@pytest.mark.parametrize("kind", list(SYSTEMS))
def test_every_system_and_its_addresses_are_on_the_page(kind):
    site = system(kind, reference())
    assert f"`{kind}`" in PAGE
    assert site.title in PAGE


def test_every_option_of_the_command_is_on_the_page():
    import click

    from outright.cli.rehearse import command

    options = [o for p in command.params if isinstance(p, click.Option) for o in p.opts]
    assert [o for o in options if f"`{o}" not in PAGE] == []


def test_the_paths_that_curl_asks_for_are_there():
    asked = re.findall(r"http://127\.0\.0\.1:9000(/\S*?)['\"]?(?: |$)", "\n".join(blocks("sh")), re.M)
    site = Stepped(reference()).at(0.5)
    served = [path for path in asked if not path.startswith("/_rehearsal")]
    assert len(served) >= 2
    for path in served:
        assert site.ask(path).status == 200, path
    assert {"/_rehearsal/fault", "/_rehearsal/state", "/_rehearsal/jump"} <= set(asked)


def test_the_python_example_runs():
    (code,) = blocks("python")
    exec(compile(code, "docs/rehearsal-site.md", "exec"), {})


@pytest.mark.parametrize("module", ["faults", "site.places"])
def test_the_examples_in_the_docstrings_run(module):
    result = doctest.testmod(import_module(f"outright.rehearsal.{module}"))
    assert result.attempted > 0
    assert result.failed == 0


def test_the_page_counts_the_faults_right():
    assert f"{len(KINDS)} kinds" in PAGE
