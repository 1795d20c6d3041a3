"""What is written as NIST's report can be read back, cell by cell, and is valid against NIST's schemas."""

import gzip
import json
from dataclasses import replace
from functools import cache

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from made_snapshots import LEVELS, MOMENTS, snapshots
from outright import feeds
from outright.count import (
    Candidate,
    Contest,
    ContestCount,
    Election,
    ExternalId,
    ReportingUnit,
    Snapshot,
    StatedTotals,
    UnitCount,
)
from outright.errors import UsageError
from outright.terms import ReportingUnitType, VoteMethod
from outright.writers import WRITERS, writer
from shared import SHARED, needs_shared

FORMATS = ("nist-xml", "nist-json")
EVERY_LEVEL = (*LEVELS, ReportingUnitType.DISTRICT, ReportingUnitType.NATION, ReportingUnitType.OTHER)
SCHEMAS = SHARED / "feeds" / "nist_cdf" / "schema"
MANY = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


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


NORTH = ReportingUnit("north", "North", ReportingUnitType.PRECINCT, "cobb", (ExternalId("vendor", "7 & 8"),))


def made(**more: object) -> Snapshot:
    """One contest of one candidate in one precinct; ``more`` replaces what the count says."""
    contest = Contest("mayor", "Mayor", (Candidate("ada", "Ada", "D"),))
    count = ContestCount(contest, (), (UnitCount(NORTH, (5,)),), ReportingUnitType.PRECINCT)
    return Snapshot("made", Election("Elsewhere"), (replace(count, **more),))


def test_the_formats_have_names_and_no_others():
    assert writer("NIST_XML") is writer("nist-xml")
    with pytest.raises(UsageError) as error:
        writer("punch-cards")
    assert all(name in error.value.hint for name in WRITERS)
    assert all(callable(writer(name)) for name in WRITERS)


@pytest.mark.parametrize("name", FORMATS)
def test_a_day_and_a_clock_that_are_not_known_are_not_invented(name):
    body = writer(name)(made())
    assert body.count(b"1970-01-01") == 4
    back = feeds.read(body)
    assert (back.election.date, back.published_at, back.published_text) == (None, None, "")


@pytest.mark.parametrize("name", FORMATS)
@given(moment=MOMENTS)
def test_the_clock_keeps_its_second(name, moment):
    assert feeds.read(writer(name)(replace(made(), published_at=moment))).published_at == moment


@pytest.mark.parametrize("name", FORMATS)
def test_characters_that_xml_forbids_leave_a_mark(name):
    snapshot = made(contest=Contest("mayor", "Mayor", (Candidate("ada", "A\x00d\ufffea\ud800", "D"),)))
    assert feeds.read(writer(name)(snapshot)).contests[0].contest.candidates[0].name == "A\ufffdd\ufffda\ufffd"


@pytest.mark.parametrize("name", FORMATS)
def test_what_contests_say_differently_of_a_unit_is_left_out(name):
    first, second = (
        made(units=(UnitCount(NORTH, (5,), (), said, 9, n),)).contests[0] for said, n in ((True, 1), (None, 2))
    )
    second = replace(second, contest=replace(second.contest, id="clerk", name="Clerk"))
    back = feeds.read(writer(name)(replace(made(), contests=(first, second))))
    for count in back.contests:
        said = count.units[0]
        assert (said.reported, said.ballots_cast, said.registered_voters) == (None, 9, None)


@pytest.mark.parametrize("name", FORMATS)
def test_a_county_batch_among_the_precincts_stays_one(name):
    batch = ReportingUnit("cobb--box", "Box Four", ReportingUnitType.PRECINCT, "cobb", (), is_geographic=False)
    back = feeds.read(writer(name)(made(units=(UnitCount(NORTH, (5,)), UnitCount(batch, (2,)))))).contests[0]
    assert [u.unit.is_geographic for u in back.units] == [True, False]
    assert back.result().totals == (7,)


@pytest.mark.parametrize("name", FORMATS)
def test_ids_of_other_kinds_and_parents_without_votes_come_back(name):
    unit = feeds.read(writer(name)(made())).contests[0].units[0].unit
    assert (unit.parent_id, [i.value for i in unit.external_ids]) == ("cobb", ["7 & 8"])


@pytest.mark.parametrize("name", FORMATS)
def test_a_negative_correction_is_written_as_it_is(name):
    methods = {"methods": (VoteMethod.EARLY,), "units": (UnitCount(NORTH, (-3,), ((-3,),)),)}
    assert feeds.read(writer(name)(made(**methods))).contests[0].result() == StatedTotals((-3,), ((-3,),))


@pytest.mark.parametrize("name", FORMATS)
def test_a_snapshot_without_contests_is_a_report_without_contests(name):
    back = feeds.read(writer(name)(replace(made(), contests=())))
    assert (back.contests, back.election.name) == ((), "Elsewhere")
