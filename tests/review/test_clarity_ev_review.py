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
