"""Votes that were worked out from rounded shares: what may be said of them, and what may not.

Some sources publish all votes exactly and each candidate's share to a tenth of a percent. Votes worked out
from these are good to half of that tenth: ``|votes - true votes| <= total / 2000``. They are shown and may be
projected from, but they are no count: nothing is certain from them, whatever bounds the ballots left, and where
two shares, or a share and the rule's threshold, are closer than the rounding, it is said that the order or the
side is not known. A reader that works votes out so says it with a finding of the code `ROUNDED`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from outright.count import ContestCount, Finding, Snapshot, slug
from outright.count.share import percent
from outright.rules import Rule
from outright.rules.arithmetic import first_share
from outright.terms import Severity, VerdictCode
from outright.verdict import BallotsLeft, Reason, UnitLeft, Verdict
from outright.verdict.evidence import share_word, short_names

ROUNDED = "votes_rounded"
THRESHOLD = "threshold_rounded"
ORDER = "order_rounded"

STEP = Fraction(1, 1000)
"""What shares are rounded to: a tenth of a percent."""

_OF_EXACT = frozenset({"share_now", "lead_now"})


def rounded_finding(contest_name: str) -> Finding:
    """What a reader says of a contest whose votes it worked out from rounded shares."""
    return Finding(
        ROUNDED, Severity.WARN, contest_name,
        "The source rounds each share to a tenth of a percent; votes are worked out from that and are good to"
        " 0.05% of all votes, so nothing is certain from them.",
    )  # fmt: skip


def doubts(
    latest: Mapping[str, Snapshot], names: Iterable[str], count: ContestCount, rule: Rule | None
) -> tuple[Finding, ...]:
    """What rounding leaves open in a contest now; () where its count is exact.

    ``latest`` holds what each source last said, ``names`` the names under which sources print the contest.
    """
    ours = {slug(n) for n in names}
    said = [f for s in latest.values() for f in s.findings if f.code == ROUNDED and slug(f.where) in ours]
    if not said or not count.votes:
        return tuple(said[:1])
    return (said[0], *_threshold_open(count, rule), *_order_open(count))


def rounded_share(votes: int, total: int) -> Fraction:
    """The share as it was published: the multiple of `STEP` nearest to ``votes / total``."""
    return Fraction((2000 * votes + total) // (2 * total), 1000)


def side_known(share: Fraction, threshold: Fraction, slack: Fraction = STEP / 2) -> bool:
    """Whether a share published as this is surely above, or surely below, the threshold."""
    return abs(share - threshold) > slack


def order_known(first: Fraction, second: Fraction, slack: Fraction = STEP / 2) -> bool:
    """Whether shares published as these stand in the same order unrounded."""
    return abs(first - second) > 2 * slack


def unbounded(left: BallotsLeft, why: str = "votes are worked out from rounded shares") -> BallotsLeft:
    """The ballots left of a count that is no count: nothing bounds them, and nothing is complete. ``why`` in words."""
    units = tuple(UnitLeft(u.unit_id, u.name, None, "unknown", f"{u.name}: {why}") for u in left.units)
    return BallotsLeft(None, False, units)


def weakened(verdict: Verdict, open_now: Iterable[Finding]) -> Verdict:
    """The verdict with what rounding leaves open, and without sums that would pass for exact."""
    found = tuple(open_now)
    kept = tuple(r for r in verdict.reasons if r.code not in _OF_EXACT)
    weaker = replace(verdict, reasons=(*kept, *(Reason(f.code, f.message) for f in found)))
    unordered = next((f for f in found if f.code == ORDER), None)
    if verdict.code is VerdictCode.LEADER_ONLY and unordered is not None:
        return replace(weaker, candidates=(), text=unordered.message)
    return weaker


def _published(count: ContestCount) -> list[tuple[Fraction, str]]:
    """The candidates' published shares, largest first; rows of write-ins and others are nobody's."""
    total, votes = count.votes or 1, count.by_candidate()
    named = [c.id for c in count.contest.candidates if not c.is_write_in]
    return sorted(((rounded_share(votes[c] or 0, total), c) for c in named if votes[c]), reverse=True)


def _slack(count: ContestCount) -> Fraction:
    """How far a share may be from the true one: twice as far where rounded shares may add up to more than all."""
    votes = count.by_candidate()
    rest = sum(votes[c.id] or 0 for c in count.contest.candidates if c.is_write_in)
    return STEP / 2 if rest else STEP


def _threshold_open(count: ContestCount, rule: Rule | None) -> tuple[Finding, ...]:
    test = first_share(rule) if rule is not None else None
    if test is None or test.of is not None:
        return ()
    names, word = short_names(count), share_word(test.share)
    return tuple(
        Finding(
            THRESHOLD, Severity.WARN, count.contest.name,
            f"Whether {names[c]} has more than {word} of the votes counted is not known: the share is published as"
            f" {percent(share)}%, rounded to a tenth.",
        )
        for share, c in _published(count)
        if not side_known(share, test.share, _slack(count))
    )  # fmt: skip


def _order_open(count: ContestCount) -> tuple[Finding, ...]:
    ranked, names = _published(count), short_names(count)
    return tuple(
        Finding(
            ORDER, Severity.WARN, count.contest.name,
            f"Whether {' or '.join(sorted((names[a], names[b])))} has more votes is not known while their shares,"
            " published to a tenth of a percent, are a tenth apart or less.",
        )
        for (here, a), (there, b) in pairwise(ranked[:3])
        if not order_known(here, there, _slack(count))
    )  # fmt: skip
