"""A recorded night in the projection's own shapes: the outline, and what is in after each publication.

What is known before the first vote is the source's own list of places, candidates and ways of voting. How far a
cell has been counted is only what the source says, taken with the care these nights teach (`part_of`).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from outright.baseline import ContestKind, Outline, Past, Stakes
from outright.count import slug
from outright.night.recorded import Block, Publication, RecordedContest, RecordedNights, Series
from outright.night.recorded_count import METHODS, county_of, is_batch, listed, office_of, row_of, unit_id
from outright.projection import Counted
from outright.terms import VoteMethod

MOST_PART = 0.99
"""The most that a source's own estimate may say is counted. Stated at 99 %, the recorded nights had 85 to 100 %."""

LEAST_PART = 0.001
"""What is in is never nothing: an estimate of 0 % beside votes is one that was rounded down."""

POSTED_WHOLE = frozenset({VoteMethod.ELECTION_DAY, VoteMethod.EARLY, VoteMethod.PROVISIONAL})
"""Ways of voting that a precinct posts once and whole: 99.8 % of 4,148 cells of the recorded night with precincts by
method never moved after they were first seen; of its absentee cells 23 % did."""

_PARTIES = {
    "democrat": "DEM",
    "republican": "REP",
    "libertarian": "LIB",
    "green": "GRN",
    "independent": "IND",
    "write-ins": "WRI",
}
_KINDS = {"runoff": ContestKind.RUNOFF, "special-general": ContestKind.SPECIAL, "general": ContestKind.GENERAL}


def outline_of(series: Series) -> Outline:
    """The contest before its first vote, over every unit, candidate and method of the source."""
    contest = series.contest
    rows = listed(series)
    units = {unit_id(series, u): u for u in series.units}
    ids = tuple(sorted(units))
    methods = tuple(sorted(METHODS[m] for m in told_apart(series)))
    return Outline(
        contest_id=contest.id, date=contest.date, state=contest.state.lower(),
        kind=_KINDS.get(contest.kind, ContestKind.GENERAL), office=office_of(contest),
        district=contest.seat.lower().removeprefix("district").strip(), party="", level=series.level,
        candidates=tuple(sorted(slug(c) for c in rows)),
        parties=tuple(party_of(contest, c) for c in sorted(rows, key=slug)),
        stakes=stakes_of(contest), units=ids, county=tuple(county_of(series, units[i]) for i in ids),
        pseudo=np.array([is_batch(series, units[i]) for i in ids], dtype=np.bool_), methods=methods,
    )  # fmt: skip


def told_apart(series: Series) -> tuple[str, ...]:
    """The ways of voting whose votes make up the whole; the total alone where a source splits out only one."""
    methods = series.methods
    return methods if "electionday" in methods else ("total",)


def party_of(contest: RecordedContest, candidate_id: str) -> str:
    """The party in the words of an outline; "WRI" for write-ins and for votes that are not told apart."""
    known = contest.candidate(candidate_id)
    if known is None:
        return "WRI"
    return _PARTIES.get(known.party.lower(), known.party.upper())


def stakes_of(contest: RecordedContest) -> Stakes:
    """What the count decides. Under ranked choice a majority of first preferences ends it; the tables hold no more."""
    if contest.rule == "majority_runoff":
        share = Fraction(str(contest.threshold or 0.5)).limit_denominator(1000)
        return Stakes(threshold=share, places=contest.advance or 2)
    if contest.rule == "ranked_choice":
        return Stakes(threshold=Fraction(1, 2), places=0)
    return Stakes(threshold=None, places=0)


def counted_along(series: Series, outline: Outline) -> Iterator[Counted]:
    """What is in after each publication that brought something, in the order of `Series.publications`."""
    unit_at = {unit: i for i, unit in enumerate(outline.units)}
    places = {u: unit_at[unit_id(series, u)] for u in series.units}
    rows = sorted(listed(series), key=slug)
    methods = {m: outline.methods.index(METHODS[m]) for m in told_apart(series)}
    shape = (len(outline.units), len(outline.methods), len(rows))
    votes, part = np.zeros(shape, np.int64), np.zeros(shape[:2])
    arrival, arrived = np.full(shape[:2], -1, np.int64), 0
    for publication in series.publications:
        if publication.stale:
            continue
        for unit, method in publication.changed:
            if method in methods:
                at, block = (places[unit], methods[method]), publication.blocks[unit, method]
                votes[at] = [v or 0 for v in row_of(rows, block)]
                part[at] = part_of(series, method, block)
        seen = votes.any(axis=2)
        new = seen & (arrival < 0)
        arrival[~seen] = -1
        part[~seen] = 0.0
        if new.any():
            arrival[new], arrived = arrived, arrived + 1
        yield Counted(votes.copy(), part.copy(), arrival.copy())


def part_of(series: Series, method: str, block: Block) -> float:
    """How far a cell is counted as far as the source says; NaN where something is in and it does not say.

    Its own estimate is never taken for the whole (`MOST_PART`), nor is a count of places that have reported
    anything: with 508 of Milwaukee's 523 wards in, a third of the vote was still to come.
    """
    if not any(block.votes.values()):
        return 0.0
    if series.level == "precinct" and METHODS[method] in POSTED_WHOLE:
        return 1.0
    if block.expected is not None:
        return min(max(block.expected, LEAST_PART), MOST_PART)
    return float("nan")


def counted_votes(publication: Publication) -> int:
    """All votes counted after a publication, as its totals state them (else the votes it lists)."""
    return sum(_all_votes(block) for (_, method), block in publication.blocks.items() if method == "total")


def _all_votes(block: Block) -> int:
    return max(block.total or 0, sum(block.votes.values())) if not block.rounded else block.total or 0


def earlier_in_the_tables(nights: RecordedNights, outline: Outline) -> tuple[Past, ...]:
    """Contests of the same places on earlier dates in the recorded nights themselves, as their last pages had them."""
    if outline.level != "county":
        return ()
    earlier = [c for c in nights.contests if c.state.lower() == outline.state and c.date < outline.date and not c.seat]
    return tuple(p for c in earlier for s in nights.series(c.id, "nyt-county") if (p := _past(s)) is not None)


def _past(series: Series) -> Past | None:
    outline, last = outline_of(series), series.publications[-1].blocks
    rows = sorted(listed(series), key=slug)
    votes = np.zeros((len(outline.units), 1, len(rows)), np.int64)
    unit_at = {unit: i for i, unit in enumerate(outline.units)}
    for key, block in last.items():
        if key[1] == "total":
            votes[unit_at[unit_id(series, key[0])], 0] = [v or 0 for v in row_of(rows, block)]
    if not votes.any():
        return None
    names = tuple(c.name if (c := series.contest.candidate(i)) else i for i in rows)
    return Past(
        contest_id=outline.contest_id, date=outline.date, state=outline.state, kind=outline.kind,
        office=outline.office, party="", level="county", candidates=outline.candidates, names=names,
        parties=outline.parties, units=outline.units, county=outline.county, methods=(VoteMethod.TOTAL,), votes=votes,
    )  # fmt: skip
