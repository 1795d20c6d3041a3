"""The one comparer: every independent reading under ../shared/feeds against our count document of its source.

Each folder with an ``expected/`` has its shape beside this file (``shapes_<folder>.py``), a function that
yields differences in words. A folder without a shape fails, so that no reading is passed over.
"""

from importlib import import_module
from pathlib import Path

import pytest
from feed_samples import body, expected, shared_files

from outright import feeds
from shared import SHARED, needs_shared

pytestmark = needs_shared


def folder_of(path: Path) -> str:
    """The format's folder."""
    return path.relative_to(SHARED / "feeds").parts[0]


# Readings that are compared by tests of their own, with the reason.
ELSEWHERE = {
    "clarity": "test_golden.py (XML, every unit and attribute), test_clarity_json.py (JSON; lists all readings)",
    "enhanced_voting": "test_golden.py",
    "openelections": "test_golden.py",
    "night_ga_20210105": "test_ap_live.py and tests/night/test_recorded_polls.py, fetch by fetch",
}
READINGS = [p for p in shared_files("feeds/*/expected/*.expected.json*") if folder_of(p) not in ELSEWHERE]


def source_of(path: Path) -> Path:
    """The file that a reading was taken of."""
    return SHARED / "feeds" / folder_of(path) / expected(path)["source"]


@pytest.mark.parametrize("path", READINGS, ids=lambda p: f"{folder_of(p)}-{p.name}")
def test_equals_the_independent_reading(path):
    source = source_of(path)
    name = source.name.removesuffix(".gz")
    document = feeds.document(feeds.read(body(source), name=name))
    shape = import_module(f"shapes_{folder_of(path)}")
    assert list(shape.differences(document, expected(path))) == []
