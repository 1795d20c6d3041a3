"""Drives one kind of reader with inputs chosen by coverage, until the time is up.

Run by test_fuzz_long.py, one process for each kind: ``python fuzz_kind.py KIND FOLDER [libFuzzer's options]``.
The first input that breaks a law in one place is kept in the folder and told on a line that begins with BROKEN; the
search goes on, for behind one mistake there may be another. A hang or too much memory ends it.
An input's first byte says under which seed's name (and map) it is read; a workbook stands as its parts one after
the other, for no mutation would survive the zip's sums. Memory is bounded here, time by libFuzzer.
"""

from __future__ import annotations

import base64
import hashlib
import random
import resource
import sys
import traceback
from importlib import import_module
from pathlib import Path

import atheris

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "feeds")]
MEMORY = 1200 * 2**20
PART = b"\n=== "

with atheris.instrument_imports(include=["outright.feeds", "outright.count"], enable_loader_override=False):
    from outright import feeds
    from outright.feeds.detect import reader

    for known in feeds.kinds():
        reader(known)
    for part in ("column_map", "column_map_read", "tables", "strict_json", "safe_xml", "own_json", "unpack", "load"):
        import_module(f"outright.feeds.{part}")

import laws  # noqa: E402 - after the readers, so that these are the instrumented ones
import seeds  # noqa: E402
import sick  # noqa: E402


def spread(body: bytes) -> bytes:
    """A workbook's parts one after the other as text."""
    return b"".join(PART + name.encode() + b"\n" + data for name, data in sick.unpacked(body).items())


def gathered(text: bytes) -> bytes:
    """The workbook whose parts `spread` wrote."""
    parts = {}
    for piece in text.split(PART)[1:]:
        name, _, data = piece.partition(b"\n")
        parts[name.decode("latin-1")] = data
    return sick.packed(parts)


def corpus_of(kind: str, folder: Path) -> None:
    """Writes the seeds, and the smaller real samples, as inputs."""
    ours = seeds.seeds_of(kind)
    for n, seed in enumerate([*ours, *(s for s in seeds.real() if s.kind == kind)]):
        body = spread(seed.body) if seed.shape == "xlsx" else seed.body
        (folder / f"seed-{n}").write_bytes(bytes([n % len(ours)]) + body)


def place_of(error: BaseException) -> str:
    """What went wrong and where, so that one mistake is told once."""
    frames = traceback.extract_tb(error.__traceback__)
    last = [f for f in frames if "/outright/" in f.filename] or frames
    law = str(error).rsplit(":", 1)[-1][:40] if isinstance(error, laws.LawBroken) else ""
    return f"{type(error).__name__} {Path(last[-1].filename).name}:{last[-1].lineno} {law if law.isascii() else ''}"


def main(kind: str, folder: Path, options: list[str]) -> None:
    """Fuzzes until libFuzzer ends the process."""
    ours = seeds.seeds_of(kind)
    told: set[str] = set()

    def one(data: bytes) -> None:
        seed = ours[data[0] % len(ours)] if data else ours[0]
        body = gathered(data[1:]) if seed.shape == "xlsx" else data[1:]
        try:
            laws.judged(seed.read, body)
        except Exception as error:
            if (place := place_of(error)) in told:
                return
            told.add(place)
            kept = folder / f"broken-{hashlib.sha256(data).hexdigest()[:12]}"
            kept.write_bytes(body)
            print(f"BROKEN {seed}: {place}: {error!a:.300}", f"  kept in {kept}", sep="\n", flush=True)
            print(f"  base64 {base64.b64encode(body[:3000]).decode()}", flush=True)
            traceback.print_exception(error)

    def changed(data: bytes, most: int, number: int) -> bytes:
        rng = random.Random(number)
        seed = ours[data[0] % len(ours)] if data else ours[0]
        if not data or rng.randrange(3) == 0:
            return bytes(atheris.Mutate(data, most))
        way = rng.choice(sick.ways(seed.shape))
        try:
            body = spread(way(rng, gathered(data[1:]))) if seed.shape == "xlsx" else way(rng, data[1:])
        except Exception:  # a zip made sick as a whole cannot be told by its parts
            return bytes(atheris.Mutate(data, most))
        return (data[:1] + body)[:most]

    corpus = folder / "corpus"
    corpus.mkdir()
    corpus_of(kind, corpus)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    atheris.Setup([sys.argv[0], *options, str(corpus)], one, custom_mutator=changed)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
