"""What is written as NIST's report can be read back, cell by cell, and is valid against NIST's schemas."""

import gzip
import json
from functools import cache

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from made_snapshots import LEVELS, snapshots

from outright import feeds
from outright.count import (
    ContestCount,
    ReportingUnit,
    Snapshot,
    StatedTotals,
    UnitCount,
)
from outright.feeds.writers import writer
from outright.terms import ReportingUnitType
from shared import SHARED, needs_shared

FORMATS = ("nist-xml", "nist-json")
EVERY_LEVEL = (*LEVELS, ReportingUnitType.DISTRICT, ReportingUnitType.NATION, ReportingUnitType.OTHER)
SCHEMAS = SHARED / "feeds" / "nist_cdf" / "schema"
MANY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def contest_facts(count: ContestCount) -> tuple:
    """What a contest says beside its votes."""
    contest = count.contest
    return (
        contest.name, contest.seats, contest.votes_allowed, contest.is_question, contest.primary_party,
        [(c.name, c.party, c.is_write_in) for c in contest.candidates], count.level,
        count.precincts_reported, count.precincts_total, count.ballots_cast, count.registered_voters,
        count.overvotes, count.undervotes,
    )  # fmt: skip


def cells(count: ContestCount, row: StatedTotals | UnitCount | None) -> object:
    """The votes of one row: totals, and parts by method in any order."""
    if row is None:
        return None
    return row.totals, sorted(zip(count.methods, row.parts, strict=bool(row.parts)), key=str)


def units(count: ContestCount, said: dict | None = None) -> list:
    """Every unit with its votes, in any order; ``said`` replaces what the unit says of itself."""
    return sorted(
        repr((
            u.unit.name, u.unit.type, u.unit.parent_id, u.unit.external_ids, u.unit.is_geographic, cells(count, u),
            (said or {}).get(u.unit, (u.reported, u.ballots_cast, u.registered_voters)),
        ))
        for u in count.units
    )  # fmt: skip


def said_alike(snapshot: Snapshot) -> dict:
    """What every contest says alike of each unit: the format keeps it once."""
    said: dict[ReportingUnit, list[tuple]] = {}
    for count in snapshot.contests:
        for u in count.units:
            said.setdefault(u.unit, []).append((u.reported, u.ballots_cast, u.registered_voters))
    return {
        unit: tuple(column[0] if len(set(column)) == 1 else None for column in zip(*told, strict=True))
        for unit, told in said.items()
    }


def assert_read_back(snapshot: Snapshot, body: bytes) -> None:
    """The law: what was written says the same as the snapshot it was written of."""
    back = feeds.read(body, kind="nist")
    assert back.election == snapshot.election
    assert back.published_at == snapshot.published_at
    assert (back.status, back.is_test) == (snapshot.status, snapshot.is_test)
    assert [contest_facts(c) for c in back.contests] == [contest_facts(c) for c in snapshot.contests]
    said = said_alike(snapshot)
    for mine, theirs in zip(back.contests, snapshot.contests, strict=True):
        assert set(mine.methods) == set(theirs.methods)
        assert cells(mine, mine.stated) == cells(theirs, theirs.stated)
        assert units(mine) == units(theirs, said)
    mine, theirs = ({u.unit.id for c in s.contests for u in c.units} for s in (back, snapshot))
    assert len(mine) == len(theirs)


@pytest.mark.parametrize("name", FORMATS)
@MANY
@given(data=st.data())
def test_what_is_written_is_read_back_cell_by_cell(name, data):
    snapshot = data.draw(snapshots(levels=EVERY_LEVEL))
    body = writer(name)(snapshot)
    assert body == writer(name)(snapshot)
    assert_read_back(snapshot, body)


@cache
def xml_schema() -> etree.XMLSchema:
    body = gzip.decompress((SCHEMAS / "NIST_V2_election_results_reporting.xsd.gz").read_bytes())
    return etree.XMLSchema(etree.fromstring(body))


@cache
def json_schema() -> jsonschema.Draft4Validator:
    body = gzip.decompress((SCHEMAS / "NIST_V2_election_results_reporting.json.gz").read_bytes())
    return jsonschema.Draft4Validator(json.loads(body))


@needs_shared
@MANY
@given(snapshots(levels=EVERY_LEVEL))
def test_the_xml_is_valid_against_nists_schema(snapshot):
    xml_schema().assertValid(etree.fromstring(writer("nist-xml")(snapshot)))


@needs_shared
@settings(MANY, max_examples=25)
@given(snapshots(levels=EVERY_LEVEL, most=2))
def test_the_json_is_valid_against_nists_schema(snapshot):
    json_schema().validate(json.loads(writer("nist-json")(snapshot)))
