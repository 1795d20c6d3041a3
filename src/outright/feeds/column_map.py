"""Reads any office's table by a map that a desk writes: which column is what, in TOML, without a line of code.

    found = column_map.parse(toml_bytes, "cobb.columns.toml")
    snapshot = column_map.reader_for(found).read(body, name)

The map is no results file, and there is no reader without one. ``docs/feeds/column-map.md`` is its guide.
"""

from __future__ import annotations

from functools import partial

from outright.feeds.column_map_parse import parse
from outright.feeds.column_map_read import read, recognises
from outright.feeds.column_map_shape import ColumnMap
from outright.feeds.reader import Reader

__all__ = ["KIND", "ColumnMap", "parse", "reader_for"]
KIND = "column-map"


def reader_for(found: ColumnMap) -> Reader:
    """The reader that one map makes."""
    title = f"a table laid out as {found.source} says"
    return Reader(
        KIND, title, partial(recognises, found), partial(read, found),
        publisher="whoever the map was written for", change="the clock that the map points to, or the file itself",
    )  # fmt: skip
