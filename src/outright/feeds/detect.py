"""Which reader for which file. The one table of kinds; a reader's module loads when it is tried."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from importlib import import_module

from outright.count import Snapshot
from outright.errors import FeedNotRecognised, UsageError
from outright.feeds.reader import Reader
from outright.feeds.tables import is_workbook
from outright.feeds.text import head, is_html

_MODULES = {
    "clarity": "outright.feeds.clarity",
    "enhanced-voting": "outright.feeds.enhanced_voting",
    "openelections": "outright.feeds.openelections",
    "statement": "outright.feeds.statement",
    "notice": "outright.feeds.notice",
    "entry": "outright.feeds.entry",
    "votewa": "outright.feeds.votewa",
    "clarity-matrix": "outright.feeds.clarity_matrix",
    "clarity-settings": "outright.feeds.clarity_settings",
    "clarity-summary": "outright.feeds.clarity_summary",
    "nist": "outright.feeds.nist",
    "nist-v1": "outright.feeds.nist_v1",
    "vip": "outright.feeds.vip",
    "minnesota": "outright.feeds.minnesota",
    "florida-county": "outright.feeds.florida_county",
    "louisiana": "outright.feeds.louisiana",
    "milwaukee": "outright.feeds.milwaukee",
    "medsl": "outright.feeds.medsl",
    "wa-county": "outright.feeds.wa_county",
    "pa-erstat": "outright.feeds.pa_erstat",
    "pa-rss": "outright.feeds.pa_rss",
    "michigan": "outright.feeds.michigan",
    "ess-el30": "outright.feeds.ess_el30",
    "california": "outright.feeds.california",
    "dominion-sovc": "outright.feeds.dominion_sovc",
    "la-county": "outright.feeds.la_county",
    "gems-sovc": "outright.feeds.gems_sovc",
    "tse": "outright.feeds.tse",
    "france": "outright.feeds.france",
    "ap": "outright.feeds.ap",
    "ap-live": "outright.feeds.ap_live",
    "elex": "outright.feeds.elex",
    "nyt": "outright.feeds.nyt",
    "nyt-precincts": "outright.feeds.nyt_precincts",
    "ddhq": "outright.feeds.ddhq",
    "bloomberg": "outright.feeds.bloomberg",
    "latimes": "outright.feeds.latimes",
    "npr": "outright.feeds.npr",
    "politico": "outright.feeds.politico",
}
_PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"PK\x05\x06": "zip"}


def kinds() -> tuple[str, ...]:
    """Every kind of file that can be read."""
    return tuple(_MODULES)


def reader(kind: str) -> Reader:
    """The reader of one kind (``-`` and ``_`` are the same); `UsageError` when there is none."""
    known = kind.replace("_", "-").lower()
    if known not in _MODULES:
        raise UsageError(f"There is no reader for the kind {kind!r}", hint=f"Kinds: {', '.join(kinds())}.")
    found: Reader = import_module(_MODULES[known]).READER
    return found


def candidates(body: bytes, name: str) -> Iterator[Reader]:
    """The readers that say the file is theirs."""
    return (r for r in map(reader, kinds()) if r.recognises(body, name))


def read(body: bytes, *, kind: str | None = None, name: str = "") -> Snapshot:
    """What the bytes of one results file state.

    ``kind`` names the format; without it the bytes decide, ``name`` (the file's) being only a hint.
    Raises `FeedNotRecognised` when no reader, or not the one named, knows the file, `FeedMalformed`
    when the file is broken: a part of a file is never used.
    """
    _refuse_the_unreadable(body, name)
    if kind is not None:
        chosen = reader(kind)
        if not chosen.recognises(body, name):
            raise _not_of(chosen, body, name)
        return _read(chosen, body, name)
    for found in candidates(body, name):
        return _read(found, body, name)
    raise FeedNotRecognised(
        "The file is of no kind that Outright reads",
        where=name,
        hint=f"Kinds: {', '.join(kinds())}. If it is one of them, it may have been cut or damaged.",
    )


def read_with(chosen: Reader, body: bytes, name: str = "") -> Snapshot:
    """What the bytes state to this reader, which need not be in the table of kinds: a desk's own column map."""
    _refuse_the_unreadable(body, name)
    return _read(chosen, body, name)


def _read(chosen: Reader, body: bytes, name: str) -> Snapshot:
    """Reads with the cycle collector paused.

    A large file becomes hundreds of thousands of tuples and no cycles; the collector would walk all
    of them again and again, for a third of the time.
    """
    if not gc.isenabled():
        return chosen.read(body, name)
    gc.disable()
    try:
        return chosen.read(body, name)
    finally:
        gc.enable()


def _refuse_the_unreadable(body: bytes, name: str) -> None:
    start = head(body, 8)
    if not start:
        raise FeedNotRecognised("The file is empty", where=name, hint="Fetch it again; earlier counts stand.")
    for magic, packed in _PACKED.items():
        if start.startswith(magic) and not is_workbook(body):
            raise FeedNotRecognised(
                f"The bytes are a {packed} archive, not a results file",
                where=name,
                hint="Unpack it once; archives inside archives are not opened.",
            )
    if is_html(body):
        raise FeedNotRecognised(
            "The file is a web page where results should be, probably an error or login page",
            where=name,
            hint="Fetch it again later; earlier counts stand.",
        )


def _not_of(chosen: Reader, body: bytes, name: str) -> FeedNotRecognised:
    looks = next(candidates(body, name), None)
    hint = f"It looks like {looks.title}: use --kind {looks.kind}." if looks else "Leave the kind out."
    return FeedNotRecognised(f"The file is not {chosen.title}", where=name, hint=hint)
