"""The small tables every reader shares: methods, parties, lines, numbers, ids, clocks."""

import datetime as dt
import doctest
from importlib import import_module

import pytest

from outright.errors import UsageError
from outright.feeds import detect, kinds
from outright.feeds.choices import Line, line_of
from outright.feeds.findings import SHOWN_PER_CODE, Findings
from outright.feeds.ids import distinct
from outright.feeds.methods import is_batch_name, method_of
from outright.feeds.moments import american_moment, date_in, iso_moment, utc_text
from outright.feeds.numbers import whole, wholes
from outright.feeds.parties import contest_party, party_code


@pytest.mark.parametrize("name", ["choices", "ids", "methods", "moments", "numbers", "parties", "text"])
def test_examples_in_the_docstrings_hold(name):
    assert doctest.testmod(import_module(f"outright.feeds.{name}")).failed == 0


@pytest.mark.parametrize(
    ("label", "method"),
    [
        ("Election Day", "election-day"),
        ("Election Day Votes", "election-day"),
        ("election_day", "election-day"),
        ("Advance in Person", "early"),
        ("Advance in Person 3", "early"),
        ("Advanced Voting Votes", "early"),
        ("Advance Voting Votes", "early"),
        ("Advance Voting", "early"),
        ("advanced_votes", "early"),
        ("Early Vote", "early"),
        ("early_voting", "early"),
        ("Absentee by Mail", "absentee-mail"),
        ("absentee_by_mail_votes", "absentee-mail"),
        ("Mail in / Absentee", "absentee-mail"),
        ("mail", "absentee-mail"),
        ("Absentee", "absentee"),
        ("in-person_absentee", "absentee-in-person"),
        ("Provisional Votes", "provisional"),
        ("failsafe_provisional", "provisional"),
        ("failsafe", "other"),
        ("Drive-through", None),
        ("Votes", None),
        ("", None),
    ],
)
def test_methods_by_meaning(label, method):
    assert method_of(label) == method


@pytest.mark.parametrize(
    "name",
    [
        "Eric Castater",
        "Don Blankenship",
        "Doug Overbey",
        "Marty Overweg",
        "Kent Lovern",
        "Jessica Castleberry",
        "Julián Castro",
        "Tyler Overstreet",
        "Total Ward",
    ],
)
def test_names_that_only_contain_the_words_are_candidates(name):
    assert line_of(name) is Line.CANDIDATE


def test_batches_and_places():
    assert [is_batch_name(n) for n in ("ABSENTEE", "Provisional 1", "Early Voting", "Mail Road School")] == [
        True,
        True,
        True,
        False,
    ]


def test_party_is_never_guessed():
    assert party_code("NP", "Ann (Nickname) Reed") is None
    assert party_code(None, "CAROL DURRANCE (I)") is None
    assert party_code("IND") == "I"
    assert party_code("CON") == "CON"
    assert contest_party("Justice of the Peace, Post - I") is None


@pytest.mark.parametrize("text", ["1,23", "12,3456", ",1", "1,", "+1", "1 000", "١٢", "½", "1.", "- 1"])
def test_numbers_that_are_not(text):
    with pytest.raises(ValueError, match="not a whole number"):
        whole(text)


def test_a_column_of_cells_keeps_its_empty_ones():
    assert wholes(["1", "", "1,000"]) == [1, None, 1000]


def test_ids_never_meet():
    ids = distinct(["a", "a", "a-2", "a"], [None, None, None, "2"])
    assert len(set(ids)) == 4


def test_a_title_knows_its_date():
    assert date_in("November 3,2020-General Election") == dt.date(2020, 11, 3)
    assert date_in("February 31, 2020") is None


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("11/13/2014 2:58:41 PM CST", "2014-11-13T20:58:41Z"),
        ("8/9/2024 12:00:00 PM HST", "2024-08-09T22:00:00Z"),
        ("8/9/2024 12:30 AM AKDT", "2024-08-09T08:30:00Z"),
        ("13/13/2014 2:58:41 PM CST", None),
        ("11/13/2014 14:58:41 CST", None),
        ("11/13/2014 0:58:41 PM CST", None),
        ("11/13/2014 2:58:41 PM", None),
        ("11/13/2014 2:58:41 PM ABC", None),
    ],
)
def test_local_clocks_count_only_with_a_known_zone(text, utc):
    assert utc_text(american_moment(text)) == utc


def test_iso_clocks_need_a_zone():
    assert iso_moment("2025-01-08T14:59:44") is None
    assert utc_text(iso_moment("2025-01-08T14:59:44+02:00")) == "2025-01-08T12:59:44Z"


def test_a_flood_of_findings_is_summed_up():
    findings = Findings()
    for n in range(SHOWN_PER_CODE + 3):
        findings.warn("same", str(n), "Again.")
    closed = findings.close()
    assert len(closed) == SHOWN_PER_CODE + 1
    assert closed[-1].message.startswith("3 more")


def test_the_table_of_kinds_is_true():
    assert [detect.reader(k).kind for k in kinds()] == list(kinds())
    assert detect.reader("enhanced_voting").kind == "enhanced-voting"
    with pytest.raises(UsageError, match="no reader"):
        detect.reader("punch-cards")
