"""What another release read and told, held against what follows from the same bytes now. Pure.

Another release had other words and perhaps another model, so a bulletin of its own cannot come out of this one byte for
byte. What arithmetic decides must: who stood, each candidate's votes, their sum, what the rule asks of them, and what
was certain. The rest is what was told then, and stays so: a night that goes on under a new release goes on from what
was told, not from what would be told now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace

import msgspec
from msgspec import structs

from outright.bulletin import Bulletin, Contest, Point, VerdictChange, decode
from outright.count import Snapshot
from outright.desk.call import decoded
from outright.errors import ArchiveError
from outright.night.arrival import Weighed
from outright.night.fold import Folded
from outright.night.told import Told

WAITED = "It waited for a person under the release that received it."
_BARE = frozenset({"contests", "on_hand", "complete_units"})
"""What of a snapshot is compared by what it says, not by its form."""
_DATED = frozenset({"seq", "as_of", "as_of_text"})
"""From which publication on something is said of a contest: early releases did not say it."""


@dataclass(frozen=True, slots=True)
class Then:
    """A bulletin as another ``release`` told it. ``keys`` are what it said of each contest, by the JSON's own names."""

    release: str
    bulletin: Bulletin
    keys: Mapping[str, frozenset[str]]

    def waited(self, source: str, seq: int) -> bool | None:
        """Whether publication ``seq`` of a source waited for a person after it; None where it does not say."""
        own = source.partition("/")[0]
        if any(seq in s.waiting for s in self.bulletin.night.sources if s.id == own):
            return True
        shown = (s for part in self.bulletin.contests for s in part.sources)
        return False if any((s.id, s.seq) == (own, seq) for s in shown) else None


@dataclass(frozen=True, slots=True)
class Differs:
    """Where then and now are apart: what cannot both be true, and what is only more or otherwise now."""

    wrong: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()


def then_of(release: str, body: bytes) -> Then:
    """A bulletin of another release, its missing parts at their defaults; `ArchiveError` where it cannot be read."""
    try:
        bulletin = decode(body)
        raw = msgspec.json.decode(body)["contests"]
    except (msgspec.MsgspecError, LookupError, TypeError) as error:
        raise ArchiveError(f"a bulletin of {release} cannot be read by this release: {error}") from error
    return Then(release, bulletin, {part["id"]: frozenset(part) for part in raw})


def weighed_then(weighed: Weighed, waited: bool | None) -> Weighed:
    """What the checks say, with what became of the publication: it waits if it waited, and not if it was shown."""
    if waited is None or waited is bool(weighed.waits):
        return weighed
    return replace(weighed, waits=(WAITED,) if waited else ())


def read_otherwise(then: Snapshot | None, now: Snapshot | None) -> Differs:
    """Two readings of the same bytes. A vote, a bound or a place that was read then and is not read so now is wrong."""
    if then is None or now is None:
        if now is not None:
            return Differs(otherwise=("it was refused then and is read now",))
        return Differs() if then is None else Differs(("it was read then and is refused now",))
    if then == now:
        return Differs()
    return Differs(tuple(_unread(then, now)), tuple(_also(then, now)))


def _unread(then: Snapshot, now: Snapshot) -> Iterator[str]:
    """What was read then and is not, or is other, now."""
    batch = now.since(then)
    for contest in batch.contests_gone:
        yield f"the contest {contest} is not in it now"
    for contest, unit in batch.units_gone:
        yield f"{unit} is not in the contest {contest} now"
    for c in batch.changes:
        if c.old is not None and not (
            c.contest_id in batch.contests_gone or (c.contest_id, c.unit_id) in batch.units_gone
        ):
            yield f"{c.candidate_id} had {c.old} votes in {c.unit_id} ({c.method}) then, {c.new} now"
    for said in then.on_hand:
        if said not in now.on_hand:
            yield f"{said.ballots} ballots on hand in {said.unit_id} are not in it now"
    for unit in then.complete_units:
        if unit not in now.complete_units:
            yield f"{unit} is not complete in it now"


def _also(then: Snapshot, now: Snapshot) -> Iterator[str]:
    """What is read more, or otherwise, now."""
    had = {c.contest.id: c for c in then.contests}
    more = sum(c.old is None for c in now.since(then).changes)
    if more:
        yield f"{more} cells are read now and were not then"
    if [c for c in now.contests if c.contest.id in had and c != had[c.contest.id]] and not more:
        yield "contests are described otherwise"
    if set(now.on_hand) - set(then.on_hand) or set(now.complete_units) - set(then.complete_units):
        yield "more is read of what is left now"
    names = [f.name for f in fields(Snapshot) if f.name not in _BARE and getattr(then, f.name) != getattr(now, f.name)]
    if names:
        yield f"read otherwise now: {', '.join(names)}"


def told_otherwise(then: Bulletin, now: Bulletin) -> Differs:
    """Two bulletins of one moment, in what arithmetic decides."""
    mine, theirs = {c.id: c for c in now.contests}, {c.id: c for c in then.contests}
    if (then.night.id, then.night.seq) != (now.night.id, now.night.seq):
        return Differs((f"it is of {then.night.id} at {then.night.seq}, not of {now.night.id} at {now.night.seq}",))
    if mine.keys() != theirs.keys():
        return Differs((f"it has the contests {', '.join(theirs)}, the night {', '.join(mine)}",))
    wrong, otherwise = [], []
    for key, part in theirs.items():
        wrong += [f"{key}: {what}" for what in _uncounted(part, mine[key])]
        settled, before = _certain(mine[key]), _certain(part)
        wrong += [f"{key}: {what} was certain then and is not now" for what in sorted(before - settled)]
        otherwise += [f"{key}: {what} is certain now and was not then" for what in sorted(settled - before)]
    return Differs(tuple(wrong), tuple(otherwise))


def _uncounted(then: Contest, now: Contest) -> Iterator[str]:
    """Votes, their sum and what the rule asks of them, where they are not the same."""
    votes, own = ({c.id: c.votes for c in part.candidates} for part in (then, now))
    for who in sorted(votes.keys() | own.keys()):
        if votes.get(who, -1) != own.get(who, -1):
            yield f"{who} has {votes.get(who, 'no line')} in it, {own.get(who, 'no line')} by the bytes"
    if then.votes != now.votes:
        yield f"{then.votes} votes in it, {now.votes} by the bytes"
    asked, ours = ((t.kind, t.share, t.votes_needed, t.denominator_votes) for t in (then.threshold, now.threshold))
    if asked != ours:
        yield f"the rule asks {asked} in it, {ours} by the bytes"


def _certain(part: Contest) -> frozenset[str]:
    """What arithmetic had settled, in words that can be compared. A desk's calls are people's and not among them."""
    found = {f"{s.code} of {s.candidate}" for s in part.slots if s.code.endswith("_certain")}
    if part.verdict.by == "arithmetic" and part.verdict.code.endswith("_certain"):
        found.add(f"{part.verdict.code} of {', '.join(sorted(part.verdict.candidates))}")
    return frozenset(found)


def stood(folded: Folded, then: Then, desk: bytes) -> Folded:
    """The night as it stood after a bulletin that another release told: its log, its verdicts, its desk are as told.

    ``folded`` is the night with this release's own word for the same moment; ``desk`` is the desk's record as stored,
    empty where that release kept none.
    """
    told, parts = dict(folded.told), dict(folded.parts)
    for part in then.bulletin.contests:
        if part.id in parts:
            told[part.id] = _remembered(told[part.id], part, then.keys[part.id])
            parts[part.id] = _filled(part, parts[part.id], then.keys[part.id])
    return replace(folded, told=told, parts=parts, desk=decoded(desk) if desk else folded.desk)


def _remembered(told: Told, part: Contest, keys: frozenset[str]) -> Told:
    return replace(
        told, notes=tuple(reversed(part.notes)), history=part.verdict_history or (_as_change(part, told),),
        timeline=_points(told, part), milestones=part.milestones if "milestones" in keys else told.milestones,
        bands=part.projection.bands if part.projection is not None else told.bands,
    )  # fmt: skip


def _as_change(part: Contest, told: Told) -> VerdictChange:
    said = part.verdict
    last = told.history[-1]
    return structs.replace(last, code=said.code, label=said.label, candidates=said.candidates, by=said.by)


def _points(told: Told, part: Contest) -> tuple[Point, ...]:
    """The line of the count as told; the shares in print of a point that had none are this release's."""
    ours = {p.seq: p for p in told.timeline}
    return tuple(
        structs.replace(p, share_text=ours[p.seq].share_text) if not p.share_text and p.seq in ours else p
        for p in part.timeline
    )


def _filled(then: Contest, now: Contest, keys: frozenset[str]) -> Contest:
    """What was told, and beside it what that release did not know to tell, where both say the same verdict."""
    verdicts = ((v.code, v.candidates, v.by) for v in (then.verdict, now.verdict))
    told_more = _DATED if len(set(verdicts)) > 1 else frozenset(f.name for f in structs.fields(Contest))
    missing = (f.name for f in structs.fields(Contest) if f.encode_name not in keys and f.name in told_more)
    return structs.replace(then, **{name: getattr(now, name) for name in missing})
