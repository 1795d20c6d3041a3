"""Parts that do not make their whole (D9), and precincts beyond their number (fault rows 14, 31)."""

from __future__ import annotations

from collections.abc import Iterator

from outright.checks.alarm import Noticed
from outright.checks.sight import Sight, votes
from outright.count import ContestCount, UnitCount
from outright.count.tally import add


def units_do_not_sum(sight: Sight) -> Iterator[Noticed]:
    """The contest's stated total is not the sum of its units."""
    for pair in sight.pairs:
        if pair.now.stated is None:
            continue
        units = list(pair.now.counting_units())
        for c, candidate in enumerate(pair.now.contest.candidates):
            stated, cells = pair.now.stated.totals[c], [u.totals[c] for u in units]
            summed = add(cells)
            # Small places are withheld in some files: then the parts may be less than the whole, never more.
            whole = None not in cells
            if stated is None or summed is None or summed == stated or (summed < stated and not whole):
                continue
            yield Noticed(
                pair.id, "", candidate.id, stated, summed,
                f"{pair.now.contest.name}: {candidate.name} has {votes(stated)} in the source's total and {summed:,} in"
                " its units. Two versions may be mixed in one file; say which of the two is quoted.",
            )  # fmt: skip


def methods_do_not_sum(sight: Sight) -> Iterator[Noticed]:
    """The ways of voting of a unit do not make its total, for a candidate."""
    for pair in sight.pairs:
        units = [u for u in pair.now.counting_units() if u.parts and u.votes]
        gaps = [_gap(pair.now, u) for u in units]
        several = len(pair.now.methods) > 1 and len(gaps) > 1
        usual = several and 2 * sum(gap == 0 for _, gap in gaps) > len(gaps)
        for unit, (c, gap) in zip(units, gaps, strict=True):
            # Some sources tell only a part of the ways of voting apart: then less than the total says nothing.
            if gap > 0 or (gap < 0 and usual):
                candidate, total = pair.now.contest.candidates[c], unit.totals[c] or 0
                yield Noticed(
                    pair.id, unit.unit.id, candidate.id, total, total + gap,
                    f"{pair.where(unit)}: {candidate.name} has {votes(total)} in all and {total + gap:,} by way of"
                    " voting. Quote the total; trust no share by method there.",
                )  # fmt: skip


def _gap(count: ContestCount, unit: UnitCount) -> tuple[int, int]:
    """A candidate's place and votes by method less the total: who is most over, else who is most under."""
    if not any(None in row for row in unit.parts) and tuple(map(sum, zip(*unit.parts, strict=True))) == unit.totals:
        return 0, 0
    gaps = [(0, 0)]
    for c in range(len(count.contest.candidates)):
        cells, total = [row[c] for row in unit.parts], unit.totals[c]
        summed = add(cells)
        if total is not None and summed is not None and (summed > total or None not in cells):
            gaps.append((c, summed - total))
    most, least = max(gaps, key=lambda g: g[1]), min(gaps, key=lambda g: g[1])
    return most if most[1] > 0 else least


def reporting_over_total(sight: Sight) -> Iterator[Noticed]:
    """More precincts reporting than there are."""
    for pair in sight.pairs:
        done, total = pair.now.precincts_reported, pair.now.precincts_total
        if done is not None and total is not None and done > total:
            yield Noticed(
                pair.id, "", "", total, done,
                f"{pair.now.contest.name}: {done:,} of {total:,} precincts reporting. Show no share of precincts.",
            )  # fmt: skip
