"""The fixtures beside these tests, and the shared samples as bytes."""

import gzip
import json
from pathlib import Path

from outright import feeds
from outright.count import ContestCount, Snapshot
from shared import SHARED

FIXTURES = Path(__file__).parent / "fixtures"
COUNTY = FIXTURES / "clarity_county.xml"
STATE = FIXTURES / "clarity_state.xml"
EXPORT = FIXTURES / "enhanced_voting.json"
PRECINCTS = FIXTURES / "20250520__zz__special__general__precinct.csv"
PRIMARY = FIXTURES / "20240305__zz__primary__county.csv"
EVERY = (COUNTY, STATE, EXPORT, PRECINCTS, PRIMARY)


def read(path: Path) -> Snapshot:
    return feeds.read(body(path), name=path.name.removesuffix(".gz"))


def body(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def expected(path: Path) -> dict:
    return json.loads(body(path))


def shared_files(pattern: str) -> list[Path]:
    """Samples to walk; empty where the shared folder is absent, and then one skipped case says so."""
    return sorted(SHARED.glob(pattern)) if SHARED.is_dir() else []


def codes(snapshot: Snapshot) -> list[str]:
    return [f.code for f in snapshot.findings]


def candidate(count: ContestCount, name: str) -> int:
    """Where the candidate with this printed name stands."""
    return next(n for n, c in enumerate(count.contest.candidates) if c.name == name.strip())


def by_method(count: ContestCount, row: object, index: int) -> dict[str, int | None]:
    """One candidate's votes by method in a row of the count."""
    return {m.value: part[index] for m, part in zip(count.methods, row.parts, strict=False)}
