"""Scores of runoff ratings: of the winner (log loss, Brier) and of the margin (density, ranked score, ranges).

Margins are in points. ``density`` is the mean logarithm of the density at the leader's true share: higher is better.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from outright.baseline.runoff_table import WORDS
from outright.night.runoff_backtest import RIVALS, Row
from outright.projection.student import density, quantile, ranked_score

GROUPS = ("own-votes", "party-totals", "party-totals, large", "with a presidential result")
LARGE = 20_000
LEVELS = (0.5, 0.8, 0.9)


def scoreboard(rows: Sequence[Row]) -> dict[str, Any]:
    """Every score, by mode, group of pairs and model; the record of the words; how many pairs and elections."""
    recipe = [r for r in rows if r.mode == "leave-one-out" and r.model == "recipe"]
    return {
        "pairs": len(recipe),
        "elections": len({r.election for r in recipe}),
        "scores": [
            {"mode": mode, "group": group, "model": model, **score}
            for mode in ("leave-one-out", "forward")
            for group in GROUPS
            for model in RIVALS
            if (score := _score(_of(rows, mode, group, model))) is not None
        ],
        "words": words(recipe),
        "leaders": {"held": sum(r.held for r in recipe), "of": len(recipe)},
    }


def words(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """For every word that was said: how often, what was claimed on average, how often the side ahead won."""
    found = []
    for word in WORDS:
        own = [r for r in rows if r.word == word]
        if own:
            claimed = sum(max(r.chance, 1 - r.chance) for r in own) / len(own)
            won = sum(r.held == (r.chance >= 0.5) for r in own)
            found.append({"word": word, "pairs": len(own), "claimed": claimed, "won": won})
    return found


def _of(rows: Sequence[Row], mode: str, group: str, model: str) -> list[Row]:
    path = group.partition(",")[0]
    own = [r for r in rows if r.mode == mode and r.model == model]
    if group == "with a presidential result":
        there = {r.contest for r in rows if r.mode == mode and r.model == "president"}
        return [r for r in own if r.contest in there]
    return [r for r in own if r.path == path and (not group.endswith("large") or r.first_votes >= LARGE)]


def _score(rows: Sequence[Row]) -> dict[str, Any] | None:
    if not rows:
        return None
    n = len(rows)
    errors = [(r.final_share - r.share) / r.scale for r in rows]
    half = {level: [quantile(0.5 + level / 2, r.freedom) for r in rows] for level in LEVELS}
    return {
        "pairs": n,
        "log_loss": -sum(math.log(r.chance if r.held else 1 - r.chance) for r in rows) / n,
        "brier": sum((r.chance - r.held) ** 2 for r in rows) / n,
        "density": sum(math.log(density(t, r.freedom) / r.scale) for t, r in zip(errors, rows, strict=True)) / n,
        "crps": 200 * sum(r.scale * ranked_score(t, r.freedom) for t, r in zip(errors, rows, strict=True)) / n,
        "rmse": 200 * math.sqrt(sum((r.final_share - r.share) ** 2 for r in rows) / n),
        **{f"held{100 * lv:.0f}": sum(abs(t) <= q for t, q in zip(errors, half[lv], strict=True)) / n for lv in LEVELS},
        "width90": 400 * sum(q * r.scale for q, r in zip(half[0.9], rows, strict=True)) / n,
        "right": sum(r.held == (r.chance >= 0.5) for r in rows),
    }  # fmt: skip


def lines(board: dict[str, Any]) -> Iterator[str]:
    """The scores as text."""
    held, of = board["leaders"]["held"], board["leaders"]["of"]
    yield f"{board['pairs']:,} runoffs of {board['elections']} elections; leaders of the first round won {held} of {of}"
    for mode in ("leave-one-out", "forward"):
        for group in GROUPS:
            own = [s for s in board["scores"] if (s["mode"], s["group"]) == (mode, group)]
            if own:
                yield ""
                yield f"{mode}: {group}, {own[0]['pairs']} pairs (errors and widths in points of margin)"
                yield f"  {'':18}log loss  Brier  density  CRPS  RMSE  held 50/80/90  width  right"
                yield from (_line(s) for s in own)
    yield ""
    yield "Words, each pair rated without its own election"
    for w in board["words"]:
        yield f"  {w['word']:16} {w['pairs']:4} pairs, claimed {w['claimed']:.2f}, the side ahead won {w['won']}"


def _line(s: dict[str, Any]) -> str:
    cover = "/".join(f"{100 * s[f'held{v}']:.0f}" for v in (50, 80, 90))
    return (
        f"  {s['model']:18}{s['log_loss']:8.3f}{s['brier']:7.3f}{s['density']:9.3f}{s['crps']:6.1f}{s['rmse']:6.1f}"
        f"  {cover:>13}{s['width90']:7.0f}  {s['right']} of {s['pairs']}"
    )
