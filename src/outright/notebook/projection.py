"""What the final count is expected to be: ranges, chances, the draws they are read off, and why.

Ranges and chances are those that were published. The draws are made again from the stored facts when they are
first asked for (`outright.notebook.again`), which takes a moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from outright.bulletin import Contest, Night
from outright.bulletin import Projection as Part
from outright.bulletin.projected import Chance, ProjectedCandidate
from outright.errors import ProjectionError, UsageError
from outright.notebook.choose import find_candidate
from outright.notebook.moment import AsOf
from outright.notebook.why import Why
from outright.verdict.chances import range_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from outright.notebook.contest import NightContest
    from outright.notebook.frames import Frame
    from outright.notebook.night import Night as WholeNight
    from outright.projection import Projection

EVENTS = ("outright", "win", "advance", "runoff")


@dataclass(frozen=True, slots=True)
class Interval:
    """A range for a final share (0-1), meant to hold as often as ``level`` says; ``text`` in percent, no sign.

    It unpacks: ``low, high = interval``.
    """

    low: float
    high: float
    level: float
    text: str

    def __iter__(self) -> Iterator[float]:
        return iter((self.low, self.high))


@dataclass(frozen=True, eq=False, repr=False)
class Projected(AsOf):
    """A projection of one contest as of one moment; ``said`` is the contest's part of the bulletin."""

    night: WholeNight
    said: Contest
    part: Part
    level: float

    @property
    def moment(self) -> Night:  # type: ignore[override]
        """What the bulletin says of the night itself."""
        return self.night.moment

    @property
    def candidates(self) -> tuple[str, ...]:
        """The ids of the candidates, in the table's order: the columns of ``draws``."""
        return tuple(c.id for c in self.part.candidates)

    def interval(self, candidate: str, level: float | None = None) -> Interval:
        """The candidate's range at the projection's level, or at another between 0 and 1.

        Levels .5, .8, .9 and .95 are as published; any other is read off the draws.
        """
        asked = self.level if level is None else _level(level)
        row = self._row(candidate)
        published = next((i for i in row.intervals if abs(i.level - asked) < 1e-9), None)
        if published is not None:
            return Interval(published.low, published.high, published.level, published.text)
        import numpy as np

        column = self.draws[:, self.candidates.index(row.id)]
        low, high = (round(float(x), 6) for x in np.quantile(column, [0.5 - asked / 2, 0.5 + asked / 2]))
        return Interval(low, high, asked, range_text(low, high, self._limits()))

    def median(self, candidate: str) -> float:
        """The middle of the candidate's final share (0-1)."""
        return self._row(candidate).median

    def prob(self, event: str, candidate: str | None = None) -> float:
        """How often ``event`` happens in the draws (0-1), or 0 or 1 where arithmetic has settled it.

        "outright": the candidate (or, without one, anybody) is elected in this round. "runoff": nobody is.
        "win": the candidate ends with most votes. "advance": the candidate is in the next round, if there is one.
        ``UsageError`` for what the rule does not know.
        """
        return self.chance(event, candidate).probability

    def chance(self, event: str, candidate: str | None = None) -> Chance:
        """As `prob`, with its words ("about 1 in 20") and whether arithmetic has settled it."""
        if event not in EVENTS:
            raise UsageError(f"No chance of {event!r} is projected", hint=f"There is: {', '.join(EVENTS)}.")
        if candidate is None or event == "runoff":
            return self._of_the_contest(event)
        row = self._row(candidate)
        found = {"outright": row.outright, "win": row.win, "advance": row.advance}[event]
        if found is None:
            raise UsageError(f"The rule of this contest knows no {event!r}", where=self.said.id)
        return found

    @cached_property
    def again(self) -> Projection:
        """The model's whole answer, made again; ``ProjectionError`` where it is not what was published."""
        from outright.notebook.again import draw_again

        return draw_again(self.night.path, self.night.plan, self.said, self.seq)

    @cached_property
    def draws(self) -> NDArray[np.float64]:
        """Final shares (0-1), one row a draw, one column a candidate in the order of ``candidates``."""
        ids = [c.candidate for c in self.again.candidates]
        return self.again.draws[:, [ids.index(c) for c in self.candidates]]

    @property
    def draw_votes(self) -> NDArray[np.float64]:
        """All votes of the final count, in each draw."""
        return self.again.draw_votes

    def why(self) -> Why:
        """What it rests on: the votes still out and how they lean, what must hold first, and past ranges."""
        return Why(self.moment, self.said, self.part)

    def frame(self) -> Frame:
        """One row for each candidate: counted, median, low and high at the level, and chances; null where none."""
        import polars as pl

        from outright.notebook.frames import frame

        votes = {c.id: c.votes for c in self.said.candidates}
        rows = [
            (self.seq, row.id, votes.get(row.id), row.median, *self.interval(row.id),
             *(None if c is None else c.probability for c in (row.win, row.outright, row.advance)))
            for row in self.part.candidates
        ]  # fmt: skip
        shares = dict.fromkeys(("median", "low", "high", "win", "outright", "advance"), pl.Float64)
        return frame(self.moment, rows, {"seq": pl.Int64, "candidate": pl.String, "votes": pl.Int64, **shares})

    def _row(self, candidate: str) -> ProjectedCandidate:
        asked = find_candidate(self.said, candidate)
        row = self.part.of(asked)
        if row is None:
            raise ProjectionError(f"Nothing is projected of {asked}", where=self.said.id)
        return row

    def _limits(self) -> tuple[Fraction, ...]:
        share = self.said.threshold.share
        return (Fraction(share),) if share else ()

    def _of_the_contest(self, event: str) -> Chance:
        runoff = self.part.runoff
        if event in ("win", "advance"):
            raise UsageError(f"Whose chance of {event!r} is meant?", hint='Name a candidate: prob("win", "handel").')
        if runoff is None:
            raise UsageError("The rule of this contest knows no second round", where=self.said.id)
        if event == "runoff":
            return runoff
        return Chance(
            probability=round(1 - runoff.probability, 6), text=f"a runoff: {runoff.text}", settled=runoff.settled
        )

    def __repr__(self) -> str:
        from outright.notebook.text import projection_text

        return projection_text(self)

    def _repr_html_(self) -> str:
        from outright.notebook.html_projection import projection_html

        return projection_html(self)


def projected(contest: NightContest, level: float) -> Projected:
    """The projection of a contest at its moment; ``ProjectionError`` says why there is none."""
    asked, said = _level(level), contest.said
    if said.projection is not None:
        found = Projected(contest.night, said, said.projection, asked)
        for candidate in found.candidates[:1]:
            found.interval(candidate)  # a level that was not published needs the draws: now, or an error now
        return found
    if said.remaining.complete:
        why = "The count is complete: nothing is left to project"
    else:
        why = said.projection_note.rstrip(".") or "Nothing is projected yet"
    hint = "Ask as of another moment: project(as_of=…)."
    raise ProjectionError(why, where=f"{contest.id}, publication {contest.seq}", hint=hint)


def _level(asked: float) -> float:
    """A level as a share; 90 is taken for 0.9."""
    level = asked / 100 if asked > 1 else asked
    if not 0 < level < 1:
        raise UsageError(f"There is no range of {asked:g}", where="level", hint="Give a share such as 0.9.")
    return level
