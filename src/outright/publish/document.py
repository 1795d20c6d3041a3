"""A published file before it is drawn.

A shelf names the files it is responsible for and how each is drawn; nothing is drawn until it is asked for, and
what was drawn from the same things is not drawn again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from outright.bulletin import Bulletin
from outright.publish.site import Site


@dataclass(frozen=True, slots=True)
class Document:
    """``draw`` makes the bytes; ``of`` is everything they follow from.

    Two documents of one address whose ``of`` are equal have equal bytes: the later one need not be drawn.
    """

    draw: Callable[[], bytes] = field(compare=False)
    of: object


Shelf = Callable[[Bulletin, Site], Iterator[tuple[str, Document]]]
"""The files of one kind, by absolute path within the tree: what others point to before what points to it."""
