"""Places as AP's reporting units, and the document of all of them: ``units.json``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from outright.bulletin import ComparedRow, Contest, Night, Unit
from outright.publish.data import spelling
from outright.publish.data.asked import Page, one_of, page
from outright.publish.data.part import Head, Part, head, utc
from outright.publish.data.spelling import ratio
from outright.terms import ReportingUnitType

SCHEMA = "outright/units/1"


class UnitCandidate(Part, frozen=True, kw_only=True):
    """A candidate's votes in one place; ``vote_pct`` (0-1) is for display only."""

    pol_id: str
    vote_count: int | None
    vote_pct: float | None


class Compared(Part, frozen=True, kw_only=True):
    """A place tonight beside a past contest in the same place; where ``row.partial``, not like for like yet."""

    baseline: str
    candidate: str
    against: str
    row: ComparedRow


class UnitOurs(Part, frozen=True, kw_only=True):
    """Ours of one place: what contains it, whether it is fully in, and what bounds its ballots left.

    ``ids`` are its numbers elsewhere (``fips``, ``ocd-id``, ``local-level``); ``type`` is NIST's word for it.
    """

    type: ReportingUnitType | None
    parent: str | None
    votes: int | None
    reported: bool | None
    registered: int | None
    left_upper: int | None
    left_text: str
    leader: str | None
    is_batch: bool
    share_text: dict[str, str]
    ids: dict[str, str]
    comparison: tuple[Compared, ...]


class ReportingUnit(Part, frozen=True, kw_only=True):
    """One place in AP's words. ``fips_code`` is its own, or that of the county it lies in."""

    reportingunit_id: str
    reportingunit_name: str
    level: str
    state_postal: str | None
    fips_code: str | None
    last_updated: dt.datetime | None
    precincts_reporting: int | None
    precincts_total: int | None
    precincts_reporting_pct: float | None
    candidates: tuple[UnitCandidate, ...]
    outright: UnitOurs


class Baseline(Part, frozen=True, kw_only=True):
    """A past contest that places are compared with; ``text`` is the one sentence that may be quoted."""

    id: str
    label: str
    name: str
    date: dt.date
    candidate: str
    candidate_name: str
    against: str
    against_name: str
    text: str
    past_text: str
    notes: tuple[str, ...]
    all: ComparedRow


class UnitsDocument(Head, frozen=True, kw_only=True):
    """Every place that votes in the contest, counties before precincts, each with what it has reported.

    ``levels`` are those there are. ``next``: what to ask for as ``cursor`` where an answer was cut at its limit.
    """

    levels: tuple[str, ...]
    baselines: tuple[Baseline, ...]
    reporting_units: tuple[ReportingUnit, ...]
    next: str | None = None


def units(
    night: Night, contest: Contest, *, level: str | None = None, unit: str | None = None, baseline: str | None = None,
    asked: Page | None = None,
) -> UnitsDocument:  # fmt: skip
    """The places of a contest: all, or those of a ``level``, or one ``unit`` and what lies in it.

    ``baseline`` keeps the comparison with that past contest alone. `NotThere` for a name that the contest has not.
    """
    levels = tuple(dict.fromkeys(spelling.level(u) for u in contest.units))
    one_of("level", level, levels)
    one_of("unit", unit, (u.id for u in contest.units))
    one_of("baseline", baseline, (c.baseline for c in contest.comparison))
    chosen = [
        u for u in contest.units
        if (level is None or spelling.level(u) == level) and (unit is None or unit in (u.id, u.parent))
    ]  # fmt: skip
    here, after = page(chosen, asked)
    return UnitsDocument(
        **head(night, contest, SCHEMA), levels=levels, baselines=_baselines(contest, baseline),
        reporting_units=reporting_units(contest, here, baseline), next=after,
    )  # fmt: skip


def reporting_units(contest: Contest, chosen: Iterable[Unit], baseline: str | None = None) -> tuple[ReportingUnit, ...]:
    """These places of a contest, compared with one past contest or with all."""
    codes = fips_codes(contest)
    rows: dict[str, list[Compared]] = {}
    for c in contest.comparison:
        if baseline in (None, c.baseline):
            for row in c.rows:
                found = Compared(baseline=c.baseline, candidate=c.candidate, against=c.against, row=row)
                rows.setdefault(row.unit, []).append(found)
    return tuple(_unit(contest, u, codes.get(u.id), tuple(rows.get(u.id, ()))) for u in chosen)


def fips_codes(contest: Contest) -> dict[str, str]:
    """By place its own FIPS code, else that of the county it lies in; places without one are left out."""
    own = {u.id: u.ids["fips"] for u in contest.units if "fips" in u.ids}
    return {u.id: code for u in contest.units if (code := own.get(u.id) or own.get(u.parent or ""))}


def _unit(contest: Contest, unit: Unit, fips: str | None, compared: tuple[Compared, ...]) -> ReportingUnit:
    return ReportingUnit(
        reportingunit_id=unit.id, reportingunit_name=unit.name, level=spelling.level(unit),
        state_postal=contest.identity.state_postal, fips_code=fips, last_updated=utc(contest.as_of),
        precincts_reporting=unit.precincts_reported, precincts_total=unit.precincts_total,
        precincts_reporting_pct=ratio(unit.precincts_reported, unit.precincts_total),
        candidates=tuple(
            UnitCandidate(pol_id=c.id, vote_count=votes, vote_pct=ratio(votes, unit.votes))
            for c in contest.candidates
            for votes in (unit.candidates.get(c.id),)
        ),
        outright=UnitOurs(
            type=spelling.kind_of(unit), parent=unit.parent, votes=unit.votes, reported=unit.reported,
            registered=unit.registered, left_upper=unit.left_upper, left_text=unit.left_text, leader=unit.leader,
            is_batch=unit.is_batch, share_text=unit.share_text, ids=unit.ids, comparison=compared,
        ),
    )  # fmt: skip


def _baselines(contest: Contest, baseline: str | None) -> tuple[Baseline, ...]:
    return tuple(
        Baseline(
            id=c.baseline, label=c.label, name=c.name, date=c.date, candidate=c.candidate,
            candidate_name=c.candidate_name, against=c.against, against_name=c.against_name, text=c.text,
            past_text=c.past_text, notes=c.notes, all=c.all,
        )
        for c in contest.comparison
        if baseline in (None, c.baseline)
    )  # fmt: skip
