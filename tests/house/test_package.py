"""What is installed: the wheel carries every table, template and style sheet, and starts on its own."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from housework import SRC, project_files
from shared import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_carries_everything_that_the_source_has(wheel: Path):
    ours = {p.relative_to(SRC.parent).as_posix() for p in project_files() if p.is_relative_to(SRC)}
    carried = set(zipfile.ZipFile(wheel).namelist())
    assert len(ours) > 20
    assert ours <= carried
    assert any(name.endswith("licenses/LICENSE") for name in carried)


def test_the_wheel_starts_without_the_checkout(wheel: Path, tmp_path: Path):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    start = (
        "import sys; sys.path.insert(0, sys.argv[1]); from outright.cli import main; "
        "print(main.__file__); main.main(['--help'])"
    )
    run = subprocess.run(
        [sys.executable, "-P", "-c", start, str(tmp_path)],
        cwd=tmp_path, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert run.stdout.startswith(str(tmp_path))
    assert "outright demo" in run.stdout
