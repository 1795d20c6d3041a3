"""How Democratic a unit is, what earlier geography and distance say of it, and where a runoff's finalists ran well."""

import numpy as np
import pytest

from made_past import by_party, outline, past, precincts
from outright.baseline.counties import COLUMNS, Counties
from outright.baseline.factors import main_directions, root, scaled
from outright.baseline.first_round import matches
from outright.baseline.ground import lay
from outright.baseline.outline import ContestKind
from outright.baseline.patterns import geography

PRIMARY, RUNOFF = ContestKind.PRIMARY, ContestKind.RUNOFF
THREE = {"eve-oak": "", "fay-elm": "", "gus-ash": ""}


def test_the_lean_is_the_logarithm_of_the_two_parties_votes():
    units = precincts(2)
    ground = lay(outline(units), [by_party({units[0]: [97, 47, 20], units[1]: [0, 0, 9]})])
    assert ground.lean[0] == pytest.approx(np.log(100 / 50))
    assert ground.lean_quality.tolist() == [0, 2]


def test_two_baselines_steady_each_other_at_the_level_of_the_latest():
    units = precincts(2)
    latest = by_party({units[0]: [97, 47, 0], units[1]: [47, 97, 0]}, 2014, office="governor")
    before = by_party({units[0]: [97, 97, 0], units[1]: [47, 47, 0]}, 2012)
    log2 = np.log(2)
    assert lay(outline(units), [latest, before]).lean == pytest.approx([0.6 * log2, -0.6 * log2])


def test_a_unit_without_a_match_takes_the_mean_of_its_county_else_the_countys_own():
    units = [*precincts(4), "ga-13121-a", "ga-13089-a"]
    own = by_party({u: [97, 47, 0] for u in units[:3]})
    county = by_party({"ga-13067": [1, 1, 0], "ga-13121": [147, 47, 0]}, scope="whole-county")
    ground = lay(outline(units), [own, county])
    assert ground.lean[3] == pytest.approx(np.log(2))
    assert ground.lean[4] == pytest.approx(np.log(3))
    assert ground.lean[5] == pytest.approx(ground.lean[:5].mean())
    assert ground.lean_quality.tolist() == [0, 0, 0, 1, 1, 2]


def test_no_unit_is_a_stronghold_beyond_belief():
    ground = lay(outline(["ga-13067-a"]), [by_party({"ga-13067-a": [100_000, 0, 0]})])
    assert ground.lean.tolist() == [4.0]


def test_the_parties_are_told_alike():
    units = precincts(6)
    votes = {u: (50 + 10 * i, 90 - 5 * i, 4) for i, u in enumerate(units)}
    one = lay(outline(units), [by_party(votes)])
    other = lay(outline(units), [by_party({u: (r, d, o) for u, (d, r, o) in votes.items()})])
    assert one.lean == pytest.approx(-other.lean)
    assert one.size.tolist() == other.size.tolist()


def test_main_directions_are_orthogonal_and_of_mean_squared_row_length_one():
    rng = np.random.default_rng(2)
    for shape in ((40, 9), (9, 40)):
        found = main_directions(rng.normal(size=shape), 5)
        gram = found.T @ found
        assert found.shape == (shape[0], 5)
        assert np.abs(gram - np.diag(np.diag(gram))).max() < 1e-9
        assert (found**2).sum(axis=1).mean() == pytest.approx(1)
        assert found.mean(axis=0) == pytest.approx([0] * 5)
        assert (found.max(axis=0) >= -found.min(axis=0)).all()
    assert main_directions(np.ones((5, 3)), 2).shape == (5, 0)
    assert scaled(np.ones((5, 3))).shape == (5, 0)


def test_a_root_gives_its_covariance_back():
    x = np.arange(6.0)
    covariance = np.exp(-np.abs(x[:, None] - x) / 2)
    full = root(covariance, 1.0, 6)
    assert full @ full.T == pytest.approx(covariance)
    assert root(covariance, 0.5, 6).shape[1] < 6
    assert root(covariance, 1.0, 2).shape[1] == 2
    assert root(np.zeros((3, 3)), 0.9, 3).shape == (3, 0)


def test_a_contest_is_one_column_where_two_had_nearly_all_and_more_where_they_had_not():
    units = precincts(5)
    two = past({u: [50, 45, 5] for u in units}, parties=THREE)
    three = past({u: [40, 35, 25] for u in units}, parties=THREE)
    parties = past({u: [40, 35] for u in units})
    columns = [geography(p).by_unit.shape[1] for p in (two, three, parties)]
    assert columns == [1, 3, 1]
    written = past({u: [40, 35, 25] for u in units}, parties={"a": "", "b": "", "write-in": ""})
    assert geography(written).by_unit.shape[1] == 2


def test_a_geography_is_found_again_and_reaches_new_units_by_their_county():
    units = [*precincts(8), *precincts(8, "13121")]
    run = {u: [(70 if "13067" in u else 30) + i, 50, 40] for i, u in enumerate(units)}
    then = past(run, "2014-05-20", kind=PRIMARY, party="REP", parties=THREE)
    ground = lay(outline([*units, "ga-13067-new"], kind=PRIMARY, party="REP", parties=THREE), [then])
    blocks = dict(ground.patterns)
    assert list(blocks) == ["P1"]
    first = blocks["P1"][:, 0]
    assert abs(np.corrcoef(first[:16], ["13067" in u for u in units])[0, 1]) > 0.9
    assert np.sign(first[16]) == np.sign(first[0])


def test_people_of_a_primary_and_parties_of_a_general_are_blocks_of_their_own():
    units = precincts(9)
    rng = np.random.default_rng(4)
    votes = [{u: rng.integers(20, 90, 3).tolist() for u in units} for _ in range(2)]
    red = past(votes[0], "2014-05-20", kind=PRIMARY, party="REP", parties=THREE)
    blue = past(votes[1], "2014-05-20", kind=PRIMARY, party="DEM", parties=THREE)
    general = past({u: rng.integers(20, 90, 2).tolist() for u in units})
    history = [red, blue, general]
    assert [n for n, _ in lay(outline(units), history).patterns] == ["P2", "P3"]
    mine = lay(outline(units, kind=PRIMARY, party="REP", parties=THREE), history)
    assert [n for n, _ in mine.patterns] == ["P1", "P2", "P3"]
    assert dict(mine.patterns)["P1"].shape[1] == 3
    assert dict(lay(outline(units), history).patterns)["P2"].shape[1] == 6


def test_near_counties_are_alike_and_far_ones_are_not():
    lon = np.array([-84.6, -84.5, -81.1])
    table = Counties(("13067", "13121", "13051"), lon, np.full(3, 33.9), tuple(COLUMNS), np.full((3, 8), np.nan))
    units = ["ga-13051-a", "ga-13067-a", "ga-13067-b", "ga-13121-a"]
    blocks = dict(lay(outline(units), [], table).patterns)
    assert set(blocks) == {"G1", "G2"}
    for block in blocks.values():
        alike = block @ block.T
        assert alike[1, 2] > alike[1, 3] > alike[1, 0]
        assert (block**2).sum(axis=1).mean() == pytest.approx(1)


def test_people_are_told_where_counties_differ_and_nowhere_else():
    people = np.array([[10.0, 20, 50_000, 60, 15, 20, 4, 90_000], [30.0, 10, 40_000, 70, 18, 50, 2, 20_000]])
    table = Counties(("13067", "13121"), np.full(2, np.nan), np.full(2, np.nan), tuple(COLUMNS), people)
    blocks = dict(lay(outline(["ga-13067-a", "ga-13121-a", "ga-99999-a"]), [], table).patterns)
    assert {name: block.shape for name, block in blocks.items()} == {"D": (3, 7), "pop": (3, 1)}
    assert blocks["pop"][0] > blocks["pop"][2] > blocks["pop"][1]
    assert lay(outline(precincts(3)), [], table).patterns == ()


def first(date="2016-09-06", **more):
    votes = {"ga-13067-a": [60, 30, 10], "ga-13067-b": [20, 20, 60]}
    return past(votes, date, kind=PRIMARY, party="REP", parties=THREE, **more)


def runoff(units, people, **more):
    return outline(units, kind=RUNOFF, party="REP", parties=dict.fromkeys(people, "REP"), **more)


def test_finalists_have_their_first_rounds_votes_and_a_new_unit_its_countys_shares():
    tonight = runoff(["ga-13067-a", "ga-13067-b", "ga-13067-new"], ["fay-elm", "gus-ash"], first=first().contest_id)
    found = lay(tonight, [first()]).first_round
    assert found is not None
    assert found.contest_id == first().contest_id
    assert found.votes.tolist() == [[30, 10], [20, 60], [12.5, 17.5]]
    assert found.totals.tolist() == [50, 70]
    assert lay(tonight, [first()]).size.tolist()[:2] == [100, 100]


def test_a_first_round_is_found_by_office_party_and_date_where_nobody_names_it():
    tonight = runoff(["ga-13067-a", "ga-13067-b"], ["eve-oak", "fay-elm"])
    assert lay(tonight, [first()]).first_round is not None
    assert lay(tonight, [first("2016-05-24")]).first_round is None
    assert lay(tonight, [first(office="treasurer")]).first_round is None
    assert lay(outline(tonight.units, kind=PRIMARY, party="REP"), [first()]).first_round is None
    elsewhere = first(office="us-house", district="16")
    assert lay(runoff(tonight.units, THREE, office="us-house", district="1"), [elsewhere]).first_round is None
    assert lay(runoff(tonight.units, THREE, office="us-house", district="16"), [elsewhere]).first_round is not None


@pytest.mark.parametrize(
    ("tonight", "found"),
    [
        (("eve-oak", "fay-elm"), (0, 1)), (("evelyn-oak", "fay-elm"), (0, 1)), (("oak", "e-oak-jr"), (None, None)),
        (("eve-oak", "zed-oak"), (0, None)), (("zed-birch", "gus-ash"), (None, 2)), (("1001", "1002"), (None, None)),
        ((), ()),
    ],
)  # fmt: skip
def test_a_finalist_is_known_by_id_or_by_a_surname_that_one_had(tonight, found):
    assert matches(tonight, first()) == found
