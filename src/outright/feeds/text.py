"""Bytes into text, and the first look that tells a results file from an error page."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from outright.errors import FeedMalformed

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_NOT_WORD = re.compile(r"[\W_]+")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_REPORT = re.compile(rb"<html[^>]*>\s*<pre>", re.IGNORECASE)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"\x00<", b"<\x00", b"\x00{", b"{\x00")


def head(body: bytes, size: int = 4096) -> bytes:
    """The start of a body without a byte-order mark and leading blanks."""
    return body[: size + 3].removeprefix(codecs.BOM_UTF8).lstrip()[:size]


def is_html(body: bytes) -> bool:
    """True for an error or login page; servers send them under the names of results files.

    A page that is preformatted text from its first line is left to the readers: some counties post reports so.
    """
    start = head(body, 1024)
    return start.startswith(b"<") and _HTML.search(start) is not None and not _REPORT.match(start)


def is_utf16(body: bytes) -> bool:
    """True for text of two bytes a character, which no format read here uses."""
    return body.startswith(_UTF16)


def utf8(body: bytes, what: str) -> str:
    """The text of a format that must be UTF-8; a byte-order mark is dropped."""
    if is_utf16(body):
        raise FeedMalformed(
            f"The {what} file is UTF-16 text, which this format never is",
            where="byte 0",
            hint="Save or fetch it as UTF-8.",
        )
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FeedMalformed(
            f"The {what} file is not valid UTF-8 (byte 0x{body[error.start]:02x})",
            where=f"byte {error.start}",
            hint="It was cut or damaged on the way; fetch it again.",
        ) from None


def any_text(body: bytes) -> tuple[str, str]:
    """The text of a hand-made file and the encoding it proved to be in.

    UTF-8 first, with or without a mark; then what Windows programs write; then Latin-1, in which
    every byte is a letter. A mark is no letter in any of them.
    """
    marked, plain = body.startswith(codecs.BOM_UTF8), body.removeprefix(codecs.BOM_UTF8)
    for encoding in ("utf-8", "cp1252"):
        try:
            text = plain.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text, "utf-8-sig" if encoding == "utf-8" and marked else encoding
    return plain.decode("latin-1"), "latin-1"


@lru_cache(maxsize=16384)
def words(text: str) -> str:
    """The text as lower-case words with single blanks: what whole-string tables are keyed by.

    >>> words("Write-Ins "), words("Absentee_by__Mail")
    ('write ins', 'absentee by mail')
    """
    return _NOT_WORD.sub(" ", text.lower()).strip()


def guarded(text: str) -> str:
    """Text for a table's cell, with an apostrophe before what a spreadsheet would run as a formula.

    >>> guarded("=1+1"), guarded("Ada"), guarded("'=1")
    ("'=1+1", 'Ada', "''=1")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given; every other text is left as it is.

    >>> unguarded("'=1+1"), unguarded("O'Hara"), unguarded("'Til")
    ('=1+1', "O'Hara", "'Til")
    """
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text
