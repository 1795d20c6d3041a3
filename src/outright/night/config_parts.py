"""The keys of ``night.toml``, part by part. A key that is not here is an error."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import msgspec

from outright.terms import ElectionType

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]


class Keys(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part of the settings."""


class NightPart(Keys, frozen=True, kw_only=True):
    """``[night]``: which night it is, where, when polls close, and the file that keeps it."""

    id: Id
    name: str
    timezone: str
    date: dt.date | None = None
    polls_close: dt.datetime | None = None
    test: bool = False
    rehearsal: bool = False
    store: str = "night.owr"


class SourcePart(Keys, frozen=True, kw_only=True):
    """``[[source]]``: one place the counts come from, and how politely it is asked."""

    id: Id
    kind: str
    url: str = ""
    urls: tuple[str, ...] = ()
    name: str = ""
    every: str = "30s"
    until: Literal["certified", "complete", "never"] = "certified"
    jitter: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.2
    timeout: str = "30s"
    contact: str = ""
    authority: int = 0
    allow_private: bool = False
    allow_http: bool = False
    counties: bool = False
    column_map: str = ""
    key_env: str = ""


class BaselinePart(Keys, frozen=True, kw_only=True):
    """``[[contest.baseline]]``: an earlier contest to compare with; its table lies in ``file``."""

    id: Id
    name: str
    date: dt.date
    file: str
    office: str = ""
    kind: str = "general"
    party: str = ""
    level: str = "county"
    scope: str = "district-part"
    district: str = ""
    names: dict[str, str] = {}
    compare: dict[str, str] = {}
    source: str = ""


class MoneyPart(Keys, frozen=True, kw_only=True):
    """``[contest.money]``: campaign money beside the count: a table of one's own, the FEC's files, its API's answers.

    ``answers`` is the folder of recorded answers (``outright money --fetch`` fills it), ``key_env`` the environment
    variable of the key, ``api`` another address of the API.
    """

    table: str = ""
    files: tuple[str, ...] = ()
    answers: str = ""
    key_env: str = ""
    api: str = ""
    fec_ids: dict[str, str] = {}
    committees: dict[str, tuple[str, ...]] = {}
    elections: tuple[str, ...] = ()


class PollsPart(Keys, frozen=True, kw_only=True):
    """``[contest.polls]``: a table of polls, and which of its races is this contest."""

    file: str
    race: str = ""
    kind: Literal["", "field", "runoff", "general"] = ""
    source: str = ""


class SpecialsPart(Keys, frozen=True, kw_only=True):
    """``[contest.specials]``: a table of special elections; ``here`` is its row of this contest."""

    file: str
    here: str = ""
    source: str = ""


class HistoryPart(Keys, frozen=True, kw_only=True):
    """``[[contest.history]]``: a past result with its votes, or that of a baseline."""

    id: Id
    name: str = ""
    date: dt.date | None = None
    office: str = ""
    place: str = ""
    where: Literal["district", "state", "nation"] = "district"
    baseline: str = ""
    votes: dict[str, Annotated[int, msgspec.Meta(ge=0)]] = {}
    parties: dict[str, str] = {}
    source: str = ""


class ContestPart(Keys, frozen=True, kw_only=True):
    """``[[contest]]``: a contest to follow. ``match`` are the names under which sources print it."""

    id: Id
    name: str = ""
    short_name: str = ""
    match: tuple[str, ...] = ()
    rule: str | None = None
    seats: Annotated[int, msgspec.Meta(ge=1)] = 1
    candidates: str = ""
    registered: str = ""
    registered_note: str = ""
    counties: dict[str, str] = {}
    baseline: tuple[BaselinePart, ...] = ()
    expected: str = ""
    precincts: bool = True
    project: bool = True
    office: str | None = None
    office_name: str | None = None
    seat: str | None = None
    seat_name: str | None = None
    state: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")] | None = None
    type: ElectionType | None = None
    party: str | None = None
    divisions: tuple[Annotated[str, msgspec.Meta(pattern="^ocd-division/country:[a-z]{2}(/[^/]+)*$")], ...] = ()
    fips: dict[str, Annotated[str, msgspec.Meta(pattern="^[0-9]{5}$")]] = {}
    runoff: dt.date | None = None
    runoff_of: str | None = None
    shapes: str = ""
    shapes_key: str = ""
    shapes_county: str = ""
    money: MoneyPart | None = None
    polls: PollsPart | None = None
    specials: SpecialsPart | None = None
    history: tuple[HistoryPart, ...] = ()


class ChecksPart(Keys, frozen=True, kw_only=True):
    """``[checks]``: which alarms make a publication wait for a person, and how long a fall must stand."""

    on: bool = True
    hold: tuple[str, ...] = ()
    confirm: str = "10m"


class ReadingPart(Keys, frozen=True, kw_only=True):
    """``[reading]``: how much memory, in MiB, and how much time the reading of one large file may take."""

    memory: Annotated[int, msgspec.Meta(ge=64)] = 3072
    time: str = "2m"


class CallsPart(Keys, frozen=True, kw_only=True):
    """``[calls]``: which verdicts publish themselves, and who may call the others."""

    publish: Literal["certain", "projected", "desk"] = "certain"
    desk: tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=80)], ...] = ()


class ServePart(Keys, frozen=True, kw_only=True):
    """``[serve]``: where the page is served, whose word about a reader's address is believed, and how much is allowed.

    ``proxies`` and ``operators`` are addresses or networks; the numbers are for one address, but ``listeners``.
    ``desk_token_env`` is the variable in which a person's own token is.
    """

    bind: str = "127.0.0.1:8000"
    proxies: tuple[str, ...] = ()
    operators: tuple[str, ...] = ("127.0.0.0/8", "::1")
    listeners: int = 6000
    listeners_per_address: int = 1024
    connections_per_address: int = 1024
    requests_per_second: float = 100.0
    requests_at_once: int = 1000
    desk_token_env: str = "OUTRIGHT_DESK_TOKEN"


class BucketPart(Keys, frozen=True, kw_only=True):
    """``[publish] s3``: a bucket of object storage. Keys to it come from the environment, never from here."""

    url: str
    endpoint: str = ""
    region: str = ""
    cache: Literal["default", "none"] = "default"
    packed: bool = False


class PublishPart(Keys, frozen=True, kw_only=True):
    """``[publish]``: where the pages are written as files, and the public address they are read at.

    ``csv_guard`` false: texts in tables are as they are, without an apostrophe before what a spreadsheet would run.
    """

    dir: str = ""
    s3: BucketPart | None = None
    base_url: str = ""
    csv_guard: bool = True


class ProjectionPart(Keys, frozen=True, kw_only=True):
    """``[projection]``: where projections are worked out, by how many processes, and when one of them is late."""

    engine: str = "local"
    workers: Annotated[int, msgspec.Meta(ge=1, le=256)] = 1
    deadline: str = "5s"


class AlertPart(Keys, frozen=True, kw_only=True):
    """``[[alert]]``: what people are told, where, of which contests, and how often at most."""

    when: tuple[str, ...]
    to: tuple[str, ...]
    limit: str = "20/hour"
    contests: tuple[str, ...] = ()


class WebhookPart(Keys, frozen=True, kw_only=True):
    """``[[webhook]]``: where a machine is told, what of, and in which variable the secret is that signs it."""

    url: str
    secret_env: str
    events: tuple[str, ...]
    contests: tuple[str, ...] = ()
    allow_private: bool = False


class File(Keys, frozen=True, kw_only=True):
    """The whole file."""

    night: NightPart
    source: tuple[SourcePart, ...]
    contest: tuple[ContestPart, ...]
    checks: ChecksPart = ChecksPart()
    reading: ReadingPart = ReadingPart()
    calls: CallsPart = CallsPart()
    serve: ServePart = ServePart()
    publish: PublishPart = PublishPart()
    projection: ProjectionPart = ProjectionPart()
    alert: tuple[AlertPart, ...] = ()
    webhook: tuple[WebhookPart, ...] = ()
