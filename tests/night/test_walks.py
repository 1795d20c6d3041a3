"""How sites are walked: what is asked, what is given out, and what a site's moods do to it."""

import asyncio
import contextlib
import gzip
import io
import json
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fake_site import NOW, PAGE, FakeSite, settings, zipped
from outright.archive.fetch_errors import Blocked, NotThere, RateLimited, SiteInTrouble, TooSlow
from outright.archive.fetched import Fetched, Validators, digest
from outright.errors import FeedMalformed, FeedNotRecognised
from outright.night.walks import Document, Target, Trail, Trouble, unpacked, walk_for
from outright.night.walks.ask import side_by_side
from outright.night.walks.clarity_address import clarity_site
from outright.night.walks.enhanced_voting_address import enhanced_site
from shared import SHARED, needs_shared


def trail(**given) -> Trail:
    async def no_wait(seconds: float) -> None:
        waits.append(seconds)

    waits: list[float] = []
    return Trail(pause=no_wait, **given)


def poll(site: FakeSite, target: Target, memory: Trail) -> list[Document | Trouble]:
    async def story() -> list[Document | Trouble]:
        return [item async for item in walk_for(target.kind)(target, memory, site.get)]

    site.asked.clear()
    return asyncio.run(story())


def told(items: list[Document | Trouble]) -> list[tuple[str, str]]:
    """Part and version of each document, part and code of each trouble."""
    return [(i.part, i.version or i.note) if isinstance(i, Document) else (i.part, f"!{i.code}") for i in items]


# -- one file, or a few -------------------------------------------------------------------------------


CSV = "https://results.example.gov/all.csv"


def test_a_file_is_given_out_when_it_changes_and_not_otherwise():
    site, memory, target = FakeSite({CSV: [b"a", b"a", b"b"]}), trail(), Target("votewa", (CSV,))
    (first,) = poll(site, target, memory)
    assert (first.part, first.kind, first.name, first.body, first.order) == ("", "votewa", "all.csv", b"a", None)
    assert poll(site, target, memory) == []
    assert [d.body for d in poll(site, target, memory)] == [b"b"]


def test_a_stale_copy_is_given_out_and_named_as_one():
    site, memory, target = FakeSite({CSV: [b"a", b"b", b"a"]}), trail(), Target("nist", (CSV,))
    notes = [poll(site, target, memory)[0].note for _ in range(3)]
    assert notes == ["", "", "seen-before"]


def test_several_files_are_parts_and_one_trouble_stops_no_other():
    king, pierce = "https://x.gov/King.csv", "https://x.gov/Pierce.csv"
    site = FakeSite({king: TooSlow("slow"), pierce: b"votes"})
    items = poll(site, Target("votewa", (king, pierce)), trail())
    assert sorted(told(items)) == [("king", "!too-slow"), ("pierce", "")]


def test_an_error_page_under_a_results_name_is_still_kept():
    (page,) = poll(FakeSite({CSV: PAGE}), Target("votewa", (CSV,)), trail())
    assert page.body == PAGE


def test_a_refusal_is_told_with_what_came():
    refused = Blocked("The site answers 403", where=CSV, status=403, body=PAGE)
    (trouble,) = poll(FakeSite({CSV: refused}), Target("votewa", (CSV,)), trail())
    assert (trouble.code, trouble.status, trouble.body) == ("blocked", 403, PAGE)
    limited = RateLimited("The site answers 429", status=429, retry_after=90.0)
    (trouble,) = poll(FakeSite({CSV: limited}), Target("votewa", (CSV,)), trail())
    assert (trouble.code, trouble.retry_after) == ("rate-limited", 90.0)


def test_what_could_not_be_kept_is_fetched_again():
    site, memory, target = FakeSite({CSV: b"a"}), trail(), Target("votewa", (CSV,))

    async def disk_full() -> None:
        async with contextlib.aclosing(walk_for("votewa")(target, memory, site.get)) as walk:
            async for _ in walk:
                raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        asyncio.run(disk_full())
    assert [d.body for d in poll(site, target, memory)] == [b"a"]


def test_a_server_whose_etag_lies_is_found_out_at_the_tenth_question():
    known = Validators('"lie"', "", digest(b"a"))

    async def lies(url, validators=None, headers=None) -> Fetched:
        if validators is not None and validators.etag:
            return Fetched(url, 304, b"", NOW, validators, False, "", 0.1, url)
        return Fetched(url, 200, b"b", NOW, Validators('"lie"', "", digest(b"b")), True, "", 0.1, url)

    async def story() -> list[int]:
        memory = trail(validators={CSV: known})
        return [len([i async for i in walk_for("nist")(Target("nist", (CSV,)), memory, lies)]) for _ in range(10)]

    assert asyncio.run(story()) == [0] * 9 + [1]


def test_a_slow_job_holds_up_no_other():
    async def story() -> list[str]:
        let_go = asyncio.Event()

        async def slow() -> str:
            await let_go.wait()
            return "slow"

        async def quick() -> str:
            return "quick"

        found = []
        async for result in side_by_side([slow, quick, quick, quick], 2):
            found.append(result)
            if len(found) == 3:
                let_go.set()
        return found

    assert asyncio.run(story()) == ["quick", "quick", "quick", "slow"]


def test_jobs_are_called_off_when_nobody_listens():
    async def story() -> list[str]:
        ends = []

        async def waits() -> str:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                ends.append("called off")
                raise
            return ""

        async def quick() -> str:
            return "quick"

        async with contextlib.aclosing(side_by_side([waits, quick, waits], 2)) as results:
            async for _ in results:
                break
        return ends

    assert asyncio.run(story()) == ["called off"]


# -- Clarity ------------------------------------------------------------------------------------------

BASE = "https://results.example.gov/XX/67317/"
STATE = Target("clarity", (BASE,))


def clarity_pages(version: int, base: str = BASE, **more) -> dict[str, object]:
    return {
        f"{base}current_ver.txt": str(version).encode(),
        f"{base}{version}/json/en/electionsettings.json": settings(versions=(str(version),)),
        f"{base}{version}/reports/detailxml.zip": zipped(f"v{version}"),
        **more,
    }


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://results.example.gov/GA/105369/", "https://results.example.gov/GA/105369/"),
        ("https://results.example.gov//GA//105369/web.264614/#/summary", "https://results.example.gov/GA/105369/"),
        ("https://results.example.gov/GA/105369/271927/json/en/summary.json", "https://results.example.gov/GA/105369/"),
        ("https://results.example.gov/GA/105369/current_ver.txt", "https://results.example.gov/GA/105369/"),
        ("https://results.example.gov/GA/Ben_Hill/105379/web.1/#/", "https://results.example.gov/GA/Ben_Hill/105379/"),
        ("http://127.0.0.1:8000/clarity/GA/67317", "http://127.0.0.1:8000/clarity/GA/67317/"),
        ("https://results.example.gov/GA/", None),
        ("https://results.example.gov/", None),
        ("results.example.gov/GA/105369/", None),
        ("https://[/GA/105369/", None),
    ],
)
def test_any_address_of_a_clarity_site_leads_to_its_election(url, base):
    found = clarity_site(url)
    assert (found.base if found else None) == base


def test_a_new_version_brings_its_settings_and_its_counts():
    site, memory = FakeSite(clarity_pages(100)), trail()
    items = poll(site, STATE, memory)
    assert told(items) == [("settings", "100"), ("", "100")]
    count = items[1]
    assert (count.kind, count.name, count.order, count.note) == ("clarity", "detailxml.zip", 100, "")
    assert count.body == zipped("v100")
    assert unpacked(count)[0] == "detail.xml"
    assert b"v100" in unpacked(count)[1]


def test_without_a_new_version_a_poll_is_one_small_question():
    site, memory = FakeSite(clarity_pages(100)), trail()
    poll(site, STATE, memory)
    assert poll(site, STATE, memory) == []
    assert site.asked == [f"{BASE}current_ver.txt"]


def test_an_older_version_after_a_newer_one_is_told_and_not_fetched():
    site, memory = FakeSite({**clarity_pages(100), **clarity_pages(99)}), trail(highest={"": 100})
    assert told(poll(site, STATE, memory)) == [("", "!older")]
    assert site.asked == [f"{BASE}current_ver.txt"]
    site.pages[f"{BASE}current_ver.txt"] = b"100"
    assert poll(site, STATE, memory) == []


def test_a_version_ahead_of_its_files_is_asked_for_again_and_comes():
    url = f"{BASE}101/reports/detailxml.zip"
    late = NotThere("The site answers 404", status=404)
    for early in (late, SiteInTrouble("502", status=502), Blocked("403", status=403), PAGE):
        site = FakeSite({**clarity_pages(101), url: [early, early, zipped("v101")]})
        items = poll(site, STATE, trail())
        assert told(items)[-1] == ("", "101")
        assert site.asked.count(url) == 3


def test_a_version_that_does_not_come_leaves_the_one_before_it_and_is_owed():
    pages = clarity_pages(101)
    pages[f"{BASE}101/json/en/electionsettings.json"] = settings(versions=("90", "100", "101"))
    pages[f"{BASE}100/reports/detailxml.zip"] = zipped("v100")
    del pages[f"{BASE}101/reports/detailxml.zip"]
    site, memory = FakeSite(pages), trail()
    items = poll(site, STATE, memory)
    assert told(items) == [("settings", "101"), ("", "!version-race"), ("", "100")]
    assert items[-1].note == "version-race"
    assert items[1].status == 404
    # The next poll asks for the missing one only, gives out nothing older, and takes it when it comes.
    assert told(poll(site, STATE, memory)) == [("", "!version-race")]
    assert f"{BASE}100/reports/detailxml.zip" not in site.asked
    site.pages[f"{BASE}101/reports/detailxml.zip"] = zipped("v101")
    assert told(poll(site, STATE, memory)) == [("", "101")]


def test_a_page_under_the_zips_name_is_kept_and_the_version_stays_owed():
    url = f"{BASE}101/reports/detailxml.zip"
    site, memory = FakeSite({**clarity_pages(101), url: PAGE}), trail()
    page = poll(site, STATE, memory)[-1]
    assert (page.body, page.note, page.order) == (PAGE, "odd", None)
    site.pages[url] = zipped("v101")
    assert told(poll(site, STATE, memory)) == [("", "101")]


def test_an_error_page_for_the_versions_number_is_no_version():
    for body in (PAGE, b"", b"12x", b"1" * 20):
        (trouble,) = poll(FakeSite({f"{BASE}current_ver.txt": body}), STATE, trail())
        assert (trouble.code, trouble.body) == ("not-what-it-should-be", body)


def test_settings_that_are_missing_or_broken_do_not_hold_up_the_counts():
    url = f"{BASE}100/json/en/electionsettings.json"
    for odd, code in ((NotThere("404", status=404), "!not-there"), (PAGE, "!not-what-it-should-be")):
        assert told(poll(FakeSite({**clarity_pages(100), url: odd}), STATE, trail())) == [
            ("settings", code),
            ("", "100"),
        ]


def test_a_site_that_wants_to_be_left_alone_is_not_asked_a_third_time():
    url = f"{BASE}100/reports/detailxml.zip"
    site = FakeSite({**clarity_pages(100), url: RateLimited("429", status=429, retry_after=60.0)})
    assert told(poll(site, STATE, trail()))[-1] == ("", "!rate-limited")
    assert site.asked.count(url) == 1


COUNTIES = Target("clarity", (BASE,), counties=True)
HILL, OAK = "https://results.example.gov/XX/Ben_Hill/67318/", "https://results.example.gov/XX/Oak/67319/"
LISTED = ("Ben_Hill|67318|50|11/3/2026 8:00:00 PM EST|16", "Oak|67319|60|11/3/2026 8:00:00 PM EST|16")


def county_pages(hill: int = 50, oak: int = 60) -> dict[str, object]:
    return {
        **clarity_pages(100),
        f"{BASE}100/json/en/electionsettings.json": settings(*LISTED),
        f"{HILL}current_ver.txt": str(hill).encode(),
        f"{OAK}current_ver.txt": str(oak).encode(),
        f"{HILL}{hill}/reports/detailxml.zip": zipped(f"Ben Hill {hill}"),
        f"{OAK}{oak}/reports/detailxml.zip": zipped(f"Oak {oak}"),
    }


def test_counties_are_fetched_when_asked_for_each_under_its_own_key():
    items = poll(FakeSite(county_pages()), COUNTIES, trail())
    assert told(items)[:2] == [("settings", "100"), ("", "100")]
    assert sorted(told(items)[2:]) == [("ben-hill", "50"), ("oak", "60")]
    assert told(poll(FakeSite(county_pages()), STATE, trail())) == [("settings", "100"), ("", "100")]


def test_only_counties_with_a_new_version_are_fetched():
    site, memory = FakeSite(county_pages()), trail()
    poll(site, COUNTIES, memory)
    site.pages.update({**clarity_pages(101), f"{BASE}101/json/en/electionsettings.json": settings(*LISTED)})
    site.pages.update({f"{OAK}current_ver.txt": b"61", f"{OAK}61/reports/detailxml.zip": zipped("Oak 61")})
    assert told(poll(site, COUNTIES, memory)) == [("settings", "101"), ("", "101"), ("oak", "61")]
    assert f"{HILL}50/reports/detailxml.zip" not in site.asked


def test_a_countys_own_version_is_ahead_of_the_states_list():
    items = poll(FakeSite(county_pages(hill=55)), COUNTIES, trail())
    assert ("ben-hill", "55") in told(items)


def test_a_countys_newer_version_that_fails_gives_the_listed_one_and_is_owed():
    pages = county_pages(hill=55)
    newest = pages.pop(f"{HILL}55/reports/detailxml.zip")
    pages[f"{HILL}50/reports/detailxml.zip"] = zipped("Ben Hill 50")
    site, memory = FakeSite(pages), trail()
    items = [i for i in poll(site, COUNTIES, memory) if i.part == "ben-hill"]
    assert told(items) == [("ben-hill", "!version-race"), ("ben-hill", "50")]
    assert items[1].note == "version-race"
    assert memory.owed == {"ben-hill"}
    site.pages[f"{HILL}55/reports/detailxml.zip"] = newest
    assert told(poll(site, COUNTIES, memory)) == [("ben-hill", "55")]
    assert f"{OAK}current_ver.txt" not in site.asked
    assert memory.owed == set()


def test_a_county_that_does_not_say_its_version_is_fetched_by_the_list():
    pages = county_pages()
    pages[f"{HILL}current_ver.txt"] = TooSlow("slow")
    assert ("ben-hill", "50") in told(poll(FakeSite(pages), COUNTIES, trail()))


def test_a_county_that_has_sent_nothing_yet_is_no_trouble():
    pages = county_pages()
    pages[f"{BASE}100/json/en/electionsettings.json"] = settings("Ben_Hill|67318|0|x|0", LISTED[1])
    del pages[f"{HILL}current_ver.txt"]
    items = poll(FakeSite(pages), COUNTIES, trail())
    assert told(items) == [("settings", "100"), ("", "100"), ("oak", "60")]


def test_where_many_counties_are_late_each_is_asked_once():
    names = [f"County_{n}|{70000 + n}|5|11/3/2026 8:00:00 PM EST|16" for n in range(20)]
    pages = clarity_pages(100) | {f"{BASE}100/json/en/electionsettings.json": settings(*names)}
    site = FakeSite(pages)
    items = [i for i in poll(site, COUNTIES, trail()) if i.part.startswith("county")]
    assert told(items) == [(f"county-{n}", "!version-race") for n in range(20)]
    asked = sum(url.endswith("detailxml.zip") and "County" in url for url in site.asked)
    assert 20 + 2 * 5 <= asked <= 20 + 2 * 6


def test_a_round_of_the_counties_that_was_broken_off_is_made_again():
    url = f"{BASE}100/json/en/electionsettings.json"
    pages = county_pages()
    pages[url] = [TooSlow("slow"), pages[url]]
    site, memory = FakeSite(pages), trail()
    assert told(poll(site, COUNTIES, memory)) == [("settings", "!too-slow"), ("", "100")]

    async def leaves_early() -> None:
        async with contextlib.aclosing(walk_for("clarity")(COUNTIES, memory, site.get)) as walk:
            async for item in walk:
                if item.part == "ben-hill":
                    break

    asyncio.run(leaves_early())
    assert sorted(told(poll(site, COUNTIES, memory))) == [("ben-hill", "50"), ("oak", "60")]
    assert poll(site, COUNTIES, memory) == []
    assert memory.owed == set()


def test_a_county_that_went_back_is_not_given_out():
    pages = county_pages(hill=49)
    site, memory = FakeSite(pages), trail(highest={"ben-hill": 50})
    assert [i for i in poll(site, COUNTIES, memory) if i.part == "ben-hill"] == []
    assert memory.highest["ben-hill"] == 50


def test_counties_are_looked_at_now_and_then_without_a_new_state_version():
    site, memory = FakeSite(county_pages()), trail()
    poll(site, COUNTIES, memory)
    site.pages.update({f"{OAK}current_ver.txt": b"61", f"{OAK}61/reports/detailxml.zip": zipped("Oak 61")})
    rounds = [told(poll(site, COUNTIES, memory)) for _ in range(9)]
    assert rounds == [[]] * 8 + [[("oak", "61")]]


def test_a_countys_name_that_is_a_path_is_not_followed():
    pages = county_pages()
    hostile = ("../../evil|67318|50|x|16", "..|67318|50|x|16", "a/b|67318|50|x|16", "Oak|67318?x=|50|x|16")
    pages[f"{BASE}100/json/en/electionsettings.json"] = settings(*hostile)
    site = FakeSite(pages)
    items = poll(site, COUNTIES, trail())
    assert [i.code for i in items if isinstance(i, Trouble)] == ["bad-address"] * 4
    assert all(url.startswith(BASE) for url in site.asked)


@needs_shared
def test_every_county_of_a_real_state_has_an_address_and_a_key_of_its_own():
    body = (SHARED / "feeds/clarity/json/20201103_ga_v271927.electionsettings.json").read_bytes()
    pages = {
        f"{BASE}current_ver.txt": b"271927",
        f"{BASE}271927/json/en/electionsettings.json": body,
        f"{BASE}271927/reports/detailxml.zip": zipped("state"),
    }
    for line in json.loads(body)["settings"]["electiondetails"]["participatingcounties"]:
        name, election, version = line.split("|")[:3]
        county = f"https://results.example.gov/XX/{name}/{election}/"
        pages |= {
            f"{county}current_ver.txt": version.encode(),
            f"{county}{version}/reports/detailxml.zip": zipped(name),
        }
    items = poll(FakeSite(pages), COUNTIES, trail())
    assert not [i for i in items if isinstance(i, Trouble)]
    assert len({i.part for i in items}) == len(items) == 159 + 2


def test_a_countys_own_site_is_walked_like_a_states():
    site = FakeSite(clarity_pages(50, HILL))
    items = poll(site, Target("clarity", (f"{HILL}web.264614/#/summary",)), trail())
    assert told(items) == [("settings", "50"), ("", "50")]


def test_an_address_that_is_not_claritys_is_said_to_be_none():
    assert told(poll(FakeSite({}), Target("clarity", ("https://example.gov/",)), trail())) == [("", "!bad-address")]


# -- Enhanced Voting ----------------------------------------------------------------------------------

EV = "https://results.example.gov"
API = f"{EV}/results/public/api"
EXPORT = f"{EV}/cdn/results/Somewhere/export-NovGen.json"
EV_PAGES = {
    f"{API}/jurisdictions/Somewhere": json.dumps(
        {
            "elections": [
                {"publicElectionId": "NovGen", "electionDate": "2026-11-03T00:00:00", "name": [{"text": "General"}]},
                {"publicElectionId": "JunPri", "electionDate": "2026-06-16", "name": "Primary"},
            ]
        }
    ).encode(),
    f"{API}/elections/Somewhere/NovGen/data": b'{"jurisdiction": {"mediaExportPath": "Somewhere/export-NovGen.json"}}',
    EXPORT: [b'{"createdAt": 1}', b'{"createdAt": 1}', b'{"createdAt": 2}'],
}


def ev_site(**more) -> FakeSite:
    return FakeSite({url: list(p) if isinstance(p, list) else p for url, p in EV_PAGES.items()} | more)


@pytest.mark.parametrize(
    "url",
    [
        f"{EV}/results/public/Somewhere/elections/NovGen",
        f"{EV}/results/public/Somewhere/elections/NovGen/ballot-items/2c?x=1",
        f"{API}/elections/Somewhere/NovGen",
        f"{API}/elections/Somewhere/NovGen/data",
    ],
)
def test_a_public_page_leads_to_the_export(url):
    site, memory, target = ev_site(), trail(), Target("enhanced-voting", (url,))
    (first,) = poll(site, target, memory)
    assert (first.url, first.kind, first.part, first.body) == (EXPORT, "enhanced-voting", "", b'{"createdAt": 1}')
    assert poll(site, target, memory) == []
    assert site.asked == [EXPORT]
    assert poll(site, target, memory)[0].body == b'{"createdAt": 2}'


def test_an_election_is_looked_up_by_its_date_or_its_slug():
    for election in ("2026-11-03", "NovGen"):
        target = Target("enhanced-voting", (f"{EV}/results/public/Somewhere",), election=election)
        assert [i.url for i in poll(ev_site(), target, trail())] == [EXPORT]


@pytest.mark.parametrize("election", ["", "2026-11-04"])
def test_an_election_is_never_guessed(election):
    target = Target("enhanced-voting", (f"{EV}/results/public/Somewhere",), election=election)
    (trouble,) = poll(ev_site(), target, trail())
    assert trouble.code == "which-election"
    assert "NovGen (2026-11-03, General), JunPri (2026-06-16, Primary)" in trouble.text


def test_a_direct_export_needs_no_lookup():
    site = ev_site()
    assert [i.url for i in poll(site, Target("enhanced-voting", (EXPORT,)), trail())] == [EXPORT]
    assert site.asked == [EXPORT]


def test_an_export_that_moves_is_looked_up_again():
    site, memory, target = ev_site(), trail(), Target("enhanced-voting", (f"{API}/elections/Somewhere/NovGen",))
    poll(site, target, memory)
    site.pages[EXPORT] = NotThere("404", status=404)
    assert told(poll(site, target, memory)) == [("", "!not-there")]
    moved = f"{EV}/cdn/results/Somewhere/export-NovGen-2.json"
    site.pages[f"{API}/elections/Somewhere/NovGen/data"] = site.pages[f"{API}/elections/Somewhere/NovGen/data"].replace(
        b"NovGen.json", b"NovGen-2.json"
    )
    site.pages[moved] = b"{}"
    assert [i.url for i in poll(site, target, memory)] == [moved]


@pytest.mark.parametrize("path", ["null", '"../../x.json"', '"https://evil.example/x.json"', '"x.exe"', '"a//b.json"'])
def test_an_export_path_that_leads_elsewhere_is_not_followed(path):
    data = f'{{"jurisdiction": {{"mediaExportPath": {path}}}}}'.encode()
    site = ev_site(**{f"{API}/elections/Somewhere/NovGen/data": data})
    assert told(poll(site, Target("enhanced-voting", (f"{API}/elections/Somewhere/NovGen",)), trail())) == [
        ("", "!not-there")
    ]
    assert site.asked == [f"{API}/elections/Somewhere/NovGen/data"]


def test_a_page_where_the_sites_list_should_be():
    site = ev_site(**{f"{API}/elections/Somewhere/NovGen/data": PAGE})
    (trouble,) = poll(site, Target("enhanced-voting", (f"{API}/elections/Somewhere/NovGen",)), trail())
    assert (trouble.code, trouble.body) == ("not-what-it-should-be", PAGE)


def test_an_address_of_something_else_is_no_enhanced_voting_site():
    for url in ("https://x.gov/", "https://x.gov/results/", EXPORT, "https://[/results/public/A"):
        assert enhanced_site(url) is None


# -- AP -----------------------------------------------------------------------------------------------

AP = "https://api.ap.example/v3/elections/2026-11-03?format=json&statePostal=XX"
NEXT = "api.ap.example/v3/elections/2026-11-03?format=json&minDateTime=2026-11-04T01%3a00%3a00.000Z"
AP_TARGET = Target("ap", (AP,), key_env="AP_KEY")


def ap_body(timestamp: str, link: str | None = f"http://{NEXT}", races: int = 1) -> bytes:
    said = {"timestamp": timestamp, "races": [{}] * races} | ({"nextrequest": link} if link else {})
    return json.dumps(said).encode()


def ap_trail(**given) -> Trail:
    return trail(environ={"AP_KEY": "sesame"}, **given)


def test_ap_gives_the_whole_once_and_then_what_changed():
    site = FakeSite({AP: ap_body("2026-11-04T01:00:00.000Z"), f"https://{NEXT}": ap_body("2026-11-04T01:00:30Z")})
    memory = ap_trail()
    whole, diff = poll(site, AP_TARGET, memory)[0], poll(site, AP_TARGET, memory)[0]
    assert (whole.note, diff.note) == ("", "diff")
    assert diff.order - whole.order == 30_000_000
    assert site.asked == [f"https://{NEXT}"]
    assert [h.get("x-api-key") for h in site.headers] == ["sesame", "sesame"]
    assert "sesame" not in repr(whole) + repr(diff) + repr(memory)


def test_ap_with_nothing_new_gives_only_a_link_which_is_followed():
    site = FakeSite(
        {AP: ap_body("2026-11-04T01:00:00Z"), f"https://{NEXT}": [b'{"nextrequest": "https://%b&n=2"}' % NEXT.encode()]}
    )
    memory = ap_trail()
    poll(site, AP_TARGET, memory)
    assert poll(site, AP_TARGET, memory) == []
    poll(site, AP_TARGET, memory)
    assert site.asked == [f"https://{NEXT}&n=2"]


def test_a_truncated_ap_answer_is_kept_and_its_link_is_asked_again():
    site = FakeSite(
        {
            AP: ap_body("2026-11-04T01:00:00Z"),
            f"https://{NEXT}": [b'{"timestamp": "20', ap_body("2026-11-04T01:01:00Z")],
        }
    )
    memory = ap_trail()
    poll(site, AP_TARGET, memory)
    assert [i.note for i in poll(site, AP_TARGET, memory)] == ["odd"]
    assert [i.note for i in poll(site, AP_TARGET, memory)] == ["diff"]


def test_an_ap_answer_older_than_one_seen_is_named_older():
    site = FakeSite({AP: ap_body("2026-11-04T01:00:00Z"), f"https://{NEXT}": ap_body("2026-11-04T00:50:00Z")})
    memory = ap_trail()
    poll(site, AP_TARGET, memory)
    highest = memory.highest[""]
    assert [i.note for i in poll(site, AP_TARGET, memory)] == ["older"]
    assert memory.highest[""] == highest


def test_ap_without_a_link_is_asked_for_the_whole_again():
    site, memory = FakeSite({AP: ap_body("2026-11-04T01:00:00Z", link=None)}), ap_trail()
    for _ in range(2):
        assert [i.note for i in poll(site, AP_TARGET, memory)] == [""]
        assert site.asked == [AP]


def test_the_key_does_not_follow_a_link_to_another_host():
    site, memory = FakeSite({AP: ap_body("2026-11-04T01:00:00Z", link="https://evil.example/?x")}), ap_trail()
    assert told(poll(site, AP_TARGET, memory))[-1] == ("", "!bad-address")
    poll(site, AP_TARGET, memory)
    assert site.asked == [AP]


def test_a_link_that_is_no_longer_known_leads_back_to_the_whole():
    site, memory = FakeSite({AP: ap_body("2026-11-04T01:00:00Z")}), ap_trail()
    poll(site, AP_TARGET, memory)
    assert told(poll(site, AP_TARGET, memory)) == [("", "!not-there")]
    assert [i.note for i in poll(site, AP_TARGET, memory)] == [""]


def test_a_used_up_quota_is_a_wait_and_not_a_locked_door():
    used_up = Blocked("The site answers 403", status=403, body=b"403: Per-minute quota exceeded")
    (trouble,) = poll(FakeSite({AP: used_up}), AP_TARGET, ap_trail())
    assert (trouble.code, trouble.retry_after) == ("rate-limited", 10.0)
    (trouble,) = poll(FakeSite({AP: Blocked("403", status=403, body=b"no")}), AP_TARGET, ap_trail())
    assert trouble.code == "blocked"


def test_ap_without_a_key_is_not_asked():
    site = FakeSite({})
    for memory, target in ((trail(environ={}), AP_TARGET), (ap_trail(), Target("ap", (AP,)))):
        assert told(poll(site, target, memory)) == [("", "!no-key")]
    assert site.asked == []


# -- whatever comes -----------------------------------------------------------------------------------

KEYS = st.sampled_from(
    [
        *("settings", "electiondetails", "participatingcounties", "versions", "jurisdiction", "mediaExportPath"),
        *("elections", "publicElectionId", "electionDate", "name", "races", "nextrequest", "timestamp"),
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            KEYS,
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
BODIES = st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()) | st.just(PAGE)


LONE = b'{"elections": [{"publicElectionId": "\\ud800", "electionDate": "NovGen"}], "nextrequest": "https://api.ap.example/\\ud800"}'


@example([LONE] * 4, 1)
@example([LONE] * 4, 2)
@given(st.lists(BODIES, min_size=4, max_size=4), st.integers(0, 3))
def test_whatever_a_site_sends_is_a_document_or_a_trouble(bodies, kind):
    target = (
        COUNTIES,
        Target("enhanced-voting", (f"{EV}/results/public/Somewhere",), election="NovGen"),
        AP_TARGET,
        Target("votewa", (CSV,)),
    )[kind]

    async def get(url, validators=None, headers=None) -> Fetched:
        body = b"100" if url.endswith("current_ver.txt") and len(left) % 2 else left[-1]
        left.insert(0, left.pop())
        return Fetched(url, 200, body, NOW, Validators("", "", digest(body)), True, "", 0.1, url)

    async def story() -> None:
        memory = ap_trail()
        for _ in range(3):
            async for item in walk_for(target.kind)(target, memory, get):
                assert isinstance(item, Document) or item.text

    left = list(bodies)
    asyncio.run(story())


# -- what lies inside ---------------------------------------------------------------------------------


def boxed(name: str, body: bytes) -> Document:
    return Document("", "clarity", name, "", body, NOW)


def test_a_document_is_unpacked_for_readers_and_stays_as_received():
    assert unpacked(boxed("a.csv", b"x")) == ("a.csv", b"x")
    assert unpacked(boxed("a.csv.gz", gzip.compress(b"x"))) == ("a.csv", b"x")
    assert unpacked(boxed("detailxml.zip", PAGE)) == ("detailxml.zip", PAGE)


def test_a_cut_or_doubtful_archive_is_refused():
    with pytest.raises(FeedMalformed):
        unpacked(boxed("detailxml.zip", zipped("x")[:-30]))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.xml", "x")
        archive.writestr("b.xml", "x")
    with pytest.raises(FeedNotRecognised):
        unpacked(boxed("x.zip", buffer.getvalue()))
