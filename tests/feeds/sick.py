"""Ways to make a whole file sick: bytes, values, elements, columns, encodings. All chance comes from the ``rng``.

Each takes a random generator and the bytes of a file and gives other bytes; what shape a file has decides which
apply. The structure-aware ones keep the file parseable, so that the reader itself is met and not only its parser.
"""

from __future__ import annotations

import codecs
import gzip
import io
import json
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

Sicken = Callable[[random.Random, bytes], bytes]
TEXTS = (
    "", " ", "0", "-0", "-1", "7", "1,000", "1,00,0", "1.5", "1e5", "1e400", "NaN", "Infinity", "null", "9" * 11,
    "9" * 5000,
    "٣", "²", "½", "−5", "+5", "0x10", "true", "Total", "TOTAL", "total", "Yes", "No", "Write-in", "OVER VOTES", "-",
    "*", "N/A", "Under Votes", "Registered Voters", "early", "other", "=1+1", "'", '"', "a|b|c", "a|b|c|d|e|f|g",
    "x" * 3000,
    "../../etc/passwd", "C:\\x", "<b>", "&amp;", "]]>", "\u202eevil", "\u2028", "\ufeff", "e\u0301", "İ", "ß",
    "ﬁ", "🗳",
    "\x00", "\x1b[31m", "\x85", "\r\n", "\ud800",
    "0000-00-00", "2031-02-30", "0001-01-01", "9999-12-31", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    "2031-11-04T25:61:61Z", "2031-11-04T00:00:00", "99999-01-01", "11/31/2031", "13/13/2031", "1/1/1 1:1:1 AM EST",
    "12/31/9999 11:59:59 PM PST", "00/00/0000", "Jan 0 2031 99:99PM", "November 9, 9999, 11:59 p.m.", "24:00:00",
)  # fmt: skip
DEEP: Any = []
for _ in range(60):
    DEEP = [DEEP]
VALUES: tuple[Any, ...] = (
    None, True, False, [], {}, [None], [[]], {"": None}, {"a": {"b": {}}}, DEEP, 0, -1, 1, 2, 10**9, 10**10,
    10**10 + 1,
    2**53, 2**63, 10**400, -(10**400), 1.0, 1.5, -0.0, 1e15, 1e300, float("nan"), float("inf"), [1, 2, 3], [1] * 2000,
    {"votes": 1}, {"Text": "x"}, [{}], [{"name": None}],
)  # fmt: skip
PIECES = (
    b"", b"0", b"-1", b"9" * 30, b'"', b",", b"\n", b"\r", b"\x00", b"\xff", b"\xc3\x28", b".", b"  ", b"NaN",
    b"null", b"{}",
    b"<x>", b"</x>", b"&#0;", b"&#x110000;", b"<![CDATA[", b"<!--", b"\\ud800", b"\xef\xbb\xbf", b";", b"\t",
    b"\x0c", b"Total",
)  # fmt: skip


def cut(rng: random.Random, body: bytes) -> bytes:
    """The file ends in the middle."""
    return body[: rng.randrange(len(body) + 1)]


def bytes_changed(rng: random.Random, body: bytes) -> bytes:
    """Up to six bytes are others."""
    altered = bytearray(body)
    for _ in range(rng.randint(1, 6)):
        if altered:
            altered[rng.randrange(len(altered))] = rng.choice((rng.randrange(256), *b'"<>,:{}[]&0-9\n'))
    return bytes(altered)


def pieces_put(rng: random.Random, body: bytes) -> bytes:
    """Up to three small pieces stand in place of what was there."""
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(body) + 1)
        body = body[:at] + rng.choice(PIECES) + body[at + rng.randrange(12) :]
    return body


def slices_moved(rng: random.Random, body: bytes) -> bytes:
    """A slice of the file is gone, comes twice, or stands elsewhere."""
    start, end = sorted(rng.randrange(len(body) + 1) for _ in range(2))
    end = min(end, start + rng.choice((8, 64, 512, len(body))))
    piece, rest = body[start:end], body[:start] + body[end:]
    way = rng.randrange(3)
    if way == 0:
        return rest
    if way == 1:
        return body[:end] + piece + body[end:]
    at = rng.randrange(len(rest) + 1)
    return rest[:at] + piece + rest[at:]


def encoded(rng: random.Random, body: bytes) -> bytes:
    """Another encoding, a wrapping, or another document under the name."""
    text = body.decode("utf-8", "replace")
    return rng.choice((
        lambda: codecs.BOM_UTF8 + body, lambda: codecs.BOM_UTF8 * 2 + body, lambda: text.encode("utf-16"),
        lambda: text.encode("utf-16-be"), lambda: text.encode("utf-32"), lambda: text.replace("a",
        "é").encode("latin-1", "replace"),
        lambda: text.replace("a", "’").encode("cp1252", "replace"), lambda: text.replace("\n", "\r\n").encode(),
        lambda: text.replace("\n", "\r").encode(), lambda: b"<!DOCTYPE html><html><body>503</body></html>" + body,
        lambda: b"<html><pre>" + body + b"</pre></html>", lambda: b"", lambda: b"\n\n" + body,
        lambda: body + b"\x00" * 9,
        lambda: gzip.compress(body, mtime=0), lambda: text.encode("utf-7"), lambda: body + body,
        lambda: text.upper().encode(),
    ))()  # fmt: skip


def json_edited(rng: random.Random, body: bytes) -> bytes:
    """Up to three values of a JSON document are replaced, dropped, renamed, added, doubled or wrapped."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return pieces_put(rng, body)
    for _ in range(rng.randint(1, 3)):
        places = list(_places(document))
        if places:
            _edit(rng, *rng.choice(places), places)
    try:
        return json.dumps(document).encode()
    except (ValueError, RecursionError):
        return body


def _places(value: Any, depth: int = 0) -> Iterator[tuple[Any, Any]]:
    """Every container and key in a document, to a depth no file reaches."""
    if depth > 40 or not isinstance(value, (dict, list)):
        return
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        yield from _places(inner, depth + 1)


def _edit(rng: random.Random, inside: Any, key: Any, places: list[tuple[Any, Any]]) -> None:
    way = rng.randrange(8)
    if way <= 2:
        inside[key] = rng.choice((_copied(rng.choice(VALUES)), rng.choice(TEXTS), _near(rng, inside[key])))
    elif way == 3:
        del inside[key]
    elif way == 4 and isinstance(inside, dict):
        inside[rng.choice((f"{key}x", str(key).upper(), rng.choice(TEXTS), *map(str, inside)))] = inside.pop(key)
    elif way == 4:
        inside.insert(key, _copied(inside[key]))
    elif way == 5:
        inside[key] = [_copied(inside[key]), _copied(inside[key])]
    elif way == 6:
        other, there = rng.choice(places)
        inside[key] = _copied(other[there])
    elif isinstance(inside, dict):
        inside[rng.choice(("", "extra", "total", rng.choice(TEXTS)))] = _copied(rng.choice(VALUES))
    else:
        rng.shuffle(inside)


def _copied(value: Any) -> Any:
    """The value again, sharing nothing with it."""
    try:
        return json.loads(json.dumps(value))
    except (ValueError, RecursionError):
        return None


def _near(rng: random.Random, value: Any) -> Any:
    """A value a little off: a number as text, text as a number, one more, negative."""
    if isinstance(value, (int, float)):
        return rng.choice(
            (str(value), f"{value}", float(value) if abs(value) < 1e300 else 0, value + 1, -value, [value])
        )
    if isinstance(value, str) and value:
        return rng.choice((value.upper(), value[:-1], value * 2, value.replace("-", "/"), f" {value} ", {value: value}))
    return str(value)


def xml_edited(rng: random.Random, body: bytes) -> bytes:
    """Up to three elements or attributes of an XML document are dropped, renamed, doubled, moved or filled anew."""
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except (etree.XMLSyntaxError, ValueError):
        return pieces_put(rng, body)
    for _ in range(rng.randint(1, 3)):
        elements = [e for e in root.iter() if isinstance(e.tag, str)]
        try:
            _edit_element(rng, rng.choice(elements), elements)
        except ValueError:
            continue  # a text that no XML may hold
    return b'<?xml version="1.0"?>' + etree.tostring(root)


def _edit_element(rng: random.Random, one: Any, elements: list[Any]) -> None:
    above = one.getparent()
    way = rng.randrange(8)
    if way == 0 and above is not None:
        above.remove(one)
    elif way == 1 and above is not None:
        above.insert(rng.randrange(len(above) + 1), _twin(one))
    elif way == 2:
        one.tag = rng.choice((f"{one.tag}x", one.tag.upper(), rng.choice(elements).tag))
    elif way == 3:
        rng.choice(elements).append(_twin(one))
    elif way == 4 and not one.attrib:
        one.set(rng.choice(("id", "text", "votes", "x")), rng.choice(TEXTS))
    elif way <= 6 and one.attrib:
        name = rng.choice(list(one.attrib))
        change = rng.randrange(4)
        if change == 0:
            del one.attrib[name]
        elif change == 1:
            one.set(f"{name}x", one.attrib.pop(name))
        else:
            one.set(name, rng.choice((*TEXTS, one.attrib[name] * 2, rng.choice(elements).attrib.get(name, ""))))
    else:
        one.text = rng.choice((*TEXTS, (one.text or "") * 2, rng.choice(elements).text or ""))


def _twin(element: Any) -> Any:
    return etree.fromstring(etree.tostring(element, with_tail=False))


def lines_edited(rng: random.Random, body: bytes) -> bytes:
    """Up to three cells, columns or lines of a table are dropped, doubled, swapped or filled anew."""
    lines = body.decode("utf-8", "surrogateescape").splitlines(keepends=True)
    mark = max(",;\t", key=lambda m: sum(line.count(m) for line in lines[:20]))
    rows = [line.split(mark) for line in lines]
    for _ in range(rng.randint(1, 3)):
        if rows:
            _edit_rows(rng, rows)
    return "".join(mark.join(row) for row in rows).encode("utf-8", "surrogatepass")


def _edit_rows(rng: random.Random, rows: list[list[str]]) -> None:
    n = rng.randrange(len(rows))
    c = rng.randrange(len(rows[n])) if rows[n] else 0
    way = rng.randrange(9)
    if way <= 2 and rows[n]:
        end = "\n" if rows[n][c].endswith("\n") else ""
        rows[n][c] = rng.choice((*TEXTS, rng.choice(rng.choice(rows) or [""]).strip())) + end
    elif way == 3:
        for row in rows:
            del row[c : c + 1]
    elif way == 4:
        for row in rows:
            row[c:c] = row[c : c + 1]
    elif way == 5:
        other = rng.randrange(len(rows[n]) or 1)
        for row in rows:
            if max(c, other) < len(row) - 1:
                row[c], row[other] = row[other], row[c]
    elif way == 6:
        del rows[n]
    elif way == 7:
        rows.insert(rng.randrange(len(rows)), list(rows[n]))
    else:
        del rows[n][c : c + 1]


def workbook_edited(rng: random.Random, body: bytes) -> bytes:
    """One part of a workbook is edited as XML, or as bytes, and packed again."""
    try:
        parts = unpacked(body)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError):
        return pieces_put(rng, body)
    if not parts:
        return pieces_put(rng, body)
    name = rng.choice(sorted(parts))
    parts[name] = rng.choice((xml_edited, xml_edited, pieces_put, cut))(rng, parts[name])
    if rng.randrange(12) == 0:
        del parts[name]
    return packed(parts)


def unpacked(body: bytes) -> dict[str, bytes]:
    """The parts of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts, the same bytes every time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), data)
    return buffer.getvalue()


_BY_SHAPE: dict[str, tuple[Sicken, ...]] = {
    "json": (json_edited,) * 6,
    "xml": (xml_edited,) * 6,
    "lines": (lines_edited,) * 6,
    "xlsx": (workbook_edited,) * 8,
}
_ANY: tuple[Sicken, ...] = (cut, bytes_changed, pieces_put, slices_moved, encoded)


def ways(shape: str) -> tuple[Sicken, ...]:
    """Every way to make a file of this shape sick, the structure-aware ones more often."""
    return (*_BY_SHAPE[shape], *_ANY)


def sickened(rng: random.Random, body: bytes, shape: str) -> bytes:
    """The file made sick in one way, now and then in two."""
    for _ in range(rng.choice((1, 1, 1, 2))):
        body = rng.choice(ways(shape))(rng, body)
    return body
