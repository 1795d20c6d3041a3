"""From a bulletin and a moment to everything a rule has to tell of them. Pure: the memory decides what is new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from outright.alerts.message import Message, made, of_event
from outright.alerts.when import Condition
from outright.bulletin import Bulletin, Contest, Night, Point, Source
from outright.bulletin.events import Event, contest_events
from outright.bulletin.standing import names_of, side_of
from outright.count.share import percent, share_text
from outright.publish.words import clock, zone
from outright.terms import ResultsStatus

_OVER = frozenset({ResultsStatus.UNOFFICIAL_COMPLETE, ResultsStatus.CERTIFIED})


@dataclass(frozen=True, slots=True)
class Moment:
    """What is known now: the night, those of its contests that are looked at, with their events, and the time.

    ``base_url`` is the public address, "" where it is not known. ``watched`` is since when the sources have been asked:
    a silence while nobody asked is nobody's. ``head`` is the head of the night's chain as of its newest bulletin, ""
    where it is not to be told; ``ending``: nobody follows the night after this moment.
    """

    night: Night
    contests: tuple[Contest, ...]
    happened: tuple[Event, ...]
    now: dt.datetime
    polls_close: dt.datetime | None = None
    base_url: str = ""
    watched: dt.datetime | None = None
    head: str = ""
    ending: bool = False


def moment_of(
    bulletin: Bulletin, now: dt.datetime, *, only: Collection[str] | None = None,
    polls_close: dt.datetime | None = None, base_url: str = "", watched: dt.datetime | None = None, head: str = "",
    ending: bool = False,
) -> Moment:  # fmt: skip
    """The moment of a bulletin; ``only`` these contests are looked at, by id (all of them without)."""
    night = bulletin.night
    contests = tuple(c for c in bulletin.contests if only is None or c.id in only)
    happened = [event for c in contests for event in contest_events(night.id, c)]
    happened.sort(key=lambda event: event.seq)
    return Moment(night, contests, tuple(happened), now, polls_close, base_url, watched, head, ending)


def due(when: Sequence[Condition], moment: Moment, contests: frozenset[str] = frozenset()) -> tuple[Message, ...]:
    """Everything these rules have to tell, oldest first. ``contests`` narrows it to some; empty means all."""
    found = {message.id: message for condition in when for message in _of(condition, moment, contests)}
    order = {event.id: i for i, event in enumerate(moment.happened)}
    return tuple(sorted(found.values(), key=lambda m: (m.seq, order.get(m.id, len(order)), m.at)))


def _of(condition: Condition, moment: Moment, contests: frozenset[str]) -> Iterator[Message]:
    night = moment.night
    if condition.events:
        for event in moment.happened:
            if event.kind in condition.events and (not contests or event.contest in contests):
                yield of_event(night, event, moment.base_url)
    if condition.threshold is not None:
        for contest in moment.contests:
            if not contests or contest.id in contests:
                yield from _crossings(contest, condition.candidate, condition.threshold, moment)
    if condition.head and moment.head:
        yield _head(moment)
    for source in night.sources:
        if condition.held:
            yield from _waiting(source, moment)
        if condition.late is not None:
            yield from _late(source, condition.late, moment)


def _crossings(contest: Contest, candidate: str, threshold: Fraction, moment: Moment) -> Iterator[Message]:
    """Every passing of a share from not above the threshold to above it, or back. Exactly on it is not above."""
    was: bool | None = None
    for point in contest.timeline:
        who = _leading(point) if candidate == "leader" else candidate
        votes = point.candidates.get(who)
        side = None if votes is None else side_of(votes, point.votes, threshold, rounded=contest.rounded)
        if side is None:
            continue
        above = side > 0
        if was is not None and above is not was:
            yield _crossing(contest, candidate, who, point, threshold, moment, above=above)
        was = above


def _leading(point: Point) -> str:
    return max(point.candidates, key=lambda c: point.candidates[c], default="")


def _crossing(
    contest: Contest, candidate: str, who: str, point: Point, threshold: Fraction, moment: Moment, *, above: bool
) -> Message:
    night, votes = moment.night, point.candidates[who]
    limits = () if contest.rounded else (threshold, Fraction(contest.threshold.share or threshold))
    name, mark, share = names_of(contest).get(who, who), percent(threshold), share_text(votes, point.votes, limits)
    word = "now above" if above else "no longer above"
    rate = f"{threshold.numerator}-{threshold.denominator}"
    return made(
        night, id=f"{night.id}/{contest.id}/share-{candidate}-{rate}/{point.seq}", type="share-crossing",
        contest=contest.id, seq=point.seq, at=point.at, at_text=point.at_text, label=f"{name} {word} {mark}%",
        about=contest.short_name, url=f"{moment.base_url}/{night.id}/{contest.id}/at/{point.seq}/",
        text=f"{name} is {word} {mark}% of the votes counted: {votes:,} of {point.votes:,} ({share}).",
        official=night.status is ResultsStatus.CERTIFIED,
        data={"contestName": contest.short_name, "candidates": [who],
              "figures": {"votes": point.votes, "own": votes, "threshold": str(threshold), "above": above}},
    )  # fmt: skip


def _head(moment: Moment) -> Message:
    """The head of the chain, once in every hour of the clock, and when the night is followed no more."""
    night, now = moment.night, moment.now.astimezone(dt.UTC)
    when = f"end/{night.seq}" if moment.ending else now.strftime("%Y%m%dT%H")
    return made(
        night, id=f"{night.id}/head/{when}", type="head", seq=night.seq, at=moment.now,
        at_text=clock(moment.now, zone(night)), label=f"Head after publication {night.seq}", about=night.name,
        text=f"{moment.head} Keep it away from the night's file: outright verify --head asks for it.",
        official=night.status is ResultsStatus.CERTIFIED,
        data={"night": night.id, "seq": night.seq, "head": moment.head, "at": now.isoformat()},
    )  # fmt: skip


def _waiting(source: Source, moment: Moment) -> Iterator[Message]:
    night = moment.night
    for seq in source.waiting:
        why = source.message if source.message.startswith(f"Publication {seq} ") else ""
        text = why or f"Publication {seq} waits for a person."
        yield made(
            night, id=f"{night.id}/source/{source.id}/held/{seq}", type="held", seq=seq, at=moment.now,
            at_text=clock(moment.now, zone(night)), label="A file waits for a person", about=source.name,
            text=f"{source.name}: {text} Earlier counts stand. Look: outright hold list",
            data={"source": source.id},
        )  # fmt: skip


def _late(source: Source, after: dt.timedelta, moment: Moment) -> Iterator[Message]:
    """That nothing new has come for longer than ``after``: once a silence, not before polls close or after the end.

    A source without an address (reports by hand) is never late.
    """
    night, close = moment.night, moment.polls_close
    known = [at for at in (source.last_changed, close) if at is not None]
    if not source.url or night.status in _OVER or not known or (close is not None and moment.now < close):
        return
    since = max(known)
    if moment.now - max(since, moment.watched or since) <= after:
        return
    first = "No new data" if source.last_changed is not None else "No data at all"
    wrong = f" {source.message}" if source.state == "unreadable" else ""
    stamp = since.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    yield made(
        night, id=f"{night.id}/source/{source.id}/late-{after.total_seconds():.0f}/{stamp}", type="feed-late",
        seq=night.seq, at=moment.now, at_text=clock(moment.now, zone(night)), label="Feed late",
        about=source.name, text=f"{first} from {source.name} since {clock(since, zone(night))}.{wrong}",
        data={"source": source.id},
    )  # fmt: skip
