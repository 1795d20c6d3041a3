"""The peer for Clarity XML: the ``clarify`` package, in an environment of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / ".venv-peers"

# Runs in the peer's own environment: reads the file as its documentation shows and prints seconds.
PEER = """
import sys, time, json, clarify
found = []
for _ in range(int(sys.argv[2])):
    begun = time.process_time()
    parser = clarify.Parser()
    parser.parse(sys.argv[1])
    votes = sum(r.votes or 0 for r in parser.results if r.jurisdiction is not None)
    found.append(time.process_time() - begun)
print(json.dumps({"seconds": min(found), "results": len(parser.results), "version": "0.7.0"}))
"""


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
