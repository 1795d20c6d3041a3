"""A plan's past contests as `Past` values, and its expected votes; what cannot be used is said, not raised.

A night goes on without its baseline: a table that does not read costs the comparison, never the count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from outright.baseline import ContestKind, Past
from outright.baseline.expected import Expected
from outright.baseline.expected_file import read_expected
from outright.baseline.past import About, from_csv
from outright.errors import BaselineError
from outright.night.plan import NightPlan, PlannedBaseline, PlannedContest

_PARTY_WORDS = {"D": "DEM", "R": "REP", "I": "IND", "L": "LIB", "G": "GRN"}


def party_word(code: str | None) -> str:
    """A party as projections spell it: "DEM" for "D"; what has no such word stays as printed, none is ""."""
    return _PARTY_WORDS.get(code or "", code or "")


@dataclass(frozen=True, slots=True, eq=False)
class Before:
    """What the plan knows of earlier votes: past contests by the id of their baseline, expected votes, problems."""

    past: tuple[Past, ...]
    expected: tuple[Expected, ...]
    problems: tuple[str, ...]

    def of(self, baseline_id: str) -> Past | None:
        """The past contest of this id, if it could be read."""
        return next((p for p in self.past if p.contest_id == baseline_id), None)


def before(plan: NightPlan, planned: PlannedContest, state: str = "") -> Before:
    """Everything the plan says of votes before the night; ``state`` is the contests' state ("ga")."""
    past, problems = [], []
    for baseline in planned.baseline:
        try:
            past.append(_past(baseline.table, _about(baseline, state)))
        except BaselineError as error:
            problems.append(f"Nothing is compared with {baseline.name}: {error.line()}")
    expected = read_expected(planned.expected, plan.zone)
    return Before(tuple(past), expected.rows, (*problems, *expected.problems))


def _about(b: PlannedBaseline, state: str) -> About:
    try:
        kind = ContestKind(b.kind)
    except ValueError as error:
        raise BaselineError(
            f"{b.kind!r} is no kind of contest", where=b.id, hint=f"Known: {', '.join(ContestKind)}."
        ) from error
    return About(b.id, b.date, state, kind, b.office, b.party, b.level, b.scope)


@lru_cache(maxsize=32)
def _past(table: str, about: About) -> Past:
    """The table, read once: a plan does not change during its night."""
    past = from_csv(table, about, where=f"{about.contest_id} in the plan").past
    return replace(past, parties=tuple(map(party_word, past.parties)))
