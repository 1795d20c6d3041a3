"""OpenFEC: addresses without a key, pages that are all there, answers read to the cent."""

import datetime as dt
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from fec_made import HANDEL, OSSOFF, answer
from outright.context.fact import Item, Origin
from outright.context.fec_api import Answer, address, api_facts, next_address, questions
from outright.errors import MoneyError

DAY, ORIGIN = dt.date(2017, 4, 18), Origin("OpenFEC")
TOTALS = {
    "candidate_id": OSSOFF, "cycle": 2018, "coverage_end_date": "2017-03-29T00:00:00", "receipts": 8300.25,
    "last_cash_on_hand_end_period": 2100.1, "individual_contributions": 8100.0,
    "individual_itemized_contributions": 2500.0, "individual_unitemized_contributions": 5600.0,
    "candidate_contribution": 0.0, "loans_made_by_candidate": None, "disbursements": 6200.15,
}  # fmt: skip
STATES = [
    {"candidate_id": OSSOFF, "cycle": 2018, "state": "CA", "total": 2000.0, "count": 9},
    {"candidate_id": OSSOFF, "cycle": 2018, "state": "GA", "total": 499.99, "count": 5},
    {"candidate_id": OSSOFF, "cycle": 2018, "state": None, "total": 0.01, "count": 1},
]


def spent(amount: float, transaction: str, **more: object) -> dict[str, object]:
    usual = {
        "committee_id": "C00504530", "committee": {"name": "MADE UP FUND"}, "candidate_id": OSSOFF,
        "file_number": 1150000,
        "support_oppose_indicator": "O", "expenditure_amount": amount, "dissemination_date": "2017-03-15T00:00:00",
        "transaction_id": transaction, "is_notice": False, "memo_code": None, "most_recent": True,
        "amendment_indicator": "N",
    }  # fmt: skip
    return usual | more


def asked(which: int) -> str:
    return questions([OSSOFF], DAY)[which]


def facts(*pairs: tuple[str, bytes], on: dt.date = DAY):
    return api_facts([Answer(url, body, ORIGIN) for url, body in pairs], [OSSOFF], on)


def test_what_is_asked_names_the_period_and_never_a_key():
    found = questions([OSSOFF, HANDEL], DAY)
    assert len(found) == 6
    assert [urlsplit(u).path for u in found[:3]] == [
        f"/v1/candidate/{OSSOFF}/totals/", "/v1/schedules/schedule_a/by_state/by_candidate/",
        "/v1/schedules/schedule_e/",
    ]  # fmt: skip
    for url in found:
        query = parse_qs(urlsplit(url).query)
        assert query["cycle"] == ["2018"]
        assert not [name for name in query if "key" in name.lower()]
    with pytest.raises(MoneyError, match="A key may not stand in an address"):
        address("/elections/", api_key="s3cret")
    with pytest.raises(MoneyError, match="no FEC candidate id"):
        questions(["jon-ossoff"], DAY)


def test_pages_go_on_by_number_and_by_cursor():
    first = next_address(asked(0), answer([TOTALS], 150, page=1, pages=2))
    assert first is not None and parse_qs(urlsplit(first).query)["page"] == ["2"]
    assert next_address(first, answer([TOTALS], 150, page=2, pages=2)) is None
    cursor = {"last_index": 77, "last_expenditure_date": "2017-03-01"}
    second = next_address(asked(2), answer([spent(1, "a")], 2, last_indexes=cursor))
    assert second is not None
    assert parse_qs(urlsplit(second).query)["last_index"] == ["77"]
    assert next_address(second, answer([], 2, last_indexes=cursor)) is None


def test_totals_and_states_are_read_to_the_cent():
    found = facts((asked(0), answer([TOTALS])), (asked(1), answer(STATES)))
    amounts = {f.item: f.value for f in found.facts if f.item is not Item.STATE}
    assert amounts[Item.RECEIPTS] == 830025
    assert amounts[Item.CASH] == 210010
    assert amounts[Item.OWN] == 0
    assert Item.DEBTS not in amounts  # left out is not nothing
    states = {f.part: f.value for f in found.facts if f.item is Item.STATE}
    assert states == {"CA": 200000, "GA": 49999, "": 1}
    assert sum(states.values()) == amounts[Item.ITEMISED]
    assert {f.as_of for f in found.facts} == {dt.date(2017, 3, 29)}


def test_cents_that_a_float_cannot_hold_are_kept():
    row = b'[{"candidate_id": "H8GA06195", "coverage_end_date": "2017-03-29", "receipts": 90071992547409.93}]'
    body = answer([], 1).replace(b"[]", row)
    assert facts((asked(0), body)).facts[0].value == 9007199254740993


def test_a_missing_page_refuses_the_question():
    with pytest.raises(MoneyError, match="3 rows came, where the API counts 120"):
        facts((asked(0), answer([TOTALS])), (asked(1), answer(STATES, 120, page=1, pages=2)))


def test_where_the_api_only_guesses_how_many_there_are_the_end_must_have_come():
    first = answer([spent(10, "a")], 500_000, is_count_exact=False, last_indexes={"last_index": 1})
    second = next_address(asked(2), first)
    assert second is not None
    with pytest.raises(MoneyError, match="1 rows came"):
        facts((asked(2), first))
    end = answer([], 500_000, is_count_exact=False, last_indexes=None)
    assert next_address(second, end) is None
    assert [f.value for f in facts((asked(2), first), (second, end)).facts] == [1000]


def test_pages_are_put_together():
    url = asked(2)
    second = next_address(url, answer([spent(10, "a")], 2, last_indexes={"last_index": 1}))
    assert second is not None
    found = facts((second, answer([spent(5.5, "b")], 2)), (url, answer([spent(10, "a")], 2)))
    assert [f.value for f in found.facts] == [1550]


def test_spending_counts_once_without_memos_and_only_up_to_the_day():
    rows = [
        spent(1000, "E1", is_notice=True), spent(1000, "E1", file_number=1160000), spent(500, "E2", memo_code="X"),
        spent(400, "E3", memoed_subtotal=True), spent(300, "E4", dissemination_date="2017-05-02"),
        spent(200, "E5", support_oppose_indicator="S"), spent(100, "E6", most_recent=False),
        spent(50, "E7", candidate_id=HANDEL),
    ]  # fmt: skip
    found = facts((asked(2), answer(rows)))
    assert {f.side: f.value for f in found.facts} == {"oppose": 100000, "support": 20000}
    assert {f.name for f in found.facts} == {"MADE UP FUND"}


@pytest.mark.parametrize(
    "body",
    [b"<html>", b"{}", b'{"results": 3}', b'{"results": [1], "pagination": {"count": 1}}', b"[" * 100_000,
     answer([{**TOTALS, "receipts": "eight"}]), answer([{**TOTALS, "receipts": True}]),
     json.dumps({"results": [{**TOTALS, "receipts": float("nan")}], "pagination": {"count": 1}}).encode(),
     answer([{**TOTALS, "coverage_end_date": "soon"}])],
)  # fmt: skip
def test_an_answer_that_is_none_is_refused(body):
    with pytest.raises(MoneyError):
        facts((asked(0), body))
