"""The documents of a whole night: ``index.json`` lists its contests and sources, ``meta.json`` the nights there are."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from outright.bulletin import Bulletin, Contest, Night
from outright.publish.assets import assets
from outright.publish.client import CLIENT, CLIENT_MIN
from outright.publish.data.ours import By, by
from outright.publish.data.part import Part, race_id, status_of, utc
from outright.publish.data.spelling import is_declared, party
from outright.publish.site import Site
from outright.terms import ResultsStatus, VerdictCode

LEADERS = 2


class Leader(Part, frozen=True, kw_only=True):
    """One of the first rows of a contest's table."""

    pol_id: str
    name: str
    party: str | None
    vote_count: int | None
    share_text: str


class IndexCall(Part, frozen=True, kw_only=True):
    """The verdict in short."""

    code: VerdictCode
    label: str
    by: By | None
    declared: bool
    candidates: tuple[str, ...]


class IndexContest(Part, frozen=True, kw_only=True):
    """A contest of the night, as far as a list needs it. ``url`` is relative to the list."""

    id: str
    race_id: str
    name: str
    short_name: str
    office_id: str | None
    seat_num: str | None
    state_postal: str | None
    seq: int
    last_updated: dt.datetime | None
    status: ResultsStatus
    votes: int | None
    precincts_reporting: int | None
    precincts_total: int | None
    eevp: int | None
    call: IndexCall
    leaders: tuple[Leader, ...]
    url: str


class IndexSource(Part, frozen=True, kw_only=True):
    """One place the counts come from, and how it is doing."""

    id: str
    kind: str
    name: str
    url: str | None
    state: Literal["waiting", "ok", "unreadable", "held"]
    message: str
    publications: int
    last_received: dt.datetime | None
    last_changed: dt.datetime | None
    published_text: str
    sha256: str | None


class IndexDocument(Part, frozen=True, kw_only=True):
    """The night: as of when, how official, its contests, its sources. ``seq`` numbers all publications."""

    schema: str
    id: str
    name: str
    date: dt.date
    timezone: str
    seq: int
    as_of: dt.datetime | None
    status: ResultsStatus
    status_text: str
    test: bool
    rehearsal: bool
    contests: tuple[IndexContest, ...]
    sources: tuple[IndexSource, ...]


def index(bulletin: Bulletin) -> IndexDocument:
    """The night in short."""
    night = bulletin.night
    return IndexDocument(
        schema="outright/index/1", id=night.id, name=night.name, date=night.date, timezone=night.timezone,
        seq=night.seq, as_of=utc(night.as_of), status=night.status, status_text=night.status_text, test=night.test,
        rehearsal=night.rehearsal, contests=tuple(_contest(night, c) for c in bulletin.contests),
        sources=tuple(
            IndexSource(
                id=s.id, kind=s.kind, name=s.name, url=s.url, state=s.state, message=s.message,
                publications=s.publications, last_received=utc(s.last_received), last_changed=utc(s.last_changed),
                published_text=s.published_text, sha256=s.sha256,
            )
            for s in night.sources
        ),
    )  # fmt: skip


def _contest(night: Night, contest: Contest) -> IndexContest:
    verdict, identity = contest.verdict, contest.identity
    return IndexContest(
        id=contest.id, race_id=race_id(night, contest), name=contest.name, short_name=contest.short_name,
        office_id=identity.office_id, seat_num=identity.seat_num, state_postal=identity.state_postal, seq=contest.seq,
        last_updated=utc(contest.as_of), status=status_of(night, contest), votes=contest.votes,
        precincts_reporting=contest.remaining.precincts_reported, precincts_total=contest.remaining.precincts_total,
        eevp=contest.projection.eevp if contest.projection else None,
        call=IndexCall(
            code=verdict.code, label=verdict.label, by=by(contest), declared=is_declared(contest),
            candidates=verdict.candidates,
        ),
        leaders=tuple(
            Leader(pol_id=c.id, name=c.name, party=party(c.party), vote_count=c.votes, share_text=c.share_text)
            for c in contest.candidates[:LEADERS]
        ),
        url=f"{contest.id}/latest.json",
    )  # fmt: skip


class Builds(Part, frozen=True, kw_only=True):
    """What the page is made of: its build, and the names of its files, which carry their hash."""

    client: int
    assets: dict[str, str]


class MetaElection(Part, frozen=True, kw_only=True):
    """A night that is published here. ``url`` is relative to ``meta.json``.

    ``head`` is the head of the night file's chain after publication ``seq``, left out where it is not known.
    """

    id: str
    name: str
    date: dt.date
    status: ResultsStatus
    test: bool
    rehearsal: bool
    seq: int
    as_of: dt.datetime | None
    url: str
    head: str | UnsetType = UNSET


class MetaDocument(Part, frozen=True, kw_only=True):
    """What is published here, and which pages may stay open: one of a build under ``client_min`` loads itself anew."""

    schema: str
    engine: str
    builds: Builds
    client_min: int = msgspec.field(name="client_min")
    languages: tuple[str, ...]
    elections: tuple[MetaElection, ...]


def meta(bulletin: Bulletin, site: Site) -> MetaDocument:
    """The first document of a site; it is written last."""
    night = bulletin.night
    return MetaDocument(
        schema="outright/meta/1", engine=bulletin.engine,
        builds=Builds(client=CLIENT, assets={plain: name for plain, (name, _) in assets().items()}),
        client_min=CLIENT_MIN, languages=site.languages,
        elections=(
            MetaElection(
                id=night.id, name=night.name, date=night.date, status=night.status, test=night.test,
                rehearsal=night.rehearsal, seq=night.seq, as_of=utc(night.as_of), url=f"{night.id}/index.json",
                head=site.heads(night.seq) or UNSET,
            ),
        ),
    )  # fmt: skip
