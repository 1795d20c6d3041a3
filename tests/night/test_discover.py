"""What ``outright init`` finds behind an address or a file."""

import asyncio
import gzip
import io
import zipfile
from pathlib import Path

import pytest

from fake_site import PAGE, FakeSite
from outright.archive.fetch_errors import Blocked, NotThere
from outright.errors import FeedNotRecognised, FeedUnavailable, UsageError
from outright.night.discover import Discovered, discover, result_links
from shared import ROOT

FIXTURES = ROOT / "tests" / "feeds" / "fixtures"
STATE = (FIXTURES / "clarity_state.xml").read_bytes()
EXPORT = (FIXTURES / "enhanced_voting.json").read_bytes()
SITE = "https://results.example.gov"


def found(text: str, pages: dict | None = None, environ: dict[str, str] | None = None) -> Discovered:
    return asyncio.run(discover(text, FakeSite(pages or {}).get, environ or {}))


def zipped(body: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("detail.xml", body)
    return buffer.getvalue()


CLARITY = {
    f"{SITE}/XX/67317/current_ver.txt": b"101",
    f"{SITE}/XX/67317/101/reports/detailxml.zip": zipped(STATE),
}


@pytest.mark.parametrize(
    "page", ["/XX/67317/", "//XX//67317/web.264614/#/summary", "/XX/67317/101/json/en/summary.json"]
)
def test_a_clarity_page_becomes_a_source_that_was_read(page):
    got = found(SITE + page, CLARITY)
    assert (got.kind, got.target.urls, got.version) == ("clarity", (f"{SITE}/XX/67317/",), "101")
    assert got.name == "detail.xml"
    assert got.election and got.contests and got.units > 0
    assert got.contests[0].candidates
    assert [t.code for t in got.troubles] == ["not-there"]  # it has no settings


def test_an_enhanced_voting_page_becomes_its_export():
    api = f"{SITE}/results/public/api/elections/Somewhere/NovGen/data"
    pages = {
        api: b'{"jurisdiction": {"mediaExportPath": "Somewhere/export.json"}}',
        f"{SITE}/cdn/results/Somewhere/export.json": EXPORT,
    }
    page = f"{SITE}/results/public/Somewhere/elections/NovGen"
    got = found(page, pages)
    assert (got.kind, got.target.kind, got.target.urls) == ("enhanced-voting", "enhanced-voting", (page,))
    assert got.contests


def test_a_file_behind_an_address_is_known_by_its_bytes():
    url = f"{SITE}/files/whatever"
    for body, kind in ((EXPORT, "enhanced-voting"), (STATE, "clarity"), (gzip.compress(STATE), "clarity")):
        got = found(url, {url: body})
        assert (got.kind, got.target.kind, got.target.urls) == (kind, kind, (url,))


def test_an_address_that_only_looks_like_clarity_is_read_for_what_it_is():
    url = f"{SITE}/wa/20241/export.json"
    assert found(url, {url: EXPORT}).kind == "enhanced-voting"


def test_a_local_file_is_read_without_asking_anybody():
    site = FakeSite({})
    got = asyncio.run(discover(str(FIXTURES / "clarity_state.xml"), site.get))
    assert (got.kind, got.target.urls, got.name) == ("clarity", (), "clarity_state.xml")
    assert site.asked == []


def test_a_zip_on_disk_is_looked_into(tmp_path: Path):
    (tmp_path / "x.zip").write_bytes(zipped(STATE))
    assert found(str(tmp_path / "x.zip")).name == "detail.xml"


def test_a_public_page_is_said_to_be_one_and_its_links_are_named():
    url = f"{SITE}/elections/"
    page = b"""<html><body><a href="/about.html">About</a> <a href='/XX/67317/web.1/#/summary'>Results</a>
      <a href="export.csv?x=1&amp;key=S">Data</a> <a href="javascript:x">no</a> <a href="http://[bad">no</a></body></html>"""
    with pytest.raises(FeedNotRecognised) as refused:
        found(url, {url: page})
    line = refused.value.line()
    assert "the public page" in line
    assert f"{SITE}/XX/67317/web.1/#/summary, {SITE}/elections/export.csv?x=1&key=…" in line
    assert "about.html" not in line
    with pytest.raises(FeedNotRecognised, match="public page") as refused:
        found(url, {url: PAGE})
    assert "Download or Export" in refused.value.hint


def test_a_clarity_page_whose_files_do_not_come_says_so_first():
    url = f"{SITE}/XX/67317/web.1/"
    with pytest.raises(FeedNotRecognised) as refused:
        found(url, {url: PAGE, f"{SITE}/XX/67317/current_ver.txt": Blocked("The site answers 403", status=403)})
    assert "The site answers 403" in refused.value.hint


def test_links_are_few_and_each_is_named_once():
    page = b"".join(b'<a href="f%d.csv"><a href="f%d.csv">' % (n, n) for n in range(50))
    assert result_links(f"{SITE}/", page) == [f"{SITE}/f{n}.csv" for n in range(5)]


def test_nothing_there_is_an_error_with_words():
    with pytest.raises(FeedUnavailable, match="404"):
        found(f"{SITE}/x.json", {f"{SITE}/x.json": NotThere("The site answers 404: no such file", status=404)})
    with pytest.raises(FeedUnavailable):
        found("/no/such/file.xml")
    with pytest.raises(UsageError):
        found("  ")


def test_a_file_of_no_known_kind_says_where_it_came_from():
    url = f"{SITE}/x.txt?token=S"
    with pytest.raises(FeedNotRecognised) as refused:
        found(url, {url: b"hello, this is no results file"})
    assert f"{SITE}/x.txt?token=…" in refused.value.line()


def test_ap_without_a_key_names_the_variable():
    with pytest.raises(FeedUnavailable, match="AP_API_KEY"):
        found("https://api.ap.org/v3/elections/2026-11-03?format=json")


def test_a_jurisdiction_with_several_elections_lists_them():
    listing = b'{"elections": [{"publicElectionId": "NovGen", "electionDate": "2026-11-03"}]}'
    with pytest.raises(FeedUnavailable, match="NovGen"):
        found(f"{SITE}/results/public/Somewhere", {f"{SITE}/results/public/api/jurisdictions/Somewhere": listing})
