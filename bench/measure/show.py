"""The table of `bench/storing.py`."""

from __future__ import annotations

from typing import Any

from .ingest import Took
from .past import quantile

MB = 1e6


def show(found: Any) -> None:
    """Print everything that was found, part by part."""
    if found.state:
        _state(found)
    if found.feeds:
        _feeds(found)
    for what, night in found.nights.items():
        _night(what, night)
    print("\nmost memory, MB:  " + ",  ".join(f"{what} {mb:,}" for what, mb in found.memory.items()))


def _state(found: Any) -> None:
    first = found.state[0]
    print(f"A whole state: {first.snapshots} counties' files a round, {found.cells:,} votes\n")
    print(f"{'':<34}" + "".join(f"{f'round {n}':>12}" for n in range(1, len(found.state) + 1)))
    _row("received, MB", [f"{t.received / MB:.1f}" for t in found.state])
    for step in first.steps:
        _row(f"{step}, s", [f"{t.steps[step]:.2f}" for t in found.state])
    for home in first.homes:
        print(f"into the {home}")
        for what in first.homes[home]:
            _row(f"  {what}, s", [f"{t.homes[home][what]:.2f}" for t in found.state])
        _row("  from the first byte to told, s", [f"{t.whole(home):.1f}" for t in found.state])
        _row("  snapshots a second", [f"{t.snapshots / t.whole(home):.2f}" for t in found.state])
        _row("  votes a second", [f"{found.cells / t.whole(home):,.0f}" for t in found.state])
        _row("  the processor's of these, s", [f"{t.busy[home]:.2f}" for t in found.state])
        _row("  its share of the processor", [f"{t.share(home):.1%}" for t in found.state])
        _row("  bare table, s", [f"{t.bare[home]:.2f}" for t in found.state])
        _row("  store ÷ bare table", [f"{_ratio(t, home):.1f}" for t in found.state])
    _row("bytes appended to a file, s", [f"{t.bare['file']:.2f}" for t in found.state])
    _row("the processor was busy, s", [f"{t.processor:.1f}" for t in found.state])
    for home, asked in found.state_ms.items():
        print(f"its bulletin as of a moment, from the {home}: {_ms(asked)}")


def _ratio(took: Took, home: str) -> float:
    return sum(took.homes[home].values()) / took.bare[home]


def _row(name: str, values: list[str]) -> None:
    print(f"{name:<34}" + "".join(f"{v:>12}" for v in values))


def _feeds(found: Any) -> None:
    print(f"\n{'small feeds':<12}{'publications':>13}{'kB each':>9}{'one by one /s':>15}{'50 at once /s':>15}"
          f"{'p50 s':>8}{'p95 s':>8}{'p99 s':>8}{'rounds':>8}")  # fmt: skip
    for home, row in found.feeds.items():
        print(
            f"{home:<12}{row['publications']:>13,}{row['bytes'] / row['publications'] / 1000:>9.1f}{row['one']:>15.1f}"
            f"{row['burst']:>15.1f}{row['p50']:>8.3f}{row['p95']:>8.3f}{row['p99']:>8.3f}{row['rounds']:>8}"
        )


def _night(what: str, night: Any) -> None:
    raw, snapshots = night["raw"], night["snapshots"]
    print(f"\n{what}: {night['rounds']} rounds, {snapshots:,} snapshots, {night['cells']:,} votes, "
          f"{raw / MB:.2f} MB received")  # fmt: skip
    print(f"{'home':<10}{'MB':>8}{'÷ received':>12}{'÷ packed':>10}{'bytes a snapshot':>18}{'fit R²':>9}"
          f"{'off the line':>14}  bulletin as of a moment")  # fmt: skip
    for home, row in night["homes"].items():
        size, packed, line = sum(row["tables"].values()), sum(row["packed"].values()), row["line"]
        print(
            f"{home:<10}{size / MB:>8.2f}{size / raw:>12.2f}{size / packed:>10.2f}{line.slope:>18,.0f}{line.fit:>9.5f}"
            f"{line.astray:>14.1%}  {_ms(row['moments'])}"
        )
    for home, row in night["homes"].items():
        large = sorted(row["tables"].items(), key=lambda item: -item[1])[:4]
        parts = ", ".join(f"{table} {size / MB:.2f} (packed {row['packed'].get(table, 0) / MB:.2f})"
                          for table, size in large)  # fmt: skip
        quarters = " → ".join(f"{size / MB:.2f}" for size in row["size"][1::2])
        print(f"{home}, MB by table: {parts}; after each quarter: {quarters}")
    print(f"most memory after each eighth, MB: {', '.join(map(str, night['memory']))}")


def _ms(asked: Any) -> str:
    wall, busy = asked.each, asked.busy
    return (
        f"{quantile(wall, 0.5):.0f} ms (p95 {quantile(wall, 0.95):.0f}, most {max(wall):.0f}; the processor's "
        f"{quantile(busy, 0.5):.0f}, {quantile(busy, 0.95):.0f}, {max(busy):.0f}; {len(wall)} asked)"
    )
