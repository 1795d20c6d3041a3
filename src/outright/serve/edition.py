"""A bulletin as it is shown: every file of the tree under its address, undrawn, and what it shares with the last one.

Contests that have not changed are the same values as before, and files that follow from the same things are the
same sheets, drawn or not. A file of a moment is drawn from the bulletin that said it first: where another may have,
its sheet says so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from msgspec import structs

from outright.bulletin import Bulletin, Contest
from outright.publish.document import Document
from outright.publish.site import Site
from outright.publish.tree import documents, is_immutable
from outright.serve.press import Sheet

_MOMENT = re.compile(
    r"(?:/[a-z]{2}|/v1)?(?P<embed>/embed)?/(?P<night>[a-z0-9-]+)/(?P<contest>[a-z0-9-]+)/(?(embed)[a-z]+/)"
    r"(?:(?:s|at)/(?P<seq>\d{1,9})(?:/|\.)|card-(?P<card>\d{1,9})\.)"
)


@dataclass(frozen=True, slots=True)
class Edition:
    """``bulletin`` with every file it stands in. ``changed`` are the contests that say something new."""

    bulletin: Bulletin
    sheets: Mapping[str, Sheet]
    changed: tuple[Contest, ...]


def moment_of(path: str) -> tuple[str, str, int] | None:
    """The night, the contest and the publication of a moment's own address; None for any other address."""
    found = _MOMENT.match(path) if is_immutable(path) else None
    if found is None:
        return None
    return found["night"], found["contest"], int(found["seq"] or found["card"])


def following(before: Edition | None, bulletin: Bulletin, site: Site) -> Edition:
    """The edition of ``bulletin``, which is shown after ``before``."""
    known = {c.id: c for c in before.bulletin.contests} if before else {}
    contests = tuple(known[c.id] if known.get(c.id) == c else c for c in bulletin.contests)
    bulletin = structs.replace(bulletin, contests=contests)
    old: Mapping[str, Sheet] = before.sheets if before else {}
    sheets = {
        path: _sheet(path, document, old.get(path), bulletin) for path, document in documents(bulletin, site).items()
    }
    changed = tuple(c for c in contests if known.get(c.id) is not c)
    return Edition(bulletin, sheets, changed)


def moment(bulletin: Bulletin, site: Site) -> dict[str, Sheet]:
    """The files that belong to the moment of this earlier bulletin, and to no other."""
    night = bulletin.night
    return {
        path: Sheet(path, document, _whole_second(night.as_of), seq=night.seq, status=night.status)
        for path, document in documents(bulletin, site).items()
        if moment_of(path)
    }


def _sheet(path: str, document: Document, old: Sheet | None, bulletin: Bulletin) -> Sheet:
    """The sheet of this document: the old one where nothing has changed, or where nothing may."""
    if old is not None and old.document.of == document.of:
        old.document = document  # equal, and does not keep an old bulletin in memory
        return old
    if old is not None and is_immutable(path):
        return old
    moment = moment_of(path)
    earlier = moment is not None and moment[2] < bulletin.night.seq
    return Sheet(path, document, _modified(bulletin, old), earlier=earlier)


def _modified(bulletin: Bulletin, old: Sheet | None) -> dt.datetime | None:
    """The moment of the count, and later than what was shown before even where that is of the same second."""
    now = _whole_second(bulletin.night.as_of)
    if old is None or old.modified is None or now is None:
        return now
    return max(now, old.modified + dt.timedelta(seconds=1))


def _whole_second(moment: dt.datetime | None) -> dt.datetime | None:
    return None if moment is None else moment.astimezone(dt.UTC).replace(microsecond=0)
