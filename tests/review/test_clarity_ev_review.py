"""Clarity and Enhanced Voting files in which votes were once added or left out without a word."""

import json

import pytest

from outright import feeds
from outright.terms import Severity


def clarity(choices):
    head = "<Timestamp>4/18/2017 9:51:51 PM EDT</Timestamp><ElectionName>Special</ElectionName>"
    head += "<ElectionDate>4/18/2017</ElectionDate><Region>Cobb</Region>"
    contest = f'<Contest key="1" text="House 6" voteFor="1" isQuestion="false">{choices}</Contest>'
    return feeds.read(f"<ElectionResult>{head}{contest}</ElectionResult>".encode(), name="detail.xml")


def choice(name, total='totalVotes="10"', votes='votes="10"'):
    units = '<Precinct name="p" votes="4"/><Precinct name="q" votes="6"/>'
    kind = f'<VoteType name="Election Day" {votes}>{units}</VoteType>'
    return f'<Choice key="{name}" text="{name}" party="NP" {total}>{kind}</Choice>'


def export(stated, local):
    root = {"electionDate": "2017-04-18", "createdAt": "2017-04-18T22:00:00Z", "electionName": "Special"}
    root["results"] = {"name": "Georgia", "ballotItems": stated}
    root["localResults"] = [{"name": "Cobb County", "ballotItems": local}]
    return feeds.read(json.dumps(root).encode(), name="export.json")


def item(*options, key="1"):
    return {"id": key, "name": "House 6", "ballotOptions": [{"name": n, "voteCount": v} for n, v in options]}


def codes(snapshot):
    return {f.code: f.severity for f in snapshot.findings}


@pytest.mark.parametrize("name", ["Total Votes", "Blanks"])
def test_a_choice_that_is_a_total_or_blanks_is_held_for_a_person(name):
    assert codes(clarity(choice("A") + choice(name)))["not-a-candidate"] is Severity.HOLD
    stated = item(("A", 10), (name, 10))
    assert codes(export([stated], [stated]))["not-a-candidate"] is Severity.HOLD


def test_a_clarity_total_is_held_against_its_units_where_the_vote_types_state_nothing():
    assert "total-not-sum-of-units" in codes(clarity(choice("A", 'totalVotes="1000"', "")))
    assert "total-not-sum-of-units" not in codes(clarity(choice("A", votes="")))


def test_a_clarity_choice_without_a_total_is_told():
    assert codes(clarity(choice("A", total="")))["total-not-stated"] is Severity.WARN


def test_a_contest_under_another_id_in_a_county_is_told():
    snapshot = export([item(("A", 30))], [item(("A", 30), key="2")])
    assert codes(snapshot)["contest-only-local"] is Severity.WARN


@pytest.mark.parametrize("county", [100, None])
def test_a_county_that_differs_from_its_precincts_is_told(county):
    local = item(("A", county))
    local["ballotOptions"][0]["precinctResults"] = [{"name": "p", "voteCount": 60}, {"name": "q", "voteCount": 30}]
    assert "total-not-sum-of-units" in codes(export([item(("A", county))], [local]))


def test_two_options_of_one_name_are_held_for_a_person():
    import json

    from outright import feeds

    def option(ident: str, party: str, votes: int) -> dict:
        return {"id": ident, "name": "PAT DOE", "voteCount": votes, "politicalParty": party, "groupResults": None}

    def item(*options: dict) -> dict:
        return {"id": "1", "name": "Mayor", "voteFor": 1, "ballotOptions": list(options)}

    body = {
        "electionDate": "2025-05-20",
        "electionName": "Special",
        "createdAt": "2025-05-21T00:00:00Z",
        "results": {"id": "s", "name": "State", "ballotItems": [item(option("1", "DEM", 5), option("2", "REP", 7))]},
        "localResults": [
            {"id": "a", "name": "Ash County", "ballotItems": [item(option("1", "REP", 7), option("2", "DEM", 5))]}
        ],
    }
    found = feeds.read(json.dumps(body).encode(), kind="enhanced-voting").findings
    assert "option-name-repeated" in {f.code for f in found}
