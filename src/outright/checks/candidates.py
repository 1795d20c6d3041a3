"""Who is on the list: candidates that are gone, new, renamed or in another order (F8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from outright.checks.alarm import Noticed
from outright.checks.sight import Pair, Sight, votes
from outright.count import Candidate, slug, surname
from outright.count.tally import add
from outright.terms import Severity

Alike = Callable[[Candidate, Candidate], bool]


def renames(pair: Pair) -> dict[str, str]:
    """Candidates whose id is gone and who stand under another: old id to new id.

    The source's own key settles it; else the same name in another spelling; else exactly the same votes in every
    unit. Nobody is matched twice.
    """
    if pair.was is None:
        return {}
    here, there = {c.id for c in pair.now.contest.candidates}, {c.id for c in pair.was.contest.candidates}
    gone = [c for c in pair.was.contest.candidates if c.id not in here]
    fresh = [c for c in pair.now.contest.candidates if c.id not in there]
    found: dict[str, str] = {}
    for alike in (_same_key, _same_name, _same_votes(pair, gone, fresh)):
        for old in gone:
            free = [n for n in fresh if n.id not in found.values() and alike(old, n)]
            if old.id not in found and len(free) == 1:
                found[old.id] = free[0].id
    return found


def _same_key(old: Candidate, new: Candidate) -> bool:
    return old.source_id is not None and old.source_id == new.source_id


def _same_name(old: Candidate, new: Candidate) -> bool:
    same_party = old.party == new.party or None in (old.party, new.party)
    return surname(old.name).casefold() == surname(new.name).casefold() and same_party


def _same_votes(pair: Pair, gone: Sequence[Candidate], fresh: Sequence[Candidate]) -> Alike:
    """Whether two candidates have the same votes in every unit, and any at all."""
    was, now = pair.was.contest.candidates if pair.was else (), pair.now.contest.candidates
    old = {c.id: tuple(u.totals[was.index(c)] for u, _ in pair.units) for c in (gone if fresh else ())}
    new = {c.id: tuple(u.totals[now.index(c)] for _, u in pair.units) for c in (fresh if gone else ())}
    some = {c.id for c in (fresh if gone else ()) if any(u.totals[now.index(c)] for _, u in pair.units)}
    return lambda a, b: b.id in some and old[a.id] == new[b.id]


def candidate_vanished(sight: Sight) -> Iterator[Noticed]:
    """A candidate who was in the contest, or who is in the plan, and is not in the file."""
    for pair in sight.pairs:
        if pair.was is None:
            yield from _not_in_plan(sight, pair)
            continue
        here = {c.id for c in pair.now.contest.candidates} - pair.lost
        moved = renames(pair)
        for candidate, had in zip(pair.was.contest.candidates, pair.had, strict=True):
            if candidate.id not in here and candidate.id not in moved:
                yield Noticed(
                    pair.id, "", candidate.id, had, None,
                    f"{candidate.name}, {pair.now.contest.name}: had {votes(had)} and is not in this"
                    " file. It is not zero: keep what stood, and ask the office.",
                )  # fmt: skip


def _not_in_plan(sight: Sight, pair: Pair) -> Iterator[Noticed]:
    here = {c.id for c in pair.now.contest.candidates}
    for candidate in sight.context.candidates.get(pair.id, ()) if here else ():
        if candidate not in here:
            yield Noticed(
                pair.id, "", candidate, None, None,
                f"{candidate} is in the night's plan of {pair.now.contest.name} and not in the file. Look whether it"
                " is the right contest and how the source spells the name.",
            )  # fmt: skip


def candidate_added(sight: Sight) -> Iterator[Noticed]:
    """A candidate who was not in the contest before, or is not in the plan."""
    for pair in sight.pairs:
        planned = sight.context.candidates.get(pair.id, ())
        known = {c.id for c in pair.was.contest.candidates} if pair.was else set(planned)
        taken = set(renames(pair).values())
        for candidate, number in zip(pair.now.contest.candidates, pair.has, strict=True):
            if not known or candidate.id in known or candidate.id in taken:
                continue
            yield Noticed(
                pair.id, "", candidate.id, None, number,
                f"{candidate.name}, {pair.now.contest.name}: was not on the list and is now, with {votes(number)}."
                " Check that the list is the ballot's.",
                Severity.INFO if candidate.is_write_in else None,
            )  # fmt: skip


def candidate_renamed(sight: Sight) -> Iterator[Noticed]:
    """A candidate under another name than before."""
    for pair in sight.pairs:
        if pair.was is None:
            continue
        old = {c.id: c.name for c in pair.was.contest.candidates}
        new = {c.id: c.name for c in pair.now.contest.candidates}
        moved = renames(pair) | {i: i for i, name in old.items() if i in new and new[i] != name}
        for was, now in moved.items():
            yield Noticed(
                pair.id, "", now, None, pair.has_of(now),
                f"{old[was]}, {pair.now.contest.name}: is now printed as {new[now]}. If it is the same person, nothing"
                " is to be done; if not, the votes stand under the wrong name.",
                Severity.INFO if was == now else None,
            )  # fmt: skip


def candidates_reordered(sight: Sight) -> Iterator[Noticed]:
    """The same candidates in another order."""
    for pair in sight.pairs:
        if pair.was is None:
            continue
        old, new = [c.id for c in pair.was.contest.candidates], [c.id for c in pair.now.contest.candidates]
        both = set(old) & set(new)
        if len(both) > 1 and [i for i in old if i in both] != [i for i in new if i in both]:
            yield Noticed(
                pair.id, "", "", None, None,
                f"{pair.now.contest.name}: the candidates are in another order than before. Votes are joined by name,"
                " so nothing moved here; a hand-made table may be wrong now.",
            )  # fmt: skip


def contest_renamed(sight: Sight) -> Iterator[Noticed]:
    """A contest's id stands for another name than before: it may have been given to another contest."""
    for pair in sight.pairs:
        if pair.was is not None and slug(pair.was.contest.name) != slug(pair.now.contest.name):
            yield Noticed(
                pair.id, "", "", add(pair.had), pair.votes,
                f"{pair.was.contest.name} is now printed as {pair.now.contest.name}. If it is another contest under the"
                " same number, its votes are compared with those of the old one: look before anything is quoted.",
            )  # fmt: skip
