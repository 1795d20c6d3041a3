"""Special elections: the swing is the published formula's, nothing later enters, and a range says what it rests on."""

import csv
import datetime as dt
import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outright.context import specials as sp
from outright.context.specials_file import read_specials
from outright.errors import ContextError
from shared import SHARED, needs_shared

NIGHT = dt.date(2017, 4, 18)
HEAD = "date,race,stage,dem_votes,rep_votes,total_votes,pres16_dem_pct,pres16_rep_pct,pres12_dem_pct,pres12_rep_pct\n"
KANSAS = "2017-04-11,KS-04,special general,56435,64044,122594,32.8,59.8,36.1,61.5\n"
DATA = SHARED / "data"


def special(day: str, swing: int, race: str = "X-01", *, federal: bool = True) -> sp.Special:
    return sp.Special(dt.date.fromisoformat(day), race, "X", federal, swing=Fraction(swing))


many = st.lists(
    st.builds(
        lambda days, swing, federal: sp.Special(
            dt.date(2015, 1, 1) + dt.timedelta(days), f"X-{days}", "X", federal, swing=Fraction(swing)
        ),
        st.integers(0, 2900), st.integers(-40, 40), st.booleans(),
    ),
    max_size=40,
)  # fmt: skip
days = st.dates(dt.date(2015, 6, 1), dt.date(2022, 12, 31))


def test_kansas_swung_as_the_formula_says():
    (kansas,) = read_specials(HEAD + KANSAS, "specials")
    lean = Fraction(3, 4) * (Fraction("32.8") - Fraction("59.8") - Fraction("2.10")) + Fraction(1, 4) * (
        Fraction("36.1") - Fraction("61.5") - Fraction("3.86")
    )
    assert (kansas.lean, float(kansas.lean)) == (lean, -29.14)
    assert kansas.margin == Fraction(100 * (56435 - 64044), 122594)
    assert kansas.swing == kansas.margin - lean
    assert round(float(kansas.swing), 2) == 22.93


@needs_shared
def test_every_swing_that_can_be_checked_is_the_published_one():
    path = DATA / "special_elections.csv"
    found = {(s.date.isoformat(), s.race): s for s in read_specials(path.read_text("utf-8"), "specials")}
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(found) == 16
    checked = 0
    for row in rows:
        mine = found[row["date"], row["race"]]
        if row["swing_vs_lean"]:
            assert float(mine.swing) == pytest.approx(float(row["swing_vs_lean"]), abs=0.006), row["race"]
            checked += 1
        if row["swing_vs_lean"] and row["swing_published_538"]:
            assert abs(float(mine.swing) - float(row["swing_published_538"])) <= 0.55, row["race"]
    assert checked == 12
    first_round = found["2017-04-18", "GA-06"]
    assert (first_round.swing, float(first_round.lean)) == (None, -9.49)  # no margin of two in a field of eighteen


def test_a_first_round_of_all_parties_is_measured_by_party_totals():
    text = HEAD.replace("total_votes", "total_votes,dem_party_votes,rep_party_votes")
    text += "2017-04-18,GA-06,special (all-party),92673,38071,192569,94201,98192,46.8,48.3,37.5,60.8\n"
    (georgia,) = read_specials(text, "specials")
    assert georgia.by_party
    assert georgia.margin == Fraction(100 * (94201 - 98192), 192569)
    assert round(float(georgia.margin), 2) == -2.07
    assert round(float(georgia.swing), 1) == 7.4


def test_another_year_needs_the_nations_margin():
    head = "date,race,dem_votes,rep_votes,total_votes,pres20_dem_pct,pres20_rep_pct,pres16_dem_pct,pres16_rep_pct"
    row = "2021-06-01,X-01,60,36,100,60.2,37.4,51.7,35.1"
    with pytest.raises(ContextError, match="margin of 2020 is not known"):
        read_specials(f"{head}\n{row}\n", "specials")
    (found,) = read_specials(f"{head},pres20_nation\n{row},4.5\n", "specials")
    lean = Fraction(3, 4) * (Fraction("22.8") - Fraction("4.5")) + Fraction(1, 4) * (Fraction("16.6") - Fraction("2.1"))
    assert (found.lean, found.swing) == (lean, 24 - lean)


@needs_shared
def test_the_table_of_swings_alone_is_read():
    found = read_specials((DATA / "special_elections_538_all.csv").read_text("utf-8-sig"), "specials")
    assert len(found) == 200
    before = sp.before(found, NIGHT)
    assert len(before) == 8
    assert sp.group(before) == sp.Group(8, Fraction(14), Fraction(-20), Fraction(32))
    assert [s.race for s in before if s.federal] == ["Kansas 4th CD", "California 34th CD"]


@given(many, days)
def test_nothing_of_the_day_or_later_ever_enters(these, day):
    known = [s for s in these if s.date < day]
    assert sp.before(these, day) == sp.before(known, day)
    assert sp.cycle(these, day) == sp.cycle(known, day)
    assert sp.next_general(these, day) == sp.next_general(known, day)
    assert all(s.date < day for s in sp.cycle(these, day))


@given(many, days, st.randoms())
def test_the_order_of_rows_does_not_matter(these, day, rng):
    mixed = sorted(these, key=lambda _: rng.random())
    assert sp.next_general(mixed, day) == sp.next_general(these, day)
    assert sp.group(mixed) == sp.group(these)


@given(days)
def test_the_general_election_is_the_tuesday_after_a_monday_of_november(day):
    held = sp.general_of(day)
    assert held >= day
    assert (held.month, held.weekday(), held.year % 2) == (11, 1, 0)
    assert 2 <= held.day <= 8
    assert (held - day).days < 735


def test_without_earlier_cycles_the_range_is_what_the_house_vote_has_moved():
    """As of April 2017: the last vote and the largest moves from one election to the next, worked out here."""
    shares = {2000: "0.498183", 2002: "0.475619", 2004: "0.486316", 2006: "0.541202", 2008: "0.555353",
              2010: "0.465612", 2012: "0.506813", 2014: "0.469735", 2016: "0.494546"}  # fmt: skip
    margins = [200 * Fraction(s) - 100 for s in shares.values()]
    moves = [b - a for a, b in itertools.pairwise(margins)]
    found = sp.next_general([special("2017-04-11", 23)], NIGHT)
    assert (found.year, found.basis, found.cycles) == (2018, "house", 0)
    assert (found.low, found.high) == (margins[-1] + min(moves), margins[-1] + max(moves))
    assert (round(float(found.low), 1), round(float(found.high), 1)) == (-19.0, 9.9)
    assert (found.last_year, found.first) == (2016, 2000)


def test_specials_do_not_narrow_the_range_until_two_cycles_of_them_are_known():
    now = [special(f"2021-0{m}-01", s) for m, s in ((2, 4), (3, 8), (4, 0))]
    one = [special(f"2017-0{m}-01", s) for m, s in ((2, 20), (3, 14), (4, 17))]
    two = [special(f"2019-0{m}-01", s) for m, s in ((2, -4), (3, -8), (4, 0))]
    day = dt.date(2021, 5, 1)
    assert sp.next_general([*now, *one], day).basis == "house"
    found = sp.next_general([*now, *one, *two], day)
    votes = sp.house_votes()
    apart = [17 - votes[2018], -4 - votes[2020]]
    scatter = (sum(x * x for x in (3, 3, 0, 0, 4, 4, 0, 4, 4)) / 6) ** 0.5
    chance = 1.6448536 * scatter / 3**0.5
    assert (found.basis, found.cycles, found.year) == ("cycles", 2, 2022)
    assert float(found.low) == pytest.approx(4 - max(apart) - Fraction(chance), abs=0.01)
    assert float(found.high) == pytest.approx(4 - min(apart) + Fraction(chance), abs=0.01)
    assert found.low < votes[2022] < found.high


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("2017-04-11,,x,1,2,3,1,2,3,4\n", "A special election has no name (specials, row 1)"),
        ("11 April,KS-04,x,1,2,3,1,2,3,4\n", "'11 April' is no day (specials, row 1)"),
        ("2017-04-11,KS-04,x,l,2,3,1,2,3,4\n", "'l' is no number of votes"),
        ("2017-04-11,KS-04,x,2,2,3,1,2,3,4\n", "The votes of both parties (4) are more than all (3)"),
        ("2017-04-11,KS-04,x,1,2,3,one,2,3,4\n", "'one' is no number of points"),
    ],
)
def test_a_bad_table_gives_one_clear_error(row: str, says: str):
    with pytest.raises(ContextError) as caught:
        read_specials(HEAD + row, "specials")
    assert caught.value.line().startswith(says)
    assert caught.value.hint and "\n" not in caught.value.line()


def test_a_swing_that_the_table_works_out_otherwise_is_told():
    text = HEAD.replace("\n", ",swing_vs_lean\n") + KANSAS.replace("\n", ",29.93\n")
    with pytest.raises(ContextError, match=r"KS-04 swung by 22\.93 points, and the table says 29\.93"):
        read_specials(text, "specials")


@given(st.text(max_size=300))
def test_any_text_is_specials_or_one_error(text):
    for head in ("", HEAD, "Date,State,Race,Dem Margin Improvement Over Partisan Lean\n"):
        try:
            read_specials(head + text, "specials")
        except ContextError as error:
            assert error.hint
