"""Reads a Voting Information Project feed (VIP 5 and 6, XML): who stands in which contest, and no votes.

It is published before the night, so that contests and candidates are known before the first count. Millions
of street segments may stand beside them; they are dropped as they pass. Real sample: ../shared/feeds/vip.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from outright.count import Election, Snapshot
from outright.errors import FeedNotRecognised
from outright.feeds.findings import Findings
from outright.feeds.header import check_header, is_test
from outright.feeds.ledger import Ledger
from outright.feeds.moments import iso_date, iso_moment
from outright.feeds.nist_record import Record, count, is_true, malformed, plain, record, ref, refs
from outright.feeds.parties import party_code
from outright.feeds.reader import Reader
from outright.feeds.safe_xml import events, forget
from outright.feeds.text import head
from outright.terms import ReportingUnitType, ResultsStatus

_ROOT = re.compile(rb"<(?:[\w.-]+:)?VipObject[\s>]")
_CONTESTS = ("CandidateContest", "BallotMeasureContest", "RetentionContest", "PartyContest")
_CHOICES = ("CandidateSelection", "BallotMeasureSelection", "PartySelection")
_READ = ("Source", "Election", "State", "Party", "Candidate", *_CHOICES, *_CONTESTS)
_PASSED = ("StreetSegment", "Precinct", "PollingLocation", "Person", "HoursOpen", "BallotStyle", "OrderedContest")


def recognises(body: bytes, name: str) -> bool:
    """True for XML whose root is ``VipObject``."""
    del name
    start = head(body)
    return start.startswith(b"<") and _ROOT.search(start) is not None


@dataclass
class _Feed:
    """What was read, by class and id; classes keep the order of the file."""

    held: dict[str, dict[str, Record]] = field(default_factory=dict)
    contests: list[tuple[str, Record]] = field(default_factory=list)

    def take(self, kind: str, found: Record) -> None:
        own = plain(found, "id")
        if not own:
            raise malformed(f"A {kind} has no id", kind)
        known = self.held.setdefault(kind, {})
        if own in known:
            raise malformed(f"Two of {kind} have the id {own!r}", kind)
        known[own] = found
        if kind in _CONTESTS:
            self.contests.append((kind, found))

    def first(self, kind: str) -> Record:
        return next(iter(self.held.get(kind, {}).values()), {})

    def get(self, kind: str, own: str, where: str) -> Record:
        if own not in self.held.get(kind, {}):
            raise malformed(f"The {kind} {own!r} is named and not described in the file", where)
        return self.held[kind][own]


def read(body: bytes, name: str) -> Snapshot:
    """Contests with their candidates, every vote unknown; `FeedMalformed` for a feed that is cut."""
    del name
    feed = _Feed()
    rooted = False
    for event, element in events(body, [f"{{*}}{t}" for t in ("VipObject", *_READ, *_PASSED)], "VIP"):
        parent = element.getparent()
        tag = str(element.tag).rpartition("}")[2]
        if event == "start":
            rooted = rooted or (tag == "VipObject" and parent is None)
        elif parent is not None and parent.getparent() is None:
            if tag in _READ:
                found = record(element)
                feed.take(tag, found if isinstance(found, dict) else {})
            forget(element)
    if not rooted:
        raise FeedNotRecognised("This is XML, but not a VIP feed: its root is not VipObject", hint="Ask for the feed.")
    return _snapshot(feed)


def _snapshot(feed: _Feed) -> Snapshot:
    findings = Findings()
    ledger = Ledger(ReportingUnitType.PRECINCT, findings)
    for order, (kind, contest) in enumerate(feed.contests):
        _contest(order, kind, contest, feed, ledger)
    election, time_text = feed.first("Election"), plain(feed.first("Source"), "DateTime")
    if len(feed.held.get("Election", {})) > 1:
        findings.warn("elections-together", "Election", "Several elections; the first one's name is taken.")
    title, date_text = plain(election, "Name"), plain(election, "Date")
    date, moment = iso_date(date_text), iso_moment(time_text)
    check_header(title, date, date_text, moment, time_text, findings)
    counts = ledger.counts()
    findings.info("no-results-yet", "VipObject", f"{len(counts)} contests with candidates; the format has no votes.")
    test = is_test(title, findings)
    state = plain(feed.first("State"), "Name") or None
    return Snapshot(
        "vip", Election(title, date, state), counts, moment, time_text, ResultsStatus.PRE_ELECTION, test,
        findings=findings.close(),
    )  # fmt: skip


def _contest(order: int, kind: str, contest: Record, feed: _Feed, ledger: Ledger) -> None:
    name = plain(contest, "Name") or plain(contest, "BallotTitle") or plain(contest, "id")
    primary = refs(contest, "PrimaryPartyIds")
    sheet = ledger.contest(
        order, name, source_id=plain(contest, "id"), seats=_at_least_one(contest, "NumberElected"),
        votes_allowed=_at_least_one(contest, "VotesAllowed"),
        is_question=kind in ("BallotMeasureContest", "RetentionContest"),
        primary_party=party_code(_party(feed, primary[0], name)) if len(primary) == 1 else None,
    )  # fmt: skip
    for own in refs(contest, "BallotSelectionIds"):
        found = next((feed.held[k][own] for k in _CHOICES if own in feed.held.get(k, {})), None)
        if found is None:
            raise malformed(f"The choice {own!r} is named and not described in the file", name)
        printed, party = _choice(found, feed, name)
        marked = is_true(found, "IsWriteIn") if "IsWriteIn" in found else None
        sheet.candidate(own, printed or ("Write-in" if marked else ""), party, source_id=own, write_in=marked)
    if kind == "RetentionContest" and ref(contest, "CandidateId"):
        who = plain(feed.get("Candidate", ref(contest, "CandidateId"), name), "BallotName")
        ledger.findings.info("retention-of", name, f"The question is whether to retain {who}.")


def _choice(found: Record, feed: _Feed, where: str) -> tuple[str, str | None]:
    """A choice's name as printed, and its party."""
    if "Selection" in found:
        return plain(found, "Selection"), None
    who = [feed.get("Candidate", own, where) for own in refs(found, "CandidateIds")]
    if who:
        own = ref(who[0], "PartyId")
        return " / ".join(plain(c, "BallotName") for c in who), _party(feed, own, where) if own else None
    parties = [feed.get("Party", own, where) for own in refs(found, "PartyIds")]
    code = _party(feed, plain(parties[0], "id"), where) if parties else None
    return " / ".join(plain(p, "Name") for p in parties), code


def _party(feed: _Feed, own: str, where: str) -> str:
    party = feed.get("Party", own, where)
    return plain(party, "Abbreviation") or plain(party, "Name")


def _at_least_one(found: Record, key: str) -> int:
    return max(count(found.get(key), key) or 1, 1)


READER = Reader(
    "vip", "VIP feed XML", recognises, read,
    publisher="states, for the Voting Information Project; contests and candidates before the night",
    change="`DateTime`",
)  # fmt: skip
