"""Votes out of text: whole numbers or nothing, never a guess.

Thousands may be grouped the American way ("5,908"). Floats, percentages, NaN, signs other than a
minus and digits of other scripts are refused; so is any count larger than there are people.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LARGEST = 10**10
_WHOLE = re.compile(r"-?(?:[0-9]{1,11}|[0-9]{1,3}(?:,[0-9]{3}){1,3})")
_DIGITS = 10


def whole(text: str) -> int | None:
    """The whole number that ``text`` prints; None where the cell is empty.

    Raises ``ValueError`` for anything else.

    >>> whole("5,908"), whole(" 12 "), whole("-7"), whole("")
    (5908, 12, -7, None)
    """
    if text.isdigit() and text.isascii() and len(text) <= _DIGITS:
        return int(text)
    text = text.strip()
    if not text:
        return None
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"{shown(text)} is not a whole number")
    number = int(text.replace(",", ""))
    if abs(number) > LARGEST:
        raise ValueError(f"{shown(text)} is more votes than there are people")
    return number


def wholes(texts: Sequence[str]) -> list[int | None]:
    """`whole` of every cell; quick for the plain digits that nearly every cell is."""
    joined = "".join(texts)
    if joined.isascii() and joined.isdigit() and max(map(len, texts)) <= _DIGITS:
        try:
            return list(map(int, texts))
        except ValueError:  # one of them is empty, which the joined text does not show
            pass
    return [whole(t) for t in texts]


def shown(text: str, most: int = 40) -> str:
    """A piece of a file as an error message can print it: quoted, short, without control characters."""
    return ascii(text if len(text) <= most else text[:most] + "…").replace("\\u2026", "…")
