"""The contest as the table that ``elex results`` prints, and by the way votes were cast.

`COLUMNS` are elex's, in elex's order, nothing added. One row for each candidate and place: the whole contest first,
then counties, then precincts where they are known. An empty cell is not reported, a 0 is a zero. ``test`` is True in
a rehearsal too: the table has no other word for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from outright.bulletin import Candidate, Contest, Night, Unit
from outright.publish.cells import Cell, table
from outright.publish.data import spelling
from outright.publish.data.part import race_id, status_of, utc
from outright.publish.data.places import fips_codes
from outright.publish.data.spelling import ratio

COLUMNS = (
    "id", "unique_id", "raceid", "racetype", "racetypeid", "ballotorder", "candidateid", "description",
    "delegatecount", "electiondate", "fipscode", "first", "incumbent", "initialization_data", "is_ballot_measure",
    "last", "lastupdated", "level", "national", "officeid", "officename", "party", "polid", "polnum",
    "precinctsreporting", "precinctsreportingpct", "precinctstotal", "reportingunitid", "reportingunitname", "runoff",
    "seatname", "seatnum", "statename", "statepostal", "test", "uncontested", "votecount", "votepct", "winner",
)  # fmt: skip

METHOD_COLUMNS = (
    "night", "contest", "seq", "lastupdated", "status", "test", "rehearsal", "method", "label", "candidateid", "name",
    "party", "votecount", "votepct",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Place:
    """One row's place: the whole contest or a unit. ``votes`` by candidate."""

    id: str
    name: str
    level: str
    fips: str | None
    votes: Mapping[str, int | None]
    total: int | None
    reporting: int | None
    precincts: int | None


def results(night: Night, contest: Contest, *, guard: bool = True) -> str:
    """``results.csv``. ``guard`` false leaves out the apostrophe before what a spreadsheet would run."""
    order = {c.id: i for i, c in enumerate(contest.candidates)}
    ranked = sorted(contest.candidates, key=lambda c: (c.order is None, c.order or 0, order[c.id]))
    everywhere = _everywhere(night, contest)
    who = [(c.id, everywhere | _who(contest, c)) for c in ranked]
    rows = (_row(cells, place, i) for place in _places(night, contest) for i, cells in who)
    return table(COLUMNS, rows, guard=guard)


def _places(night: Night, contest: Contest) -> Iterator[_Place]:
    left, codes = contest.remaining, fips_codes(contest)
    yield _Place(
        spelling.WHOLE, contest.identity.state_name or night.name, spelling.whole_level(contest), None,
        {c.id: c.votes for c in contest.candidates}, contest.votes, left.precincts_reported, left.precincts_total,
    )  # fmt: skip
    for u in contest.units:
        reporting, precincts = _progress(u)
        yield _Place(
            u.id, u.name, spelling.level(u), codes.get(u.id), u.candidates, u.votes, reporting, precincts
        )  # fmt: skip


def _progress(unit: Unit) -> tuple[int | None, int | None]:
    """A precinct is in or out; of a larger place the bulletin says how many of its precincts are."""
    if unit.parent is not None and unit.precincts_total is None and unit.reported is not None and not unit.is_batch:
        return int(unit.reported), 1
    return unit.precincts_reported, unit.precincts_total


def _everywhere(night: Night, contest: Contest) -> dict[str, Cell]:
    """The cells that are the same in every row."""
    identity = contest.identity
    return dict.fromkeys(COLUMNS) | {
        "raceid": race_id(night, contest), "racetype": spelling.race_type(contest),
        "racetypeid": identity.party if identity.party in ("D", "R") else "G",
        "description": contest.name if identity.office_name else None, "electiondate": night.date.isoformat(),
        "initialization_data": contest.votes is None, "is_ballot_measure": identity.is_question,
        "lastupdated": moment(contest.as_of), "officeid": identity.office_id,
        "officename": identity.office_name or contest.name, "seatname": identity.seat_name,
        "seatnum": identity.seat_num, "statename": identity.state_name, "statepostal": identity.state_postal,
        "test": night.test or night.rehearsal, "uncontested": identity.is_uncontested,
    }  # fmt: skip


def _who(contest: Contest, candidate: Candidate) -> dict[str, Cell]:
    """The cells of a candidate, the same in every place: ``winner`` and ``runoff`` are the whole contest's."""
    mark = spelling.winner(contest, candidate)
    return {
        "unique_id": candidate.id, "candidateid": candidate.id, "polid": candidate.id, "ballotorder": candidate.order,
        "first": candidate.first, "last": spelling.last_name(candidate), "incumbent": candidate.incumbent,
        "party": spelling.party(candidate.party), "runoff": mark == "R", "winner": mark == "X",
    }  # fmt: skip


def _row(cells: dict[str, Cell], place: _Place, candidate: str) -> list[Cell]:
    votes = place.votes.get(candidate)
    here: dict[str, Cell] = {
        "id": f"{cells['raceid']}-{candidate}-{place.id}", "fipscode": place.fips, "level": place.level,
        "precinctsreporting": place.reporting, "precinctsreportingpct": ratio(place.reporting, place.precincts),
        "precinctstotal": place.precincts, "reportingunitid": place.id, "reportingunitname": place.name,
        "votecount": votes, "votepct": ratio(votes, place.total),
    }  # fmt: skip
    return list((cells | here).values())


def by_method(night: Night, contest: Contest, *, guard: bool = True) -> str:
    """``results-by-method.csv``: one row for each way of voting and candidate; ``votepct`` is of that way's votes."""
    start: list[Cell] = [
        night.id, contest.id, contest.seq, moment(contest.as_of), status_of(night, contest).value, night.test,
        night.rehearsal,
    ]  # fmt: skip
    rows = (
        [*start, m.method, m.label, c.id, c.name, spelling.party(c.party), votes, ratio(votes, m.votes)]
        for m in contest.methods
        for c in contest.candidates
        for votes in (m.candidates.get(c.id),)
    )
    return table(METHOD_COLUMNS, rows, guard=guard)


def moment(at: dt.datetime | None) -> str | None:
    """A moment in UTC, as ``2017-04-19T01:42:10Z``."""
    found = utc(at)
    return None if found is None else found.isoformat().replace("+00:00", "Z")
