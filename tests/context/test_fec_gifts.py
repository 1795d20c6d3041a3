"""Itemised gifts streamed for one committee: memo rows out, amendments in place, states that add up, no names."""

import datetime as dt
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fec_made import CAMPAIGN, FUND, OSSOFF, RIVAL, gift, gifts, spending
from outright.context.fact import Fact, Item, Origin
from outright.context.fec_gifts import GIVEN, gift_facts, gifts_of, spending_facts
from outright.context.money import bound, figures, placed_share
from outright.errors import MoneyError
from shared import SHARED, needs_shared

DAY, ORIGIN = dt.date(2017, 4, 18), Origin("itcont")
SAMPLE = SHARED / "feeds" / "fec" / "bulk_2020_early" / "itcont20.sample-names-replaced.txt"


def of(*rows, **more):
    return gifts_of(gifts(*rows).splitlines(), CAMPAIGN, **more)


def test_memo_rows_refunds_and_what_a_conduit_passes_on_are_no_gifts():
    found = of(
        gift("100", "GA"), gift("250", "CA", TRANSACTION_TP="15E"), gift("250", "MA", MEMO_CD="X"),
        gift("40", "CA", TRANSACTION_TP="22Y"), gift("70", "MA", TRANSACTION_TP="24T"), gift("-5", "GA"),
    )  # fmt: skip
    assert found.by_state == {"CA": 25000, "GA": 9500}
    assert (found.total, found.gifts, found.memo, found.refunds, found.other) == (34500, 3, 1, 1, 1)


def test_an_amended_row_replaces_the_earlier_one_whatever_the_order():
    old, new = gift("100", TRAN_ID="T7"), gift("60", TRAN_ID="T7", AMNDT_IND="A", FILE_NUM="1160000")
    assert of(old, new).total == of(new, old).total == 6000
    assert of(old, new).replaced == 1


def test_the_same_number_in_another_report_is_another_gift():
    assert of(gift("100", TRAN_ID="T7"), gift("60", TRAN_ID="T7", RPT_TP="Q2")).total == 16000


def test_a_special_is_cut_by_day_or_by_its_own_mark():
    rows = gift("100"), gift("70", TRANSACTION_DT="05012017", TRANSACTION_PGI="R2017")
    assert of(*rows).total == 17000
    assert of(*rows, through=DAY).total == 10000
    assert of(*rows, elections=frozenset(("R2017",))).total == 7000


def test_only_the_committee_that_is_asked_for_is_read():
    body = gifts(gift("100"), gift("900", CMTE_ID=RIVAL)) + b"C00000001|a row of another committee may be anything\n"
    assert gifts_of(body.splitlines(), CAMPAIGN).total == 10000
    with pytest.raises(MoneyError, match="A row of 2 fields, where 21 are due"):
        gifts_of([CAMPAIGN.encode() + b"|short"], CAMPAIGN)


@given(st.lists(st.tuples(st.sampled_from(["GA", "CA", "NY", ""]), st.integers(-(10**6), 10**9), st.booleans())))
def test_the_states_and_the_blank_one_add_up_to_the_total(rows):
    found = of(*(gift(f"{n / 100:.2f}", s, MEMO_CD="X" if memo else "") for s, n, memo in rows))
    assert found.total == sum(n for _, n, memo in rows if not memo)
    facts = gift_facts(found, OSSOFF, DAY, ORIGIN).facts
    by_state = [f.value for f in facts if f.item is Item.STATE]
    assert [f.value for f in facts if f.item is Item.ITEMISED] == [sum(by_state)]


def test_what_a_conduit_itemises_is_placed_once_and_narrows_no_bound():
    conduit = "C00401224"
    rows = (
        gift("500", "CA"), gift("250", "CA", TRANSACTION_TP="15E"),
        gift("250", "CA", CMTE_ID=conduit, TRANSACTION_TP="24T", OTHER_ID=CAMPAIGN),
        gift("20", "GA", CMTE_ID=conduit, TRANSACTION_TP="24T", OTHER_ID=CAMPAIGN),
        gift("30", "NY", CMTE_ID=conduit, TRANSACTION_TP="24T", OTHER_ID=CAMPAIGN, MEMO_CD="X"),
        gift("70", "NY", CMTE_ID=conduit, TRANSACTION_TP="24T", OTHER_ID=RIVAL),
    )  # fmt: skip
    found = of(*rows)
    assert (found.by_state, found.placed) == ({"CA": 75000}, {"CA": 75000, "GA": 2000})
    facts = [*gift_facts(found, OSSOFF, DAY, ORIGIN).facts, Fact(Item.INDIVIDUALS, 100000, DAY, OSSOFF)]
    share = placed_share(figures(facts), OSSOFF, "GA")
    assert share is not None
    assert (share.fact.value, share.fact.of, share.fact.word) == (9700, "placed", "about")
    limits = bound(figures(facts), OSSOFF, "GA")
    assert limits is not None
    assert (limits.lo, limits.hi) == (Fraction(3, 4), 1)
    assert placed_share(figures(facts[:1]), OSSOFF, "GA") is None


def test_nothing_of_a_giver_but_the_state_is_kept():
    kept = repr(gift_facts(of(gift("100")), OSSOFF, DAY, ORIGIN)) + repr(of(gift("100")))
    assert not {"SECRET", "NOWHERE", "HUSH"} & set(kept.replace("'", " ").replace(",", " ").split())


@needs_shared
def test_a_real_file_adds_up_for_every_committee_of_it():
    lines = SAMPLE.read_bytes().splitlines()
    rows = [line.decode("latin-1").split("|") for line in lines]
    for committee, _ in Counter(r[0] for r in rows).most_common(25):
        mine = [r for r in rows if r[0] == committee and r[18] != "X" and r[5] in GIVEN]
        found = gifts_of(lines, committee)
        assert found.total == sum(Fraction(r[14]) * 100 for r in mine)
        assert found.memo == sum(r[0] == committee and r[18] == "X" for r in rows)


def test_spending_is_by_spender_and_side_and_a_notice_counts_once():
    body = spending(
        {"TRANSACTION_AMT": "1000", "RPT_TP": "24", "TRAN_ID": "E1"},
        {"TRANSACTION_AMT": "1000", "RPT_TP": "M4", "TRAN_ID": "E1", "FILE_NUM": "1160000"},
        {"TRANSACTION_AMT": "500", "TRANSACTION_TP": "24E"},
        {"TRANSACTION_AMT": "900", "MEMO_CD": "X"},
        {"TRANSACTION_AMT": "800", "TRANSACTION_TP": "24K"},
        {"TRANSACTION_AMT": "700", "TRANSACTION_DT": "06012017"},
    )
    facts = spending_facts(body.splitlines(), [OSSOFF], DAY, ORIGIN, {FUND: "MADE UP FUND"}).facts
    assert {(f.side, f.name): f.value for f in facts} == {
        ("oppose", "MADE UP FUND"): 100000,
        ("support", "MADE UP FUND"): 50000,
    }
