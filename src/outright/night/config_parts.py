"""The keys of ``night.toml``, part by part. A key that is not here is an error."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import msgspec

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


class ChecksPart(Keys, frozen=True, kw_only=True):
    """``[checks]``: which alarms make a publication wait for a person, and how long a fall must stand."""

    on: bool = True
    hold: tuple[str, ...] = ()
    confirm: str = "10m"


class CallsPart(Keys, frozen=True, kw_only=True):
    """``[calls]``: which verdicts publish themselves."""

    publish: Literal["certain", "projected", "desk"] = "certain"


class ServePart(Keys, frozen=True, kw_only=True):
    """``[serve]``: where the page is served, whose word about a reader's address is believed, and how much is allowed.

    ``proxies`` and ``operators`` are addresses or networks; the numbers are for one address, but ``listeners``.
    """

    bind: str = "127.0.0.1:8000"
    proxies: tuple[str, ...] = ()
    operators: tuple[str, ...] = ("127.0.0.0/8", "::1")
    listeners: int = 6000
    listeners_per_address: int = 1024
    connections_per_address: int = 1024
    requests_per_second: float = 100.0
    requests_at_once: int = 1000


class File(Keys, frozen=True, kw_only=True):
    """The whole file."""

    night: NightPart
    source: tuple[SourcePart, ...]
    contest: tuple[ContestPart, ...]
    checks: ChecksPart = ChecksPart()
    calls: CallsPart = CallsPart()
    serve: ServePart = ServePart()
