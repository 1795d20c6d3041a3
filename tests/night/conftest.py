"""The reference night, played once for all the tests (`reference_file`), as its bulletins for those of this room."""

from pathlib import Path

import pytest

from outright.bulletin import Bulletin
from outright.night.replay import bulletins


@pytest.fixture(scope="session")
def told(reference_file: Path) -> list[Bulletin]:
    """Every bulletin of the reference night, in order."""
    return list(bulletins(reference_file))
