"""Past contests from tables and from feeds, and the part of them inside a district."""

import datetime as dt
from fractions import Fraction

import pytest

from counts import contest, county, precinct
from outright.baseline.carry import by_county
from outright.baseline.district import in_district
from outright.baseline.past import About, from_count, from_csv, from_file, from_rows
from outright.count import ContestCount
from outright.errors import BaselineError
from outright.terms import ReportingUnitType as Level
from outright.terms import VoteMethod as M
from shared import SHARED, needs_shared

ABOUT = About("president-2016", dt.date(2016, 11, 8), "ga", office="president")
TABLE = """\
# 2016 president, two precincts
unit_id,unit,county,method,candidate,party,votes
b,Bells Ferry,cobb,election-day,clinton,DEM,10
b,Bells Ferry,cobb,early_in_person,clinton,DEM,20
b,Bells Ferry,cobb,election-day,trump,REP,15
a,Addison 01,cobb,election-day,trump,REP,"1,005"
"""


def test_a_tidy_table_becomes_a_past_contest_in_order_of_ids():
    made = from_csv(TABLE, ABOUT)
    past = made.past
    assert (past.units, made.unit_names, past.county) == (("a", "b"), ("Addison 01", "Bells Ferry"), ("cobb", "cobb"))
    assert (past.candidates, past.parties) == (("clinton", "trump"), ("DEM", "REP"))
    assert past.methods == (M.ELECTION_DAY, M.EARLY)
    assert past.votes.tolist() == [[[0, 1005], [0, 0]], [[10, 15], [20, 0]]]


def test_csv_and_parquet_give_the_same_past(tmp_path):
    import polars as pl

    (tmp_path / "a.csv").write_text(TABLE, encoding="utf-8")
    rows = [line for line in TABLE.replace('"1,005"', "1005").splitlines() if not line.startswith("#")]
    pl.read_csv("\n".join(rows).encode()).write_parquet(tmp_path / "a.parquet")
    one, two = from_file(tmp_path / "a.csv", ABOUT), from_file(tmp_path / "a.parquet", ABOUT)
    assert one.unit_names == two.unit_names
    assert (one.past.votes == two.past.votes).all()


def test_everything_that_is_wrong_with_a_table_is_told_at_once_with_its_line():
    bad = TABLE + "c,,cobb,by-pigeon,clinton,DEM,7\nc,,cobb,early,,DEM,-7\nb,Bells Ferry,fulton,early,clinton,REP,1.5\n"
    with pytest.raises(BaselineError) as caught:
        from_csv(bad, ABOUT, where="past.csv")
    said = caught.value.message
    assert caught.value.where == "past.csv"
    assert "line 7: no such way of voting: by-pigeon" in said
    assert "line 8: no candidate, votes are '-7', not a whole number" in said
    assert "line 9: votes are '1.5'" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("unit_id,votes\na,1\n", "no column candidate"),
        ("unit_id,candidate,votes\n", "no rows"),
        ("unit_id,method,candidate,votes\na,total,x,3\na,early,x,1\n", "the same votes twice"),
        ("unit_id,county,candidate,votes\na,c,x,3\na,d,x,1\n", "is in d here and in c before"),
        ("unit_id,candidate,party,votes\na,x,D,3\nb,x,R,1\n", "another party"),
    ],
)
def test_a_table_that_cannot_be_one_is_refused(text, said):
    with pytest.raises(BaselineError, match=said):
        from_csv(text, ABOUT)


def test_a_table_that_is_not_there_or_not_readable_is_refused(tmp_path):
    with pytest.raises(BaselineError, match="no such table"):
        from_file(tmp_path / "nothing.csv", ABOUT)
    for name, body in (("a.csv", b"\xff\xfe\x00"), ("a.parquet", b"PAR1 not")):
        (tmp_path / name).write_bytes(body)
        with pytest.raises(BaselineError) as caught:
            from_file(tmp_path / name, ABOUT)
        assert caught.value.hint


def test_a_feeds_own_count_becomes_a_past_contest_and_keeps_every_vote():
    units = (
        precinct("cobb", "a", (10, 7), parts=((4, 3), (5, 4)), reported=True),
        precinct("cobb", "b", (3, 2)),
        county("Cobb", (13, 9)),
    )
    count = ContestCount(contest(["ossoff", "handel"]), (M.ELECTION_DAY, M.EARLY), units, Level.PRECINCT)
    made = from_count(count, ABOUT)
    assert (made.past.candidates, made.past.units) == (("handel", "ossoff"), ("cobb--a", "cobb--b"))
    assert made.past.methods == (M.ELECTION_DAY, M.EARLY, M.OTHER)
    assert made.past.votes.tolist() == [[[3, 4], [4, 5], [0, 1]], [[0, 0], [0, 0], [2, 3]]]
    assert made.past.county == ("cobb", "cobb")


def test_a_count_without_units_or_with_too_many_votes_is_refused():
    with pytest.raises(BaselineError, match="no units"):
        from_count(ContestCount(contest("ab"), (), (), Level.COUNTY), ABOUT)
    units = (precinct("cobb", "a", (1, 1), parts=((4, 3),)),)
    with pytest.raises(BaselineError, match="more votes than the total"):
        from_count(ContestCount(contest("ab"), (M.EARLY,), units, Level.PRECINCT), ABOUT)


def test_a_precinct_on_the_line_is_scaled_and_the_result_says_so():
    part = in_district(from_csv(TABLE, ABOUT).past, {"b": Fraction(1, 3)})
    assert (part.past.units, part.past.scope, part.outside) == (("b",), "district-part", ("a",))
    assert part.past.votes.tolist() == [[[3, 5], [7, 0]]]
    assert part.scaled == ("b",)
    assert part.text.startswith("1 of 1 precincts lie partly outside")
    whole = in_district(from_csv(TABLE, ABOUT).past, {"a": Fraction(1), "b": Fraction(1)})
    assert whole.text == "All of 2 precincts lie inside the district."


def test_shares_that_are_none_and_a_district_without_precincts_are_refused():
    past = from_csv(TABLE, ABOUT).past
    with pytest.raises(BaselineError, match="no share"):
        in_district(past, {"a": Fraction(3, 2)})
    with pytest.raises(BaselineError, match="lies in the district"):
        in_district(past, {"elsewhere": Fraction(1)})


@needs_shared
def test_trump_carried_the_sixth_district_by_a_point_and_a_half_and_clinton_had_these_counties():
    import polars as pl

    folder = SHARED / "data" / "ga06-2017"
    places = pl.read_parquet(folder / "precincts.parquet")
    shares = {
        u: Fraction(f"{share:.6f}")
        for u, share in places.select("unit_id", "cd6_share_of_2016_house_votes").iter_rows()
    }
    table = (
        pl.read_parquet(folder / "baseline_precinct_method.parquet")
        .filter(pl.col("baseline") == "president-2016")
        .join(places.select("unit_id", "county"), on="unit_id")
        .with_columns(candidate=pl.col("party"))
    )
    part = in_district(from_rows(table.iter_rows(named=True), ABOUT).past, shares)
    assert len(part.scaled) == 9
    who = {p: i for i, p in enumerate(part.past.parties)}
    votes = part.past.votes.sum(axis=(0, 1))
    margin = Fraction(int(votes[who["REP"]] - votes[who["DEM"]]), int(votes.sum()))
    assert round(float(margin * 100), 2) == 1.49
    counties = by_county(part.past)
    clinton = {
        c: round(100 * float(v[:, who["DEM"]].sum() / v.sum()), 2)
        for c, v in zip(counties.units, counties.votes, strict=True)
    }
    assert clinton == {"Cobb": 39.90, "DeKalb": 57.05, "Fulton": 46.35}
    assert (votes[who["DEM"]], votes[who["REP"]]) == pytest.approx((155_089, 160_027), abs=3)
