"""The reference night, played once for all the tests of this room."""

from pathlib import Path

import pytest

from outright.bulletin import Bulletin
from outright.cli.rehearsed import plan_of
from outright.night.live import LiveNight
from outright.night.replay import bulletins
from outright.rehearsal import reference_night


@pytest.fixture(scope="session")
def reference_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The night file of the rehearsed reference night."""
    path = tmp_path_factory.mktemp("reference") / "ga06.owr"
    night = reference_night()
    live = LiveNight.begin(plan_of(night.facts), path)
    for p in night.publications:
        live.receive(p.source_id, p.kind, p.name, p.body, p.at)
    live.archive.close()
    return path


@pytest.fixture(scope="session")
def told(reference_file: Path) -> list[Bulletin]:
    """Every bulletin of the reference night, in order."""
    return list(bulletins(reference_file))
