"""The reference night, played once for all the tests (`reference_file`), as its bulletins for those of this room."""

from pathlib import Path

import pytest

from outright.bulletin import Bulletin
from outright.night.replay import bulletins
from workers_made import play


@pytest.fixture(scope="session")
def told(reference_file: Path) -> list[Bulletin]:
    """Every bulletin of the reference night, in order."""
    return list(bulletins(reference_file))


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """What the small night of several contests says where one process works everything out."""
    return play(tmp_path_factory.mktemp("alone") / "n.owr")
