"""The scoreboard as text for a terminal of a hundred columns or more: tables first, the marks last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from outright.scores.errors import mean_ratio
from outright.scores.frame import GROUPS, SIDES
from outright.scores.intervals import LEVELS

MOST_WRONG = 20
MARKED = {True: "met", False: "NOT MET", None: "not measured"}
EVENTS = {
    "first": "the leader ends first",
    "outright": "the leader wins outright",
    "runoff": "a runoff follows",
    "advances": "a candidate advances",
}


def lines(board: dict[str, Any]) -> Iterator[str]:
    """The whole scoreboard, line by line."""
    groups = ", ".join(f"{count} {group}" for group, count in board["groups"].items())
    yield f"{board['contests']:,} contests ({groups}) of {board['elections']} elections, {board['moments']:,} moments"
    if board["copies_left_out"]:
        yield f"{board['copies_left_out']} contests stand twice, by precinct and by county: the coarser is not pooled."
    yield from _errors(board["errors"])
    yield from _two_line(board["errors"])
    yield from _intervals(board["intervals"])
    yield from _outcomes(board["outcomes"])
    yield from _reliability(board["reliability"])
    yield from _calls(board["calls"], board["wrong_calls"])
    yield from _seconds(board["seconds"])
    if "peer" in board:
        yield from _peer(board["peer"])
    yield from _marks(board["marks"])


def _errors(table: list[dict[str, Any]]) -> Iterator[str]:
    yield from _head("Error of the leader's final share at that moment, points (÷ raw count)")
    for group in ("all", *GROUPS):
        own = [line for line in table if (line["target"], line["group"]) == ("leader", group)]
        if own:
            yield ""
            yield from _grid(
                group, own, lambda line: f"{line['error']:.2f} ({_number(line['ratio'])})", _mean(table, group)
            )
    yield ""
    mains = [line for line in table if (line["target"], line["group"]) == ("main", "all")]
    yield from _grid(
        "every candidate with 5 %", mains, lambda line: f"{line['error']:.2f} ({_number(line['ratio'])})", {}
    )


def _mean(table: list[dict[str, Any]], group: str) -> dict[str, str]:
    orders = {line["order"] for line in table}
    return {order: f"mean {_number(mean_ratio(table, 'leader', group, order)[0])}" for order in orders}


def _two_line(table: list[dict[str, Any]]) -> Iterator[str]:
    own = [line for line in table if (line["target"], line["group"]) == ("leader", "all") and line["contests_there"]]
    if own:
        yield from _head("The same where the two-line reference answers: ours / two-line / raw")
        three = ("error_there", "two_line", "raw_there")
        yield from _grid("all", own, lambda line: "/".join(f"{line[name]:.2f}" for name in three), {})


def _intervals(table: list[dict[str, Any]]) -> Iterator[str]:
    yield from _head("Intervals that held, percent: " + "/".join(map(str, LEVELS)) + ", of the leader at that moment")
    for side in SIDES:
        own = _cells(table, "leader", side)
        if own:
            yield ""
            yield from _grid(side, own, lambda line: "/".join(f"{100 * line[f'held{v}']:.0f}" for v in LEVELS), {})
    yield from _head("Mean width of the 90 % interval, points: ours / raw count's / two-line's (where it answers)")
    for side in SIDES:
        own = _cells(table, "leader", side)
        if own:
            yield ""
            yield from _grid(side, own, _widths, {})
    yield from _head("Continuous ranked probability score, points: ours / raw count's")
    for side in SIDES:
        own = _cells(table, "leader", side)
        if own:
            yield ""
            yield from _grid(side, own, lambda line: f"{line['crps']:.2f}/{_number(line.get('raw_crps'))}", {})


def _cells(table: list[dict[str, Any]], target: str, side: str) -> list[dict[str, Any]]:
    return [
        line for line in table
        if (line["target"], line["side"]) == (target, side) and line["fraction"] is not None
    ]  # fmt: skip


def _widths(line: dict[str, Any]) -> str:
    names = ("width90", "raw_width90", "two_line_width90")
    return "/".join("–" if line.get(name) is None else f"{line[name]:.1f}" for name in names)


def _outcomes(table: list[dict[str, Any]]) -> Iterator[str]:
    pooled = [line for line in table if line["order"] == "all"]
    for score, title in (("log", "Log score"), ("brier", "Brier score")):
        yield from _head(f"{title}: ours / raw count's / two-line's (where it answers), all orders")
        named = [{**line, "order": EVENTS[line["event"]]} for line in pooled]
        names = (score, f"raw_{score}", f"two_line_{score}")
        yield from _grid(
            "event", named, lambda line, names=names: "/".join(_number(line.get(name), 3) for name in names), {}
        )


def _reliability(table: list[dict[str, Any]]) -> Iterator[str]:
    yield from _head("Reliability: given chance -> how often it came (moments)")
    for event, words in EVENTS.items():
        parts = [
            f"{_percent(line['chance'])} -> {_percent(line['happened'])} ({line['moments']:,})"
            for line in table
            if line["event"] == event
        ]
        if parts:
            yield f"{words}:"
            yield from (f"  {'  '.join(parts[i : i + 4])}" for i in range(0, len(parts), 4))


def _calls(table: list[dict[str, Any]], wrong: list[dict[str, Any]]) -> Iterator[str]:
    yield from _head("Projected verdicts")
    for line in table:
        right = " ".join(f"{fraction}: {100 * share:.0f}%" for fraction, share in line["right"].items())
        yield (
            f"{line['order']:<14} {line['wrong']} wrong of {line['claims']:,} in {line['moments']:,} moments; "
            f"right by fraction {right}; kept from {_number(line['kept_median'])} in the median"
        )
    for line in wrong[:MOST_WRONG]:
        yield (
            f"  wrong: {line['contest_id']} {line['order']} {line['fraction']:g} repeat {line['repeat']}: "
            f"{line['verdict']} {line['verdict_candidates']}, but {line['decided']} {line['decided_candidates']}"
        )
    if len(wrong) > MOST_WRONG:
        yield f"  and {len(wrong) - MOST_WRONG:,} more wrong ones: --json lists all"


def _seconds(table: list[dict[str, Any]]) -> Iterator[str]:
    yield from _head("Milliseconds per projection, by cells: median (slowest of a hundred)")
    yield "  ".join(
        f"{line['cells_from']:,}+: {1000 * line['median']:.1f} ({1000 * line['p99']:.1f})" for line in table
    )


def _peer(peer: dict[str, Any]) -> Iterator[str]:
    yield from _head(
        f"Beside the public elex-model, {peer['contests']} contests: error of the two-party margin, points"
    )
    for line in peer["table"]:
        errors = "/".join(_number(line[name]) for name in ("ours", "peer", "raw"))
        held = "" if line["held90"] is None else f"; its 90 % interval held {_percent(line['held90'])}"
        yield (
            f"{line['method']:<14} {line['order']:<14} {line['fraction']:<5g} ours / peer / raw {errors}, "
            f"answers {line['answers']} of {line['moments']}{held}"
        )
    for kind, count in peer["refusals"].items():
        yield f"  no answer, {kind}: {count}"


def _marks(marks: list[dict[str, Any]]) -> Iterator[str]:
    counts = {state: sum(mark["met"] is state for mark in marks) for state in MARKED}
    summary = ", ".join(f"{count} {MARKED[state]}" for state, count in counts.items() if count)
    yield from _head(f"Marks: {summary}")
    for mark in marks:
        figure = "–" if mark["figure"] is None else f"{mark['figure']:.4g}"
        yield f"{MARKED[mark['met']]:<13} {mark['what']:<36} {figure:>8}  {mark['bound']:<14} {mark['on']}"


def _grid(title: str, table: Sequence[dict[str, Any]], text: Any, last: dict[str, str]) -> Iterator[str]:
    """Orders down, fractions across; ``last`` adds a column."""
    fractions = sorted({line["fraction"] for line in table})
    orders = list(dict.fromkeys(line["order"] for line in table))
    cells = {(line["order"], line["fraction"]): text(line) for line in table}
    width = max([len(cell) for cell in cells.values()] + [5]) + 2
    first = max([len(title), *map(len, orders)], default=10) + 1
    contests = {
        order: max((line["contests"] for line in table if line["order"] == order), default=0) for order in orders
    }
    yield f"{title:<{first}}" + "".join(f"{fraction:>{width}g}" for fraction in fractions) + "  contests"
    for order in orders:
        row = "".join(f"{cells.get((order, fraction), '–'):>{width}}" for fraction in fractions)
        yield f"{order:<{first}}{row}  {contests[order]:>8,}  {last.get(order, '')}".rstrip()


def _head(title: str) -> Iterator[str]:
    yield ""
    yield title
    yield "-" * len(title)


def _number(value: float | None, places: int = 2) -> str:
    return "–" if value is None else f"{value:.{places}f}"


def _percent(value: float) -> str:
    return f"{100 * value:.1f}%"
