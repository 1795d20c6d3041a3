"""One node under its readers: five thousand held streams and a thousand requests a second while a night comes in.

    python bench/serving.py [--seconds 40] [--readers 5000] [--rate 1000] [--over 4] [--no-overload]

The reference night is ingested, from its site to its file, by one process, a publication a second; another follows
the file and serves it within the limits that ship; readers are processes of their own. Three times the same
publications: nobody reads, everybody reads, ``--over`` times as many want to. Marks are those of the load test L3: p95
of requests 200 ms, an event at everybody in 3 s, ingestion slowed by less than a tenth, and those who are too many
sent away with Retry-After.

The readers are on the same machine and take processor time that a node has for itself: times are worse than a node's.
With two cores or more the ingestion keeps to the first and the server to the second; readers yield to both. What other
jobs of the machine took meanwhile is said with the figures, and so are the processor's own seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from measure import reading

PACE = 1.0
"""Seconds from one publication to the next."""
P95, EVERYBODY, SLOWER = 0.200, 3.0, 1.10
FIRST_VIEW, UPDATE = 150_000, 20_000
"""Bytes: a first view and an update, compressed (load test L2)."""


@dataclass
class Ran:
    """What was seen of one run: the ingestion's publications, the readers' events, the answers."""

    ingest: list[dict[str, float]]
    server: dict[str, Any] = field(default_factory=dict)
    streams: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    others: float = 0.0

    @property
    def took(self) -> dict[str, list[float]]:
        found: dict[str, list[float]] = {}
        for one in self.asked:
            for status, seconds in one["took"].items():
                found.setdefault(status, []).extend(seconds)
        return found


# -- the node -------------------------------------------------------------------------------------


def ingest(store: Path, publications: int, pace: float) -> None:
    """Follow the reference night over its own site, one publication after the other; a line for each.

    After the first it waits for a word on stdin.
    """
    from outright.cli.rehearsed import Followed, plan_of
    from outright.night.live import LiveNight
    from outright.rehearsal import SHIPPED_SEED, reference_night

    night = reference_night(SHIPPED_SEED)
    live = LiveNight.begin(plan_of(night.facts), store)
    with contextlib.closing(live.archive), Followed(live, night.publications) as followed:
        for n, publication in enumerate(night.publications[:publications]):
            if n == 1:
                sys.stdin.readline()
                begun = time.time()
            if n:
                time.sleep(max(0.0, begun + (n - 1) * pace - time.time()))
            clock, cpu = time.time(), time.process_time()
            seq = followed.until(publication.at).night.seq
            now = time.time()
            said = {"seq": seq, "told": now, "clock": now - clock, "cpu": time.process_time() - cpu}
            print(json.dumps(said), flush=True)


def serve(store: Path) -> None:
    """Follow the night file and serve it until stdin closes, within the limits that ship."""
    import threading

    from outright.archive import Archive
    from outright.bulletin import decode
    from outright.cli.serving import board_over
    from outright.serve.run import Server

    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    with board_over(store) as board, Archive.open(store) as archive, Server(board, port=0) as server:
        print(json.dumps({"port": server.port}), flush=True)
        seq, put_up = 0, []
        while not ended.wait(0.05):
            newest = archive.newest()
            if newest is None or newest == seq:
                continue
            seq, begun = newest, time.process_time()
            board.publish(decode(archive.bulletin(seq)))
            put_up.append(time.process_time() - begun)
            if len(put_up) == 1:
                print(json.dumps({"first": time.time()}), flush=True)
        from resource import RUSAGE_SELF, getrusage

        said = {"cpu": time.process_time(), "memory_mb": getrusage(RUSAGE_SELF).ru_maxrss / 1024,
                "publish_cpu": statistics.median(put_up), "sizes": sizes(board)}  # fmt: skip
        print(json.dumps(said), flush=True)


def sizes(board: Any) -> dict[str, int]:
    """Bytes of a page, its newest document and an event, as they go out compressed."""
    night, contest = board.bulletin.night.id, board.bulletin.contests[0]
    page, data = f"/{night}/{contest.id}/index.html", f"/v1/{night}/{contest.id}/latest.json"
    found = {name: len(board.press.order(board.sheet(path), "br").result().body)
             for name, path in (("page", page), ("latest.json", data))}  # fmt: skip
    static = [p for p in board.paths() if p.startswith("/static/") and p.endswith((".css", ".js"))]
    found["styles and script"] = sum(len(board.press.order(board.sheet(p), "br").result().body) for p in static)
    return found | {"event": len(board.hub._events[-1].frame)}


# -- processes ------------------------------------------------------------------------------------


class Job:
    """A process of this script in another part; ends when its stdin is closed."""

    def __init__(self, *arguments: object, core: int | None = None, nice: int = 0) -> None:
        def place() -> None:
            os.nice(nice)
            if core is not None and (os.cpu_count() or 1) > 1:
                os.sched_setaffinity(0, {core})

        command = [sys.executable, __file__, "--part", *map(str, arguments)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=place
        )

    def line(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        text = self.process.stdout.readline()
        if not text:
            sys.exit(f"{self.process.args[2:]} ended early")  # type: ignore[index]
        return dict(json.loads(text))

    def go(self) -> None:
        """Give it the word it waits for."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def rest(self) -> list[dict[str, Any]]:
        """Close its stdin and read what it says to the end."""
        said, _ = self.process.communicate()
        return [json.loads(line) for line in said.splitlines()]


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="outright-bench-") as name:
        yield Path(name)


class Others:
    """How many cores the other jobs of this machine took while this was open."""

    def __enter__(self) -> Others:
        self._begun, self._busy, self._ours = time.time(), busy(), ours()
        return self

    def __exit__(self, *_: object) -> None:
        took = busy() - self._busy - (ours() - self._ours)
        self.cores = max(0.0, took / (time.time() - self._begun))


def busy() -> float:
    """Seconds all processors have worked since the machine began."""
    user, nice, system, _idle, _waiting, *rest = map(int, Path("/proc/stat").read_text().split("\n")[0].split()[1:9])
    return (user + nice + system + sum(rest)) / os.sysconf("SC_CLK_TCK")


def ours() -> float:
    """Seconds of the processor of this process and of those it has waited for."""
    return sum(os.times()[:4])


def alone(publications: int) -> Ran:
    with folder() as where, Others() as others:
        coming = Job("ingest", where / "night.owr", publications, PACE, core=0)
        first = coming.line()
        coming.go()
        ran = Ran([first, *coming.rest()])
    ran.others = others.cores
    return ran


def under_load(publications: int, readers: int, rate: float, *, per_process: int = 5000) -> Ran:
    """The same publications with so many readers and requests; the first one is put up before anybody comes."""
    with folder() as where, Others() as others:
        store = where / "night.owr"
        coming = Job("ingest", store, publications, PACE, core=0)
        first = coming.line()
        server = Job("serve", store, core=1)
        port = server.line()["port"]
        server.line()
        night = "us-ga-2017-04-18"
        streams = [
            Job("hold", port, f"/v1/{night}/events", min(per_process, readers - n), 2500, nice=10)
            for n in range(0, readers, per_process)
        ]
        opened = [s.line() for s in streams]
        note(f"  {sum(o['open'] for o in opened):,} streams open after {max(o['seconds'] for o in opened):.1f} s")
        parts = max(1, round(rate / 1000))
        asking = [Job("ask", port, rate / parts, publications * PACE, nice=10) for _ in range(parts)]
        coming.go()
        ran = Ran([first, *coming.rest()])
        ran.asked = [a.rest()[-1] for a in asking]
        time.sleep(1)
        ran.streams = [{**s.rest()[-1], **o} for s, o in zip(streams, opened, strict=True)]
        ran.server = server.rest()[-1]
    ran.others = others.cores
    return ran


# -- what came of it ------------------------------------------------------------------------------


def note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def quantile(values: list[float], q: float) -> float:
    return sorted(values)[min(len(values) - 1, int(q * len(values)))] if values else float("nan")


def everybody(ran: Ran) -> list[float]:
    """Seconds from a bulletin's being told to the last reader's hearing of it, for each that all heard of."""
    holding = sum(s["open"] for s in ran.streams)
    found = []
    for told in ran.ingest:
        seen = [s["seen"].get(str(int(told["seq"]) * 10_000)) for s in ran.streams]
        if all(seen) and sum(count for count, _ in seen) >= holding - sum(s["ended"] for s in ran.streams):
            found.append(max(last for _, last in seen) - told["told"])
    return found


def mark(value: float, most: float) -> str:
    return "holds" if value <= most else "FALLS SHORT"


def show_load(name: str, ran: Ran, quiet: Ran, readers: int) -> None:
    took, ok = ran.took, [t for s in ("200", "304") for t in ran.took.get(s, [])]
    heard, asked = everybody(ran), sum(map(len, ran.took.values()))
    seconds = asked and max(1.0, len(ran.ingest) * PACE)
    print(f"\n{name}")
    print(f"  streams held                {sum(s['open'] for s in ran.streams):>9,} of {readers:,} that asked")
    print(f"  requests                    {asked:>9,}   {asked / seconds:,.0f}/s offered; answered "
          + ", ".join(f"{s} {len(t):,}" for s, t in sorted(took.items())))  # fmt: skip
    print(f"  p50, p95, p99 of answers    {quantile(ok, 0.5) * 1e3:>9.0f}, {quantile(ok, 0.95) * 1e3:.0f}, "
          f"{quantile(ok, 0.99) * 1e3:.0f} ms   p95 <= {P95 * 1e3:.0f}: {mark(quantile(ok, 0.95), P95)}")  # fmt: skip
    if heard:
        print(f"  event at everybody          {statistics.median(heard):>9.2f} s median, {max(heard):.2f} s at worst "
              f"of {len(heard)}   <= {EVERYBODY:g}: {mark(max(heard), EVERYBODY)}")  # fmt: skip
    else:
        print("  event at everybody               never: FALLS SHORT")
    slower(ran, quiet)
    server = ran.server
    print(f"  server                      {server['cpu']:>9.1f} s of processor, {server['memory_mb']:.0f} MB; "
          f"a bulletin put up in {server['publish_cpu'] * 1e3:.0f} ms of processor")  # fmt: skip
    print(f"  other jobs of the machine   {ran.others:>9.1f} cores")
    print(f"  readers                     {sum(x['cpu'] for x in (*ran.streams, *ran.asked)):>9.1f} s of processor")


def slower(ran: Ran, quiet: Ran) -> None:
    """The same publications with and without readers: their median, by the clock and by the processor."""
    for what in ("clock", "cpu"):
        here, there = ({p["seq"]: p[what] for p in r.ingest} for r in (ran, quiet))
        ratio = statistics.median(here[seq] / there[seq] for seq in here if seq in there)
        total = sum(here.values()) / sum(there[seq] for seq in here)
        said = f"   < {SLOWER:g}: {mark(ratio, SLOWER)}" if what == "clock" else ""
        print(f"  ingestion, by the {what:<10}{ratio:>9.2f} x median, {total:.2f} x in all{said}")


def show_sizes(found: dict[str, int]) -> None:
    first = found["page"] + found["styles and script"]
    update = found["page"] + found["event"]
    print("\nbytes, compressed: " + ", ".join(f"{name} {size:,}" for name, size in found.items()))
    print(f"  first view {first:,} <= {FIRST_VIEW:,}: {mark(first, FIRST_VIEW)};  "
          f"update (event and page) {update:,} <= {UPDATE:,}: {mark(update, UPDATE)}")  # fmt: skip


def part(arguments: list[str]) -> None:
    """One of the processes."""
    name, *given = arguments
    if name == "ingest":
        ingest(Path(given[0]), int(given[1]), float(given[2]))
    elif name == "serve":
        serve(Path(given[0]))
    elif name == "hold":
        asyncio.run(reading.hold(int(given[0]), given[1], int(given[2]), int(given[3])))
    else:
        night, contest = "us-ga-2017-04-18", "us-house-6"
        paths = [
            f"/{night}/{contest}/",
            f"/v1/{night}/{contest}/latest.json",
            f"/v1/{night}/bulletin.json",
            f"/{night}/",
        ]
        asyncio.run(reading.ask(int(given[0]), paths, float(given[1]), float(given[2])))


def main() -> None:
    if sys.argv[1:2] == ["--part"]:
        part(sys.argv[2:])
        return
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=int, default=40, help="of each of the three runs; a publication a second")
    options.add_argument("--readers", type=int, default=5000)
    options.add_argument("--rate", type=float, default=1000.0, help="requests a second")
    options.add_argument("--over", type=float, default=4.0, help="how many times too many in the third run")
    options.add_argument("--no-overload", action="store_true", help="without the third run")
    asked = options.parse_args()
    publications = min(asked.seconds, 57)
    note("nobody reads ...")
    quiet = alone(publications)
    note("everybody reads ...")
    usual = under_load(publications, asked.readers, asked.rate)
    print(f"{publications} publications, one every {PACE:g} s; {os.cpu_count()} cores, of which other jobs of the "
          f"machine took {quiet.others:.1f} while nobody read")  # fmt: skip
    show_load(f"{asked.readers:,} streams, {asked.rate:,.0f} requests a second", usual, quiet, asked.readers)
    if not asked.no_overload:
        note(f"{asked.over:g} times as many want to ...")
        many = int(asked.readers * asked.over)
        over = under_load(publications, many, asked.rate * asked.over)
        show_load(f"{many:,} streams, {asked.rate * asked.over:,.0f} requests a second", over, quiet, many)
        away = sum(len(t) for s, t in over.took.items() if s == "503") + sum(
            s["answers"].get("503", 0) for s in over.streams
        )
        print(f"  sent away with Retry-After  {away:>9,}   {'sheds' if away else 'DOES NOT SHED'}")
    show_sizes(usual.server["sizes"])


if __name__ == "__main__":
    main()
