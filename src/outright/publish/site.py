"""How a tree is published: at which address, in which languages. The same for every moment of a night."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

LANGUAGES = ("en", "es")


def no_head(_seq: int) -> str:
    """What stands for the head of a chain where there is no night file."""
    return ""


@dataclass(frozen=True, slots=True)
class Site:
    """``base_url`` is the public address, without a slash at its end; "" where it is not known.

    Links within pages are relative in any case; feeds, cards and embeds need the address to be whole. The first of
    ``languages`` has the tree's own addresses, every other one the same addresses under ``/{language}/``. In tables
    a text that a spreadsheet would run as a formula has an apostrophe before it, unless ``csv_guard`` is false.
    ``shapes`` are a desk's own outlines of precincts, by contest, as its plan keeps them. ``heads`` gives the head of
    the night file's chain after a publication, "" where it is not known.
    """

    base_url: str = ""
    languages: tuple[str, ...] = LANGUAGES
    csv_guard: bool = True
    shapes: Mapping[str, str] = field(default_factory=dict)
    heads: Callable[[int], str] = field(default=no_head, compare=False)
