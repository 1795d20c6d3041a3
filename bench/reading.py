"""How fast Outright reads Clarity XML, against a floor and a peer, in one run.

    python bench/reading.py [--megabytes 20] [--repeats 5]

The floor is a bare lxml ``iterparse`` walk over the same bytes that looks at nothing. The peer is the
``clarify`` package, installed into ``.venv-peers`` from ``bench/requirements-peers.txt``. Each figure
is the best of the repeats; the repeats take turns, so that a busy machine slows all of them alike.
Two files are read: one of the stated size that this script makes up, and the largest real sample
where the shared samples are beside the checkout.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from lxml import etree

from outright import feeds

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("OUTRIGHT_SHARED", ROOT.parent / "shared"))
PEERS = ROOT / ".venv-peers"
METHODS = ("Election Day", "Advance in Person 1", "Advance in Person 2", "Absentee by Mail", "Provisional")

# Runs in the peer's own environment: reads the file as its documentation shows and prints seconds.
PEER = """
import sys, time, json, clarify
found = []
for _ in range(int(sys.argv[2])):
    begun = time.perf_counter()
    parser = clarify.Parser()
    parser.parse(sys.argv[1])
    votes = sum(r.votes or 0 for r in parser.results if r.jurisdiction is not None)
    found.append(time.perf_counter() - begun)
print(json.dumps({"seconds": min(found), "results": len(parser.results), "version": "0.7.0"}))
"""


def made_up(megabytes: float) -> bytes:
    """A county file of about that size: 250 precincts, five methods, as many contests as it takes."""
    rng = random.Random(2017)
    names = [f"Precinct {n:03}" for n in range(250)]
    pieces = [
        '<?xml version="1.0"?>\n<ElectionResult>\n<Timestamp>11/3/2020 11:59:00 PM EST</Timestamp>\n'
        "<ElectionName>Made-up Election</ElectionName><ElectionDate>11/3/2020</ElectionDate>\n"
        '<Region>Sample</Region><VoterTurnout totalVoters="500000" ballotsCast="400000" '
        'voterTurnout="80.00"><Precincts>\n'
    ]
    pieces += [
        f'<Precinct name="{n}" totalVoters="2000" ballotsCast="1600" voterTurnout="80.00" percentReporting="4" />\n'
        for n in names
    ]
    pieces.append("</Precincts></VoterTurnout>\n")
    size, contest = sum(map(len, pieces)), 0
    while size < megabytes * 1e6:
        contest += 1
        text = _contest(contest, names, rng)
        pieces.append(text)
        size += len(text)
    return ("".join(pieces) + "</ElectionResult>\n").encode()


def _contest(number: int, names: list[str], rng: random.Random) -> str:
    lines = [
        f'<Contest key="{number}" text="Office {number}" voteFor="1" isQuestion="false" '
        'precinctsReporting="250" precinctsReported="250">'
    ]
    for choice in range(3):
        columns = [[rng.randrange(300) for _ in names] for _ in METHODS]
        total = sum(map(sum, columns))
        lines.append(f'  <Choice key="{choice}" text="Person {number}-{choice}" totalVotes="{total}">')
        for method, column in zip(METHODS, columns, strict=True):
            lines.append(f'    <VoteType name="{method}" votes="{sum(column)}">')
            lines += [f'      <Precinct name="{n}" votes="{v}" />' for n, v in zip(names, column, strict=True)]
            lines.append("    </VoteType>")
        lines.append("  </Choice>")
    return "\n".join([*lines, "</Contest>\n"])


def bodies(megabytes: float) -> Iterator[tuple[str, bytes]]:
    """What is read: the made-up file, and the largest real one when it is there."""
    yield "made up", made_up(megabytes)
    real = sorted(SHARED.glob("feeds/clarity/xml/*"))
    if not real:
        print(f"No shared samples at {SHARED.name}/: only the made-up file is read.", file=sys.stderr)
        return
    unpacked = ((p.name, gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes()) for p in real)
    yield max(unpacked, key=lambda pair: len(pair[1]))


def bare_walk(body: bytes) -> None:
    """The floor: every element is built and forgotten, and nothing is looked at."""
    for _, element in etree.iterparse(BytesIO(body)):
        element.clear()


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def peer_python() -> Path | None:
    """The peer's interpreter; None, with the reason on stderr, when it cannot be installed."""
    python = PEERS / "bin" / "python"
    if python.exists() and subprocess.run([python, "-c", "import clarify"], capture_output=True).returncode == 0:
        return python
    venv.create(PEERS, with_pip=True)
    wanted = ROOT / "bench" / "requirements-peers.txt"
    done = subprocess.run(
        [python, "-m", "pip", "install", "-q", "-r", wanted], capture_output=True, text=True, check=False
    )
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        print(f"The peer could not be installed, so it is not measured: {reason[0]}", file=sys.stderr)
        return None
    return python


def peer_seconds(python: Path, body: bytes, repeats: int) -> float | None:
    with tempfile.NamedTemporaryFile(suffix=".xml") as file:
        file.write(body)
        file.flush()
        done = subprocess.run(
            [python, "-c", PEER, file.name, str(repeats)], capture_output=True, text=True, check=False
        )
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:]
        print(f"The peer failed on this file: {reason}", file=sys.stderr)
        return None
    return float(json.loads(done.stdout)["seconds"])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--megabytes", type=float, default=20.0, help="size of the made-up file")
    options.add_argument("--repeats", type=int, default=5)
    options.add_argument("--no-peer", action="store_true", help="measure against the floor only")
    asked = options.parse_args()
    python = None if asked.no_peer else peer_python()
    print(f"{'file':<48}{'MB':>7}{'reader':>22}{'MB/s':>9}{'ours ÷ it':>11}")
    for name, body in bodies(asked.megabytes):
        size = len(body) / 1e6
        floor = ours = float("inf")
        for _ in range(asked.repeats):
            floor = min(floor, seconds(lambda body=body: bare_walk(body)))
            ours = min(ours, seconds(lambda body=body: feeds.read(body, kind="clarity")))
        rows = [("outright", ours), ("bare lxml walk", floor)]
        if python and (theirs := peer_seconds(python, body, min(asked.repeats, 3))):
            rows.append(("clarify 0.7.0", theirs))
        for reader, took in rows:
            print(f"{name[:47]:<48}{size:>7.1f}{reader:>22}{size / took:>9.1f}{took / ours:>11.2f}")


if __name__ == "__main__":
    main()
