"""A desk's own outlines of precincts: a file in whatever form they come, to lines that the pages can draw.

GeoJSON, TopoJSON, a shapefile in a zip or beside its companions. Everything heavy happens once, before the night:
what comes out is whole numbers on a plane of true areas with north up, and goes into the plan, so that a replay
needs no other file. Needs the extra ``geo``.
"""

from __future__ import annotations

import json
from pathlib import Path

from outright.errors import ConfigError, FeedError
from outright.publish.map.atlas import Sheet, sheet_of

LARGEST_FILE = 200 * 2**20
MOST_SHAPES = 15_000
LARGEST_DRAWN = 6 * 2**20
"""Bytes of the outlines in the plan; a state's 3,000 precincts take about half a megabyte."""


def outlines(folder: Path, name: str, *, key: str, county: str, where: str) -> str:
    """The file's outlines as the plan keeps them; `ConfigError` says what is wrong with the file.

    ``key`` and ``county`` name the columns with a precinct's id or name and with its county; "" takes the first
    column of a usual name.
    """
    try:
        from outright.night import outlines_make, outlines_read
    except ImportError as error:
        message = f"Outlines cannot be read here: {error.name} is not installed"
        raise ConfigError(message, where=where, hint="Install Outright with the extra geo: outright[geo].") from None
    path = folder / name
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ConfigError(f"{name} is larger than 200 MB", where=where, hint="Keep the precincts of this contest.")
        found = outlines_read.read(path, where)
    except OSError as error:
        message = f"{name} cannot be read: {error.strerror}"
        raise ConfigError(message, where=where, hint="Name a file beside the settings.") from error
    except FeedError as error:
        raise ConfigError(f"{name}: {error.message}", where=error.where or where, hint=error.hint) from error
    if len(found.shapes) > MOST_SHAPES:
        message = f"{name} has {len(found.shapes):,} shapes"
        raise ConfigError(message, where=where, hint=f"At most {MOST_SHAPES:,} can be drawn; keep this contest's.")
    value = outlines_make.make(found, name, key, county, where)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if len(text) > LARGEST_DRAWN:
        message = f"{name} is {len(text) // 2**20} MB even when it is simplified"
        raise ConfigError(message, where=where, hint="Keep the precincts of this contest; the rest is not drawn.")
    return text


def sheet(text: str) -> Sheet | None:
    """The outlines of a plan, to be joined and drawn; None where it has none."""
    return sheet_of(text) if text else None
