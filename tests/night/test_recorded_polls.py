"""Georgia's runoff night of January 5, 2021, fetch by fetch, and the same faults on an invented county."""

import datetime as dt
import hashlib
import heapq
import json
import lzma
import os
from collections import Counter
from itertools import pairwise

import pytest

from outright import feeds
from outright.errors import FeedMalformed, FeedNotRecognised
from outright.night.recorded_polls import VOTE_TYPES, Fetch, Poll, classify, fetches_of, tally
from shared import ROOT, SHARED, needs_shared

NIGHT = SHARED / "feeds" / "night_ga_20210105"
PAGE = ROOT / "docs" / "a-recorded-night.md"
RECORDINGS = ("clarity_all_json", "clarity_by_method_json", "ap_public_ga_json_to_0300z")
NINE = dt.datetime(2025, 5, 20, 21, 0, tzinfo=dt.UTC)
TYPES = ("Absentee_by_Mail_Votes.json", "Election_Day_Votes.json")
PAGE_OF_ERROR = b"<!DOCTYPE html><html><head><title>Election Night Reporting</title></head></html>"


def matrix(*pairs):
    """A matrix of two counties in one contest of two choices, with its row of totals."""
    rows = [*pairs, [sum(p) for p in zip(*pairs, strict=True)]]
    areas = zip(("Ash", "Ben Birch", "-1"), rows, strict=True)
    return json.dumps({"Contests": [{"A": a, "C": ["500"], "V": [row]} for a, row in areas]}).encode()


MAIL, DAY = matrix([10, 5], [6, 4]), matrix([30, 25], [20, 20])
FIRST, THEN, DOWN = matrix([40, 30], [26, 24]), matrix([40, 30], [29, 25]), matrix([40, 30], [25, 24])


def fetch(minute, body, path="ZZ/ALL.json"):
    return Fetch(NINE + dt.timedelta(minutes=minute), path, hashlib.sha256(body).hexdigest(), body)


def said(*bodies, path="ZZ/ALL.json"):
    return list(classify((fetch(n, b, path) for n, b in enumerate(bodies)), vote_types=TYPES))


def polls(*bodies, path="ZZ/ALL.json"):
    return [c.poll.value for c in said(*bodies, path=path)]


def test_an_error_page_under_the_files_name_changes_nothing():
    assert polls(FIRST, PAGE_OF_ERROR, FIRST) == ["new", "html-error-page", "same"]


def test_a_cut_body_is_truncated_wherever_it_is_cut():
    for cut in range(len(THEN)):
        assert polls(FIRST, THEN[:cut], FIRST) == ["new", "truncated", "same"]


def test_whole_json_that_no_reader_takes_is_refused_with_the_reason():
    assert polls(FIRST, b"{}", b'{"Contests": [{"A": 7}]}') == ["new", "refused", "refused"]
    assert "Expected text" in said(b'{"Contests": [{"A": 7}]}')[0].why


def test_an_old_body_and_the_newest_again():
    assert polls(FIRST, THEN, FIRST, THEN) == ["new", "new", "older", "same"]


def test_votes_that_fall_in_a_body_never_seen_are_a_correction():
    found = said(FIRST, THEN, DOWN)[2]
    assert found.poll is Poll.CORRECTED_DOWN
    assert found.why == "Ben Birch, contest 500: 54 votes, now 49."
    assert [(f.unit, f.candidate, f.change) for f in found.falls] == [
        ("Ben Birch", "", -5),
        ("Ben Birch", "choice 1", -4),
        ("Ben Birch", "choice 2", -1),
    ]


def test_votes_moved_between_candidates_are_new_and_the_fall_is_told():
    found = said(FIRST, matrix([41, 29], [26, 24]))[1]
    assert (found.poll, [(f.candidate, f.change) for f in found.falls]) == (Poll.NEW, [("choice 2", -1)])


def test_an_old_body_that_stays_is_accepted_and_its_fall_told():
    found = said(FIRST, THEN, *[FIRST] * 10)
    assert [c.poll for c in found[2:7]] == [Poll.OLDER] * 5
    accepted = next(c for c in found[2:] if c.poll is not Poll.OLDER)
    assert accepted.poll is Poll.CORRECTED_DOWN
    assert "accepted as a return" in accepted.why
    assert found[-1].poll is Poll.SAME


def a_round(minute, all_, mail=MAIL, day=DAY):
    return [fetch(minute, b, f"ZZ/{n}") for n, b in zip(("ALL.json", *TYPES), (all_, mail, day), strict=True)]


def test_vote_types_of_another_version_are_mixed_and_a_round_of_one_version_is_not():
    later = matrix([30, 25], [23, 21])
    nights = [*a_round(0, FIRST), *a_round(1, THEN), *a_round(2, THEN, day=later)]
    found = list(classify(nights, vote_types=TYPES))
    assert [c.poll.value for c in found] == ["new"] * 3 + ["mixed-versions"] * 3 + ["same", "same", "new"]
    assert [c.adds_up for c in found if c.fetch.path.endswith("ALL.json")] == [True, False, True]


def test_with_one_vote_type_unreadable_nothing_is_said_of_versions():
    found = list(classify([*a_round(0, FIRST), *a_round(1, THEN, mail=PAGE_OF_ERROR)], vote_types=TYPES))
    assert [c.adds_up for c in found if c.fetch.path.endswith("ALL.json")] == [True, None]
    assert [c.poll.value for c in found[3:]] == ["new", "html-error-page", "same"]


def live(second, total):
    return json.dumps({"timestamp": f"2025-05-21T01:00:{second:02}.5Z", "results": [total]}).encode()


def test_a_body_with_an_earlier_clock_is_older_though_never_seen():
    found = said(live(10, 1), live(30, 3), live(20, 2), live(30, 3), live(40, 4), path="AP/ZZ.json")
    assert [c.poll.value for c in found] == ["new", "new", "older", "same", "new"]
    assert found[2].clock == dt.datetime(2025, 5, 21, 1, 0, 20, 500000, tzinfo=dt.UTC)


def test_a_body_without_a_clock_we_can_place_is_refused():
    assert polls(b'{"timestamp": "9 p.m."}', b"{}", b"[]", path="AP/ZZ.json") == ["refused"] * 3


def line(**fields):
    row = {"fetched_at": "2025-05-20T21:00:00+00:00", "path": "ZZ/ALL.json", "blob": "b1", "body": "{}"}
    return json.dumps({k: v for k, v in {**row, **fields}.items() if v is not None}).encode()


def test_a_line_without_a_body_repeats_the_one_of_its_name():
    found = list(fetches_of([line(), line(blob="b2", body="[]"), line(body=None)]))
    assert [f.body for f in found] == [b"{}", b"[]", b"{}"]
    assert found[0].sha256 == found[2].sha256 == hashlib.sha256(b"{}").hexdigest()


@pytest.mark.parametrize(
    "sick", [line(body=None, blob="b9"), line(fetched_at="9 p.m."), line(path=None), line()[:40], b"[]"]
)
def test_a_sick_line_of_a_recording_is_refused(sick):
    with pytest.raises(FeedMalformed):
        list(fetches_of([line(), sick]))


def recorded(name):
    with lzma.open(NIGHT / f"{name}.jsonl.xz", "rb") as lines:
        yield from fetches_of(lines)


def in_order():
    return heapq.merge(*map(recorded, RECORDINGS), key=lambda f: f.fetched_at)


@pytest.fixture(scope="module")
def night():
    return list(classify(in_order()))


def of(night, path):
    return [c for c in night if c.fetch.path == path]


def expected(name):
    return json.loads((NIGHT / "expected" / f"{name}.expected.json").read_bytes())


@needs_shared
def test_every_stored_body_is_the_very_bytes_that_were_saved():
    for name in RECORDINGS:
        with lzma.open(NIGHT / f"{name}.jsonl.xz", "rb") as lines:
            for row, found in zip(map(json.loads, lines), recorded(name), strict=True):
                git = hashlib.sha1(b"blob %d\0" % len(found.body) + found.body, usedforsecurity=False)
                assert git.hexdigest() == row["blob"]


@needs_shared
@pytest.mark.parametrize(
    ("name", "path"), [("clarity_all_json", "GA/ALL.json"), ("ap_public_ga_json_to_0300z", "AP/GA.json")]
)
def test_every_fetch_agrees_with_the_independent_reading(night, name, path):
    found, reading = of(night, path), expected(name)
    assert len(found) == reading["fetches"]
    for one, row in zip(found, reading["rows"], strict=True):
        assert one.fetch.fetched_at == dt.datetime.fromisoformat(row["fetched_at"])
        unreadable = one.poll in (Poll.HTML, Poll.TRUNCATED)
        assert unreadable == (row["state"] == "unreadable")
        if one.poll is Poll.SAME:
            assert row["state"] == "repeat_of_earlier"
        elif one.poll in (Poll.NEW, Poll.CORRECTED_DOWN):
            assert row["state"] == "new"
        elif one.poll is Poll.OLDER and one.clock is None:  # one with a clock may be older and never seen
            assert row["state"] == "repeat_of_earlier"
        if "timestamp" in row:
            assert one.clock == dt.datetime.fromisoformat(row["timestamp"])


@needs_shared
def test_the_totals_of_all_json_equal_the_independent_reading_and_their_counties(night):
    readable = 0
    known = {}
    for one, row in zip(of(night, "GA/ALL.json"), expected("clarity_all_json")["rows"], strict=True):
        if "totals" not in row:
            continue
        readable += 1
        if one.fetch.sha256 not in known:
            known[one.fetch.sha256] = feeds.read(one.fetch.body, name=one.fetch.path)
        snapshot = known[one.fetch.sha256]
        assert {c.contest.source_id: list(c.result().totals) for c in snapshot.contests} == row["totals"]
        assert "total-not-sum-of-units" not in {f.code for f in snapshot.findings}
        areas = [a for a in json.loads(one.fetch.body)["Contests"] if a["A"] != "-1"]
        for n, key in enumerate(areas[0]["C"]):
            assert [sum(a["V"][n][c] for a in areas) for c in range(2)] == row["totals"][key]
        assert len(snapshot.contests[0].units) == 159
    assert readable == 119


@needs_shared
def test_the_numbers_measured_by_hand_are_the_codes(night):
    found = tally(night)
    whole = found["GA/ALL.json"]
    assert (whole.total(), whole[Poll.HTML]) == (137, 18)
    types = sum((found[f"GA/{name}"] for name in VOTE_TYPES), Counter())
    assert (types.total(), types[Poll.HTML]) == (360, 58)
    assert (found["AP/GA.json"].total(), found["AP/GA.json"][Poll.TRUNCATED]) == (186, 14)
    series = of(night, "GA/ALL.json")
    back_and_forward = [b for a, b in pairwise(series) if a.poll is Poll.OLDER]
    assert (whole[Poll.OLDER], {b.poll for b in back_and_forward}) == (17, {Poll.SAME})  # 34 fetches together
    assert Counter(c.adds_up for c in series) == {True: 115, None: 22}
    assert not any(c[Poll.MIXED_VERSIONS] or c[Poll.REFUSED] for c in found.values())


@needs_shared
def test_chatham_is_corrected_down_on_january_14_and_it_is_the_only_one_of_all_json(night):
    (found,) = [c for c in of(night, "GA/ALL.json") if c.poll is Poll.CORRECTED_DOWN]
    assert found.fetch.fetched_at == dt.datetime(2021, 1, 14, 12, 43, 22, tzinfo=dt.UTC)
    assert [(f.unit, f.contest, f.change) for f in found.falls if not f.candidate] == [
        ("Chatham", "contest 10000", -173),
        ("Chatham", "contest 10100", -173),
        ("Chatham", "contest 28400", -170),
    ]


@needs_shared
def test_what_fell_within_one_vote_type(night):
    fell = {
        (c.fetch.path.removeprefix("GA/"), f.unit, f.contest[8:], f.before, f.after)
        for c in night
        for f in c.falls
        if not f.candidate and "ALL" not in c.fetch.path
    }
    assert {(p, u) for p, u, *_ in fell} == {
        ("Provisional_Votes.json", "Troup"),
        ("Election_Day_Votes.json", "Baker"),
        ("Absentee_by_Mail_Votes.json", "Chatham"),
    }
    assert ("Provisional_Votes.json", "Troup", "10000", 84, 0) in fell
    assert ("Election_Day_Votes.json", "Baker", "10000", 536, 535) in fell


@needs_shared
def test_in_the_stored_part_the_states_totals_at_the_ap_never_fall_and_seven_counties_do(night):
    newest: dict[tuple[str, str], int] = {}
    fell = []
    for one in of(night, "AP/GA.json"):
        if one.poll is not Poll.NEW:
            continue
        for race in json.loads(one.fetch.body)["results"]:
            for place, told in [("state", race["summary"]), *race["results"].items()]:
                votes, key = sum(c["voteCount"] for c in told["results"]), (race["raceID"], place)
                if votes < newest.get(key, 0):
                    fell.append((place, newest[key], votes))
                newest[key] = votes
    assert len(fell) == 7
    assert {place for place, *_ in fell} == {"13303", "13073", "13225"}
    assert ("13073", 13158, 9569) in fell


@needs_shared
def test_two_of_the_aps_older_bodies_had_never_been_seen(night):
    seen: set[str] = set()
    unseen = 0
    for one in of(night, "AP/GA.json"):
        unseen += one.poll is Poll.OLDER and one.fetch.sha256 not in seen
        seen.add(one.fetch.sha256)
    assert unseen == 2


@needs_shared
def test_no_answer_rests_on_what_came_later(night):
    early = [f for f in in_order() if f.fetched_at <= dt.datetime(2021, 1, 6, 0, 40, tzinfo=dt.UTC)]
    assert list(classify(early)) == night[: len(early)]
    back = next(n for n, c in enumerate(of(night, "GA/ALL.json")) if c.poll is Poll.OLDER)
    past = [f for n, f in enumerate(recorded("clarity_all_json")) if n <= back]
    assert [c.poll for c in classify(past)] == [c.poll for c in of(night, "GA/ALL.json")[: back + 1]]


@needs_shared
def test_the_two_stored_faults_are_what_their_names_say():
    page = (NIGHT / "fault_html_404_as_ALL.json.html").read_bytes()
    (cut,) = NIGHT.glob("fault_truncated_ap_*.json")
    assert polls(FIRST, page) == ["new", "html-error-page"]
    assert polls(live(1, 1), cut.read_bytes(), path="AP/GA.json") == ["new", "truncated"]
    with pytest.raises(FeedNotRecognised):
        feeds.read(page, kind="clarity-matrix", name="ALL.json")


MARKS = (
    "<!-- polls: OUTRIGHT_GOLDEN=write python -m pytest tests/night/test_recorded_polls.py writes this table -->\n",
    "<!-- end of polls -->",
)


def table(found):
    """The counts of every path as the page prints them."""
    kinds = [k for k in Poll if k is not Poll.REFUSED]
    lines = ["| path | fetches |" + "".join(f" {k.value} |" for k in kinds), "|---|" + "--:|" * (len(kinds) + 1)]
    for path in sorted(found, key=lambda p: (not p.endswith("ALL.json"), p.startswith("AP"), p)):
        cells = "".join(f" {found[path][k]} |" for k in kinds)
        lines.append(f"| `{path}` | {found[path].total()} |{cells}")
    return "\n".join(lines) + "\n"


@needs_shared
def test_the_pages_table_is_what_the_code_says(night):
    before, _, rest = PAGE.read_text("utf-8").partition(MARKS[0])
    told, _, after = rest.partition(MARKS[1])
    counted = table(tally(night))
    if os.environ.get("OUTRIGHT_GOLDEN") == "write":
        PAGE.write_text(f"{before}{MARKS[0]}\n{counted}\n{MARKS[1]}{after}", "utf-8")
        return
    assert told.strip() == counted.strip()
