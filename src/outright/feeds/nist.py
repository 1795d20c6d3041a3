"""Reads NIST SP 1500-100 version 2, the common format for election results, as XML or as JSON.

Both twins are brought to one shape and read by the same rules, so that they cannot give different counts.
Real samples: ../shared/feeds/nist_cdf.
"""

from __future__ import annotations

import re

from outright.count import Snapshot
from outright.errors import FeedNotRecognised
from outright.feeds.nist_record import kind, of_xml
from outright.feeds.nist_report import snapshot
from outright.feeds.reader import Reader
from outright.feeds.strict_json import a_dict, loads
from outright.feeds.text import head

_ROOT = re.compile(rb"<(?:[\w.-]+:)?ElectionReport[\s>]")
_WHAT = "NIST results"


def recognises(body: bytes, name: str) -> bool:
    """True for XML whose root is ``ElectionReport`` of version 2, and for JSON with NIST's class names."""
    del name
    start = head(body)
    if start.startswith(b"{"):
        return b'"ElectionResults.' in body
    return start.startswith(b"<") and b"1500-100/v2" in start and _ROOT.search(start) is not None


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one report states; `FeedMalformed` for one that is cut or contradicts itself."""
    del name
    if head(body, 8).startswith(b"{"):
        report = a_dict(loads(body, _WHAT), "$")
        wanted = kind(report) == "ElectionReport"
    else:
        report = of_xml(body, _WHAT)
        wanted = bool(report)
    if not wanted:
        raise FeedNotRecognised(
            "This is NIST's format, but not a results report: its root is not ElectionReport",
            hint="Ballot definitions and cast vote records are other NIST formats; ask for the results report.",
        )
    return snapshot(report, "nist")


READER = Reader(
    "nist", "NIST SP 1500-100 v2", recognises, read,
    publisher="states, counties and vendors that export NIST's format; research databases",
    change="`GeneratedDate`",
)  # fmt: skip
