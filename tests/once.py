"""What is dear to make and never changed is made once for a whole run, however many workers run it."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The file or folder ``name`` that ``make`` writes to the path it is given: made by whoever asks first.

    The others wait and find it whole. It is one for all the workers: no test may change it.
    """
    base = factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "once"
    shared.mkdir(exist_ok=True)
    path, part = shared / name, shared / f"part-{name}"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            make(part)
            part.rename(path)
    return path


AFTER = "import sys; from outright.cli.main import run; code = run(sys.argv[1:]); print('LOADED', *sorted({m.partition('.')[0] for m in sys.modules}), file=sys.stderr); sys.exit(code)"  # noqa: E501
"""Runs a verb and then says on stderr which libraries it loaded."""


def play_demo(folder: Path) -> None:
    """``outright demo --once --json`` in a process of its own, in another time zone and with another hash seed.

    The folder has its night file, what it printed (``out``), and the libraries that it loaded (``loaded``).
    """
    folder.mkdir()
    command = [sys.executable, "-c", AFTER, "demo", "--once", "--json", "--db", str(folder / "n.owr")]
    environ = {**os.environ, "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "NO_COLOR": "1"}
    environ.pop("OPENBLAS_NUM_THREADS", None)  # as many threads as there are: the bytes are the same
    ran = subprocess.run(command, capture_output=True, env=environ, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
    (folder / "out").write_bytes(ran.stdout)
    (folder / "loaded").write_bytes(ran.stderr.rsplit(b"LOADED", 1)[1])
