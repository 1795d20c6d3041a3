"""Spanish, the reference night played once, and the helpers beside these tests by name."""

import sys
from pathlib import Path

import pytest

from outright.bulletin import Bulletin
from outright.cli.rehearsed import plan_of
from outright.night.live import LiveNight
from outright.night.replay import bulletins
from outright.publish.language import Language, language
from outright.rehearsal import reference_night

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "feeds")]


@pytest.fixture(scope="session")
def spanish() -> Language:
    return language("es")


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> list[Bulletin]:
    """Every bulletin of the rehearsed reference night, in order."""
    path = tmp_path_factory.mktemp("reference") / "ga06.owr"
    night = reference_night()
    live = LiveNight.begin(plan_of(night.facts), path)
    for p in night.publications:
        live.receive(p.source_id, p.kind, p.name, p.body, p.at)
    live.archive.close()
    return list(bulletins(path))
