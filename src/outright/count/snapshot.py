"""One publication, read: everything a source said at one moment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from outright.count.batch import Batch, compare
from outright.count.contest import Election
from outright.count.notice import Notice
from outright.count.tally import ContestCount
from outright.terms import ResultsStatus, Severity, VoteMethod


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a count that a desk should know; it never changes the count."""

    code: str
    severity: Severity
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class BallotsOnHand:
    """An official's statement of the most ballots that can still be added (NIST ``BallotsOutstanding``).

    ``ballots`` are those held and those that the law still lets arrive. ``method`` None speaks of all.

    ``unit_id`` is usually a county. ``beyond_precincts`` true: the number covers what no precinct
    report will bring (late mail, provisional); false: it covers every ballot left in the unit.
    """

    unit_id: str
    ballots: int
    method: VoteMethod | None = None
    beyond_precincts: bool = True


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole publication of one source at one moment.

    ``published_at`` is the source's own clock (aware, or None when it prints none that can be
    placed); ``published_text`` is that clock as printed. ``complete_units`` are the units whose count
    the source declares finished: nothing is left to count there. ``notices`` are what people or Outright
    say beside the counts; ``entered_by`` names the person who typed a report in by hand.
    """

    kind: str
    election: Election
    contests: tuple[ContestCount, ...] = ()
    published_at: dt.datetime | None = None
    published_text: str = ""
    status: ResultsStatus = ResultsStatus.UNOFFICIAL_PARTIAL
    is_test: bool = False
    on_hand: tuple[BallotsOnHand, ...] = ()
    complete_units: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    notices: tuple[Notice, ...] = ()
    entered_by: str = ""

    def since(self, previous: Snapshot | None) -> Batch:
        """What changed from ``previous`` to this snapshot; neither is altered."""
        return compare(previous.contests if previous else (), self.contests)

    def contest(self, contest_id: str) -> ContestCount:
        """The count of the contest with this id; ``KeyError`` when the snapshot has none."""
        for count in self.contests:
            if count.contest.id == contest_id:
                return count
        raise KeyError(contest_id)
