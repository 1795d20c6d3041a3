"""Files made to do harm: each small, each asking for memory, time, a file or a connection that no reader may give.

Run as a program by test_bombs.py, with a family's name, under limits of memory and processor time set beforehand:
every case must be refused in our words (those of ``long`` may be read), and the process must live to say so:
``python bombs.py xml``
"""

from __future__ import annotations

import gzip
import io
import json
import re
import resource
import stat
import struct
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

MEMORY, SECONDS = 600 * 2**20, 60
TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "feeds")]

import seeds  # noqa: E402
import sick  # noqa: E402
from laws import printable  # noqa: E402

from outright import feeds  # noqa: E402
from outright.errors import FeedError, OutrightError  # noqa: E402
from outright.feeds.load import opened  # noqa: E402

Case = tuple[str, Callable[[], object]]


def of_shape(shape: str) -> Iterator[seeds.Seed]:
    """One seed of every kind that parses this shape."""
    seen: set[str] = set()
    for seed in seeds.ours():
        if seed.shape == shape and seed.kind not in seen:
            seen.add(seed.kind)
            yield seed


def xml() -> Iterator[Case]:
    """Entities that multiply, entities that fetch, depth, an attribute without end."""
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    declared = {
        "laughs": (b'<!DOCTYPE x [<!ENTITY l0 "ha">' + laughs + b"]>", b"&l9;"),
        "quadratic": (b'<!DOCTYPE x [<!ENTITY q "' + b"x" * 100_000 + b'">]>', b"&q;" * 20_000),
        "file": (b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>', b"&f;"),
        "http": (b'<!DOCTYPE x [<!ENTITY f SYSTEM "http://127.0.0.1:9/x">]>', b"&f;"),
        "parameter": (b'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>', b""),
        "external DTD": (b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', b""),
        "public DTD": (b'<!DOCTYPE x PUBLIC "-//X" "file:///etc/passwd">', b""),
        "undeclared": (b"", b"&nothing;"),
    }
    for seed in of_shape("xml"):
        plain = re.sub(rb"^<\?xml[^>]*\?>\s*", b"", seed.body)
        root = re.match(rb"<[^>]*>", plain)
        assert root is not None
        start, rest = plain[: root.end()], plain[root.end() :]
        for name, (head, word) in declared.items():
            yield f"{seed.kind} {name}", reading(seed, b'<?xml version="1.0"?>' + head + start + word + rest)
        yield f"{seed.kind} deep", reading(seed, start + b"<a>" * 100_000)
        yield f"{seed.kind} deep, closed", reading(seed, start + b"<a>" * 100_000 + b"</a>" * 100_000 + rest)
        yield f"{seed.kind} long", reading(seed, start[:-1] + b' long="' + b"x" * 11_000_000 + b'">' + rest)
        wide = start.decode().encode("utf-16")
        yield f"{seed.kind} hidden in UTF-16", reading(seed, wide + rest.decode().encode("utf-16"))
        yield f"{seed.kind} UTF-7", reading(seed, b'<?xml version="1.0" encoding="UTF-7"?>' + start + rest)


def json_() -> Iterator[Case]:
    """Depth, numbers that are none or too many, keys said twice, and a hundred thousand keys of which one is."""
    numbers = (b"1e400", b"-1e400", b"NaN", b"Infinity", b"-Infinity", b"9" * 5000, b"9" * 3_000_000, b"1e99999999999")
    keys = b",".join(b'"k%d":0' % n for n in range(200_000))
    for seed in of_shape("json"):
        place = re.search(rb'("[^"]+"): ', seed.body)
        assert place is not None
        before, after = seed.body[: place.start()], seed.body[place.start() :]
        for number in numbers:
            yield f"{seed.kind} {number[:12]!r}", reading(seed, before + b'"zz": ' + number + b", " + after)
        for deep in (b"[", b'{"a":', b'[{"a":'):
            closed = deep * 100_000 + b"0" + deep.translate(bytes.maketrans(b"[{", b"]}"), b'"a:')[::-1] * 100_000
            yield f"{seed.kind} deep {deep!r}", reading(seed, before + b'"zz": ' + deep * 100_000)
            yield f"{seed.kind} deep {deep!r}, closed", reading(seed, before + b'"zz": ' + closed + b", " + after)
        yield f"{seed.kind} twice", reading(seed, before + place[1] + b": 0, " + after)
        yield f"{seed.kind} twice of many", reading(seed, before + b'"zz": {' + keys + b',"k199999":1}, ' + after)


def zipped(*members: tuple[str, bytes], attributes: int = 0) -> bytes:
    """A zip of these members as they are named; links where the attributes say so."""
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, attributes
            archive.writestr(info, data)
    return buffer.getvalue()


def patched(body: bytes, at: int, form: str, value: int) -> bytes:
    """A zip with one number of its first entry in the directory changed."""
    start = body.index(b"PK\x01\x02") + at
    changed = bytearray(body)
    struct.pack_into(form, changed, start, value)
    return bytes(changed)


def zip_() -> Iterator[Case]:
    """Archives that unpack without end, nest, lie, overlap, or name what is not theirs."""
    plain = seeds.seeds_of("clarity")[0].body
    good, zeros = zipped(("detail.xml", plain)), b"\0" * (64 * 2**20)
    bomb = zipped(("detail.xml", zeros))
    yield "bomb", opening(bomb)
    yield "nested", opening(zipped(("a.zip", zipped(("b.zip", good)))))
    yield "nested bomb", opening(zipped(("a.zip", bomb)))
    yield "gzip bomb", opening(gzip.compress(zeros, mtime=0))
    yield "gzip of gzip", opening(zipped(("a.gz", gzip.compress(gzip.compress(plain, mtime=0), mtime=0))))
    yield "65,535 entries", opening(zipped(*[(f"{n}", b"") for n in range(65_535)]))
    yield "two of one name", opening(zipped(("a.xml", plain), ("a.xml", plain)))
    outside = (
        "../a.xml",
        "a/../../b.xml",
        "/etc/passwd",
        "\\\\host\\a.xml",
        "..\\a.xml",
        "C:\\a.xml",
        "c:a.xml",
        "a/..",
    )
    for name in outside:
        yield f"named {name}", opening(zipped((name, plain)))
    yield "link", opening(zipped(("detail.xml", b"/etc/passwd"), attributes=(stat.S_IFLNK | 0o777) << 16))
    yield "encrypted", opening(patched(good, 8, "<H", 1))
    yield "smaller than it says", opening(patched(good, 24, "<L", len(plain) + 5))
    yield "larger than it says", opening(patched(bomb, 24, "<L", 1000))
    yield "larger than it says, sum made to fit", opening(patched(patched(bomb, 24, "<L", 0), 16, "<L", 0))
    yield "packed size lies", opening(patched(good, 20, "<L", 2**31))
    yield "another way of packing", opening(patched(good, 10, "<H", 99))
    yield "no such offset", opening(patched(good, 42, "<L", 2**31))
    directory, end = good.index(b"PK\x01\x02"), good.index(b"PK\x05\x06")
    entry = good[directory:end]
    twice = good[:directory] + entry + entry.replace(b"detail.xml", b"detain.xml") + good[end:]
    end = len(twice) - 22
    counted = twice[: end + 8] + struct.pack("<HHLL", 2, 2, 2 * len(entry), directory) + twice[end + 20 :]
    yield "overlapping", opening(counted)


NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet(rows: str) -> bytes:
    """A sheet's XML with these rows."""
    return f'<?xml version="1.0"?><worksheet {NS}><sheetData>{rows}</sheetData></worksheet>'.encode()


def xlsx() -> Iterator[Case]:
    """Workbooks with a cell at the end of the world, parts without end, sheets that are one, a text said too often."""
    near = '<row r="1"><c r="A1"><v>1</v></c></row>'
    far = {
        "far cell": near + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "far column of a near row": near + '<row r="2"><c r="XFD1048576"><v>1</v></c></row>',
        "far cell, other quotes": near + "<row r='2'><c r = 'xfd1048576'><v>1</v></c></row>",
        "far cell, said twice": near + '<row r="2"><c r="A2" r="XFD1048576"><v>1</v></c></row>',
        "far row, cells without places": f'{near}<row r="1048000">{"<c><v>1</v></c>" * 3000}</row>',
        "a row beyond counting": near + '<row r="4294967297"><c r="A4294967297"><v>1</v></c></row>',
        "a column beyond counting": near + '<row r="2"><c r="ZZZZZZZZZZ2"><v>1</v></c></row>',
    }
    for seed in of_shape("xlsx"):
        parts = sick.unpacked(seed.body)
        name = next(n for n in parts if n.startswith("xl/worksheets/"))
        for label, rows in far.items():
            yield f"{seed.kind} {label}", reading(seed, sick.packed(parts | {name: sheet(rows)}))
        bomb = sick.packed(parts | {name: sheet(near) + b" " * (40 * 2**20)})
        yield f"{seed.kind} part without end", reading(seed, bomb)
        at = len(bomb)
        for entry in zipfile.ZipFile(io.BytesIO(bomb)).infolist():
            if entry.filename == name:
                at = bomb.index(entry.filename.encode(), bomb.index(b"PK\x01\x02")) - 46 + 24
        yield f"{seed.kind} part that lies", reading(seed, bomb[:at] + struct.pack("<L", 999) + bomb[at + 4 :])
        entities = b'<!DOCTYPE x [<!ENTITY l "' + b"x" * 99_999 + b'">]>'
        yield f"{seed.kind} entities", reading(seed, sick.packed(parts | {name: entities + sheet(near)}))
        listed = parts["xl/workbook.xml"].replace(b"</sheets>", b'<sheet name="Z" sheetId="99" r:id="rId1"/></sheets>')
        yield f"{seed.kind} one sheet twice", reading(seed, sick.packed(parts | {"xl/workbook.xml": listed}))
        yield f"{seed.kind} encrypted", reading(seed, patched(seed.body, 8, "<H", 1))
        yield (
            f"{seed.kind} many parts",
            reading(seed, sick.packed(parts | {f"xl/{n}.xml": b"<a/>" for n in range(3000)})),
        )
        cells = ("<row>" + "<c t='s'><v>0</v></c>" * 100 + "</row>") * 2000
        text = b"<sst><si><t>" + b"x" * 30_000 + b"</t></si></sst>"
        again = parts | {name: sheet(cells), "xl/sharedStrings.xml": text}
        yield f"{seed.kind} one text in 200,000 cells", reading(seed, sick.packed(again))


def long() -> Iterator[Case]:
    """A hundred thousand blanks, brackets or marks of the incumbent behind a word: who looks twice looks for hours."""
    tails = (b" " * 100_000 + b"x", b"(I)" * 33_333, b"( " * 50_000)
    for seed in seeds.ours():
        ends = [found.end() for found in re.finditer(rb"[A-Za-z][A-Za-z .()]{2,40}", seed.body)]
        for n, at in enumerate(ends[:: max(1, len(ends) // 25)]) if seed.shape != "xlsx" else ():
            tail = tails[n % len(tails)]
            yield f"{seed} at byte {at}", reading(seed, seed.body[:at] + tail + seed.body[at:])


def reading(seed: seeds.Seed, body: bytes) -> Callable[[], object]:
    """Reads it as the seed's kind."""
    return lambda: seed.read(body)


def opening(body: bytes) -> Callable[[], object]:
    """Opens what a source sent, and reads what was in it."""
    return lambda: feeds.read(opened(body, "detail.zip")[1])


FAMILIES = {"long": long, "xml": xml, "json": json_, "zip": zip_, "xlsx": xlsx}


def main(family: str) -> None:
    """Tries every case of a family under the limits, and says of each on a line what came of it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    for name, case in FAMILIES[family]():
        try:
            case()
            outcome = "taken"
        except FeedError as error:
            printable(error)
            outcome = "refused"
        except OutrightError as error:
            outcome = f"another error of ours: {error.line()}"
        except BaseException as error:
            outcome = f"{type(error).__name__}: {error!a:.200}"
        print(json.dumps([name, outcome]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
