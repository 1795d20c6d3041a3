"""An election's own line at the top of a file: what it says, checked against itself."""

from __future__ import annotations

import datetime as dt
import re

from outright.feeds.findings import Findings
from outright.feeds.moments import date_in, date_in_name

_TEST = re.compile(r"\b(?:test|testing|mock|sample election|zero report)\b", re.IGNORECASE)


def is_test(title: str, findings: Findings) -> bool:
    """Whether the title says that the figures are no election's; told only in prose by most sources."""
    found = _TEST.search(title) is not None
    if found:
        findings.hold("test-data", title, "The title says that this is a test; publish nothing from it.")
    return found


def named_date(name: str, findings: Findings) -> dt.date | None:
    """The election's date where only the file's name can tell it; a finding says that it does not."""
    date = date_in_name(name)
    if date is None:
        message = "Only the file's name can tell the election's date, and it does not."
        findings.warn("election-date-unknown", name, message)
    return date


def check_header(
    title: str,
    date: dt.date | None,
    date_text: str,
    moment: dt.datetime | None,
    time_text: str,
    findings: Findings,
) -> None:
    """Findings for a date that is missing or contradicts the title, and a time that cannot be placed.

    The election is the operator's to set; a wrong date in a header (they happen) only warns.
    """
    if date is None:
        findings.warn("election-date-unknown", "header", f"The election's date is {date_text!r}.")
    elif (titled := date_in(title)) and titled != date:
        message = f"The date says {date.isoformat()}, the title {titled.isoformat()}."
        findings.warn("election-date-differs", "header", message)
    if moment is None:
        message = f"The time {time_text!r} has no zone that can be placed; it is kept as text."
        findings.warn("time-not-placed", "header", message)
