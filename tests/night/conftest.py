"""The reference night, played once for all the tests, as this room calls it."""

import pytest

from outright.bulletin import Bulletin


@pytest.fixture(scope="session")
def told(reference: list[Bulletin]) -> list[Bulletin]:
    """Every bulletin of the reference night, in order."""
    return reference
