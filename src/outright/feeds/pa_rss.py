"""Reads Pennsylvania's election-night feed: RSS with an item for each county, whose text is an HTML table.

The title alone says that figures are a test. The percentages are never read. Sample: ../shared/feeds/pa_dos_rss.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from outright.count import Election, Snapshot
from outright.count.tally import add
from outright.errors import FeedMalformed
from outright.feeds.findings import Findings
from outright.feeds.header import check_header, is_test
from outright.feeds.ledger import Ledger
from outright.feeds.moments import date_in, spelled_moment
from outright.feeds.numbers import whole
from outright.feeds.parties import party_code
from outright.feeds.reader import Reader
from outright.feeds.safe_xml import events, forget
from outright.feeds.tables import AGAIN, votes_in
from outright.feeds.text import head
from outright.terms import ReportingUnitType

_MARK = b"ENR RSS"
_HEADINGS = ["Office Title", "Candidate Name", "Party", "Votes", "% of Vote"]
_ROW = re.compile(r"<tr\b[^>]*>(.*?)</tr\s*>", re.DOTALL | re.IGNORECASE)
_CELL = re.compile(r"<td\b[^>]*>(.*?)</td\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_PROGRESS = re.compile(r"([\d,]+) Out of ([\d,]+) Districts\b", re.IGNORECASE | re.ASCII)
_PRIMARY = re.compile(r"\bprimary\b", re.IGNORECASE)
_ZONE = ZoneInfo("America/New_York")  # the whole state's
Rows = list[list[str]]


def recognises(body: bytes, name: str) -> bool:
    """True for RSS that says which program wrote it."""
    del name
    start = head(body)
    return b"<rss" in start and _MARK in start


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that the feed states; `FeedMalformed` for a table that is cut or laid out otherwise."""
    del name
    findings = Findings()
    said: dict[str, str] = {}
    ledger = Ledger(ReportingUnitType.COUNTY, findings)
    progress: dict[str, tuple[int | None, int | None]] = {}
    for county, text in _items(body, said):
        if county in progress:
            raise FeedMalformed(f"The county {county!r} comes twice", where=county, hint=AGAIN)
        rows = list(_rows(text, county))
        progress[county] = _progress(rows, county, findings)
        _county(ledger, county, rows, primary=_PRIMARY.search(said["title"]) is not None)
    title, printed = said.get("title", ""), " ".join(said.get("lastBuildDate", "").split())
    _show_progress(ledger, progress)
    moment, date = spelled_moment(printed, _ZONE), date_in(title)
    check_header(title, date, "not stated", moment, printed, findings)
    return Snapshot(
        "pa-rss", Election(title, date, "PA"), ledger.counts(), moment, printed,
        is_test=is_test(title, findings), findings=findings.close(),
    )  # fmt: skip


def _items(body: bytes, said: dict[str, str]) -> Iterator[tuple[str, str]]:
    """County and table of every item; ``said`` is given what the channel says of itself."""
    tags = ("channel", "item", "title", "description", "lastBuildDate")
    inside: dict[str, str] | None = None
    for event, element in events(body, tags, "Pennsylvania feed"):
        tag = str(element.tag)
        if tag == "item" and event == "start":
            _titled(said)
            inside = {}
        elif event == "end" and tag == "item" and inside is not None:
            yield inside.get("title", ""), inside.get("description", "")
            inside = None
            forget(element)
        elif event == "end" and tag not in ("channel", "item"):
            (said if inside is None else inside).setdefault(tag, (element.text or "").strip())
    _titled(said)


def _titled(said: dict[str, str]) -> None:
    if "title" not in said:
        raise FeedMalformed("The feed does not begin with its title, which alone tells a test", where="channel",
                            hint=AGAIN)  # fmt: skip


def _rows(text: str, county: str) -> Iterator[list[str]]:
    """The cells of every row of an item's tables; a cell that belongs to no whole row refuses the feed."""
    cells = 0
    for found in _ROW.finditer(text):
        row = [" ".join(html.unescape(_TAG.sub("", cell)).split()) for cell in _CELL.findall(found[1])]
        cells += len(row)
        yield row
    if cells != len(re.findall(r"<td\b", text, re.IGNORECASE)):
        raise FeedMalformed("A row of the county's table is cut", where=county, hint=AGAIN)


def _progress(rows: Rows, county: str, findings: Findings) -> tuple[int | None, int | None]:
    """Precincts ("districts") in and in all, out of the first row."""
    hit = _PROGRESS.search(rows[0][0]) if rows and len(rows[0]) == 1 else None
    try:
        reported, total = (whole(hit[1]), whole(hit[2])) if hit else (None, None)
    except ValueError:
        reported = total = None
    if reported is not None and total is not None and reported > total:
        message = f"{reported:,} precincts in of {total:,}; progress is not shown."
        findings.warn("precincts-beyond-total", county, message)
        return None, None
    return reported, total


def _county(ledger: Ledger, county: str, rows: Rows, *, primary: bool) -> None:
    """The table of one county. In a primary an office is a contest for each party."""
    ledger.unit(county, county)
    headed = False
    for n, row in enumerate(rows, 1):
        if len(row) == 1 and n == 1:
            continue
        if row == _HEADINGS:
            headed = True
            continue
        if len(row) != len(_HEADINGS) or not headed:
            raise FeedMalformed(
                "A row of the county's table has not the five cells", where=f"{county} row {n}", hint=AGAIN
            )
        office, who, party = row[:3]
        code = party_code(party) if primary else None
        sheet = ledger.contest((office, code), office, source_id=code and party, primary_party=code)
        sheet.row(county, who, party, votes_in(row[3], f"{county} row {n}", ledger.findings))


def _show_progress(ledger: Ledger, progress: dict[str, tuple[int | None, int | None]]) -> None:
    """A county that is wholly in has reported; a contest of all counties has the sum of their precincts."""
    for sheet in ledger.sheets.values():
        for county in sheet.cells:
            reported, total = progress[str(county)]
            if total and reported == total:
                sheet.unit(county, reported=True)
        known = all(None not in pair for pair in progress.values())
        if known and len(sheet.cells) == len(progress):
            sheet.precincts_reported = add(r for r, _ in progress.values())
            sheet.precincts_total = add(t for _, t in progress.values())


READER = Reader(
    "pa-rss", "Pennsylvania's election-night RSS", recognises, read,
    publisher="Pennsylvania's Department of State", change="`lastBuildDate`",
)  # fmt: skip
