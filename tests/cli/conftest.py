"""Every test of a verb has a night file, 80 columns and no colour."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import night


@pytest.fixture
def stored(tmp_path, monkeypatch):
    """A night file in the current folder, with the made-up bulletin in it."""
    path = tmp_path / "night.owr"
    path.write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, night.MODULE, night.module())
    monkeypatch.delenv("OUTRIGHT_DB", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    return path


@pytest.fixture
def typed(capsys):
    """Type a command: its exit code, stdout and stderr."""
    from outright.cli.main import run

    def type_it(*args: str) -> tuple[int, str, str]:
        code = run(args)
        out, err = capsys.readouterr()
        return code, out, err

    return type_it
