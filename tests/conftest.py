"""Shared set-up: the helpers beside the tests can be imported by name; properties are timed by nobody.

In CI Hypothesis draws the same examples every time: a change is not failed by another change's luck.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from outright.bulletin import Bulletin

sys.path.insert(0, str(Path(__file__).parent))

settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


BEGUN = 18


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: while one holds its browser, no other event loop can run in this process."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()) or "browser" in item.keywords)


@pytest.fixture(scope="session")
def library_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up library of past contests, written once; no test may change it."""
    from made_library import make
    from once import once

    return once(tmp_path_factory, "library", make)


@pytest.fixture(scope="session")
def reference_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The night file of the rehearsed reference night: the demo's 57 publications. No test may change it."""
    from once import once

    return once(tmp_path_factory, "ga06.owr", play_reference)


@pytest.fixture(scope="session")
def reference_begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first `BEGUN` publications of that night: its model has spoken, and a third of the work. Not to be changed.

    For what is the same at every publication: what a verb loads, how a change is found, how a file verifies.
    """
    from once import once

    return once(tmp_path_factory, "begun.owr", lambda path: play_reference(path, BEGUN))


@pytest.fixture(scope="session")
def demo_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, run by its verb in another process: a folder with ``n.owr``, ``out`` and ``loaded``."""
    from once import once, play_demo

    return once(tmp_path_factory, "demo", play_demo)


def play_reference(path: Path, most: int | None = None) -> None:
    """Play the reference night into a night file, from its first publication to its last or to the ``most``-th."""
    from outright.cli.rehearsed import plan_of
    from outright.night.live import LiveNight
    from outright.rehearsal import reference_night

    night = reference_night()
    live = LiveNight.begin(plan_of(night.facts), path)
    for p in night.publications[:most]:
        live.receive(p.source_id, p.kind, p.name, p.body, p.at)
    live.archive.close()


@pytest.fixture(scope="session")
def reference(reference_file: Path) -> "list[Bulletin]":
    """Every bulletin of the reference night, in order; frozen, so that no test can change one."""
    from outright.night.replay import bulletins

    return list(bulletins(reference_file))
