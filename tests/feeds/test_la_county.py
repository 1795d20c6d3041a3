"""Los Angeles County: two shapes, measures among candidates, a night from zero to its end."""

import csv
import io
import json

import pytest
from feed_samples import body, codes, shared_files

from outright import feeds
from outright.errors import FeedError, FeedMalformed
from outright.feeds.moments import utc_text
from shared import SHARED, needs_shared


def record(number="001", title="ASSESSOR", votes=(10, 7), kind="contest", **more):
    named = zip(("A CASTRO", "B LOVERN"), ("DEM", "NP"), votes, strict=True)
    rows = [{"name": n, "votes": v, "vote_pct": 0.5, "party": p} for n, p, v in named]
    return {
        "record_number": number, "record_type": kind, "title": title, "precincts_total": 20,
        "precincts_reporting": 5, "precincts_reporting_pct": 0.25, "results": rows,
    } | more  # fmt: skip


def contest(title="MEMBER, BOARD", votes=(10, 7), kind="Candidate", **more):
    rows = [
        {"Name": n, "Party": "Non Partisan", "Votes": v} for n, v in zip(("A CASTRO", "B LOVERN"), votes, strict=True)
    ]
    return {"Title": title, "Type": kind, "VoteFor": "", "MeasurePassRate": "", "Candidates": rows} | more


def election(*contests, **more):
    groups = [{"Name": "Schools", "Contests": list(contests)}]
    return {
        "Election": {
            "Title": "General Election",
            "Date": "2022-11-08T00:00:00-08:00",
            "ID": 1,
            "ContestGroups": groups,
        },
        "Timestamp": "2022-11-09T03:35:19",
    } | more


def read(value):
    return feeds.read(json.dumps(value).encode(), name="la.json")


def test_the_flat_list_keeps_its_numbers_progress_and_kinds():
    snapshot = read([record(), record("002", "MEASURE W", kind="measure")])
    office, measure = snapshot.contests
    assert (office.contest.source_id, office.contest.is_question, measure.contest.is_question) == ("001", False, True)
    assert office.result().totals == (10, 7)
    assert [c.party for c in office.contest.candidates] == ["D", None]
    assert (office.precincts_reported, office.precincts_total, office.units[0].reported) == (5, 20, False)
    assert {"election-date-unknown", "time-not-placed"} <= set(codes(snapshot))


def test_empty_progress_is_unknown_and_impossible_progress_is_not_shown():
    (unknown,) = read([record(precincts_reporting="")]).contests
    assert (unknown.precincts_reported, unknown.precincts_total, unknown.units[0].reported) == (None, 20, None)
    beyond = read([record(precincts_reporting=21)])
    assert beyond.contests[0].precincts_total is None
    assert "precincts-beyond-total" in codes(beyond)


def test_a_primary_is_its_party_s():
    (count,) = read([record(title="PRESIDENTIAL PREFERENCE REP", party_code="2")]).contests
    assert count.contest.primary_party == "R"
    (count,) = read([record(title="CITY CLERK OF REP", party_code="")]).contests
    assert count.contest.primary_party is None


def test_a_record_that_comes_twice_is_not_added_and_two_of_one_number_are_refused():
    again = read([record(), record()])
    assert again.contests[0].result().totals == (10, 7)
    assert "cell-repeated" in codes(again)
    with pytest.raises(FeedMalformed, match="Record 001"):
        read([record(), record(title="GOVERNOR")])


def test_the_county_s_file_says_how_many_may_be_marked_and_what_is_a_question():
    snapshot = read(election(contest(VoteFor="Vote for no more than three"), contest("MEASURE A", kind="Measure")))
    board, measure = snapshot.contests
    assert (board.contest.votes_allowed, measure.contest.votes_allowed) == (3, 1)
    assert (board.contest.is_question, measure.contest.is_question) == (False, True)
    assert [c.party for c in board.contest.candidates] == [None, None]


def test_the_county_keeps_pacific_time():
    snapshot = read(election(contest()))
    assert utc_text(snapshot.published_at) == "2022-11-09T11:35:19Z"
    assert str(snapshot.election.date) == "2022-11-08"
    assert "time-not-placed" in codes(read(election(contest(), Timestamp="")))


def test_a_mock_election_says_so_in_its_title():
    value = election(contest())
    value["Election"]["Title"] = "Mock Election"
    assert read(value).is_test


@pytest.mark.parametrize("votes", ["10", 1.5, True, 10**11, {}], ids=str)
def test_votes_that_are_no_whole_number_are_refused(votes):
    for value in ([record(votes=(votes, 1))], election(contest(votes=(votes, 1)))):
        with pytest.raises(FeedMalformed):
            read(value)


def test_a_file_cut_at_any_byte_is_not_used():
    for value in ([record()], election(contest())):
        whole = json.dumps(value).encode()
        for cut in range(1, len(whole)):
            with pytest.raises(FeedError):
                feeds.read(whole[:cut], name="la.json")


def rows_of(raw):
    """Contest, candidate and votes of a file, walked as plain data."""
    found = json.loads(raw)
    if isinstance(found, list):
        return [(r["title"], c["name"], c["votes"]) for r in found for c in r["results"]]
    groups = found["Election"]["ContestGroups"]
    return [(c["Title"], k["Name"], k["Votes"]) for g in groups for c in g["Contests"] for k in c["Candidates"]]


@needs_shared
@pytest.mark.parametrize("path", shared_files("feeds/la_county/*.json.gz"), ids=lambda p: p.name)
def test_real_files_by_another_road(path):
    raw = body(path)
    rows = rows_of(raw)
    snapshot = feeds.read(raw, name=path.name.removesuffix(".gz"))
    ours = [
        (count.contest.name, c.name, votes)
        for count in snapshot.contests
        for c, votes in zip(count.contest.candidates, count.result().totals, strict=True)
    ]
    assert [r for r in ours if r not in rows] == []
    assert len(ours) == len(rows) > 800
    assert sum(v for *_, v in ours) == sum(int(n) for n in votes_in_text(raw))


def votes_in_text(raw):
    """Every number after a key called votes, out of the text itself."""
    for line in csv.reader(io.StringIO(raw.decode()), delimiter="\n", quoting=csv.QUOTE_NONE):
        for piece in "".join(line).split(","):
            key, _, value = piece.partition(":")
            if key.strip(' "{[').lower() == "votes":
                yield value.strip(" }]")


@needs_shared
def test_a_night_from_zero_to_its_end_only_grows():
    folder = SHARED / "feeds" / "la_county"
    night = [feeds.read(body(folder / f"0018nov18-{part}.json.gz")) for part in ("zero", "start", "end")]
    assert len({tuple(c.contest.id for c in s.contests) for s in night}) == 1
    assert sum(c.votes for c in night[0].contests) == 0
    reported = [sum(c.precincts_reported for c in s.contests) for s in night]
    assert reported == sorted(reported)
