"""Shared set-up: the helpers beside the tests can be imported by name; properties are timed by nobody.

In CI Hypothesis draws the same examples every time: a change is not failed by another change's luck.
"""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: while one holds its browser, no other event loop can run in this process."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()) or "browser" in item.keywords)


@pytest.fixture(scope="session")
def library_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up library of past contests, written once; no test may change it."""
    from made_library import make

    return make(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="session")
def reference_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The night file of the rehearsed reference night: the demo's 57 publications. No test may change it."""
    from outright.cli.rehearsed import plan_of
    from outright.night.live import LiveNight
    from outright.rehearsal import reference_night

    path = tmp_path_factory.mktemp("reference") / "ga06.owr"
    night = reference_night()
    live = LiveNight.begin(plan_of(night.facts), path)
    for p in night.publications:
        live.receive(p.source_id, p.kind, p.name, p.body, p.at)
    live.archive.close()
    return path
