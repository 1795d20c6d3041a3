"""Spanish, and the helpers beside these tests by name."""

import sys
from pathlib import Path

import pytest

from outright.publish.language import Language, language

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "feeds")]


@pytest.fixture(scope="session")
def spanish() -> Language:
    return language("es")
