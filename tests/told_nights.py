"""Made-up histories of one contest for what is told of a night: who led when, what was called and withdrawn."""

import datetime as dt
from collections.abc import Sequence

from msgspec.structs import replace

from bulletins import AT, bulletin
from outright.bulletin import Bulletin, Contest, Milestone, Note, Point, VerdictChange
from outright.terms import VerdictCode

BLANK = bulletin(rehearsal=False)
START = AT - dt.timedelta(hours=2)
LABELS = {
    VerdictCode.TOO_EARLY: "Too early to say", VerdictCode.TOO_CLOSE: "Too close to say",
    VerdictCode.RUNOFF_PROJECTED: "Runoff projected", VerdictCode.RUNOFF_CERTAIN: "Runoff certain",
    VerdictCode.WON_PROJECTED: "Projected to win outright", VerdictCode.WON_CERTAIN: "Won outright",
    VerdictCode.LEADER_ONLY: "Leader so far",
}  # fmt: skip
OSSOFF, HANDEL = "jon-ossoff", "karen-handel"


def at(seq: int) -> dt.datetime:
    return START + dt.timedelta(minutes=seq)


def point(seq: int, **votes: int) -> Point:
    """The count after publication ``seq``; candidates by surname, as ``ossoff=5``."""
    ids = {"ossoff": OSSOFF, "handel": HANDEL, "gray": "bob-gray"}
    mine = {ids[k]: v for k, v in votes.items()}
    return Point(seq=seq, at=at(seq), at_text=f"{seq} past 8", votes=sum(mine.values()), candidates=mine)


def change(seq: int, code: VerdictCode, *who: str, by: str = "arithmetic", note: str = "") -> VerdictChange:
    return VerdictChange(
        seq=seq, at=at(seq), at_text=f"{seq} past 8", code=code, label=LABELS[code], candidates=who, by=by, note=note,
    )  # fmt: skip


def correction(seq: int, text: str, votes: int | None = -10) -> Note:
    return Note(seq=seq, at=at(seq), at_text=f"{seq} past 8", kind="correction", source="S", text=text, votes=votes)


def mark(seq: int, kind: str, **figures: object) -> Milestone:
    return Milestone(kind=kind, seq=seq, at=at(seq), at_text=f"{seq} past 8", **figures)


def contest(
    timeline: Sequence[Point] = (), history: Sequence[VerdictChange] = (), notes: Sequence[Note] = (),
    milestones: Sequence[Milestone] = (), **changes: object,
) -> Contest:  # fmt: skip
    """Notes as they came; the bulletin has the newest first."""
    return replace(
        BLANK.contests[0], timeline=tuple(timeline), verdict_history=tuple(history), notes=tuple(reversed(notes)),
        milestones=tuple(milestones), **changes,
    )  # fmt: skip


def night(*contests: Contest, **changes: object) -> Bulletin:
    return replace(BLANK, contests=contests, night=replace(BLANK.night, **changes))


def counted(upto: int, votes: Sequence[tuple[int, int]], **parts: object) -> Bulletin:
    """A night whose contest had these votes (Ossoff, Handel), one publication after the other, up to ``upto``."""
    line = [point(i, ossoff=a, handel=b) for i, (a, b) in enumerate(votes[:upto], 1)]
    return night(contest(line, **parts), seq=upto, as_of=at(upto))
