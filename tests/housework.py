"""What the tests of the house look at: its files, and how its modules import one another."""

import ast
import functools
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from shared import ROOT

SRC = ROOT / "src" / "outright"
Sources = Mapping[str, str]
"""Module files by their path below ``src/outright``, with their text."""


def sources() -> dict[str, str]:
    return {p.relative_to(SRC).as_posix(): p.read_text("utf-8") for p in sorted(SRC.rglob("*.py"))}


def project_files() -> list[Path]:
    """Every file that is, or is about to be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return sorted({p for p in paths if p.is_file()})


def text_files() -> dict[str, str]:
    """The project's text files by path; those that are not UTF-8 text are left out."""
    found = {}
    for path in project_files():
        try:
            found[path.relative_to(ROOT).as_posix()] = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
    return found


@dataclass(frozen=True)
class Import:
    """One import: who, what, on which line. ``on_loading``: it runs when the file itself is loaded."""

    path: str
    module: str
    line: int
    on_loading: bool

    def __str__(self) -> str:
        return f"{self.path}:{self.line} imports {self.module}"


@functools.cache
def parse(text: str) -> ast.Module:
    return ast.parse(text)


def module_of(path: str) -> str:
    """``count/tally.py`` is ``outright.count.tally``; ``count/__init__.py`` is ``outright.count``."""
    parts = ["outright", *path.removesuffix(".py").split("/")]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(module: str) -> str:
    """``outright.count.tally`` is in the room ``count``; the front door is in none."""
    return module.split(".")[1] if module.startswith("outright.") else ""


def imports(files: Sources) -> list[Import]:
    """Every import in the files: also inside functions, under TYPE_CHECKING and named in text.

    A text such as ``"outright.cli.demo:command"`` counts: the module is loaded when it is asked for.
    ``from outright.count import batch`` names the module ``outright.count.batch`` where there is one.
    """
    modules = frozenset(module_of(path) for path in files)
    return [found for path, text in files.items() for found in _imports(path, text, modules)]


@functools.cache
def _imports(path: str, text: str, modules: frozenset[str]) -> list[Import]:
    found = []
    for node, on_loading in _walk(parse(text), on_loading=True):
        for module in _named(node, module_of(path), path.endswith("__init__.py"), modules):
            found.append(Import(path, module, getattr(node, "lineno", 0), on_loading))
    return found


def _walk(node: ast.AST, *, on_loading: bool) -> Iterator[tuple[ast.AST, bool]]:
    for child in ast.iter_child_nodes(node):
        later = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.Constant)
        never = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
        runs = on_loading and not later and not never
        yield child, runs
        yield from _walk(child, on_loading=runs)


def _named(node: ast.AST, here: str, is_package: bool, modules: frozenset[str]) -> Iterator[str]:
    match node:
        case ast.Import(names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module, names, level):
            base = here.split(".")[: len(here.split(".")) - level + is_package] if level else []
            stem = ".".join([*base, *([module] if module else [])])
            for alias in names:
                whole = f"{stem}.{alias.name}"
                # The version is a fact about the package, which is loaded before any of its rooms.
                if whole != "outright.__version__":
                    yield whole if whole in modules or stem == "io" else stem
        case ast.Constant(str(text)):
            name = text.partition(":")[0]
            if name in modules and name != "outright":
                yield name


def dotted(node: ast.AST) -> str:
    """``dt.datetime.now`` for the expression of that name, "" for anything that is not a name."""
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(value, name):
            return f"{dotted(value)}.{name}"
    return ""


def calls(text: str) -> Iterator[tuple[int, str]]:
    """Every call by name, with its line."""
    for node in ast.walk(parse(text)):
        if isinstance(node, ast.Call) and (name := dotted(node.func)):
            yield node.lineno, name
