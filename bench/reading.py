"""How fast Outright reads each kind of file, against its ceiling, and Clarity XML against a peer, in one run.

    python bench/reading.py [--kind clarity] [--json] [--no-peer] [--repeats 5]

The ceiling is the bare parser over the same bytes, which looks at nothing: an lxml walk for XML, json.loads, csv.reader
for tables, calamine for workbooks, splitlines for printed reports. A row is one number: the votes of one candidate in
one place, by one way of voting where the file has them. The figures are those of the best turn, the ratio is ceiling's
seconds ÷ ours; the ratio of the medians stands beside it. Reader and bare parser take turns, seconds are the
processor's, and the reader runs as in production: `feeds.read` asks whose the file is and pauses the collector.

Of a kind one file is made up by these scripts, another is the largest real sample where those are beside the checkout.
MB are those of the file as the reader gets it: a workbook's are packed. Clarity is also read by the ``clarify``
package, installed into ``.venv-peers`` from ``bench/requirements-peers.txt``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from measure import made, samples
from measure.clock import in_turns
from measure.floors import bare
from measure.peer import peer_python, peer_seconds
from outright import feeds
from outright.count import Snapshot
from outright.count.tally import StatedTotals, UnitCount

AT_MOST = 1.2
"""Seconds for one file, beyond the turns that are always taken."""


@dataclass(frozen=True, slots=True)
class Line:
    """One file, read: sizes, best and median seconds of the reader and of the bare parser."""

    kind: str
    file: str
    bytes: int
    rows: int
    turns: int
    seconds: float
    median_seconds: float
    ceiling: str
    ceiling_seconds: float
    ceiling_median_seconds: float

    @property
    def ratio(self) -> float:
        return self.ceiling_seconds / self.seconds

    @property
    def median_ratio(self) -> float:
        return self.ceiling_median_seconds / self.median_seconds


def rows_of(snapshot: Snapshot) -> int:
    """Votes read: one candidate, one place, one way of voting; a total where the ways are not known."""
    every: list[UnitCount | StatedTotals] = [u for c in snapshot.contests for u in c.units]
    every += [c.stated for c in snapshot.contests if c.stated]
    return sum(v is not None for row in every for cells in row.parts or (row.totals,) for v in cells)


def inputs(kinds: Iterable[str]) -> Iterator[tuple[str, str, bytes]]:
    """Kind, name and bytes of what is read, kind by kind."""
    print("collecting the files ...", end="\r", file=sys.stderr, flush=True)
    real = samples.largest()
    if not real:
        print(f"No shared samples at {samples.SHARED.name}/: only made-up files are read.", file=sys.stderr)
    for kind in kinds:
        for name, body in made.files(kind):
            yield kind, f"made up: {name}", body
        if kind in real:
            yield kind, *real[kind]


def measured(kind: str, name: str, body: bytes, repeats: int) -> Line:
    shown = name.removeprefix("made up: ")
    rows = rows_of(feeds.read(body, kind=kind, name=shown))
    ceiling, work = bare(kind, body)
    work()
    times = in_turns(
        {"ours": lambda: feeds.read(body, kind=kind, name=shown), "ceiling": work}, repeats=repeats, at_most=AT_MOST
    )
    ours, floor = times["ours"], times["ceiling"]
    return Line(
        kind, name, len(body), rows, len(ours.each), ours.best, ours.median, ceiling, floor.best, floor.median
    )  # fmt: skip


HEAD = (
    f"{'kind':<17}{'file':<41}{'MB':>7}{'rows':>9}{'MB/s':>8}{'rows/s':>11}"
    f"  {'ceiling':<12}{'MB/s':>8}{'ratio':>7}{'median':>8}"
)  # fmt: skip


def printed(line: Line) -> str:
    size = line.bytes / 1e6
    name = line.file if len(line.file) <= 40 else f"{line.file[:37]}..."
    return (
        f"{line.kind:<17}{name:<41}{size:>7.2f}{line.rows:>9,}{size / line.seconds:>8.1f}"
        f"{line.rows / line.seconds:>11,.0f}  {line.ceiling:<12}{size / line.ceiling_seconds:>8.1f}"
        f"{line.ratio:>7.2f}{line.median_ratio:>8.2f}"
    )


def table(kinds: list[str], repeats: int) -> tuple[list[Line], list[tuple[str, str, bytes]]]:
    """Every file measured; and the files of Clarity, for the peer."""
    lines: list[Line] = []
    for_the_peer = []
    for kind, name, body in inputs(kinds):
        print(f"{kind}: {name[:60]} ...".ljust(80), end="\r", file=sys.stderr, flush=True)
        lines.append(measured(kind, name, body, repeats))
        if kind == "clarity":
            for_the_peer.append((kind, name, body))
    print(" " * 80, end="\r", file=sys.stderr, flush=True)
    return lines, for_the_peer


def against_the_peer(files: list[tuple[str, str, bytes]], lines: list[Line]) -> Iterator[dict[str, object]]:
    """The peer's seconds over the same files, beside ours and the bare walk's."""
    python = peer_python() if files else None
    for kind, name, body in files if python else ():
        print(f"the peer: {name} ...".ljust(80), end="\r", file=sys.stderr, flush=True)
        if theirs := peer_seconds(python, body, 2):
            line = next(x for x in lines if (x.kind, x.file) == (kind, name))
            yield {"file": name, "bytes": len(body), "outright": line.seconds,
                   "bare lxml walk": line.ceiling_seconds, "clarify 0.7.0": theirs}  # fmt: skip


def show(lines: list[Line], peers: list[dict[str, object]], kinds: list[str]) -> None:
    print(HEAD)
    for line in lines:
        if line.kind not in made.SMALL:
            print(printed(line))
    for kind in kinds:
        if kind not in {line.kind for line in lines}:
            print(f"{kind:<17}no file: made-up ones are not written for it, and there is no real sample")
    small = [line for line in lines if line.kind in made.SMALL]
    if small:
        print("\nµs a document:  " + ",  ".join(f"{x.kind} {x.seconds * 1e6:.0f} ({x.bytes} bytes)" for x in small))
    for peer in peers:
        size, ours = float(peer["bytes"]) / 1e6, float(peer["outright"])  # type: ignore[arg-type]
        print(f"\n{str(peer['file'])[:47]:<48}{'MB':>7}{'reader':>22}{'MB/s':>9}{'ours ÷ it':>11}")
        for reader in ("outright", "bare lxml walk", "clarify 0.7.0"):
            took = float(peer[reader])  # type: ignore[arg-type]
            print(f"{'':<48}{size:>7.1f}{reader:>22}{size / took:>9.1f}{took / ours:>11.2f}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--kind", action="append", choices=feeds.kinds(), help="only this kind; may be repeated")
    options.add_argument("--repeats", type=int, default=5)
    options.add_argument("--json", action="store_true", help="print the measurements as JSON")
    options.add_argument("--no-peer", action="store_true", help="measure against the ceilings only")
    asked = options.parse_args()
    kinds = asked.kind or list(feeds.kinds())
    lines, files = table(kinds, asked.repeats)
    peers = [] if asked.no_peer else list(against_the_peer(files, lines))
    print(" " * 80, end="\r", file=sys.stderr, flush=True)
    if asked.json:
        rows = [asdict(x) | {"ratio": x.ratio, "median_ratio": x.median_ratio} for x in lines]
        print(json.dumps({"files": rows, "peer": peers}, indent=1))
    else:
        show(lines, peers, kinds)


if __name__ == "__main__":
    main()
