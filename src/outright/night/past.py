"""A stored night walked through once more, publication by publication: what each did to what was known.

Nothing is projected or told again. What the checks made wait is taken from the bulletins that said so; the checks are
asked again only where a bulletin cannot tell. A publication that was refused whole that night is refused here too.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import msgspec

from outright.archive import Archive
from outright.archive.kept import Publication, Reading
from outright.bulletin import Note
from outright.count import Snapshot
from outright.count.notice import DECISIONS
from outright.errors import UsageError
from outright.night.arrival import Weighed
from outright.night.fold import Folded, Taken, take
from outright.night.live import arrival_of
from outright.night.plan import NightPlan
from outright.night.reading import snapshot_of
from outright.night.replay import parse_time, seq_at
from outright.night.state import NightState, outcome_of

_STANDS = " Earlier counts stand."


@dataclass(frozen=True, slots=True)
class Passed:
    """One publication, what it did (None: it was kept and not read yet), and what was known ``before`` and ``after``.

    ``bulletin`` is the number of the first bulletin that knew it; None where none does yet. ``said`` is what it says,
    even where it was refused.
    """

    publication: Publication
    taken: Taken | None
    before: NightState
    after: NightState
    bulletin: int | None
    said: Snapshot | None = None


def walk(archive: Archive, plan: NightPlan, until: int | None = None) -> Iterator[Passed]:
    """Every publication of the night in order, up to number ``until``, with what it did."""
    heard, folded = _Heard(archive), Folded()
    for number, items in _rounds(archive, until):
        folded = yield from _through(plan, folded, number, items, heard)
        folded = replace(folded, round=(), settled=folded.state)


def publication_at(archive: Archive, plan: NightPlan, asked: str, *, first: bool = False) -> int:
    """The number of the publication that was the last to have come as of ``asked``, a number or a time.

    ``first``: of the first that came then or later. `UsageError` where there is none, or it cannot be read.
    """
    known = list(archive.publications())
    if not known:
        raise nothing_yet(archive)
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        if not 1 <= int(asked) <= len(known):
            hint = f"Numbers run from 1 to {len(known)}."
            raise UsageError(f"there is no publication {asked}", where=f"at {asked}", hint=hint)
        return int(asked)
    moment = parse_time(asked, plan)
    if first:
        begins = moment.replace(second=0) if moment.second == 59 else moment  # a time to the minute means all of it
        found = [p.seq for p in known if p.received_at >= begins]
        if not found:
            raise UsageError(f"nothing came at {asked} or later", where=f"since {asked}", hint="Give an earlier time.")
        return found[0]
    found = [p.seq for p in known if p.received_at <= moment]
    if not found:
        raise UsageError(f"nothing had come by {asked}", where=f"until {asked}", hint="Give a later time.")
    return found[-1]


def moment_at(archive: Archive, asked: str) -> int:
    """The number of the bulletin as of a number or a time; "0" is the night before anything came."""
    return 0 if asked.strip() == "0" and archive.newest() is not None else seq_at(archive, asked)


def nothing_yet(archive: Archive) -> UsageError:
    """The error of a night in which nothing has happened."""
    return UsageError(
        "nothing has come in this night yet", where=archive.path.name, hint="Its past begins with its first file."
    )


def _rounds(
    archive: Archive, until: int | None
) -> Iterator[tuple[int | None, list[tuple[Publication, Reading | None]]]]:
    """The publications of each round with what they said, and the number of the bulletin that ended it."""
    told, items = frozenset(archive.told()), list[tuple[Publication, Reading | None]]()
    readings = archive.readings()
    for publication in archive.publications():
        if until is not None and publication.seq > until:
            break
        items.append((publication, next(readings, None)))
        if publication.seq in told:
            yield publication.seq, items
            items = []
    if items:
        later = None if until is None else archive.told_from(until)
        yield later, items


def _through(
    plan: NightPlan, folded: Folded, number: int | None, items: Sequence[tuple[Publication, Reading | None]],
    heard: _Heard,
) -> Generator[Passed, None, Folded]:  # fmt: skip
    """The publications of one round, each taken in as it was that night; the night after them."""
    facts = [None if r is None or r.facts is None else snapshot_of(r.facts) for _, r in items]
    held = heard.held(number) if number is not None and _is_plain(items, facts, number) else None
    for (publication, reading), said in zip(items, facts, strict=True):
        before = folded.state
        if reading is None:
            yield Passed(publication, None, before, before, None)
            continue
        counts = said is not None and not said.notices
        refused = heard.unreadable.get(publication.seq, "") if counts else ""
        shown, words = (None, _reason(plan, publication, refused)) if refused else (said, reading.error)
        weighed = _weighed(folded.state, publication, shown, held)
        folded = take(plan, folded, arrival_of(publication), shown, words, weighed)
        yield Passed(publication, folded.round[-1], before, folded.state, number, said)
    return folded


def _is_plain(
    items: Sequence[tuple[Publication, Reading | None]], facts: Sequence[Snapshot | None], number: int
) -> bool:  # fmt: skip
    """Whether the round's bulletin tells which of its files wait: each source came once, and nobody decided."""
    keys = [p.source for p, _ in items]
    decided = any(n.kind in DECISIONS for said in facts if said is not None for n in said.notices)
    return items[-1][0].seq == number and len(set(keys)) == len(keys) and not decided


def _weighed(
    state: NightState, publication: Publication, said: Snapshot | None, held: frozenset[int] | None
) -> Weighed | None:
    """What the bulletin tells of the checks: that they let the publication pass; None where they must be asked."""
    if held is None or said is None or publication.seq in held:
        return None
    return Weighed() if outcome_of(state, arrival_of(publication), said) == "applied" else None


def _reason(plan: NightPlan, publication: Publication, note: str) -> str:
    """Why a publication was refused, out of the line of the log that said so."""
    return note.removeprefix(f"{plan.source_name(publication.source)}: ").removesuffix(_STANDS)


class _Source(msgspec.Struct, rename="camel"):
    id: str
    state: str
    waiting: tuple[int, ...] = ()


class _Night(msgspec.Struct):
    sources: tuple[_Source, ...]


class _Waits(msgspec.Struct):
    """What a bulletin says of files that wait; the rest of it is passed over unread."""

    night: _Night


class _Contest(msgspec.Struct):
    notes: tuple[Note, ...]


class _Notes(msgspec.Struct):
    contests: tuple[_Contest, ...]


class _Heard:
    """What the stored bulletins say of the publications: which wait, and which could not be used."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def held(self, number: int) -> frozenset[int] | None:
        """The publications that wait for a person after this bulletin; None where it does not say which."""
        sources = msgspec.json.decode(self._archive.bulletin(number), type=_Waits).night.sources
        if any(s.state == "held" and not s.waiting for s in sources):
            return None
        return frozenset(seq for s in sources for seq in s.waiting)

    @cached_property
    def unreadable(self) -> Mapping[int, str]:
        """What the log says of each publication that was not used, by its number."""
        newest = self._archive.newest()
        if newest is None:
            return {}
        contests = msgspec.json.decode(self._archive.bulletin(newest), type=_Notes).contests
        return {n.seq: n.text for c in contests for n in c.notes if n.kind == "unreadable"}
