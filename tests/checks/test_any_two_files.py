"""Whatever two files say, the checks answer; what they say of one file against itself; and that nothing is altered."""

import dataclasses

import hypothesis.strategies as st
from hypothesis import given, settings
from made_counts import DAY, at, codes, contest, count, file, place

from outright.checks import CHECKS, CODES, Alarm, Context, Increments, UnitHistory, check, disagreeing, must_wait
from outright.count import Snapshot
from outright.terms import ReportingUnitType as Level
from outright.terms import VoteMethod

number = st.none() | st.integers(-50, 900) | st.sampled_from([0, 10**9 + 5])
PEOPLE = ["ada", "cole", "dunn", "fry"]
METHODS = (VoteMethod.EARLY, VoteMethod.ABSENTEE_MAIL)


@st.composite
def files(draw: st.DrawFn) -> Snapshot:
    """Any file: contests, candidates, places, levels and ways of voting of every sort, sane or not."""
    counts = []
    for name in draw(st.lists(st.sampled_from(["senate", "house"]), unique=True)):
        people = draw(st.permutations(PEOPLE))[: draw(st.integers(0, 4))]
        level = draw(st.sampled_from([Level.COUNTY, Level.PRECINCT]))
        methods = METHODS[: draw(st.integers(0, 2))]
        row = st.lists(number, min_size=len(people), max_size=len(people))
        units = [
            place(
                f"P{draw(st.integers(0, 12))}", draw(row), level=draw(st.sampled_from([level, Level.COUNTY])),
                parent=draw(st.sampled_from([None, "x"])), reported=draw(st.sampled_from([None, True, False])),
                parts=[draw(row) for _ in methods] if draw(st.booleans()) else (), ballots_cast=draw(number),
                registered_voters=draw(number),
            )
            for _ in range(draw(st.integers(0, 12)))
        ]  # fmt: skip
        counts.append(
            count(
                units, level=level, methods=methods, stated=draw(st.none() | row), precincts_reported=draw(number),
                named=contest(people, id=name, name=name, votes_allowed=draw(st.integers(0, 2))),
                precincts_total=draw(number), ballots_cast=draw(number),
            )
        )  # fmt: skip
    return file(*counts, published_at=draw(st.none() | st.integers(-3000, 3000).map(at)), is_test=draw(st.booleans()))


PAST = {f"p{i}": UnitHistory(0.01 * i, 0.3 + 0.03 * i, 150 * i, 50, 0.5) for i in range(13)}


@settings(max_examples=80)
@given(old=st.none() | files(), new=files(), other=files(), past=st.booleans())
def test_any_two_files_are_answered(old: Snapshot | None, new: Snapshot, other: Snapshot, past: bool):
    context = Context(
        date=DAY, polls_close=at(0), received_at=at(5), history=PAST if past else {}, registered={"x": 90},
        contests=("senate",), candidates={"senate": ("ada", "cole")},
        increments=Increments().after(new.since(old)),
    )  # fmt: skip
    before = dataclasses.replace(new)
    told = check(new, old, context, {"other": other})
    assert new == before
    assert told == check(new, old, context, {"other": other})
    assert [CODES.index(a.code) for a in told] == sorted(CODES.index(a.code) for a in told)
    assert all(a.text.endswith(".") and "None" not in a.text for a in told)
    assert set(must_wait(told)) <= set(told)
    assert all(source == "other" for source, *_ in disagreeing(new, {"other": other}))


@settings(max_examples=40)
@given(same=files())
def test_a_file_against_itself_raises_only_what_stands(same: Snapshot):
    standing = {c.code for c in CHECKS if c.stands}
    assert set(codes(check(same, same, Context(date=DAY)))) <= standing


def test_an_alarms_size_is_between_old_and_new():
    for old, new, size in ((700, 500, 200), (None, 5, 5), (7, None, 7), (None, None, 0)):
        assert Alarm("votes-fell", CHECKS[0].severity, "", "", "", old, new, "").size == size
