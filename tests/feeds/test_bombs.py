"""Files made to do harm are refused, each within a minute's share of processor time and 600 MB with Python itself.

One process for each family of them, limited beforehand: where a reader asked for more, the process would end.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("resource", reason="limits of memory and time cannot be set on this system")
import bombs


@pytest.mark.parametrize(("family", "least"), [("xml", 60), ("json", 250), ("zip", 20), ("xlsx", 35), ("long", 900)])
def test_files_made_to_do_harm_are_refused_within_bounds(family, least):
    command = [sys.executable, str(Path(bombs.__file__)), family]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, f"after {told[-1:]}: {done.stderr[-2000:]}"
    assert [case for case in told if case[1] != "refused" and (family, case[1]) != ("long", "taken")] == []
    assert len(told) >= least
