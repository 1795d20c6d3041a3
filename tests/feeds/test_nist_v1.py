"""NIST's report, version 1 and the civics profile: wrappers, older names, totals beside methods."""

from collections import Counter
from xml.etree import ElementTree

import pytest
from feed_samples import body, codes, shared_files

from outright import feeds
from outright.count import Snapshot
from outright.errors import FeedError, FeedNotRecognised
from outright.feeds.detect import candidates
from outright.terms import ReportingUnitType, VoteMethod
from shared import SHARED, needs_shared

CIVICS = SHARED / "feeds" / "nist_cdf" / "v1_civics"
SAMPLES = shared_files("feeds/nist_cdf/v1_civics/*.xml")
XSI = "{http://www.w3.org/2001/XMLSchema-instance}type"

MADE = """<?xml version="1.0"?>
<ElectionReport xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <Election>
    <CandidateCollection>
      <Candidate objectId="c1">
        <BallotName><Text language="es">Ana Á</Text><Text language="en">Ann A</Text></BallotName>
        <PartyId>p1</PartyId>
      </Candidate>
    </CandidateCollection>
    <ContestCollection>
      <Contest objectId="k1" xsi:type="CandidateContest">
        <BallotSelection objectId="s1" xsi:type="CandidateSelection">
          <VoteCountsCollection>
            <VoteCounts><GpUnitId>u1</GpUnitId><Type>early</Type><Count>4</Count></VoteCounts>
            <VoteCounts><GpUnitId>u1</GpUnitId><Type>total</Type><Count>9</Count></VoteCounts>
          </VoteCountsCollection>
          <CandidateIds>c1</CandidateIds>
        </BallotSelection>
        <ElectoralDistrictId>d1</ElectoralDistrictId>
        <Name>Coroner</Name>
        <SummaryCounts><GpUnitId>u1</GpUnitId><Type>total</Type><Overvotes>2</Overvotes></SummaryCounts>
        <SubUnitsReported>1</SubUnitsReported><TotalSubUnits>3</TotalSubUnits>
        <NumberElected>1</NumberElected><VotesAllowed>1</VotesAllowed>
      </Contest>
    </ContestCollection>
    <ElectionScopeId>d1</ElectionScopeId>
    <Name><Text language="en">Special Election</Text></Name>
    <StartDate>2031-11-04</StartDate><EndDate>2031-11-04</EndDate>
  </Election>
  <GeneratedDate>2031-11-04T21:15:00</GeneratedDate>
  <GpUnitCollection>
    <GpUnit objectId="d1" xsi:type="ReportingUnit">
      <ComposingGpUnitIds>u1</ComposingGpUnitIds>
      <InternationalizedName><Text language="en">Elsewhere</Text></InternationalizedName>
      <Type>county</Type>
    </GpUnit>
    <GpUnit objectId="u1" xsi:type="ReportingUnit">
      <ExternalIdentifiers>
        <ExternalIdentifier><Type>local-level</Type><Value>007</Value></ExternalIdentifier>
      </ExternalIdentifiers>
      <Name>Mill &amp; Ford</Name>
      <SummaryCounts><GpUnitId>u1</GpUnitId><Type>total</Type><BallotsCast>31</BallotsCast></SummaryCounts>
      <Type>precinct</Type>
    </GpUnit>
  </GpUnitCollection>
  <PartyCollection>
    <Party objectId="p1">
      <InternationalizedAbbreviation><Text language="en">DEM</Text></InternationalizedAbbreviation>
      <Name><Text language="en">Democratic</Text></Name>
    </Party>
  </PartyCollection>
  <Status>unofficial-partial</Status>
</ElectionReport>
"""


def read(text: str) -> Snapshot:
    return feeds.read(text.encode(), name="results.xml")


def test_wrappers_and_older_names_are_read_as_version_two():
    snapshot = read(MADE)
    count = snapshot.contests[0]
    assert snapshot.kind == "nist-v1"
    assert (snapshot.election.name, snapshot.election.jurisdiction) == ("Special Election", "Elsewhere")
    assert [(c.name, c.party) for c in count.contest.candidates] == [("Ann A", "D")]
    place = count.units[0]
    assert (place.unit.name, place.unit.type) == ("Mill & Ford", ReportingUnitType.PRECINCT)
    assert place.unit.parent_id == "elsewhere"
    assert [(i.kind, i.value) for i in place.unit.external_ids] == [("local-level", "007")]
    assert (place.totals, place.ballots_cast) == ((9,), 31)
    assert (count.overvotes, count.precincts_reported, count.precincts_total) == (2, 1, 3)


def test_votes_that_no_method_explains_are_booked_and_told():
    snapshot = read(MADE)
    count = snapshot.contests[0]
    assert count.methods == (VoteMethod.EARLY, VoteMethod.OTHER)
    assert count.units[0].parts == ((4,), (5,))
    assert "total-not-sum-of-methods" in codes(snapshot)


def test_a_time_without_its_zone_stays_text():
    snapshot = read(MADE)
    assert (snapshot.published_at, snapshot.published_text) == (None, "2031-11-04T21:15:00")
    assert "time-not-placed" in codes(snapshot)


def test_a_report_cut_anywhere_is_refused():
    data = MADE.rstrip().encode()
    for cut in range(0, len(data) - 1, 61):
        with pytest.raises(FeedError):
            feeds.read(data[:cut], kind="nist-v1")


def test_a_web_page_or_another_root_is_not_a_report():
    for text in ("<html><body>ElectionReport is not ready</body></html>", "<Other><ElectionReport/></Other>"):
        with pytest.raises(FeedNotRecognised):
            feeds.read(text.encode(), kind="nist-v1")


def test_a_doctype_is_refused():
    with pytest.raises(FeedError, match="DOCTYPE"):
        read(MADE.replace("<ElectionReport ", "<!DOCTYPE x [<!ENTITY a 'b'>]><ElectionReport ", 1))


@needs_shared
@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_each_sample_is_this_kind_and_no_other(path):
    assert [r.kind for r in candidates(body(path), "")] == ["nist-v1"]


@needs_shared
@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_every_count_of_a_sample_is_kept_with_its_method(path):
    """A second walk over the XML: contest, candidate's place, type, number; and what stands around them."""
    root = ElementTree.parse(path).getroot()
    snapshot = feeds.read(body(path))
    raw, ours = Counter(), Counter()
    for each in root.iter("Contest"):
        for order, selection in enumerate(each.iterfind("BallotSelection")):
            for cell in selection.iter("VoteCounts"):
                raw[each.get("objectId"), order, cell.findtext("Type"), int(cell.findtext("Count"))] += 1
    for count in snapshot.contests:
        for row in count.units:
            columns = {"total": row.totals, **{m.value: p for m, p in zip(count.methods, row.parts, strict=False)}}
            for kind, numbers in columns.items():
                for order, number in enumerate(numbers):
                    if number is not None:
                        ours[count.contest.source_id, order, kind, number] += 1
    assert ours == raw
    names = [each.findtext("Name").strip() for each in root.iter("Contest")]
    assert [c.contest.name for c in snapshot.contests] == names
    progress = [(each.findtext("SubUnitsReported"), each.findtext("TotalSubUnits")) for each in root.iter("Contest")]
    assert [(c.precincts_reported, c.precincts_total) for c in snapshot.contests] == [
        tuple(None if n is None else int(n) for n in pair) for pair in progress
    ]
    assert [c.contest.is_question for c in snapshot.contests] == [
        each.get(XSI) != "CandidateContest" for each in root.iter("Contest")
    ]


@needs_shared
def test_whom_a_retention_question_is_about_is_told():
    snapshot = feeds.read(body(CIVICS / "post_retention_contest_sample_feed_summary.xml"))
    assert [f.message for f in snapshot.findings if f.code == "retention-of"] == [
        "The question is whether to retain Dwayne Johnson."
    ]
