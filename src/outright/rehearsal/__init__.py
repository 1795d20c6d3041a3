"""Nights that never were: a plausible order of arrival for real final totals.

Everything from this room is a rehearsal and is labelled so (``facts.rehearsal``). The totals are real
and exact to the vote; what came when, and in which precinct, is invented from a seed.
"""

from __future__ import annotations

from random import Random

from outright.rehearsal.facts import (
    CandidateFacts,
    CountyFacts,
    NightFacts,
    Publication,
    RehearsedNight,
    SourceFacts,
)

__all__ = [
    "SHIPPED_SEED",
    "CandidateFacts",
    "CountyFacts",
    "NightFacts",
    "Publication",
    "RehearsedNight",
    "SourceFacts",
    "reference_night",
]

SHIPPED_SEED = 20170418
"""The seed of the demo's night; the distances in the documentation are measured on it."""


def reference_night(seed: int = SHIPPED_SEED) -> RehearsedNight:
    """Georgia's 6th, April 18, 2017, rehearsed: certified totals, invented precincts and order.

    The same seed gives the same bytes in every process. Another seed is another plausible night that
    ends on the same totals.
    """
    from outright.rehearsal.recreate import plan
    from outright.rehearsal.reference import load
    from outright.rehearsal.simulate import publish

    reference, rng = load(), Random(seed)
    publications = publish(plan(reference, rng), reference.facts, reference.contest_key, reference.keys, rng)
    return RehearsedNight(reference.facts, publications)
