"""A bit of the night file that changes by itself is found before anything it says is used."""

import contextlib
import datetime as dt
import random
from pathlib import Path

import pytest

from outright.archive import Archive
from outright.errors import ArchiveError

AT = dt.datetime(2017, 4, 18, 23, 0, tzinfo=dt.UTC)


def said(path: Path) -> list[object]:
    """Everything a night file says of what came, what was read in it and what was told."""
    with Archive.open(path) as archive:
        publications = list(archive.publications())
        return [
            archive.meta(), publications, [archive.body(p.sha256) for p in publications], list(archive.readings()),
            list(archive.bulletins()), archive.desk(), archive.head(),
        ]  # fmt: skip


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("flips") / "night.owr"
    rng = random.Random(4)
    with Archive.create(path, {"plan": "{}"}) as archive:
        for n in range(1, 13):
            archive.keep("clarity-cobb", "clarity", "detail.xml", rng.randbytes(3000), AT + dt.timedelta(minutes=n))
            archive.record(n, "read", b"facts %d" % n)
            archive.tell(n, b"bulletin %d" % n, b"desk %d" % n)
    return path


def flipped(night: Path, folder: Path, flips: int, seed: int) -> dict[str, int]:
    """How many of so many single flipped bits were refused, and how many changed nothing that is said."""
    whole, true = night.read_bytes(), said(night)
    rng, path, seen = random.Random(seed), folder / "flipped.owr", {"refused": 0, "harmless": 0}
    for _ in range(flips):
        body, at = bytearray(whole), rng.randrange(len(whole) * 8)
        body[at // 8] ^= 1 << at % 8
        path.write_bytes(body)
        try:
            found = said(path)
        except ArchiveError as error:
            assert error.line()
            seen["refused"] += 1
        else:
            assert found == true or _says_less(found, true), f"bit {at} changed what is said"
            seen["harmless"] += 1
        for beside in ("-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                path.with_name(path.name + beside).unlink()
    return seen


def _says_less(found: list[object], true: list[object]) -> bool:
    """Whether rows are missing and none is altered: the last that came, which only a head noted elsewhere shows,
    or bulletins, which `verify` finds missing."""
    same = all(now == was[: len(now)] for now, was in zip(found[1:4], true[1:4], strict=True))
    return same and set(found[4]) <= set(true[4]) and found[5] in (*(b"desk %d" % n for n in range(13)), b"")


def test_flipped_bit_is_refused_or_changes_nothing(night, tmp_path):
    seen = flipped(night, tmp_path, 300, 1)
    assert seen["refused"] > 100


@pytest.mark.promise
def test_any_of_ten_thousand_flipped_bits_is_refused_or_changes_nothing(night, tmp_path):
    assert flipped(night, tmp_path, 10_000, 2)["refused"] > 2_000
