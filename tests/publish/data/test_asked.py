"""What a server is asked beyond the whole document: a part of it, page by page, and names that are not there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bulletins import bulletin
from outright.publish.data.answers import take
from outright.publish.data.asked import NotThere, Page, page
from outright.publish.data.places import units
from outright.publish.data.timeline import timeline
from page_states import with_contest

WHOLE = bulletin()
NIGHT, CONTEST = WHOLE.night, WHOLE.contests[0]


def test_the_timeline_since_a_publication():
    assert timeline(NIGHT, CONTEST, since=9).seqs == (10, 11, 12)
    assert timeline(NIGHT, CONTEST, since=12).seqs == ()
    assert timeline(NIGHT, CONTEST, since=0) == timeline(NIGHT, CONTEST)


def test_the_timeline_of_some_candidates():
    said = timeline(NIGHT, CONTEST, candidates=["karen-handel", "jon-ossoff", "karen-handel"])
    assert list(said.votes) == ["karen-handel", "jon-ossoff"]
    with pytest.raises(NotThere) as caught:
        timeline(NIGHT, CONTEST, candidates=["jon-osoff"])
    assert (caught.value.parameter, caught.value.near[0]) == ("candidates", "jon-ossoff")


def test_places_of_a_level_or_in_a_place():
    precinct = replace(CONTEST.units[0], id="cobb--east", level="precinct", parent="cobb")
    contest = replace(CONTEST, units=(*CONTEST.units, precinct))
    assert [u.reportingunit_id for u in units(NIGHT, contest, level="precinct").reporting_units] == ["cobb--east"]
    inside = units(NIGHT, contest, unit="cobb").reporting_units
    assert [u.reportingunit_id for u in inside] == ["cobb", "cobb--east"]


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [({"level": "ward"}, "level"), ({"unit": "cob"}, "unit"), ({"baseline": "2016"}, "baseline")],
)
def test_a_name_that_is_not_there_is_said(asked, parameter):
    with pytest.raises(NotThere) as caught:
        units(NIGHT, CONTEST, **asked)
    assert caught.value.parameter == parameter


@given(length=st.integers(0, 40), limit=st.integers(1, 15))
def test_page_by_page_gives_everything_once(length, limit):
    items, cursor, seen = list(range(length)), None, []
    for _ in range(length + 1):
        here, cursor = page(items, Page(limit, cursor))
        assert len(here) <= limit
        seen += here
        if cursor is None:
            break
    assert seen == items


@pytest.mark.parametrize("cursor", ["-1", "x", "", "99", "1e3", "٣", "1" * 30])
def test_a_cursor_that_nobody_gave_is_refused(cursor):
    with pytest.raises(NotThere):
        page([1, 2, 3], Page(2, cursor))


def test_a_page_of_the_timeline_goes_on_where_it_ended():
    first = timeline(NIGHT, CONTEST, asked=Page(5))
    second = timeline(NIGHT, CONTEST, asked=Page(50, first.next))
    assert first.seqs + second.seqs == timeline(NIGHT, CONTEST).seqs
    assert (len(first.seqs), second.next) == (5, None)


def test_nothing_is_answered_where_nothing_is_open():
    assert with_contest(WHOLE).contests[0].take is None
    with pytest.raises(NotThere):
        take(NIGHT, CONTEST, "jon-ossoff")
