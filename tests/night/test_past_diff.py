"""What changed between two moments: cells, sums, sources and what is said; and the law that diffs lead to the count."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outright.archive import Archive
from outright.count import Candidate, Contest, ContestCount, ReportingUnit, UnitCount
from outright.night.gather import gather
from outright.night.past import walk
from outright.night.past_diff import contest_change, diff_of
from outright.night.plan import PlannedContest, plan_of
from outright.terms import ReportingUnitType, VoteMethod
from past_nights import everything


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    return everything(tmp_path_factory.mktemp("diff") / "night.owr")


def between(path, first, second):
    with Archive.open(path) as archive:
        return diff_of(archive, plan_of(archive), first, second)[0]


def cells_of(count):
    """Every cell that is reported, by unit, method and candidate."""
    rows = {}
    for u in count.counting_units():
        split = zip(count.methods, u.parts, strict=True) if u.parts else ()
        for method, votes in ((VoteMethod.TOTAL, u.totals), *split):
            for c, v in zip(count.contest.candidates, votes, strict=True):
                if v is not None:
                    rows[u.unit.id, method, c.id] = v
    return rows


def brought(cells, change):
    """The cells after a change: what it says of each, and nothing of the others."""
    found = dict(cells)
    for c in change.cells:
        key = (c.unit, c.method, c.candidate)
        assert found.pop(key, None) == c.old
        if c.new is not None:
            found[key] = c.new
    return found


def test_a_correction_downward_is_marked_in_every_cell_that_fell(night):
    (contest,) = between(night, 6, 7).contests
    assert (contest.old, contest.new, contest.added) == (468, 390, -78)
    assert {(c.unit, c.method, c.candidate, c.old, c.new) for c in contest.cells} == {
        ("cobb--cobb-1", method, candidate, old, new)
        for candidate, total, day in (("ann-ash", (46, 6), 40), ("ben-bay", (37, 6), 31), ("cal-cox", (8, 1), 7))
        for method, (old, new) in ((VoteMethod.TOTAL, total), (VoteMethod.ELECTION_DAY, (day, 0)))
    }
    assert all(c.fell for c in contest.cells)
    assert all(c.fell for c in contest.candidates)


def test_a_file_that_waits_changes_nothing(night):
    diff = between(night, 5, 6)
    assert diff.contests[0].cells == ()
    assert diff.sources == ()


def test_a_source_shows_the_publication_that_was_released(night):
    (source,) = between(night, 5, 7).sources
    assert (source.source, source.old, source.new) == ("georgia/cobb", 3, 6)
    assert source.new_clock.startswith("04/18/2017 07:16:00 PM")


def test_before_anything_came_every_unit_is_new(night):
    diff = between(night, 0, 2)
    (contest,) = diff.contests
    assert len(contest.units_new) == 6
    assert contest.units_gone == ()
    assert (contest.old, contest.new) == (None, 312)
    assert contest.then is None
    assert contest.now is not None
    assert contest.now.label == "Too early to say"
    assert diff.first.as_of_text == "before the first publication"


def test_a_moment_and_itself_differ_in_nothing(night):
    diff = between(night, 8, 8)
    assert diff.sources == ()
    assert [(c.cells, c.added) for c in diff.contests] == [((), 0)]


def test_the_later_moment_may_not_come_first(night):
    with pytest.raises(ValueError, match="comes after"):
        between(night, 8, 4)


@pytest.mark.parametrize("which", ["made", "demo"])
def test_the_diffs_of_every_pair_of_bulletins_in_a_row_lead_to_the_last_count(which, night, reference_file):
    path = night if which == "made" else reference_file
    with Archive.open(path) as archive:
        plan, stood = plan_of(archive), {}
        (planned,) = plan.contests
        told = archive.told()
        for passed in walk(archive, plan):
            stood[passed.publication.seq] = gather(plan, planned, passed.after.latest()).count
    cells, before = {}, gather(plan, planned, {}).count
    for seq in told:
        change = contest_change(planned, before, stood[seq])
        cells, before = brought(cells, change), stood[seq]
        assert sum(c.added for c in change.candidates) == change.added
    assert cells == cells_of(stood[told[-1]])
    whole = between(path, 0, told[-1]).contests[0]
    assert brought({}, whole) == cells


CANDIDATES = tuple(Candidate(i, i.upper()) for i in ("ann", "ben", "cal"))
LEVELS = (ReportingUnitType.COUNTY, ReportingUnitType.PRECINCT)
WAYS = (VoteMethod.EARLY, VoteMethod.ELECTION_DAY, VoteMethod.ABSENTEE_MAIL)
votes = st.one_of(st.none(), st.integers(0, 9))


@st.composite
def counts(draw):
    """A count of one contest: any units of a few, each with votes or without, by any ways of voting or none."""
    level, width = draw(st.sampled_from(LEVELS)), draw(st.integers(1, len(CANDIDATES)))
    methods = tuple(draw(st.lists(st.sampled_from(WAYS), unique=True)))
    row = st.lists(votes, min_size=width, max_size=width).map(tuple)
    units = []
    for name in draw(st.lists(st.sampled_from("abcd"), unique=True)):
        parts = tuple(draw(row) for _ in methods) if draw(st.booleans()) else ()
        units.append(UnitCount(ReportingUnit(name, name.upper(), level, "cobb"), draw(row), parts))
    return ContestCount(Contest("c", "C", CANDIDATES[:width]), methods, tuple(units), level)


@settings(max_examples=200, deadline=None)
@given(st.lists(counts(), min_size=1, max_size=5))
def test_whatever_counts_follow_each_other_their_diffs_lead_to_the_last(row):
    planned = PlannedContest(id="c", name="C", short_name="C", match=(), rule=None)
    cells = cells_of(row[0])
    for old, new in pairwise(row):
        change = contest_change(planned, old, new)
        cells = brought(cells, change)
        assert change.added == (new.votes or 0) - (old.votes or 0)
        assert all(c.fell == (c.new is None or (c.old is not None and c.new < c.old)) for c in change.cells)
    assert cells == cells_of(row[-1])
