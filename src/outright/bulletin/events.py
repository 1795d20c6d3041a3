"""What happened in a night, read off one bulletin: calls, corrections, first votes, half in, new leaders, the end.

Feeds, alerts and live hints tell these and nothing else, so all of them follow from the newest bulletin alone. An
event keeps its id for ever; it is never one per publication. Order is the order of publications, not of clocks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import pairwise

from outright.bulletin import Bulletin, Contest, Milestone, Note, Point, VerdictChange
from outright.bulletin.event_words import WORDS, Say, english
from outright.bulletin.standing import leader_of, names_of, point_at, standing
from outright.bulletin.value import Value
from outright.terms import VerdictCode


class EventKind(StrEnum):
    """What kind of thing happened, in the order in which things of one publication are told."""

    FIRST_VOTES = "first-votes"
    CORRECTION = "correction"
    LEAD_CHANGE = "lead-change"
    HALF_IN = "half-in"
    COMPLETE = "complete"
    WITHDRAWN = "call-withdrawn"
    CALL = "call"
    CERTIFIED = "certified"


class Event(Value, frozen=True, kw_only=True):
    """One thing that happened in one contest.

    ``label`` says it in a few words, ``text`` in one sentence with its numbers. ``url`` is the address of the page
    as of that moment, within the tree. ``candidates`` are those it names. ``official``: the count was certified then.
    """

    id: str
    kind: EventKind
    contest: str
    contest_name: str
    seq: int
    at: dt.datetime
    at_text: str
    label: str
    text: str
    url: str
    candidates: tuple[str, ...]
    official: bool
    figures: dict[str, int | str]


CALLED = frozenset(
    {
        VerdictCode.WON_PROJECTED,
        VerdictCode.WON_CERTAIN,
        VerdictCode.RUNOFF_PROJECTED,
        VerdictCode.RUNOFF_CERTAIN,
        VerdictCode.TIE_CERTAIN,
    }
)
"""The verdicts that say how it ends; to leave one is to withdraw it."""

_CERTAIN = {
    VerdictCode.WON_PROJECTED: VerdictCode.WON_CERTAIN,
    VerdictCode.RUNOFF_PROJECTED: VerdictCode.RUNOFF_CERTAIN,
}
_WHOSE = frozenset({"model", "desk", "source"})
_MILESTONES = {
    "half-in": EventKind.HALF_IN,
    "complete": EventKind.COMPLETE,
    "certified": EventKind.CERTIFIED,
}


def events(bulletin: Bulletin, say: Say = english) -> tuple[Event, ...]:
    """Everything that has happened in the night, oldest first.

    ``say`` puts our own words into the language that the bulletin is in.
    """
    places = {contest.id: i for i, contest in enumerate(bulletin.contests)}
    found = (event for contest in bulletin.contests for event in contest_events(bulletin.night.id, contest, say))
    return tuple(sorted(found, key=lambda e: (e.seq, places[e.contest])))


def contest_events(night_id: str, contest: Contest, say: Say = english) -> tuple[Event, ...]:
    """Everything that has happened in one contest of the night, oldest first."""
    order = list(EventKind)
    made = _Maker(night_id, contest, say)
    found = [*made.first_votes(), *made.corrections(), *made.lead_changes(), *made.milestones(), *made.calls()]
    return tuple(sorted(found, key=lambda e: (e.seq, order.index(e.kind))))


def news(before: Bulletin | None, after: Bulletin) -> tuple[Event, ...]:
    """What has happened since ``before``, oldest first; everything where there was no bulletin before."""
    known = {event.id for event in events(before)} if before is not None else set()
    return tuple(event for event in events(after) if event.id not in known)


class _Maker:
    """Makes the events of one contest; every method reads one part of the bulletin."""

    def __init__(self, night_id: str, contest: Contest, say: Say) -> None:
        self._night, self._contest, self._say = night_id, contest, say
        self._names = names_of(contest)
        certified = [m.seq for m in contest.milestones if m.kind == "certified"]
        self._official_from = certified[-1] if certified else None

    def first_votes(self) -> Iterator[Event]:
        for point in self._contest.timeline[:1]:
            yield self._event(
                EventKind.FIRST_VOTES, point, self._said("first"), self._said("first-text", now=self._now(point))
            )

    def corrections(self) -> Iterator[Event]:
        """Newest first in the bulletin; numbered within a publication in the order in which they were told."""
        notes = [note for note in reversed(self._contest.notes) if note.kind == "correction"]
        numbers: dict[int, int] = {}
        for note in notes:
            numbers[note.seq] = number = numbers.get(note.seq, 0) + 1
            now = self._now(point_at(self._contest, note.seq))
            text = self._said("correction-text", note=note.text.rstrip("."), now=now)
            own = {} if note.votes is None else {"change": note.votes}
            yield self._event(EventKind.CORRECTION, note, self._said("correction"), text, own, number=number)

    def lead_changes(self) -> Iterator[Event]:
        """A new sole leader; that two are level is not a change, and neither is what rounding cannot tell."""
        led: str | None = None
        for point in self._contest.timeline:
            leader = leader_of(point, self._contest)
            if leader is not None and led is not None and leader != led:
                names = {"leader": self._names[leader], "before": self._names[led]}
                text, label = self._said("leader-text", **names, now=self._now(point)), self._said("leader")
                yield self._event(EventKind.LEAD_CHANGE, point, label, text, {"before": led}, (leader,))
            led = leader or led

    def milestones(self) -> Iterator[Event]:
        for mark in self._contest.milestones:
            label, text = self._said_of(mark)
            own: dict[str, int | str] = {"basis": mark.basis} if mark.basis else {}
            own |= {k: v for k, v in (("part", mark.part), ("of", mark.of)) if v is not None}
            yield self._event(_MILESTONES[mark.kind], mark, label, text, own)

    def calls(self) -> Iterator[Event]:
        for before, change in pairwise((None, *self._contest.verdict_history)):
            assert change is not None  # only the one before the first is
            if before is not None and withdraws(before, change):
                yield self._withdrawal(before, change)
            opens = change.code is VerdictCode.TOO_CLOSE and (before is None or before.code is not change.code)
            if change.code in CALLED or opens:
                yield self._call(change)

    def _withdrawal(self, before: VerdictChange, change: VerdictChange) -> Event:
        who = self._who(before.candidates)
        plain = self._said("stands-of" if who else "stands", label=before.label, who=who)
        now = self._now(point_at(self._contest, change.seq))
        text = self._said("withdrawn-text", why=change.note or plain, now=now)
        own = {"code": change.code.value, "withdrawn": before.code.value}
        return self._event(EventKind.WITHDRAWN, change, self._said("withdrawn"), text, own, before.candidates)

    def _call(self, change: VerdictChange) -> Event:
        who, now = self._who(change.candidates), self._now(point_at(self._contest, change.seq))
        whose = self._said(change.by) if change.by in _WHOSE else ""
        kind = f"call{'-of' if who else ''}{'-by' if whose else ''}"
        text = self._said(kind, label=change.label, who=who, whose=whose, now=now)
        own = {"code": change.code.value, "by": change.by}
        return self._event(EventKind.CALL, change, change.label, text, own, change.candidates)

    def _event(
        self, kind: EventKind, when: Point | Note | Milestone | VerdictChange, label: str, text: str,
        own: Mapping[str, int | str] | None = None, candidates: tuple[str, ...] = (), *, number: int = 1,
    ) -> Event:  # fmt: skip
        contest, seq = self._contest, when.seq
        tail = f"-{number}" if number > 1 else ""
        point = point_at(contest, seq)
        return Event(
            id=f"{self._night}/{contest.id}/{kind}/{seq}{tail}", kind=kind, contest=contest.id,
            contest_name=contest.short_name, seq=seq, at=when.at, at_text=when.at_text, label=label, text=text,
            url=f"/{self._night}/{contest.id}/at/{seq}/", candidates=candidates,
            official=self._official_from is not None and seq >= self._official_from,
            figures={**({"votes": point.votes} if point else {}), **(own or {})},
        )  # fmt: skip

    def _now(self, point: Point | None) -> str:
        return standing(point, self._contest, self._names, self._say)

    def _said(self, key: str, **gaps: str) -> str:
        return self._say(WORDS[key]) % gaps

    def _said_of(self, mark: Milestone) -> tuple[str, str]:
        """A milestone as a label and a sentence."""
        now = self._now(point_at(self._contest, mark.seq))
        if mark.kind != "half-in":
            return self._said(mark.kind), self._said(f"{mark.kind}-text", now=now)
        key = "precincts" if mark.basis == "precincts" else "expected"
        if mark.part is None or mark.of is None:
            return self._said(key), self._said(f"{key}-text", now=now)
        return self._said(key), self._said(f"{key}-of", part=f"{mark.part:,}", of=f"{mark.of:,}", now=now)

    def _who(self, candidates: tuple[str, ...]) -> str:
        return ", ".join(self._names.get(c, c) for c in candidates)


def withdraws(before: VerdictChange, now: VerdictChange) -> bool:
    """Whether what was called no longer stands: the same call of more people, or its certain form, is no withdrawal."""
    if before.code not in CALLED:
        return False
    stands = now.code in (before.code, _CERTAIN.get(before.code)) and set(before.candidates) <= set(now.candidates)
    return not stands
