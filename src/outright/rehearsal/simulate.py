"""Turns a plan into publications: the whole file each source would have served at each moment.

Pure: chance comes in as ``rng``, time from the plan. A file is always the sum of the cells released so
far, so that no count can fall and the last file of a county holds every vote of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from random import Random

from outright.rehearsal.clarity_xml import Sheet, SheetUnit, county_file
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
    published: list[Publication] = []
    counted: dict[str, set[Cell]] = {c.id: set() for c in plan.offices}
    for event in sorted((*plan.releases, *plan.notices), key=lambda e: (e.at, isinstance(e, Notice))):
        office = plan.office(event.office_id)
        if isinstance(event, Notice):
            source = statement_source(office)
            body = statement(event, office, facts.election_name)
            published.append(
                Publication(event.at, source.id, source.kind, f"{office.id}-statement.json", body, event.text)
            )
            continue
        counted[office.id].update(event.cells)
        stamp = event.at - dt.timedelta(seconds=rng.randrange(15, 56))
        body = county_file(sheet_of(office, counted[office.id], facts, contest_key, keys, stamp))
        published.append(_file_publication(event, office, body))
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
    """The county's results file as a source of the night."""
    return SourceFacts(f"clarity-{office.id}", "clarity", f"{office.name} County results")


def statement_source(office: Office) -> SourceFacts:
    """The county's election office, when it says what it still holds."""
    return SourceFacts(f"statement-{office.id}", "statement", f"{office.name} County election office")


def _file_publication(release: Release, office: Office, body: bytes) -> Publication:
    source = file_source(office)
    return Publication(release.at, source.id, source.kind, f"{office.id}-detail.xml", body, release.note)
