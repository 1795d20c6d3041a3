"""The English of the rooms below the pages, read off their source: every text that may reach a reader.

A text is a string or an f-string with at least two words. An f-string is kept as its literal pieces, in order.
Documentation, keys of tables, patterns and what only a desk's terminal or a developer sees are not texts.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WORDS = re.compile(r"[A-Za-z]{2,}[,:;.]? +[a-z]{2,}|^ *[a-z]{2,} | [a-z]{2,} *$", re.M)

WORD = re.compile(r"(?:^|[ ,;:]) ?[a-z]{2,}(?: |$|[,;:.])")
LETTER = re.compile(r"[A-Za-z]{2}")
NUMBER = re.compile(r"\d[\d,.]*%?|['“”]")


@dataclass(frozen=True, slots=True)
class Text:
    """The literal pieces of one string of the source, and where it stands."""

    where: str
    pieces: tuple[str, ...]

    @property
    def shown(self) -> str:
        return "{}".join(self.pieces)

    def stands_in(self, messages: str) -> bool:
        """Whether one of the messages (one a line) says all that this says itself, in this order."""
        said = [piece for whole in self.pieces for piece in NUMBER.split(whole) if LETTER.search(piece)]
        spoken = "[^\n]*".join(re.escape(piece.strip(" .,;:()%")) for piece in said)
        return re.search(spoken, messages, re.IGNORECASE) is not None


def texts(path: Path, root: Path, functions: tuple[str, ...] = ()) -> Iterator[Text]:
    """Every text of a module, or of some of its functions; what is raised is left to `texts_of_calls`."""
    tree: ast.AST = ast.parse(path.read_text("utf-8"))
    if functions:
        found = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name in functions]
        assert len(found) == len(functions), (path, functions)
        tree = ast.Module([*found], [])
    unsaid = set(_unsaid(tree))
    for node in ast.walk(tree):
        if node not in unsaid and (text := _text(node, path.relative_to(root).as_posix())):
            yield text


def texts_of_calls(path: Path, root: Path, names: re.Pattern[str]) -> Iterator[Text]:
    """The texts among the arguments of calls of these names, and those given a name first that ends up in one."""
    tree = ast.parse(path.read_text("utf-8"))
    where = path.relative_to(root).as_posix()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and names.fullmatch(_name(node.func)):
            said = [*node.args, *(k.value for k in node.keywords if k.arg not in ("where", "code"))]
            inner = (n for argument in said for n in ast.walk(argument))
            held = set(_format_parts(tree))
            yield from (t for n in inner if n not in held and (t := _text(n, where)))


def _text(node: ast.AST, where: str) -> Text | None:
    pieces: tuple[str, ...] = ()
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        pieces = (node.value,)
    elif isinstance(node, ast.JoinedStr):
        pieces = tuple(_pieces(node))
    lone = len(pieces) > 1 and any(WORD.search(piece) for piece in pieces)
    if not lone and not WORDS.search("0".join(pieces)):
        return None
    return Text(f"{where}:{getattr(node, 'lineno', 0)}", pieces)


def _pieces(node: ast.JoinedStr) -> Iterator[str]:
    """The literal pieces, one more than there are gaps."""
    piece = ""
    for part in node.values:
        if isinstance(part, ast.Constant):
            piece += str(part.value)
        else:
            yield piece
            piece = ""
    yield piece


def _unsaid(tree: ast.AST) -> Iterator[ast.AST]:
    """Nodes that hold no text for a reader: documentation, and pieces of f-strings, which are read as a whole."""
    yield from _format_parts(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        if isinstance(node, ast.Raise | ast.Assert):
            yield from ast.walk(node)
        if isinstance(node, ast.Call) and _name(node.func) in ("compile", "fullmatch", "match", "search", "sub"):
            yield from (n for a in node.args for n in ast.walk(a))


def _format_parts(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield from (v for v in node.values if isinstance(v, ast.Constant))
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            yield node.format_spec


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
