"""Reads Clarity's detail XML: a state's file with its counties, a county's file with its precincts.

The file is walked as a stream; what stays in memory is one vote type's units and the columns of the
contest being read. Real samples: ../shared/feeds/clarity.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from outright.count import Election, Snapshot
from outright.errors import FeedMalformed, FeedNotRecognised
from outright.feeds.clarity_contest import Choice, RawContest, VoteType, contest_count
from outright.feeds.clarity_units import Places, Progress, fully_in
from outright.feeds.findings import Findings
from outright.feeds.header import check_header, is_test
from outright.feeds.ids import distinct, stem
from outright.feeds.moments import american_date, american_moment
from outright.feeds.numbers import whole, wholes
from outright.feeds.reader import Reader
from outright.feeds.safe_xml import events, forget
from outright.feeds.text import head
from outright.terms import ReportingUnitType

if TYPE_CHECKING:
    from lxml.etree import XPath, _Element

_TEXTS = ("Timestamp", "ElectionName", "ElectionDate", "Region")
_TURNOUT = ("VoterTurnout", "ElectionVoterTurnout")
_TAGS = (*_TEXTS, *_TURNOUT, "ElectionResult", "ParticipatingCounties", "Contest", "Choice", "VoteType")
_IN = ("precinctsParticipating", "precinctsReported")
_LEVELS = {"Precinct": ReportingUnitType.PRECINCT, "County": ReportingUnitType.COUNTY}
_AGAIN = "Keep the file and fetch it again; earlier counts stand."


def recognises(body: bytes, name: str) -> bool:
    """True for XML whose root is ``ElectionResult``."""
    del name
    start = head(body)
    return start.startswith(b"<") and b"<ElectionResult" in start


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one ``detail.xml`` states.

    Raises `FeedNotRecognised` for other XML and `FeedMalformed` for a broken file.
    """
    del name
    walk = _Walk()
    for event, element in events(body, _TAGS, "Clarity"):
        walk.see(event, element)
    return walk.snapshot()


@dataclass
class _Walk:
    """Where the stream stands: the header read so far, the open contest, the open choice."""

    texts: dict[str, str] = field(default_factory=dict)
    contests: list[RawContest] = field(default_factory=list)
    contest: RawContest | None = None
    choice: Choice | None = None
    root_seen: bool = False
    level: str = ""
    turnout: list[tuple[str, Progress]] = field(default_factory=list)
    turnout_total: Progress = field(default_factory=Progress)
    name_lists: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    paths: dict[tuple[str, str], XPath] = field(default_factory=dict)

    def see(self, event: str, element: _Element) -> None:
        """Takes in one start or end of an element."""
        tag = element.tag
        if event == "start":
            self._open(str(tag), element)
        elif tag == "VoteType":
            self._vote_type(element)
        elif tag in _TEXTS:
            self.texts.setdefault(str(tag), (element.text or "").strip())
        elif tag in _TURNOUT:
            self.turnout_total = Progress.of(_attributes(element), self.where())
            self.turnout = [self._unit(u) for group in element for u in group]
            forget(element)
        elif tag == "ParticipatingCounties" and self.contest is not None:
            self.contest.participating = self._participating(element)
            forget(element)
        elif tag == "Choice":
            self.choice = None
            forget(element)
        elif tag == "Contest":
            self.contest = None
            forget(element)

    def where(self) -> str:
        """The place in the file, for a person with the file open in an editor."""
        if self.contest is None:
            return "ElectionResult"
        choice = f"/Choice[{self.choice.name[:80]}]" if self.choice else ""
        return f"ElectionResult/Contest[{self.contest.name[:80]}]{choice}"

    def _open(self, tag: str, element: _Element) -> None:
        if not self.root_seen:
            self.root_seen = True
            if tag != "ElectionResult" or element.getparent() is not None:
                raise FeedNotRecognised(
                    "This is XML, but not a Clarity detail file: its root is not ElectionResult",
                    hint="Clarity's results are in reports/detailxml.zip, member detail.xml.",
                )
        elif tag == "Contest":
            if self.contest is not None:
                raise self._malformed("A contest stands inside another contest")
            self.contest = RawContest(_attributes(element), self._attribute(element, "text"))
            self.contests.append(self.contest)
        elif tag == "Choice":
            if self.contest is None or self.choice is not None:
                raise self._malformed("A choice stands outside a contest or inside another choice")
            total = self._number(element.get("totalVotes"), "totalVotes")
            self.choice = Choice(self._attribute(element, "text"), element.get("key"), element.get("party"), total)
            self.contest.choices.append(self.choice)

    def _vote_type(self, element: _Element) -> None:
        label = self._attribute(element, "name").strip()
        stated = self._number(element.get("votes"), f"VoteType[{label}]/@votes")
        if self.contest is None:
            raise self._malformed("A vote type stands outside a contest")
        if self.choice is None:
            self.contest.rows[label] = stated
            forget(element)
            return
        if label in self.choice.types:
            raise self._malformed(f"The vote type {label} stands twice in one choice")
        names, votes = self._cells(element, label) if len(element) else ((), [])
        self.choice.types[label] = VoteType(stated, names, votes)
        forget(element)

    def _cells(self, element: _Element, label: str) -> tuple[tuple[str, ...], list[int | None]]:
        self._level(str(element[0].tag))
        names, votes = self._column(element, "name"), self._column(element, "votes")
        if not len(names) == len(votes) == len(element):
            raise self._malformed(f"A unit of vote type {label} has no name, no votes or another tag")
        try:
            counts = wholes(votes)
        except ValueError as error:
            raise self._malformed(f"In vote type {label}, {error}") from None
        key = tuple(names)
        known = self.name_lists.get(key)
        if known is None:
            if not all(map(str.strip, names)):
                raise self._malformed(f"A unit of vote type {label} has an empty name")
            known = self.name_lists[key] = key
        return known, counts

    def _level(self, tag: str) -> None:
        if tag not in _LEVELS or (self.level and tag != self.level):
            raise self._malformed(f"Units are {self.level or 'Precinct or County'}, found {tag!r}")
        self.level = tag

    def _unit(self, element: _Element) -> tuple[str, Progress]:
        self._level(str(element.tag))
        unit = self._attribute(element, "name").strip()
        return unit, Progress.of(_attributes(element), f"{self.where()}/{element.tag}[{unit}]")

    def _participating(self, element: _Element) -> dict[str, bool | None]:
        """Which counties of a contest are fully in."""
        if not len(element):
            return {}
        self._level(str(element[0].tag))
        columns = [self._column(element, k) for k in ("name", *_IN)]
        if any(len(c) != len(element) for c in columns):
            return {name: progress.reported for name, progress in map(self._unit, element)}
        try:
            total, reported = wholes(columns[1]), wholes(columns[2])
        except ValueError as error:
            raise self._malformed(f"Precincts of a county: {error}") from None
        return dict(zip(map(str.strip, columns[0]), map(fully_in, total, reported), strict=True))

    def _column(self, element: _Element, key: str) -> list[str]:
        """One attribute of every unit in an element; shorter where units lack it."""
        path = (self.level, key)
        if path not in self.paths:
            from lxml.etree import XPath

            self.paths[path] = XPath(f"{self.level}/@{key}", smart_strings=False)
        return cast("list[str]", self.paths[path](element))

    def _attribute(self, element: _Element, key: str) -> str:
        value = element.get(key)
        if value is None or not value.strip():
            raise self._malformed(f"A {element.tag} has no {key}")
        return value

    def _number(self, text: str | None, what: str) -> int | None:
        try:
            return whole(text or "")
        except ValueError as error:
            raise self._malformed(f"{what}: {error}") from None

    def _malformed(self, message: str) -> FeedMalformed:
        return FeedMalformed(message, where=self.where(), hint=_AGAIN)

    def snapshot(self) -> Snapshot:
        """Everything read, as the core's values."""
        if not self.root_seen:
            raise FeedNotRecognised(
                "This is XML, but not a Clarity detail file: its root is not ElectionResult",
                hint="Clarity's results are in reports/detailxml.zip, member detail.xml.",
            )
        findings = Findings()
        region = self.texts.get("Region", "")
        places = Places(_LEVELS[self.level or "County"], region, self.turnout, self.turnout_total)
        contests = _without_twins(self.contests, findings)
        ids = distinct([stem(c.name) for c in contests], [c.attributes.get("key") for c in contests])
        counts = tuple(contest_count(c, i, places, findings) for c, i in zip(contests, ids, strict=True))
        places.report(findings)
        if not counts:
            findings.info("no-results-yet", "ElectionResult", "The file lists no contest.")
        title, time_text = self.texts.get("ElectionName", ""), self.texts.get("Timestamp", "")
        date_text = self.texts.get("ElectionDate", "")
        date, moment = american_date(date_text), american_moment(time_text)
        check_header(title, date, date_text, moment, time_text, findings)
        election = Election(title, date, region or None)
        test = is_test(title, findings)
        found = findings.close()
        return Snapshot("clarity", election, counts, moment, time_text, is_test=test, findings=found)


def _attributes(element: _Element) -> dict[str, str]:
    return cast("dict[str, str]", dict(element.attrib))


def _without_twins(contests: list[RawContest], findings: Findings) -> list[RawContest]:
    """The contests, each once: a contest printed twice with the same body counts once.

    Louisiana's November 2015 page printed the governor twice under one id. Twins with different
    bodies are both kept, for a person to judge; they are never added.
    """
    kept: list[RawContest] = []
    met: dict[tuple[str | None, str], list[RawContest]] = {}
    for contest in contests:
        twins = met.setdefault(contest.key, [])
        if any(contest == twin for twin in twins):
            message = "The contest is printed twice, identically; counted once."
            findings.warn("contest-repeated", contest.name, message)
            continue
        if twins:
            message = "Two different counts stand under one contest id; both are kept, not added."
            findings.hold("contest-repeated", contest.name, message)
        twins.append(contest)
        kept.append(contest)
    return kept


READER = Reader(
    "clarity", "Clarity detail XML", recognises, read,
    publisher="states (AR, CO, GA to 2023, IA, KY, SC, WV) and hundreds of counties",
    change="`Timestamp`; the version number in the address",
)  # fmt: skip
