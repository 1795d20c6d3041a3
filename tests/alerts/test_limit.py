"""How many messages an hour: calls always go out, the rest waits or goes together, nothing is lost or told twice."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from outright.alerts.limit import Limit, admit
from outright.alerts.message import Message

NOW = dt.datetime(2017, 4, 19, 1, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def message(n: int, *, urgent: bool = False) -> Message:
    return Message(
        id=f"m{n}", type="call" if urgent else "correction", election="n", contest="c", seq=n, at=NOW, at_text=f"{n}",
        label="L", about="A", text="T", url="", prefix="", official=False, urgent=urgent, data={},
    )  # fmt: skip


def ids(messages):
    return [m.id for m in messages]


def test_while_there_is_room_everything_goes_out_by_itself():
    found = admit([message(1), message(2)], [], [], Limit(2, HOUR), NOW)
    assert (ids(found.release), found.digest, found.hold) == (["m1", "m2"], (), ())


def test_the_last_place_is_a_digest_of_the_rest():
    found = admit([message(i) for i in range(5)], [], [NOW - HOUR / 2], Limit(3, HOUR), NOW)
    assert (ids(found.release), ids(found.digest), found.hold) == (["m0"], ["m1", "m2", "m3", "m4"], ())


def test_without_room_the_rest_waits_and_a_call_does_not():
    found = admit([message(1), message(2, urgent=True)], [message(0)], [NOW] * 3, Limit(3, HOUR), NOW)
    assert (ids(found.release), found.digest, ids(found.hold)) == (["m2"], (), ["m0", "m1"])


def test_a_call_takes_its_place_from_the_others():
    found = admit([message(1), message(2, urgent=True)], [], [NOW], Limit(2, HOUR), NOW)
    assert (ids(found.release), ids(found.hold)) == (["m2"], ["m1"])


def test_what_went_out_an_hour_ago_counts_no_more():
    assert admit([], [message(0)], [NOW - HOUR], Limit(1, HOUR), NOW).release == (message(0),)
    assert admit([], [message(0)], [NOW - HOUR + dt.timedelta(microseconds=1)], Limit(1, HOUR), NOW).hold


def test_a_clock_that_went_back_gives_no_extra_room():
    assert admit([message(1)], [], [NOW + HOUR], Limit(1, HOUR), NOW).hold == (message(1),)


def test_without_a_limit_everything_goes_out():
    assert ids(admit([message(i) for i in range(99)], [], [], None, NOW).release) == [f"m{i}" for i in range(99)]


@given(
    st.lists(st.booleans(), max_size=12), st.integers(0, 6), st.lists(st.integers(-90, 5), max_size=8),
    st.integers(1, 6),
)  # fmt: skip
def test_nothing_is_lost_nothing_twice_and_the_limit_holds(urgent, waiting, minutes, most):
    held = [message(i) for i in range(waiting)]
    new = [message(waiting + i, urgent=u) for i, u in enumerate(urgent)]
    released = [NOW + dt.timedelta(minutes=m) for m in minutes]
    found = admit(new, held, released, Limit(most, HOUR), NOW)
    assert sorted(ids((*found.release, *found.digest, *found.hold))) == sorted(ids((*held, *new)))
    assert {m.id for m in new if m.urgent} <= set(ids(found.release))
    for part in (found.release, found.digest, found.hold):
        assert [m.seq for m in part] == sorted(m.seq for m in part)
    quiet = sum(not m.urgent for m in found.release) + bool(found.digest)
    recent = sum(at > NOW - HOUR for at in released) + sum(urgent)
    assert quiet <= max(0, most - recent)
    assert len(found.digest) != 1
    assert not found.hold or recent >= most
