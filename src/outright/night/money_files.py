"""Files of campaign money on a desk's disk: found by name, hashed, read, and turned into facts of one night.

A file that cannot be used becomes a problem in words and takes nothing with it but itself. The large files are read
line by line and never held. The day of the download is the file's own, and with its SHA-256 it goes with every fact.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from outright.context.fact import Facts, Item, Origin
from outright.context.fec_api import api_facts
from outright.context.fec_bulk import Link, candidacies, committee_names, committees_of, links, summary_facts
from outright.context.fec_efile import Filing, read_filing
from outright.context.fec_filings import filing_facts
from outright.context.fec_gifts import gift_facts, gifts_of, spending_facts
from outright.errors import MoneyError, OutrightError
from outright.night.money_answers import MANIFEST, recorded

LARGEST = 200 * 2**20
"""Bytes of a file that is read whole, unpacked; the itemised files are streamed and may be of any size."""

_KINDS = (
    ("links", r"ccl\d*"), ("candidates", r"cn\d*"), ("committees", r"cm\d*"), ("summary", r"webl\d*|weball\d*"),
    ("gifts", r"itcont.*|indiv\d*"), ("spending", r"itpas2.*|pas2\d*"),
)  # fmt: skip
_ORDER = ("links", "candidates", "committees", "summary", "gifts", "spending", "filing", "answers")


@dataclass(slots=True)
class _Known:
    """What is found out on the way: whose committees are whose, what they are called, and the facts so far."""

    ids: Mapping[str, str]
    on: dt.date
    elections: frozenset[str]
    links: list[Link] = field(default_factory=list)
    own: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    filings: list[tuple[Filing, Origin]] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)

    def committees(self) -> dict[str, str]:
        """Candidates' own committees, by committee, with the FEC id of the candidate."""
        linked = {c: one for one in self.ids for c in committees_of(one, self.links)}
        return linked | self.own


def read_files(
    paths: Iterable[Path], ids: Mapping[str, str], on: dt.date, *, committees: Mapping[str, str] | None = None,
    elections: Iterable[str] = (),
) -> Facts:  # fmt: skip
    """What the files say of these candidates on the day ``on``; ``problems`` say which could not be used, and why.

    ``ids`` maps FEC candidate ids to the ids that the facts shall have; ``committees`` the candidates' own committees
    to FEC candidate ids, where the linkage file does not say; ``elections`` cuts itemised gifts (``S2017``).
    """
    known = _Known(ids, on, frozenset(elections), own=dict(committees or {}))
    found = sorted(_kinds(paths, known), key=lambda k: (_ORDER.index(k[0]), str(k[1])))
    for kind, path in found:
        try:
            _READ[kind](path, known)
        except (OSError, zipfile.BadZipFile) as error:
            _problem(known, MoneyError(f"{path.name} cannot be read ({error})", hint="Nothing of it is used."))
        except OutrightError as error:
            _problem(known, error, path.name)
    if known.filings:
        known.facts = known.facts.and_also(filing_facts(known.filings, known.committees(), ids, on))
    mine = tuple(replace(f, candidate=ids.get(f.candidate, f.candidate)) for f in known.facts.facts)
    return replace(known.facts, facts=mine)


def _problem(known: _Known, error: OutrightError, name: str = "") -> None:
    said = error.line() if name in error.line() else f"{name}: {error.line()}"
    known.facts = replace(known.facts, problems=(*known.facts.problems, said))


def _kinds(paths: Iterable[Path], known: _Known) -> Iterator[tuple[str, Path]]:
    """Every file with its kind; a folder is taken whole, and what is no kind of ours in it is left alone."""
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for one in inside:
            kind = _kind(one.name)
            if kind:
                yield kind, one
            elif not path.is_dir():
                hint = "Known: weball, ccl, cn, cm, itcont, itpas2, NNNNNNN.fec, answers.json."
                _problem(known, MoneyError(f"{one.name} is no file of the FEC that is read here", hint=hint))


def _kind(name: str) -> str:
    lower = name.lower()
    if lower == MANIFEST:
        return "answers"
    if lower.endswith(".fec"):
        return "filing"
    stem = re.fullmatch(r"([a-z0-9]+)(?:[.-].*)?\.(?:txt|zip)", lower)
    if stem is None:
        return ""
    return next((kind for kind, pattern in _KINDS if re.fullmatch(pattern, stem[1])), "")


def _origin(path: Path, source: str) -> Origin:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    received = dt.datetime.fromtimestamp(int(path.stat().st_mtime), dt.UTC)
    return Origin(source, None, received, digest)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """The file, or the one text inside the zip as the FEC packs them; line by line."""
    if path.suffix.lower() != ".zip":
        with path.open("rb") as file:
            yield file
        return
    with zipfile.ZipFile(path) as box:
        texts = [i for i in box.infolist() if i.filename.lower().endswith(".txt") and not i.is_dir()]
        if len(texts) != 1 or texts[0].flag_bits & 1:
            what = f"{len(texts)} texts lie in it, where one is due"
            raise MoneyError(what, where=path.name, hint="Take it from fec.gov again.")
        with box.open(texts[0]) as inner:
            yield inner


def _whole(path: Path) -> bytes:
    with _opened(path) as file:
        body = file.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise MoneyError(f"It is larger than {LARGEST // 2**20} MB", where=path.name, hint="Nothing of it is used.")
    return body


def _links(path: Path, known: _Known) -> None:
    known.links += links(_whole(path), path.name)


def _candidates(path: Path, known: _Known) -> None:
    for c in candidacies(_whole(path), path.name):
        if c.candidate in known.ids and c.committee:
            known.own.setdefault(c.committee, c.candidate)


def _committees(path: Path, known: _Known) -> None:
    known.names |= committee_names(_whole(path), path.name)


def _summary(path: Path, known: _Known) -> None:
    origin = _origin(path, f"FEC, all-candidates summary ({path.name})")
    known.facts = known.facts.and_also(summary_facts(_whole(path), known.ids, origin, path.name))


def _gifts(path: Path, known: _Known) -> None:
    origin = _origin(path, f"FEC, itemised gifts ({path.name})")
    mine = known.committees()
    if not mine:
        raise MoneyError(
            "Whose committees are whose is not known", where=path.name, hint="Give ccl.txt, or committees."
        )
    for candidate in known.ids:
        principal = next((c for c, whose in mine.items() if whose == candidate), None)
        if principal is None:
            continue
        through = _through(known, candidate)
        with _opened(path) as lines:
            found = gifts_of(lines, principal, through=through, elections=known.elections, name=path.name)
        if found.last is not None:
            as_of = through if through != known.on else found.last
            known.facts = known.facts.and_also(gift_facts(found, candidate, as_of, origin))


def _through(known: _Known, candidate: str) -> dt.date:
    """The day up to which gifts are taken: that of the candidate's summary where it is not past the night."""
    days = [f.as_of for f in known.facts.facts if f.candidate == candidate and f.item is Item.INDIVIDUALS]
    return max((d for d in days if d <= known.on), default=known.on)


def _spending(path: Path, known: _Known) -> None:
    origin = _origin(path, f"FEC, independent spending ({path.name})")
    with _opened(path) as lines:
        found = spending_facts(lines, known.ids, known.on, origin, known.names, path.name)
    known.facts = known.facts.and_also(found)


def _filing(path: Path, known: _Known) -> None:
    filing = read_filing(_whole(path), path.name)
    known.filings.append((filing, _origin(path, f"FEC filing {filing.number or path.name} ({filing.form})")))


def _answers(path: Path, known: _Known) -> None:
    known.facts = known.facts.and_also(api_facts(recorded(path), known.ids, known.on))


_READ: dict[str, Callable[[Path, _Known], None]] = {
    "links": _links, "candidates": _candidates, "committees": _committees, "summary": _summary, "gifts": _gifts,
    "spending": _spending, "filing": _filing, "answers": _answers,
}  # fmt: skip
