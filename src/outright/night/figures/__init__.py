"""The figures of a contest: every number that a story's sentence may print, with its id, denominator and source.

Read off the contest as it was composed; nothing is judged anew here. Other parts of the night hand in their own
figures, and each id stands once.
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import lru_cache

from msgspec import structs

from outright.bulletin import Asked, Contest, Figure
from outright.bulletin.asked import QUESTIONS
from outright.night.figures import context, money, rating
from outright.night.figures.compared import compared_figures
from outright.night.figures.count import count_figures
from outright.night.figures.left import left_figures
from outright.night.figures.since import since_figures
from outright.night.figures.told import told_figures
from outright.night.plan import NightPlan
from outright.rules import Rule
from outright.rules.arithmetic import first_share


def with_figures(
    plan: NightPlan,
    rule: Rule | None,
    part: Contest,
    last: Contest | None,
    *,
    held: int = 0,
) -> Contest:
    """The contest with its figures and what they answer.

    ``last`` is what the last bulletin said of it, ``held`` how many publications of it wait for a person.
    """
    found: dict[str, Figure] = {}
    test = first_share(rule) if rule else None
    for figure in (
        *count_figures(plan, part, held), *told_figures(plan, part, test, last), *left_figures(part),
        *compared_figures(part), *rating.figures(part.rating), *money.figures(part.context.money),
        *context.figures(part.context), *since_figures(part, last),
    ):  # fmt: skip
        found.setdefault(figure.id, figure)
    whole = tuple(f if f.of in found or not f.of else structs.replace(f, of="") for f in found.values())
    return structs.replace(part, figures=whole, asked=asked(tuple(found)))


def asked(ids: Sequence[str]) -> tuple[Asked, ...]:
    """Which figures answer which question, every question once and in order."""
    answered = [(i, _answers(i)) for i in ids]
    return tuple(
        Asked(number=q.number, key=q.key, figures=tuple(i for i, numbers in answered if q.number in numbers))
        for q in QUESTIONS
    )


@lru_cache(maxsize=4096)
def _answers(figure_id: str) -> frozenset[int]:
    """The numbers of the questions that a figure answers."""
    return frozenset(q.number for q in QUESTIONS if any(fnmatchcase(figure_id, p) for p in q.ids))
