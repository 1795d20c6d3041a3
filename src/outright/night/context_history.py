"""Past results as a bulletin says them: what the plan gives, and those of its baselines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from outright.baseline.past import About, from_csv
from outright.bulletin.history import PastResult, PastVotes
from outright.context.history import PastContest, after, before, in_order
from outright.count import surname
from outright.count.share import rounded, share_text
from outright.errors import ContextError, OutrightError
from outright.night.baselines import about
from outright.night.plan import PlannedBaseline, PlannedContest, PlannedPast


def told_history(planned: PlannedContest, day: dt.date) -> tuple[tuple[PastResult, ...], tuple[str, ...]]:
    """The past results before a day, the newest first, and in words what could not be read.

    Where the plan names none, those of its baselines whose places are the contest's own.
    """
    found, problems = _found(planned)
    return tuple(_told(c) for c in before(found, day)), problems


def told_afterwards(planned: PlannedContest, day: dt.date) -> tuple[PastResult, ...]:
    """The results after a day, the earliest first: what came of the night, for one that is told again."""
    return tuple(_told(c) for c in after(_found(planned)[0], day))


def _found(planned: PlannedContest) -> tuple[list[PastContest], tuple[str, ...]]:
    found: list[PastContest] = []
    problems: list[str] = []
    asked = planned.history or tuple(
        PlannedPast(id=base.id, baseline=base.id) for base in planned.baseline if base.scope != "whole-county"
    )
    for past in asked:
        try:
            found += _contests(planned, past)
        except OutrightError as error:
            problems.append(f"A past result is not shown: {error.line()}")
    return found, tuple(problems)


def _contests(planned: PlannedContest, past: PlannedPast) -> Iterator[PastContest]:
    if not past.baseline:
        if past.date is None:
            raise ContextError("A past result has no date", where=past.id, hint="Write it as 2016-11-08.")
        votes = [(name, past.parties.get(name, ""), n) for name, n in past.votes.items()]
        yield PastContest(
            past.id, past.name or past.id, past.date, past.office, past.place or _place(past.where), past.where,
            in_order(votes, past.id), past.source,
        )  # fmt: skip
        return
    base = next((b for b in planned.baseline if b.id == past.baseline), None)
    if base is None:
        raise ContextError(
            f"There is no baseline {past.baseline!r}", where=past.id, hint="Name one of the contest's baselines."
        )
    source = past.source or base.source
    yield PastContest(
        past.id, past.name or base.name, base.date, past.office or base.office, past.place or _place("district"),
        "district", in_order(_votes(base), past.id), source,
    )  # fmt: skip
    if base.wider is not None:
        parties = {name: party for name, party, _ in _votes(base)}
        names = [(base.names.get(c, c), n) for c, n in base.wider.votes.items()]
        wider = in_order([(name, parties.get(name, ""), n) for name, n in names], past.id)
        office = past.office or base.office
        yield PastContest(past.id, past.name or base.name, base.date, office, base.wider.name, "state", wider, source)


def _votes(base: PlannedBaseline) -> list[tuple[str, str, int]]:
    """Each candidate's votes of a baseline's whole table, with the party in one letter where it has one."""
    return [
        (base.names.get(c, c), party[:1] if party in ("DEM", "REP", "LIB") else party, n)
        for c, party, n in _sums(base.table, about(base, ""))
    ]


@lru_cache(maxsize=1024)
def _sums(table: str, of: About) -> tuple[tuple[str, str, int], ...]:
    """Candidate, party and votes of a whole table, added up once: a plan does not change during its night."""
    past = from_csv(table, of, where=f"{of.contest_id} in the plan").past
    sums = (int(n) for n in past.votes.sum(axis=(0, 1)))
    return tuple(zip(past.candidates, past.parties, sums, strict=True))


def _place(where: str) -> str:
    return f"the {where}"


def _told(past: PastContest) -> PastResult:
    total = past.votes
    candidates = tuple(
        PastVotes(name=name, party=party, votes=votes, share_text=share_text(votes, total))
        for name, party, votes in past.candidates
    )
    gap = float(rounded(past.margin, 2) * 100)
    text = ""
    if len(candidates) > 1:
        first, second = (surname(c.name) for c in candidates[:2])
        shares = f"{_tenth(past.candidates[0][2], total)}% to {_tenth(past.candidates[1][2], total)}%"
        text = f"{first} carried {past.place} by {gap:.2f} points over {second} ({shares})."
    return PastResult(
        id=past.id, name=past.name, date=past.date, office=past.office, place=past.place, where=past.where,
        candidates=candidates, votes=total, margin=_fraction(past.margin, total), margin_text=f"{gap:.2f}", text=text,
        source=past.source,
    )  # fmt: skip


def _tenth(votes: int, total: int) -> str:
    return share_text(votes, total, (), least=1)


def _fraction(margin: Fraction, total: int) -> str:
    """The margin over all votes, not reduced: a reader finds both numbers in it again."""
    return f"{int(margin * total)}/{total}"
