"""How wide a text is in the letters a card is set in, and where it must end.

The fonts come with the package, so a card looks the same on every machine, and a name of ten thousand letters takes
no more room than there is. They have Latin, Greek and Cyrillic; a letter of another script is drawn as a box.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal

from outright.publish import words

FONTS = Path(__file__).parent / "fonts"
MISSING = "□"
MORE = "…"
MOST = 400
"""No line has room for more letters than this; what is longer is cut before it is looked at."""
MARKS = 1
"""Accents on a letter beyond a sign of its own; more of them climb into the lines above and below."""

Face = Literal["sans", "semibold", "serif"]

# What XML cannot carry even when escaped, and the invisible fillers that emoji are joined with.
_UNPRINTABLE = re.compile("[\ud800-\udfff\ufffe\uffff\u00ad\u061c\u180e\u200b-\u200d\u2060-\u206f\ufe00-\ufe0f]")


@cache
def _advances() -> dict[str, dict[str, int]]:
    measured: dict[str, dict[str, str]] = json.loads((FONTS / "widths.json").read_text("utf-8"))
    return {
        face: {letter: int(width) for width, letters in widths.items() for letter in letters}
        for face, widths in measured.items()
    }


def plain(text: str) -> str:
    """The text on one line, without what cannot be seen, with few accents to a letter.

    >>> plain("Ballot\\u202e  question\\u2028")
    'Ballot question'
    """
    text = unicodedata.normalize("NFC", _UNPRINTABLE.sub("", words.clean(text[:MOST])))
    kept: list[str] = []
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= MARKS:
            kept.append(letter)
    return " ".join("".join(kept).split())


def drawable(text: str, face: Face) -> str:
    """The text in letters the face has: pictures and loose marks fall away, other letters become boxes.

    >>> drawable("🗳️ Ballot עב", "sans"), drawable("🗳️", "sans")
    ('Ballot □□', '□')
    """
    has = _advances()[face]
    text = plain(text)
    drawn = " ".join("".join(c if c in has else _instead(c) for c in text).split())
    return drawn or (MISSING if text else "")


def _instead(letter: str) -> str:
    return MISSING if unicodedata.category(letter)[0] in "LNP" else " " if letter.isspace() else ""


def width(text: str, face: Face, size: float) -> float:
    """The length of the text at this size, in the unit of the size. Letters the face lacks count as wide as a box."""
    has = _advances()[face]
    return sum(has.get(c, 0 if unicodedata.combining(c) else has[MISSING]) for c in text) * size / 1000


def fit(text: str, face: Face, size: float, room: float) -> str:
    """The text, or as much of its beginning as fits the room, with dots at its end."""
    if width(text, face, size) <= room:
        return text
    room -= width(MORE, face, size)
    end, used = 0, 0.0
    for letter in text:
        used += width(letter, face, size)
        if used > room:
            break
        end += 1
    return text[:end].rstrip(" ,.;:") + MORE


def lines(text: str, face: Face, size: float, room: float, most: int) -> tuple[str, ...]:
    """The text in at most so many lines, broken between words; the last one ends in dots where it must."""
    done: list[str] = []
    rest = text.split()
    while rest and len(done) < most - 1:
        line = rest.pop(0)
        while rest and width(f"{line} {rest[0]}", face, size) <= room:
            line = f"{line} {rest.pop(0)}"
        done.append(line)
    last = " ".join(rest)
    return tuple(fit(line, face, size, room) for line in (*done, last) if line)


def balanced(text: str, face: Face, size: float, room: float, most: int) -> tuple[str, ...]:
    """The same in as many lines, of lengths as equal as its words allow: no word stands alone under a full line."""
    best = lines(text, face, size, room, most)
    for narrower in range(1, 24) if len(best) > 1 else ():
        tried = lines(text, face, size, room * (1 - narrower / 48), len(best))
        if any(line.endswith(MORE) for line in tried):
            break
        best = tried
    return best
