"""Counts that go down, go back to nothing, or are not there any more (D3).

A fall can be an honest correction, so it is told with its size and never undone here.
"""

from __future__ import annotations

from collections.abc import Iterator

from outright.checks.alarm import Noticed
from outright.checks.sight import Pair, Sight, Votes, votes
from outright.checks.swaps import exchanged
from outright.count import ContestCount, UnitCount
from outright.count.tally import add
from outright.terms import Severity

HOLD_ABOVE = 200
"""Falls of more votes than this hold a publication, unless the night's settings say otherwise."""

SMALL = 20
"""Falls of at most this many votes are told and no more: nightly corrections are of this size."""


def fall_severity(size: int) -> Severity:
    """How much a fall of ``size`` votes matters."""
    return Severity.HOLD if size > HOLD_ABOVE else Severity.WARN if size > SMALL else Severity.INFO


def reset(old: Votes, new: Votes) -> bool:
    """Whether a unit that had votes reports nought."""
    return (add(old) or 0) > 0 and add(new) == 0


def votes_fell(sight: Sight) -> Iterator[Noticed]:
    """Fewer votes than before, in a unit's total or for a candidate in it."""
    for pair in sight.pairs:
        found = [n for was, now in pair.units for n in _fell(pair, was, now)]
        yield from found or _stated_fell(pair)


def _fell(pair: Pair, was: UnitCount, now: UnitCount) -> Iterator[Noticed]:
    old, new = pair.old(was), pair.new(now)
    if old == new or add(old) is None or reset(old, new):
        return
    before, after = add(old) or 0, add(new) or 0
    if before - after > pair.slack(old, new):
        yield Noticed(
            pair.id, now.unit.id, "", before, after,
            f"{pair.where(now)}: all votes fell from {before:,} to {after:,} ({after - before:,})."
            " Ask the office whether it is a correction.", fall_severity(before - after),
        )  # fmt: skip
    falls = [(a - (b or 0), c, a, b) for (c, _, _), a, b in zip(pair.shared, old, new, strict=True) if a is not None]
    size, candidate, a, b = max(falls, default=(0, "", 0, 0))
    if size <= max(0, before - after, pair.slack(old, new)) or exchanged(old, new):
        return
    yield Noticed(
        pair.id, now.unit.id, candidate, a, b,
        f"{pair.where(now)}: {pair.name(candidate)} fell from {votes(a)} to {votes(b)}."
        " Ask the office whether it is a correction.", fall_severity(size),
    )  # fmt: skip


def _stated_fell(pair: Pair) -> Iterator[Noticed]:
    """A contest's own total that fell although none of its units did."""
    if pair.was is None or pair.was.stated is None or pair.now.stated is None or pair.gone:
        return
    old = add(pair.was.stated.totals[a] for _, a, _ in pair.shared)
    new = add(pair.now.stated.totals[b] for _, _, b in pair.shared)
    if old is None or (new or 0) >= old or any(reset(pair.old(w), pair.new(n)) for w, n in pair.units):
        return
    yield Noticed(
        pair.id, "", "", old, new,
        f"{pair.now.contest.name}: the source's own total fell from {votes(old)} to {votes(new)} and no unit's did."
        " Do not quote the total until the source mends it.", fall_severity(old - (new or 0)),
    )  # fmt: skip


def reset_to_zero(sight: Sight) -> Iterator[Noticed]:
    """A unit that had votes reports nought."""
    for pair, was, now in sight.both():
        old, new = pair.old(was), pair.new(now)
        if reset(old, new):
            before = add(old) or 0
            yield Noticed(
                pair.id, now.unit.id, "", before, 0,
                f"{pair.where(now)}: had {votes(before)} and now reports none. A load is being redone or it was a"
                " test; wait for the next file.", fall_severity(before),
            )  # fmt: skip


def method_fell(sight: Sight) -> Iterator[Noticed]:
    """Votes by one way of voting fell while the unit's total did not."""
    for pair, was, now in sight.both():
        if not was.parts or not now.parts or pair.was is None or (now.votes or 0) < (was.votes or 0):
            continue
        for method, row in zip(pair.now.methods, now.parts, strict=True):
            at = pair.was.method_index(method)
            if at is None or (pair.alike and was.parts[at] == row):
                continue
            old, new = add(was.parts[at][a] for _, a, _ in pair.shared), add(row[b] for _, _, b in pair.shared)
            if old is not None and new is not None and new < old:
                yield Noticed(
                    pair.id, now.unit.id, "", old, new,
                    f"{pair.where(now)}: {method.value} fell from {votes(old)} to {votes(new)} while the total did"
                    " not. Votes were filed under another way of voting; do not quote shares by method yet.",
                )  # fmt: skip


def contest_vanished(sight: Sight) -> Iterator[Noticed]:
    """A contest that is not in the file any more."""
    for count in sight.contests_gone:
        yield Noticed(
            count.contest.id, "", "", count.votes, None,
            f"{count.contest.name} had {votes(count.votes)} and is not in this file. It is not zero: keep what stood,"
            " and look whether the file is whole.",
        )  # fmt: skip


def reporting_went_back(sight: Sight) -> Iterator[Noticed]:
    """Fewer precincts reporting than before, or a unit that is not fully reported any more."""
    for pair in sight.pairs:
        old, new = (pair.was.precincts_reported if pair.was else None), pair.now.precincts_reported
        if old is not None and new is not None and new < old:
            yield Noticed(
                pair.id, "", "", old, new,
                f"{pair.now.contest.name}: precincts reporting went back from {old:,} to {new:,}."
                " Trust no share of precincts until it rises again.",
            )  # fmt: skip
        for was, now in pair.units:
            if was.reported and now.reported is False:
                yield Noticed(
                    pair.id, now.unit.id, "", None, None,
                    f"{pair.where(now)}: was fully reported and is not any more. Count it as open again.",
                )  # fmt: skip


def precincts_total_changed(sight: Sight) -> Iterator[Noticed]:
    """Another number of precincts in all than before, over the same units."""
    for pair in sight.pairs:
        old, new = (pair.was.precincts_total if pair.was else None), pair.now.precincts_total
        if old is None or new is None or old == new or old == 0 or pair.fresh or pair.gone:
            continue
        if pair.was is not None and _heard(pair.was) != _heard(pair.now):
            continue
        yield Noticed(
            pair.id, "", "", old, new,
            f"{pair.now.contest.name}: there were {old:,} precincts and now there are {new:,}."
            " Do not compare shares of precincts across this file.",
        )  # fmt: skip


def _heard(count: ContestCount) -> set[str]:
    return {u.unit.id for u in count.counting_units() if u.votes is not None}
