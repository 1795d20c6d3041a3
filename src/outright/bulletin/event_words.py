"""The words of events: English sentences with gaps, which a language may put in its own words.

The gaps are filled with what the bulletin says, so an event of a bulletin in another language is said in that one.
"""

from __future__ import annotations

from collections.abc import Callable

WORDS = {
    "first": "First votes", "first-text": "First votes: %(now)s.",
    "correction": "Correction", "correction-text": "%(note)s; now %(now)s.",
    "leader": "New leader", "leader-text": "%(leader)s leads, before that %(before)s: %(now)s.",
    "withdrawn": "Call withdrawn", "withdrawn-text": "%(why)s Counted: %(now)s.",
    "stands": "Withdrawn: “%(label)s” no longer stands.",
    "stands-of": "Withdrawn: “%(label)s: %(who)s” no longer stands.",
    "call": "%(label)s; counted: %(now)s.", "call-of": "%(label)s (%(who)s); counted: %(now)s.",
    "call-by": "%(label)s, %(whose)s; counted: %(now)s.",
    "call-of-by": "%(label)s (%(who)s), %(whose)s; counted: %(now)s.",
    "model": "from a projection, not from the count", "desk": "declared by the desk", "source": "says the source",
    "certified": "Official: certified", "certified-text": "The count is certified: %(now)s.",
    "complete": "All counted", "complete-text": "Nothing is left to count, the sources say: %(now)s.",
    "precincts": "Half of the precincts in", "precincts-text": "Half of the precincts have fully reported: %(now)s.",
    "precincts-of": "Half of the precincts have fully reported (%(part)s of %(of)s): %(now)s.",
    "expected": "Half of the expected vote in",
    "expected-text": "Half of the vote expected by the projection is counted: %(now)s.",
    "expected-of": "Half of the vote expected by the projection is counted (%(part)s of %(of)s): %(now)s.",
    "none": "no votes reported", "of": "%(top)s of %(votes)s votes", "votes": "%(votes)s votes",
}  # fmt: skip
"""What an event says, by what it is. `outright.publish` holds what other languages say for it."""

Say = Callable[[str], str]
"""From a sentence in English to the same in another language."""


def english(words: str) -> str:
    """The language in which nothing changes."""
    return words
