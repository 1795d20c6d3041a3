"""Where the shared samples are, when they are there."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("OUTRIGHT_SHARED", ROOT.parent / "shared"))
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the shared samples are not beside this checkout (set OUTRIGHT_SHARED)"
)
