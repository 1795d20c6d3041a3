"""The published folder behind a plain file server, in a folder of a larger site: every link leads somewhere."""

import json
import urllib.error
import urllib.request
from urllib.parse import urljoin, urlsplit

import pytest

from bulletins import bulletin
from file_server import file_server
from outright.publish.site import Site
from outright.publish.target import Folder, Publisher
from outright.publish.tree import tree
from page_states import CONTEST, hostile, runoff_certain, with_contest, with_night
from published import NIGHT, addresses, led_to, links, many

KINDS = {
    "html": "text/html", "json": "application/json", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml",
    "csv": "text/csv", "png": "image/png", "txt": "text/plain", "xml": ("application/xml", "text/xml"),
}  # fmt: skip


def get(address):
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read(), answer.url
    except urllib.error.HTTPError as error:
        return error.code, "", b"", address


def crawl(start):
    """Everything one comes to by links: address to (status, type, body); and for each the page that points to it."""
    waiting, seen, pointed = [start], {}, {}
    while waiting:
        address = waiting.pop()
        status, kind, body, final = get(address)
        seen[address] = status, kind, body
        if kind != "text/html":
            continue
        for link in links(body):
            target = urljoin(final, link).partition("#")[0]
            if urlsplit(target)[:2] != urlsplit(start)[:2]:
                continue
            pointed.setdefault(target, (final, link))
            if target not in seen and target not in waiting:
                waiting.append(target)
    return seen, pointed


@pytest.mark.parametrize("make", [bulletin, runoff_certain, hostile, lambda: many(3)])
def test_every_link_leads_to_a_file_of_the_right_kind_in_any_folder(tmp_path, make):
    with Publisher(Folder(tmp_path / "results")) as publisher:
        publisher.publish(make())
    with file_server(tmp_path) as address:
        seen, pointed = crawl(f"{address}results/")
        lost = [(a, pointed.get(a)) for a, (status, _, _) in seen.items() if status != 200]
        assert lost == []
        outside = [(a, pointed[a]) for a in seen if not urlsplit(a).path.startswith("/results/")]
        assert outside == []
        for at, (_, kind, _) in seen.items():
            name = urlsplit(at).path.rpartition("/")[2] or "index.html"
            wanted = KINDS.get(name.rpartition(".")[2])
            if wanted:
                assert kind in wanted, at
    paths = {urlsplit(a).path.removeprefix("/results") for a in seen}
    reached = {f"{p}index.html" if p.endswith("/") else p for p in paths}
    pages = {p for p in tree(make()) if p.endswith(".html")}
    assert {f"/{NIGHT}/{c.id}/index.html" for c in make().contests} <= reached & pages


def test_no_page_takes_anything_from_a_fixed_place_on_the_site():
    for path, body in tree(with_night(bulletin(), id=NIGHT), Site("https://results.example.org")).items():
        if path.endswith(".html"):
            absolute = [link for link in links(body) if link.startswith("/")]
            assert absolute == [], path


def test_every_address_in_documents_and_feeds_leads_to_a_file(tmp_path):
    """Feeds and ``prev`` lead to moments of long ago: every moment of the night is there."""
    with Publisher(Folder(tmp_path)) as publisher:
        for seq in (1, 11, 12):
            told = with_contest(with_night(bulletin(), seq=seq), seq=seq, prev=11 if seq == 12 else None)
            publisher.keep(told)
        publisher.publish(told)
    found = {}
    for path in (
        p for p in tmp_path.rglob("*.json") if p.name not in ("bulletin.json", "openapi.json", "manifest.json")
    ):
        here = f"/{path.relative_to(tmp_path)}"
        for address in addresses(json.loads(path.read_text())):
            found[here, address] = led_to(here, address)
    assert any("/at/11/" in address for _, address in found) and any("s/11.json" in a for _, a in found)
    assert [pair for pair, leads in found.items() if leads and not (tmp_path / leads[1:]).is_file()] == []
    assert [pair for pair in found if pair[1].startswith("/")] == [], "an address works in any folder"


def test_address_without_its_slash_is_led_on_by_the_file_server(tmp_path):
    with Publisher(Folder(tmp_path / "results")) as publisher:
        publisher.publish(bulletin())
    with file_server(tmp_path) as address:
        status, kind, _, final = get(f"{address}results/{NIGHT}/{CONTEST}")
        assert (status, kind, final) == (200, "text/html", f"{address}results/{NIGHT}/{CONTEST}/")


def test_plain_text_is_shown_as_text_by_a_server_that_goes_by_endings(tmp_path):
    with Publisher(Folder(tmp_path)) as publisher:
        publisher.publish(bulletin())
    with file_server(tmp_path) as address:
        _, kind, body, _ = get(f"{address}{NIGHT}/{CONTEST}/plain.txt")
        assert kind == "text/plain"
        assert body == get(f"{address}{NIGHT}/{CONTEST}/plain")[2]


def test_reader_who_asks_whether_a_file_has_changed_is_told_so_within_the_same_second(tmp_path):
    """A file server goes by whole seconds: two counts of one second must not look like one."""
    page, modified = f"{NIGHT}/{CONTEST}/index.html", ""
    with Publisher(Folder(tmp_path)) as publisher, file_server(tmp_path) as address:
        for seq in (12, 13, 14):
            told = with_contest(with_night(bulletin(), seq=seq, as_of_text=f"9:{seq} p.m."), seq=seq)
            publisher.publish(told)
            if modified:
                asked = urllib.request.Request(f"{address}{page}", headers={"If-Modified-Since": modified})
                with urllib.request.urlopen(asked, timeout=10) as answer:
                    assert answer.status == 200
                    assert f"9:{seq} p.m.".encode() in answer.read()
            with urllib.request.urlopen(f"{address}{page}", timeout=10) as answer:
                modified = answer.headers["Last-Modified"]
