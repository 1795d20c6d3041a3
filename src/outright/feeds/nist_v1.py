"""Reads version 1 of NIST SP 1500-100 in XML, and the civics profile that kept its shape.

Its wrappers (``ContestCollection``) and older names are folded away; the rules are version 2's. Real
samples: ../shared/feeds/nist_cdf/v1_civics.
"""

from __future__ import annotations

import re

from outright.count import Snapshot
from outright.errors import FeedNotRecognised
from outright.feeds.nist_record import of_xml
from outright.feeds.nist_report import snapshot
from outright.feeds.reader import Reader
from outright.feeds.text import head

_ROOT = re.compile(rb"<(?:[\w.-]+:)?ElectionReport[\s>]")


def recognises(body: bytes, name: str) -> bool:
    """True for XML whose root is ``ElectionReport`` and not of version 2."""
    del name
    start = head(body)
    return start.startswith(b"<") and b"1500-100/v2" not in start and _ROOT.search(start) is not None


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one report states; `FeedMalformed` for one that is cut or contradicts itself."""
    del name
    report = of_xml(body, "NIST v1 results")
    if not report:
        raise FeedNotRecognised(
            "This is XML, but not a results report: its root is not ElectionReport",
            hint="Civics feeds hold results in an ElectionReport; ask for that file.",
        )
    return snapshot(report, "nist-v1")


READER = Reader(
    "nist-v1", "NIST SP 1500-100 v1 and civics XML", recognises, read,
    publisher="civics feeds and jurisdictions on version 1",
    change="`GeneratedDate`",
)  # fmt: skip
