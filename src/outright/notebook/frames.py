"""Tables of a contest as polars frames, one row for each candidate; a share in them is for display.

What was not reported is null, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from outright.notebook.moment import zone_of

if TYPE_CHECKING:
    from outright.bulletin import Night, Source
    from outright.bulletin.projected import BandPoint
    from outright.notebook.contest import NightContest
    from outright.notebook.left import Remaining

Schema = Mapping[str, Any]
LEFT = {"left_low": pl.Int64, "left_mid": pl.Int64, "left_high": pl.Int64}
"""The columns of an estimate of votes to come: its middle, and the range meant to hold nine times in ten."""


class Frame(pl.DataFrame):
    """A polars frame that knows the publication it stands on; what is made from it is an ordinary one.

    ``moment`` says besides whether the night is a test or a rehearsal.
    """

    seq: int
    sources: tuple[Source, ...]
    moment: Night


def frame(moment: Night, rows: Sequence[Sequence[object]], schema: Schema) -> Frame:
    """A frame of these rows, with the moment it stands on."""
    made = Frame(rows, schema=dict(schema), orient="row")
    made.seq, made.sources, made.moment = moment.seq, moment.sources, moment
    return made


def share_of(votes: int | None, total: int | None) -> float | None:
    """A share for display; None where it is not known."""
    return votes / total if votes is not None and total else None


def timeline_frame(contest: NightContest) -> Frame:
    """Every moment of the count, each candidate a row, in the table's order."""
    zone = zone_of(contest.moment)
    expected = {band.seq: band.expected for band in _bands(contest)}
    rows = [
        (p.seq, p.at.astimezone(zone), c.id, c.name, p.candidates.get(c.id), p.votes,
         share_of(p.candidates.get(c.id), p.votes), share_of(p.votes, expected.get(p.seq)))
        for p in contest.said.timeline
        for c in contest.said.candidates
    ]  # fmt: skip
    zone_name = contest.moment.timezone if getattr(zone, "key", None) else "UTC"
    return frame(contest.moment, rows, {
        "seq": pl.Int64, "time": pl.Datetime("us", zone_name), "candidate": pl.String, "name": pl.String,
        "votes": pl.Int64, "total": pl.Int64, "share": pl.Float64, "expected_in": pl.Float64,
    })  # fmt: skip


def _bands(contest: NightContest) -> tuple[BandPoint, ...]:
    """The projected ranges of every moment so far: from the newest bulletin that has a projection."""
    if contest.said.projection is not None:
        return contest.said.projection.bands
    from outright.archive import Archive
    from outright.bulletin import decode

    with Archive.open(contest.night.path) as archive:
        for seq in reversed(archive.told()):
            if seq < contest.seq:
                said = decode(archive.bulletin(seq)).contest(contest.id)
                if said.projection is not None:
                    return said.projection.bands
                if not said.votes:
                    break
    return ()


def methods_frame(contest: NightContest) -> Frame:
    """Votes by how they were cast; ``left_…`` are of the whole method, the same in each of its rows."""
    said = contest.said
    left = {out.key: out.votes for out in said.projection.by_method} if said.projection is not None else {}
    rows = [
        (contest.seq, m.method, m.label, c.id, m.candidates.get(c.id), m.votes,
         share_of(m.candidates.get(c.id), m.votes), *_range(left.get(m.method)))
        for m in said.methods
        for c in said.candidates
    ]  # fmt: skip
    return frame(contest.moment, rows, {
        "seq": pl.Int64, "method": pl.String, "label": pl.String, "candidate": pl.String, "votes": pl.Int64,
        "total": pl.Int64, "share": pl.Float64, **LEFT,
    })  # fmt: skip


def methods_left(remaining: Remaining) -> Frame:
    """What is estimated to come by each way of voting; no rows where nothing is projected."""
    said = remaining.said.projection
    rows = [
        (remaining.seq, out.key, out.name, out.counted, *_range(out.votes), out.source)
        for out in (said.by_method if said is not None else ())
    ]
    return frame(remaining.moment, rows, {
        "seq": pl.Int64, "method": pl.String, "label": pl.String, "counted": pl.Int64, **LEFT, "source": pl.String,
    })  # fmt: skip


def _range(votes: Any) -> tuple[int | None, int | None, int | None]:
    return (None, None, None) if votes is None else (votes.low, votes.mid, votes.high)
