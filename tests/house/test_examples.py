"""The examples in docstrings are run, so they are true."""

import doctest
import importlib

import pytest

from housework import module_of, sources

WITH_EXAMPLES = [module_of(path) for path, text in sources().items() if ">>> " in text]


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_the_examples_do_what_they_say(module: str):
    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted > 0
    assert result.failed == 0


def test_there_are_examples():
    assert {"outright.count.ids", "outright.count.share"} <= set(WITH_EXAMPLES)
