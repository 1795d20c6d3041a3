"""What a workbook may be before anybody opens it: its parts, its grid, its texts, all bounded.

An .xlsx file of two kilobytes can name a cell at the far corner of its sheet, and whoever lays the sheet out then
asks for two hundred gigabytes; the program that asks is stopped by the machine, and no error is raised that could be
caught. So every part is unpacked here within limits, looked through, and packed anew: what is opened has no
lying sizes, no second member of one name, no other kind of document beside it, and no cell out of reach.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import Counter
from io import BytesIO

from outright.errors import FeedMalformed
from outright.feeds.numbers import shown
from outright.feeds.unpack import LARGEST, MOST_ENTRIES, RATIO, RATIO_FROM

MOST_CELLS = 4_000_000
"""Cells of all sheets together, the empty ones between them included; the largest sample has 550,000."""
AGAIN = "Fetch the file again, or save it anew as a workbook; nothing of it was used."
_MOST_PARTS = 40 * MOST_ENTRIES  # a workbook has a part for every sheet
_MOST_ROWS, _MOST_COLUMNS = 2**20, 2**14
_LONGEST_TAG = 4 * 2**20
_WINDOW = 2**20
_LARGE = 40 * 2**20
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)([0-9]*)["']""")
_PLAIN_PLACE = re.compile(rb' r="([A-Za-z]*)([0-9]*)"')
_SPACED = tuple(way % blank for blank in (b" ", b"\t", b"\n", b"\r") for way in (b"r%s=", b"r=%s"))
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_TEXT = re.compile(rb"<(?:\w+:)?si[\s/>]")
_BY_NUMBER = re.compile(rb"""\bt\s*=\s*["']s["']""")
_NUMBER = re.compile(rb"""\bt\s*=\s*["']s["'][^<>]*>\s*<(?:\w+:)?v[^<>]*>\s*([0-9]{1,9})""")
_TARGET = re.compile(rb"""\bTarget\s*=\s*["']([^"']*)""")
_SHEET = re.compile(rb"""<(?:\w+:)?sheet\s[^>]*:id\s*=\s*["']([^"']*)""")


def guarded_workbook(body: bytes, where: str) -> bytes:
    """The workbook packed anew from parts that were looked through; `FeedMalformed` for one that no results are."""
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            entries = archive.infolist()
            _refuse_a_bomb(entries, len(body), where)
            return _repacked(archive, entries, where)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, OverflowError) as error:
        raise FeedMalformed(f"The workbook is cut or damaged: {error}", where=where, hint=AGAIN) from None
    except (RuntimeError, NotImplementedError) as error:
        raise FeedMalformed(f"The workbook cannot be opened: {error}", where=where, hint=AGAIN) from None


def _refuse_a_bomb(entries: list[zipfile.ZipInfo], length: int, where: str) -> None:
    size, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if len(entries) > _MOST_PARTS or size > LARGEST or (size > RATIO_FROM and size > RATIO * max(1, packed)):
        message = f"The workbook unpacks to {size // 2**20} MB in {len(entries)} parts; no results do"
        raise FeedMalformed(message, where=where, hint="It was not read.")
    if any(e.flag_bits & 1 for e in entries):
        raise FeedMalformed("The workbook is encrypted", where=where, hint="Ask for it without a password.")
    if packed > length or len({e.filename.lower() for e in entries}) != len(entries):
        raise FeedMalformed("Parts of the workbook overlap or share a name", where=where, hint=AGAIN)


def _repacked(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], where: str) -> bytes:
    """A new archive of the parts that are XML; pictures, macros and other documents are left out."""
    way = zipfile.ZIP_DEFLATED if sum(e.file_size for e in entries) > _LARGE else zipfile.ZIP_STORED
    buffer, cells, told, texts = BytesIO(), 0, 0, [0]
    with zipfile.ZipFile(buffer, "w", way, compresslevel=1) as again:
        for entry in entries:
            name = entry.filename.lower()
            if not name.endswith((".xml", ".rels")) or name == "content.xml":
                continue
            part = archive.read(entry)
            _refuse_the_unusual(part, name, where)
            if b"sheetData" in part:
                cells += _cells(part, where)
                told += part.count(b'"s"') + part.count(b"'s'")
            if b"si>" in part:
                texts += map(len, _TEXT.split(part)[1:])
            if cells > MOST_CELLS:
                message = f"A cell stands so far out that the sheets have {cells:,} cells; no results do"
                hint = "Delete what stands below and beside the table; save it again."
                raise FeedMalformed(message, where=where, hint=hint)
            again.writestr(entry.filename, part)
    if told * max(texts) > LARGEST:
        _refuse_repetition(archive, texts[1:], where)
    return buffer.getvalue()


def _refuse_repetition(archive: zipfile.ZipFile, texts: list[int], where: str) -> None:
    """Refuses a workbook that says one long text in a million cells: each cell would hold it again."""
    letters, longest = 0, max(texts)
    for entry in archive.infolist():
        part = archive.read(entry)
        if b"sheetData" in part:
            numbers = Counter(map(int, _NUMBER.findall(part)))
            unclear = len(_BY_NUMBER.findall(part)) - numbers.total()
            known = sum(texts[n] * times for n, times in numbers.items() if n < len(texts))
            letters += known + longest * max(0, unclear)
    if letters > LARGEST:
        message = f"The workbook's cells repeat {letters // 2**20} MB of text; no results do"
        raise FeedMalformed(message, where=where, hint="It was not read.")


def _refuse_the_unusual(part: bytes, name: str, where: str) -> None:
    if b"\x00" in part or b"<!DOCTYPE" in part:
        raise FeedMalformed(f"The workbook's part {shown(name)} is no plain XML", where=where, hint=AGAIN)
    found = _TARGET.findall(part) if name.endswith("workbook.xml.rels") else []
    found = [b"/".join(target.lower().split(b"/")[-2:]) for target in found] or (
        _SHEET.findall(part) if name.endswith("workbook.xml") else []
    )
    if len(set(found)) != len(found):
        raise FeedMalformed("Two sheets of the workbook are one and the same", where=where, hint=AGAIN)


def _cells(part: bytes, where: str) -> int:
    """How many cells the sheet's grid has, up to the outermost; at least, for it may hold fewer."""
    rows = columns = bare = lettered = start = 0
    while start < len(part):
        end = part.find(b"<", start + _WINDOW)
        window = part[start : end if end > 0 else len(part)]
        if len(window) > _WINDOW + _LONGEST_TAG:
            raise FeedMalformed("A cell of the workbook is longer than any text", where=where, hint=AGAIN)
        letters, digits = zip(*found, strict=True) if (found := _places(window)) else ((), ())
        bare += letters.count(b"")
        lettered += len(letters) - letters.count(b"")
        rows = max(rows, 0, *map(_number, set(digits)))
        columns = max(columns, 0, *map(_column, set(letters)))
        start += len(window)
    if bare < part.count(b"<row") + part.count(b":row") - part.count(b"<rowB"):
        rows += len(_ROW.findall(part))
    if lettered < part.count(b"<c") + part.count(b":c") - part.count(b"<col"):
        columns += max(piece.count(b"<c") + piece.count(b":c") for piece in _ROW.split(part))
    if rows > _MOST_ROWS or columns > _MOST_COLUMNS:
        return MOST_CELLS + rows
    return rows * columns


def _places(window: bytes) -> list[tuple[bytes, bytes]]:
    """The letters and digits of every place that a piece of a sheet names; quick where all are written plainly."""
    found: list[tuple[bytes, bytes]] = _PLAIN_PLACE.findall(window)
    if window.count(b"r=") == len(found) and not any(spaced in window for spaced in _SPACED):
        return found
    return _PLACE.findall(window)


def _number(digits: bytes) -> int:
    return int(digits or b"0") if len(digits) < 9 else 10**9


def _column(letters: bytes) -> int:
    """The number of a column by its letters: A is 1."""
    if len(letters) > 3:
        return 10**9
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
