"""No bytes at all break a reader: led by coverage, every kind is fuzzed for a set time, in a process of its own.

OUTRIGHT_FUZZ_SECONDS sets the time for each kind (20), OUTRIGHT_FUZZ_KINDS the kinds, by commas (all). The inputs
that broke something are kept in a folder that the failure names, and printed as base64.
"""

import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from outright import feeds
from outright.feeds import column_map

pytestmark = [
    pytest.mark.promise,
    pytest.mark.skipif(
        importlib.util.find_spec("atheris") is None,
        reason="atheris is not installed (it exists for Linux and Python up to 3.13)",
    ),
]
SECONDS = int(os.environ.get("OUTRIGHT_FUZZ_SECONDS", "20"))
KINDS = os.environ.get("OUTRIGHT_FUZZ_KINDS", ",".join((*feeds.kinds(), column_map.KIND))).split(",")
DRIVER = Path(__file__).with_name("fuzz_kind.py")
OPTIONS = ("-timeout=10", "-rss_limit_mb=700", "-max_len=30000", "-print_final_stats=1")


@pytest.mark.parametrize("kind", KINDS)
def test_no_bytes_break_a_reader(kind: str, capfd: pytest.CaptureFixture[str]) -> None:
    folder = Path(tempfile.mkdtemp(prefix=f"outright-fuzz-{kind}-"))
    command = [
        sys.executable, str(DRIVER), kind, str(folder), f"-max_total_time={SECONDS}", f"-artifact_prefix={folder}/",
        *OPTIONS,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, timeout=SECONDS + 300, check=False)
    told = (done.stdout + done.stderr).decode("utf-8", "replace")
    cases = re.search(r"number_of_executed_units: (\d+)", told)
    with capfd.disabled():
        print(f"{kind}: {int(cases[1]):,} inputs in {SECONDS} s" if cases else f"{kind}: stopped", flush=True)
    assert "\nBROKEN " not in f"\n{told}", f"{folder}\n{told[told.index('BROKEN ') :][:6000]}"
    assert done.returncode == 0, f"{folder}\n{told[-3000:]}"
    assert cases is not None, told[-3000:]
    assert int(cases[1]) > 100, f"only {cases[1]} inputs of {kind} were tried"
