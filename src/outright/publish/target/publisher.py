"""One bulletin after the other as files: draw what has changed, put it in the right order, remember it.

What never changes goes first, and of every moment there was; then what moves, what is pointed to before what
points to it; the list of builds and nights last. The first file that cannot be written ends the round: nothing
that could point to it is written after it.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from msgspec import structs

from outright.bulletin import Bulletin
from outright.publish.document import Document
from outright.publish.site import Site
from outright.publish.target.errors import AnotherPublisher, AnotherRun, Incomplete, TargetError
from outright.publish.target.manifest import Manifest, NightNotes
from outright.publish.target.place import Mark, Outcome, Target, file_of, inside
from outright.publish.tree import SHELVES, documents, in_order, is_immutable
from outright.terms import ResultsStatus

NOTED_EVERY = 60.0
"""Seconds between two notes of a night that goes on."""
_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Summary:
    """What a round did: files by what became of them, ``size`` the bytes written before any compression."""

    where: str
    written: int
    unchanged: int
    kept: int
    size: int
    seconds: float

    def line(self) -> str:
        """The summary in one line."""
        files = f"{self.written:,} {'file' if self.written == 1 else 'files'} written"
        size = f" ({self.size / 1e6:,.1f} MB)" if self.written else ""
        kept = f", {self.kept:,} of earlier moments kept as they were first published" if self.kept else ""
        return f"{self.where}: {files}{size}, {self.unchanged:,} unchanged{kept}, in {self.seconds:,.1f} s."


@dataclass(slots=True)
class _Round:
    """A round under way: what became of which file."""

    began: float
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    size: int = 0

    def summary(self, where: str, now: float) -> Summary:
        found = list(self.outcomes.values())
        written, unchanged, kept = (found.count(o) for o in Outcome)
        return Summary(where, written, unchanged, kept, self.size, now - self.began)


class Publisher:
    """Publishes a night to one place; a context. ``run`` gives the word for the night file the bulletins come from.

    ``made_by`` is the version of the engine. ``anew`` looks at every file again and believes no note.
    """

    def __init__(
        self, target: Target, site: Site | None = None, *, run: Callable[[], str] = str, made_by: str = "",
        anew: bool = False, clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.where = target.where
        self._target, self._site, self._run, self._anew = target, site or Site(), run, anew
        shelves = ", ".join(shelf.__name__ for shelf in SHELVES)
        self._manifest = Manifest(f"{made_by}; {self._site.base_url}; {self._site.languages}; {shelves}")
        self._clock, self._noted, self._open, self._lost = clock, 0.0, False, False
        self._drawn: dict[str, object] = {}
        self._last: Bulletin | None = None
        self._round = _Round(clock())

    def __enter__(self) -> Self:
        self._manifest.take(self._target.open(), anew=self._anew)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        told = (TargetError,) if error is not None else (AnotherPublisher,) if self._lost else ()
        with contextlib.suppress(*told):  # an error on the way is told, and not what follows from it
            try:
                if self._open and not self._lost:
                    self._target.note(self._manifest.notes(closed=True))
            finally:
                self._target.close()

    def moments(self, night: str) -> int:
        """Up to which publication everything that never changes is published, of this night."""
        return self._manifest.moments(night)

    def stay(self) -> None:
        """Keep hold of the place while there is nothing to publish."""
        try:
            self._target.stay()
        except AnotherPublisher:
            self._lost = True
            raise

    def keep(self, bulletin: Bulletin) -> None:
        """Publish what never changes of this moment. Call it for every bulletin of the night, in order."""
        found, night = self._documents(bulletin), bulletin.night
        with self._told(lambda: self._missing(found)):
            self._put_moment(found)
        moments = max(night.seq, self.moments(night.id))
        self._manifest.nights[night.id] = NightNotes(run=self._run(), moments=moments)

    def publish(self, bulletin: Bulletin) -> Summary:
        """Publish the whole tree as of this bulletin; the summary counts what `keep` did since the last one too.

        `Incomplete` when a file could not be written; called again, it goes on from there.
        """
        found, certified = self._documents(bulletin), bulletin.night.status is ResultsStatus.CERTIFIED
        of = {path: (certified, found[path].of) for path in in_order(found) if not is_immutable(path)}
        with self._told(lambda: [*self._missing(found), *(p for p in of if self._drawn.get(p) != of[p])]):
            self._put_moment(found)
            for path in of:
                self._put_moving(path, found[path], bulletin.night.status, of[path])
            self._manifest.only(bulletin.night.id, set(found))
            if self._open and self._clock() - self._noted >= NOTED_EVERY:
                self._note()
        done, self._round = self._round, _Round(self._clock())
        return done.summary(self.where, self._clock())

    def _documents(self, bulletin: Bulletin) -> Mapping[str, Document]:
        """Every file as of this bulletin, undrawn, each with a name that lies inside the place.

        `AnotherRun` where the place holds another night file's.
        """
        night, run = self._manifest.nights.get(bulletin.night.id), self._run()
        if night is not None and run and night.run not in ("", run):
            raise AnotherRun(
                f"{self.where} holds {bulletin.night.id} from another night file",
                hint="Moments once published keep their bytes. Name another place, or empty this one.",
            )  # fmt: skip
        if not self._round.outcomes:
            self._round.began = self._clock()
        known = {c.id: c for c in self._last.contests} if self._last else {}
        contests = tuple(known[c.id] if known.get(c.id) == c else c for c in bulletin.contests)
        self._last = structs.replace(bulletin, contests=contests)
        try:
            found = documents(self._last, self._site)
        except ValueError as error:
            raise TargetError(str(error), where=self.where) from error
        for path in found:
            inside(path)
        return found

    def _missing(self, found: Mapping[str, Document]) -> list[str]:
        """Files that never change and are not known to be there."""
        return [p for p in found if is_immutable(p) and not (self._manifest.mark(p) and self._target.holds(p))]

    def _put_moment(self, found: Mapping[str, Document]) -> None:
        missing = self._missing(found)
        for at in range(0, len(missing), _AT_ONCE):
            self._begin()
            files = (file_of(path, found[path].draw(), None) for path in missing[at : at + _AT_ONCE])
            for file, outcome, mark in self._target.put_all(files):
                self._done(file.path, outcome, mark, len(file.body))

    def _put_moving(self, path: str, document: Document, status: ResultsStatus, of: object) -> None:
        """Put a file that changes in the course of a night, unless it follows from the same things as the last one."""
        if self._drawn.get(path) == of:
            self._round.outcomes.setdefault(path, Outcome.UNCHANGED)
            return
        file = file_of(path, document.draw(), status)
        self._begin()
        self._drawn.pop(path, None)
        outcome, mark = self._target.put(file, self._manifest.forget(path))
        self._done(path, outcome, mark, len(file.body))
        self._drawn[path] = of

    def _done(self, path: str, outcome: Outcome, mark: Mark, size: int) -> None:
        self._manifest.put(path, mark)
        self._round.outcomes[path] = outcome
        self._round.size += size if outcome is Outcome.WRITTEN else 0

    def _begin(self) -> None:
        """Note, before the first file is written, that the notes are open: from here on they may be behind."""
        if not self._open:
            self._note()
            self._open = True

    def _note(self) -> None:
        self._target.note(self._manifest.notes(closed=False))
        self._noted = self._clock()

    @contextlib.contextmanager
    def _told(self, left: Callable[[], list[str]]) -> Iterator[None]:
        """An error on the way, with what was written by then and what was not."""
        try:
            yield
        except TargetError as error:
            self._lost = self._lost or isinstance(error, AnotherPublisher)
            raise Incomplete(error, self._round.summary(self.where, self._clock()), tuple(left())) from error
