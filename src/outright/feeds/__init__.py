"""Reading counts: one short file per format, and detection of the kind.

`load` fetches bytes from a local path, `read` turns them into a snapshot, `document` into the count
document that ``outright read --json`` prints.
"""

from __future__ import annotations

from outright.feeds.detect import kinds, read
from outright.feeds.document import document
from outright.feeds.load import load
from outright.feeds.reader import Reader

__all__ = ["Reader", "document", "kinds", "load", "read"]
