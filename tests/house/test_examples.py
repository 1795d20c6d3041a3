"""The examples in docstrings and in the cookbook are run, so they are true.

A page of the cookbook is run from top to bottom, in a folder with the demo's night file and its settings. Where
a block of Python is followed by a block of text, that text is exactly what it prints.
"""

import contextlib
import doctest
import importlib
import io
import re
import shutil
from pathlib import Path

import pytest

from housework import module_of, sources
from shared import ROOT

WITH_EXAMPLES = [module_of(path) for path, text in sources().items() if ">>> " in text]
COOKBOOK = sorted((ROOT / "docs" / "cookbook").glob("*.md"))
BLOCK = re.compile(r"^```python\n(?P<code>.*?)^```\n(?:\n```text\n(?P<said>.*?)^```$)?", re.M | re.S)
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


def run(page: str) -> None:
    """Run a page's blocks in order, as one program; what a block prints must be what the page says it prints."""
    names: dict[str, object] = {"__name__": "__main__"}
    for block in BLOCK.finditer(page):
        line = page[: block.start()].count("\n") + 2
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile("\n" * (line - 1) + block["code"], "page", "exec"), names)
        if block["said"] is not None:
            assert printed.getvalue() == block["said"], f"line {line}"


@pytest.mark.parametrize("path", COOKBOOK, ids=lambda path: path.stem)
def test_the_cookbook_is_true(path: Path, reference_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    shutil.copy(reference_file, tmp_path / "ga06.owr")
    (tmp_path / "night.toml").write_text(SETTINGS)
    monkeypatch.chdir(tmp_path)
    page = path.read_text("utf-8")
    assert page.count("```python\n") == len(BLOCK.findall(page)) > 0
    run(page)


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
