"""One contest as of one publication: who has what, what can be said, what is left, and what it would take."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from outright.bulletin import Candidate, Contest, Rating, Threshold, Verdict
from outright.night.contest import rule_of
from outright.notebook.call import Call
from outright.notebook.choose import find_candidate
from outright.notebook.left import Remaining
from outright.notebook.moment import AsOf
from outright.notebook.plot import Plots
from outright.notebook.projection import Projected, projected
from outright.notebook.rule import WinningRule
from outright.notebook.take import Take, take

if TYPE_CHECKING:
    from outright.bulletin import Night as NightPart
    from outright.night.scenario import Scenario
    from outright.notebook.follow import Until
    from outright.notebook.frames import Frame
    from outright.notebook.night import Night, When


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NightContest(AsOf):
    """A contest at one moment of a night; `at` gives it as of another.

    ``night`` is the night as of the same moment and ``said`` everything its bulletin says of the contest. A
    candidate is named by the id, the beginning of one, or words of the name ("ossoff").
    """

    night: Night
    said: Contest

    @property
    def moment(self) -> NightPart:  # type: ignore[override]
        """What the bulletin says of the night itself."""
        return self.night.moment

    @property
    def id(self) -> str:
        """The contest's id ("us-house-6")."""
        return self.said.id

    @property
    def name(self) -> str:
        """The contest's name, as printed."""
        return self.said.name

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Every candidate, in the order of the table: by votes, before any votes in ballot order."""
        return self.said.candidates

    @property
    def votes(self) -> dict[str, int | None]:
        """Votes by candidate; None where they are not reported."""
        return {c.id: c.votes for c in self.said.candidates}

    @property
    def total(self) -> int | None:
        """All votes for the office counted so far; None before the first."""
        return self.said.votes

    def share(self, candidate: str) -> Fraction | None:
        """The candidate's exact share of all votes counted; None while nothing is reported.

        The tests of a rule are on whole votes, never on this.
        """
        votes = self.votes[self.candidate(candidate)]
        return Fraction(votes, self.total) if votes is not None and self.total else None

    @property
    def leader(self) -> str | None:
        """The id of the candidate with most votes; None before any votes and where several are level."""
        counted = sorted((v, c) for c, v in self.votes.items() if v)
        if not counted or (len(counted) > 1 and counted[-2][0] == counted[-1][0]):
            return None
        return counted[-1][1]

    @property
    def verdict(self) -> Verdict:
        """What can be said of the contest now, and why."""
        return self.said.verdict

    @property
    def rating(self) -> Rating | None:
        """What the first round says about the runoff, by the model; None where no runoff of two may follow."""
        return self.said.rating

    @property
    def threshold(self) -> Threshold:
        """What the rule asks of this count, in votes."""
        return self.said.threshold

    @property
    def rule(self) -> WinningRule:
        """What it takes to win, as in force on the night."""
        planned = self.night.plan.contest(self.id)
        return WinningRule(self.moment, rule_of(planned, self.night.plan.date), self.said.threshold)

    @property
    def plot(self) -> Plots:
        """Drawings of the contest: ``plot.timeline()``."""
        return Plots(self.moment, self.said)

    def candidate(self, asked: str) -> str:
        """The id of the candidate that is meant; ``UsageError`` where it is none or several."""
        return find_candidate(self.said, asked)

    def at(self, when: When) -> NightContest:
        """The contest as it stood at another moment; see `outright.notebook.night.Night.at`."""
        return self.night.at(when).contest(self.id)

    def follow(
        self, *, until: Until | None = None, timeout: float | None = None, every: float = 1.0
    ) -> Iterator[NightContest]:
        """This moment, then every later one at which something new was said of the contest.

        ``until``, ``timeout`` and ``every`` are those of the night's own ``follow``.
        """
        seen = 0
        for moment in self.night.follow(until=until, timeout=timeout, every=every):
            contest = moment.contest(self.id)
            if contest.said.seq != seen or not seen:
                seen = contest.said.seq
                yield contest

    async def afollow(
        self, *, until: Until | None = None, timeout: float | None = None, every: float = 1.0
    ) -> AsyncIterator[NightContest]:
        """As `follow`, for ``async for``."""
        seen = 0
        async for moment in self.night.afollow(until=until, timeout=timeout, every=every):
            contest = moment.contest(self.id)
            if contest.said.seq != seen or not seen:
                seen = contest.said.seq
                yield contest

    def timeline(self) -> Frame:
        """The count as it came in: seq, time, candidate, name, votes, total, share, expected_in, one row each.

        ``expected_in`` is the part of the vote then expected that was in; null where nothing was projected.
        """
        from outright.notebook.frames import timeline_frame

        return timeline_frame(self)

    def units(self, level: str = "county", baseline: str | None = None) -> Frame:
        """Votes by place and candidate; with ``baseline`` beside an earlier contest in the same places.

        ``UsageError`` for a level that the sources do not report, or an earlier contest that is not known here.
        """
        from outright.notebook.frames_units import units_frame

        return units_frame(self, level, baseline)

    def methods(self) -> Frame:
        """Votes by how they were cast and by candidate, with what is estimated still to come."""
        from outright.notebook.frames import methods_frame

        return methods_frame(self)

    def remaining(self) -> Remaining:
        """What is still out: a bound that holds for certain, and the estimate where there is one."""
        return Remaining(self.moment, self.said)

    def take(self, candidate: str, target: str | None = None) -> Take:
        """What the candidate needs of the ballots left, exactly, for ``target``.

        ``target`` is "majority" (or the rule's own share), "second" (a place in the next round), "first", or
        "deny" (what all others need to keep the candidate from that share); without one, what the rule asks for.
        ``UsageError`` for a target that this rule does not know.
        """
        return take(self, self.candidate(candidate), target)

    def what_if(self, candidate: str, share: str | Fraction) -> Scenario:
        """The count if the candidate took this share of the ballots left ("42%", 21/50)."""
        from outright.night.scenario import parse_share, scenario

        return scenario(self.said, self.candidate(candidate), parse_share(str(share)))

    def project(self, level: float = 0.9, as_of: When | None = None) -> Projected:
        """What the final count is expected to be, as of this moment or of ``as_of``.

        Ranges are meant to hold as often as ``level`` says. ``ProjectionError`` where nothing is projected,
        with the reason.
        """
        return projected(self if as_of is None else self.at(as_of), level)

    def call(self) -> Call:
        """What is said of the contest, by whom, of which places, and on what evidence."""
        return Call(self.moment, self.said)

    def __repr__(self) -> str:
        from outright.notebook.text import contest_text

        return contest_text(self)

    def _repr_html_(self) -> str:
        from outright.notebook.html import contest_html

        return contest_html(self)
