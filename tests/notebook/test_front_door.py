"""The front door stays light: naming it loads nothing, and each name loads only what it needs."""

import subprocess
import sys

import pytest

import outright as ow

HEAVY = {"httpx2", "jinja2", "lxml", "msgspec", "numpy", "polars", "rich", "starlette", "tomlkit", "uvicorn", "click"}
LOADED = "print(*sorted({m.partition('.')[0] for m in sys.modules}))"


def loaded(code: str) -> set[str]:
    ran = subprocess.run([sys.executable, "-c", f"import sys\n{code}\n{LOADED}"], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return set(ran.stdout.split())


def test_importing_outright_loads_no_library_at_all():
    assert loaded("import outright") & HEAVY == set()
    assert loaded("import outright.notebook.choose, outright.notebook.export, outright.notebook.pace") & HEAVY == set()


@pytest.mark.parametrize("name", ["open", "load", "replay", "Night"])
def test_a_night_is_opened_without_frames_or_a_server(name: str):
    assert loaded(f"import outright; outright.{name}") & HEAVY <= {"msgspec"}


def test_the_names_of_a_night_are_at_the_door():
    assert {"open", "load", "replay", "read", "Night", "Projection", "project", "OutrightError"} <= set(ow.__all__)
    assert ow.project.__module__ == "outright.projection.project"
    for absent in ("connect", "publish_night"):
        with pytest.raises(AttributeError, match=absent):
            getattr(ow, absent)
