"""What a reader may find in a published tree at any moment: nothing that points nowhere, nothing half."""

import gzip
import json
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from html.parser import HTMLParser

import brotli
import pytest
from msgspec.structs import replace

from bulletins import bulletin
from outright.bulletin import Bulletin
from outright.publish import tree as tree_module
from outright.publish.document import Document
from outright.publish.headers import compresses
from outright.publish.site import Site
from outright.publish.tree import LAST, tree
from page_states import CONTEST, with_contest, with_night

NIGHT = "us-ga-2017-04-18"
OF_LONG_AGO = {"bulletin.json", "openapi.json", "feed.json", "feed.es.json", "calls.json", "corrections.json"}
Read = Callable[[str], bytes | None]
"""The bytes of a file of the tree by its path, or None."""


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "data-src", "poster") and value is not None:
                self.found.append(value)


def links(page: bytes) -> list[str]:
    """Everything a page points to, as written."""
    parser = _Links()
    parser.feed(page.decode())
    return parser.found


def led_to(page: str, link: str) -> str | None:
    """The path of the tree a link of this page leads to; None for a place within the page or another site."""
    target = link.partition("#")[0].partition("?")[0]
    if not target or "://" in target or target.startswith(("mailto:", "data:")):
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), target))
    return f"{path.rstrip('/')}/index.html" if target.endswith(("/", "..", ".")) else path


def targets(path: str, body: bytes) -> list[str]:
    """The paths of the tree that a file points to: links of a page, addresses in a document.

    Some point to moments of long ago; a made-up night has none.
    """
    if path.endswith(".html"):
        return [t for link in links(body) if (t := led_to(path, link))]
    if path.startswith("/v1/") and path.endswith(".json") and path.rpartition("/")[2] not in OF_LONG_AGO:
        return [t for link in addresses(json.loads(body)) if (t := led_to(path, link))]
    return []


def addresses(value: object, key: str = "") -> Iterator[str]:
    """Every text in a document that is an address, as written: what stands under ``url`` and the like."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from addresses(one, "url" if key == "urls" else name)
    elif isinstance(value, list):
        for one in value:
            yield from addresses(one, key)
    elif isinstance(value, str) and key in ("url", "prev", "home_page_url"):
        yield value


def dangling(read: Read, known: Iterable[str] = ()) -> list[str]:
    """Pointers to files that are not there, in anything a reader can come to.

    A reader begins at the list of nights, or at an address that was there before (``known``). Pages point to each
    other in circles, so in the first seconds of a place some would point nowhere: nothing leads to them yet.
    """
    waiting, seen, lost = ["/index.html", LAST, *known], set(), []
    while waiting:
        path = waiting.pop()
        body = None if path in seen else read(path)
        seen.add(path)
        for target in targets(path, body) if body is not None else ():
            waiting.append(target)
            if read(target) is None:
                lost.append(f"{path} -> {target}")
    return sorted(set(lost))


def copied(path: str) -> tuple[str, ...]:
    """The file and its compressed copies."""
    return (path, f"{path}.br", f"{path}.gz") if compresses(path) else (path,)


def torn(paths: Iterable[str], read: Read, known: Mapping[str, set[bytes]], *, copies: bool = True) -> list[str]:
    """Files and compressed copies whose bytes are of no moment, and files without their ``copies``."""
    wrong = []
    for path in paths:
        body = read(path)
        if body is not None and body not in known[path]:
            wrong.append(path)
        for end, unpack in ((".gz", gzip.decompress), (".br", brotli.decompress)) if compresses(path) else ():
            packed = read(path + end)
            if packed is None:
                wrong += [f"{path}{end} is missing"] if body is not None and copies else []
                continue
            try:
                unpacked = unpack(packed)
            except Exception:
                unpacked = b"no such bytes"
            if unpacked not in known[path]:
                wrong.append(path + end)
    return wrong


def drawn_once(patch: pytest.MonkeyPatch) -> None:
    """Draw every file of a moment once: for tests that publish the same moments many times."""
    known: dict[tuple[int, str], bytes] = {}

    def documents(moment: Bulletin, site: Site) -> dict[str, Document]:
        found = tree_module.documents(moment, site)
        return {p: Document(lambda p=p, d=d: once(moment.night.seq, p, d), d.of) for p, d in found.items()}

    def once(seq: int, path: str, document: Document) -> bytes:
        if (seq, path) not in known:
            known[seq, path] = document.draw()
        return known[seq, path]

    patch.setattr("outright.publish.target.publisher.documents", documents)


def at_most(many: int, writes: int) -> list[int]:
    """Which of so many writes to be killed at: all of them, or evenly spread ones with the first and the last."""
    return sorted({round(i * (writes - 1) / (many - 1)) for i in range(many)}) if writes > many else list(range(writes))


def second_moment() -> Bulletin:
    """The made-up bulletin one publication later."""
    whole = with_night(bulletin(), seq=13, as_of_text="9:50 p.m. EDT")
    return with_contest(whole, seq=13, as_of_text="9:50 p.m. EDT", votes=137001, votes_text="137,001 votes")


def many(contests: int, seq: int = 12, changed: Iterable[int] = ()) -> Bulletin:
    """A night of many contests, of which some have changed at this publication."""
    whole = with_night(bulletin(), seq=seq)
    rows = []
    for n in range(contests):
        at = seq if n in set(changed) else 12
        rows.append(replace(whole.contests[0], id=f"{CONTEST}-{n}", seq=at, votes=137000 + at - 12))
    return replace(whole, contests=tuple(rows))


def versions(*moments: Bulletin) -> dict[str, set[bytes]]:
    """Every file of these moments with the bytes it has in each."""
    found: dict[str, set[bytes]] = {}
    for moment in moments:
        for path, body in tree(moment).items():
            found.setdefault(path, set()).add(body)
    return found
