"""An old body served again is old; one that stays is a return, and nothing is blocked for ever."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from outright.night.superseded import SeenBodies

NINE = dt.datetime(2025, 5, 20, 21, 0, tzinfo=dt.UTC)


def met(bodies, seen=None, every=30):
    """Each body's place in what is known, fetched every so many seconds: N newest, o old, R accepted as a return."""
    seen = seen or SeenBodies()
    told = ""
    for n, body in enumerate(bodies):
        seen = seen.after(body, NINE + dt.timedelta(seconds=n * every))
        told += "o" if seen.is_old(body) else "R" if seen.returned else "N"
    return told


def test_a_body_that_another_replaced_is_old_and_the_newest_is_not():
    assert met("aababcbcac") == "NNNoNNoNoN"


def test_an_edge_that_flickers_for_an_hour_is_never_accepted():
    assert met("ab" + "ab" * 60) == "NN" + "oN" * 60


def test_an_old_body_that_comes_ten_times_in_a_row_is_a_return():
    assert met("ab" + "a" * 11) == "NN" + "o" * 9 + "RN"


def test_after_a_return_the_other_body_is_the_old_one():
    assert met("ab" + "a" * 10 + "bc") == "NN" + "o" * 9 + "RoN"


def test_minutes_are_enough_when_the_poller_is_slow():
    assert met("abaaa", every=200) == "NNooR"


def test_one_old_body_after_a_long_silence_is_not_a_return():
    assert met("aba", every=7200) == "NNo"


def test_without_a_clock_only_the_number_of_fetches_counts():
    seen = SeenBodies(stays_fetches=3).after("a").after("b").after("a").after("a")
    assert seen.is_old("a")
    assert seen.after("a").returned


def test_either_measure_can_be_switched_off():
    assert met("ab" + "a" * 30, SeenBodies(stays_fetches=None, stays_for=None)) == "NN" + "o" * 30
    assert met("abaaa", SeenBodies(stays_fetches=3, stays_for=None), every=9000) == "NNooR"
    assert met("abaaa", SeenBodies(stays_fetches=None, stays_for=dt.timedelta(minutes=1))) == "NNooR"


def test_a_new_body_between_breaks_the_row():
    assert met("abaac" + "a" * 4, SeenBodies(stays_fetches=3)) == "NNooNooRN"


@settings(deadline=None, derandomize=True)
@given(st.text("abc", max_size=60))
def test_the_newest_is_never_old_and_a_first_meeting_is_never_old(bodies):
    seen, known = SeenBodies(stays_fetches=4), set()
    for body in bodies:
        seen = seen.after(body)
        assert body in known or not seen.is_old(body)
        assert not seen.is_old(seen.newest)
        known.add(body)
        assert {b for b in known if seen.is_old(b)} == known - {seen.newest}
