"""Small counts made by hand, for the tests of what follows from them."""

from outright.count import Candidate, Contest, ContestCount, ReportingUnit, UnitCount
from outright.terms import ReportingUnitType as Level


def contest(ids: str | list[str], seats: int = 1) -> Contest:
    names = {"ossoff": "Jon Ossoff", "handel": "Karen Handel", "gray": "Bob Gray", "others": "Fifteen Others"}
    return Contest("us-house-6", "US House 6", tuple(Candidate(i, names.get(i, i.title())) for i in ids), seats)


def county(name: str, votes: tuple[int | None, ...], **facts: object) -> UnitCount:
    unit = ReportingUnit(name.lower(), name, Level.COUNTY)
    return UnitCount(unit, votes, **facts)  # type: ignore[arg-type]


def precinct(parent: str, name: str, votes: tuple[int | None, ...], **facts: object) -> UnitCount:
    unit = ReportingUnit(f"{parent}--{name}", name.upper(), Level.PRECINCT, parent)
    return UnitCount(unit, votes, **facts)  # type: ignore[arg-type]


def count(votes: dict[str, int | None], *, seats: int = 1, **facts: object) -> ContestCount:
    """A contest of one county, Cobb."""
    place = county("Cobb", tuple(votes.values()))
    return ContestCount(contest(list(votes), seats), (), (place,), Level.COUNTY, **facts)  # type: ignore[arg-type]
