"""Clarity's detail XML, quirk by quirk, on two small files written for these tests."""

import datetime as dt

import pytest
from feed_samples import COUNTY, STATE, by_method, candidate, codes, read

from outright import feeds
from outright.errors import FeedMalformed
from outright.terms import ReportingUnitType, Severity, VoteMethod


@pytest.fixture(scope="module")
def county():
    return read(COUNTY)


@pytest.fixture(scope="module")
def state():
    return read(STATE)


def edited(path, old, new, times=1):
    text = path.read_text()
    assert old in text
    return feeds.read(text.replace(old, new, times).encode())


def test_after_midnight_belongs_to_the_night_before(county):
    assert county.election.date == dt.date(2025, 5, 20)
    assert county.published_at == dt.datetime(2025, 5, 21, 4, 4, 9, tzinfo=dt.UTC)
    assert county.published_text == "5/21/2025 12:04:09 AM EDT"


def test_numbered_advance_columns_are_one_method(county):
    count = county.contests[0]
    quill = candidate(count, "ADA QUILL (DEM)")
    assert by_method(count, count.result(), quill) == {"election-day": 60, "early": 55, "absentee-mail": 5}
    assert dict(count.method_labels)[VoteMethod.EARLY] == ("Advance in Person 1", "Advance in Person 2")


def test_party_comes_from_the_name_when_the_attribute_says_np(county):
    assert [c.party for c in county.contests[0].contest.candidates] == ["D", "R", None, None]


def test_incumbent_mark_is_not_an_independent(county):
    overwest = county.contests[0].contest.candidate("cy-overwest")
    assert (overwest.name, overwest.party) == ("Cy Overwest (I)", None)


def test_pseudo_vote_types_are_neither_candidates_nor_methods(county):
    count = county.contests[0]
    assert len(count.contest.candidates) == 4
    assert set(count.methods) == {VoteMethod.ELECTION_DAY, VoteMethod.EARLY, VoteMethod.ABSENTEE_MAIL}
    assert (count.undervotes, count.overvotes) == (7, None)


def test_status_code_four_is_reported_and_others_are_not(county):
    reported = {u.unit.name: u.reported for u in county.contests[0].units}
    assert reported == {"Mill 01": True, "CHAPEL": True, "Quay & Dock": False, "ABSENTEE": None}


def test_stated_zero_of_a_precinct_that_is_not_in_stays_zero(county):
    quay = next(u for u in county.contests[0].units if u.unit.name == "Quay & Dock")
    assert quay.totals[:2] == (0, 0)
    assert quay.totals[3] is None, "nobody stated a write-in there"


def test_precincts_reporting_is_the_total_and_reported_is_in(county):
    assert (county.contests[0].precincts_reported, county.contests[0].precincts_total) == (2, 3)


def test_a_unit_missing_from_turnout_is_kept_and_a_batch_is_no_place(county):
    absentee = next(u for u in county.contests[0].units if u.unit.name == "ABSENTEE")
    assert absentee.totals == (5, 8, 0, None)
    assert not absentee.unit.is_geographic
    assert absentee.unit.id == "harrow-vale--absentee"
    assert absentee.unit.parent_id == "harrow-vale"
    assert "unit-not-in-turnout" in codes(county)


def test_turnout_is_the_contests_only_where_the_contest_is_voted_everywhere(county, state):
    assert (county.contests[0].ballots_cast, county.contests[0].registered_voters) == (310, 900)
    assert state.contest("county-judge").registered_voters is None


def test_write_in_line_is_marked(county):
    assert [c.is_write_in for c in county.contests[0].contest.candidates] == [False, False, False, True]


def test_duplicate_precinct_names_stay_two_places():
    snapshot = edited(COUNTY, 'name="Quay &amp; Dock"', 'name="Mill 01"', 99)
    ids = [u.unit.id for u in snapshot.contests[0].units]
    assert ids[:3] == ["harrow-vale--mill-01", "harrow-vale--chapel", "harrow-vale--mill-01-2"]
    assert snapshot.contests[0].result() == read(COUNTY).contests[0].result()
    assert "unit-name-repeated" in codes(snapshot)


def test_state_units_are_counties_and_know_whether_they_are_in(state):
    count = state.contests[0]
    assert count.level is ReportingUnitType.COUNTY
    assert [(u.unit.id, u.reported, u.registered_voters) for u in count.units] == [
        ("ash", True, 2000),
        ("ben-birch", False, 3000),
    ]


def test_votes_the_methods_do_not_explain_are_other_and_the_total_stands(state):
    count = state.contest("governor")
    fern = candidate(count, "DEE FERN")
    assert count.result().totals[fern] == 700
    assert by_method(count, count.result(), fern) == {"election-day": 400, "early": 250, "other": 50}
    assert codes(state).count("total-not-sum-of-methods") == 2


def test_methods_beyond_the_total_are_told_and_never_corrected(state):
    count = state.contest("governor")
    gorse = candidate(count, "EL GORSE")
    assert count.result().totals[gorse] == 660
    assert by_method(count, count.result(), gorse) == {"election-day": 420, "early": 250, "other": 0}


def test_vote_type_that_differs_from_its_units_keeps_both(state):
    count = state.contest("governor")
    gorse = candidate(count, "EL GORSE")
    assert count.stated.parts[0][gorse] == 420
    assert count.summed().parts[0][gorse] == 419
    assert "method-not-sum-of-units" in codes(state)


def test_a_vote_type_whose_units_are_missing_is_told():
    snapshot = edited(COUNTY, '<Precinct name="ABSENTEE" votes="8" />', "")
    assert "method-not-sum-of-units" in codes(snapshot)


def test_an_unknown_method_is_surfaced_and_its_votes_kept(state):
    assert dict(state.contest("governor").method_labels)[VoteMethod.OTHER] == ("Drive-through",)
    assert "method-unknown" in codes(state)


def test_more_precincts_in_than_exist_is_no_progress(state):
    judge, bridge = state.contest("county-judge"), state.contest("shall-the-bridge-be-built")
    assert (judge.precincts_reported, judge.precincts_total) == (None, None)
    assert (bridge.precincts_reported, bridge.precincts_total) == (None, None)
    assert "precincts-beyond-total" in codes(state)


def test_seats_questions_and_unknown_parties(state):
    assert state.contest("county-judge").contest.seats == 2
    assert state.contest("county-judge").contest.candidates[0].party == "MTN"
    assert state.contest("shall-the-bridge-be-built").contest.is_question


def test_zero_ballots_cast_under_real_votes_is_told(state):
    assert state.contests[0].ballots_cast == 0
    assert "turnout-below-votes" in codes(state)


def test_no_turnout_block_at_all():
    text = STATE.read_text()
    start, end = text.index("<ElectionVoterTurnout"), text.index("</ElectionVoterTurnout>")
    snapshot = feeds.read((text[:start] + text[end + 23 :]).encode())
    assert [u.unit.name for u in snapshot.contests[0].units] == ["Ash", "Ben Birch"]
    assert snapshot.contests[0].registered_voters is None


def test_contest_printed_twice_alike_counts_once():
    text = STATE.read_text()
    start = text.index('  <Contest key="800"')
    twin = text[start : text.index("</ElectionResult>")]
    snapshot = feeds.read(text.replace(twin, twin + twin).encode())
    assert len(snapshot.contests) == 3
    assert "contest-repeated" in codes(snapshot)


def test_contest_printed_twice_with_other_numbers_is_held_and_never_added():
    text = STATE.read_text()
    start = text.index('  <Contest key="800"')
    twin = text[start : text.index("</ElectionResult>")]
    snapshot = feeds.read(text.replace(twin, twin + twin.replace('votes="6"', 'votes="7"')).encode())
    held = [f for f in snapshot.findings if f.severity is Severity.HOLD]
    assert [f.code for f in held] == ["contest-repeated"]
    ids = [c.contest.id for c in snapshot.contests][2:]
    assert ids == ["shall-the-bridge-be-built-800", "shall-the-bridge-be-built-800-2"]


def test_same_title_under_two_keys_takes_the_key_into_the_id():
    snapshot = edited(STATE, 'text="County Judge"', 'text="Governor"')
    assert [c.contest.id for c in snapshot.contests][:2] == ["governor-500", "governor-700"]


def test_negative_votes_are_kept_and_held():
    snapshot = edited(STATE, '<County name="Ash" votes="30" />', '<County name="Ash" votes="-30" />')
    assert snapshot.contest("county-judge").units[0].totals == (-30,)
    assert any(f.code == "negative-votes" and f.severity is Severity.HOLD for f in snapshot.findings)


def test_an_empty_cell_is_not_reported():
    snapshot = edited(STATE, '<County name="Ash" votes="30" />', '<County name="Ash" votes="" />')
    assert snapshot.contest("county-judge").units[0].totals == (None,)


def test_time_without_a_known_zone_is_kept_as_text_only():
    snapshot = edited(COUNTY, "12:04:09 AM EDT", "12:04:09 AM XST")
    assert snapshot.published_at is None
    assert snapshot.published_text.endswith("XST")
    assert "time-not-placed" in codes(snapshot)


def test_title_and_date_that_disagree_warn():
    assert "election-date-differs" in codes(edited(COUNTY, "<ElectionDate>5/20", "<ElectionDate>5/21"))


def test_a_test_election_is_marked_and_held():
    snapshot = edited(COUNTY, "Special Election", "TEST Election")
    assert snapshot.is_test
    assert "test-data" in codes(snapshot)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('votes="20" />', 'votes="20.5" />', "not a whole number"),
        ('votes="20" />', 'votes="NaN" />', "not a whole number"),
        ('votes="20" />', 'votes="1_000" />', "not a whole number"),
        ('votes="20" />', f'votes="{"9" * 5000}" />', "not a whole number"),
        ('votes="20" />', 'votes="99999999999" />', "more votes than there are people"),
        ('name="Mill 01" votes="20"', 'votes="20"', "no name"),
        ('name="Mill 01" votes="20"', 'name="Mill 01"', "no votes"),
        ('<VoteType name="Advance in Person 2"', '<VoteType name="Election Day"', "twice"),
        ('text="ADA QUILL (DEM)"', 'text=""', "no text"),
        ('percentReporting="4"', 'percentReporting="four"', "not a whole number"),
    ],
)
def test_a_broken_cell_refuses_the_file_and_says_where(old, new, says):
    with pytest.raises(FeedMalformed, match=says) as caught:
        edited(COUNTY, old, new)
    assert "ElectionResult" in caught.value.where
    assert caught.value.hint
