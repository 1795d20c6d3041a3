"""Spanish, and the helper beside these tests by name."""

import sys
from pathlib import Path

import pytest

from outright.publish.language import Language, language

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def spanish() -> Language:
    return language("es")
