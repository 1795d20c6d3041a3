"""The table the package carries is the certified count, and says where each fact is from."""

from __future__ import annotations

import json
from fractions import Fraction

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


def test_earlier_contests_of_the_same_places_are_part_of_the_facts():
    president, house = load().facts.past
    assert (president.id, house.id) == ("president-2016", "us-house-6-2016")
    assert president.table.splitlines()[0] == "unit_id,method,candidate,party,votes"
    assert len(president.table.splitlines()) == 1 + 3 * 3 * 4
    assert dict(president.compare) == {"jon-ossoff": "hillary-clinton"}


@needs_shared
def test_the_earlier_contests_can_be_made_again_from_the_precincts():
    import polars as pl

    from outright.baseline.carry import by_county
    from outright.baseline.district import in_district
    from outright.baseline.past import About, from_csv, from_rows

    folder = SHARED / "data" / "ga06-2017"
    places = pl.read_parquet(folder / "precincts.parquet")
    shares = dict(places.select("unit_id", "cd6_share_of_2016_house_votes").iter_rows())
    table = pl.read_parquet(folder / "baseline_precinct_method.parquet").join(places, on="unit_id")
    for past in load().facts.past:
        about = About(past.id, past.date)
        rows = table.filter(pl.col("baseline") == past.id).with_columns(candidate=pl.col("party"))
        made = from_rows(rows.iter_rows(named=True), about).past
        if past.id == "president-2016":
            made = in_district(made, {u: Fraction(f"{share:.6f}") for u, share in shares.items()}).past
        made, ours = by_county(made), from_csv(past.table, about).past
        assert [c.lower() for c in made.units] == list(ours.units)
        assert made.methods == ours.methods
        words = {"DEM": "D", "REP": "R", "OTH": "L"}
        order = [ours.parties.index(words[p]) for p in made.parties]
        assert (made.votes == ours.votes[:, :, order]).all()
