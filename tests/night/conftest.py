"""The reference night, played once for all the tests, as this room calls it."""

import pytest

from outright.bulletin import Bulletin
from workers_made import play


@pytest.fixture(scope="session")
def told(reference: list[Bulletin]) -> list[Bulletin]:
    """Every bulletin of the reference night, in order."""
    return reference


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """What the small night of several contests says where one process works everything out."""
    return play(tmp_path_factory.mktemp("alone") / "n.owr")
