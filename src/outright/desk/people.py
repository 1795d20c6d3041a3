"""Who is at the desk: names as people type them, compared as people mean them. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's: letter case, blanks and ways of writing one letter do not count.

    >>> same_person("T. Okafor", " t.  okafor"), same_person("T. Okafor", "J. Rivera")
    (True, False)
    """
    return _plain(one) == _plain(other)


def listed(name: str, desk: Iterable[str]) -> str | None:
    """The name as the desk's list has it; None for somebody who is not on it."""
    return next((known for known in desk if _plain(name) and same_person(known, name)), None)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
