"""Where everything on a card stands. Pixels only, on a sheet of 1200 by 630; no figure that is printed is made here."""

from __future__ import annotations

from dataclasses import dataclass

from outright.publish.card.letters import Face, balanced, drawable, fit, lines, plain, width
from outright.publish.card.value import Card, Row

WIDE, HIGH = 1200, 630
LEFT, RIGHT = 64, 1136
ROOM = RIGHT - LEFT
BANNER = 56
TITLE, TITLE_STEP = 50, 56
SIDE = 200
PITCH = 106


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text: its left end at ``x``, or its right or middle where ``anchor`` says so; ``y`` is its baseline.

    ``length`` holds the line to its measured length in a viewer that has other letters.
    """

    x: float
    y: float
    text: str
    face: Face
    size: float
    length: float
    ink: str = "ink"
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of one ink; ``style`` "dashed" for what is projected."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A card laid out: boxes first, then texts, both in the order they are drawn."""

    boxes: tuple[Box, ...]
    texts: tuple[Text, ...]


class _Setter:
    """Puts lines and boxes on a sheet; ``ours`` where only the card's own letters are there to draw with."""

    def __init__(self, *, ours: bool) -> None:
        self.ours = ours
        self.boxes: list[Box] = []
        self.texts: list[Text] = []

    def letters(self, text: str, face: Face) -> str:
        return drawable(text, face) if self.ours else plain(text)

    def text(self, x: float, y: float, text: str, face: Face, size: float, room: float, **more: str) -> float:
        """Set one line, cut to the room it has; how long it became."""
        line = fit(self.letters(text, face), face, size, room)
        length = round(width(line, face, size), 1)
        if line:
            self.texts.append(Text(x, y, line, face, size, length, **more))
        return length

    def box(
        self, x: float, y: float, width: float, height: float, fill: str, stroke: str = "", style: str = ""
    ) -> None:
        self.boxes.append(Box(round(x, 1), round(y, 1), round(width, 1), height, fill, stroke, style))


def lay(card: Card, *, ours: bool) -> Sheet:
    """The card on its sheet. ``ours`` for the picture, whose letters are the card's own fonts and no others."""
    sheet = _Setter(ours=ours)
    y = _head(sheet, card)
    bottom = _foot(sheet, card)
    if card.rows:
        _rows(sheet, card, y, bottom)
    else:
        _nothing_yet(sheet, card, y)
    return Sheet(tuple(sheet.boxes), tuple(sheet.texts))


def _head(sheet: _Setter, card: Card) -> float:
    """Banner, whose night, how official, the contest and the verdict; the y below them."""
    y = 0.0
    if card.banner:
        sheet.box(0, 0, WIDE, BANNER, "alert")
        sheet.text(LEFT, 37, card.banner, "semibold", 26, ROOM, ink="alert-ink")
        y = BANNER - 8.0
    used = sheet.text(RIGHT, y + 54, card.status, "semibold", 26, ROOM * 0.4, anchor="end")
    sheet.text(LEFT, y + 54, card.night, "sans", 26, ROOM - used - 32, ink="soft")
    y += 54
    for line in balanced(sheet.letters(card.contest, "serif"), "serif", TITLE, ROOM, 2):
        y += TITLE_STEP
        sheet.text(LEFT, y, line, "serif", TITLE, ROOM)
    return _badge(sheet, card, y + 24)


def _badge(sheet: _Setter, card: Card, y: float) -> float:
    """The verdict in a box: filled for arithmetic, dashed for a projection, outlined while open."""
    size, high, pad = 32.0, 56.0, 20.0
    counted = sheet.text(RIGHT, y + 38, card.counted, "sans", 28, ROOM * 0.45, anchor="end")
    solid = card.tone == "certain"
    used = sheet.text(
        LEFT + pad, y + 39, card.badge, "semibold", size, ROOM - counted - 2 * pad - 32, ink="paper" if solid else "ink"
    )
    style = "dashed" if card.tone == "projected" else ""
    sheet.box(LEFT, y, used + 2 * pad, high, "ink" if solid else "wash" if style else "paper", "ink", style)
    return y + high


def _rows(sheet: _Setter, card: Card, top: float, bottom: float) -> None:
    """The leading candidates, each with a bar that the line to pass crosses."""
    label = 30 if card.tick_label or card.others else 0
    pitch = min(PITCH, (bottom - label - top - 14) / len(card.rows))
    y = top + 14 + max(0.0, (bottom - label - top - 14 - pitch * len(card.rows)) / 2)
    for row in card.rows:
        _row(sheet, row, y, pitch, card.tick)
        y += pitch
    if card.tick is not None and card.tick_label:
        sheet.text(LEFT + ROOM * card.tick / 100, y + 22, card.tick_label, "sans", 22, 200, ink="soft", anchor="middle")
    if card.others:
        sheet.text(RIGHT, y + 22, card.others, "sans", 22, 300, ink="soft", anchor="end")


def _row(sheet: _Setter, row: Row, y: float, pitch: float, tick: float | None) -> None:
    size = min(40.0, pitch * 0.42)
    bar = min(16.0, pitch * 0.18)
    base = y + pitch * 0.56
    share = sheet.text(RIGHT, base, row.share_text, "semibold", size * 1.1, 300, anchor="end")
    votes = sheet.text(RIGHT - max(share, 150) - 36, base, row.votes, "sans", size * 0.9, 300, anchor="end")
    sheet.box(LEFT, base - size * 0.58, size * 0.5, size * 0.5, row.color)
    x, room = LEFT + size * 0.74, ROOM - size * 0.74 - max(share, 150) - votes - 76
    side = sum(min(_small(sheet, text, size), SIDE) + size * 0.36 for text in (row.party, row.state) if text)
    used = sheet.text(x, base, row.name, "semibold", size, room - side)
    for text in filter(None, (row.party, row.state)):
        x += used + size * 0.36
        used = sheet.text(x, base, text, "sans", size * 0.75, SIDE, ink="soft")
    top = base + pitch * 0.16
    sheet.box(LEFT, top, ROOM, bar, "track")
    sheet.box(LEFT, top, ROOM * row.share / 100, bar, row.color)
    if tick is not None:
        sheet.box(LEFT + ROOM * tick / 100 - 4, top - 6, 8, bar + 12, "paper")
        sheet.box(LEFT + ROOM * tick / 100 - 1.5, top - 6, 3, bar + 12, "ink")


def _small(sheet: _Setter, text: str, size: float) -> float:
    return width(sheet.letters(text, "sans"), "sans", size * 0.75)


def _nothing_yet(sheet: _Setter, card: Card, y: float) -> None:
    sheet.text(LEFT, y + 72, card.none_yet, "semibold", 36, ROOM)
    y += 72
    for line in lines(sheet.letters(card.rule, "sans"), "sans", 30, ROOM, 3):
        y += 42
        sheet.text(LEFT, y, line, "sans", 30, ROOM, ink="soft")


def _foot(sheet: _Setter, card: Card) -> float:
    """When and from whom; the y above it."""
    sheet.box(LEFT, HIGH - 74, ROOM, 2, "ink")
    used = sheet.text(LEFT, HIGH - 34, card.updated, "semibold", 26, 500)
    if card.sources:
        sheet.text(RIGHT, HIGH - 34, card.sources, "sans", 26, ROOM - used - 40, ink="soft", anchor="end")
    return HIGH - 82
