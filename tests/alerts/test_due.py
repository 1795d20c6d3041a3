"""From a bulletin to what a rule tells of it: with numbers, marked as what it is, each thing once."""

import datetime as dt
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bulletins import AT
from outright.alerts.due import due, moment_of
from outright.alerts.message import LONGEST_TEXT, LONGEST_TITLE, digest
from outright.alerts.when import condition
from outright.terms import ResultsStatus
from outright.terms import VerdictCode as V
from page_states import HOSTILE
from told_nights import HANDEL, OSSOFF, change, contest, correction, counted, mark, night, point

BASE = "https://results.example.org"
MINUTE = dt.timedelta(minutes=1)


def told(bulletin, *texts, now=AT, contests=(), **facts):
    moment = moment_of(bulletin, now, base_url=BASE, **facts)
    return due([condition(t) for t in texts], moment, frozenset(contests))


CALLED = contest(
    [point(1, ossoff=60, handel=40), point(2, ossoff=60, handel=70)],
    [change(1, V.TOO_EARLY), change(2, V.RUNOFF_CERTAIN, OSSOFF, HANDEL), change(3, V.TOO_EARLY)],
    [correction(3, "Cobb −10 votes")], [mark(2, "half-in", basis="precincts", part=1, of=2)],
)  # fmt: skip


def test_a_rule_tells_what_it_names_and_nothing_else():
    whole = night(CALLED)
    assert [m.type for m in told(whole, "call")] == ["call", "call-withdrawn"]
    assert [m.type for m in told(whole, "correction", "half-in")] == ["half-in", "correction"]
    assert told(whole, "certified", "complete", "held") == ()


def test_a_message_has_its_label_its_numbers_its_page_and_that_it_is_unofficial():
    message = told(night(CALLED), "call")[0]
    assert message.title == "Runoff certain: US House 6 special"
    assert message.body == (
        "Runoff certain (Ossoff, Handel); counted: Handel 70 (53.85%), Ossoff 60 (46.15%) of 130 votes.\n"
        f"Unofficial, 2 past 8.\n{BASE}/us-ga-2017-04-18/us-house-6/at/2/"
    )
    assert message.data["figures"]["votes"] == 130
    assert (message.data["status"], message.data["test"]) == ("unofficial", False)


@pytest.mark.parametrize(
    ("marks", "prefix"), [({"test": True}, "TEST: "), ({"rehearsal": True}, "REHEARSAL: "), ({}, "")]
)
def test_a_test_or_a_rehearsal_stands_in_front_of_every_title(marks, prefix):
    whole = replace(night(CALLED, **marks))
    found = told(whole, "call", "share(leader) crosses 1/2", "first-votes", "feed-late>1m", now=AT + 99 * MINUTE)
    source = replace(whole.night.sources[0], url="https://x.example", waiting=(7,))
    held = told(replace(whole, night=replace(whole.night, sources=(source,))), "held", "feed-late>1m",
                now=AT + 99 * MINUTE)  # fmt: skip
    assert len(held) == 2
    for message in (*found, *held):
        assert message.title.startswith(prefix)
        assert message.title.startswith(("TEST", "REHEARSAL")) is bool(prefix)
        assert (message.data["test"], message.data["rehearsal"]) == (
            bool(marks.get("test")),
            bool(marks.get("rehearsal")),
        )


def test_calls_and_their_ends_are_urgent_and_that_it_is_too_close_is_not():
    made = contest(
        [point(1, ossoff=1)], [change(1, V.TOO_CLOSE), change(2, V.WON_CERTAIN, OSSOFF), change(3, V.TOO_EARLY)]
    )
    assert [(m.type, m.urgent) for m in told(night(made), "call", "first-votes")] == [
        ("first-votes", False), ("call", False), ("call", True), ("call-withdrawn", True),
    ]  # fmt: skip


def test_a_rule_for_some_contests_tells_only_of_them():
    whole = night(CALLED, replace(CALLED, id="other"))
    assert {m.contest for m in told(whole, "call", "share(leader) crosses 1/2")} == {"us-house-6", "other"}
    assert {m.contest for m in told(whole, "call", "first-votes", contests=["other"])} == {"other"}


# -- shares ------------------------------------------------------------------------------------------------------


def crossings(votes, who="leader", at="1/2", **parts):
    found = told(counted(len(votes), votes, **parts), f"share({who}) crosses {at}")
    return [(m.seq, m.data["figures"]["above"]) for m in found]


def test_a_leader_who_falls_to_exactly_half_is_no_longer_above_it():
    assert crossings([(6, 4), (6, 6), (7, 6)]) == [(2, False), (3, True)]


def test_where_a_share_begins_is_no_crossing():
    assert crossings([(6, 4)]) == []
    assert crossings([(4, 4), (5, 5)]) == []


def test_a_share_that_touches_the_line_and_falls_back_crosses_nothing():
    assert crossings([(4, 5), (5, 5), (4, 5)], who=OSSOFF) == []


def test_one_candidates_share_is_followed_whoever_leads():
    assert crossings([(6, 4), (4, 6), (6, 4)], who=HANDEL) == [(2, True), (3, False)]
    assert crossings([(6, 4), (4, 6), (6, 4)], who="leader") == []
    assert crossings([(6, 4), (4, 6)], who="nobody-of-that-name") == []


def test_a_crossing_is_told_with_its_numbers_and_its_share_on_the_right_side():
    (message,) = told(counted(2, [(60_000, 40_000), (99_999, 100_001)]), f"share({OSSOFF}) crosses 1/2")
    assert message.title == "Ossoff no longer above 50%: US House 6 special"
    assert message.text == "Ossoff is no longer above 50% of the votes counted: 99,999 of 200,000 (49.9995)."
    assert message.url.endswith("/at/2/")


def test_rounded_votes_cross_nothing_that_rounding_may_have_made():
    votes = [(5100, 4900), (4998, 5002), (4900, 5100)]
    assert crossings(votes, who=OSSOFF, rounded=True) == [(3, False)]
    assert crossings(votes, who=OSSOFF) == [(2, False)]


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=10),
    st.fractions(min_value=Fraction(1, 20), max_value=Fraction(19, 20), max_denominator=40),
)
def test_crossings_are_those_of_exact_shares_and_alternate(votes, threshold):
    known = [(i, Fraction(a, a + b) > threshold) for i, (a, b) in enumerate(votes, 1) if a + b]
    expected = [(i, above) for (_, was), (i, above) in pairwise(known) if was != above]
    nonzero = [v for v in votes if sum(v)]
    found = crossings(nonzero, who=OSSOFF, at=str(threshold)) if nonzero else []
    assert [above for _, above in found] == [above for _, above in expected]


# -- sources -----------------------------------------------------------------------------------------------------


def with_source(**facts):
    whole = night(CALLED, seq=3)
    said = {"url": "https://results.example.gov/", "last_changed": AT, **facts}
    return replace(whole, night=replace(whole.night, sources=(replace(whole.night.sources[0], **said),)))


def test_a_source_is_late_after_its_time_and_once_for_each_silence():
    whole = with_source()
    assert told(whole, "feed-late>10m", now=AT + 10 * MINUTE) == ()
    (late,) = told(whole, "feed-late>10m", now=AT + 11 * MINUTE)
    (later,) = told(whole, "feed-late>10m", now=AT + 300 * MINUTE)
    assert late.id == later.id
    assert late.text == "No new data from Cobb County since 9:42 p.m. EDT."
    (again,) = told(with_source(last_changed=AT + MINUTE), "feed-late>10m", now=AT + 300 * MINUTE)
    assert again.id != late.id


def test_two_rules_of_lateness_are_two_messages():
    assert len(told(with_source(), "feed-late>10m", "feed-late>1h", now=AT + 90 * MINUTE)) == 2


def test_what_is_wrong_with_a_late_source_is_said():
    whole = with_source(state="unreadable", message="It answers with an error page.")
    assert told(whole, "feed-late>10m", now=AT + 20 * MINUTE)[0].text.endswith("EDT. It answers with an error page.")


def test_nobody_is_late_before_polls_close_without_an_address_or_when_all_is_counted():
    late = AT + 99 * MINUTE
    assert told(with_source(), "feed-late>10m", now=late, polls_close=late + MINUTE) == ()
    assert told(with_source(), "feed-late>10m", now=late, polls_close=late - 5 * MINUTE) == ()
    assert len(told(with_source(), "feed-late>10m", now=late, polls_close=late - 11 * MINUTE)) == 1
    assert told(with_source(url=None), "feed-late>10m", now=late) == ()
    for status in (ResultsStatus.UNOFFICIAL_COMPLETE, ResultsStatus.CERTIFIED):
        whole = with_source()
        over = replace(whole, night=replace(whole.night, status=status))
        assert told(over, "feed-late>10m", now=late) == ()


def test_a_source_that_never_came_is_late_once_polls_have_closed():
    silent = with_source(last_changed=None)
    assert told(silent, "feed-late>10m", now=AT + 99 * MINUTE) == ()
    (message,) = told(silent, "feed-late>10m", now=AT + 99 * MINUTE, polls_close=AT)
    assert message.text == "No data at all from Cobb County since 9:42 p.m. EDT."


def test_a_silence_while_nobody_asked_is_nobodys():
    late = AT + 99 * MINUTE
    assert told(with_source(), "feed-late>10m", now=late, watched=late - 9 * MINUTE) == ()
    assert len(told(with_source(), "feed-late>10m", now=late, watched=late - 11 * MINUTE)) == 1


def test_every_file_that_waits_is_told_under_its_number():
    why = "Publication 31 waits for a person: votes fell by 400 in Cobb."
    found = told(with_source(state="held", waiting=(31, 40), message=why), "held")
    assert [m.id.rsplit("/", 1)[1] for m in found] == ["31", "40"]
    assert why in found[0].text and "outright hold list" in found[0].text
    assert "Publication 40 waits" in found[1].text


# -- words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_are_cut_and_cleaned(name):
    rows = contest([point(1, ossoff=60, handel=40)], notes=[correction(2, f"{name} fell")], short_name=name)
    for message in told(night(rows), "correction", "first-votes"):
        assert len(message.title) <= LONGEST_TITLE and "\n" not in message.title
        assert len(message.body) <= LONGEST_TEXT + 200
        assert not set(message.title + message.body) & set("\x00\x07\u202e\u202c\u2028")


def test_a_digest_has_a_line_for_each_and_keeps_within_bounds():
    messages = told(counted(30, [(10 + i % 2, 10 + (i + 1) % 2) for i in range(30)]), "lead-change")
    made = digest(messages, "alert 1")
    assert made.title == "29 more since 2 past 8"
    assert made.text.count("\n") == 15 and made.text.endswith("and 14 more")
    assert len(made.body) <= LONGEST_TEXT + 200
    assert made.id != digest(messages[1:], "alert 1").id
    assert not made.urgent and made.data["messages"] == [m.id for m in messages]
