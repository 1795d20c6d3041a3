"""Electronic filings: read whole or refused, with memo rows out; what a notice and a report both say counts once."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fec_made import CAMPAIGN, FUND, OSSOFF, SEPARATOR, filing, notice, noticed, quarterly, received, report, spent
from outright.context.fact import Item, Origin
from outright.context.fec_efile import read_filing
from outright.context.fec_filings import filing_facts
from outright.errors import MoneyError
from shared import SHARED, needs_shared

EFILE = SHARED / "feeds" / "fec" / "efile"
REFUSED = {
    "fp-no-header-mapping.fec": "no mapping found",
    "fp-last-value.fec": "no form in it",
    "fp-undefined-row-type.fec": "A row of 34 fields, where its form has 37",
}
"""The three that cannot be read to their last row: an unknown form, no form at all, a row cut short."""
READ = {
    "1236235.fec": ("F99", 1, 0), "1260488.fec": ("F99", 1, 0), "1385191.fec": ("F3P", 4, 0),
    "fl-f3l.fec": ("F3L", 2, 0), "fl-paper-f3x.fec": ("F3X", 1, 0), "fl-romney-f3p.fec": ("F3P", 7, 0),
    "fp-1188303.fec": ("F3", 29, 15), "fp-843444.fec": ("F3", 1, 0), "fp-form-99.fec": ("F99", 1, 0),
    "fp-paper1.fec": ("F3", 10, 1), "fp-paper2.fec": ("F3X", 19, 1),
}  # fmt: skip
DAY = dt.date(2017, 4, 18)


def facts(*bodies: bytes, on: dt.date = DAY):
    """The facts of filings numbered in the order in which they are given."""
    read = [(read_filing(b, f"{1150000 + n}.fec"), Origin(f"filing {n}")) for n, b in enumerate(bodies)]
    return filing_facts(read, {CAMPAIGN: OSSOFF}, [OSSOFF], on)


def amount(found, item: Item, side: str = "") -> int | None:
    mine = [f.value for f in found.facts if f.item is item and (not side or f.side == side)]
    return sum(mine) if mine else None


@needs_shared
def test_every_shared_filing_is_read_whole_or_refused_with_its_place():
    assert {p.name for p in EFILE.glob("*.fec")} == READ.keys() | REFUSED.keys()
    for name, why in REFUSED.items():
        with pytest.raises(MoneyError, match=why) as refused:
            read_filing((EFILE / name).read_bytes(), name)
        assert name in refused.value.line()
        assert "Nothing of it is used" in refused.value.line()
    for name, said in READ.items():
        found = read_filing((EFILE / name).read_bytes(), name)
        assert (found.form, found.rows, found.memo) == said, name


@needs_shared
@pytest.mark.parametrize("name", [n for n, (form, _, _) in READ.items() if form != "F99"])
def test_rows_that_were_parsed_are_the_rows_in_the_file(name):
    body = (EFILE / name).read_bytes()
    lines = [line for line in body.split(b"\n")[1:] if line.strip()]
    assert read_filing(body, name).rows == len(lines)


@needs_shared
@pytest.mark.parametrize("name", ["fp-1188303.fec", "1385191.fec", "fl-romney-f3p.fec", "fp-paper2.fec"])
def test_a_filing_cut_anywhere_but_between_rows_is_refused(name):
    """Cut inside a row, it must not pass for whole; cut between rows, it has fewer rows and says so."""
    body = (EFILE / name).read_bytes()
    whole, refused = read_filing(body, name), 0
    for cut in range(len(body) - 40, len(body) // 2, -97):
        row = body[:cut].rsplit(b"\n", 1)[-1]
        if row.count(b"\x1c") >= body[cut - len(row) :].split(b"\n", 1)[0].count(b"\x1c"):
            continue  # between rows, or within the last field
        with pytest.raises(MoneyError):
            read_filing(body[:cut], name)
        refused += 1
    assert refused > 5
    assert read_filing(body[: body.rindex(b"\n", 0, -1) + 1], name).rows == whole.rows - 1


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "does not begin with HDR"),
        (b"<html>busy</html>", "does not begin with HDR"),
        (SEPARATOR.join(("HDR", "FEC", "180.5", "x", "1")).encode() + b"\nF3N\x1cC00630426\x1cx\n", "not known"),
        (b"HDR\x1cFEC\x1c8.1\x1cx\n[BEGINTEXT]\nand then\n", "no end"),
        (b"HDR\x1cFEC\x1c8.1\x1cx\nnonsense\n", "cannot|not known|no row"),
    ],
    ids=["nothing", "a page", "a version nobody knows", "a text without an end", "nonsense"],
)
def test_what_is_no_filing_is_refused(body, why):
    with pytest.raises(MoneyError, match=why):
        read_filing(body, "1150000.fec")


def test_a_row_longer_than_its_form_is_refused():
    body = filing(report(), received("100", "GA", 1)).rstrip(b"\n") + b"\x1cone too many\n"
    with pytest.raises(MoneyError, match="A row of 46 fields, where its form has 45"):
        read_filing(body, "1150000.fec")


def test_a_row_without_an_amount_is_refused_and_a_memo_is_not_summed():
    with pytest.raises(MoneyError, match="without an amount"):
        read_filing(filing(report(), received("", "GA", 1)), "x")
    found = read_filing(filing(report(), received("100", "GA", 1), received("900", "MA", 2, memo_code="X")), "x")
    assert ([g.amount for g in found.gifts], found.memo, found.rows) == ([10000], 1, 3)


def test_quotes_inside_a_filing_of_today_are_read():
    body = filing(notice(), spent("1000.50", "E1")).replace(FUND.encode(), b'"' + FUND.encode() + b'"')
    found = read_filing(body, "1238403.fec")
    assert (found.committee, found.number, found.is_notice) == (FUND, 1238403, True)
    assert [(s.amount, s.side, s.candidate) for s in found.spent] == [(100050, "oppose", OSSOFF)]


@settings(max_examples=60)
@given(st.binary(max_size=400), st.sampled_from([b"", b"HDR\x1cFEC\x1c8.1\x1cx\nF3N\x1c", b"HDR,FEC,3.00\n"]))
def test_any_bytes_are_read_or_refused_and_never_crash(tail, head):
    try:
        read_filing(head + tail, "1150000.fec")
    except MoneyError as error:
        assert "\n" not in error.line()


def test_a_report_gives_its_totals_to_the_cent_and_its_gifts_by_state():
    found = facts(filing(report(), received("500", "GA", 1), received("2000", "CA", 2)))
    assert amount(found, Item.RECEIPTS) == 830025
    assert amount(found, Item.CASH) == 210000
    assert {f.part: f.value for f in found.facts if f.item is Item.STATE} == {"CA": 200000, "GA": 50000}
    assert {f.as_of for f in found.facts} == {dt.date(2017, 3, 29)}
    assert found.problems == ()


def test_gifts_that_do_not_add_up_to_the_cover_are_said():
    assert (
        "add up to $500; its newest report says $2,500" in facts(filing(report(), received("500", "GA", 1))).problems[0]
    )
    more = facts(filing(report(), received("9000", "GA", 1)))
    assert more.problems and amount(more, Item.STATE) is None


def test_an_amended_report_replaces_the_whole_of_the_first():
    first = filing(report(), received("500", "GA", 1), received("2000", "CA", 2))
    amended = filing(report("F3A", col_b_total_receipts="8200.00"), received("2500", "NY", 9))
    found = facts(first, amended)
    assert amount(found, Item.RECEIPTS) == 820000
    assert {f.part: f.value for f in found.facts if f.item is Item.STATE} == {"NY": 250000}


def test_an_amendment_signed_after_the_day_is_not_known_on_it():
    late = filing(report("F3A", col_b_total_receipts="1.00", date_signed="20170501"))
    assert amount(facts(filing(report()), late), Item.RECEIPTS) == 830025
    assert amount(facts(filing(report()), late, on=dt.date(2017, 5, 2)), Item.RECEIPTS) == 100


def test_noticed_gifts_count_until_a_report_holds_them():
    cover = {
        "form": "F6N",
        "filer_committee_id_number": CAMPAIGN,
        "candidate_id_number": OSSOFF,
        "date_signed": "20170403",
    }
    early = filing(cover, noticed("1000", 1), noticed("2000", 2, contribution_date="20170320"))
    again = filing({**cover, "form": "F6A"}, noticed("1500", 1))
    assert amount(facts(filing(report()), early), Item.LATE) == 100000
    assert amount(facts(filing(report()), early, again), Item.LATE) == 150000


def test_a_notice_that_the_report_repeats_counts_once():
    body = filing(notice(), spent("1000", "E1"), spent("500", "E2", support_oppose_code="S"))
    repeated = filing(
        quarterly(), spent("1000", "E1"), spent("500", "OTHER", support_oppose_code="S"), spent("70", "E3")
    )
    found = facts(body, repeated)
    assert amount(found, Item.OUTSIDE, "oppose") == 107000
    assert amount(found, Item.OUTSIDE, "support") == 50000


def test_two_equal_expenditures_are_two():
    body = filing(notice(), spent("1000", "E1"), spent("1000", "E2"))
    assert amount(facts(body), Item.OUTSIDE) == 200000
    assert amount(facts(body, filing(quarterly(), spent("1000", "X9"))), Item.OUTSIDE) == 200000


def test_an_amended_notice_replaces_by_committee_and_transaction():
    first = filing(notice(), spent("1000", "E1"), spent("500", "E2"))
    amended = filing(notice("F24A"), spent("800", "E1"))
    stranger = filing(notice("F24A", filer_committee_id_number="C00000001"), spent("1", "E2"))
    assert amount(facts(first, amended, stranger), Item.OUTSIDE) == 80000 + 50000 + 100


def test_an_amended_report_of_a_spender_replaces_the_whole_of_the_first():
    first = filing(quarterly(), spent("1000", "E1"), spent("500", "E2"))
    amended = filing(quarterly("F3XA"), spent("800", "E1"))
    assert amount(facts(first, amended), Item.OUTSIDE) == 80000


def test_a_memo_row_of_spending_and_a_line_without_a_candidate_are_not_counted():
    body = filing(
        quarterly(), spent("1000", "E1"), spent("900", "E2", memo_code="X"), spent("300", "E3", candidate_id_number="")
    )
    found = facts(body)
    assert amount(found, Item.OUTSIDE) == 100000
    assert found.problems == ("1 line of independent spending cannot be told to be for or against a candidate.",)


def test_a_line_without_a_day_is_left_out_and_told():
    found = facts(filing(notice(), spent("1000", "E1"), spent("9", "E2", dissemination_date="")))
    assert amount(found, Item.OUTSIDE) == 100000
    assert found.problems == ("1 line of independent spending without a day: left out.",)


def test_a_second_committee_of_a_candidate_makes_no_disagreement():
    second = filing(report(filer_committee_id_number="C00634949", col_b_total_receipts="7.00"))
    read = [(read_filing(b, f"{n}.fec"), Origin(str(n))) for n, b in enumerate((filing(report()), second), 1150000)]
    found = filing_facts(read, {CAMPAIGN: OSSOFF, "C00634949": OSSOFF}, [OSSOFF], DAY)
    assert amount(found, Item.RECEIPTS) == 830025
    assert "Filings of C00634949 are not added" in found.problems[-1]


def test_spending_of_a_person_who_is_no_committee_is_read():
    cover = {
        "form": "F5N",
        "filer_committee_id_number": "C90000001",
        "organization_name": "Neighbours",
        "report_type": "24",
    }
    line = {**spent("250", "E1"), "form": "F57"}
    assert amount(facts(filing(cover, line)), Item.OUTSIDE, "oppose") == 25000


def test_no_giver_is_in_what_is_kept():
    found = facts(filing(report(), received("500", "GA", 1)))
    assert "SECRET" not in repr(found)
    assert "HUSH" not in repr(read_filing(filing(report(), received("500", "GA", 1)), "x"))
