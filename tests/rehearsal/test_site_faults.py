"""Every fault does what its name says, ends, and leaves the certified count alone."""

import gzip
import json
import socket
import zipfile
from contextlib import contextmanager
from itertools import pairwise

import httpx2
import pytest

from outright.errors import ConfigError, FeedError
from outright.feeds import read
from outright.rehearsal.fault_kinds import KINDS, Spoils
from outright.rehearsal.faults import FaultFile, last_moment, read_faults, schedule
from outright.rehearsal.site import RehearsalSite
from rehearsal_sites import BROWSER, Stepped, assert_same, hours, reference, small, unzipped

DATA = "enhanced-voting"
COUNTY = "cobb"


def broken(kind, system=DATA, share=0.5, **more):
    """A site at mid-night, and the same a moment after the fault was commanded."""
    site = Stepped(reference(), system).at(share)
    before = site.ask(site.door)
    status, told = site.command("fault", kind=kind, **more)
    assert status == 200, told
    assert told["kind"] == kind
    return site, before


def kinds_served(site):
    return set(site.app.served)


def test_an_error_page_comes_under_the_name_of_the_results():
    for status in (200, 503):
        site, _ = broken("html-error-page", status=status)
        answer = site.ask(site.door)
        assert answer.status == status
        with pytest.raises(FeedError, match="web page"):
            read(answer.body)
    assert kinds_served(site) == {"html-error-page"}


def test_a_truncated_body_says_that_it_is_whole_and_cannot_be_read():
    site, before = broken("truncated")
    cut = site.ask(site.door).body
    assert before.body.startswith(cut)
    assert 0 < len(cut) < len(before.body)
    with pytest.raises(FeedError):
        read(cut)


def test_a_truncated_zip_is_no_zip():
    site = Stepped(reference()).at(0.5)
    path = f"{site.site()}/{site.version()}/reports/detailxml.zip"
    site.command("fault", kind="truncated", path="*.zip")
    with pytest.raises(zipfile.BadZipFile):
        site.detail()
    assert site.ask(path.replace("reports/detailxml.zip", "json/ALL.json")).body.endswith(b"}")


def test_a_stale_edge_gives_an_older_body_after_a_newer_one():
    site, before = broken("stale-edge")
    old, new, old_again = (site.ask(site.door) for _ in range(3))
    assert new.body == before.body
    assert old.body == old_again.body != new.body
    assert read(old.body).published_at < read(new.body).published_at


def test_a_stale_edge_of_clarity_names_the_version_before():
    site = Stepped(reference()).at(0.5)
    version = site.version()
    site.command("fault", kind="stale-edge", path="*/current_ver.txt")
    assert [site.version() for _ in range(4)] == [version - 1, version, version - 1, version]


def test_in_a_version_race_the_named_version_has_no_files_yet():
    site = Stepped(reference()).at(0.5)
    version = site.version()
    site.command("fault", kind="version-race")
    assert site.version() == version + 1
    assert site.clarity("json/ALL.json").status == 404
    assert site.ask(f"{site.site()}/{version}/json/ALL.json").status == 200
    assert site.command("fault", kind="version-race")[0] == 200
    assert Stepped(reference(), DATA).at(0.5).command("fault", kind="version-race")[0] == 400


def test_libraries_are_blocked_and_a_named_reader_is_not():
    site, _ = broken("blocked-403")
    for agent in ("python-requests/2.31", "curl/8.1", "Go-http-client/2.0", ""):
        assert site.ask(site.door, user_agent=agent).status == 403
    assert site.ask(site.door).status == 200
    site, _ = broken("blocked-403", agents="all")
    assert site.ask(site.door).status == 403


def test_too_many_requests_says_how_long_to_wait():
    site, _ = broken("rate-limited-429", retry_after=7)
    answer = site.ask(site.door)
    assert (answer.status, answer.headers["retry-after"]) == (429, "7")


def test_an_empty_answer_is_200_and_no_count():
    site, _ = broken("empty")
    answer = site.ask(site.door)
    assert (answer.status, answer.body) == (200, b"")


def test_a_body_is_packed_twice_and_said_to_be_packed_once():
    site, before = broken("wrong-gzip")
    answer = site.ask(site.door)
    assert "content-encoding" not in answer.headers
    assert gzip.decompress(answer.body) == before.body
    with pytest.raises(FeedError, match="gzip"):
        read(answer.body)
    packed = site.ask(site.door, accept_encoding="gzip")
    assert gzip.decompress(gzip.decompress(packed.body)) == before.body


def test_the_etag_stays_while_the_body_changes():
    site, _ = broken("etag-lies", **{"for": "3h"})
    first = site.ask(site.door)
    site.at(0.6)
    second = site.ask(site.door)
    assert first.body != second.body
    assert first.headers["etag"] == second.headers["etag"]
    assert site.ask(site.door, if_none_match=first.headers["etag"]).status == 304


def test_a_request_without_a_condition_is_answered_304():
    site, _ = broken("false-304")
    answer = site.ask(site.door)
    assert (answer.status, answer.body) == (304, b"")


# What is counted.


def changed(kind, county=COUNTY, **more):
    """The truth and what a site says under the fault: the county's file and the state's."""
    site = Stepped(reference()).at(0.8)
    truth = site.detail(county), site.detail()
    row = {"kind": kind, **more} | ({"county": county} if county and KINDS[kind].one_county else {})
    assert site.command("fault", **row)[0] == 200
    return site, truth, (site.detail(county), site.detail())


def votes(snapshot, unit=None):
    count = snapshot.contests[0]
    if unit is None:
        return count.result().totals
    return next(u.totals for u in count.units if u.unit.name == unit)


def test_a_county_falls_and_is_restored():
    site, (county, state), (fallen, whole) = changed("regression", **{"for": "5m"})
    assert sum(votes(fallen)) < sum(votes(county))
    assert len([c for c in fallen.since(county).fell() if c.method == "total"]) > 20
    assert sum(votes(state)) - sum(votes(whole)) == sum(votes(county)) - sum(votes(fallen))
    assert votes(whole, "DeKalb") == votes(state, "DeKalb")
    version = site.version()
    site.now += hours(0.2)
    assert site.version() > version
    assert sum(votes(site.detail(COUNTY))) >= sum(votes(county))
    night = site.scenario
    assert_same(site.detail(COUNTY), night.snapshot(COUNTY, night.at(site.now)[COUNTY]))


def test_a_wrong_entry_is_truly_corrected_downward():
    site, (county, _), (wrong, _) = changed("correction", votes=250, **{"for": "5m"})
    assert sum(votes(wrong)) == sum(votes(county)) + 250
    site.now += hours(0.2)
    right = site.detail(COUNTY)
    fell = [c for c in right.since(wrong).fell() if c.method == "total"]
    assert len(fell) == 1
    assert fell[0].added in range(-250, 0)


def test_every_count_of_a_county_is_zero():
    _, _, (zero, state) = changed("reset-to-zero")
    assert set(votes(zero)) == {0} == set(votes(state, "Cobb"))
    assert sum(votes(state)) > 0


def test_two_candidates_change_places():
    _, (county, _), (swapped, state) = changed("swap")
    one, two, *others = votes(county)
    assert votes(swapped) == (two, one, *others)
    assert one != two
    assert votes(state, "Cobb") == votes(swapped)


def test_one_precinct_is_counted_twice():
    _, (county, _), (doubled, _) = changed("doubled-precinct")
    before = {u.unit.name: u.totals for u in county.contests[0].units}
    odd = [u for u in doubled.contests[0].units if u.totals != before[u.unit.name]]
    assert len(odd) == 1
    assert odd[0].totals == tuple(2 * v for v in before[odd[0].unit.name])


def test_a_unit_vanishes_from_its_countys_file_and_the_county_from_the_states():
    _, (county, state), (less, smaller) = changed("vanished-unit")
    assert len(less.contests[0].units) == len(county.contests[0].units) - 1
    assert len(less.since(county).units_gone) == 1
    assert [u.unit.name for u in smaller.contests[0].units] == ["DeKalb", "Fulton"]
    assert sum(votes(state)) - sum(votes(smaller)) == sum(votes(county))


def test_a_candidate_is_written_the_other_way_round_with_the_same_votes():
    _, (county, state), seen = changed("renamed-candidate")
    for before, after in zip((county, state), seen, strict=True):
        old, new = before.contests[0].contest.candidates, after.contests[0].contest.candidates
        assert old[0].name != new[0].name
        assert old[0].source_id == new[0].source_id
        assert sorted(old[0].name.split()) == sorted(new[0].name.replace(",", "").split())
        assert [c.name for c in old[1:]] == [c.name for c in new[1:]]
        assert votes(before) == votes(after)


def test_candidates_come_in_another_order_with_their_own_votes():
    _, (county, state), seen = changed("reordered-candidates")
    for before, after in zip((county, state), seen, strict=True):
        assert before.contests[0].by_candidate() == after.contests[0].by_candidate()
        assert list(before.contests[0].by_candidate()) != list(after.contests[0].by_candidate())


def test_test_figures_say_so_and_are_nobodys_votes():
    site, _, (county, state) = changed("test-data")
    assert county.is_test and state.is_test
    assert {u.totals[0] for u in county.contests[0].units} == {40}
    assert any(f.code == "test-data" and f.severity == "hold" for f in state.findings)
    settings = json.loads(site.clarity("json/en/electionsettings.json").body)
    assert settings["settings"]["electiondetails"]["istestmode"] is True


@pytest.mark.parametrize(("kind", "shift"), [("future-clock", 3), ("yesterday", -24)])
def test_the_files_clock_is_wrong(kind, shift):
    site, (county, state), (odd, whole) = changed(kind)
    assert odd.published_at == whole.published_at == site.now + hours(shift)
    assert state.published_at <= site.now
    assert votes(odd) == votes(county)


@pytest.mark.parametrize("system", ["clarity", "enhanced-voting", "openelections"])
@pytest.mark.parametrize("how", ["renamed", "added"])
def test_the_field_of_votes_is_renamed_or_a_new_field_appears(system, how):
    site = Stepped(reference(), system).at(0.8)

    def table():
        if system != "clarity":
            return site.ask(site.door).body
        return site.clarity("json/en/summary.json").body

    before = table()
    site.command("fault", kind="schema-drift", how=how)
    after = table()
    assert before != after
    if system == "clarity":
        keys = set(json.loads(after)[0])
        assert ("V" in keys) == (how == "added")
        assert (set(json.loads(before)[0]) < keys) == (how == "added")
    elif how == "added":
        assert_same(read(before), read(after))
    elif system == "enhanced-voting":
        assert b'"voteCount"' not in after


def test_a_fault_in_one_county_leaves_the_others_alone():
    site = Stepped(reference()).at(0.8)
    before = site.version("dekalb")
    site.command("fault", kind="swap", county="cobb")
    assert site.version("dekalb") == before
    assert site.ask(f"{site.site('cobb')}/current_ver.txt").body != str(before).encode()


def test_a_commanded_fault_never_changes_a_version_that_was_out():
    site = Stepped(reference()).at(0.8)
    path = f"{site.site('cobb')}/{site.version('cobb')}/json/ALL.json"
    before = site.ask(path).body
    for kind in ("swap", "reset-to-zero"):
        site.command("fault", kind=kind, county="cobb", **{"for": "1h"})
    assert site.ask(path).body == before
    assert site.clarity("json/ALL.json", "cobb").body != before


def test_a_fault_that_happens_to_one_contest_leaves_the_others_alone():
    site = Stepped(small()).at(0.8)
    county = site.scenario.counties[0].id
    before = site.detail(county)
    site.command("fault", kind="swap", county=county, contest="governor")
    after = site.detail(county)
    changed = {c.contest_id for c in after.since(before).changes}
    assert changed == {"governor"}


# The night as a whole.


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_fault_ends_and_the_certified_count_is_served(kind):
    systems = KINDS[kind].systems or (DATA,)
    site = Stepped(reference(), systems[0], {"kind": kind, "at": "20:15", "for": "400h"})
    assert len(site.app.episodes) == 1
    site.now = last_moment(site.scenario)
    assert site.app.state()["faults"] == []
    site.now = site.scenario.ends
    seen = site.detail() if systems[0] == "clarity" else read(site.ask(site.door).body)
    mine = dict(zip([c.id for c in seen.contests[0].contest.candidates], votes(seen), strict=True))
    assert mine == site.scenario.certified()["us-house-6"]


@pytest.mark.parametrize("system", ["clarity", "enhanced-voting", "openelections"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_night_on_which_anything_may_happen_is_the_same_for_the_same_seed_and_ends_well(system, seed):
    night = small()
    site = Stepped(night, system, random=True, seed=seed)
    again = schedule(FaultFile(random=True, seed=seed), night, system, 99)
    assert site.app.episodes == again
    assert len(again) > 5
    assert ("version-race" in {e.kind for e in schedule(FaultFile(random=True), night, DATA, seed)}) is False
    for share in range(1, 11):
        site.at(share / 10)
        site.ask(site.door)
    assert site.app.state()["faults"] == []
    if system == "clarity":
        seen = site.detail()
    else:
        seen = read(site.ask(site.door).body, name=site.door)
    assert_same(seen, night.snapshot(None, len(night.steps)))


@pytest.mark.parametrize("system", ["clarity", "enhanced-voting", "openelections"])
def test_whatever_is_served_is_read_or_refused_with_one_of_our_errors(system):
    night = small()
    site = Stepped(night, system, *({"kind": k, "chance": 0.05, "for": "3m"} for k in KINDS if k != "version-race"))
    address = site.app.system.address(None) if system == "openelections" else site.door
    refused = 0
    for n in range(len(night.steps) * 4):
        site.now = night.begins + (night.steps[-len(night.counties) * 2].at - night.begins) * n / (len(night.steps) * 4)
        if system == "clarity":
            version = 250_000 + max(1, site.app.editions.number(None, site.now))
            address = f"{site.site()}/{version}/reports/detailxml.zip"
        body = site.ask(address).body
        try:
            read(unzipped(body) if system == "clarity" and body.startswith(b"PK") else body, name=address)
        except (FeedError, zipfile.BadZipFile):
            refused += 1
    assert refused > 3
    assert len(site.app.served) > 5


def test_faults_at_a_time_every_so_often_and_by_chance():
    night = reference()
    asked = read_faults(
        """
        seed = 4
        [[fault]]
        kind = "truncated"
        at = "20:15"
        for = "90s"
        [[fault]]
        kind = "empty"
        every = "30m"
        [[fault]]
        kind = "swap"
        chance = 0.05
        """
    )
    episodes = schedule(asked, night, "clarity", 1)
    (at,) = [e for e in episodes if e.kind == "truncated"]
    assert (at.start.hour, at.start.minute, (at.end - at.start).seconds) == (20, 15, 90)
    every = [e.start for e in episodes if e.kind == "empty"]
    assert len(every) > 4
    assert {b - a for a, b in pairwise(every)} == {hours(0.5)}
    swaps = [e for e in episodes if e.kind == "swap"]
    assert 3 < len(swaps) < 40
    assert {e.county for e in swaps} == {"cobb", "dekalb", "fulton"}
    assert episodes == schedule(asked, night, "clarity", 2)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[fault]]\nkind = 'gremlin'", "no fault 'gremlin'"),
        ("[[fault]]\nkind = 'swap'\nstatus = 200", "takes no 'status'"),
        ("[[fault]]\nkind = 'swap'\nat = '20:15'\nevery = '5m'", "one of at, every and chance"),
        ("[[fault]]\nkind = 'swap'\nfor = 'long'", "no length of time"),
        ("[[fault]]\nkind = 'swap'\nfor = '0m'", "no length of time"),
        ("[[fault]]\nkind = 'swap'\nchance = 2", "chance is no share"),
        ("[[fault]]\nkind = 'swap'\ncounty = 7", "county is no text"),
        ("[[fault]]\nkind = 'html-error-page'\nstatus = 'bad'", "status is 'bad'"),
        ("random = 'some'", "can only be"),
        ("rondom = 'all'", "Unknown setting 'rondom'"),
        ("seed = 'x'", "no whole number"),
        ("fault = 3", "no list"),
        ("kind = ", "not TOML"),
    ],
)
def test_a_file_of_faults_that_is_not_understood_is_refused(text, says):
    with pytest.raises(ConfigError, match=says):
        read_faults(text)


@pytest.mark.parametrize(
    ("fault", "says"), [({"at": "25:99"}, "no time"), ({"county": "atlantis"}, "no county 'atlantis'")], ids=str
)
def test_a_fault_nowhere_or_at_no_time_is_refused(fault, says):
    with pytest.raises(ConfigError, match=says):
        Stepped(reference(), "clarity", {"kind": "swap", **fault})


# Answers that only a real connection shows.


@contextmanager
def live(kind, **more):
    night = reference()
    now = [night.steps[30].at]
    with RehearsalSite(night, DATA, clock=lambda: now[0]) as site:
        whole = httpx2.get(site.doors()[0][0], headers=BROWSER).content
        site.fault(kind=kind, **more)
        yield site, site.doors()[0][0], whole, now


def test_a_hanging_answer_never_comes_and_other_paths_wait_for_nothing():
    with live("hang", path="*/data") as (site, door, _, now):
        with pytest.raises(httpx2.ReadTimeout):
            httpx2.get(door, headers=BROWSER, timeout=0.3)
        assert httpx2.get(f"{site.url}/results/public/api/elections/georgia", headers=BROWSER).status_code == 200
        now[0] += hours(1)
        assert httpx2.get(door, headers=BROWSER).status_code == 200


def test_a_reset_closes_the_connection_in_the_middle_of_the_body():
    with live("reset") as (site, door, _whole, _now):
        with httpx2.Client(headers=BROWSER) as client, pytest.raises(httpx2.RemoteProtocolError):
            client.get(door)
        assert site.state()["served"] == {"reset": 1}


def test_a_drip_comes_a_few_bytes_at_a_time():
    with live("drip") as (_site, door, _whole, now), httpx2.stream("GET", door, headers=BROWSER) as answer:
        pieces = answer.iter_raw()
        first = next(pieces)
        assert 0 < len(first) <= 20
        assert int(answer.headers["content-length"]) > 1000
        now[0] += hours(1)  # the fault ends, and the rest comes
        assert len(first) + sum(map(len, pieces)) == int(answer.headers["content-length"])


def test_a_never_ending_body_goes_on_for_as_long_as_anybody_reads():
    with live("never-ending") as (_site, door, whole, _now):
        got = 0
        with httpx2.stream("GET", door, headers=BROWSER | {"accept-encoding": "identity"}) as answer:
            assert "content-length" not in answer.headers
            for piece in answer.iter_raw():
                got += len(piece)
                if got > len(whole) + 100_000:
                    break
        assert got > len(whole)


def test_the_log_holds_every_fault_that_was_served_with_time_path_and_kind():
    site, _ = broken("truncated")
    site.ask(site.door)
    site.ask(site.door)
    (first, second) = site.app.log
    assert first == {"at": site.now.isoformat(), "path": site.door, "kind": "truncated", "status": 200}
    assert second["kind"] == "truncated"
    site.command("fault", kind="swap", county="cobb")
    site.now += hours(0.02)
    site.ask(site.door)
    assert {"swap", "truncated"} == kinds_served(site)


def test_every_kind_is_one_of_the_two_and_says_what_to_do():
    assert {k.spoils for k in KINDS.values()} == set(Spoils)
    assert all(k.does and k.reader for k in KINDS.values())
    assert len(KINDS) == 26


def test_a_taken_port_is_said():
    from outright.errors import OutrightError

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OutrightError, match="Cannot listen"):
            RehearsalSite(reference(), port=taken.getsockname()[1])
