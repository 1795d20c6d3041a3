"""VIP feeds: who stands where, before any count."""

from xml.etree import ElementTree

import pytest
from feed_samples import body, codes

from outright import feeds
from outright.errors import FeedError, FeedMalformed
from outright.feeds.detect import candidates
from outright.terms import ResultsStatus
from shared import SHARED, needs_shared

SAMPLE = SHARED / "feeds" / "vip" / "sample_feed_v5.xml"
MADE = """<?xml version="1.0"?>
<VipObject schemaVersion="6.0">
  <Source id="src"><DateTime>2031-10-20T08:00:00-05:00</DateTime></Source>
  <CandidateContest id="k1">
    <BallotSelectionIds>s1 s2 s3</BallotSelectionIds>
    <Name>Mayor</Name><NumberElected>2</NumberElected><PrimaryPartyIds>p1</PrimaryPartyIds><VotesAllowed>3</VotesAllowed>
  </CandidateContest>
  <StreetSegment id="st1"><City>Elsewhere</City></StreetSegment>
  <CandidateSelection id="s1"><CandidateIds>c1 c2</CandidateIds></CandidateSelection>
  <CandidateSelection id="s2"><IsWriteIn>true</IsWriteIn></CandidateSelection>
  <PartySelection id="s3"><PartyIds>p1</PartyIds></PartySelection>
  <Candidate id="c1"><BallotName><Text language="en">Ann A</Text></BallotName><PartyId>p1</PartyId></Candidate>
  <Candidate id="c2"><BallotName><Text language="en">Bo B</Text></BallotName></Candidate>
  <Party id="p1"><Abbreviation>REP</Abbreviation><Name><Text language="en">Republican</Text></Name></Party>
  <Election id="e"><Date>2031-11-04</Date><Name><Text language="en">City of Elsewhere</Text></Name></Election>
  <State id="st"><Name>Elsewhere</Name></State>
</VipObject>
"""


def test_candidates_are_known_and_votes_are_not():
    snapshot = feeds.read(MADE.encode())
    count = snapshot.contests[0]
    assert [(c.name, c.party, c.is_write_in) for c in count.contest.candidates] == [
        ("Ann A / Bo B", "R", False),
        ("Write-in", None, True),
        ("Republican", "R", False),
    ]
    assert (count.contest.seats, count.contest.votes_allowed, count.contest.primary_party) == (2, 3, "R")
    assert (count.units, count.stated, count.votes) == ((), None, None)
    assert set(count.by_candidate().values()) == {None}
    assert (snapshot.status, codes(snapshot)) == (ResultsStatus.PRE_ELECTION, ["no-results-yet"])
    assert snapshot.published_at.isoformat() == "2031-10-20T08:00:00-05:00"
    assert (snapshot.election.name, snapshot.election.jurisdiction) == ("City of Elsewhere", "Elsewhere")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("s1 s2 s3", "s1 s9"),
        ("c1 c2", "c9"),
        ("<PartyId>p1", "<PartyId>p9"),
        ('id="c2"', 'id="c1"'),
        ('id="c2"', ""),
        ("<NumberElected>2", "<NumberElected>two"),
    ],
)
def test_a_reference_to_nothing_or_an_id_for_two_is_refused(old, new):
    with pytest.raises(FeedMalformed):
        feeds.read(MADE.replace(old, new, 1).encode())


def test_a_feed_cut_anywhere_is_refused():
    data = MADE.rstrip().encode()
    for cut in range(0, len(data) - 1, 37):
        with pytest.raises(FeedError):
            feeds.read(data[:cut], kind="vip")


@needs_shared
def test_the_sample_is_read_whole():
    """Against a second walk over the XML: contests, their candidates' names and parties, in order."""
    root = ElementTree.parse(SAMPLE).getroot()
    by_id = {e.get("id"): e for e in root}

    def choice(own: str) -> str:
        found = by_id[own]
        if found.tag == "BallotMeasureSelection":
            return found.findtext("Selection/Text").strip()
        return " / ".join(by_id[c].findtext("BallotName/Text").strip() for c in found.findtext("CandidateIds").split())

    contests = [e for e in root if e.tag.endswith("Contest") and e.tag != "OrderedContest"]
    expected = [
        (e.get("id"), e.findtext("Name").strip(), [choice(own) for own in e.findtext("BallotSelectionIds").split()])
        for e in contests
    ]
    snapshot = feeds.read(body(SAMPLE))
    assert [
        (c.contest.source_id, c.contest.name, [w.name for w in c.contest.candidates]) for c in snapshot.contests
    ] == expected
    assert len({c.contest.id for c in snapshot.contests}) == len(expected) == 17
    assert [r.kind for r in candidates(body(SAMPLE), "")] == ["vip"]
