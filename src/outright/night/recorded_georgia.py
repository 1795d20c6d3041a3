"""Georgia, November 3, 2020: what a night like that asks of any projector, as a report and not as a rule.

Two Senate contests under a majority rule. In the regular one the leader stood above half of the published count
until 98.1 % of it was in, and ended at 49.7: nobody may be said to win it. In the special one twenty stood, the
runoff could be seen early, and first place changed hands until more than half was counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from outright.night.recorded import RecordedNights
from outright.night.recorded_cells import earlier_in_the_tables
from outright.night.recorded_replay import Moment, PastOf, Projector, replay
from outright.terms import VerdictCode

REGULAR = "ga-g-s-2020-11-03"
SPECIAL = "ga-s-s-2020-11-03"
EARLY = 0.5
"""By this part of the count a desk had seen the special contest's runoff coming."""

NEARLY_SURE = 0.995
"""The chance at which a verdict would be projected."""

_WON = frozenset({VerdictCode.WON_PROJECTED, VerdictCode.WON_CERTAIN})
_RUNOFF = frozenset({VerdictCode.RUNOFF_PROJECTED, VerdictCode.RUNOFF_CERTAIN})


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing asked of the night: whether it was met, and the figures."""

    what: str
    met: bool
    text: str


def georgia(
    folder: Path, projector: Projector, past: PastOf = lambda _outline: (), *, seed: int = 0
) -> tuple[Asked, ...]:
    """What the two contests ask, with this projector. ``folder`` as for `outright.night.recorded_report.recorded`."""
    inside = folder / "nights"
    nights = RecordedNights(inside if inside.is_dir() else folder)

    def moments(contest_id: str) -> tuple[Moment, ...]:
        series = nights.at_level(contest_id, "nyt-series", "state")
        return tuple(replay(series, projector, lambda o: (*past(o), *earlier_in_the_tables(nights, o)), seed=seed))

    return (*asked_of_the_regular(moments(REGULAR)), *asked_of_the_special(moments(SPECIAL)))


def asked_of_the_regular(moments: Sequence[Moment]) -> tuple[Asked, ...]:
    """No win is said at any moment, no chance of one is nearly sure, and the runoff is seen in the end."""
    best = max((m for m in moments if m.projection), key=_most_outright, default=None)
    runoff = _first(moments, _RUNOFF)
    return (
        _nobody_wins("regular", moments),
        Asked(
            "regular: an outright win is never nearly sure", best is None or _most_outright(best) < NEARLY_SURE,
            "no projection" if best is None else f"at most {_most_outright(best):.3f}, {_at(best)}",
        ),
        Asked(
            "regular: the runoff is said in the end", moments[-1].code in _RUNOFF,
            f"first {_at(runoff)}" if runoff else "never said",
        ),
    )  # fmt: skip


def asked_of_the_special(moments: Sequence[Moment]) -> tuple[Asked, ...]:
    """The runoff is said early and kept; the two are never put in order before first place stopped changing."""
    runoff = _first(moments, _RUNOFF)
    back = next((m for m in moments if runoff and m.number > runoff.number and m.code not in _RUNOFF), None)
    third = next((m for m in moments if "collinsd" in m.named), None)
    last = _last_change_of_lead(moments)
    open_yet = (m for m in moments if m.number < last and m.fraction > 0.1)
    ordered = next((m for m in open_yet if _most_first(m) >= NEARLY_SURE), None)
    return (
        _nobody_wins("special", moments),
        Asked(
            f"special: the runoff is said by {100 * EARLY:.0f}% counted",
            runoff is not None and runoff.fraction <= EARLY, _at(runoff) if runoff else "never said",
        ),
        Asked("special: the runoff is not taken back", runoff is not None and back is None, _at(back or moments[-1])),
        Asked("special: the third is never named", third is None, _at(third) if third else "at no moment"),
        Asked(
            "special: first place is not nearly sure while it changed hands", ordered is None,
            _at(ordered) if ordered else f"until publication {last}",
        ),
    )  # fmt: skip


def _nobody_wins(which: str, moments: Sequence[Moment]) -> Asked:
    won = _first(moments, _WON)
    text = _at(won) if won else f"at none of {len(moments)} moments"
    return Asked(f"{which}: nobody is said to win outright", won is None, text)


def _first(moments: Sequence[Moment], codes: frozenset[VerdictCode]) -> Moment | None:
    return next((m for m in moments if m.code in codes), None)


def _most_outright(moment: Moment) -> float:
    return max((c.outright for c in moment.projection.candidates), default=0.0) if moment.projection else 0.0


def _most_first(moment: Moment) -> float:
    return max((c.win for c in moment.projection.candidates), default=0.0) if moment.projection else 0.0


def _last_change_of_lead(moments: Sequence[Moment]) -> int:
    """The number of the last publication that put another candidate first."""
    last, leader = 0, ""
    for m in moments:
        rows = [c for c in m.bulletin.contests[0].candidates if c.votes]
        if rows and rows[0].id != leader:
            last, leader = m.number, rows[0].id
    return last


def _at(moment: Moment) -> str:
    return f"{moment.code.value} at {moment.at:%Y-%m-%d %H:%M} UTC with {100 * moment.fraction:.1f}% counted"
