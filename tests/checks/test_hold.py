"""What holds a publication: the settings' words, and what they catch."""

import pytest
from made_counts import count, file, one, place, simple

from outright.checks import CHECKS, DEFAULT, Alarm, Context, HoldRules, must_wait, parse
from outright.checks import check as check_one
from outright.errors import ConfigError
from outright.terms import Severity


def alarm(code: str, old: int | None = None, new: int | None = None) -> Alarm:
    return Alarm(code, Severity.WARN, "senate", "ash", "", old, new, "")


def test_the_plans_own_example_is_understood():
    rules = parse(["votes-fell>200", "share-over-100", "unit-vanished", "turnout>registered"])
    held = [alarm("votes-fell", 700, 499), alarm("votes-over-ballots"), alarm("unit-vanished", 4),
            alarm("ballots-over-registered"), alarm("reset-to-zero", 201, 0), alarm("contest-vanished")]  # fmt: skip
    free = [alarm("votes-fell", 700, 500), alarm("reset-to-zero", 200, 0), alarm("candidate-swap", 1, 900)]
    assert must_wait([*held, *free], rules) == tuple(held)


def test_no_rules_hold_nothing():
    assert must_wait([alarm("negative-votes", None, -5)], HoldRules()) == ()
    assert parse([]) == HoldRules()


@pytest.mark.parametrize("text", ["Votes-Fell > 1,000", "votes-fell>1_000", " votes-fell >1000"])
def test_a_rule_may_be_typed_as_people_type(text: str):
    assert parse([text]).rules[0].above == 1000


@pytest.mark.parametrize("code", [c.code for c in CHECKS])
def test_every_check_can_be_a_rule(code: str):
    assert parse([code]).holds(alarm(code, 3, 1))
    assert not parse([f"{code}>2"]).holds(alarm(code, 3, 1))


@pytest.mark.parametrize(
    ("text", "near"),
    [("votes-fel>200", "votes-fell"), ("unit-vanishd", "unit-vanished"), ("turnout>registred", "turnout>registered"),
     ("candidate_swap", "candidate-swap"), ("share-over-100%", "share-over-100")],
)  # fmt: skip
def test_an_unknown_rule_names_the_nearest(text: str, near: str):
    with pytest.raises(ConfigError) as refused:
        parse([text])
    assert f"Did you mean {near}?" in refused.value.line()
    assert text in refused.value.line()


def test_a_rule_that_is_like_none_says_where_they_are_listed():
    with pytest.raises(ConfigError, match="There is no check 'qqq'"):
        parse(["qqq"])


def test_what_is_called_hold_is_what_waits_by_default():
    for check in CHECKS:
        if check.code not in ("votes-fell", "reset-to-zero", "votes-over-ballots"):
            assert DEFAULT.holds(alarm(check.code)) is (check.severity is Severity.HOLD), check.code
    for over in (1, 10, 11):
        (found,) = check_one(file(count([place("Ash", (400, 300), ballots_cast=700 - over)])), None, Context())
        assert bool(must_wait([found])) is (found.severity is Severity.HOLD) is (over > 10)
    for fall in (20, 200, 201, 700):
        (found,) = one(simple({"Ash": (400, 300)}), simple({"Ash": (max(0, 400 - fall), 300 - max(0, fall - 400))}))
        assert bool(must_wait([found])) is (found.severity is Severity.HOLD)
