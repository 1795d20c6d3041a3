"""The worst night: every early and mail vote is counted, and not one of election day. A report of its own.

It is one moment of each contest that has such votes, units that are places and a baseline or a first round in the same
units. The cells come together, so nothing is known of an order. What is scored is the margin between the two who lead
then: the raw count's, the projection's, and how often the range of the margin that is meant to hold nine times in ten
did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from outright.baseline.ground import lay
from outright.baseline.outline import ContestKind
from outright.night.backtest import best_baseline
from outright.night.orders import EARLY, seeded
from outright.projection.counted import Counted
from outright.projection.project import project

if TYPE_CHECKING:
    from outright.baseline.library import Library
    from outright.baseline.outline import Outline
    from outright.night.backtest import PriorsFor

NINE_IN_TEN = (0.05, 0.5, 0.95)
LIMIT = 2.0
"""Points; errors under this are counted."""

GROUPS = {
    ContestKind.GENERAL: "generals and specials", ContestKind.SPECIAL: "generals and specials",
    ContestKind.PRIMARY: "primaries", ContestKind.RUNOFF: "runoffs",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class EarlyIn:
    """One contest at that moment. Margins are of the first over the second then, in points of all votes.

    ``part`` is the share of the final votes that is in; ``raw``, ``low``, ``middle``, ``high`` and ``final`` are
    margins, ``share_width`` the width of the leader's own range, ``share_held`` whether it held.
    """

    contest_id: str
    group: str
    klass: str
    part: float
    raw: float
    low: float
    middle: float
    high: float
    final: float
    share_width: float
    share_held: bool
    verdict: str

    @property
    def error(self) -> float:
        """How far the middle of the range is off."""
        return abs(self.middle - self.final)

    @property
    def raw_error(self) -> float:
        """How far the counted margin is off."""
        return abs(self.raw - self.final)

    @property
    def held(self) -> bool:
        """Whether the final margin lies in the range."""
        return self.low <= self.final <= self.high


def early_in(
    library: Library, ids: Iterable[str], priors_for: PriorsFor | None, each: Callable[[], None]
) -> Iterator[EarlyIn]:
    """Every contest of these that has such a moment. ``each`` is called after each of them."""
    for contest_id in ids:
        outline = library.outline(contest_id)
        if fits(library, outline):
            found = _at(library, outline, priors_for)
            if found is not None:
                yield found
        each()


def fits(library: Library, outline: Outline) -> bool:
    """Whether a contest has early votes, places for units, and a baseline in those units."""
    if outline.level == "county" or len(outline.methods) < 2 or not set(EARLY) & set(outline.methods):
        return False
    return best_baseline(outline, library.truth(outline.contest_id), library.baselines(outline)) is not None


def _at(library: Library, outline: Outline, priors_for: PriorsFor | None) -> EarlyIn | None:
    truth = library.truth(outline.contest_id)
    seen = np.zeros(truth.shape[:2], dtype=np.bool_)
    seen[:, [m in EARLY for m in outline.methods]] = True
    votes = np.where(seen[:, :, None], truth, 0)
    now, final = votes.sum(axis=(0, 1)), truth.sum(axis=(0, 1))
    if not now.sum() or now.sum() == final.sum() or len(final) < 2:
        return None
    ground = lay(outline, library.past(outline), library.counties())
    counted = Counted(votes, seen.astype(np.float64), np.where(seen, 0, -1).astype(np.int64))
    rng = seeded(outline.contest_id, "early-in")
    priors = priors_for(outline) if priors_for is not None else None
    found = project(ground, counted, rng=rng, priors=priors)
    first, second = np.argsort(-now, kind="stable")[:2].tolist()
    low, middle, high = np.quantile(found.draws[:, first] - found.draws[:, second], NINE_IN_TEN)
    own = found.candidates[first].interval(0.9)
    return EarlyIn(
        outline.contest_id, GROUPS[outline.kind], ground.klass, float(now.sum() / final.sum()),
        float(100 * (now[first] - now[second]) / now.sum()), float(100 * low), float(100 * middle),
        float(100 * high), float(100 * (final[first] - final[second]) / final.sum()), 100 * (own.high - own.low),
        bool(own.low <= final[first] / final.sum() <= own.high), found.code.value,
    )  # fmt: skip


def summary(found: Sequence[EarlyIn]) -> Iterator[dict[str, Any]]:
    """One line for each group, and for general elections with a baseline by party apart (``G1``)."""
    parts = {name: [f for f in found if f.group == name] for name in dict.fromkeys(GROUPS.values())}
    parts["of them with both parties"] = [f for f in found if f.klass == "G1"]
    for name in ("generals and specials", "of them with both parties", "primaries", "runoffs"):
        if part := parts[name]:
            errors, raw = np.array([f.error for f in part]), np.array([f.raw_error for f in part])
            yield {
                "group": name, "contests": len(part), "raw_mean": raw.mean(), "raw_median": np.median(raw),
                "raw_p90": np.quantile(raw, 0.9), "mean": errors.mean(), "median": np.median(errors),
                "under_2": (errors < LIMIT).mean(), "held90": np.mean([f.held for f in part]),
                "width90": np.mean([f.high - f.low for f in part]),
                "share_held90": np.mean([f.share_held for f in part]),
                "share_width90": np.mean([f.share_width for f in part]),
                "projected": sum(f.verdict != "too_early" for f in part),
            }  # fmt: skip


def text(found: Sequence[EarlyIn]) -> Iterator[str]:
    """The report in lines."""
    yield "Every early and mail vote counted, none of election day: the margin of the first two, in points"
    yield (
        f"{'':<27}{'contests':>9}{'raw: mean':>11}{'median':>8}{'p90':>6}{'ours: mean':>12}{'median':>8}"
        f"{'under 2':>9}{'90 % held':>11}{'width':>7}{'share held':>12}{'width':>7}"
    )
    for line in summary(found):
        yield (
            f"{line['group']:<27}{line['contests']:>9}{line['raw_mean']:>11.2f}{line['raw_median']:>8.2f}"
            f"{line['raw_p90']:>6.1f}{line['mean']:>12.2f}{line['median']:>8.2f}{line['under_2']:>9.0%}"
            f"{line['held90']:>11.0%}{line['width90']:>7.1f}{line['share_held90']:>12.0%}{line['share_width90']:>7.1f}"
        )
    yield ""
    for f in sorted(found, key=lambda f: -f.error)[:10]:
        yield (
            f"  {f.contest_id}: {f.part:.0%} in, counted {f.raw:+.1f}, projected {f.middle:+.1f} "
            f"({f.low:+.1f} to {f.high:+.1f}), final {f.final:+.1f}"
        )


def document(found: Sequence[EarlyIn]) -> dict[str, Any]:
    """The report as one JSON object."""
    lines = [{k: float(v) if isinstance(v, np.floating) else v for k, v in line.items()} for line in summary(found)]
    return {"summary": lines, "contests": [asdict(f) for f in found]}
