"""One projection: from the ground and the count so far to draws of the final count, and all that is read off them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from outright.baseline.priors import shipped
from outright.projection.because import because, cells_out, still_out
from outright.projection.chances import chances, next_round, said
from outright.projection.draws import draw
from outright.projection.foresee import foresee
from outright.projection.gates import caution, conditions
from outright.projection.moment import moment
from outright.projection.result import Projection, Range, Record
from outright.projection.scale import freedom_of, scales
from outright.terms import VerdictCode

if TYPE_CHECKING:
    from outright.baseline.ground import Ground
    from outright.baseline.priors import Priors
    from outright.projection.counted import Counted
    from outright.projection.foresee import Foreseen
    from outright.projection.moment import Moment

LEVEL = 0.998
"""The chance from which the model says a verdict, once every gate has passed: in the careful draws (see `gates`)."""

DRAWS = 4000


def project(
    ground: Ground, counted: Counted, *, rng: np.random.Generator, draws: int = DRAWS, level: float = LEVEL,
    priors: Priors | None = None,
) -> Projection:  # fmt: skip
    """The final count as draws, given what is in.

    ``rng`` alone decides the draws; ``level`` is the chance a verdict needs; ``priors`` are the package's own unless
    given. Raises ``ValueError`` for a count that cannot be one (negative votes, a part outside 0 to 1).
    """
    known = priors if priors is not None else shipped()
    foreseen = foresee(ground, counted, known)
    seen = moment(ground, counted, foreseen)
    scale = scales(known.calibration, seen, foreseen)
    stakes = ground.outline.stakes
    asked = conditions(foreseen, seen, ground.outline.kind)
    drawn = draw(foreseen, scale, freedom_of(known.calibration, seen), rng, draws, caution(asked))
    code, named = VerdictCode.TOO_EARLY, tuple[str, ...]()
    if all(c.gate.passed for c in asked):
        careful = chances(ground.outline, foreseen.counted, drawn.careful)
        code, named = said(stakes, careful, next_round(stakes, drawn.careful), level)
    by_county, by_method = still_out(ground, counted, foreseen)
    low, middle, high = (round(float(x)) for x in np.quantile(drawn.votes, (0.05, 0.5, 0.95)))
    base = int(foreseen.counted.sum())
    return Projection(
        chances(ground.outline, foreseen.counted, drawn.shares), base,
        Range(max(low, base), max(middle, base), max(high, base)), next_round(stakes, drawn.shares), by_county,
        by_method, code, named, level, tuple(c.gate for c in asked), _record(ground, known, seen),
        because(ground, foreseen), _notes(ground, foreseen), drawn.shares, drawn.votes,
        cells_out(ground, counted, foreseen),
    )  # fmt: skip


def _record(ground: Ground, priors: Priors, seen: Moment) -> Record | None:
    """How often ranges of such a moment held in past nights; None where such moments are too few."""
    side = side_of(ground.klass)
    held, of = priors.calibration.record.get(f"{side}, {seen.pattern}, {seen.band}", (0, 0))
    if of < 40:
        return None
    return Record(held, of, f"{side}, {_WORDS[seen.pattern]}, {seen.band} of the expected vote in")


def side_of(klass: str) -> str:
    """The two sorts of contest whose ranges are recorded apart."""
    return "primaries and runoffs" if klass in ("P", "R") else "generals and specials"


_WORDS = {
    "method": "a way of voting still to come", "blocks": "some counties in and others not",
    "blocks, small first": "some counties in and others not, small places first", "small first": "small places first",
    "scattered": "places reporting here and there",
}  # fmt: skip


def _notes(ground: Ground, foreseen: Foreseen) -> tuple[str, ...]:
    """What a reader should know of the ground this stands on."""
    notes = []
    if not ground.past:
        notes.append("No earlier contest in these places was given: the count speaks alone.")
    guessed = float((ground.size_quality == 2) @ foreseen.out.sum(1)) / max(float(foreseen.out.sum()), 1e-9)
    if guessed > 0.2 and ground.past:
        notes.append(f"For {guessed:.0%} of the votes to come the size of the place is guessed from its county.")
    return tuple(notes)
