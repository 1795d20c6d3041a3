"""Made-up counts for the tests of the typed core, written out or drawn by Hypothesis."""

from collections.abc import Sequence

from hypothesis import strategies as st

from outright.count import Candidate, Contest, ContestCount, Election, ReportingUnit, Snapshot, UnitCount
from outright.terms import ReportingUnitType, VoteMethod

COUNTY, PRECINCT = ReportingUnitType.COUNTY, ReportingUnitType.PRECINCT
EARLY, DAY, MAIL = VoteMethod.EARLY, VoteMethod.ELECTION_DAY, VoteMethod.ABSENTEE_MAIL
Row = tuple[int | None, ...]


def contest(*candidates: str, contest_id: str = "us-house-6") -> Contest:
    return Contest(contest_id, contest_id.title(), tuple(Candidate(c, c.title()) for c in candidates))


def unit(
    unit_id: str,
    *totals: int | None,
    parts: Sequence[Row] = (),
    level: ReportingUnitType = COUNTY,
    parent: str | None = None,
    reported: bool | None = None,
    registered: int | None = None,
) -> UnitCount:
    place = ReportingUnit(unit_id, unit_id.title(), level, parent)
    return UnitCount(place, totals, tuple(parts), reported, registered_voters=registered)


def count(
    decided: Contest,
    *units: UnitCount,
    methods: Sequence[VoteMethod] = (),
    level: ReportingUnitType = COUNTY,
) -> ContestCount:
    return ContestCount(decided, tuple(methods), units, level)


def snapshot(*counts: ContestCount) -> Snapshot:
    return Snapshot("made-up", Election("Georgia 6th District special election"), counts)


votes = st.none() | st.integers(0, 10**6)
"""One cell: not reported, or any number of votes."""


@st.composite
def contest_counts(draw: st.DrawFn, contest_id: str = "us-house-6") -> ContestCount:
    """One contest in up to five counties, some with votes by method, some that have sent nothing."""
    width = draw(st.integers(1, 4))
    methods = draw(st.lists(st.sampled_from([EARLY, DAY, MAIL]), unique=True, max_size=3))
    row = st.tuples(*[votes] * width)
    rows = st.just(()) | st.tuples(*[row] * len(methods))
    names = draw(st.lists(st.sampled_from(["cobb", "dekalb", "fulton", "hall", "clay"]), unique=True))
    units = [unit(name, *draw(row), parts=draw(rows)) for name in names]
    decided = contest(*[f"candidate-{i}" for i in range(width)], contest_id=contest_id)
    return count(decided, *units, methods=methods)


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """A publication of up to three contests."""
    ids = draw(st.lists(st.sampled_from(["us-house-6", "us-senate", "sheriff"]), unique=True))
    return snapshot(*[draw(contest_counts(contest_id=i)) for i in ids])
