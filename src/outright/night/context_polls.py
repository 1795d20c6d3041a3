"""The polls of a contest as its bulletin says them: each, their average, and how far off they were afterwards."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from msgspec import structs

from outright import bulletin as b
from outright.bulletin.polls import Poll, PollAverage, Polls, PollShare
from outright.context import poll_record, polls
from outright.context.poll_record import Kind
from outright.context.polls_file import read_polls
from outright.count import candidate_id, slug, surname
from outright.count.share import part_share, share_text
from outright.errors import ContextError
from outright.night.compared import points
from outright.night.plan import PlannedContest, PlannedPolls
from outright.terms import ElectionType

_NAMED = 2
_FINE = 10**6


@lru_cache(maxsize=64)
def polls_of(table: str, race: str, day: dt.date) -> tuple[polls.Poll, ...]:
    """The polls of a plan's table; `ContextError` where it cannot be read."""
    return read_polls(table, "the table of polls", day=day, race=race)


def checked_polls(planned: PlannedContest, day: dt.date) -> tuple[polls.Poll, ...] | None:
    """The polls of a plan; `ContextError` also where the table has none of this election, or of these candidates."""
    if planned.polls is None:
        return None
    found = polls_of(planned.polls.table, planned.polls.race, day)
    where = "the table of polls"
    if not found:
        raise ContextError("No poll is about this election", where=where, hint="Look at its dates, and at race.")
    ours = {slug(name) for c in planned.candidates for name in (c.id, c.name, surname(c.name), *c.printed)}
    if ours and not any(slug(name) in ours for p in found for name, _ in p.shares):
        raise ContextError(
            "No poll names a candidate of this contest", where=where, hint="Write names as the night does."
        )
    return found


@lru_cache(maxsize=64)
def _record(day: dt.date, kind: Kind) -> tuple[poll_record.Record | None, tuple[int, int]]:
    """What the contests before a day say of a kind, and how many results lay in ranges made so, of how many."""
    rows = poll_record.before(poll_record.shipped(), day)
    return poll_record.record(rows, kind), poll_record.held(rows)


def told_polls(planned: PlannedContest, part: b.Contest, day: dt.date, *, counted: bool) -> Polls | None:
    """What is said of the polls; None where the plan has none, or none was known by the day."""
    if planned.polls is None:
        return None
    kind = kind_of(planned, part)
    known = [_named(p, _names(planned, part)) for p in polls_of(planned.polls.table, planned.polls.race, day)]
    known = [p for p in polls.known_by(known, day) if any(c.id in dict(p.shares) for c in part.candidates)]
    if not known:
        return None
    record, held = _record(day, kind)
    found = polls.average(known, day, kind, record, running=len(part.candidates))
    told = _Telling(part, known, found, counted=counted)
    return told.value(day, planned.polls, held)


def kind_of(planned: PlannedContest, part: b.Contest) -> Kind:
    """The kind of contest, for which past errors count: as the plan says, or by its candidates."""
    if planned.polls is not None and planned.polls.kind:
        return planned.polls.kind
    if planned.identity.runoff_of or planned.identity.type is ElectionType.RUNOFF:
        return "runoff"
    parties = [c.party for c in part.candidates if c.party]
    return "field" if any(parties.count(p) > 1 for p in parties) else "general"


def _names(planned: PlannedContest, part: b.Contest) -> dict[str, str]:
    """Candidates by every name under which a poll may print them; a surname only where one candidate has it."""
    found: dict[str, str] = {}
    surnames = [slug(c.surname) for c in part.candidates]
    found |= {slug(c.surname): c.id for c in part.candidates if surnames.count(slug(c.surname)) == 1}
    printed = {c.id: c.printed for c in planned.candidates}
    for c in part.candidates:
        found |= {key: c.id for name in (c.name, *printed.get(c.id, ())) for key in (slug(name), candidate_id(name))}
        found[c.id] = c.id
    return found


def _named(poll: polls.Poll, names: Mapping[str, str]) -> polls.Poll:
    """The poll with the contest's ids in place of the names it printed; names of nobody here stay as printed."""
    shares: dict[str, Fraction] = {}
    for name, share in poll.shares:
        known = names.get(slug(name), name) if name else ""
        shares[known if known not in shares else name] = share
    return replace(poll, shares=tuple(shares.items()))


class _Telling:
    """What is said of one average. Margins are of the first two: of the count, or before it of the average."""

    def __init__(
        self, part: b.Contest, known: Sequence[polls.Poll], found: polls.Average | None, *, counted: bool
    ) -> None:
        self._part, self._known, self._found = part, known, found
        self._name = {c.id: c.surname for c in part.candidates}
        self._weighed = {w.poll.id: w for w in found.polls} if found else {}
        total = part.votes if counted else None
        self._result = {c.id: Fraction(c.votes or 0, total) for c in part.candidates} if total else {}
        asked = [a.candidate for a in found.candidates] if found else [name for name, _ in known[0].shares]
        first = [c.id for c in part.candidates] if self._result else [i for i in asked if i in self._name]
        self._pair = (first[0], first[1]) if len(first) >= _NAMED else ("", "")

    def value(self, day: dt.date, planned: PlannedPolls, held: tuple[int, int]) -> Polls:
        found = self._found
        average = tuple(self._averaged(a) for a in found.candidates if a.candidate in self._name) if found else ()
        raw = {a.candidate: a.raw for a in found.candidates} if found else {}
        margin = polls.miss(raw, {}, self._result, self._pair).margin
        return Polls(
            as_of=day, polls=tuple(self._poll(p) for p in self._known), average=average,
            pair=self._pair if all(self._pair) else (), pollsters=found.pollsters if found else 0,
            undecided=_decimal(found.undecided) if found else "",
            undecided_text=f"{_share(found.undecided)}%" if found else "", counted=bool(self._result),
            text=self._text(average), printed_text=self._printed(average), error_text=self._off(average),
            notes=self._notes(held), source=planned.source, margin_error=None if margin is None else f"{margin:.2f}",
            margin_error_text=_points(margin),
        )  # fmt: skip

    def _averaged(self, one: polls.Averaged) -> PollAverage:
        off = polls.miss({}, {one.candidate: one.decided}, self._result, self._pair).shares.get(one.candidate)
        votes = next(c.votes for c in self._part.candidates if c.id == one.candidate)
        told = PollAverage(
            candidate=one.candidate, name=self._name[one.candidate], printed=_decimal(one.raw),
            printed_text=_share(one.raw), decided=_decimal(one.decided), decided_text=_share(one.decided),
            low=None, high=None, range_text="",
        )  # fmt: skip
        if one.low is not None and one.high is not None:
            told = structs.replace(
                told, low=_decimal(one.low), high=_decimal(one.high),
                range_text=f"{_share(one.low)} to {_share(one.high)}",
            )  # fmt: skip
        if off is None:
            return told
        result = f"{votes or 0}/{self._part.votes}"
        return structs.replace(
            told, result=result, result_text=share_text(votes, self._part.votes), error=f"{off:.2f}",
            error_text=_points(off),
        )  # fmt: skip

    def _poll(self, poll: polls.Poll) -> Poll:
        weighed = self._weighed.get(poll.id)
        raw = {name: float(share) / 100 for name, share in poll.shares}
        decided = dict(weighed.shares) if weighed else {}
        miss = polls.miss(raw, decided, self._result, self._pair)
        margin = raw[self._pair[0]] - raw[self._pair[1]] if {*self._pair} <= raw.keys() else None
        return Poll(
            id=poll.id, pollster=poll.pollster, sponsor=poll.sponsor, partisan=poll.partisan, start=poll.start,
            end=poll.end, sample=poll.sample, population=poll.population,
            shares=tuple(self._share(n, s, decided, miss.shares) for n, s in poll.shares if n),
            undecided=_decimal(weighed.undecided) if weighed else "", undecided_text=_undecided(poll, weighed),
            assumed=weighed.assumed if weighed else False, weight=f"{weighed.weight:.6f}" if weighed else None,
            weight_text=f"{_share(weighed.weight)}%" if weighed else "",
            margin=None if margin is None else f"{100 * margin:.2f}", margin_text=_points(margin and 100 * margin),
            margin_error=None if miss.margin is None else f"{miss.margin:.2f}", margin_error_text=_points(miss.margin),
            source=poll.source,
        )  # fmt: skip

    def _share(self, name: str, share: Fraction, decided: Mapping[str, float], off: Mapping[str, float]) -> PollShare:
        return PollShare(
            candidate=name if name in self._name else "", name=self._name.get(name, name), printed=f"{float(share):g}",
            decided=_decimal(decided[name]) if name in decided else "",
            decided_text=_share(decided[name]) if name in decided else "",
            error=f"{off[name]:.2f}" if name in off else None, error_text=_points(off.get(name)),
        )  # fmt: skip

    def _text(self, average: Sequence[PollAverage]) -> str:
        """The average of those who decided, of the first two of it."""
        if not average:
            return ""
        said = [f"{a.name} {a.decided_text}%{_in_brackets(a)}" for a in average[:_NAMED]]
        return f"Of voters who had decided, the polls averaged {' and '.join(said)}."

    def _printed(self, average: Sequence[PollAverage]) -> str:
        if not average:
            return ""
        said = [f"{a.name} {a.printed_text}%" for a in average[:_NAMED]]
        return f"As printed, with the undecided still in, they averaged {' and '.join(said)}."

    def _off(self, average: Sequence[PollAverage]) -> str:
        """How far off the average was, of its first two; before the count is complete, that it is not said yet."""
        said = [_side(a) for a in average[:_NAMED] if a.error is not None]
        if not average:
            return ""
        if not said:
            return "How far off the polls were is said when the count is complete."
        return f"Against the count, the average was {' and '.join(said)}."

    def _notes(self, held: tuple[int, int]) -> tuple[str, ...]:
        found = self._found
        if found is None:
            return (f"No poll is of the last {polls.WINDOW} days, so there is no average.",)
        notes = [
            "Polls say what people told pollsters; they have no part in any verdict here.",
            f"Polls of the last {polls.WINDOW} days, weighed by their size and by what pollsters differ by; several "
            "polls of one pollster count as one larger poll.",
        ]  # fmt: skip
        if any(w.assumed for w in found.polls):
            notes.append("A tilde marks polls that do not print who was undecided: as many are taken to be as usual.")
        if found.record is None:
            notes.append("Too few earlier contests are known to say how wide the ranges must be.")
        else:
            many = found.record.all_contests
            why = f"The ranges are as wide as the errors of polls in {many} earlier contests make them."
            checked = (
                f"Judged by all other days' errors, {held[0]} of {held[1]} results lay in such a range; it is meant to "
                "hold nine of ten."
            )
            notes.append(f"{why} {checked}")
        return tuple(notes)


def _undecided(poll: polls.Poll, weighed: polls.Weighed | None) -> str:
    """Who was undecided, as the poll prints it; behind a tilde what is assumed; "" where that is nothing."""
    if poll.undecided is not None:
        return f"{float(poll.undecided):g}"
    return "" if weighed is None else f"{'~' if weighed.assumed else ''}{_share(weighed.undecided)}"


def _in_brackets(one: PollAverage) -> str:
    if one.low is None or one.high is None:
        return ""
    low, _, high = one.range_text.partition(" to ")
    return f" ({low}% to {high}%)"


def _side(one: PollAverage) -> str:
    size = one.error_text.lstrip("+−")
    if not float(size):
        return f"right for {one.name}"
    return f"{size} points too {'low' if one.error_text.startswith('−') else 'high'} for {one.name}"


def _share(part: float) -> str:
    """A part (0-1) in percent with a decimal, never rounded across a half."""
    return part_share(round(part * _FINE), _FINE)


def _decimal(part: float) -> str:
    return f"{100 * part:.2f}"


def _points(size: float | None) -> str:
    """Points with their sign; "" where there are none to say."""
    if size is None or math.isnan(size):
        return ""
    return points(Fraction(round(size * 100), 10_000), 1)
