"""Everything said at one moment: one frozen value that every page, file, story and answer only reads.

A number that is printed was not computed while printing: shares come with their text, sentences come
whole, with the figures they rest on. The JSON spelling is camelCase; `schema` gives its JSON Schema.
Votes are integers or None (not reported: a dash, never zero). ``share`` is for display; no rule is
ever tested against it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import msgspec

from outright.bulletin.asked import Asked as Asked
from outright.bulletin.call import DeskCall as DeskCall
from outright.bulletin.call import DeskNote as DeskNote
from outright.bulletin.call import RaceCall as RaceCall
from outright.bulletin.call import Retraction as Retraction
from outright.bulletin.compared import ComparedRow as ComparedRow
from outright.bulletin.compared import Comparison as Comparison
from outright.bulletin.context import Context as Context
from outright.bulletin.figure import Figure as Figure
from outright.bulletin.identity import ContestSource as ContestSource
from outright.bulletin.identity import Identity as Identity
from outright.bulletin.milestone import Milestone as Milestone
from outright.bulletin.money import Money as Money
from outright.bulletin.projected import Projection as Projection
from outright.bulletin.rating import Rating as Rating
from outright.bulletin.take import Take as Take
from outright.bulletin.value import Reason as Reason
from outright.bulletin.value import Value as Value
from outright.terms import ReportingUnitType, ResultsStatus, VerdictCode

SCHEMA = "outright/bulletin/1"


class Source(Value, frozen=True, kw_only=True):
    """One place the counts come from, and how it is doing. ``waiting``: its publications that wait for a person."""

    id: str
    kind: str
    name: str
    url: str | None
    publications: int
    last_received: dt.datetime | None
    last_changed: dt.datetime | None
    published_text: str
    sha256: str | None
    state: Literal["waiting", "ok", "unreadable", "held"]
    message: str
    waiting: tuple[int, ...] = ()


class Night(Value, frozen=True, kw_only=True, omit_defaults=True):
    """Which night this is and as of when. ``seq`` numbers the publications received so far.

    ``replay``: a past night shown again. No engine tells so; whoever shows it does, and only then is it written.
    """

    id: str
    name: str
    date: dt.date
    timezone: str
    test: bool
    rehearsal: bool
    seq: int
    as_of: dt.datetime | None
    as_of_text: str
    status: ResultsStatus
    status_text: str
    sources: tuple[Source, ...]
    replay: bool = False


class Verdict(Value, frozen=True, kw_only=True):
    """What can be said of the contest now, and why. ``candidates`` are those it names, by id."""

    code: VerdictCode
    label: str
    text: str
    candidates: tuple[str, ...]
    by: Literal["arithmetic", "model", "desk", "source"]
    reasons: tuple[Reason, ...]


class VerdictChange(Value, frozen=True, kw_only=True):
    """A moment at which the verdict became another one, and why.

    ``note`` says so where a projected one was withdrawn.
    """

    seq: int
    at: dt.datetime
    at_text: str
    code: VerdictCode
    label: str
    candidates: tuple[str, ...]
    by: Literal["arithmetic", "model", "desk", "source"] = "arithmetic"
    note: str = ""
    text: str = ""
    reasons: tuple[Reason, ...] = ()


class Slot(Value, frozen=True, kw_only=True):
    """One place in the next round (or one seat): who has it, if that is certain."""

    slot: int
    code: VerdictCode
    candidate: str | None
    text: str


class Threshold(Value, frozen=True, kw_only=True):
    """What the rule asks of this count. ``share`` is exact ("1/2"); ``votes_needed`` of the votes so far."""

    kind: str
    share: str | None
    share_text: str | None
    votes_needed: int | None
    denominator: str
    denominator_votes: int | None
    rule: str
    text: str
    citation: str
    read_on: str
    confidence: str


class Candidate(Value, frozen=True, kw_only=True):
    """One row of the table, already in its order. ``gap_text`` says the distance to the threshold.

    ``first``, ``last`` and ``incumbent`` are a desk's word, None where it gave none; ``order`` is the place on the
    ballot; ``source_ids`` the candidate's key in each source, by source.
    """

    id: str
    name: str
    surname: str
    party: str | None
    color: str
    votes: int | None
    share: float | None
    share_text: str
    gap_text: str
    added: int | None
    methods: dict[str, int | None]
    state: VerdictCode | None
    folded: bool
    first: str | None = None
    last: str | None = None
    incumbent: bool | None = None
    order: int | None = None
    is_write_in: bool = False
    source_ids: dict[str, str] = msgspec.field(default_factory=dict)


class PartyTotal(Value, frozen=True, kw_only=True):
    """One party's candidates together."""

    party: str
    name: str
    candidates: int
    votes: int | None
    share: float | None
    share_text: str


class Method(Value, frozen=True, kw_only=True):
    """Votes cast one way. ``labels`` are the sources' own words for it."""

    method: str
    label: str
    labels: tuple[str, ...]
    votes: int | None
    candidates: dict[str, int | None]
    share_text: dict[str, str]


class Unit(Value, frozen=True, kw_only=True):
    """A county (or a precinct): what it has reported. ``left_upper`` bounds its ballots left.

    ``ids`` are its numbers elsewhere, by kind: ``fips``, ``ocd-id``, ``local-level``. ``type`` is what kind of
    place it is where ``level`` does not say so (a town where towns are counted); ``is_batch`` marks a county's
    early, mail or provisional votes listed among its precincts. ``leader`` is ahead of ``runner_up`` by
    ``lead_votes``, ``margin_text`` points of all votes there; ``margin_step`` places that between the cut points of
    5 and 15 points: 1, 2, 3. ``in_text``: how many of its precincts are in, as a percentage. ``shape`` is the key of
    its outline where a desk gave outlines.
    """

    id: str
    name: str
    level: str
    parent: str | None
    votes: int | None
    candidates: dict[str, int | None]
    share_text: dict[str, str]
    leader: str | None
    precincts_reported: int | None
    precincts_total: int | None
    reported: bool | None
    registered: int | None
    left_upper: int | None
    left_text: str
    type: ReportingUnitType | None = None
    ids: dict[str, str] = msgspec.field(default_factory=dict)
    is_batch: bool = False
    runner_up: str | None = None
    lead_votes: int | None = None
    margin_text: str = ""
    margin_step: int | None = None
    in_text: str = ""
    shape: str | None = None


class Need(Value, frozen=True, kw_only=True):
    """What a candidate needs of the ballots left. ``need`` is None where no number of votes can do it.

    ``share_text`` is the share of the ballots left at the upper bound; "" where it means nothing.
    """

    candidate: str
    target: str
    need: int | None
    of: int | None
    share_text: str
    state: Literal["open", "met", "cannot", "unknown"]
    text: str


class Remaining(Value, frozen=True, kw_only=True):
    """What is still out. ``upper`` is a bound, not an estimate; None when nothing bounds it."""

    upper: int | None
    basis: str
    text: str
    complete: bool
    precincts_reported: int | None
    precincts_total: int | None
    needs: tuple[Need, ...]
    working: tuple[str, ...]


class Point(Value, frozen=True, kw_only=True):
    """One moment of the count: all votes, and each candidate's. ``share_text``: the shares of the first five then."""

    seq: int
    at: dt.datetime
    at_text: str
    votes: int
    candidates: dict[str, int]
    share_text: dict[str, str] = msgspec.field(default_factory=dict)


class Note(Value, frozen=True, kw_only=True):
    """One line of the log: a batch, a correction, a statement, an unreadable file."""

    seq: int
    at: dt.datetime
    at_text: str
    kind: Literal["batch", "correction", "statement", "unreadable", "verdict", "finding", "held"]
    source: str
    text: str
    votes: int | None


class Contest(Value, frozen=True, kw_only=True):
    """Everything said of one contest. ``projection``, ``comparison`` and ``context`` may be empty.

    ``context`` is what stands beside the count and never decides it.

    ``projection`` is None before anything can be said; ``projection_note`` then says why, where there is a why.
    ``seq`` and ``as_of`` are those of the last publication that concerned this contest: what is said of it has
    stood since then. 0 and None before the first. ``prev`` is the ``seq`` of what was said before; ``sources`` are
    the publications it rests on; ``status`` is how official those are (None: as the night's). ``gap_seconds`` is the
    usual time between two publications that moved this count, ``next_text`` when the next may come by that.
    ``recount_text`` says that a margin opens a recount. ``divides_places``: only a part of some of its units votes in
    it, as in a district that cuts through counties. ``rounded``: votes were worked out from shares that the source
    rounds to a tenth of a percent, so order and sides are not known where they are closer than that. ``figures`` are
    the numbers that the story's sentences use, each once, by id; ``asked`` says which of them answer what people ask.
    ``rating`` is the model's of the runoff that follows, None where none does. ``calls`` are the desk's, oldest first,
    those taken back among them; ``race_calls`` are other people's, quoted; ``desk_notes`` are the desk's notes that are
    shown now. ``evidence`` is the hash of what a call would rest on; ``withheld``: nothing publishes itself here, the
    desk has to call it.
    """

    id: str
    name: str
    short_name: str
    seats: int
    votes: int | None
    votes_text: str
    threshold: Threshold
    candidates: tuple[Candidate, ...]
    parties: tuple[PartyTotal, ...]
    methods: tuple[Method, ...]
    units: tuple[Unit, ...]
    verdict: Verdict
    verdict_history: tuple[VerdictChange, ...]
    slots: tuple[Slot, ...]
    remaining: Remaining
    timeline: tuple[Point, ...]
    charted: tuple[str, ...]
    summary: str
    notes: tuple[Note, ...]
    projection: Projection | None
    comparison: tuple[Comparison, ...]
    context: Context = Context()
    projection_note: str = ""
    seq: int = 0
    as_of: dt.datetime | None = None
    as_of_text: str = ""
    prev: int | None = None
    status: ResultsStatus | None = None
    identity: Identity = Identity()
    sources: tuple[ContestSource, ...] = ()
    take: Take | None = None
    gap_seconds: int | None = None
    next_text: str = ""
    recount_text: str = ""
    divides_places: bool = False
    milestones: tuple[Milestone, ...] = ()
    rounded: bool = False
    figures: tuple[Figure, ...] = ()
    rating: Rating | None = None
    calls: tuple[DeskCall, ...] = ()
    race_calls: tuple[RaceCall, ...] = ()
    desk_notes: tuple[DeskNote, ...] = ()
    evidence: str = ""
    withheld: bool = False
    asked: tuple[Asked, ...] = ()


class Bulletin(Value, frozen=True, kw_only=True):
    """One moment, one value, one JSON document."""

    schema: str
    engine: str
    night: Night
    contests: tuple[Contest, ...]

    def contest(self, contest_id: str) -> Contest:
        """The contest with this id; ``KeyError`` when the bulletin has none."""
        for contest in self.contests:
            if contest.id == contest_id:
                return contest
        raise KeyError(contest_id)


_DECODER = msgspec.json.Decoder(Bulletin)
"""Made while the module is loaded, by one thread: two threads that decode a type for the first time may crash."""


def encode(bulletin: Bulletin) -> bytes:
    """The bulletin as JSON: the same bulletin gives the same bytes in every process."""
    return msgspec.json.encode(bulletin, order="deterministic")


def decode(body: bytes) -> Bulletin:
    """A bulletin from its JSON; ``msgspec.ValidationError`` names the path that does not fit."""
    return _DECODER.decode(body)


def schema() -> dict[str, Any]:
    """The JSON Schema of a bulletin (draft 2020-12)."""
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(Bulletin)))
    return found
