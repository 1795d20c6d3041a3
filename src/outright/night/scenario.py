"""What if: the count if a candidate took a given share of the ballots left, in one exact sentence."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from outright.bulletin import Contest
from outright.count.share import HALF, percent, share_text
from outright.errors import UsageError
from outright.verdict.remaining import what_if


@dataclass(frozen=True, slots=True)
class Scenario:
    """``votes`` of ``total`` after taking ``taken`` of the ``of`` ballots left; ``short`` of what the rule asks.

    ``short`` is zero or negative when the rule's share is passed, None when the rule asks no share.
    """

    candidate: str
    votes: int
    total: int
    taken: int
    of: int
    short: int | None
    text: str


def scenario(contest: Contest, candidate_id: str, share: Fraction) -> Scenario:
    """The scenario for one candidate; `UsageError` when nothing bounds the ballots left."""
    left = contest.remaining.upper
    if left is None:
        raise UsageError(
            "Nothing bounds the ballots left, so a share of them is no number", hint="Ask without --share."
        )
    row = next(c for c in contest.candidates if c.id == candidate_id)
    after = what_if(row.votes or 0, contest.votes or 0, left, share)
    limit = Fraction(contest.threshold.share) if contest.threshold.share else None
    shown = share_text(after.votes, after.total, (limit or HALF,))
    start = (
        f"If all {left:,} ballots left were cast and {row.surname} took {percent(share)}% of them ({after.taken:,}),"
        f" {row.surname} would have {after.votes:,} of {after.total:,} ({shown}%)"
    )
    if limit is None:
        return Scenario(candidate_id, after.votes, after.total, after.taken, left, None, f"{start}.")
    needed = limit.numerator * after.total // limit.denominator + 1
    word = "a majority" if limit == HALF else f"more than {percent(limit)}%"
    short = needed - after.votes
    gap = f"{short:,} short of {word}" if short > 0 else f"{-short:,} more than {word} takes"
    return Scenario(candidate_id, after.votes, after.total, after.taken, left, short, f"{start}: {gap}.")


def parse_share(text: str) -> Fraction:
    """A share as a person types it: 0.42, 42%, 21/50. `UsageError` outside 0 to 1.

    >>> parse_share("42%"), parse_share("0.5")
    (Fraction(21, 50), Fraction(1, 2))
    """
    try:
        share = Fraction(text.strip().removesuffix("%").strip())
    except (ValueError, ZeroDivisionError) as error:
        raise UsageError(f"{text!r} is no share", where="--share", hint="Give 0.42, 42% or 21/50.") from error
    share = share / 100 if text.strip().endswith("%") else share
    if not 0 <= share <= 1:
        raise UsageError(f"{text} is not between 0 and 1", where="--share", hint="Write 42% or 0.42.")
    return share
