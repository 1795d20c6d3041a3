"""A night of which a part was told by another release: its bulletins as they were told, and the night that goes on.

Whoever takes a stored night in again, to follow it on or to derive it again, does so through here, so that both stand
at the same place.
"""

from __future__ import annotations

from bisect import bisect_left

from outright import __version__
from outright.archive import Archive
from outright.archive.schema import BEFORE
from outright.bulletin import Bulletin
from outright.count import Snapshot
from outright.errors import ArchiveError
from outright.night.arrival import Arrival
from outright.night.earlier_release import Then, stood, then_of, weighed_then
from outright.night.fold import Folded, say, take
from outright.night.plan import NightPlan
from outright.night.projector import Projector


class EarlierTold:
    """The bulletins of an open night that another release told."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._told = archive.told()
        self._by = archive.tellers()
        self._last: tuple[int, Then] | None = None

    def __bool__(self) -> bool:
        """Whether another release told anything of the night."""
        return any(release != __version__ for release in self._by.values())

    def knew(self, seq: int) -> Then | None:
        """The first bulletin that knew publication ``seq``, if another release told it."""
        at = bisect_left(self._told, seq)
        return self.at(self._told[at]) if at < len(self._told) else None

    def read_by_another(self, seq: int) -> bool:
        """Whether another release may have read publication ``seq``: it told of it, or the bulletin before.

        An engine that was stopped between reading and telling leaves a reading of which the next release tells.
        """
        at = bisect_left(self._told, seq)
        beside = self._told[max(0, at - 1) : at + 1]
        return any(self._by[n] != __version__ for n in beside) if beside else self._archive.version < 3

    def at(self, seq: int) -> Then | None:
        """Bulletin ``seq``, if another release told it; `ArchiveError` where this one cannot read it."""
        release = self._by[seq]
        if release == __version__:
            return None
        if self._last is None or self._last[0] != seq:
            self._last = seq, self._read(seq, release)
        return self._last[1]

    def _read(self, seq: int, release: str) -> Then:
        try:
            found = then_of(release, self._archive.bulletin(seq))
        except ArchiveError as error:
            raise ArchiveError(
                f"bulletin {seq}: {error.message}", where=self._archive.path.name,
                hint="Open the night with the release that told it. Nothing was changed.",
            ) from error  # fmt: skip
        if release == BEFORE:  # it says itself which it was
            found = Then(found.bulletin.engine.removeprefix("outright ") or BEFORE, found.bulletin, found.keys)
        return found

    def take(self, plan: NightPlan, folded: Folded, arrival: Arrival, snapshot: Snapshot | None, error: str) -> Folded:
        """The night with one more publication known, which waits for a person if it did so then."""
        then = self.knew(arrival.seq)
        if then is None:
            return take(plan, folded, arrival, snapshot, error)
        waited = then.waited(arrival.source, arrival.seq)
        return take(plan, folded, arrival, snapshot, error, weighing=lambda found: weighed_then(found, waited))

    def say(self, plan: NightPlan, folded: Folded, seq: int, project: Projector) -> tuple[Folded, Bulletin]:
        """What this release says after the round that bulletin ``seq`` told, and the night as it stood after it."""
        folded, bulletin = say(plan, folded, project=project)
        then = self.at(seq)
        return (folded if then is None else stood(folded, then, self._archive.desk(seq))), bulletin
