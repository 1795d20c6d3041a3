"""The words of a projection, once: numbers of votes that are estimates, parts of an expected vote, points.

An estimate is never printed to the last vote: it is rounded to what it can carry and says "about". The same
words for every candidate; none of them favours an end of a range.
"""

from __future__ import annotations

from fractions import Fraction

METHOD = (
    "The votes still out are estimated place by place and by way of voting, from earlier elections and from what"
    " tonight's own count shows; every range and chance is read off the same draws of the final count."
)
"""How the figures come about, in one sentence."""

POLICY = {
    "certain": "This night publishes only what arithmetic makes certain",
    "desk": "This night publishes no projected verdict without a person",
}
"""Why a verdict of the model's is not the contest's."""


def about(votes: int) -> str:
    """An estimated number of votes, rounded to what an estimate can carry.

    >>> about(55_612), about(1_234_567), about(448), about(37)
    ('55,600', '1,235,000', '450', '37')
    """
    step = 1 if votes < 100 else 10 if votes < 1_000 else 100 if votes < 100_000 else 1_000
    return f"{(2 * votes + step) // (2 * step) * step:,}"


def votes_text(low: int, mid: int, high: int) -> str:
    """An estimate with its range.

    >>> votes_text(49_020, 55_612, 63_040), votes_text(0, 0, 0), votes_text(12, 12, 12)
    ('about 55,600 (49,000 to 63,000)', 'none', '12')
    """
    if low == high:
        return f"{mid:,}" if mid else "none"
    return f"about {about(mid)} ({about(low)} to {about(high)})"


def part_text(part: int, whole: int) -> str:
    """A part in whole percent that is 0 or 100 only when it is.

    >>> part_text(137_000, 192_600), part_text(1, 1000), part_text(999, 1000), part_text(7, 7)
    ('71%', '<1%', '>99%', '100%')
    """
    if not whole:
        return ""
    share = Fraction(part, whole)
    if share >= 1:
        return "100%"
    shown = (2 * 100 * part + whole) // (2 * whole)
    return "0%" if not part else "<1%" if shown < 1 else ">99%" if shown > 99 else f"{shown}%"


def in_text(counted: int, expected: int, *, complete: bool) -> str:
    """How much of the expected vote is in; "all counted" only when the sources say so."""
    if complete:
        return "all counted"
    share = part_text(counted, expected)
    if not share:
        return ""
    return f"{'>99%' if share == '100%' else share} of the expected vote is in"


def percent_in(counted: int, expected: int, *, complete: bool) -> int | None:
    """How much of the expected vote is in, in whole percent; None where nothing is expected.

    >>> percent_in(137_000, 192_600, complete=False), percent_in(1, 1000, complete=False)
    (71, 1)
    >>> percent_in(999, 1000, complete=False), percent_in(999, 1000, complete=True), percent_in(0, 0, complete=False)
    (99, 100, None)
    """
    if complete:
        return 100
    if not expected:
        return None
    return min(99, max(1 if counted else 0, (2 * 100 * counted + expected) // (2 * expected)))


def points_text(points: float) -> str:
    """A difference of shares in points, with its sign and a true minus.

    >>> points_text(1.04), points_text(-2.96), points_text(-0.01)
    ('+1.0 pts', '−3.0 pts', '0.0 pts')
    """
    tenths = round(abs(points) * 10)
    sign = "" if not tenths else "+" if points > 0 else "−"
    return f"{sign}{tenths / 10:.1f} pts"


def record_text(held: int, of: int, like: str) -> str:
    """How often ranges like these held: "Of 1,204 past moments like this, the range of 90% held in 1,093 (91%)."

    ``like`` says which moments those are.
    """
    which = f" ({like})" if like else ""
    return f"Of {of:,} past moments like this{which}, the range of 90% held in {held:,} ({part_text(held, of)})."
