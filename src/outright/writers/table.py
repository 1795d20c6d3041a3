"""Rows as CSV in UTF-8: a name is one cell whatever is in it.

The same way as in the published tables (`outright.publish.cells`, which sees no writer); a test holds them together.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Literal

Cell = str | int | None


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV with a head, its lines ended by a line feed. Nothing is an empty cell, never 0.

    >>> table(["name", "votes"], [["Ada\\rQuill", 3], ["Bo", None]])
    b'"name","votes"\\n"Ada\\rQuill","3"\\n"Bo",""\\n'
    """
    whole = [columns, *rows]
    text = _written(whole, csv.QUOTE_MINIMAL)
    # A lone carriage return is not quoted by the standard library and would end the row for every reader.
    return (_written(whole, csv.QUOTE_ALL) if "\r" in text else text).encode("utf-8")


def _written(rows: Iterable[Sequence[Cell]], quoting: Literal[0, 1]) -> str:
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\n", quoting=quoting).writerows(rows)
    return out.getvalue()
