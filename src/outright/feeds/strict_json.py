"""JSON as results need it: no key twice, no NaN, no number that overflows, no endless nesting.

Also the small questions a JSON reader asks of a value, each answered with the path where it failed.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Any, NoReturn

from outright.errors import FeedMalformed
from outright.feeds.numbers import LARGEST, shown
from outright.feeds.text import utf8

_AGAIN = "Fetch it again; if it stays so, tell the source. Earlier counts stand."


def loads(body: bytes, what: str) -> Any:
    """The value of a whole JSON document, or `FeedMalformed`."""
    try:
        return json.loads(utf8(body, what), object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise FeedMalformed(
            f"The {what} file is not whole JSON: {error.msg}",
            where=f"line {error.lineno} column {error.colno}",
            hint="It was probably cut on the way; fetch it again. Nothing of it was used.",
        ) from None
    except RecursionError:
        raise FeedMalformed(f"The {what} file is nested deeper than any results file", where="$", hint=_AGAIN) from None
    except ValueError as error:
        raise FeedMalformed(f"The {what} file holds {error}", where="$", hint=_AGAIN) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        met = Counter(key for key, _ in pairs)
        twice = next(key for key, times in met.items() if times > 1)
        raise ValueError(f"the key {shown(twice)} twice in one object")
    return found


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text}, which is no number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{shown(text)}, a number without end")
    return number


def a_dict(value: Any, where: str) -> dict[str, Any]:
    """The value, which must be an object."""
    if isinstance(value, dict):
        return value
    raise wrong(value, "an object", where)


def a_list(value: Any, where: str, *, optional: bool = True) -> list[Any]:
    """The value, which must be a list; null is an empty one where that is allowed."""
    if isinstance(value, list):
        return value
    if value is None and optional:
        return []
    raise wrong(value, "a list", where)


def a_text(value: Any, where: str, *, optional: bool = False) -> str:
    """The value, which must be text that can be printed; null is empty text where that is allowed."""
    if isinstance(value, str):
        if value.isascii() or not any("\ud800" <= c <= "\udfff" for c in value):
            return value.strip()
        raise wrong(value, "printable text", where)
    if value is None and optional:
        return ""
    raise wrong(value, "text", where)


def text_at(holder: dict[str, Any], key: str, where: str, *, optional: bool = False) -> str:
    """`a_text` of what stands under a key; the path is put together only for an error."""
    value = holder.get(key)
    if type(value) is str and value.isascii():
        return value.strip()
    return a_text(value, f"{where}.{key}", optional=optional)


def count_at(holder: dict[str, Any], key: str, where: str) -> int | None:
    """`a_count` of what stands under a key; the path is put together only for an error."""
    value = holder.get(key)
    return value if type(value) is int and abs(value) <= LARGEST else a_count(value, f"{where}.{key}")


def a_count(value: Any, where: str) -> int | None:
    """The value, which must be a whole number; None where it is null."""
    if value is None:
        return None
    if type(value) is int and abs(value) <= LARGEST:
        return value
    raise wrong(value, "a whole number of votes", where)


def wrong(value: Any, expected: str, where: str) -> FeedMalformed:
    """The error for a value that is not what the format says."""
    got = shown(repr(value)) if not isinstance(value, (dict, list)) else type(value).__name__
    return FeedMalformed(f"Expected {expected}, found {got}", where=where, hint=_AGAIN)
