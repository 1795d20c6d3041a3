"""Why a projection says what it says: inputs, gates, and what moves the share from the counted one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outright.bulletin import Contest, Night
from outright.bulletin import Projection as Part
from outright.bulletin.projected import Contribution, Gate, Record
from outright.notebook.moment import AsOf

if TYPE_CHECKING:
    from outright.notebook.frames import Frame


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Why(AsOf):
    """What a projection rests on."""

    moment: Night
    said: Contest
    part: Part

    @property
    def because(self) -> tuple[Contribution, ...]:
        """What moves the leader's projected share from the counted one, in points, by method and county."""
        return self.part.because

    @property
    def gates(self) -> tuple[Gate, ...]:
        """What must hold before a verdict is projected, and whether it does."""
        return self.part.gates

    @property
    def record(self) -> Record | None:
        """How often ranges like these held in past nights; None where such moments are too few."""
        return self.part.record

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know of the ground it stands on."""
        return self.part.notes

    @property
    def units(self) -> Frame:
        """The votes still to come by county and by method, and how each candidate's part of them is expected."""
        import polars as pl

        from outright.notebook.frames import LEFT, frame

        rows = [
            (self.seq, kind, out.key, out.name, out.counted, out.votes.low, out.votes.mid, out.votes.high,
             candidate, share)
            for kind, lines in (("county", self.part.by_county), ("method", self.part.by_method))
            for out in lines
            for candidate, share in sorted(out.shares.items(), key=lambda item: (-item[1], item[0]))
        ]  # fmt: skip
        return frame(self.moment, rows, {
            "seq": pl.Int64, "by": pl.String, "key": pl.String, "name": pl.String, "counted": pl.Int64, **LEFT,
            "candidate": pl.String, "share": pl.Float64,
        })  # fmt: skip

    def __repr__(self) -> str:
        from outright.notebook.text import why_text

        return why_text(self)

    def _repr_html_(self) -> str:
        from outright.notebook.html_projection import why_html

        return why_html(self)
