"""The figures of then and now: who ran ahead of whom where."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from outright.bulletin import ComparedRow, Comparison, Contest, Figure
from outright.count.share import rounded
from outright.night.figures.made import exact, fraction, key, signed_percent, whose

FEW = 4
"""Up to how many places are named one by one."""


def compared_figures(part: Contest) -> Iterator[Figure]:
    """The figures of every comparison; of a place only where then and now are like for like."""
    for compared in part.comparison:
        at = f"compared.{key(compared.baseline)}"
        ready = [r for r in compared.rows if not r.partial]
        if 0 < len(ready) <= FEW:
            for row in ready:
                yield from _row(part, compared, f"{at}.{key(row.unit)}", row, f" in {row.name}")
        elif ready:
            yield _number(f"{at}.places", len(ready), "places where then and now can be compared", part)
            ahead = sum((r.ahead or 0) > 0 for r in ready)
            yield _number(f"{at}.ahead", ahead, f"of these, places where {compared.candidate_name} ran ahead", part)
        if not compared.all.partial:
            yield from _row(part, compared, f"{at}.all", compared.all, "")


def _row(part: Contest, compared: Comparison, at: str, row: ComparedRow, where: str) -> Iterator[Figure]:
    if not (row.total and row.then_total):
        return
    now, then = Fraction(row.votes, row.total), Fraction(row.then_votes, row.then_total)
    yield Figure(id=f"{at}.share", value=exact(row.votes, row.total), text=signed_percent(row.share_text),
                 what=f"share of {compared.candidate_name}{where}", unit="share", as_of=part.as_of_text,
                 source=whose(part))  # fmt: skip
    said = compared.notes[-1] if compared.notes else ""
    yield Figure(id=f"{at}.then", value=exact(row.then_votes, row.then_total),
                 text=signed_percent(row.then_share_text), what=f"share of {compared.against_name}{where}, same places",
                 unit="share", as_of=compared.date.isoformat(), source=said)  # fmt: skip
    apart = now - then
    yield Figure(id=f"{at}.ahead", value=fraction(apart), text=f"{float(rounded(abs(apart), 1) * 100):.1f}",
                 what=f"points by which {compared.candidate_name} ran ahead of (below nought: behind) "
                 f"{compared.against_name}{where}", unit="points", as_of=part.as_of_text,
                 source="tonight's count against the earlier one in the same places")  # fmt: skip


def _number(figure_id: str, number: int, what: str, part: Contest) -> Figure:
    return Figure(id=figure_id, value=number, text=f"{number:,}", what=what, unit="places", as_of=part.as_of_text,
                  source=whose(part))  # fmt: skip
