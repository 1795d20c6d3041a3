"""The contest as NIST's report: valid, readable again, and the same numbers as ``outright export`` writes."""

import gzip
import json
from functools import cache

import jsonschema
import pytest
from msgspec.structs import replace

from bulletins import bulletin
from data_states import EVERY, known
from outright import feeds
from outright.publish.data import encode
from outright.publish.data.nist import UNKNOWN_MOMENT, report
from outright.terms import ReportingUnitType, ResultsStatus
from page_states import no_votes, runoff_certain, with_contest, won_certain
from shared import SHARED, needs_shared

SCHEMA = SHARED / "feeds" / "nist_cdf" / "schema" / "NIST_V2_election_results_reporting.json.gz"


@cache
def schema() -> jsonschema.Draft4Validator:
    return jsonschema.Draft4Validator(json.loads(gzip.decompress(SCHEMA.read_bytes())))


def body_of(whole) -> bytes:
    return encode(report(whole.night, whole.contests[0]))


def said(whole) -> dict:
    return json.loads(body_of(whole))


@needs_shared
@pytest.mark.parametrize("state", list(EVERY))
def test_every_state_is_valid_against_nists_schema(state):
    schema().validate(said(EVERY[state]()))


@needs_shared
def test_a_question_a_town_and_a_batch_are_valid_too():
    whole = known()
    contest = whole.contests[0]
    units = (
        replace(contest.units[0], type=ReportingUnitType.MUNICIPALITY),
        replace(contest.units[1], id="cobb--mail", level="precinct", parent="cobb", is_batch=True),
        replace(contest.units[2], level="somewhere"),
    )
    identity = replace(contest.identity, is_question=True)
    schema().validate(said(with_contest(whole, units=units, identity=identity)))
    schema().validate(said(with_contest(whole, units=units)))


def test_the_report_says_how_official_it_is_and_whether_it_is_real():
    assert said(won_certain())["Status"] == "certified"
    assert said(won_certain())["IsTest"] is False
    rehearsed = said(bulletin())
    assert rehearsed["IsTest"] is True
    assert "A rehearsal" in rehearsed["Notes"]
    assert "A test" in said(bulletin(test=True))["Notes"]
    status = with_contest(bulletin(), status=ResultsStatus.RECOUNT)
    assert said(status)["Status"] == "recount"


def test_the_other_names_of_places_people_and_the_contest_are_there():
    report_ = said(known())
    area = next(u for u in report_["GpUnit"] if u["@id"] == "area")
    assert [(i["Type"], i["Value"]) for i in area["ExternalIdentifier"]] == [
        ("ocd-id", "ocd-division/country:us/state:ga/cd:6"),
    ]  # fmt: skip
    cobb = next(u for u in report_["GpUnit"] if u["@id"] == "unit-cobb")
    assert [(i["Type"], i["Value"]) for i in cobb["ExternalIdentifier"]] == [("fips", "13067")]
    (contest,) = report_["Election"][0]["Contest"]
    assert [(i["OtherType"], i["Value"]) for i in contest["ExternalIdentifier"]] == [
        ("outright", "us-ga-2017-04-18/us-house-6"), ("clarity-cobb", "10"),
    ]  # fmt: skip
    ossoff = next(c for c in report_["Election"][0]["Candidate"] if c["@id"] == "candidate-jon-ossoff")
    assert ossoff["IsIncumbent"] is False
    person = next(p for p in report_["Person"] if p["@id"] == ossoff["PersonId"])
    assert (person["FirstName"], person["LastName"]) == ("Jon", "Ossoff")
    assert report_["Election"][0]["Type"] == "special"


def test_only_what_is_declared_is_a_status_of_a_candidate():
    def statuses(whole):
        return {
            c["@id"]: c["PostElectionStatus"]
            for c in said(whole)["Election"][0]["Candidate"]
            if "PostElectionStatus" in c
        }

    assert statuses(bulletin()) == {}
    assert statuses(won_certain()) == {"candidate-karen-handel": "winner"}
    assert set(statuses(runoff_certain()).values()) == {"advanced-to-runoff"}


def test_votes_are_written_by_nists_words_for_methods_and_what_is_not_reported_is_not_written():
    (contest,) = said(known())["Election"][0]["Contest"]
    counts = contest["ContestSelection"][-1]["VoteCounts"]
    assert {c["Type"] for c in counts if c["GpUnitId"] == "area"} == {
        "total", "early", "absentee-mail", "election-day",
    }  # fmt: skip
    assert {c["Type"] for c in counts if c["GpUnitId"] != "area"} == {"total"}
    silent = said(no_votes())
    assert "VoteCounts" not in json.dumps(silent)
    assert {o["GpUnitId"] for o in silent["Election"][0]["Contest"][0]["OtherCounts"]} == {
        "unit-cobb", "unit-dekalb", "unit-fulton",
    }  # fmt: skip


def test_a_moment_that_is_not_known_is_said_to_be_none():
    whole = with_contest(no_votes(), as_of=None)
    assert said(whole)["GeneratedDate"] == UNKNOWN_MOMENT
    assert UNKNOWN_MOMENT in said(whole)["Notes"]
    assert feeds.read(body_of(whole)).published_at is None
