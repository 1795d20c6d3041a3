"""The ceiling of a reader's speed: the bare parser over the same bytes, which looks at nothing."""

from __future__ import annotations

import csv
import json
from collections import deque
from collections.abc import Callable
from io import BytesIO, StringIO

from lxml import etree
from python_calamine import load_workbook

from outright.feeds.tables import is_workbook
from outright.feeds.text import any_text, head

LINES = frozenset({"ess-el30"})
"""Kinds that are printed reports: lines of fixed columns, not cells."""


def bare(kind: str, body: bytes) -> tuple[str, Callable[[], object]]:
    """The name of the bare parser of these bytes, and the work of running it."""
    start = head(body, 1)
    if is_workbook(body):
        return "calamine", lambda: workbook(body)
    if kind in LINES:
        return "splitlines", lambda: any_text(body)[0].splitlines()
    if start == b"<":
        return "lxml walk", lambda: walk(body)
    if start in (b"{", b"["):
        return "json.loads", lambda: json.loads(body)
    mark = delimiter(body)
    return f"csv {mark!r}", lambda: cells(body, mark)


def walk(body: bytes) -> None:
    """Every element is built and forgotten."""
    for _, element in etree.iterparse(BytesIO(body)):
        element.clear()


def cells(body: bytes, mark: str) -> None:
    """Every row is split into cells and forgotten."""
    quoting = csv.QUOTE_MINIMAL if b'"' in body[:65536] else csv.QUOTE_NONE
    deque(csv.reader(StringIO(any_text(body)[0], newline=""), delimiter=mark, quoting=quoting), maxlen=0)


def workbook(body: bytes) -> None:
    """Every sheet becomes rows of values."""
    book = load_workbook(BytesIO(body))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def delimiter(body: bytes) -> str:
    """What stands between the cells of the first line most often."""
    line = head(body, 4096).split(b"\n", 1)[0].decode("latin-1")
    return max((",", "\t", ";", "|"), key=line.count)
