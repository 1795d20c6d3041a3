"""Rows out of text tables and workbooks, with errors that name the line; and votes out of their cells."""

from __future__ import annotations

import csv
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from html import unescape
from io import BytesIO, StringIO

from outright.errors import FeedMalformed
from outright.feeds.findings import Findings
from outright.feeds.numbers import LARGEST as LARGEST_COUNT
from outright.feeds.numbers import shown, whole
from outright.feeds.text import any_text, head, is_utf16
from outright.feeds.unpack import is_zip
from outright.feeds.workbook_guard import guarded_workbook

AGAIN = "Correct the row or fetch the file again; nothing of it was used."
BLANKS = frozenset({"", "NA", "N/A", "NULL", "NONE"})
WITHHELD = frozenset({"X", "*", "**", "***", "-"})
_SHEET = re.compile(r"""<(?:\w+:)?sheet\s[^>]*?name="([^"]*)\"""")
_LONGEST_LIST = 2**20


def table_text(body: bytes, findings: Findings) -> str:
    """The text of a table in whatever one-byte encoding it is; a finding says which when it is not plain UTF-8."""
    if is_utf16(body) or b"\x00" in body:
        raise FeedMalformed("The table is not plain text of one byte a character", hint="Save it as UTF-8.")
    text, encoding = any_text(body)
    if encoding != "utf-8":
        findings.info("encoding", "byte 0", f"The table is in {encoding}, not plain UTF-8.")
    if text and not text.endswith(("\n", "\r")):
        message = "The last line has no line end. A cut just there cannot be told from a whole file."
        findings.warn("no-final-newline", "last line", message)
    return text


def rows_of(text: str, *, delimiter: str = ",", quoted: bool = True) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of every row that is not blank; `FeedMalformed` for broken quoting."""
    lines = StringIO(text, newline="")
    if quoted:
        rows = csv.reader(lines, strict=True, delimiter=delimiter)
    else:
        rows = csv.reader(lines, strict=True, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    try:
        for row in rows:
            if (row and row[0].strip()) or any(map(str.strip, row)):
                yield rows.line_num, row
    except csv.Error as error:
        raise FeedMalformed(
            f"The table cannot be read as CSV: {error}", where=f"line {rows.line_num}", hint=AGAIN
        ) from None


def first_row(body: bytes, *, delimiter: str = ",") -> list[str]:
    """The cells of the first line, to tell a table by its header; empty when it is none or a quote is left open."""
    line = head(body, 65536).split(b"\n", 1)[0].decode("latin-1").rstrip("\r")
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter, strict=True), [])]
    except csv.Error:
        return []


def whole_row(row: Sequence[str], width: int, line: int) -> None:
    """Refuses a row that is cut or has a cell too many."""
    if len(row) != width:
        message = f"The row has {len(row)} cells, the header {width}"
        raise FeedMalformed(message, where=f"line {line}", hint=AGAIN)


def votes_in(text: str, where: str, findings: Findings) -> int | None:
    """The votes a cell prints: a whole number, or None for a blank, "NA" or a withheld count."""
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    text = text.strip()
    if text.upper() in BLANKS:
        return None
    if text.upper() in WITHHELD:
        findings.warn("votes-withheld", where, f"{shown(text)} stands for a count; not reported, not zero.")
        return None
    try:
        return whole(text)
    except ValueError as error:
        raise FeedMalformed(f"Votes: {error}", where=where, hint=AGAIN) from None


def printed(value: object) -> str:
    """A workbook's cell as text: 774498.0 is "774498", for a workbook knows no other numbers; a half stays a half.

    >>> printed(774498.0), printed(" Cobb "), printed(0.5), printed("")
    ('774498', 'Cobb', '0.5', '')
    """
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value).strip()


def is_workbook(body: bytes) -> bool:
    """True for an .xlsx workbook: a zip that says so in its directory."""
    return is_zip(body) and b"xl/workbook.xml" in body


def votes_in_cell(value: object, where: str, findings: Findings) -> int | None:
    """The votes a workbook's cell holds; a number with a fraction is refused as it is in text."""
    if type(value) is float and value.is_integer() and 0 <= value < LARGEST_COUNT:
        return int(value)
    return votes_in(printed(value), where, findings)


def sheet_names(body: bytes) -> tuple[str, ...]:
    """The names of a workbook's sheets, to tell it by; empty where it is no workbook or a damaged one."""
    if not is_workbook(body):
        return ()
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive, archive.open("xl/workbook.xml") as part:
            listed = part.read(_LONGEST_LIST).decode("utf-8", "replace")
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, ValueError, EOFError, RuntimeError, NotImplementedError):
        return ()
    return tuple(unescape(found) for found in _SHEET.findall(listed))


def workbook(body: bytes, where: str) -> Iterator[tuple[str, list[list[object]]]]:
    """Name and rows of every sheet of an .xlsx file; merged cells hold their value once, empty ones are "".

    Raises `FeedMalformed` for a damaged workbook or one that unpacks beyond what results ever do.
    """
    from python_calamine import CalamineError, load_workbook

    plain = guarded_workbook(body, where)
    try:
        book = load_workbook(BytesIO(plain))
        for name in book.sheet_names:
            yield name, [list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
    except (CalamineError, OSError, ValueError) as error:
        words = " ".join(str(error).split())[:200]
        raise FeedMalformed(f"The workbook is cut or damaged: {words}", where=where, hint=AGAIN) from None


def workbook_words(body: bytes, most: int = 2**18) -> bytes:
    """The start of a workbook's list of texts, as stored: enough to tell what it holds; empty when there is none."""
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive, archive.open("xl/sharedStrings.xml") as part:
            return part.read(most)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, KeyError, NotImplementedError, RuntimeError):
        return b""
