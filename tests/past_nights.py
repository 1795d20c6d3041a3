"""A made night on which everything happens that a night's past must answer for: part files, rounds, corrections, files
that wait and are released or rejected, a second source, a stale copy, an outage, and a desk.

Two counties report in parts of one source (``georgia/cobb``, ``georgia/fulton``); ``cobb-site`` reports Cobb as well
and counts after it.
"""

import datetime as dt
from pathlib import Path

import msgspec

from outright.archive import Received
from outright.count import NoticeKind
from outright.night.desk_door import desk_action
from outright.night.live import LiveNight
from outright.night.notices import OURSELVES, notice
from outright.night.plan import PlannedSource
from outright.terms import VerdictCode
from small_night import AT, CONTEST, COUNTIES, PLAN, detail

PEOPLE = ("J. Rivera", "T. Okafor")
EVERYTHING = msgspec.structs.replace(
    PLAN,
    sources=(
        PlannedSource(id="georgia", kind="clarity", name="Georgia"),
        PlannedSource(id="cobb-site", kind="clarity", name="Cobb site"),
    ),
    checks=True, hold=("votes-fell>0",), desk=PEOPLE,
)  # fmt: skip


class MadeNight:
    """A night that is played publication by publication, a minute apart."""

    def __init__(self, path: Path, plan=EVERYTHING) -> None:
        self.path, self.live, self.at = path, LiveNight.begin(plan, path), AT
        self.evidence = ""

    def file(self, key: str, precincts: int, more: int = 0, *, clock: float = 0) -> Received:
        """A county's file; ``clock`` minutes are added to its own clock."""
        self.at += dt.timedelta(minutes=1)
        county = COUNTIES["fulton" if key.endswith("fulton") else "cobb"]
        body = detail(county, self.at + dt.timedelta(minutes=clock), precincts, more)
        return Received(key, "clarity", f"{county.lower()}.xml", body, self.at + dt.timedelta(seconds=9))

    def said(self, kind: NoticeKind, text: str, by: str, *, key: str = "desk", about: int | None = None) -> Received:
        """What somebody puts into the night beside the counts."""
        self.at += dt.timedelta(minutes=1)
        return notice(kind, text, by, self.at, key=key, about=about)

    def desk(self, kind: NoticeKind, by: str, text: str, **word) -> Received:
        """What the desk does about the contest."""
        self.at += dt.timedelta(minutes=1)
        return desk_action(kind, CONTEST, by, text, self.at, via="terminal", **word)

    def comes(self, *items: Received) -> int:
        """Take a round in; the number of its bulletin."""
        bulletin = self.live.receive_all(items)
        self.evidence = bulletin.contest(CONTEST).evidence
        return bulletin.night.seq

    def close(self) -> Path:
        self.live.archive.close()
        return self.path


def everything(path: Path) -> Path:
    """The night with everything. What its publications are stands in `test_past_log.py`."""
    night = MadeNight(path)
    night.comes(night.file("georgia/cobb", 1))  # 1
    night.comes(night.file("georgia/fulton", 2))  # 2
    night.comes(night.file("georgia/cobb", 2), night.file("georgia/fulton", 3))  # 3, 4: one round
    night.comes(night.file("cobb-site", 2, more=9))  # 5: the same county, another source
    night.comes(night.file("georgia/cobb", 1))  # 6: fewer votes, waits
    night.comes(night.said(NoticeKind.RELEASE, "The office took a precinct back.", "T. Okafor", about=6))  # 7
    last = night.file("georgia/cobb", 3, more=4)
    night.comes(last)  # 8
    night.comes(with_bytes(night.file("georgia/fulton", 3), b"<html>503</html>"))  # 9: not a results file
    night.comes(night.file("georgia/fulton", 1))  # 10: fewer votes, waits
    night.comes(night.said(NoticeKind.REJECT, "A file of the afternoon.", "J. Rivera", about=10))  # 11
    night.at += dt.timedelta(minutes=1)
    again = Received(last.source, last.kind, last.name, last.body, night.at)
    night.comes(again)  # 12: the file shown, once more
    night.comes(night.file("georgia/cobb", 3, more=6, clock=-30))  # 13: dated before the file shown
    night.comes(night.said(NoticeKind.TROUBLE, "No answer after 20 s.", OURSELVES, key="georgia/fulton"))  # 14
    night.comes(night.desk(NoticeKind.PROPOSE, "J. Rivera", "It is over.", code=VerdictCode.WON_CERTAIN,
                           candidates=("ann-ash",), evidence=night.evidence))  # 15: nothing carries it  # fmt: skip
    night.comes(night.desk(NoticeKind.POST, "T. Okafor", "Fulton expects one more file."))  # 16
    night.comes(night.file("georgia/cobb", 3, more=8), night.file("georgia/fulton", 3, more=5))  # 17, 18
    return night.close()


def with_bytes(item: Received, body: bytes) -> Received:
    """The same publication with other bytes."""
    return Received(item.source, item.kind, item.name, body, item.received_at)
