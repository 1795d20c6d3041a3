"""The live loop's one move: keep the bytes, read them, record what they said, tell the bulletin.

The order is the promise: bytes are stored before they are read, facts before anything is published.
A file that cannot be read changes nothing that was counted; the night goes on.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Self

import msgspec

from outright import feeds
from outright.archive import Archive
from outright.bulletin import Bulletin, encode
from outright.count import Snapshot
from outright.errors import OutrightError
from outright.night.fold import Folded, step
from outright.night.plan import NightPlan, to_json
from outright.night.projector import Projector, projector_for
from outright.night.state import Arrival


def facts_of(snapshot: Snapshot) -> bytes:
    """A snapshot as canonical bytes: the same snapshot gives the same bytes in every process."""
    return msgspec.json.encode(snapshot, order="deterministic")


def snapshot_of(facts: bytes) -> Snapshot:
    """The snapshot that `facts_of` wrote."""
    return msgspec.json.decode(facts, type=Snapshot)


class LiveNight:
    """A night that is being followed: its plan, its file, and where it stands."""

    def __init__(self, plan: NightPlan, archive: Archive, project: Projector | None = None) -> None:
        self.plan = plan
        self.archive = archive
        self.project = project or projector_for(plan)
        self.folded = Folded()

    @classmethod
    def begin(cls, plan: NightPlan, path: Path, project: Projector | None = None) -> Self:
        """A new night in a new file at ``path``. ``project``: another projector than the plan's own."""
        return cls(plan, Archive.create(path, {"plan": to_json(plan)}), project)

    def receive(self, source: str, kind: str, name: str, body: bytes, received_at: dt.datetime) -> Bulletin:
        """Take one publication in and say what follows. Never raises for a bad file."""
        kept = self.archive.keep(source, kind, name, body, received_at)
        snapshot, error = read_publication(body, kind, name)
        facts = None if snapshot is None else facts_of(snapshot)
        self.archive.record(kept.seq, "rejected" if snapshot is None else "read", facts, error)
        arrival = Arrival(kept.seq, source, kept.received_at, kept.sha256)
        self.folded, bulletin = step(self.plan, self.folded, arrival, snapshot, error, project=self.project)
        self.archive.tell(kept.seq, encode(bulletin))
        return bulletin


def read_publication(body: bytes, kind: str, name: str) -> tuple[Snapshot | None, str]:
    """What the bytes say, or the error that refuses them in one line.

    A reader that fails in a way it should not (our bug) refuses the file too: the night goes on, and the
    bytes are kept to read again.
    """
    try:
        snapshot = feeds.read(body, kind=kind, name=name)
        facts_of(snapshot)  # half a letter in a name is read, but no file can hold it
        return snapshot, ""
    except OutrightError as error:
        return None, error.line()
    except Exception as error:
        return None, f"The reader for {kind} failed on {name} ({type(error).__name__}). The bytes are kept."
