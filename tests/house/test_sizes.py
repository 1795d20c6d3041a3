"""Small pieces: no long file, few long functions, no room that is half the house."""

import ast
from collections import Counter

from housework import Sources, module_of, parse, room, sources

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
LARGEST_ROOM = 0.25

LONG_FUNCTIONS: dict[str, int] = {}
"""Functions that may be longer, and how long. An entry that is no longer needed fails the test."""


def long_files(files: Sources) -> dict[str, int]:
    lengths = {path: len(text.splitlines()) for path, text in files.items()}
    return {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE}


def long_functions(files: Sources) -> dict[str, int]:
    """Functions over the limit, by ``path:name``; decorators and docstrings do not count."""
    found = {}
    for path, text in files.items():
        for node in ast.walk(parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                spoken = len((ast.get_docstring(node, clean=False) or "").splitlines())
                lines = (node.end_lineno or node.lineno) - node.lineno + 1 - spoken
                if lines > LONGEST_FUNCTION:
                    found[f"{path}:{node.name}"] = lines
    return found


def test_no_file_is_too_long_to_read_at_once():
    files = sources()
    assert len(files) > 20
    assert not long_files(files)


def test_long_functions_are_few_and_known():
    found = long_functions(sources())
    assert set(found) == set(LONG_FUNCTIONS)
    assert all(lines <= LONG_FUNCTIONS[name] for name, lines in found.items()), found
    assert len(LONG_FUNCTIONS) <= 5


def test_no_room_is_over_a_quarter_of_the_house():
    lines = Counter[str]()
    for path, text in sources().items():
        lines[room(module_of(path))] += len(text.splitlines())
    assert len(lines) > 8
    largest, size = lines.most_common(1)[0]
    assert size <= LARGEST_ROOM * lines.total(), f"{largest} has {size} of {lines.total()} lines"


def test_what_is_too_long_is_found():
    body = "    x = 1\n" * 41
    assert long_files({"a.py": "\n" * 401, "b.py": "\n" * 400}) == {"a.py": 401}
    assert long_functions({"a.py": f"def f():\n{body}\ndef g():\n    pass\n"}) == {"a.py:f": 42}
