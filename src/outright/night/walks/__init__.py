"""How each kind of official site is walked for one poll.

A walk asks through a ``get`` that is given to it, and gives out `Document`s as they were received and
`Trouble`s in words. It knows no network library, reads no counts and keeps nothing but its `Trail`.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from outright.night.walks.ap import ap
from outright.night.walks.clarity import clarity
from outright.night.walks.clarity_address import clarity_site
from outright.night.walks.enhanced_voting import enhanced_voting
from outright.night.walks.plain import plain
from outright.night.walks.unpacked import unpacked
from outright.night.walks.values import Document, Get, Target, Trail, Trouble, Walk

__all__ = ["Document", "Get", "Target", "Trail", "Trouble", "Walk", "unpacked", "walk_for"]

_WALKS: dict[str, Walk] = {"ap": ap, "clarity": clarity, "enhanced-voting": enhanced_voting}


def walk_for(kind: str, urls: tuple[str, ...] = ()) -> Walk:
    """The walk for a kind of source; any kind without one of its own is a file, or a few, at fixed addresses.

    So is a Clarity report whose own address is given (``…/detail.xml``).
    """
    known = kind.replace("_", "-").lower()
    if known == "clarity" and urls and all(_is_file(url) for url in urls):
        return plain
    return _WALKS.get(known, plain)


def _is_file(url: str) -> bool:
    """Whether an address is a file's and not a Clarity site's."""
    return clarity_site(url) is None and urlsplit(url).path.lower().endswith((".xml", ".zip", ".gz"))
