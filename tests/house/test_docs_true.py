"""What the documentation names exists: commands, targets, identifiers, and every term has its line."""

import dataclasses
import enum
import functools
import importlib
import inspect
import re
import tomllib

import pytest

from housework import module_of, sources, text_files
from outright import __version__
from outright.terms import ElectionType, ReportingUnitType, ResultsStatus, Severity, VerdictCode, VoteMethod
from shared import ROOT

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
CONTRACT = {"demo", "test", "promises", "bench", "docs"}
WORDS = (ElectionType, ReportingUnitType, ResultsStatus, Severity, VerdictCode, VoteMethod)


def pages() -> dict[str, str]:
    return {path: text for path, text in text_files().items() if path.endswith(".md")}


def targets() -> dict[str, str]:
    """The targets that `make` lists, with what they are said to do."""
    return dict(re.findall(r"^([a-z]+):[^\n]*## (.*)$", MAKEFILE, re.M))


def identifiers(glossary: str) -> list[str]:
    """The code names in the last column of the glossary's tables."""
    rows = [line.strip().strip("|").split("|") for line in glossary.splitlines() if line.startswith("| ")]
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row[-1])]


@functools.cache
def names() -> dict[str, list[object]]:
    """Every public name of the package, with what it stands for."""
    found: dict[str, list[object]] = {}
    for path in sources():
        if not path.endswith("__main__.py"):
            for name, value in vars(importlib.import_module(module_of(path))).items():
                found.setdefault(name, []).append(value)
    return found


def members(value: object) -> set[str]:
    """The attributes, fields and methods a reader may write after the dot."""
    fields = {f.name for f in dataclasses.fields(value)} if dataclasses.is_dataclass(value) else set()
    return set(dir(value)) | fields | set(getattr(value, "__struct_fields__", ()))


def is_known(identifier: str) -> bool:
    """Whether ``Contest.seats``, ``share_text`` or ``VoteMethod.EARLY`` names something in the code."""
    head, _, rest = identifier.removesuffix("()").partition(".")
    return any(not rest or rest in members(value) for value in names().get(head, []))


def test_every_identifier_of_the_glossary_is_in_the_code():
    listed = identifiers(GLOSSARY)
    assert len(listed) > 40
    assert [name for name in listed if not is_known(name)] == []


def test_an_identifier_that_is_not_in_the_code_is_found():
    assert identifiers("| a | b | `Race`, `Contest.seats` |\n| - | - | - |\ntext `x`\n") == [
        "Race",
        "Contest.seats",
    ]
    assert is_known("Contest.seats")
    assert is_known("Snapshot.since()")
    assert is_known("VoteMethod.EARLY")
    assert not is_known("Race")
    assert not is_known("Contest.chairs")
    assert not is_known("VoteMethod.PUNCH_CARD")


@pytest.mark.parametrize("words", WORDS, ids=lambda w: w.__name__)
def test_every_word_has_its_line_in_the_glossary(words: type[enum.StrEnum]):
    assert len(words) > 2
    assert [w.value for w in words if f"`{w.value}`" not in GLOSSARY] == []


def test_every_target_of_the_contract_is_there_and_said_in_the_door_for_work():
    door = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert CONTRACT | {"check", "lock", "clean"} <= set(targets())
    assert [t for t in targets() if f"make {t}" not in door] == []


def test_every_target_that_is_named_exists():
    named = {(path, t) for path, text in pages().items() for t in re.findall(r"(?<![\w-])make ([a-z]+)`", text)}
    assert len(named) > 5
    assert [pair for pair in sorted(named) if pair[1] not in targets()] == []


def test_every_command_that_is_named_exists():
    from outright.cli.main import VERBS

    typed = re.compile(r"(?:^(?:\$ )?|`)(?:\.venv/bin/)?outright ([a-z]+)", re.M)
    named = {(path, verb) for path, text in pages().items() for verb in typed.findall(text)}
    assert len(named) > 3
    assert [pair for pair in sorted(named) if pair[1] not in VERBS] == []


def test_every_command_is_named_somewhere():
    from outright.cli.main import VERBS

    text = "\n".join(pages().values())
    assert len(VERBS) > 3
    assert [verb for verb in VERBS if not re.search(rf"\boutright {verb}\b", text)] == []


def test_every_kind_of_feed_has_its_page():
    from outright.feeds import kinds

    titles = "\n".join(text for path, text in pages().items() if path.startswith("docs/feeds/"))
    assert len(kinds()) > 2
    assert [kind for kind in kinds() if f"`{kind}`" not in titles] == []


def test_the_version_is_said_once():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == __version__


def test_every_name_at_the_front_door_opens():
    import outright

    for name in outright.__all__:
        value = getattr(outright, name)
        assert isinstance(value, str) or inspect.getdoc(value), name
    with pytest.raises(AttributeError, match="Race"):
        _ = outright.Race
