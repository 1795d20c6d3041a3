"""Past elections in tonight's units: what was known of a contest before its first vote was counted."""

from __future__ import annotations

from outright.baseline.ground import Ground, lay
from outright.baseline.outline import ContestKind, Outline, Past, Stakes

__all__ = ["ContestKind", "Ground", "Outline", "Past", "Stakes", "lay"]
