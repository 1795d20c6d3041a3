"""The examples in docstrings and in the cookbook are run, so they are true.

A page of the cookbook is run from top to bottom, in a folder with the demo's night file and its settings. Where
a block of Python is followed by a block of text, that text is exactly what it prints. A block may say that it
needs a library which Outright does not bring (``<!-- needs: pandas -->``): it is a test of its own, skipped without.
"""

import contextlib
import doctest
import importlib
import io
import re
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from housework import module_of, sources
from shared import ROOT

WITH_EXAMPLES = [module_of(path) for path, text in sources().items() if ">>> " in text]
COOKBOOK = sorted((ROOT / "docs" / "cookbook").glob("*.md"))
BLOCK = re.compile(
    r"^(?:<!-- needs: (?P<needs>[\w, ]+) -->\n)?```python\n(?P<code>.*?)^```\n(?:\n```text\n(?P<said>.*?)^```$)?",
    re.M | re.S,
)
NEEDED = re.compile(r"^<!-- needs: ([\w, ]+) -->$", re.M)
SETTINGS = """
[night]
id = "us-ga-2017-04-18"
name = "Georgia 6th District special election"
timezone = "America/New_York"
date = 2017-04-18
store = "ga06.owr"

[[source]]
id = "by-hand"
kind = "entry"

[[contest]]
id = "us-house-6"
name = "US House 6"
"""


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_the_examples_do_what_they_say(module: str):
    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted > 0
    assert result.failed == 0


def test_there_are_examples():
    assert {"outright.count.ids", "outright.count.share"} <= set(WITH_EXAMPLES)


def run(page: str, *, has: frozenset[str] = frozenset()) -> None:
    """Run a page's blocks in order, as one program; what a block prints must be what the page says it prints.

    ``has`` are the further libraries that are there; blocks that need others are left out.
    """
    names: dict[str, object] = {"__name__": "__main__"}
    for block in BLOCK.finditer(page):
        if block["needs"] and not {*block["needs"].split(", ")} <= has:
            continue
        line = page[: block.start()].count("\n") + 2
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile("\n" * (line - 1) + block["code"], "page", "exec"), names)
        if block["said"] is not None:
            assert printed.getvalue() == block["said"], f"line {line}"


@pytest.fixture
def desk(reference_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder in which a reader tries the cookbook."""
    shutil.copy(reference_file, tmp_path / "ga06.owr")
    (tmp_path / "night.toml").write_text(SETTINGS)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("path", COOKBOOK, ids=lambda path: path.stem)
def test_the_cookbook_is_true(path: Path):
    page = path.read_text("utf-8")
    assert page.count("```python\n") == len(BLOCK.findall(page)) > 0
    run(page)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("path", [p for p in COOKBOOK if NEEDED.search(p.read_text("utf-8"))], ids=lambda p: p.stem)
def test_examples_with_other_libraries_are_true(path: Path):
    page = path.read_text("utf-8")
    needs = frozenset(name for listed in NEEDED.findall(page) for name in listed.split(", "))
    if lacking := sorted(name for name in needs if find_spec(name) is None):
        pytest.skip(f"{', '.join(lacking)} is not installed: Outright does not bring it")
    run(page, has=needs)


def test_there_is_a_cookbook():
    assert len(COOKBOOK) >= 5
    assert sum(len(BLOCK.findall(path.read_text("utf-8"))) for path in COOKBOOK) >= 20


def test_an_example_that_prints_something_else_is_found():
    page = "# A\n\n```python\nx = 1\nprint(x)\n```\n\n```text\n1\n```\n\n```python\nprint(x + 1)\n```\n"
    run(page)
    with pytest.raises(AssertionError):
        run(page.replace("```text\n1", "```text\n2"))
    with pytest.raises(ZeroDivisionError):
        run("```python\n1 / 0\n```\n")


def test_an_example_that_needs_a_library_is_run_only_with_it():
    page = "<!-- needs: pandas -->\n```python\n1 / 0\n```\n"
    run(page)
    with pytest.raises(ZeroDivisionError):
        run(page, has=frozenset({"pandas"}))
