"""Past runoffs rated from their first rounds, each without its own election, beside rivals that learn the same way.

Rivals: the finalists' first-round shares as they are; for a Democrat against a Republican the last presidential
result, party totals alone, and the rule for two of one party used blindly; a coin. Each learns its own spread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from outright.projection.runoff import (
    FREEDOM_OWN,
    FREEDOM_PARTY,
    LARGE,
    Expected,
    FirstRound,
    Path,
    Unrated,
    expected,
    party_share,
    strongest,
    word_for,
)
from outright.projection.runoff_fit import LEAST, Pair, by_path, learn, most_likely, party_scales

Rates = Callable[[FirstRound], Expected | None]
RIVALS = ("recipe", "as is", "president", "party totals", "one party's rule", "coin")


@dataclass(frozen=True, slots=True)
class Row:
    """One pair as one model rated it. Shares are the first-round leader's of the finalists' votes."""

    mode: str
    model: str
    path: str
    contest: str
    election: str
    runoff_day: str
    first_votes: int
    first_share: float
    share: float
    scale: float
    freedom: int
    chance: float
    word: str
    final_share: float
    held: bool


def rows(pairs: Sequence[Pair]) -> tuple[Row, ...]:
    """Every pair rated by every model, leave-one-election-out and strictly forward in time."""
    elections = sorted({p.election for p in pairs})
    days = sorted({p.first_day for p in pairs})
    found: list[Row] = []
    for election in elections:
        mine = [p for p in pairs if p.election == election]
        found += _rated("leave-one-out", mine, [p for p in pairs if p.election != election])
    for day in days:
        mine = [p for p in pairs if p.first_day == day]
        found += _rated("forward", mine, [p for p in pairs if p.runoff_day < day])
    return tuple(found)


def on_its_eve(pairs: Sequence[Pair], contest: str) -> list[dict[str, Any]]:
    """What every model says of one contest, learned only from runoffs held before its first round.

    Margins and chances are of the finalist who came second, ``for`` by id; empty where the contest is not there.
    """
    found = [p for p in pairs if p.contest == contest]
    if not found:
        return []
    pair = found[0]
    earlier = [p for p in pairs if p.runoff_day < pair.first_day]
    if len(by_path(earlier)[Path.OWN]) < LEAST:
        return []
    said: list[tuple[str, Expected | Unrated | None]] = [
        (model, rates(pair.first)) for model, rates in _models(earlier).items()
    ]
    without = learn([p for p in pairs if p.election != pair.election], pair.first_day)
    said.append(("recipe, all other years", expected(pair.first, without)))
    return [_eve(pair, model, made) for model, made in said if isinstance(made, Expected)]


def _eve(pair: Pair, model: str, made: Expected) -> dict[str, Any]:
    low, high = (1 - 2 * share for share in reversed(made.range_of(0.9)))
    return {
        "contest": pair.contest, "model": model, "for": made.other, "margin": 1 - 2 * made.share, "low": low,
        "high": high, "chance": 1 - made.chance, "word": word_for(made.chance, most=strongest(pair.first, made.path)),
        "true_margin": 1 - 2 * pair.share,
    }  # fmt: skip


def eve_lines(eves: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The same as text."""
    if not eves:
        return
    yield ""
    yield (
        f"{eves[0]['contest']}, as of its own night: margin of {eves[0]['for']} in points (it came to"
        f" {100 * eves[0]['true_margin']:+.1f})"
    )
    for e in eves:
        yield (
            f"  {e['model']:24}{100 * e['margin']:+6.1f}   90 % {100 * e['low']:+.0f} to {100 * e['high']:+.0f}"
            f"   chance {e['chance']:.2f}"
        )


def _rated(mode: str, pairs: Iterable[Pair], others: Sequence[Pair]) -> Iterator[Row]:
    if len(by_path(others)[Path.OWN]) < LEAST:
        return
    models = _models(others)
    for pair in pairs:
        for model, rates in models.items():
            made = rates(pair.first)
            if made is not None:
                yield _row(mode, model, pair, made)


def _row(mode: str, model: str, pair: Pair, made: Expected) -> Row:
    most = strongest(pair.first, made.path) if model == "recipe" else "safe"
    return Row(
        mode, model, made.path.value, pair.contest, pair.election, pair.runoff_day.isoformat(), pair.first.votes,
        0.5 + pair.lead, made.share, made.scale, made.freedom, made.chance, word_for(made.chance, most=most),
        pair.share, pair.held,
    )  # fmt: skip


def _models(others: Sequence[Pair]) -> dict[str, Rates]:
    """The recipe and its rivals, each learned from ``others``."""
    edition, groups = learn(others, max(p.runoff_day for p in others)), by_path(others)
    own, party = groups[Path.OWN], groups[Path.PARTY]
    x, y = [p.lead for p in own], [p.share - 0.5 for p in own]
    with_lean = [p for p in party if p.first.lean is not None]

    def recipe(first: FirstRound) -> Expected | None:
        made = expected(first, edition)
        return made if isinstance(made, Expected) else None

    def flat(slope: float) -> Rates:
        _, scale = most_likely(x, y, slope)
        scales = party_scales(party, lambda f: _democrat(f, slope))
        return lambda f: _of(f, recipe(f), _leader(f, slope), scale, scales)

    def by_party(centre: Callable[[FirstRound], float], known: Sequence[Pair]) -> Rates:
        scales = party_scales(known, centre)
        return lambda f: _democratic(f, recipe(f), centre, scales)

    def blind(first: FirstRound) -> Expected | None:
        made = recipe(first)
        if made is None or made.path is not Path.PARTY:
            return None
        share = 0.5 + edition.own.slope * (_leader(first, 1.0) - 0.5)
        return Expected(made.who, made.other, Path.PARTY, share, edition.own.scale, FREEDOM_OWN)

    president, totals = by_party(_president, with_lean), by_party(_totals, party)
    return {
        "recipe": recipe, "as is": flat(1.0), "coin": flat(0.0), "one party's rule": blind,
        "president": lambda f: president(f) if f.lean is not None else None, "party totals": totals,
    }  # fmt: skip


def _of(
    first: FirstRound, made: Expected | None, share: float, scale: float, scales: tuple[float, float]
) -> Expected | None:
    if made is None:
        return None
    if made.path is Path.PARTY:
        return Expected(made.who, made.other, made.path, share, _sized(first, scales), FREEDOM_PARTY)
    return Expected(made.who, made.other, made.path, share, scale, FREEDOM_OWN)


def _democratic(
    first: FirstRound, made: Expected | None, centre: Callable[[FirstRound], float], scales: tuple[float, float]
) -> Expected | None:
    if made is None or made.path is not Path.PARTY:
        return None
    share = centre(first) if first.pair[0].party == "D" else 1 - centre(first)
    return Expected(made.who, made.other, made.path, share, _sized(first, scales), FREEDOM_PARTY)


def _sized(first: FirstRound, scales: tuple[float, float]) -> float:
    return scales[0] if first.votes >= LARGE else scales[1]


def _leader(first: FirstRound, slope: float) -> float:
    """The leader's share of two, shrunk by ``slope``."""
    one, two = first.pair
    return 0.5 + slope * (one.votes / (one.votes + two.votes) - 0.5)


def _democrat(first: FirstRound, slope: float) -> float:
    share = _leader(first, slope)
    return share if first.pair[0].party == "D" else 1 - share


def _president(first: FirstRound) -> float:
    return first.lean[0] / sum(first.lean) if first.lean is not None else party_share(first)


def _totals(first: FirstRound) -> float:
    d, r = first.totals
    return d / (d + r)
