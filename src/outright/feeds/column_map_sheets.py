"""The tables of a file that a column map describes: rows with their numbers, headings, and where a column stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase

from outright.errors import FeedMalformed
from outright.feeds.column_map_shape import ColumnMap, Place
from outright.feeds.findings import Findings
from outright.feeds.numbers import shown
from outright.feeds.tables import is_workbook, printed, rows_of, sheet_names, table_text, workbook

CHANGED = "The office may have changed its table: compare it with the map. Nothing of it was used."
Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Page:
    """One table: a sheet of a workbook, or the whole of a text file, whose ``name`` is empty."""

    name: str
    rows: tuple[tuple[int, list[str]], ...]

    def where(self, line: int) -> str:
        """A row as an error names it."""
        return f"sheet {self.name!r} row {line}" if self.name else f"line {line}"

    def row(self, number: int | None) -> list[str]:
        """The row with this number; empty where it is blank or not there."""
        return next((cells for line, cells in self.rows if line == number), []) if number else []


def pages(found: ColumnMap, body: bytes, name: str, findings: Findings) -> list[Page]:
    """The tables of the file. Only a workbook has several; sheets that the map does not name are told."""
    if is_workbook(body):
        return _sheets(found, body, name, findings)
    rows = rows_of(_text(found, body, findings), delimiter=found.file.delimiter, quoted=found.file.quoted)
    return [Page("", tuple((line, [c.strip() for c in cells]) for line, cells in rows))]


def _sheets(found: ColumnMap, body: bytes, name: str, findings: Findings) -> list[Page]:
    wanted, kept = found.file.sheets, []
    for title, rows in workbook(body, name or "workbook"):
        if not any(fnmatchcase(title, pattern) for pattern in wanted):
            findings.info("sheet-not-read", title, "The map does not name this sheet.")
            continue
        numbered = ((line, [printed(c) for c in row]) for line, row in enumerate(rows, 1))
        kept.append(Page(title, tuple((line, row) for line, row in numbered if any(row))))
    if not kept:
        have = ", ".join(map(shown, sheet_names(body)[:8]))
        raise FeedMalformed("No sheet has a name that the map gives", where=name, hint=f"Sheets: {have}. {CHANGED}")
    return kept


def _text(found: ColumnMap, body: bytes, findings: Findings) -> str:
    if found.file.encoding == "auto" or b"\x00" in body:
        return table_text(body, findings)
    try:
        return body.decode("utf-8-sig" if found.file.encoding == "utf-8" else found.file.encoding)
    except UnicodeDecodeError as error:
        message = f"The table is not in {found.file.encoding} (byte 0x{body[error.start]:02x})"
        raise FeedMalformed(message, where=f"byte {error.start}", hint='Leave "encoding" out of the map.') from None


def plain(text: str) -> str:
    """A heading with single blanks: one that wraps inside its cell is one heading."""
    return " ".join(text.split())


def data_rows(found: ColumnMap, page: Page) -> Iterator[tuple[int, list[str]]]:
    """The rows under the headings that the map does not skip."""
    last, skip = max(found.file.header, found.wide.last_row), found.file
    for line, cells in page.rows:
        first = next((c for c in cells if c), "")
        if line > last and line not in skip.skip_rows and first not in skip.skip_texts:
            yield line, cells


def width_of(found: ColumnMap, page: Page) -> int:
    """How many cells a row has: as many as the header, or as the first row where there is none."""
    header = page.row(found.file.header)
    return len(header) if header else next((len(cells) for _, cells in data_rows(found, page)), 0)


def column(place: Place, header: Row, width: int, where: str) -> int:
    """Where a column stands, from 0; `FeedMalformed` where it is missing or its header stands twice."""
    if isinstance(place, int):
        if place > width:
            raise FeedMalformed(f"The table has {width} columns, the map asks for number {place}", where=where,
                                hint=CHANGED)  # fmt: skip
        return place - 1
    wanted = plain(place)
    found = [n for n, text in enumerate(header) if plain(text) == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        message, hint = f"{len(found)} columns are named {shown(wanted)}", "Give the column's position in the map."
    else:
        near = get_close_matches(wanted, [plain(h) for h in header if h], n=1)
        message = f"The table has no column {shown(wanted)}"
        hint = f"{f'The nearest is {shown(near[0])}. ' if near else ''}{CHANGED}"
    raise FeedMalformed(message, where=where, hint=hint)


def spread(cells: Row, width: int) -> list[str]:
    """A row of headings with each carried over the empty cells to its right, as merged cells mean it."""
    filled: list[str] = []
    for n in range(width):
        text = cells[n] if n < len(cells) else ""
        filled.append(text or (filled[-1] if filled else ""))
    return filled


def rest_is_empty(cells: Iterable[str]) -> bool:
    """True where no cell holds anything that prints."""
    return not any(c.isprintable() and c for c in cells)
