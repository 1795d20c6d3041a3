"""What a rule may say: read exactly, or answered with the word that was meant."""

import datetime as dt
from fractions import Fraction

import pytest

from outright.alerts.limit import limit_of
from outright.alerts.when import WORDS, condition, conditions
from outright.bulletin.events import EventKind
from outright.errors import ConfigError


def test_every_word_that_is_offered_is_understood():
    assert [condition(word).text for word in WORDS] == list(WORDS)


def test_every_kind_of_event_can_be_told():
    told = {kind for word in WORDS for kind in condition(word).events}
    assert told == set(EventKind)


def test_who_hears_of_calls_hears_of_their_end():
    assert condition("call").events == {EventKind.CALL, EventKind.WITHDRAWN}


@pytest.mark.parametrize(
    ("text", "candidate", "threshold"),
    [
        ("share(leader) crosses 1/2", "leader", Fraction(1, 2)),
        ("share(jon-ossoff) crosses 2/3", "jon-ossoff", Fraction(2, 3)),
        ("share( leader )  crosses 12.5%", "leader", Fraction(1, 8)),
        ("share(leader) crosses 33.3333%", "leader", Fraction(333333, 1000000)),
    ],
)
def test_a_share_is_an_exact_fraction(text, candidate, threshold):
    found = condition(text)
    assert (found.candidate, found.threshold) == (candidate, threshold)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("feed-late>10m", 600), ("feed-late > 90s", 90), ("feed-late>2h", 7200), ("feed-late>5min", 300)],
)
def test_how_late_is_late(text, seconds):
    assert condition(text).late == dt.timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("cal", "Did you mean 'call'?"),
        ("corrections", "Did you mean 'correction'?"),
        ("leader-change", "Did you mean 'lead-change'?"),
        ("share(leader) cross 1/2", 'Write it as "share(leader) crosses 1/2".'),
        ("shares(leader) crosses 1/2", 'Write it as "share(leader) crosses 1/2".'),
        ("share(Jon Ossoff) crosses 1/2", 'Write it as "share(leader) crosses 1/2".'),
        ("share(leader) crosses 0.5", 'Write it as "share(leader) crosses 1/2".'),
        ("share(leader) crosses 1/0", "Write it as 1/2 or 50%."),
        ("share(leader) crosses 3/2", "Write it as 1/2 or 50%."),
        ("share(leader) crosses 0%", "Write it as 1/2 or 50%."),
        ("feed-late", 'Write it as "feed-late>10m".'),
        ("feed-late>0m", 'Write it as "feed-late>10m".'),
        ("feed-late>10 parsecs", 'Write it as "feed-late>10m".'),
        ("story", "Stories are not written yet"),
        ("x" * 5000, "One of: first-votes, "),
        ("", "One of: first-votes, "),
    ],
)
def test_a_miswritten_rule_is_answered_with_what_was_meant(text, hint):
    with pytest.raises(ConfigError) as error:
        condition(text, "alert[0].when")
    assert hint in error.value.hint
    assert error.value.where == "alert[0].when"
    assert len(error.value.line()) < 400


def test_nothing_to_tell_is_an_error_and_the_same_twice_is_once():
    with pytest.raises(ConfigError, match="nothing to tell"):
        conditions([], "alert[0].when")
    assert len(conditions(["call", " call ", "held"], "w")) == 2


@pytest.mark.parametrize(
    ("text", "most", "seconds"), [("6/hour", 6, 3600), (" 1 / minute", 1, 60), ("99/day", 99, 86400)]
)
def test_a_limit_is_read(text, most, seconds):
    limit = limit_of(text, "w")
    assert (limit.most, limit.per.total_seconds()) == (most, seconds)


@pytest.mark.parametrize("text", ["", "6", "0/hour", "6/week", "many/hour", "-1/hour"])
def test_what_is_no_limit_is_refused(text):
    with pytest.raises(ConfigError, match="is no limit"):
        limit_of(text, "w")
