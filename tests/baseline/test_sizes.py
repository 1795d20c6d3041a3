"""How many votes a unit is expected to hold: its baseline, an earlier day, its county, and a district's part of it."""

import numpy as np
import pytest

from made_past import by_party, outline, past, precincts
from outright.baseline.ground import lay
from outright.baseline.outline import ContestKind
from outright.baseline.place_kinds import is_batch

PRIMARY = ContestKind.PRIMARY


def test_a_unit_has_the_size_of_its_baseline():
    units = precincts(3)
    ground = lay(outline(units), [by_party({u: [100 + i, 100, 0] for i, u in enumerate(units)})])
    assert ground.size.tolist() == [200, 201, 202]
    assert ground.size_quality.tolist() == [0, 0, 0]


def test_a_unit_without_a_baseline_takes_its_total_of_another_day_at_the_level_of_the_others():
    units = precincts(7)
    base = by_party({u: [200, 200, 0] for u in units[:6]})
    later = past({u: [50, 50] for u in units[:6]} | {units[6]: [75, 75]})
    ground = lay(outline(units), [base, later])
    assert ground.size[6] == pytest.approx(600)
    assert ground.size_quality.tolist() == [0] * 6 + [1]


def test_too_few_units_in_both_give_no_level_and_the_first_guess_stands():
    units = precincts(4)
    base = by_party({u: [200, 200, 0] for u in units[:3]})
    later = past({u: [50, 50] for u in units})
    ground = lay(outline(units), [base, later])
    assert ground.size[3] == pytest.approx(100)
    assert ground.size_quality[3] == 2


def test_a_general_after_primaries_alone_is_as_large_as_both_parties_together():
    units = precincts(3)
    people = {"eve": "", "fay": ""}
    blue = past({u: [10, 20 * i] for i, u in enumerate(units)}, "2014-05-20", kind=PRIMARY, party="DEM", parties=people)
    red = past({u: [50, 30] for u in units}, "2014-05-20", kind=PRIMARY, party="REP", parties=people)
    judge = past({u: [20, 20] for u in units}, "2014-05-20", kind=PRIMARY, parties=people, office="court")
    assert lay(outline(units), [blue, red, judge]).size.tolist() == [90, 110, 130]


def test_a_unit_nothing_is_known_of_lies_between_its_county_and_the_middle_unit():
    units = [*precincts(2), "ga-13121-a", "ga-13121-b"]
    county = by_party({"ga-13067": [400, 400, 0], "ga-13121": [1600, 1600, 0]}, scope="whole-county")
    ground = lay(outline(units), [county])
    assert ground.size == pytest.approx([np.sqrt(400 * 300)] * 2 + [np.sqrt(1600 * 300)] * 2)
    assert ground.size_quality.tolist() == [2] * 4


def test_a_countys_full_vote_is_its_size_only_where_the_whole_state_votes():
    counties = [f"ga-13{i:03d}" for i in range(12)]
    full = by_party({u: [600, 400 + i, 0] for i, u in enumerate(counties)}, scope="whole-county")
    whole = lay(outline(counties, level="county"), [full])
    assert (whole.klass, whole.size.tolist()) == ("G1", [1000 + i for i in range(12)])
    assert whole.size_quality.tolist() == [0] * 12
    district = lay(outline(counties, level="county", office="us-house", district="6"), [full])
    assert (district.klass, district.size_quality.tolist()) == ("G0", [2] * 12)
    three = lay(outline(counties[:3], level="county"), [full])
    assert (three.klass, three.size_quality.tolist()) == ("G0", [2] * 3)


def test_a_seat_with_a_number_is_the_whole_states_where_every_county_of_earlier_contests_votes():
    counties = [f"ga-13{i:03d}" for i in range(12)]
    full = by_party({u: [600, 400, 0] for u in counties}, scope="whole-county")
    before = past({u: [6, 4] for u in counties}, level="county")
    seat = {"level": "county", "office": "court", "district": "place-3"}
    assert lay(outline(counties, **seat), [full, before]).klass == "G1"
    assert lay(outline(counties[:11], **seat), [full, before]).klass == "G0"


def house(district: str, votes, date="2014-11-04", **more):
    return past(votes, date, office="state-house", district=district, **more)


def test_a_unit_that_lines_cut_has_the_size_of_the_districts_part():
    units = precincts(6)
    base = by_party({u: [500, 500, 0] for u in units})
    governor = past({u: [500, 500] for u in units})
    mine = house("5", {u: [490, 490] for u in units[:5]} | {units[5]: [100, 100]})
    ground = lay(outline(units, office="state-house", district="5"), [base, governor, mine])
    # Two in a hundred leave the lesser office out everywhere: that is no boundary.
    assert ground.size[:5].tolist() == pytest.approx([1000] * 5)
    assert ground.size[5] == pytest.approx(1000 * (202 / 1002) / (982 / 1002))
    assert ground.size_quality.tolist() == [0] * 5 + [1]
    assert ground.lean_quality.tolist() == [0] * 5 + [1]
    whole = lay(outline(units), [base, governor, mine])
    assert whole.size.tolist() == [1000] * 6


def test_new_lines_after_a_census_make_the_old_parts_void():
    units = precincts(6)
    base = by_party({u: [500, 500, 0] for u in units})
    governor = past({u: [500, 500] for u in units}, "2010-11-02")
    before = house("5", {u: [490, 490] for u in units[:5]} | {units[5]: [100, 100]}, "2010-11-02")
    ground = lay(outline(units, office="state-house", district="5"), [base, governor, before])
    assert ground.size.tolist() == [1000] * 6


def test_a_unit_that_two_districts_listed_is_taken_for_halved():
    units = precincts(6)
    base = by_party({u: [500, 500, 0] for u in units})
    others = [house("6", {units[5]: [9, 9]}), house("7", {units[5]: [9, 9], units[4]: [9, 9]})]
    ground = lay(outline(units, office="state-house", district="5"), [base, *others])
    assert ground.size.tolist() == [1000] * 5 + [500]
    assert ground.size_quality.tolist() == [0] * 5 + [2]


def test_seats_of_one_court_halve_nothing():
    units = precincts(6)
    base = by_party({u: [500, 500, 0] for u in units})
    seats = [past({u: [9, 9] for u in units}, office="court", district=f"place-{i}") for i in range(3)]
    ground = lay(outline(units, office="court", district="place-4"), [base, *seats])
    assert ground.size.tolist() == [1000] * 6
    assert ground.size_quality.tolist() == [0] * 6


def test_a_countys_batch_is_scaled_to_the_part_of_the_county_in_the_district():
    inside, outside, batch = precincts(4), precincts(12)[4:], "ga-13067-absentee"
    everything = {u: [100, 100] for u in [*inside, *outside]} | {batch: [600, 600]}
    governor = past(everything)
    base = by_party({u: [*v, 0] for u, v in everything.items()})
    ground = lay(outline([*inside, batch], office="state-house", district="5"), [base, governor])
    assert ground.pseudo.tolist() == [False] * 4 + [True]
    assert ground.size[:4].tolist() == [200] * 4
    assert ground.size[4] == pytest.approx(1200 * 4 / 12)
    assert ground.size_quality[4] == 1
    assert lay(outline([*inside, batch]), [base, governor]).size[4] == 1200


@pytest.mark.parametrize("unit", ["sc-45079-absentee-1", "ms-28121-mail", "ga-13067-early-vote", "sc-45001-Failsafe"])
def test_a_batch_is_known_by_its_words(unit):
    assert is_batch(unit)


@pytest.mark.parametrize("unit", ["ga-13067-addison-1", "early-13067-a", "ga-mail-b", "sc-45079-mailboxville", "cobb"])
def test_a_place_is_no_batch(unit):
    assert not is_batch(unit)


def test_counties_are_no_batches_whatever_they_are_called_but_a_marked_unit_stays_marked():
    units = ["ga-early-county-mail", "not-placed"]
    ground = lay(outline(units, level="county", pseudo=["not-placed"]), [])
    assert ground.pseudo.tolist() == [False, True]


def test_earlier_turnout_is_told_against_the_middle_unit_and_unsteady_units_are_marked():
    units = precincts(5)
    base = by_party({u: [200, 200, 0] for u in units})
    jumped = past({u: [200, 200] for u in units[:4]} | {units[4]: [40, 40]})
    history = dict(lay(outline(units), [base, jumped]).history)
    assert list(history) == ["g0"]
    assert history["g0"][:4].tolist() == [0] * 4
    assert history["g0"][4] == pytest.approx(np.log(83 / 403))
    assert lay(outline(units), [base, jumped]).steadiness.tolist() == [0, 0, 0, 0, 2]


def test_a_primary_knows_its_partys_primaries_and_its_partys_ground():
    units = precincts(4)
    base = by_party({u: [100 * (i + 1), 400 - 60 * i, 0] for i, u in enumerate(units)})
    people = {"eve": "", "fay": ""}
    mine = past(
        {u: [10 * i + 5, 5] for i, u in enumerate(units)}, "2014-05-20", kind=PRIMARY, party="DEM", parties=people
    )
    other = past({u: [40, 50] for u in units}, "2014-05-20", kind=PRIMARY, party="REP", parties=people)
    ours = lay(outline(units, kind=PRIMARY, party="DEM", parties=people), [base, mine, other])
    names = dict(ours.history)
    assert list(names) == ["pl", "p0"]
    assert (np.diff(names["pl"]) > 0).all()
    assert (np.diff(ours.primary_turnout) > 0).all()
    assert ours.primary_turnout.mean() == pytest.approx(0)
    theirs = lay(outline(units, kind=PRIMARY, party="REP", parties=people), [base, mine, other])
    assert (np.diff(dict(theirs.history)["pl"]) < 0).all()
    assert lay(outline(units), [base, mine, other]).primary_turnout.tolist() == [0] * 4
