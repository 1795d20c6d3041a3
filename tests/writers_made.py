"""Made-up snapshots for the tests of writers."""

import datetime as dt

from hypothesis import strategies as st

from outright.count import Candidate, Contest, ContestCount, Election, ReportingUnit, Snapshot, UnitCount, slug
from outright.terms import ReportingUnitType, VoteMethod

DAY = dt.date(2026, 11, 3)
METHODS = [m for m in VoteMethod if m is not VoteMethod.TOTAL]
PEOPLE = ["Ada Quill", 'Bo "Buzz" Marsh', "Cleo Ñandú", "Dov Reed, Jr.", "Enid Castater", "Write-In", "O'Hale (IND)"]
CONTESTS = ["Governor", "U.S. Representative, District 6", "Question 1: Roads, Bridges", "State House, District 12"]
COUNTIES = ["Ab", "Ben Hill", "St. Lor", 'Mc"Quin"']
PRECINCTS = ["01", "Ward 2, East", "Totalville", "Old Mill", "12A"]
PARTIES = [None, "R", "D", "MTN"]


@st.composite
def snapshots(draw):
    """Made-up counts: any methods, cells not reported, contests that cover different places."""
    precincts = draw(st.booleans())
    places = draw(
        st.lists(
            st.tuples(st.sampled_from(COUNTIES), st.sampled_from(PRECINCTS if precincts else [""])),
            min_size=1, max_size=6, unique=True,
        )
    )  # fmt: skip
    counts = []
    for name in draw(st.lists(st.sampled_from(CONTESTS), min_size=1, max_size=3, unique=True)):
        people = draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=4, unique=True))
        candidates = tuple(
            Candidate(slug(p), p, "I" if p.endswith("(IND)") else draw(st.sampled_from(PARTIES))) for p in people
        )
        methods = tuple(draw(st.lists(st.sampled_from(METHODS), max_size=4, unique=True)))
        mine = draw(st.lists(st.sampled_from(places), min_size=1, max_size=len(places), unique=True))
        units = tuple(draw(unit(place, methods, len(people))) for place in mine)
        level = ReportingUnitType.PRECINCT if precincts else ReportingUnitType.COUNTY
        counts.append(ContestCount(Contest(slug(name), name, candidates), methods, units, level))
    county = draw(st.sampled_from(COUNTIES))
    return Snapshot("made", Election("November 3, 2026 - General Election", DAY, county), tuple(counts))


@st.composite
def unit(draw, place, methods, width):
    county, precinct = place
    votes = st.integers(0, 10**6)
    parts = tuple(tuple(draw(votes) for _ in range(width)) for _ in methods)
    if methods and draw(st.booleans()):
        totals = tuple(map(sum, zip(*parts, strict=True)))
    else:
        parts = ()
        totals = tuple(draw(votes | st.none()) for _ in range(width))
    registered = draw(st.none() | st.integers(0, 10**6))
    if precinct:
        place = ReportingUnit(f"{slug(county)}--{slug(precinct)}", precinct, ReportingUnitType.PRECINCT, slug(county))
    else:
        place = ReportingUnit(slug(county), county, ReportingUnitType.COUNTY)
    return UnitCount(place, totals, parts, registered_voters=registered)
