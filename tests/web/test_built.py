"""The scripts in the package are what web/src builds, byte for byte, and they are strict TypeScript."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB, STATIC = ROOT / "web", ROOT / "src" / "outright" / "publish" / "static"


@pytest.fixture(scope="module")
def node():
    """Node with the packages of the lock; `make test` sees to both."""
    if shutil.which("node") is None or not (WEB / "node_modules" / "esbuild").is_dir():
        reason = "no Node, or web/node_modules is missing: tools/web.sh sets it up"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return shutil.which("node")


def run(node, *command):
    done = subprocess.run([node, *command], cwd=WEB, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_built_scripts_are_those_of_the_sources(node, tmp_path):
    run(node, "build.mjs", str(tmp_path))
    built = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    assert built, "nothing was built"
    kept = {p.name: p.read_bytes() for p in STATIC.glob("*.js")}
    assert built == kept, "make web builds them anew"


def test_scripts_are_sound_typescript(node):
    run(node, "node_modules/typescript/bin/tsc", "--noEmit")


def test_lock_names_no_registry():
    lock = (WEB / "package-lock.json").read_text()
    assert '"integrity"' in lock
    assert "resolved" not in lock and "http" not in lock


def test_script_and_pages_are_of_one_build():
    from outright.publish.client import CLIENT, CLIENT_MIN

    (said,) = re.findall(r"export const CLIENT = (\d+);", (WEB / "src" / "client.ts").read_text())
    assert int(said) == CLIENT >= CLIENT_MIN
