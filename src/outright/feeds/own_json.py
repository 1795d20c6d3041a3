"""Documents of Outright's own: small JSON that people type in, read whole or not at all.

Because verdicts rest on them nothing is guessed: an unknown field, a repeated key or a value that is not what
the format says refuses the whole document and names the place.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any, TypeVar

import msgspec

from outright.errors import FeedMalformed
from outright.feeds.moments import sane

T = TypeVar("T", bound=msgspec.Struct)
_PATH = re.compile(r"^(?P<problem>.*?)(?: - at `(?P<where>\$[^`]*)`)?$", re.DOTALL)
_HEAD_BYTES = 2048


def names_schema(body: bytes, schema: str) -> bool:
    """Whether the first bytes name this schema."""
    start = body[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip()
    return (
        start.startswith(b"{")
        and re.search(rb'"schema"\s*:\s*"' + re.escape(schema.encode()) + rb'"', start) is not None
    )


def parsed(body: bytes, name: str, form: type[T], what: str) -> tuple[T, dict[str, Any]]:
    """The document as a value of ``form``, and as plain JSON. ``what`` is its name in words ("statement").

    Raises ``FeedMalformed``.
    """
    document = _json(body, name, what)
    try:
        found = msgspec.convert(document, form, strict=True, str_keys=True)
    except msgspec.ValidationError as error:
        raise _from_validation(error, name, what) from error
    for known in msgspec.structs.fields(form):
        moment = getattr(found, known.name)
        if isinstance(moment, dt.datetime) and sane(moment) is None:
            message = f"{name} says {moment.isoformat()}, when no votes are counted"
            raise malformed(message, f"$.{known.encode_name}", "Correct the year.")
    return found, document


def malformed(message: str, where: str, hint: str) -> FeedMalformed:
    """The error for a document that cannot be used."""
    return FeedMalformed(message, where=where, hint=hint)


def _json(body: bytes, name: str, what: str) -> dict[str, Any]:
    try:
        document = json.loads(body.decode("utf-8-sig"), object_pairs_hook=_no_key_twice)
        json.dumps(document, ensure_ascii=False).encode()  # half a letter can be escaped, and no file can hold it
    except UnicodeDecodeError as error:
        raise malformed(f"{name} is not UTF-8 text", f"byte {error.start}", "Save it as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise malformed(
            f"{name} is cut off or not JSON: {error.msg}",
            f"line {error.lineno} column {error.colno}",
            f"Earlier {what}s stand; ask for the whole file.",
        ) from error
    except _KeyTwice as error:
        raise malformed(f"{name} says {error.key!r} twice", error.key, "Keep the one that is meant.") from error
    except UnicodeEncodeError as error:
        raise malformed(f"{name} holds half a letter", "$", "Type the text again.") from error
    except (ValueError, RecursionError) as error:
        raise malformed(
            f"{name} holds a number or a nesting beyond any {what}", "$", f"Earlier {what}s stand."
        ) from error
    if not isinstance(document, dict):
        raise malformed(f"{name} is not a {what} but a bare value", "$", "Start it with { and its schema.")
    return document


class _KeyTwice(Exception):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _KeyTwice(key)
        found[key] = value
    return found


def _from_validation(error: msgspec.ValidationError, name: str, what: str) -> FeedMalformed:
    found = _PATH.match(str(error))
    problem, where = (found["problem"], found["where"]) if found else (str(error), None)
    return malformed(
        f"{name} is not a {what} that can be used: {problem}",
        where or "$",
        f"Correct this field; earlier {what}s stand.",
    )
