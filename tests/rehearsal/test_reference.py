"""The table the package carries is the certified count, and says where each fact is from."""

from __future__ import annotations

import json

import pytest
from lxml import etree

from outright.count import candidate_id
from outright.rehearsal.reference import METHODS, load
from outright.terms import VoteMethod
from shared import SHARED, needs_shared

EXPORT_NAMES = {
    VoteMethod.ELECTION_DAY: "Election Day",
    VoteMethod.ABSENTEE_MAIL: "Absentee by Mail",
    VoteMethod.EARLY: "Advance in Person",
    VoteMethod.PROVISIONAL: "Provisional",
}


def test_certified_totals_are_the_ones_everybody_knows():
    table = load()
    by_county = {c.id: sum(map(sum, c.votes)) for c in table.counties}
    assert by_county == {"cobb": 61_229, "dekalb": 44_299, "fulton": 87_041}
    ids = [c.id for c in table.facts.candidates]
    votes = {i: sum(row[k] for c in table.counties for row in c.votes) for k, i in enumerate(ids)}
    assert votes["jon-ossoff"] == 92_673
    assert votes["karen-handel"] == 38_071
    assert sum(votes.values()) == 192_569


def test_party_totals_are_the_published_ones():
    table = load()
    totals: dict[str | None, int] = {}
    for k, candidate in enumerate(table.facts.candidates):
        added = sum(row[k] for c in table.counties for row in c.votes)
        totals[candidate.party] = totals.get(candidate.party, 0) + added
    assert totals == {"R": 98_192, "D": 94_201, "I": 176}
    assert [c.party for c in table.facts.candidates].count("R") == 11
    assert [c.party for c in table.facts.candidates].count("D") == 5


def test_every_candidate_id_follows_from_both_names():
    for candidate in load().facts.candidates:
        assert candidate_id(candidate.name) == candidate.id
        assert {candidate_id(p) for p in candidate.printed} == {candidate.id}
        assert candidate.name != candidate.name.upper()


def test_the_night_says_that_it_is_a_rehearsal_and_where_its_facts_are_from():
    facts = load().facts
    assert facts.rehearsal is True
    assert facts.id == "us-ga-2017-04-18"
    assert facts.contest_id == "us-house-6"
    assert facts.rule_id == "us-ga-special-2005"
    assert facts.polls_close.isoformat() == "2017-04-18T19:00:00-04:00"
    assert facts.registered == {"cobb": 129_570, "dekalb": 101_421, "fulton": 216_835}
    assert [s.id for s in facts.sources][:3] == ["clarity-cobb", "clarity-dekalb", "clarity-fulton"]
    notes = dict(facts.notes)
    assert set(notes) >= {"votes", "parties", "registration", "precincts", "milestones"}
    assert "June" in notes["registration"]


@needs_shared
def test_every_cell_equals_the_states_export():
    table = load()
    export = json.loads((SHARED / "data/ga06-2017/raw/sos-export-2017-04-18.json").read_text())
    places = {p["name"]: p["ballotItems"][0]["ballotOptions"] for p in export["localResults"]}
    for county in table.counties:
        options = places[f"{county.name} County"]
        assert [o["name"] for o in options] == [c.printed[0] for c in table.facts.candidates]
        assert [o["id"] for o in options] == list(table.keys)
        for m, method in enumerate(METHODS):
            column = [
                next(g["voteCount"] for g in o["groupResults"] if g["groupName"] == EXPORT_NAMES[method])
                for o in options
            ]
            assert tuple(column) == county.votes[m]


@needs_shared
@pytest.mark.parametrize("county", ["cobb", "dekalb", "fulton"])
def test_registration_and_precincts_are_junes(county):
    row = next(c for c in load().counties if c.id == county)
    root = etree.parse(SHARED / f"data/ga06-2017/raw/clarity-detail-2017-06-20-{county}.xml").getroot()
    assert int(root.find("VoterTurnout").get("totalVoters")) == row.registered
    assert len(root.findall("VoterTurnout/Precincts/Precinct")) == row.precincts
