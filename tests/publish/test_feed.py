"""The feeds: valid, the same bytes everywhere, marked as what they are, and names in them are only text."""

import datetime as dt
import html
import json
import re
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from bulletins import bulletin
from outright.bulletin import decode, encode
from outright.publish.feed import discovery
from outright.publish.feed.entries import MOST, plain
from outright.publish.site import Site
from outright.publish.tree import documents, tree
from outright.terms import ResultsStatus
from outright.terms import VerdictCode as V
from page_states import HOSTILE, STATES
from told_nights import HANDEL, OSSOFF, change, contest, correction, mark, night, point

BASE = "https://results.example.org"
NIGHT, CONTEST = "us-ga-2017-04-18", "us-house-6"
OF_CONTEST, OF_NIGHT = f"/v1/{NIGHT}/{CONTEST}/feed", f"/v1/{NIGHT}/feed"
ATOM = "{http://www.w3.org/2005/Atom}"
CHANNEL = {"title", "link", "description", "language", "lastBuildDate", "generator", "ttl", f"{ATOM}link", "item"}
ITEM = {"title", "link", "description", "category", "guid", "pubDate"}


def full(**changes):
    made = contest(
        [point(1, ossoff=71, handel=29), point(2, ossoff=80, handel=90)],
        [change(1, V.TOO_EARLY), change(3, V.RUNOFF_CERTAIN, OSSOFF, HANDEL)],
        [correction(2, "Cobb −10 votes")], [mark(4, "certified")],
    )  # fmt: skip
    return night(made, **changes)


def feeds(whole, base_url=BASE):
    files = documents(whole, Site(base_url))
    return {path: document.draw() for path, document in files.items() if "/feed." in path}


def check_rss(body: bytes, base_url: str = BASE) -> ElementTree.Element:
    """What RSS 2.0 asks of a feed; returns its channel."""
    root = ElementTree.fromstring(body)
    assert (root.tag, root.get("version"), len(root)) == ("rss", "2.0", 1)
    (channel,) = root
    assert channel.tag == "channel"
    assert {e.tag for e in channel} <= CHANNEL
    for name in ("title", "link", "description"):
        assert channel.findtext(name), name
    links = channel.findall(f"{ATOM}link")
    assert len(links) == (1 if base_url else 0)
    for link in links:
        assert (link.get("rel"), link.get("type")) == ("self", "application/rss+xml")
        assert link.get("href", "").startswith(base_url)
    for name in ("title", "link", "description", "language", "lastBuildDate", "generator", "ttl"):
        assert len(channel.findall(name)) <= 1
    ids = []
    for item in channel.findall("item"):
        assert {e.tag for e in item} == ITEM and len(item) == len(ITEM)
        guid = item.find("guid")
        assert guid is not None and guid.get("isPermaLink") == "false"
        ids.append(guid.text)
        moment = item.findtext("pubDate") or ""
        assert re.fullmatch(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000", moment)
        assert parsedate_to_datetime(moment).tzinfo is not None
        assert (item.findtext("link") or "").startswith(base_url or "../")
    assert len(ids) == len(set(ids))
    return channel


def check_json(body: bytes, base_url: str = BASE) -> dict:
    """What JSON Feed 1.1 asks of a feed."""
    said = json.loads(body)
    assert said["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(said["title"], str) and said["title"]
    assert ("feed_url" in said) is bool(base_url)
    own = {"version", "title", "description", "home_page_url", "feed_url", "language", "items"}
    assert all(key in own or key.startswith("_") for key in said)
    assert len({item["id"] for item in said["items"]}) == len(said["items"])
    for item in said["items"]:
        assert isinstance(item["id"], str) and item["content_text"]
        assert dt.datetime.fromisoformat(item["date_published"]).tzinfo is not None
        assert all(isinstance(tag, str) for tag in item["tags"])
    return said


@pytest.mark.parametrize("base_url", [BASE, ""])
@pytest.mark.parametrize("path", [OF_CONTEST, OF_NIGHT])
def test_feeds_are_valid_and_say_the_same(path, base_url):
    files = feeds(full(), base_url)
    channel, said = check_rss(files[f"{path}.xml"], base_url), check_json(files[f"{path}.json"], base_url)
    items = channel.findall("item")
    assert len(items) == 5
    assert [i.findtext("guid") for i in items] == [i["id"] for i in said["items"]]
    assert [i.findtext("link") for i in items] == [i["url"] for i in said["items"]]
    assert [i.findtext("title") for i in items] == [i["title"] for i in said["items"]]
    assert [html.unescape(i.findtext("description") or "") for i in items] == [
        i["content_text"] for i in said["items"]
    ]  # fmt: skip


def test_newest_comes_first_and_an_entry_is_the_event():
    said = check_json(feeds(full())[f"{OF_CONTEST}.json"])
    assert [i["_outright"]["kind"] for i in said["items"]] == [
        "certified", "call", "lead-change", "correction", "first-votes",
    ]  # fmt: skip
    call = said["items"][1]
    assert call["title"] == "Runoff certain: US House 6 special"
    assert call["url"] == f"{BASE}/{NIGHT}/{CONTEST}/at/3/"
    assert call["content_text"].endswith(" Unofficial, 3 past 8.")
    assert said["items"][0]["content_text"].endswith(" Official, 4 past 8.")
    assert call["_outright"] == {
        "contest": CONTEST, "kind": "call", "seq": 3,
        "figures": {"votes": 170, "code": "runoff_certain", "by": "arithmetic"},
    }  # fmt: skip


def test_without_a_public_address_links_lead_from_the_feed_to_the_page():
    from urllib.parse import urljoin

    files = feeds(full(), "")
    for path in (OF_CONTEST, OF_NIGHT):
        said = json.loads(files[f"{path}.json"])
        here = f"https://anywhere.example/sub{path}.json"
        assert urljoin(here, said["items"][0]["url"]) == f"https://anywhere.example/sub/{NIGHT}/{CONTEST}/at/4/"
        page = f"/{NIGHT}/{CONTEST}/" if path == OF_CONTEST else f"/{NIGHT}/"
        assert urljoin(here, said["home_page_url"]) == f"https://anywhere.example/sub{page}"


@pytest.mark.parametrize(
    ("marks", "prefix"),
    [({}, ""), ({"test": True}, "TEST: "), ({"rehearsal": True}, "REHEARSAL: "),
     ({"test": True, "rehearsal": True}, "TEST: REHEARSAL: ")],
)  # fmt: skip
def test_a_test_or_a_rehearsal_is_said_in_every_title(marks, prefix):
    for path, body in feeds(full(**marks)).items():
        if path.endswith("json"):
            said = json.loads(body)
            titles = [said["title"], *(i["title"] for i in said["items"])]
            assert said["_outright"] == {"test": bool(marks.get("test")), "rehearsal": bool(marks.get("rehearsal"))}
        else:
            titles = [e.text or "" for e in ElementTree.fromstring(body).iter("title")]
        spoken = prefix.replace("TEST", "PRUEBA").replace("REHEARSAL", "ENSAYO") if ".es." in path else prefix
        assert len(titles) == 6
        assert all(title.startswith(spoken) for title in titles)
        assert prefix or not any(title.startswith(("TEST", "REHEARSAL", "PRUEBA", "ENSAYO")) for title in titles)


def test_the_feed_says_whether_the_count_is_official():
    assert "Unofficial" in json.loads(feeds(full())[f"{OF_NIGHT}.json"])["description"]
    official = feeds(full(status=ResultsStatus.CERTIFIED))[f"{OF_NIGHT}.json"]
    assert "Official results." in json.loads(official)["description"]


def hostile(name: str):
    rows = [("a", name, "D", 60), ("b", f"Bo {name}", "R", 40)]
    made = bulletin(rows=rows, rehearsal=False)
    mine = replace(
        made.contests[0], name=f"Contest {name}", short_name=name or "x", notes=(correction(2, f"{name} fell"),),
        verdict_history=(change(3, V.WON_CERTAIN, "a"),),
    )  # fmt: skip
    return replace(made, contests=(mine,), night=replace(made.night, name=f"Night {name}"))


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_are_text_in_every_feed(name):
    shown = plain(name)
    for path, body in feeds(hostile(name)).items():
        if path.endswith("json"):
            said = check_json(body)
            texts = " ".join(i["content_text"] + i["title"] for i in said["items"])
            assert shown in texts
            continue
        channel = check_rss(body)
        assert not list(channel.iter("script")) and not list(channel.iter("img")) and not list(channel.iter("b"))
        for description in channel.iter("description"):
            assert "<" not in (description.text or "")  # a reader that takes it for HTML finds no tag
        words = " ".join(html.unescape(e.text or "") for e in channel.iter("description"))
        assert html.unescape(shown) in html.unescape(words)


def test_what_no_xml_may_hold_is_left_out():
    assert plain("a\x00b\ufffec\ud800d\u2028e\u202ef") == "abcdef"
    assert plain("two\nlines  and tabs\t.") == "two lines and tabs ."


@pytest.mark.parametrize("name", STATES)
def test_every_state_of_a_night_has_feeds(name):
    for path, body in feeds(STATES[name]()).items():
        (check_json if path.endswith("json") else check_rss)(body)


def test_the_same_bulletin_gives_the_same_bytes():
    whole = full()
    assert feeds(whole) == feeds(decode(encode(whole)))


def test_a_feed_is_drawn_anew_only_when_its_contest_or_its_night_says_something_else():
    before, again = documents(full()), documents(full(seq=99))
    path = f"{OF_CONTEST}.xml"
    assert before[path] == again[path]
    assert before[path].draw() == again[path].draw()
    assert before[path] != documents(full(test=True))[path]
    assert before[path] != documents(night(contest([point(1, ossoff=1)])))[path]
    assert before[path] != documents(full(), Site(BASE))[path]


def test_a_long_night_keeps_its_newest_entries():
    line = [point(i, ossoff=10 + i % 2, handel=10 + (i + 1) % 2) for i in range(1, MOST + 20)]
    said = check_json(feeds(night(contest(line)))[f"{OF_CONTEST}.json"])
    assert len(said["items"]) == MOST
    assert said["items"][0]["_outright"]["seq"] == MOST + 19


def test_a_page_can_name_its_feeds():
    whole = full()
    rss, feed = discovery(whole.night, whole.contests[0])
    assert rss == ("application/rss+xml", whole.contests[0].name, f"{OF_CONTEST}.xml")
    assert feed[0] == "application/feed+json" and feed[2] in tree(whole)
    assert discovery(whole.night)[0][2] == f"{OF_NIGHT}.xml"


def test_a_spanish_feed_says_the_same_events_in_spanish_and_leads_to_spanish_pages():
    found = tree(full(), Site(BASE))
    plainly, said = (json.loads(found[f"{OF_CONTEST}{tail}.json"]) for tail in ("", ".es"))
    assert said["language"] == "es" and said["feed_url"] == f"{BASE}{OF_CONTEST}.es.json"
    assert said["home_page_url"] == f"{BASE}/es/{NIGHT}/{CONTEST}/"
    pairs = list(zip(plainly["items"], said["items"], strict=True))
    for english, spanish in pairs:
        assert english["_outright"] == spanish["_outright"] and english["id"] == spanish["id"]
        assert spanish["url"] == english["url"].replace(BASE, f"{BASE}/es")
        assert spanish["content_text"] != english["content_text"]
        assert re.findall(r"\d[\d,.]*\d", spanish["content_text"]) == re.findall(
            r"\d[\d,.]*\d", english["content_text"]
        )
    texts = " ".join(item["content_text"] + item["title"] for item in said["items"])
    assert "Primeros votos: " in texts and "va a la cabeza, antes" in texts and "Segunda vuelta segura" in texts
    assert check_rss(found[f"{OF_CONTEST}.es.xml"]).findtext("language") == "es"


def test_an_event_that_cannot_be_translated_stays_in_english_whole():
    odd = correction(2, "Somebody spilt coffee on 12 ballots")
    whole = night(contest([point(1, ossoff=71, handel=29), point(2, ossoff=70, handel=29)], [], [odd], []))
    found = tree(whole, Site(BASE))
    plainly, said = (json.loads(found[f"{OF_CONTEST}{tail}.json"])["items"] for tail in ("", ".es"))
    texts = [
        (a["content_text"], b["content_text"])
        for a, b in zip(plainly, said, strict=True)
        if "coffee" in a["content_text"]
    ]
    assert texts and all(b.startswith("Somebody spilt coffee on 12 ballots; now ") for _, b in texts)


def test_a_page_leads_to_the_feeds_of_its_language():
    found = tree(full(), Site(BASE))
    assert b"feed.es.xml" in found[f"/es/{NIGHT}/{CONTEST}/index.html"]
    assert b"feed.es.xml" not in found[f"/{NIGHT}/{CONTEST}/index.html"]
