"""Which parts of a contest there are to embed, how high each is, and at which address it stands."""

from __future__ import annotations

from dataclasses import dataclass

from outright.bulletin import Contest, Night
from outright.publish.map.draw import has_county_map


@dataclass(frozen=True, slots=True)
class Part:
    """One part. ``height`` is what a host without script reserves, in CSS pixels, for a frame 340 or more wide.

    ``kept`` parts also stand at an address of each moment: they are small enough to be kept by the hundred.
    """

    name: str
    height: int
    kept: bool = False


PARTS = (
    Part("card", 500, kept=True),
    Part("table", 800, kept=True),
    Part("chart", 830),
    Part("map", 560),
    Part("units", 540),
    Part("remaining", 520),
    Part("call", 1190),
)
"""Every part, in the order in which they are offered."""


def parts_of(night: Night, contest: Contest) -> tuple[Part, ...]:
    """The parts there are of this contest: a map only where one is drawn."""
    mapped = has_county_map(contest, night)
    return tuple(p for p in PARTS if p.name != "map" or mapped)


def part(name: str) -> Part | None:
    """The part of this name, if there is one."""
    return next((p for p in PARTS if p.name == name), None)


def folder(night: str, contest: str, name: str = "", seq: int | None = None) -> str:
    """The folder of an embed, with a slash at both ends: of a part, of one moment of it, or of the list of parts."""
    at = f"/embed/{night}/{contest}/"
    if name:
        at += f"{name}/"
    return at if seq is None else f"{at}at/{seq}/"
