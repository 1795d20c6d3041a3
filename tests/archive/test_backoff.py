"""How long a sick source is left alone."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from outright.archive.backoff import LONGEST_WISH, wait_after

EVERY = st.floats(1, 600)


def test_a_source_that_answers_is_asked_at_its_interval():
    assert wait_after(0, Random(1), every=30) == 30


def test_the_wait_doubles_and_stops_growing():
    middle = [sum(wait_after(n, Random(seed), every=4) for seed in range(200)) / 200 for n in range(1, 8)]
    assert [round(m / 4) for m in middle[:4]] == [1, 2, 4, 8]
    assert max(wait_after(n, Random(n), every=4) for n in range(1, 200)) == 60


def test_many_desks_do_not_come_back_at_once():
    assert len({wait_after(2, Random(seed), every=5) for seed in range(50)}) == 50


def test_the_sites_own_wish_is_obeyed_beyond_the_cap_and_up_to_ten_minutes():
    assert wait_after(1, Random(1), every=30, retry_after=300) == 300
    assert wait_after(1, Random(1), every=30, retry_after=86400) == 600
    assert wait_after(0, Random(1), every=30, retry_after=120) == 120
    assert wait_after(1, Random(1), every=30, retry_after=-5) <= 37.5


@given(st.integers(-1, 10**6), st.integers(), EVERY, st.none() | st.floats(-10, 10**6), st.floats(1, 300))
def test_the_wait_is_within_its_bounds(failures, seed, every, wish, cap):
    wait = wait_after(failures, Random(seed), every=every, retry_after=wish, cap=cap)
    asked = min(max(wish or 0, 0), LONGEST_WISH)
    assert max(asked, every * 0.75) <= wait <= max(asked, cap, every)
    assert wait == wait_after(failures, Random(seed), every=every, retry_after=wish, cap=cap)
