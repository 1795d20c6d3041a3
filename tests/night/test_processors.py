"""A night file verifies on another kind of processor: every bulletin derives again, byte for byte.

The library under numpy picks its routines by the processor, and they round differently in the last digit. Where that
digit can decide anything (which eigenvectors are found), the printed ranges of one machine are not another's: on the
reference night "44.9 to 48.3%" was "45.0 to 48.3%" on a processor with wider registers.
"""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

OTHERS = {"Prescott": "", "Haswell": " avx2 "}
"""Processors of 2004 (no wide registers) and 2013 (fused arithmetic), with what this one must have to act as one."""


def verifying(processor: str, file: Path) -> subprocess.Popen[str]:
    """``outright verify`` in a process that takes the routines of that kind of processor."""
    return subprocess.Popen(
        [sys.executable, "-m", "outright.cli.main", "verify", str(file)],
        env={**os.environ, "OPENBLAS_CORETYPE": processor}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="only x86 has processors to choose from")
@pytest.mark.parametrize("which", ["reference_begun", pytest.param("reference_file", marks=pytest.mark.promise)])
def test_a_night_file_verifies_on_every_processor(which: str, request: pytest.FixtureRequest) -> None:
    file = request.getfixturevalue(which)
    cpu = Path("/proc/cpuinfo")
    flags = cpu.read_text() if cpu.exists() else ""
    able = [processor for processor, needed in OTHERS.items() if needed in flags]
    for processor, done in [(p, verifying(p, file)) for p in able]:
        said = done.communicate()[0]
        assert done.returncode == 0, f"{processor}: {said}"
