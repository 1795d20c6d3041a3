"""Parts of the system of one's own: a file system, a clock. Only root gets them, and not everywhere."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = str(Path(__file__).parent)


def unshared(*flags: str) -> list[str]:
    """How a command begins that has these parts of its own; skips the test with the reason where there are none.

    Where ``OUTRIGHT_REQUIRE_ROOT`` is set that is a failure: there the tests are meant to run.
    """
    why = _why_not(flags)
    if why and os.environ.get("OUTRIGHT_REQUIRE_ROOT"):
        pytest.fail(why)
    if why:
        pytest.skip(why)
    return ["unshare", *flags]


def _why_not(flags: tuple[str, ...]) -> str:
    what = f"unshare {' '.join(flags)}"
    if os.geteuid() or not shutil.which("unshare"):
        return f"{what} needs root and unshare"
    tried = subprocess.run(["unshare", *flags, "true"], capture_output=True, text=True, check=False)
    return f"this machine refuses {what}: {tried.stderr.strip()[:200]}" if tried.returncode else ""


def run(script: str, *given: object, flags: tuple[str, ...]) -> str:
    """What a script prints that runs unshared, with the helpers beside the tests at hand; it must end well."""
    beginning = f"import sys; sys.path[:0] = [{TESTS!r}, {TESTS + '/promises'!r}]\n"
    command = [*unshared(*flags), sys.executable, "-c", beginning + script, *map(str, given)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout
