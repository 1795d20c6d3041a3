"""Turns a plan into publications: the whole file each source would have served at each moment.

Pure: chance comes in as ``rng``, time from the plan. A file is always the sum of the cells released so
far, so that no count can fall and the last file of a county holds every vote of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from random import Random

from outright.rehearsal.clarity_xml import Sheet, SheetUnit, county_file, state_file
from outright.rehearsal.facts import NightFacts, Publication, SourceFacts
from outright.rehearsal.plan import Cell, Notice, Office, Plan, Release
from outright.rehearsal.split import precincts
from outright.rehearsal.statements import statement

__all__ = ["file_source", "precincts", "publish", "sheet_of", "statement_source"]


def publish(
    plan: Plan, facts: NightFacts, contest_key: str, keys: tuple[str, ...], rng: Random
) -> tuple[Publication, ...]:
    """Every publication of the plan in order of time: one file per release, one statement per notice.

    ``keys`` are the candidates' keys in the file, in the order of the facts' candidates. Moments are
    those of the plan; a file's own clock is a little earlier, because it is made before it is served.
    """
    events: list[Release | Notice] = [*plan.releases, *plan.notices]
    published: list[Publication] = []
    counted: dict[str, set[Cell]] = {o.id: set() for o in plan.offices}
    for event in sorted(events, key=lambda e: (e.at, isinstance(e, Notice))):
        office = plan.office(event.office_id)
        if isinstance(event, Notice):
            published.append(_statement_publication(event, office, facts.election_name))
            continue
        counted[office.id].update(event.cells)
        stamp = event.at - dt.timedelta(seconds=rng.randrange(15, 56))
        sheet = sheet_of(office, counted[office.id], facts, contest_key, keys, stamp)
        published.append(_file_publication(event, office, sheet))
    return tuple(published)


def sheet_of(
    office: Office,
    counted: Collection[Cell],
    facts: NightFacts,
    contest_key: str,
    keys: tuple[str, ...],
    stamp: dt.datetime,
) -> Sheet:
    """What the county's file says when exactly these cells have been counted."""
    nothing = (0,) * len(facts.candidates)
    units = tuple(
        SheetUnit(
            place.name,
            place.registered,
            office.reported(p, counted),
            tuple(row if Cell(p, m) in counted else nothing for m, row in enumerate(place.votes)),
        )
        for p, place in enumerate(office.places)
    )
    return Sheet(
        election_name=facts.election_name,
        election_date=facts.date,
        region=office.name,
        stamp=stamp,
        contest_key=contest_key,
        contest_text=facts.contest_printed[0],
        choices=tuple(zip(keys, (c.printed[0] for c in facts.candidates), strict=True)),
        vote_types=office.labels,
        units=units,
        registered=office.registered,
    )


def file_source(office: Office) -> SourceFacts:
    """The office's results file as a source of the night."""
    return SourceFacts(f"clarity-{office.id}", "clarity", f"{_place(office)} results")


def statement_source(office: Office) -> SourceFacts:
    """The election office itself, when it says what it still holds."""
    return SourceFacts(f"statement-{office.id}", "statement", f"{_place(office)} election office")


def _place(office: Office) -> str:
    return office.name if office.is_state else f"{office.name} County"


def _file_publication(release: Release, office: Office, sheet: Sheet) -> Publication:
    source = file_source(office)
    body = state_file(sheet) if office.is_state else county_file(sheet)
    return Publication(release.at, source.id, source.kind, f"{office.id}-detail.xml", body, release.note)


def _statement_publication(notice: Notice, office: Office, election_name: str) -> Publication:
    source = statement_source(office)
    body = statement(notice, office, election_name)
    return Publication(notice.at, source.id, source.kind, f"{office.id}-statement.json", body, notice.text)
