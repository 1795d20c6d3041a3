"""Earlier contests and tonight's outline, made by hand: a table of votes by unit, and little else to say."""

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from outright.baseline.outline import ContestKind, Outline, Past, Stakes
from outright.terms import VoteMethod

TONIGHT = dt.date(2016, 11, 8)


def county_of(unit: str) -> str:
    """The second part of a unit's id, ``ga-13067-addison`` is in 13067; a unit without parts is its own county."""
    return unit.split("-")[1] if "-" in unit else unit


def outline(
    units: Sequence[str], *, kind: ContestKind = ContestKind.GENERAL, parties: Mapping[str, str] | None = None,
    date: dt.date = TONIGHT, office: str = "governor", district: str = "", party: str = "", level: str = "precinct",
    methods: Sequence[VoteMethod] = (VoteMethod.TOTAL,), pseudo: Sequence[str] = (), first: str | None = None,
) -> Outline:  # fmt: skip
    """Tonight's contest, in ``ga``."""
    people = {"ann": "DEM", "bob": "REP"} if parties is None else parties
    return Outline(
        contest_id="-".join(["ga", date.isoformat(), office, *([district] if district else []), kind.value]),
        date=date, state="ga", kind=kind, office=office, district=district, party=party, level=level,
        candidates=tuple(people), parties=tuple(people.values()), stakes=Stakes(Fraction(1, 2), 2),
        units=tuple(units), county=tuple(county_of(u) for u in units),
        pseudo=np.array([u in pseudo for u in units], dtype=np.bool_), methods=tuple(methods), first_round=first,
    )  # fmt: skip


def past(
    votes: Mapping[str, Sequence[object]], date: str = "2014-11-04", *, kind: ContestKind = ContestKind.GENERAL,
    parties: Mapping[str, str] | None = None, office: str = "governor", district: str = "", party: str = "",
    level: str = "precinct", scope: str = "unit", methods: Sequence[VoteMethod] = (VoteMethod.TOTAL,), name: str = "",
) -> Past:  # fmt: skip
    """An earlier contest: by unit one number for each candidate, or for each method such a row."""
    people = {"cy": "DEM", "di": "REP"} if parties is None else parties
    table = np.array(list(votes.values()), dtype=np.int64).reshape(len(votes), len(methods), len(people))
    parts = ["ga", date, office, district, party.lower(), kind.value]
    return Past(
        contest_id=name or "-".join(p for p in parts if p), date=dt.date.fromisoformat(date), state="ga", kind=kind,
        office=office, party=party, level=level, candidates=tuple(people),
        names=tuple(p.replace("-", " ").title() for p in people), parties=tuple(people.values()),
        units=tuple(votes), county=tuple(county_of(u) for u in votes), methods=tuple(methods), votes=table,
        scope=scope,
    )  # fmt: skip


def by_party(votes: Mapping[str, Sequence[int]], year: int = 2012, scope: str = "unit", office: str = "president"):
    """An earlier result laid on tonight's units: Democrats, Republicans, others."""
    level = "county" if scope == "whole-county" else "precinct"
    words = {"DEM": "DEM", "REP": "REP", "OTH": "OTH"}
    return past(votes, f"{year}-11-06", parties=words, office=office, scope=scope, level=level, name=f"{office}-{year}")


def precincts(count: int, county: str = "13067") -> list[str]:
    """So many precincts of one county."""
    return [f"ga-{county}-place-{i:02d}" for i in range(count)]
