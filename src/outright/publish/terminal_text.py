"""Fitting words and figures into a terminal's cells: width, cutting, columns, bars, colour.

Nothing here knows an election. A wide character takes two cells, a combining one none; a doubtful one
is taken for wide, so that a line is never longer than asked. Control characters and direction marks
in a name are never sent to a terminal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

DASH = "–"
MINUS = "−"
ELLIPSIS = "…"
GAP = "  "

_JOINERS = "\u200c\u200d"
_FIRST_PICTOGRAPH = 0x1F000
_WIDE_SINCE_UNICODE_16 = ((0x2630, 0x2637), (0x268A, 0x268F), (0x4DC0, 0x4DFF), (0x1D300, 0x1D376))
_SGR = {
    "bold": "1", "badge": "1;7", "alert": "1;33", "label": "1;30;43",
    "dem": "34", "gop": "31", "lib": "33", "grn": "32", "ind": "35", "other": "90",
}  # fmt: skip


class Span(NamedTuple):
    """A piece of a line and how it is drawn where there is colour."""

    text: str
    style: str = ""


Line = tuple[Span, ...]


class Column(NamedTuple):
    """One column. ``drop`` above 0: given up when the line is too long, the highest first.

    ``least`` above 0: the column may be cut down to that many cells.
    """

    head: str
    cells: Sequence[str]
    right: bool = False
    drop: int = 0
    least: int = 0
    styles: Sequence[str] = ()


def clean(text: str) -> str:
    """The text without what could move the cursor, change colours or reverse the line."""
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if category in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif category == "Cs":
            kept.append("\ufffd")
        elif not (category == "Cf" and character not in _JOINERS) and not _is_selector(character):
            kept.append(character)
    return "".join(kept)


def _is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def cells(text: str) -> int:
    """How many cells the text takes.

    >>> cells("Ossoff"), cells("東京"), cells("e\\u0301")
    (6, 4, 1)
    """
    return len(text) if text.isascii() else sum(_cells_of(character) for character in text)


def _cells_of(character: str) -> int:
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf"):
        return 0
    if category == "Cn" and ord(character) >= _FIRST_PICTOGRAPH:
        return 2
    if any(first <= ord(character) <= last for first, last in _WIDE_SINCE_UNICODE_16):
        return 2
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, width: int) -> str:
    """The text in at most ``width`` cells; what is missing is an ellipsis.

    >>> cut("Mohammad Ali Bhuiyan", 12)
    'Mohammad Al…'
    """
    if cells(text) <= width:
        return text
    room, kept = width - 1, ""
    for character in text:
        room -= _cells_of(character)
        if room < 0:
            break
        kept += character
    return kept + ELLIPSIS if width > 0 else ""


def pad(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly ``width`` cells, cut or filled with spaces."""
    text = cut(text, width)
    space = " " * (width - cells(text))
    return space + text if right else text + space


def wrap(text: str, width: int, most: int) -> list[str]:
    """The text in at most ``most`` lines of ``width`` cells.

    Where words are left out the last line ends in an ellipsis, after a whole word: no number is cut.

    >>> wrap("Handel leads by 33,453", 18, 1)
    ['Handel leads by …']
    """
    lines: list[str] = []
    words = clean(text).split()
    while words and len(lines) < most:
        line = [words.pop(0)]
        while words and cells(" ".join([*line, words[0]])) <= width:
            line.append(words.pop(0))
        if words and len(lines) == most - 1:
            line = _ended(line, width)
        lines.append(cut(" ".join(line), width))
    return lines


def _ended(words: list[str], width: int) -> list[str]:
    """The words with an ellipsis after them, without those it has no room for."""
    while len(words) > 1 and cells(" ".join(words)) + 2 > width:
        words = words[:-1]
    return [*words, ELLIPSIS]


def number(value: int | None) -> str:
    """Votes with thousands separators and a true minus sign; a dash when not reported.

    >>> number(69733), number(-212), number(None)
    ('69,733', '−212', '–')
    """
    return DASH if value is None else f"{value:,}".replace("-", MINUS)


def change(value: int | None) -> str:
    """Votes added since the last publication, with their sign.

    >>> change(3310), change(0), change(-212), change(None)
    ('+3,310', '0', '−212', '–')
    """
    return f"+{value:,}" if value is not None and value > 0 else number(value)


def aligned(texts: Sequence[str]) -> list[str]:
    """Shares with their decimal points under each other.

    >>> aligned(["50.90", "17.8", "–"])
    ['50.90', '17.8 ', '–']
    """
    after = [len(text.partition(".")[2]) if text.replace(".", "").isdigit() else None for text in texts]
    most = max((n for n in after if n), default=0)
    return [
        text if n is None else text + " " * (most - n + (most > 0 and n == 0))
        for text, n in zip(texts, after, strict=True)
    ]


def tick_at(width: int, threshold: str | None) -> int | None:
    """The cell of a bar in which the threshold stands ("1/2" is the middle); None without one."""
    if threshold is None:
        return None
    above, _, below = threshold.partition("/")
    return min(width - 1, int(above) * width // int(below or 1))


def bar(share: float | None, width: int, threshold: str | None, marks: str = "#|") -> str:
    """A bar for a display share. It passes the threshold's tick only if the share does.

    >>> bar(0.509, 11, "1/2"), bar(0.5, 11, "1/2"), bar(0.178, 11, "1/2")
    ('#####|#    ', '#####|     ', '##   |     ')
    """
    tick = tick_at(width, threshold)
    share = min(max(share or 0.0, 0.0), 1.0)
    if tick is None or threshold is None:
        return pad(marks[0] * _drawn(share, width), width)
    above, _, below = threshold.partition("/")
    limit = int(above) / int(below or 1)
    before = _drawn(min(share / limit, 1.0) if limit else 1.0, tick)
    past = max(1, _drawn((share - limit) / (1 - limit), width - tick - 1)) if share > limit else 0
    return pad(pad(marks[0] * before, tick) + marks[1] + marks[0] * past, width)


def _drawn(part: float, width: int) -> int:
    return min(width, int(part * width + 0.5))


def meter(done: int | None, total: int | None, width: int = 10) -> str:
    """How much has reported: empty only at none, full only at all; "" when unknown.

    >>> meter(0, 115), meter(1, 115), meter(114, 115), meter(115, 115)
    ('[----------]', '[#---------]', '[#########-]', '[##########]')
    """
    if done is None or not total:
        return ""
    filled = width if done >= total else min(width - 1, max(1, done * width // total)) if done > 0 else 0
    return f"[{'#' * filled}{'-' * (width - filled)}]"


def fitted(columns: Sequence[Column], width: int) -> list[tuple[Column, int]]:
    """The columns that fit side by side in ``width`` cells, each with its own width."""
    kept = [(c, max([cells(c.head), *(cells(cell) for cell in c.cells)])) for c in columns]
    while kept and _total([(c, min(w, c.least or w)) for c, w in kept]) > width:
        droppable = [c for c, _ in kept if c.drop]
        if not droppable:
            break
        worst = max(droppable, key=lambda c: c.drop)
        kept = [(c, w) for c, w in kept if c is not worst]
    while (over := _total(kept) - width) > 0:
        widest = max((w for c, w in kept if c.least and w > c.least), default=0)
        if not widest:
            break
        at = next(i for i, (c, w) in enumerate(kept) if c.least and w == widest)
        kept[at] = (kept[at][0], max(kept[at][0].least, widest - over))
    return kept


def _total(columns: Sequence[tuple[Column, int]]) -> int:
    return sum(w for _, w in columns) + len(GAP) * (len(columns) - 1)


def grid(columns: Sequence[Column], width: int) -> list[Line]:
    """A heading and one line per row, the columns side by side."""
    kept = fitted(columns, width)
    lines: list[Line] = [_row([(c.head, "bold", c, w) for c, w in kept])]
    for i in range(len(columns[0].cells) if columns else 0):
        lines.append(_row([(c.cells[i], c.styles[i] if c.styles else "", c, w) for c, w in kept]))
    return lines


def _row(parts: Sequence[tuple[str, str, Column, int]]) -> Line:
    spans: list[Span] = []
    for text, style, column, width in parts:
        if spans:
            spans.append(Span(GAP))
        spans.append(Span(pad(text, width, right=column.right), style))
    return tuple(spans)


def drawn(lines: Iterable[Line], width: int, *, color: bool) -> list[str]:
    """The lines as strings of at most ``width`` cells, with escape codes only where ``color``."""
    return [_drawn_line(line, width, color) for line in lines]


def _drawn_line(line: Line, width: int, color: bool) -> str:
    plain = "".join(span.text for span in line).rstrip()
    if not color:
        return cut(plain, width)
    room, out = width, ""
    for span in line:
        text = cut(span.text, room)
        room -= cells(text)
        code = _SGR.get(span.style, "")
        out += f"\x1b[{code}m{text}\x1b[0m" if code and text.strip() else text
    return out
