"""What is still out: at most so many ballots, about so many votes, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outright.bulletin import Contest, Night
from outright.bulletin.projected import VoteRange
from outright.notebook.moment import AsOf

if TYPE_CHECKING:
    from outright.notebook.frames import Frame


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Remaining(AsOf):
    """What is left to count. ``upper`` is a bound and holds for certain; ``estimate`` is the model's range."""

    moment: Night
    said: Contest

    @property
    def upper(self) -> int | None:
        """At most so many ballots are left; None where nothing bounds them."""
        return 0 if self.said.remaining.complete else self.said.remaining.upper

    @property
    def estimate(self) -> VoteRange | None:
        """About so many votes are to come: ``low``, ``mid``, ``high``; None where nothing is projected."""
        return self.said.projection.left if self.said.projection is not None else None

    @property
    def complete(self) -> bool:
        """Whether the sources say that nothing is left."""
        return self.said.remaining.complete

    @property
    def precincts(self) -> tuple[int | None, int | None]:
        """Precincts fully reported, and in all; None where no source says."""
        return self.said.remaining.precincts_reported, self.said.remaining.precincts_total

    @property
    def text(self) -> str:
        """The bound in a sentence, with what it rests on."""
        return self.said.remaining.text

    @property
    def working(self) -> tuple[str, ...]:
        """The bound's working, county by county, in whole numbers."""
        return self.said.remaining.working

    @property
    def counties(self) -> Frame:
        """Where the votes still to come are, by county: counted, left_upper, and the estimate's range."""
        from outright.notebook.frames_units import counties_left

        return counties_left(self)

    @property
    def methods(self) -> Frame:
        """How the votes still to come will be cast: counted, and the estimate's range."""
        from outright.notebook.frames import methods_left

        return methods_left(self)

    def __repr__(self) -> str:
        from outright.notebook.text import remaining_text

        return remaining_text(self)

    def _repr_html_(self) -> str:
        from outright.notebook.html import remaining_html

        return remaining_html(self)
