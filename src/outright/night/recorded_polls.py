"""Replays what a poller really got, fetch by fetch, and says what each fetch was. Pure.

Every answer is the one a live poller could have given at that moment: it rests on what came before (bodies
already seen, clocks inside the bodies), never on what came after.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby
from operator import attrgetter

from outright import feeds
from outright.count import Snapshot, UnitCount
from outright.count.tally import add
from outright.errors import FeedError, FeedMalformed
from outright.feeds.clarity_join import by_method
from outright.feeds.moments import iso_moment
from outright.feeds.strict_json import a_dict, a_text, loads
from outright.feeds.text import is_html
from outright.night.superseded import SeenBodies

ALL = "ALL.json"
VOTE_TYPES = (
    "Absentee_by_Mail_Votes.json",
    "Advanced_Voting_Votes.json",
    "Election_Day_Votes.json",
    "Provisional_Votes.json",
)
"""The vote types of Georgia's site on January 5, 2021."""


class Poll(StrEnum):
    """What one fetch was."""

    HTML = "html-error-page"
    TRUNCATED = "truncated"
    REFUSED = "refused"
    NEW = "new"
    SAME = "same"
    OLDER = "older"
    CORRECTED_DOWN = "corrected-down"
    MIXED_VERSIONS = "mixed-versions"


@dataclass(frozen=True, slots=True)
class Fetch:
    """One body as a poller saved it: when, under which path, the hash of its bytes, the bytes."""

    fetched_at: dt.datetime
    path: str
    sha256: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Fall:
    """Votes that fell from one body to a newer one: all of a unit's in one contest, or one candidate's there."""

    contest: str
    unit: str
    candidate: str
    before: int
    after: int

    @property
    def change(self) -> int:
        """By how much; below zero."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Classified:
    """A fetch and what it was.

    ``falls`` are units' votes and candidates' votes that fell (``candidate`` "" is the unit's). ``adds_up``
    is, of an ``ALL.json``, whether the vote types' files of that moment make it up; None when one of them
    could not be read. ``clock`` is the body's own.
    """

    fetch: Fetch
    poll: Poll
    why: str = ""
    clock: dt.datetime | None = None
    falls: tuple[Fall, ...] = ()
    adds_up: bool | None = None


@dataclass(frozen=True, slots=True)
class _Series:
    """One path: the bodies seen, the newest clock and the newest snapshot, and what the last fetch said."""

    seen: SeenBodies = field(default_factory=SeenBodies)
    clock: dt.datetime | None = None
    shown: Snapshot | None = None
    last: Snapshot | None = None


def fetches_of(lines: Iterable[bytes]) -> Iterator[Fetch]:
    """The fetches of a recording, one JSON line each; a line without a body repeats the one of its ``blob``.

    Raises `FeedMalformed` for a line that is cut, or repeats a body that never came.
    """
    bodies: dict[str, bytes] = {}
    for n, line in enumerate(lines, 1):
        where = f"line {n}"
        row = a_dict(loads(line, "recording"), where)
        at, blob = iso_moment(a_text(row.get("fetched_at"), where)), a_text(row.get("blob"), where)
        if isinstance(text := row.get("body"), str):
            bodies[blob] = text.encode("utf-8", "surrogatepass")
        if at is None or blob not in bodies:
            what = "has no time with a zone" if at is None else "repeats a body that never came"
            raise FeedMalformed(f"The recording's line {what}", where=where, hint="The recording is cut or reordered.")
        body = bodies[blob]
        yield Fetch(at, a_text(row.get("path"), where), hashlib.sha256(body).hexdigest(), body)


def classify(fetches: Iterable[Fetch], *, vote_types: Collection[str] = VOTE_TYPES) -> Iterator[Classified]:
    """Every fetch with what it was, in the order they came.

    Fetches of one time are one round of the poller: Clarity's files are held against each other once the
    round is whole. A path that is neither ``ALL.json`` nor one of ``vote_types`` is read as the AP's live
    JSON, by its ``timestamp`` alone.
    """
    series: dict[str, _Series] = {}
    for _, together in groupby(fetches, key=attrgetter("fetched_at")):
        done: list[Classified] = []
        for fetch in together:
            series[fetch.path], found = _one(series.get(fetch.path, _Series()), fetch, vote_types)
            done.append(found)
        yield from _held_together(done, series, vote_types)


def tally(classified: Iterable[Classified]) -> dict[str, Counter[Poll]]:
    """How many fetches of each path were what, paths in the order they first came."""
    found: dict[str, Counter[Poll]] = {}
    for one in classified:
        found.setdefault(one.fetch.path, Counter())[one.poll] += 1
    return found


def _one(series: _Series, fetch: Fetch, vote_types: Collection[str]) -> tuple[_Series, Classified]:
    """One fetch, held against what its own path sent before."""
    unreadable = replace(series, last=None)
    if is_html(fetch.body):
        return unreadable, Classified(fetch, Poll.HTML, "A web page under the name of a results file.")
    if not _whole(fetch.body):
        return unreadable, Classified(fetch, Poll.TRUNCATED, "The body is not whole JSON.")
    try:
        snapshot, clock = _read(series, fetch, vote_types)
    except FeedError as error:
        return unreadable, Classified(fetch, Poll.REFUSED, error.line())
    heard = replace(series, last=snapshot)
    if clock is not None and series.clock is not None and clock < series.clock:
        why = f"Its own clock says {clock:%H:%M:%S}, after {series.clock:%H:%M:%S} was seen."
        return heard, Classified(fetch, Poll.OLDER, why, clock)
    if series.seen.newest == fetch.sha256:
        return replace(heard, seen=series.seen.after(fetch.sha256, fetch.fetched_at)), Classified(
            fetch, Poll.SAME, "The newest body again.", clock
        )  # fmt: skip
    seen = series.seen.after(fetch.sha256, fetch.fetched_at)
    if seen.is_old(fetch.sha256):
        why = "A body that another had replaced."
        return replace(heard, seen=seen), Classified(fetch, Poll.OLDER, why, clock)
    falls = tuple(_falls(series.shown, snapshot))
    down = [f for f in falls if not f.candidate]
    why = "An old body that stays: accepted as a return." if seen.returned else ""
    if down:
        worst = min(down, key=attrgetter("change"))
        why = f"{worst.unit}, {worst.contest}: {worst.before:,} votes, now {worst.after:,}. {why}".strip()
    poll = Poll.CORRECTED_DOWN if down else Poll.NEW
    return _Series(seen, clock or series.clock, snapshot, snapshot), Classified(fetch, poll, why, clock, falls)


def _whole(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def _read(series: _Series, fetch: Fetch, vote_types: Collection[str]) -> tuple[Snapshot | None, dt.datetime | None]:
    """The snapshot of a Clarity matrix, which has no clock, or the clock of an AP body."""
    if fetch.path.rpartition("/")[2] in (ALL, *vote_types):
        if series.shown is not None and series.seen.newest == fetch.sha256:
            return series.shown, None
        return feeds.read(fetch.body, kind="clarity-matrix", name=fetch.path), None
    said = a_text(a_dict(loads(fetch.body, "AP"), "$").get("timestamp"), "$.timestamp")
    clock = iso_moment(said)
    if clock is None:
        raise FeedMalformed("The body's time cannot be placed", where="$.timestamp", hint="Earlier counts stand.")
    return None, clock


def _falls(before: Snapshot | None, now: Snapshot | None) -> Iterator[Fall]:
    """Units' and candidates' votes that are fewer than they were; contests, units and choices in their order."""
    old = {c.contest.id: {u.unit.id: u for u in c.units} for c in before.contests} if before else {}
    for count in now.contests if now else ():
        names = [c.name for c in count.contest.candidates]
        for unit in count.units:
            if (was := old.get(count.contest.id, {}).get(unit.unit.id)) is None:
                continue
            rows = [("", add(_votes(was)), add(_votes(unit))), *zip(names, _votes(was), _votes(unit), strict=False)]
            for who, then, there in rows:
                if then is not None and there is not None and there < then:
                    yield Fall(count.contest.name, unit.unit.name, who, then, there)


def _votes(unit: UnitCount) -> tuple[int | None, ...]:
    """The unit's totals; of a vote type's file, which has none, the votes by its method."""
    return unit.parts[0] if unit.parts else unit.totals


def _held_together(
    done: list[Classified], series: Mapping[str, _Series], vote_types: Collection[str]
) -> Iterator[Classified]:
    """The round's fetches; those of a folder whose vote types do not add up to ``ALL.json`` are mixed versions."""
    found: dict[str, bool | None] = {}
    for one in done:
        folder, _, name = one.fetch.path.rpartition("/")
        if name in (ALL, *vote_types) and folder not in found:
            found[folder] = _adds_up(folder, series, vote_types)
    for one in done:
        folder, _, name = one.fetch.path.rpartition("/")
        adds_up = found.get(folder) if name in (ALL, *vote_types) else None
        if adds_up is False and one.poll not in (Poll.HTML, Poll.TRUNCATED, Poll.REFUSED):
            one = replace(one, poll=Poll.MIXED_VERSIONS, why="The vote types do not add up to ALL.json.")
        yield replace(one, adds_up=adds_up) if name == ALL else one


def _adds_up(folder: str, series: Mapping[str, _Series], vote_types: Collection[str]) -> bool | None:
    """Whether what the folder's files last said fits together; None when one of them is missing or unreadable."""

    def last(name: str) -> Snapshot | None:
        return series.get(f"{folder}/{name}" if folder else name, _Series()).last

    whole, parts = last(ALL), {name: last(name) for name in vote_types}
    known = {name: part for name, part in parts.items() if part is not None}
    if whole is None or len(known) < len(parts):
        return None
    try:
        by_method(whole, known)
    except FeedMalformed:
        return False
    return True
