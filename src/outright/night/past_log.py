"""The log of a stored night: a line for each publication, in the order in which they came, and what became of each.

What a publication did to the counts is worked out from the stored facts; what was said of it (verdicts, findings,
corrections) is read from the newest bulletin, which holds all that was said before it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from outright.archive import Archive
from outright.bulletin import Bulletin, Contest, decode
from outright.bulletin.value import Value
from outright.count import Notice, NoticeKind
from outright.desk.call import decoded
from outright.night.past import Passed, walk
from outright.night.past_counts import Counted, Counting
from outright.night.plan import NightPlan
from outright.night.round import concerning, not_of_another
from outright.night.told import DESK
from outright.night.words import listed, verdict_label

Became = Literal[
    "applied", "unchanged", "held", "stale", "rejected", "released", "refused", "noted", "not read yet"
]  # fmt: skip
"""What became of a publication. "stale": older than what is shown; "refused": a person's decision had no effect."""

_TOLD = frozenset({"finding", "correction", "statement"})
_DID = {
    NoticeKind.RELEASE: "released publication {about}",
    NoticeKind.REJECT: "rejected publication {about}, which will not be shown",
    NoticeKind.OUTAGE: "reported an outage",
    NoticeKind.POLLING_HOURS: "reported longer polling hours",
    NoticeKind.PROPOSE: "proposed {call}",
    NoticeKind.APPROVE: "approved proposal {about}",
    NoticeKind.DROP: "dropped proposal {about}",
    NoticeKind.RETRACT: "took the call back",
    NoticeKind.POST: "put up a note",
    NoticeKind.END: "ended note {about}",
}
"""What a person did, by the kind of the notice."""


class Said(Value, frozen=True, kw_only=True):
    """What was said with a publication: ``kind`` is verdict, finding, correction or statement."""

    kind: Literal["verdict", "finding", "correction", "statement"]
    contests: tuple[str, ...]
    text: str
    by: str


class LogLine(Value, frozen=True, kw_only=True):
    """One publication: when it came, from where, what became of it and what was said with it.

    ``words`` say why it waits, could not be read, or had no effect, and what a person did; ``by`` is that person.
    ``about`` is the number of the publication, proposal or note that a person decided on. ``bulletin`` is the number
    of the first bulletin that knew it. ``contests`` are those it concerns.
    """

    seq: int
    at: dt.datetime
    source: str
    source_name: str
    kind: str
    name: str
    outcome: Became
    words: str
    by: str
    about: int | None
    bulletin: int | None
    contests: tuple[str, ...]
    counted: tuple[Counted, ...]
    said: tuple[Said, ...]

    def of(self, contest_id: str) -> bool:
        """Whether it concerns this contest, or something was said of it then."""
        return contest_id in self.contests or any(contest_id in s.contests for s in self.said)


@dataclass(slots=True)
class _Reader:
    """What is read of the night beside its publications, and the count of each contest so far."""

    plan: NightPlan
    said: Mapping[int, tuple[Said, ...]]
    refused: Mapping[int, str]
    parts: Mapping[str, Contest]
    counts: Counting

    def line(self, passed: Passed) -> LogLine:
        """The line of one publication."""
        p = passed.publication
        outcome, words, by, about = self._became(passed)
        return LogLine(
            seq=p.seq, at=p.received_at, source=p.source, source_name=self._whose(passed), kind=p.kind, name=p.name,
            outcome=outcome, words=words, by=by, about=about, bulletin=passed.bulletin,
            contests=() if passed.taken is None else tuple(
                c.id for c in self.plan.contests if not_of_another(c, concerning(c, (passed.taken.step,)))
            ),
            counted=self.counts.after(passed),
            said=self.said.get(p.seq, ()),
        )  # fmt: skip

    def _became(self, passed: Passed) -> tuple[Became, str, str, int | None]:
        if passed.taken is None:
            return "not read yet", "", "", None
        step = passed.taken.step
        notice = _notice(passed)
        if notice is not None:
            refused = step.error or self.refused.get(passed.publication.seq, "")
            outcome: Became = "refused" if refused else "released" if step.outcome == "released" else "noted"
            return outcome, self._decided(notice, refused), notice.by, notice.about
        said = passed.said
        words = {"held": step.error, "rejected": step.error}.get(step.outcome, "")
        if step.outcome == "older":
            held = passed.after.sources[passed.publication.source].held
            words = held.why[0] if held is not None and held.arrival.seq == passed.publication.seq else ""
        return self._outcome(step.outcome), words, said.entered_by if said is not None else "", None

    @staticmethod
    def _outcome(found: str) -> Became:
        return "stale" if found == "older" else found  # type: ignore[return-value]

    def _whose(self, passed: Passed) -> str:
        """The source in words; for a notice the source it is about, or the desk."""
        notice = _notice(passed)
        key = notice.source if notice is not None and notice.source else passed.publication.source
        return DESK if key.partition("/")[0] == DESK.lower() else self.plan.source_name(key)

    def _decided(self, notice: Notice, refused: str) -> str:
        """What somebody did beside the counts, in one sentence; what a source answered, in its own."""
        if notice.kind in (NoticeKind.TROUBLE, NoticeKind.RECOVERED):
            return notice.text
        did = _DID[notice.kind].format(about=notice.about, call=self._call(notice))
        text = f"{notice.by} {did}: {notice.text}"
        return f"{text} It had no effect: {refused}" if refused else text

    def _call(self, notice: Notice) -> str:
        """A proposed call in words: the verdict's label and whom it names."""
        word = notice.desk
        if word is None or word.code is None:
            return "a call"
        part = self.parts.get(word.contest)
        names = {c.id: c.surname for c in part.candidates} if part is not None else {}
        majority = part is not None and part.threshold.share is not None
        who = listed([names.get(c, c) for c in word.candidates])
        return f"“{verdict_label(word.code, majority=majority)}{f': {who}' if who else ''}”"


def log_of(archive: Archive, plan: NightPlan, since: int = 1, until: int | None = None) -> Iterator[LogLine]:
    """The lines of the publications from number ``since`` to ``until``, in the order in which they came.

    What is said of them is as of the bulletin that knew the last of them: nothing that came later is in it.
    """
    number = archive.newest() if until is None else archive.told_from(until) or archive.newest()
    newest = None if number is None else decode(archive.bulletin(number))
    desk = b"" if number is None else archive.desk(number)
    reader = _Reader(
        plan=plan, counts=Counting(plan), said={} if newest is None else said_in(newest),
        refused={d.seq: d.refused for record in decoded(desk).values() for d in record.desk.log} if desk else {},
        parts={} if newest is None else {c.id: c for c in newest.contests},
    )  # fmt: skip
    for passed in walk(archive, plan, until):
        line = reader.line(passed)
        if passed.publication.seq >= since:
            yield line


def said_in(bulletin: Bulletin) -> dict[int, tuple[Said, ...]]:
    """What a bulletin holds of all that was said, by the number of the publication with which it was said."""
    found: dict[tuple[int, str, str, str], list[str]] = {}
    for contest in bulletin.contests:
        names = {c.id: c.surname for c in contest.candidates}
        for change in contest.verdict_history:
            who = listed([names.get(c, c) for c in change.candidates])
            text = f"{change.note} {change.label}{f': {who}' if who else ''}".strip()
            found.setdefault((change.seq, "verdict", text, change.by), []).append(contest.id)
        for note in contest.notes:
            if note.kind in _TOLD:
                found.setdefault((note.seq, note.kind, note.text, note.source), []).append(contest.id)
    by_seq: dict[int, tuple[Said, ...]] = {}
    for (seq, kind, text, by), contests in found.items():
        said = Said(kind=kind, contests=tuple(contests), text=text, by=by)  # type: ignore[arg-type]
        by_seq[seq] = (*by_seq.get(seq, ()), said)
    return by_seq


def _notice(passed: Passed) -> Notice | None:
    said = passed.said
    return said.notices[0] if said is not None and said.notices else None
