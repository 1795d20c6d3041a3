"""What the server shows: the newest edition of a night, the moments before it, and those who listen.

One thread publishes, any number of readers ask. Nothing is drawn until it, or what stood there a
moment ago, is asked for, and then once; what an earlier moment said is drawn again from the bulletin of that moment,
with the same bytes.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future

from outright.bulletin import Bulletin
from outright.publish.document import Document
from outright.publish.site import Site
from outright.serve.edition import Edition, following, moment_of
from outright.serve.events import Telling, tellings
from outright.serve.hub import Hub
from outright.serve.past import Door, Packed, Past
from outright.serve.press import Press, Print, Sheet

DERIVED = 256
"""Answers to queries that are held, the most lately asked for."""
_log = logging.getLogger("outright.serve")


class Board:
    """Thread-safe holder of what one night shows.

    ``past`` gives the bulletin that was the first to know a publication, by its number; without it the newest
    bulletins are held in memory, packed. ``clock`` gives seconds that only rise.
    """

    def __init__(
        self, site: Site | None = None, *, past: Door | None = None, press: Press | None = None, hub: Hub | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.site = site or Site()
        self.press = Press() if press is None else press
        self.hub = Hub() if hub is None else hub
        self._packed = Packed() if past is None else None
        door = past or self._packed
        assert door is not None
        self._past = Past(door, self.site)
        self._publishing = threading.Lock()
        self._derived: OrderedDict[Hashable, Sheet] = OrderedDict()
        self._deriving = threading.Lock()
        self._edition: Edition | None = None
        self._clock, self._shown_at = clock, 0.0
        self.closing = False
        self.not_storing_since: dt.datetime | None = None
        """Since when the engine beside us cannot store, and so tells nothing; None while it can."""

    @property
    def edition(self) -> Edition | None:
        """What is shown now, whole; None before the first bulletin."""
        return self._edition

    @property
    def bulletin(self) -> Bulletin | None:
        """The bulletin shown now; None before the first."""
        return self._edition.bulletin if self._edition else None

    @property
    def age(self) -> float | None:
        """Seconds since the newest bulletin was put up; None before the first."""
        return self._clock() - self._shown_at if self._edition else None

    def publish(self, bulletin: Bulletin) -> None:
        """Show this bulletin from now on, and tell everyone who listens what changed.

        What readers asked for of the last one is drawn first, within a second; until then they see the last one.
        """
        with self._publishing:
            before = self._edition
            edition = following(before, bulletin, self.site)
            if self._packed is not None:
                self._packed.keep(bulletin)

            def etag(path: str) -> str:
                return self._etag(edition.sheets, path)

            told = list(tellings(before.bulletin if before else None, edition.bulletin, edition.changed, etag))
            if before is not None:
                self.press.ahead(before.sheets, edition.sheets)
            self._edition, self._shown_at = edition, self._clock()
            self.hub.tell(bulletin.night.seq, told)
            if before is not None:
                kept = set(map(id, edition.sheets.values()))
                self.press.forget(sheet for sheet in before.sheets.values() if id(sheet) not in kept)

    def reload(self, client_min: str) -> None:
        """Ask every open page to load itself anew, once: those older than ``client_min`` are not understood."""
        shown = self.bulletin
        self.hub.tell(shown.night.seq if shown else 0, [Telling("reload", None, {"clientMin": client_min})])

    def sheet(self, path: str) -> Sheet | Future[Sheet | None] | None:
        """What is at this path of the tree: a sheet, a sheet that is being looked up, or None.

        `Busy` when too many look for earlier moments.
        """
        edition = self._edition
        if edition is None:
            return None
        sheet = edition.sheets.get(path)
        if sheet is not None and not sheet.earlier:
            return sheet
        named = moment_of(path)
        if named is None or not _may_be(edition.bulletin, named):
            return sheet
        known, found = self._past.known(path)
        if known:
            return found or sheet
        return self.press.earlier(lambda: self._past.find(path) or sheet)

    def derived(self, key: Hashable, like: Sheet, path: str, document: Document) -> Sheet:
        """The sheet of an answer that is no file of the tree: as old as ``like``, held while it is asked for."""
        with self._deriving:
            old = self._derived.pop(key, None)
            sheet = Sheet(path, document, like.modified) if old is None or old.document.of != document.of else old
            sheet.document = document
            self._derived[key] = sheet
            gone = [old] if old is not None and old is not sheet else []
            if len(self._derived) > DERIVED:
                gone.append(self._derived.popitem(last=False)[1])
        self.press.forget(gone)
        return sheet

    def file(self, path: str) -> Print | None:
        """The file at this path of the tree, drawn in this thread; None where there is none."""
        sheet = self.sheet(path)
        found = sheet.result() if isinstance(sheet, Future) else sheet
        return None if found is None else self.press.drawn(found)

    def paths(self) -> tuple[str, ...]:
        """Every path of the newest edition."""
        return tuple(self._edition.sheets) if self._edition else ()

    def close(self) -> None:
        """Say goodbye to everyone who listens."""
        self.closing = True
        self.hub.close()

    def _etag(self, sheets: Mapping[str, Sheet], path: str) -> str:
        """The plain ETag at this path. A file that cannot be drawn stops no count: the event goes without."""
        sheet = sheets.get(path)
        if sheet is None:
            return ""
        try:
            return self.press.drawn(sheet).etag.strip('"')
        except Exception:
            _log.exception("%s could not be drawn", path)
            return ""


def _may_be(bulletin: Bulletin, named: tuple[str, str, int]) -> bool:
    """Whether a moment can exist at all: nobody makes us look for what cannot be there."""
    night, contest, seq = named
    return night == bulletin.night.id and seq <= bulletin.night.seq and any(c.id == contest for c in bulletin.contests)
