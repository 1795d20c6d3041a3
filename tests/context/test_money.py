"""What facts come to: nothing of the future, ranges where sources disagree, bounds that hold whatever is not known."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outright.context import money_table
from outright.context.fact import Fact, Facts, Item, Origin
from outright.context.money import bound, figure, figures, side_totals, sides
from outright.errors import MoneyError
from shared import ROOT

DAY = dt.date(2017, 4, 18)
MARCH = dt.date(2017, 3, 29)
TABLE = (ROOT / "src/outright/rehearsal/reference/money.toml").read_text("utf-8")
WHO = "jon-ossoff"

days = st.dates(dt.date(2017, 1, 1), dt.date(2017, 12, 31))
facts_and_origins = st.lists(
    st.tuples(days, st.none() | days, st.sampled_from(list(Item)), st.integers(0, 10**12)), max_size=12
)


@given(facts_and_origins, days)
def test_nothing_of_a_later_day_and_nothing_published_later_is_known(rows, today):
    origins = tuple(Origin(f"source {n}", published) for n, (_, published, _, _) in enumerate(rows))
    known = Facts(tuple(Fact(i, v, as_of, origin=n) for n, (as_of, _, i, v) in enumerate(rows)), origins)
    found = known.known_on(today)
    for f in found:
        assert f.as_of <= today
        assert (origins[f.origin].published or f.as_of) <= today
    assert len(found) == sum(a <= today and (p or a) <= today for a, p, _, _ in rows)
    assert known.known_on(dt.date.max) == known.facts


def test_the_demos_april_holds_no_figure_of_may_or_june():
    known = money_table.parse(TABLE, "money.toml")
    april = known.known_on(DAY)
    later = [f for f in known.facts if f not in april]
    assert len(april) > 25
    assert len(later) > 8
    assert all(f.as_of <= DAY and (known.origins[f.origin].published or f.as_of) <= DAY for f in april)
    assert 780000000 not in {f.value for f in april if f.item is Item.OUTSIDE}  # of April, but first told in June


def test_the_newest_figure_is_shown_and_an_older_one_is_no_disagreement():
    rows = (Fact(Item.OUTSIDE, 820, dt.date(2017, 4, 13)), Fact(Item.OUTSIDE, 900, dt.date(2017, 4, 16), origin=1))
    (found,) = figures(rows)
    assert (found.lo, found.hi, found.agreed) == (900, 900, True)


def test_sources_that_disagree_make_a_range_and_a_finer_figure_is_none():
    april = figures(money_table.parse(TABLE, "x").known_on(DAY))
    receipts = figure(april, Item.RECEIPTS, WHO)
    assert receipts is not None and not receipts.agreed
    assert [f.value for f in receipts.facts] == [820000000, 830000000]
    short = Fact(Item.RECEIPTS, 830000000, MARCH, WHO, word="about", to=10000000)
    (found,) = figures((short, Fact(Item.RECEIPTS, 831000025, MARCH, WHO, origin=1)))
    assert found.agreed and found.fact.word == "exactly"


def test_georgias_dollars_of_may_are_told_as_the_range_that_two_papers_give():
    june = figures(money_table.parse(TABLE, "x").known_on(dt.date(2017, 6, 20)))
    found = next(
        f for f in june if (f.fact.item, f.fact.candidate, f.fact.of) == (Item.IN_STATE, WHO, "since-first-round")
    )
    assert [f.value for f in found.facts] == [53000000, 110000000]


def test_figures_of_different_denominators_never_meet():
    rows = [Fact(Item.OUT_OF_STATE, 8000, MARCH, WHO, unit="percent", of=of) for of in ("itemised", "donors")]
    assert len(figures(rows)) == 2


def states(**amounts: int) -> list[Fact]:
    rows = [Fact(Item.STATE, n, MARCH, WHO, s.strip("_"), of="itemised") for s, n in amounts.items()]
    return [*rows, Fact(Item.ITEMISED, sum(amounts.values()), MARCH, WHO)]


def test_the_bound_is_that_of_the_arithmetic():
    found = bound(figures([*states(CA=600, GA=400), Fact(Item.UNITEMISED, 1000, MARCH, WHO)]), WHO, "GA")
    assert found is not None
    assert (found.lo, found.hi) == (Fraction(600, 2000), Fraction(1600, 2000))
    blank = bound(figures([*states(CA=600, GA=300, _=100), Fact(Item.UNITEMISED, 1000, MARCH, WHO)]), WHO, "GA")
    assert blank is not None
    assert (blank.lo, blank.hi) == (Fraction(600, 2000), Fraction(1700, 2000))


cents = st.integers(0, 10**10)


@given(cents, cents, cents, st.integers(0, 100))
def test_wherever_the_money_without_a_state_came_from_the_share_lies_in_the_bound(out, inside, loose, part):
    rows = [*states(CA=out, GA=inside), Fact(Item.UNITEMISED, loose, MARCH, WHO)]
    found = bound(figures(rows), WHO, "GA")
    if not out + inside + loose:
        assert found is None
        return
    assert found is not None
    truth = (out + Fraction(loose * part, 100)) / (out + inside + loose)
    assert 0 <= found.lo <= truth <= found.hi <= 1


@given(st.integers(0, 100), st.integers(0, 10**5), st.integers(0, 10**5), st.integers(-50, 50), st.integers(0, 99))
def test_a_bound_from_printed_figures_holds_for_all_that_they_can_mean(percent, itemised, loose, nudge, over):
    """A share printed to a point and sums printed to a hundred: any truth behind them lies in the bound."""
    rows = [
        Fact(Item.OUT_OF_STATE, 100 * percent, MARCH, WHO, unit="percent", word="about", to=100, of="itemised"),
        Fact(Item.ITEMISED, itemised, MARCH, WHO, word="over", to=100),
        Fact(Item.UNITEMISED, loose, MARCH, WHO, word="over", to=100),
    ]
    found = bound(figures(rows), WHO, "GA")
    share = min(max(Fraction(100 * percent + nudge, 10_000), Fraction(0)), Fraction(1))
    whole, rest = itemised + over, loose + over
    if found is None or not whole + rest:
        return
    assert found.lo <= share * whole / (whole + rest)
    assert found.hi >= (share * whole + rest) / (whole + rest)


def test_no_bound_without_all_its_parts_or_of_another_day():
    unitemised = Fact(Item.UNITEMISED, 1000, MARCH, WHO)
    assert bound(figures(states(CA=1, GA=1)), WHO, "GA") is None
    assert bound(figures([unitemised]), WHO, "GA") is None
    later = Fact(Item.UNITEMISED, 1000, DAY, WHO)
    assert bound(figures([*states(CA=1, GA=1), later]), WHO, "GA") is None
    assert bound(figures([*states(CA=1, GA=1), unitemised]), WHO, "") is None
    assert bound(figures([*states(CA=-5, GA=1), unitemised]), WHO, "GA") is None


def test_a_share_of_something_else_makes_no_bound_and_a_part_of_the_receipts_is_not_the_receipts():
    sums = [Fact(i, 1000, MARCH, WHO) for i in (Item.ITEMISED, Item.UNITEMISED)]
    for of in ("donors", "individuals"):
        share = Fact(Item.OUT_OF_STATE, 8000, MARCH, WHO, unit="percent", of=of)
        assert bound(figures([*sums, share]), WHO, "GA") is None
    since = Fact(Item.RECEIPTS, 10, DAY, WHO, of="since-first-round")
    found = figure(figures([since, Fact(Item.RECEIPTS, 99, MARCH, WHO)]), Item.RECEIPTS, WHO)
    assert found is not None
    assert found.fact.value == 99


def test_money_that_no_row_places_is_taken_as_from_anywhere():
    rows = [f for f in states(CA=600, GA=300) if f.item is Item.STATE]
    found = bound(
        figures([*rows, Fact(Item.ITEMISED, 1000, MARCH, WHO), Fact(Item.INDIVIDUALS, 2000, MARCH, WHO)]), WHO, "GA"
    )
    assert found is not None
    assert (found.lo, found.hi) == (Fraction(600, 2000), Fraction(1700, 2000))


def test_the_demos_bound():
    found = bound(figures(money_table.parse(TABLE, "x").known_on(DAY)), WHO, "GA")
    assert found is not None
    assert Fraction(24, 100) < found.lo < Fraction(25, 100)
    assert Fraction(94, 100) < found.hi < Fraction(95, 100)


def test_sides_are_told_of_two_candidates_and_of_no_more():
    rows = [
        Fact(Item.OUTSIDE, 700, DAY, "a", "C1", "One", "support"),
        Fact(Item.OUTSIDE, 50, DAY, "b", "C1", "One", "oppose"),
        Fact(Item.OUTSIDE, 9, DAY, "b", "C2", "Two", "support"),
        Fact(Item.ADVERTISING, 10**9, DAY, "a", "C3", "Three", "support"),
    ]
    assert [(h.candidate, h.total) for h in side_totals(rows, ["a", "b"])] == [("a", 750), ("b", 9)]
    assert side_totals(rows, ["a", "b", "c"]) == ()
    assert side_totals([], ["a", "b"]) == ()


def test_groups_on_one_side_are_added_only_where_they_are_counted_alike():
    def ad(spender: str, amount: int, **more) -> Fact:
        usual = {"word": "about", "to": 100, "covers": "advertising"}
        return Fact(Item.ADVERTISING, amount, DAY, WHO, spender, spender, "oppose", **{**usual, **more})

    (found,) = sides(
        figures([ad("a", 1000), ad("b", 500), ad("c", 99, covers="planned"), ad("d", 7, word="over", to=3)])
    )
    assert (found.fact.value, found.fact.word) == (1507, "about")
    assert found.lo <= 950 + 450 + 7
    assert found.hi >= 1050 + 550 + 10
    exact = sides(figures([ad("a", 1000, word="exactly", to=0), ad("b", 501, word="exactly", to=0)]))
    assert [(f.fact.value, f.fact.word, f.lo) for f in exact] == [(1501, "exactly", 1501)]
    assert sides(figures([ad("a", 1000)])) == ()
    other_day = Fact(Item.ADVERTISING, 5, MARCH, WHO, "b", "b", "oppose", covers="advertising")
    assert sides(figures([ad("a", 1000), other_day])) == ()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ('what = "cash"', "what"),
        ("as_of = 2017-03-29\n", "as_of"),
        ("dollars = 1_000.005\n", "no such number"),
        ('source = "paper"', "source"),
        ('word = "about"', "word"),
        ('candidate = "jon-ossoff"', "candidate"),
    ],
)
def test_a_table_that_is_miswritten_says_where(change, why):
    good = (
        '[[source]]\nid = "paper"\nname = "A paper"\npublished = 2017-04-06\n\n[[figure]]\nwhat = "cash"\n'
        'candidate = "jon-ossoff"\ndollars = 1_000.05\nword = "about"\nto = 0.10\n'
        'as_of = 2017-03-29\nsource = "paper"\n'
    )
    assert money_table.parse(good, "t").facts[0].value == 100005
    key = change.split(" =")[0]
    bad = (
        good.replace("dollars = 1_000.05\n", change)
        if key == "dollars"
        else good.replace(change, f'{key} = "Nobody!"\n')
    )
    with pytest.raises(MoneyError, match=why) as refused:
        money_table.parse(bad, "t")
    assert refused.value.where.startswith("t")
    with pytest.raises(MoneyError, match=r"Did you mean|not known"):
        money_table.parse(good.replace("as_of =", "asof ="), "t")
