"""The words and the errors: one vocabulary, and messages a desk can act on."""

import pytest

from outright import errors
from outright.errors import FeedMalformed, OutrightError, UsageError
from outright.terms import CONTEST_VERDICTS, Severity, VerdictCode, VoteMethod


def test_methods_are_spelled_as_nist_spells_them():
    assert VoteMethod("absentee-mail") is VoteMethod.ABSENTEE_MAIL
    assert str(VoteMethod.ELECTION_DAY) == "election-day"


def test_a_contest_is_never_said_to_advance_or_to_be_eliminated():
    slots_only = set(VerdictCode) - CONTEST_VERDICTS
    assert slots_only == {
        VerdictCode.ADVANCE_PROJECTED,
        VerdictCode.ADVANCE_CERTAIN,
        VerdictCode.ELIMINATED_CERTAIN,
    }


def test_severities_are_the_three_a_count_document_names():
    assert [s.value for s in Severity] == ["info", "warn", "hold"]


def test_an_error_says_what_where_and_what_to_do_in_one_line():
    error = FeedMalformed(
        "Cobb's file has contests but no precincts",
        where="$.Contest[3].ParticipatingPrecincts",
        hint="Showing the publication\nbefore it instead.",
    )
    assert error.line() == (
        "Cobb's file has contests but no precincts ($.Contest[3].ParticipatingPrecincts). "
        "Showing the publication before it instead."
    )
    assert str(error) == error.message


def test_an_error_without_a_place_or_a_hint_is_still_a_sentence():
    assert UsageError("There is no contest us-house-9 in this night").line() == (
        "There is no contest us-house-9 in this night."
    )


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("OutrightError", 1),
        ("UsageError", 2),
        ("ConfigError", 3),
        ("FeedError", 3),
        ("FeedUnavailable", 4),
        ("FeedNotRecognised", 3),
        ("FeedMalformed", 3),
        ("CountError", 3),
        ("TotalsDisagree", 3),
        ("RuleError", 3),
        ("ArchiveError", 3),
    ],
)
def test_every_error_has_its_exit_code(name, code):
    error = getattr(errors, name)
    assert issubclass(error, OutrightError)
    assert error.exit_code == code
