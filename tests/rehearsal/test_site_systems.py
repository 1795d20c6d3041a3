"""Every system's addresses, read back with the project's own readers, give the scenario's counts of that moment."""

import asyncio
import csv
import io
import json
from functools import cache
from random import Random

import httpx2
import pytest

from outright.errors import UsageError
from outright.feeds import read
from outright.rehearsal.nights import from_folder
from outright.rehearsal.site import SYSTEMS, RehearsalSite, system
from rehearsal_sites import BROWSER, Stepped, assert_same, hours, reference, small
from shared import SHARED, needs_shared

MOMENTS = (0.01, 0.3, 0.62, 0.9, 1.0)


@pytest.mark.parametrize("share", MOMENTS)
@pytest.mark.parametrize("make", [small, reference], ids=["statewide", "reference"])
def test_clarity_gives_the_state_by_county_and_each_county_by_precinct(make, share):
    site = Stepped(make()).at(share)
    night = site.scenario
    assert_same(site.detail(), night.snapshot(None, night.number_at(site.now)))
    for county, n in night.at(site.now).items():
        if n:
            theirs = site.detail(county)
            assert_same(theirs, night.snapshot(county, n))
            assert "Rehearsal" in theirs.election.name
        else:
            assert site.ask(f"{site.site(county)}/current_ver.txt").status == 404


def test_the_clarity_clock_is_the_editions_own_and_counties_carry_their_progress():
    site = Stepped(small()).at(0.7)
    seen = site.detail()
    assert seen.published_at == site.now.replace(microsecond=0)
    assert seen.contests[0].precincts_total == 23
    reported = sum(night_reported(site, c) for c in site.scenario.position)
    assert seen.contests[0].precincts_reported == reported > 0
    assert {u.reported for u in site.at(1.0).detail().contests[0].units} == {True}


def night_reported(site, county):
    n = site.scenario.at(site.now)[county]
    return site.scenario.progress(county, n)[0]


@pytest.mark.parametrize("share", MOMENTS)
def test_the_clarity_matrices_are_consistent_with_each_other_and_the_summary(share):
    site = Stepped(small()).at(share)
    night = site.scenario
    truth = night.snapshot(None, night.number_at(site.now))
    summary = json.loads(site.clarity("json/en/summary.json").body)
    assert [s["C"] for s in summary] == [c.contest.name for c in truth.contests]
    assert [s["V"] for s in summary] == [list(c.result().totals) for c in truth.contests]
    assert [s["PR"] for s in summary] == [sum(u.reported for u in c.units) for c in truth.contests]
    whole = matrix(site.clarity("json/ALL.json").body)
    assert whole["-1"] == {s["K"]: s["V"] for s in summary}
    parts = ["Election_Day", "Absentee_by_Mail", "Advance_in_Person", "Provisional"]
    by_part = [matrix(site.clarity(f"json/{part}.json").body) for part in parts]
    for m, part in enumerate(by_part):
        for i, count in enumerate(truth.contests):
            for unit in count.units:
                assert part[unit.unit.name][summary[i]["K"]] == list(unit.parts[m])
    for area, rows in whole.items():
        for key, row in rows.items():
            assert row == [sum(p[area][key][c] for p in by_part) for c in range(len(row))]


def matrix(body):
    return {row["A"]: dict(zip(row["C"], row["V"], strict=True)) for row in json.loads(body)["Contests"]}


@pytest.mark.parametrize("share", MOMENTS)
@pytest.mark.parametrize("make", [small, reference], ids=["statewide", "reference"])
def test_the_clarity_json_files_joined_are_the_whole_count(make, share):
    join = pytest.importorskip("outright.feeds.clarity_join")
    site = Stepped(make()).at(share)
    files = ["ALL", "Election_Day", "Absentee_by_Mail", "Advance_in_Person", "Provisional", "en/summary"]
    whole, *parts, summary = (read(site.clarity(f"json/{f}.json").body, name=f"{f}.json") for f in files)
    types = dict(zip((f"{f}.json" for f in files[1:5]), parts, strict=True))
    night = site.scenario
    assert_same(join.named(join.by_method(whole, types), summary), night.snapshot(None, night.number_at(site.now)))


def test_the_settings_list_each_countys_version_as_of_the_states_own():
    site = Stepped(reference()).at(0.5)
    settings = json.loads(site.clarity("json/en/electionsettings.json").body)
    details = settings["settings"]["electiondetails"]
    assert "Rehearsal" in details["internalname"]
    rows = [line.split("|") for line in details["participatingcounties"]]
    assert [r[0] for r in rows] == ["Cobb", "DeKalb", "Fulton"]
    for name, election, version, moment, _ in rows:
        assert site.site(name.lower()) == f"/GA/{name}/{election}"
        assert int(version) == site.version(name.lower())
        assert moment.startswith("4/18/2017 ") and moment.endswith(" PM EDT")
    assert int(settings["versions"][-1]) == site.version()
    old = f"{site.site()}/{site.version() - 3}/json/en/electionsettings.json"
    earlier = json.loads(site.ask(old).body)
    assert int(earlier["versions"][-1]) == site.version() - 3


def test_an_old_version_stays_what_it_was_and_may_be_kept_for_a_day():
    site = Stepped(small()).at(0.4)
    path = f"{site.site()}/{site.version()}/json/en/summary.json"
    before = site.ask(path)
    site.at(0.9)
    assert site.ask(path).body == before.body
    assert before.headers["cache-control"] == "max-age=86400"
    assert site.ask(f"{site.site()}/current_ver.txt").headers["cache-control"] == "max-age=0"
    assert site.version() > int(path.split("/")[3])


@pytest.mark.parametrize(
    "path",
    ["{site}/1/json/ALL.json", "{site}/{next}/json/ALL.json", "{site}/{now}/json/Nothing.json", "{site}/x/y/z",
     "/QQ/1/current_ver.txt", "{site}/{now}/reports/summary.zip", "/favicon.ico"],
)  # fmt: skip
def test_what_is_not_there_is_404(path):
    site = Stepped(small()).at(0.4)
    asked = path.format(site=site.site(), now=site.version(), next=site.version() + 1)
    assert site.ask(asked).status == 404


@pytest.mark.parametrize("share", MOMENTS)
@pytest.mark.parametrize("make", [small, reference], ids=["statewide", "reference"])
def test_enhanced_voting_gives_the_state_by_county(make, share):
    site = Stepped(make(), "enhanced-voting").at(share)
    night = site.scenario
    seen = read(site.ask(site.door).body)
    assert seen.kind == "enhanced-voting"
    assert_same(seen, night.snapshot(None, night.number_at(site.now)))
    assert "Rehearsal" in seen.election.name
    assert seen.published_at == site.now
    export = site.ask(site.app.system.export)
    assert_same(read(export.body), seen)
    named = json.loads(site.ask(site.door).body)["jurisdiction"]["mediaExportPath"]
    assert site.app.system.export == f"/cdn/results/{named}"


def test_the_slug_is_found_in_the_jurisdictions_list_before_anything_is_published():
    site = Stepped(reference(), "enhanced-voting")
    site.now -= hours(1)
    assert site.ask(site.door).status == 404
    listed = json.loads(site.ask("/results/public/api/jurisdictions/Georgia").body)["elections"]
    assert b"REHEARSAL" in site.ask(f"/results/public/Georgia/elections/{listed[0]['slug']}").body
    assert site.door == f"/results/public/api/elections/georgia/{listed[0]['slug']}/data"


def test_a_county_that_published_nothing_new_is_not_written_again():
    site = Stepped(small(), "enhanced-voting").at(0.5)
    site.ask(site.door)
    made = site.app.shelf.made
    site.at((round(0.5 * len(site.scenario.steps)) + 1) / len(site.scenario.steps))
    site.ask(site.door)
    assert site.app.shelf.made == made + 3  # the county, the whole put together, and the page's data


@pytest.mark.parametrize("share", MOMENTS)
@pytest.mark.parametrize("make", [small, reference], ids=["statewide", "reference"])
def test_openelections_tables_give_each_county_by_precinct(make, share):
    site = Stepped(make(), "openelections").at(share)
    night = site.scenario
    whole = site.app.system.address(None)
    assert_same(read(site.ask(whole).body, name=whole), night.snapshot(None, night.number_at(site.now)))
    for county, n in night.at(site.now).items():
        path = site.app.system.address(county)
        assert "rehearsal" in path
        if n:
            seen = read(site.ask(path).body, name=path)
            assert seen.election.date == night.setting.date
            assert_same(seen, night.snapshot(county, n))
        else:
            assert site.ask(path).status == 404


def test_an_openelections_row_is_what_a_spreadsheet_shows():
    site = Stepped(reference(), "openelections").at(1.0)
    rows = csv.DictReader(io.StringIO(site.ask(site.app.system.address(None)).body.decode()))
    votes = [int(r["votes"]) for r in rows if r["office"] == "U.S. Representative" and r["district"] == "6"]
    assert sum(votes) == 192_569


@pytest.mark.parametrize("share", MOMENTS)
@pytest.mark.parametrize("path", ["/results.xml", "/results.json"])
def test_nist_files_give_the_state_by_county(path, share):
    pytest.importorskip("outright.writers.nist_xml")
    site = Stepped(small(), "nist").at(share)
    night = site.scenario
    body = site.ask(path).body
    seen = read(body)
    assert b"Rehearsal" in body
    assert_same(seen, night.snapshot(None, night.number_at(site.now)), units=False)


@pytest.mark.parametrize("share", MOMENTS)
def test_ap_answers_with_a_key_and_gives_the_state_by_county(share):
    pytest.importorskip("outright.writers.ap_json")
    site = Stepped(reference(), "ap").at(share)
    night = site.scenario
    seen = read(site.ask(site.door).body)
    truth = night.snapshot(None, night.number_at(site.now)).contests[0]
    assert list(truth.result().totals) == list(seen.contests[0].result().totals)
    mine = {u.unit.name: u.totals for u in truth.units}
    assert {u.unit.name: u.totals for u in seen.contests[0].counting_units()} == mine


def test_ap_without_a_key_is_401_and_a_diff_holds_only_what_changed():
    pytest.importorskip("outright.writers.ap_json")
    site = Stepped(small(), "ap").at(0.5)
    path = site.door.partition("?")[0]
    assert site.ask(f"{path}?format=json").status == 401
    assert site.ask(f"{path}?format=json", x_api_key="k").status == 200
    whole = json.loads(site.ask(site.door).body)
    assert len(whole["races"]) == 11
    following = whole["nextrequest"].split("/", 3)[3].replace("%3A", ":").replace("%2B", "+")
    assert json.loads(site.ask(f"/{following}&apiKey=k").body)["races"] == []
    site.now = next(s.at for s in site.scenario.steps if s.at > site.now)
    assert len(json.loads(site.ask(f"/{following}&apiKey=k").body)["races"]) == 11
    assert site.ask(f"{path}?apiKey=k&minDateTime=yesterday").status == 400


@cache
def real(glob):
    return from_folder(SHARED / "data", glob, Random(1))


@needs_shared
@pytest.mark.parametrize("kind", ["clarity", "enhanced-voting", "openelections"])
@pytest.mark.parametrize("glob", ["tn-2016-11-08-*", "ar-2012-11-06-*"], ids=["no-methods", "some-methods"])
def test_real_contests_come_back_whole_whether_their_methods_are_known_or_not(glob, kind):
    site = Stepped(real(glob), kind).at(0.5)
    night = site.scenario
    seen = site.detail() if kind == "clarity" else read(site.ask(site.door).body, name=site.door)
    truth = night.snapshot(None, night.number_at(site.now))
    assert len(truth.contests) > 20
    assert votes_of(seen) == votes_of(truth)


def votes_of(snapshot):
    return {
        (c.contest.name, u.unit.name, k.name): v
        for c in snapshot.contests for u in c.units for k, v in zip(c.contest.candidates, u.totals, strict=True)
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["clarity", "enhanced-voting", "openelections"])
def test_conditional_requests_head_and_gzip_are_answered_as_on_a_real_site(kind):
    site = Stepped(small(), kind).at(0.5)
    path = site.door if kind != "clarity" else f"{site.site()}/{site.version()}/json/en/summary.json"
    plain = site.ask(path)
    assert plain.status == 200
    assert site.ask(path, if_none_match=plain.headers["etag"]).status == 304
    assert site.ask(path, if_none_match='"another"').status == 200
    assert site.ask(path, if_modified_since=plain.headers["last-modified"]).status == 304
    assert site.ask(path, if_modified_since="Thu, 01 Jan 1970 00:00:00 GMT").status == 200
    assert site.ask(path, if_modified_since="when the polls closed").status == 200
    packed = site.ask(path, accept_encoding="gzip, deflate")
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) < len(plain.body)
    assert site.ask(path, "DELETE").status == 405
    site.at(0.8)
    if kind != "clarity":
        assert site.ask(path, if_none_match=plain.headers["etag"]).status == 200


def test_the_application_answers_without_a_port():
    site = Stepped(small()).at(0.5)

    async def ask():
        transport = httpx2.ASGITransport(app=site.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://site", headers=BROWSER) as client:
            front = await client.get("/")
            return front, await client.get(f"{site.site()}/current_ver.txt"), await client.get("/_rehearsal/state")

    front, version, state = asyncio.run(ask())
    assert "REHEARSAL" in front.text
    assert int(version.text) == site.version()
    assert state.json()["rehearsal"] is True


@pytest.mark.parametrize("kind", ["clarity", "enhanced-voting", "openelections"])
def test_a_site_in_a_thread_serves_the_moment_the_test_has_set(kind):
    night = small()
    now = [night.steps[20].at]
    with RehearsalSite(night, kind, clock=lambda: now[0]) as site:
        first = site.doors()[0][0]
        assert first.startswith(site.url)
        with httpx2.Client(headers=BROWSER) as client:
            answer = client.get(first)
            head = client.head(first)
            assert answer.status_code == head.status_code == 200
            assert head.content == b""
            assert head.headers["etag"] == answer.headers["etag"]
            now[0] = night.ends
            assert kind == "clarity" or client.get(first).content != answer.content
            assert client.get(f"{site.url}/nothing").status_code == 404
            assert client.get(f"{site.url}/_rehearsal/state").json()["over"] is True
    site.stop()


def test_every_page_for_people_says_rehearsal_and_every_answer_says_so_in_a_header():
    for kind in ("clarity", "enhanced-voting", "openelections"):
        site = Stepped(small(), kind).at(0.5)
        assert b"REHEARSAL" in site.ask("/").body
        answer = site.ask(site.door)
        assert "no election" in answer.headers["x-rehearsal"]
        assert kind == "openelections" or b"ehearsal" in answer.body.replace(b"REHEARSAL", b"Rehearsal")


def test_a_system_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(UsageError, match="teletext") as refused:
        system("teletext", small())
    assert all(kind in refused.value.hint for kind in SYSTEMS)
