"""The tables: elex's columns, one row for each candidate and place, the same numbers as ``outright export`` writes."""

import csv
import io

import pytest
from msgspec.structs import replace

from bulletins import NAMES, bulletin
from data_states import EVERY, known
from outright import feeds
from outright.publish.data.results_csv import COLUMNS, METHOD_COLUMNS, by_method, results
from page_states import HOSTILE, hostile, no_votes, runoff_certain, with_contest, won_certain

ELEX = (
    "id,unique_id,raceid,racetype,racetypeid,ballotorder,candidateid,description,delegatecount,electiondate,fipscode,"
    "first,incumbent,initialization_data,is_ballot_measure,last,lastupdated,level,national,officeid,officename,party,"
    "polid,polnum,precinctsreporting,precinctsreportingpct,precinctstotal,reportingunitid,reportingunitname,runoff,"
    "seatname,seatnum,statename,statepostal,test,uncontested,votecount,votepct,winner"
)
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
NUMBERS = {
    "votecount",
    "votepct",
    "ballotorder",
    "precinctsreporting",
    "precinctsreportingpct",
    "precinctstotal",
    "seq",
}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def of(whole, **how) -> list[dict[str, str]]:
    return rows(results(whole.night, whole.contests[0], **how))


def test_the_columns_are_elexs_39_in_elexs_order():
    assert ",".join(COLUMNS) == ELEX
    assert len(COLUMNS) == 39
    assert results(bulletin().night, bulletin().contests[0]).splitlines()[0] == ELEX


def test_one_row_for_each_candidate_and_place_in_ballot_order():
    said = of(known())
    places = ["state-1", "cobb", "dekalb", "fulton"]
    assert [r["reportingunitid"] for r in said] == [p for p in places for _ in NAMES]
    ballot = [row[0] for row in reversed(NAMES)]
    assert [r["candidateid"] for r in said] == ballot * len(places)
    assert len({r["id"] for r in said}) == len(said)
    assert {r["level"] for r in said} == {"state", "county"}


def test_a_row_says_what_elex_says():
    row = next(r for r in of(known()) if r["candidateid"] == "jon-ossoff")
    assert {k: v for k, v in row.items() if v != ""} == {
        "id": "us-ga-2017-04-18/us-house-6-jon-ossoff-state-1", "unique_id": "jon-ossoff",
        "raceid": "us-ga-2017-04-18/us-house-6", "racetype": "Special", "racetypeid": "G", "ballotorder": "18",
        "candidateid": "jon-ossoff", "description": "U.S. House, Georgia 6th District, special election",
        "electiondate": "2017-04-18", "first": "Jon", "incumbent": "False", "initialization_data": "False",
        "is_ballot_measure": "False", "last": "Ossoff", "lastupdated": "2017-04-19T01:42:10Z", "level": "state",
        "officeid": "H", "officename": "U.S. House", "party": "Dem", "polid": "jon-ossoff", "precinctsreporting": "95",
        "precinctsreportingpct": str(95 / 208), "precinctstotal": "208", "reportingunitid": "state-1",
        "reportingunitname": "Georgia", "runoff": "False", "seatname": "District 6", "seatnum": "6",
        "statename": "Georgia", "statepostal": "GA", "test": "True", "uncontested": "False", "votecount": "69733",
        "votepct": str(69733 / sum(n[3] for n in NAMES)), "winner": "False",
    }  # fmt: skip


@pytest.mark.parametrize("state", list(EVERY))
def test_marks_are_true_or_false_and_shares_are_fractions(state):
    for row in of(EVERY[state]()):
        assert {row[k] for k in ("runoff", "winner", "test", "uncontested", "is_ballot_measure")} <= {"True", "False"}
        assert all(0 <= float(row[k]) <= 1 for k in ("votepct", "precinctsreportingpct") if row[k])
        assert row["lastupdated"].endswith("Z") or not row["lastupdated"]


def test_what_nobody_said_is_an_empty_cell_and_so_is_what_nobody_reported():
    row = of(bulletin())[0]
    empty = ("first", "incumbent", "officeid", "seatnum", "seatname", "statepostal", "statename", "racetype")
    assert {row[k] for k in empty} == {""}
    assert row["last"] == "Jon Ossoff"
    said = of(no_votes())
    assert {r["votecount"] for r in said} == {""}
    assert {r["votepct"] for r in said} == {""}
    assert {r["initialization_data"] for r in said} == {"True"}


def test_who_has_won_or_is_in_the_runoff():
    won, second = of(won_certain()), of(runoff_certain())
    assert {r["candidateid"] for r in won if r["winner"] == "True"} == {"karen-handel"}
    assert {r["candidateid"] for r in second if r["runoff"] == "True"} == {"jon-ossoff", "karen-handel"}
    assert {r["winner"] for r in second} == {"False"} == {r["runoff"] for r in won}


def test_a_share_just_under_half_is_not_printed_as_half():
    names = [("a", "Ann Lee", "D", 1_999_999), ("b", "Bo Lee", "R", 2_000_001)]
    row = next(r for r in of(bulletin(rows=names)) if r["candidateid"] == "a")
    assert 0.499999 < float(row["votepct"]) < 0.5


def test_votes_by_the_way_they_were_cast():
    whole = known()
    said = rows(by_method(whole.night, whole.contests[0]))
    assert tuple(said[0]) == METHOD_COLUMNS
    assert len(said) == 3 * len(NAMES)
    assert {(r["test"], r["rehearsal"], r["status"]) for r in said} == {("False", "True", "unofficial-partial")}
    early = [r for r in said if r["method"] == "early"]
    assert sum(int(r["votecount"]) for r in early) == whole.contests[0].methods[0].votes
    assert float(early[0]["votepct"]) == int(early[0]["votecount"]) / whole.contests[0].methods[0].votes


def test_no_text_runs_in_a_spreadsheet_and_numbers_are_left_alone():
    nasty = [*HOSTILE, '=HYPERLINK("http://x")', "+1", "-2+3", "@SUM(A1)", "\tcmd", "\r=1", "'=1", "''+1", "O'Hara"]
    whole = known(hostile())
    contest = whole.contests[0]
    named = tuple(
        replace(c, name=n, first=n, last=n, party=n, votes=-212 if i == 0 else c.votes)  # a correction
        for i, (c, n) in enumerate(zip(contest.candidates, nasty, strict=False))
    )
    units = tuple(replace(u, name=nasty[13 + i]) for i, u in enumerate(contest.units))
    methods = tuple(
        replace(m, label=nasty[13 + i], candidates=dict.fromkeys(m.candidates, -212))
        for i, m in enumerate(contest.methods)
    )
    whole = with_contest(whole, candidates=named, units=units, methods=methods)
    for make in (results, by_method):
        said = rows(make(whole.night, whole.contests[0]))
        texts = [v for r in said for k, v in r.items() if k not in NUMBERS]
        assert [t for t in texts if t.startswith(FORMULAS)] == []
        assert "-212" in {r["votecount"] for r in said}
        off = rows(make(whole.night, whole.contests[0], guard=False))
        assert {r["last" if make is results else "name"] for r in off} == {c.name for c in named}


def test_a_guarded_table_read_again_has_the_names_as_they_were():
    names = [("a", "=Ann", "D", 60), ("b", "'-Bo", "R", 40), ("c", "O'Hara", "I", 1)]
    body = results(bulletin(rows=names).night, bulletin(rows=names).contests[0]).encode()
    (back,) = feeds.read(body, kind="elex").contests
    assert {c.name for c in back.contest.candidates} == {"=Ann", "'-Bo", "O'Hara"}
