"""The reference night played once, Spanish, and the helper beside these tests by name."""

import sys
from pathlib import Path

import pytest

from outright.bulletin import Bulletin
from outright.cli.rehearsed import plan_of
from outright.night.live import LiveNight
from outright.night.replay import bulletins
from outright.publish.language import Language, language
from outright.rehearsal import reference_night

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def spanish() -> Language:
    return language("es")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The night file of the reference night, from first to last."""
    night = reference_night()
    path = tmp_path_factory.mktemp("story") / "demo.owr"
    live = LiveNight.begin(plan_of(night.facts), path)
    for p in night.publications:
        live.receive(p.source_id, p.kind, p.name, p.body, p.at)
    live.archive.close()
    return path


@pytest.fixture(scope="session")
def reference(demo: Path) -> list[Bulletin]:
    return list(bulletins(demo))
