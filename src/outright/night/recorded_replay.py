"""A recorded night through the night's own loop: count, verdict and projection after every publication.

Each publication goes through `outright.night.fold.step` as a live file does, then to a projector. Nothing that
came later is seen: only the scores (`outright.night.recorded_report`) look at the end. Polls that said nothing
new are counted and passed over: they change nothing. From votes published before the close nothing is projected,
and nobody is ever projected by the name of votes that a source does not tell apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from zlib import crc32

import numpy as np

from outright.baseline import Ground, Outline, Past, lay
from outright.bulletin import Bulletin
from outright.night.fold import Folded, step
from outright.night.recorded import Publication, Series
from outright.night.recorded_cells import counted_along, counted_votes, outline_of
from outright.night.recorded_count import (
    OTHERS,
    arrivals,
    before_the_close,
    counted_contest,
    early_finding,
    plan_of,
    snapshot,
)
from outright.night.recorded_end import final_votes
from outright.projection import Counted, Projection
from outright.projection.chances import kept
from outright.terms import VerdictCode

if TYPE_CHECKING:
    from numpy.random import Generator

_CERTAIN = frozenset(c for c in VerdictCode if c.value.endswith("_certain"))


class Projector(Protocol):
    """What a replay asks for a projection: `outright.projection.project` with everything but the draws settled."""

    def __call__(self, ground: Ground, counted: Counted, *, rng: Generator) -> Projection:
        """The projection of what is in."""
        ...


PastOf = Callable[[Outline], Sequence[Past]]
"""Where the earlier contests of an outline's places come from."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a contest stood after one publication.

    ``fraction`` is the true part counted, known only afterwards; ``stated`` the part that the source itself gave
    for the whole contest (None: it gave none). ``code`` and ``named`` are what is said: arithmetic first, then the
    projection. ``error`` is why there is no projection where one was asked for.
    """

    number: int
    seq: int
    clock: dt.datetime
    at: dt.datetime
    counted: int
    fraction: float
    stated: float | None
    bulletin: Bulletin
    projection: Projection | None
    code: VerdictCode
    named: tuple[str, ...]
    error: str = ""


def replay(
    series: Series, projector: Projector | None, past: PastOf = lambda _outline: (), *, seed: int = 0
) -> Iterator[Moment]:
    """Every moment of a series at which something was new. ``projector`` None: count and arithmetic alone.

    The same series, projector, past and seed give the same moments in every process.
    """
    plan, contest = plan_of(series), counted_contest(series)
    outline = outline_of(series)
    ground = lay(outline, past(outline)) if projector is not None else None
    folded, whole = Folded(), final_votes(series)
    cells = counted_along(series, outline)
    code, named = VerdictCode.TOO_EARLY, tuple[str, ...]()
    for publication, arrival in zip(series.publications, arrivals(series), strict=True):
        if publication.stale:
            continue
        counted, votes = next(cells), counted_votes(publication)
        early = before_the_close(series.contest, arrival.received_at)
        findings = (early_finding(contest.name, votes),) if early and votes else ()
        folded, told = step(plan, folded, arrival, snapshot(series, publication, contest, findings))
        projection, error = None, ""
        if projector is not None and ground is not None and votes and not early:
            rng = np.random.default_rng([seed, crc32(f"{series.id}/{publication.seq}".encode())])
            projection, error = _project(projector, ground, counted, rng)
            if projection is not None:
                projection = kept(projection, outline.stakes, code, named)
        code, named = said(told, projection)
        yield Moment(
            arrival.seq, publication.seq, publication.clock, arrival.received_at, votes,
            votes / whole if whole else 0.0, _stated(series, publication), told, projection, code, named, error,
        )  # fmt: skip


def said(bulletin: Bulletin, projection: Projection | None) -> tuple[VerdictCode, tuple[str, ...]]:
    """What is said of the contest: what is certain, else what is projected, else what arithmetic leaves open."""
    verdict = bulletin.contests[0].verdict
    if verdict.code in _CERTAIN or projection is None or projection.code is VerdictCode.TOO_EARLY:
        return verdict.code, tuple(verdict.candidates)
    if OTHERS in projection.named or bulletin.contests[0].threshold.kind == "unknown":
        return verdict.code, tuple(verdict.candidates)
    return projection.code, projection.named


def _project(projector: Projector, ground: Ground, counted: Counted, rng: Generator) -> tuple[Projection | None, str]:
    """The projection, or why there is none: a model that fails does not stop the count."""
    try:
        return projector(ground, counted, rng=rng), ""
    except Exception as error:
        return None, f"{type(error).__name__}: {error}"


def _stated(series: Series, publication: Publication) -> float | None:
    """The part counted as the source states it for the whole contest; None where it states none for the whole."""
    if series.level != "state":
        return None
    return next((b.expected for (_, method), b in publication.blocks.items() if method == "total"), None)
