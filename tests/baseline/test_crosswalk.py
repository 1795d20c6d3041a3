"""Old precincts onto new ones: what is joined, what is left to the county, and that no vote is lost."""

import datetime as dt
from collections import defaultdict
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outright.baseline import ContestKind, Past
from outright.baseline.carry import by_county, carry, deal, places_of
from outright.baseline.crosswalk import Crosswalk, How, Link, PlaceNow, PlaceThen, crosswalk
from outright.errors import BaselineError
from outright.terms import VoteMethod as M


def then(*names: str, county: str = "cobb", votes: int = 100) -> list[PlaceThen]:
    return [PlaceThen(f"old-{county}-{n}", n, county, votes) for n in names]


def now(*names: str, county: str = "cobb", registered: int | None = None) -> list[PlaceNow]:
    return [PlaceNow(f"new-{county}-{n}", n, county, registered) for n in names]


def hows(walk: Crosswalk) -> dict[str, str]:
    return {m.old.name: m.how.value for m in walk.matches}


def test_the_same_id_in_the_same_county_is_the_same_place_whatever_it_is_called():
    walk = crosswalk([PlaceThen("a", "Addison", "cobb", 5)], [PlaceNow("a", "Library", "cobb")])
    assert walk.matches[0].how is How.EXACT
    moved = crosswalk([PlaceThen("a", "Addison", "cobb", 5)], [PlaceNow("a", "Addison", "fulton")])
    assert moved.matches[0].how is How.NONE, "the county is gone: nothing is matched across counties"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Precinct 3", "03"),
        ("ADDISON 01", "Addison 1"),
        ("Ashford Park Elem", "ashford park elementary"),
        ("SS-02A", "SS2A"),
        ("Saint Mary's", "ST MARYS"),
        ("1st Bapt. Ch.", "First Baptist Church"),
        ("01 Addison", "Addison 1"),
        ("7-14 Coastal Cathedral", "7-14 Coastal Cathedral Church of God"),
    ],
)
def test_a_name_written_otherwise_is_the_same_name(old, new):
    assert hows(crosswalk(then(old), now(new))) == {old: "name"}


@pytest.mark.parametrize(("old", "new"), [("Addison 1", "Addison 11"), ("Cobb 3", "Cobb 3A"), ("North", "South")])
def test_another_name_is_left_to_the_county(old, new):
    walk = crosswalk(then(old), now(new))
    assert hows(walk) == {old: "county"}
    assert [p.name for p in walk.without_past] == [new]
    assert walk.unmatched()[0].why == "no place of that name"


def test_a_name_in_another_county_is_another_place():
    walk = crosswalk(then("Library", county="cobb"), [*now("Library", county="fulton"), *now("Hall", county="cobb")])
    assert hows(walk) == {"Library": "county"}


def test_two_places_of_one_name_are_not_guessed():
    assert set(hows(crosswalk(then("Hall 1", "HALL 01"), now("Hall 1"))).values()) == {"county"}
    walk = crosswalk(then("Hall 1"), now("Hall 1", "Hall 01"))
    assert hows(walk) == {"Hall 1": "county"}
    assert walk.unmatched()[0].why == "2 places are called so"


def test_a_divided_place_is_dealt_by_registration_or_else_equally():
    pieces = [PlaceNow("x", "Addison 1A", "cobb", 300), PlaceNow("y", "Addison 1B", "cobb", 100)]
    match = crosswalk(then("Addison 1"), pieces).matches[0]
    assert (match.how, dict(match.onto)) == (How.SPLIT, {"x": Fraction(3, 4), "y": Fraction(1, 4)})
    unknown = [pieces[0], PlaceNow("y", "Addison 1B", "cobb")]
    assert dict(crosswalk(then("Addison 1"), unknown).matches[0].onto) == {"x": Fraction(1, 2), "y": Fraction(1, 2)}


def test_places_joined_into_one_bring_all_their_votes():
    walk = crosswalk(then("Addison 1", "Addison 2"), now("Addison"))
    assert set(hows(walk).values()) == {"merge"}
    assert {m.onto for m in walk.matches} == {(("new-cobb-Addison", Fraction(1)),)}


def test_one_piece_alone_is_no_division():
    assert hows(crosswalk(then("Addison 1"), now("Addison 1A"))) == {"Addison 1": "county"}


def test_what_can_be_read_as_divided_and_as_joined_is_not_guessed():
    walk = crosswalk(then("Hill 1", "Hill 2"), now("Hill", "Hill 1A", "Hill 1B"))
    assert hows(walk) == {"Hill 1": "county", "Hill 2": "county"}
    assert {m.why for m in walk.matches} == {"it can be read as divided and as joined"}


def test_a_desks_own_table_comes_first_and_its_faults_are_told():
    table = [
        Link("old-cobb-A", "new-cobb-X", 1), Link("old-cobb-A", "new-cobb-Y", 3), Link("old-cobb-B", "new-cobb-X"),
        Link("old-cobb-C", "new-cobb-X"), Link("nobody", "new-cobb-X"), Link("old-cobb-D", "new-dekalb-Z"),
        Link("old-cobb-E", "new-cobb-X", 1), Link("old-cobb-E", "new-cobb-Y"),
        Link("old-cobb-F", "new-cobb-X", 0),
    ]  # fmt: skip
    walk = crosswalk(then("A", "B", "C", "D", "E", "F"), [*now("X", "Y"), *now("Z", county="dekalb")], table)
    assert hows(walk) == {"A": "split", "B": "merge", "C": "merge", "D": "county", "E": "county", "F": "county"}
    assert dict(walk.matches[0].onto) == {"new-cobb-X": Fraction(1, 4), "new-cobb-Y": Fraction(3, 4)}
    assert len(walk.problems) == 4
    twice = crosswalk(then("A"), now("X"), [Link("old-cobb-A", "new-cobb-X"), Link("old-cobb-A", "new-cobb-X")])
    assert (hows(twice), len(twice.problems)) == ({"A": "county"}, 1)


def test_the_report_says_what_each_fallback_costs():
    olds = [*then("A", votes=600), *then("B", votes=300), *then("C", county="gone", votes=100)]
    walk = crosswalk(olds, now("A", "Q"))
    lines = {line.how: (line.units, line.votes, line.share) for line in walk.report()}
    assert lines[How.NAME] == (1, 600, Fraction(3, 5))
    assert lines[How.COUNTY] == (1, 300, Fraction(3, 10))
    assert lines[How.NONE] == (1, 100, Fraction(1, 10))
    assert walk.text() == (
        "Joined 1 of 3 places: 60.0% of the old vote by name, 30.0% of the old vote by county,"
        " 10.0% of the old vote by none."
    )


def test_two_units_of_one_id_are_refused():
    with pytest.raises(BaselineError, match="share an id") as caught:
        crosswalk([PlaceThen("a", "A", "c", 1), PlaceThen("a", "B", "c", 1)], [])
    assert caught.value.hint


# Any inputs: few names, so that they collide, divide and join often.
NAMES = st.sampled_from(["A", "A 1", "A 01", "A 2", "A 1A", "A 1B", "B", "B North", "B South", "b n", "1 A", "C"])
COUNTIES = st.sampled_from(["cobb", "fulton", "dekalb"])
OLD = st.lists(st.tuples(NAMES, COUNTIES, st.integers(0, 50), st.integers(0, 50)), max_size=9)
NEW = st.lists(st.tuples(NAMES, COUNTIES, st.one_of(st.none(), st.integers(0, 90))), max_size=9)
LINKS = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.one_of(st.none(), st.integers(-1, 4))), max_size=5)


def places(old, new, links):
    olds = [PlaceThen(f"o{i}" if i % 3 else f"u{i}", n, c, a + b) for i, (n, c, a, b) in enumerate(old)]
    news = [PlaceNow(f"n{i}" if i % 3 else f"u{i}", n, c, r) for i, (n, c, r) in enumerate(new)]
    table = [Link(olds[a % len(olds)].id, news[b % len(news)].id, w) for a, b, w in links if olds and news]
    return olds, news, table


def past_of(olds: list[PlaceThen], old) -> Past:
    votes = np.array([[[a, b]] for _, _, a, b in old], dtype=np.int64).reshape(len(olds), 1, 2)
    return Past(
        "p", dt.date(2016, 11, 8), "ga", ContestKind.GENERAL, "president", "", "precinct", ("d", "r"), ("D", "R"),
        ("DEM", "REP"), tuple(p.id for p in olds), tuple(p.county for p in olds), (M.TOTAL,), votes,
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(OLD, NEW, LINKS, st.randoms(use_true_random=False))
def test_weights_sum_to_one_no_vote_is_created_or_lost_and_order_says_nothing(old, new, links, random):
    olds, news, table = places(old, new, links)
    walk = crosswalk(olds, news, table)
    assert len(walk.matches) == len(olds)
    county_of = {n.id: n.county for n in news}
    for match in walk.matches:
        moved = match.how not in (How.COUNTY, How.NONE)
        assert sum((w for _, w in match.onto), Fraction(0)) == (1 if moved else 0)
        assert all(county_of[i] == match.old.county and w > 0 for i, w in match.onto)
    past = past_of(olds, old)
    carried = carry(past, walk)
    gone = {m.old.id for m in walk.matches if m.how is How.NONE}
    was, is_now = defaultdict(lambda: np.zeros((1, 2), dtype=int)), defaultdict(lambda: np.zeros((1, 2), dtype=int))
    for i, unit in enumerate(past.units):
        if unit not in gone:
            was[past.county[i]] = was[past.county[i]] + past.votes[i]
    for part in (carried.units, carried.rest):
        for i, county in enumerate(part.county):
            is_now[county] = is_now[county] + part.votes[i]
    assert set(was) == set(is_now)
    assert all((was[c] == is_now[c]).all() for c in was)
    random.shuffle(olds)
    random.shuffle(news)
    random.shuffle(table)
    assert crosswalk(olds, news, table) == walk


def test_a_crosswalk_of_other_units_is_refused():
    old = [("A", "cobb", 1, 2)]
    olds, _, _ = places(old, [], [])
    with pytest.raises(BaselineError, match="not of the units"):
        carry(past_of(olds, old), crosswalk(then("B"), []))


def test_votes_are_dealt_whole():
    assert [int(p[0]) for p in deal(np.array([7]), [Fraction(1, 2), Fraction(1, 2)])] == [4, 3]


def test_counties_hold_all_their_precincts():
    old = [("A", "cobb", 1, 2), ("B", "cobb", 3, 4), ("A", "fulton", 5, 6)]
    olds, _, _ = places(old, [], [])
    whole = by_county(past_of(olds, old))
    assert (whole.units, whole.level) == (("cobb", "fulton"), "county")
    assert whole.votes.tolist() == [[[4, 6]], [[5, 6]]]
    assert [p.name for p in places_of(whole)] == ["cobb", "fulton"]
