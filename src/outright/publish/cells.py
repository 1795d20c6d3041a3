"""The cells of a table, so that a spreadsheet shows a name and never runs it.

A number is written as it is, a negative one too. A text that a spreadsheet would take for a formula gets a leading
apostrophe; so does one that begins with apostrophes before such a sign, and whoever reads the table can take exactly
one off. Nothing is an empty cell, never 0.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from typing import Literal

Cell = str | int | float | bool | dt.date | None

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_SUSPECT = frozenset("'=+-@\t\r")


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet runs.

    >>> guarded("=1+1"), guarded("Ada"), guarded("'=1"), guarded("O'Hara")
    ("'=1+1", 'Ada', "''=1", "O'Hara")
    """
    return f"'{text}" if text and text[0] in _SUSPECT and _FORMULA.match(text) else text


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, guard: bool = True) -> str:
    """A CSV with a head. ``guard`` false writes texts as they are, for readers that are no spreadsheets."""
    kept: Iterable[Sequence[Cell]] = rows
    if guard:
        kept = ([guarded(c) if isinstance(c, str) else c for c in row] for row in rows)
    whole = [columns, *kept]
    text = _written(whole, csv.QUOTE_MINIMAL)
    # A lone carriage return is not quoted by the standard library and would end the row for every reader.
    return _written(whole, csv.QUOTE_ALL) if "\r" in text else text


def _written(rows: Iterable[Sequence[Cell]], quoting: Literal[0, 1]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", quoting=quoting).writerows(rows)
    return out.getvalue()
