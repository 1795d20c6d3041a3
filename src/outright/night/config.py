"""``night.toml``: what a desk writes down before the night, read into the plan and the way each source is polled.

Unknown keys are errors that name the nearest key; files named in it lie beside it; secrets come from the
environment, never from the file.
"""

from __future__ import annotations

import csv
import datetime as dt
import ipaddress
import re
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from outright.archive import Home, home_of
from outright.count import candidate_id, slug
from outright.desk.people import listed
from outright.errors import ConfigError, RuleError
from outright.feeds import column_map, kinds
from outright.night.config_parts import AlertPart, CallsPart, ContestPart, File, ServePart, SourcePart, WebhookPart
from outright.night.config_projection import HERE, Projecting, projecting
from outright.night.config_publish import NOWHERE, PublishTo, publish_to
from outright.night.money_config import MoneyAsked, money_asked, money_plan
from outright.night.outlines import outlines
from outright.night.plan import (
    NightPlan,
    PlannedBaseline,
    PlannedCandidate,
    PlannedContest,
    PlannedIdentity,
    PlannedMoney,
    PlannedPast,
    PlannedPolls,
    PlannedSource,
    PlannedSpecials,
)
from outright.night.reading_apart import MEMORY, SECONDS
from outright.night.weigh import hold_rules
from outright.rules.table import get

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|min|h)?")
_SECONDS = {"ms": 0.001, "s": 1.0, None: 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}
_INCUMBENT = {"": None, "yes": True, "true": True, "no": False, "false": False}
_PROBLEM = re.compile(r"unknown field `(?P<key>[^`]*)`(?: - at `(?P<where>[^`]*)`)?")


@dataclass(frozen=True, slots=True)
class PolledSource:
    """How one source is polled. Times are in seconds; ``until`` says when polling it ends."""

    id: str
    kind: str
    urls: tuple[str, ...]
    every: float
    jitter: float
    timeout: float
    until: Literal["certified", "complete", "never"]
    contact: str
    allow_private: bool
    allow_http: bool
    counties: bool
    key_env: str


_SERVE = ServePart()


@dataclass(frozen=True, slots=True)
class Settings:
    """A night as configured: the plan that is stored with it, its file, and how its sources are polled.

    ``confirm`` is after how many seconds a fall that the source stands by is shown without a person; None never.
    ``reading`` is how many bytes of memory and how many seconds the reading of one large file may take.
    """

    plan: NightPlan
    store: Home
    sources: tuple[PolledSource, ...]
    confirm: float | None
    bind: str
    path: Path
    publish: PublishTo = NOWHERE
    alerts: tuple[AlertPart, ...] = ()
    webhooks: tuple[WebhookPart, ...] = ()
    serve: ServePart = _SERVE
    money: tuple[MoneyAsked, ...] = ()
    projection: Projecting = HERE
    reading: tuple[int, int] = (MEMORY, SECONDS)


def load(path: Path) -> Settings:
    """The settings of a ``night.toml``; `ConfigError` says which key is wrong, where, and what it could be."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"The settings cannot be read: {error.strerror}", where=str(path), hint="Make them with: outright init URL"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError("The settings are not UTF-8 text", where=str(path), hint="Save them as UTF-8.") from error
    return parse(text, path)


def parse(text: str, path: Path) -> Settings:
    """The settings that a text says; files it names are looked for beside ``path``."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path.name} is not TOML: {error}", where=path.name, hint="Correct the line.") from error
    try:
        file = msgspec.convert(values, File, strict=True)
    except msgspec.ValidationError as error:
        raise _named(error, path) from error
    return _settings(file, path)


def seconds(text: str, where: str) -> float:
    """A duration as typed ("30s", "1.5m", "10min", "2h") in seconds."""
    found = _DURATION.fullmatch(text.strip())
    if not found:
        raise ConfigError(f"{text!r} is no length of time", where=where, hint='Write it as "30s", "10m" or "2h".')
    return float(found[1]) * _SECONDS[found[2]]


def _settings(file: File, path: Path) -> Settings:
    night = file.night
    try:
        zone = ZoneInfo(night.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        message = f"{night.timezone!r} is no time zone"
        raise ConfigError(message, where="night.timezone", hint='Write it as "America/New_York".') from error
    date = night.date or (night.polls_close.astimezone(zone).date() if night.polls_close else None)
    if date is None:
        raise ConfigError("The night has no date", where="night.date", hint="Give date or polls_close.")
    hold_rules(file.checks.hold)  # an unknown check is told now, not at 9 p.m.
    _refuse_twice([s.id for s in file.source], "source")
    _refuse_twice([c.id for c in file.contest], "contest")
    plan = NightPlan(
        id=night.id, name=night.name, date=date, timezone=night.timezone,
        sources=tuple(_planned_source(s, path.parent) for s in file.source),
        contests=tuple(_contest(c, i, path.parent, date) for i, c in enumerate(file.contest)),
        polls_close=_aware(night.polls_close, zone), test=night.test, rehearsal=night.rehearsal,
        publish=file.calls.publish, checks=file.checks.on, hold=file.checks.hold, desk=_desk(file.calls),
    )  # fmt: skip
    confirm = None if file.checks.confirm == "never" else seconds(file.checks.confirm, "checks.confirm")
    return Settings(
        plan, home_of(night.store, path.parent, night.id), tuple(_polled(s) for s in file.source), confirm,
        file.serve.bind, path, publish_to(file.publish, path.parent),
        alerts=file.alert, webhooks=file.webhook, serve=_served(file.serve),
        projection=projecting(file.projection, seconds(file.projection.deadline, "projection.deadline")),
        reading=(file.reading.memory << 20, max(1, round(seconds(file.reading.time, "reading.time")))),
        money=tuple(
            money_asked(c.money, c.id, _fec_ids(c, path.parent), path.parent) for c in file.contest if c.money
        ),
    )  # fmt: skip


def _desk(part: CallsPart) -> tuple[str, ...]:
    """The desk's list, once every name on it is another person's."""
    for place, name in enumerate(part.desk):
        if listed(name, part.desk[:place]):
            raise ConfigError(f"{name} is on the desk's list twice", where="calls.desk", hint="Two people make a call.")
    return part.desk


def _served(part: ServePart) -> ServePart:
    """The part as it is, once its addresses are addresses and its numbers leave room for somebody."""
    for key, addresses in (("proxies", part.proxies), ("operators", part.operators)):
        for address in addresses:
            try:
                ipaddress.ip_network(address, strict=False)
            except ValueError as error:
                hint = 'Write it as "10.0.0.5" or "10.0.0.0/8".'
                raise ConfigError(f"{address!r} is no address", where=f"serve.{key}", hint=hint) from error
    for key in ("listeners", "listeners_per_address", "connections_per_address", "requests_per_second",
                "requests_at_once"):  # fmt: skip
        if getattr(part, key) <= 0:
            raise ConfigError(f"{key} must be more than nothing", where=f"serve.{key}", hint="Leave it out.")
    return part


def _aware(moment: dt.datetime | None, zone: ZoneInfo) -> dt.datetime | None:
    """A moment with its zone; one typed without is the jurisdiction's own time."""
    return moment.replace(tzinfo=zone) if moment is not None and moment.tzinfo is None else moment


def _refuse_twice(ids: list[str], what: str) -> None:
    for i in ids:
        if slug(i) != i:
            hint = f"Write {slug(i)!r}." if slug(i) else "Use lower-case letters, digits and hyphens."
            raise ConfigError(f"{i!r} cannot be the id of a {what}", where=f"{what}.id", hint=hint)
        if ids.count(i) > 1:
            raise ConfigError(f"Two {what}s have the id {i!r}", where=f"{what}.id", hint="Give each its own.")


def _planned_source(source: SourcePart, folder: Path) -> PlannedSource:
    where = f"source.{source.id}"
    url = source.url if not source.urls else source.urls[0]
    text = _text(folder, source.column_map, f"{where}.column_map")
    known = source.kind.replace("_", "-").lower()
    if (known == "column-map") != bool(text):
        hint = 'Give both kind = "column-map" and column_map = "FILE.toml", or neither.'
        raise ConfigError(f"The source {source.id!r} has only half of a column map", where=where, hint=hint)
    if known == "notice" or (known == "entry" and (source.url or source.urls)):
        hint = "People put them into the night: outright enter, note, hold. A source of kind entry has no address."
        raise ConfigError(f"No {known} may come from an address", where=f"{where}.kind", hint=hint)
    if text:
        column_map.parse(text.encode(), source.column_map)
    elif known not in kinds():
        raise ConfigError(f"There is no reader for the kind {source.kind!r}", where=f"{where}.kind", hint=_near(known))
    return PlannedSource(
        id=source.id, kind=known, name=source.name or source.id, url=url or None, authority=source.authority,
        column_map=text,
    )  # fmt: skip


def _near(kind: str) -> str:
    near = get_close_matches(kind, kinds(), n=1, cutoff=0.5)
    return f"Did you mean {near[0]!r}?" if near else f"Kinds: {', '.join(kinds())}."


def _polled(source: SourcePart) -> PolledSource:
    where = f"source.{source.id}"
    urls = (*([source.url] if source.url else []), *source.urls)
    return PolledSource(
        id=source.id, kind=source.kind, urls=urls, every=seconds(source.every, f"{where}.every"), jitter=source.jitter,
        timeout=seconds(source.timeout, f"{where}.timeout"), until=source.until, contact=source.contact,
        allow_private=source.allow_private, allow_http=source.allow_http or source.allow_private,
        counties=source.counties, key_env=source.key_env,
    )  # fmt: skip


def _contest(part: ContestPart, at: int, folder: Path, date: dt.date) -> PlannedContest:
    where = f"contest[{at}] {part.id!r}"
    if part.rule is not None:
        try:
            get(part.rule, date)
        except RuleError as error:
            raise ConfigError(error.message, where=f"{where}.rule", hint=error.hint) from error
    registered, counties = _places(folder, part, f"{where}.registered")
    return PlannedContest(
        id=part.id, name=part.name or part.id, short_name=part.short_name or part.name or part.id,
        match=part.match, rule=part.rule, candidates=_candidates(folder, part.candidates, where),
        registered=registered, registered_note=part.registered_note, counties={**counties, **part.counties},
        seats=part.seats, baseline=tuple(_baseline(b, folder, where) for b in part.baseline),
        expected=_text(folder, part.expected, f"{where}.expected"), precincts=part.precincts, project=part.project,
        identity=PlannedIdentity(**{k: getattr(part, k) for k in PlannedIdentity.__struct_fields__}),
        shapes=_shapes(folder, part, f"{where}.shapes"), money=_money(part, folder, date, f"{where}.money"),
        **_beside(part, folder, where),
    )  # fmt: skip


def _money(part: ContestPart, folder: Path, date: dt.date, where: str) -> PlannedMoney | None:
    """What is known of money on the day of the night; None where the settings do not ask for it."""
    return None if part.money is None else money_plan(part.money, _fec_ids(part, folder), folder, date, where)


def _fec_ids(part: ContestPart, folder: Path) -> dict[str, str]:
    """The FEC's ids of candidates, from a column ``fec_id`` of their table."""
    rows = _rows(folder, part.candidates, f"contest {part.id!r}.candidates", ("name",))
    said = ((_candidate(row, part.id).id, (row.get("fec_id") or "").strip()) for row in rows)
    return {own: fec for own, fec in said if fec}


def _beside(part: ContestPart, folder: Path, where: str) -> dict[str, Any]:
    """What stands beside the count, its tables inside the plan. A table that does not read costs itself alone."""
    polls, specials = part.polls, part.specials
    return {
        "polls": polls and PlannedPolls(
            table=_text(folder, polls.file, f"{where}.polls"), race=polls.race, kind=polls.kind, source=polls.source
        ),
        "specials": specials and PlannedSpecials(
            table=_text(folder, specials.file, f"{where}.specials"), here=specials.here, source=specials.source
        ),
        "history": tuple(PlannedPast(**{k: getattr(p, k) for k in p.__struct_fields__}) for p in part.history),
    }  # fmt: skip


def _shapes(folder: Path, part: ContestPart, where: str) -> str:
    """A desk's own outlines of precincts, ready to be drawn; "" where it gives none."""
    if not part.shapes:
        return ""
    return outlines(folder, part.shapes, key=part.shapes_key, county=part.shapes_county, where=where)


def _text(folder: Path, name: str, where: str) -> str:
    if not name:
        return ""
    try:
        return (folder / name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{name} cannot be read: {error}", where=where, hint="Name a file beside the settings."
        ) from error


def _rows(folder: Path, name: str, where: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    text = _text(folder, name, where)
    rows = list(csv.DictReader(text.splitlines()))
    missing = [c for c in columns if rows and c not in rows[0]]
    if missing:
        message = f"{name} has no column {missing[0]!r}"
        raise ConfigError(message, where=where, hint=f"Its columns are {', '.join(filter(None, rows[0]))}.")
    return rows


def _places(folder: Path, part: ContestPart, where: str) -> tuple[dict[str, int], dict[str, str]]:
    """Registered voters and printed names by county id, from a table ``county,registered``.

    A column ``contest`` keeps only the rows of this contest (by id or name), or those that name none.
    """
    registered: dict[str, int] = {}
    counties: dict[str, str] = {}
    name, mine = part.registered, {"", slug(part.id), slug(part.name)}
    for line, row in enumerate(_rows(folder, name, where, ("county", "registered")), start=2):
        if slug(row.get("contest") or "") not in mine:
            continue
        county, voters = (row["county"] or "").strip(), (row["registered"] or "").replace(",", "").strip()
        if not county or not voters.isdigit() or not voters.isascii():
            raise ConfigError(f"{name} line {line} has no county or no number", where=where, hint="Correct the line.")
        counties[slug(county)] = county
        registered[slug(county)] = int(voters)
    return registered, counties


def _candidates(folder: Path, name: str, where: str) -> tuple[PlannedCandidate, ...]:
    """Candidates from a table ``id,name,first,last,party,incumbent,aliases`` (aliases separated by ``|``).

    Only the name is needed; with ``first`` and ``last`` it may be left empty.
    """
    where = f"{where}.candidates"
    return tuple(_candidate(row, where) for row in _rows(folder, name, where, ("name",)))


def _candidate(row: dict[str, str], where: str) -> PlannedCandidate:
    told = {k: (row.get(k) or "").strip() or None for k in ("id", "name", "first", "last", "party", "incumbent")}
    name = told["name"] or " ".join(part for part in (told["first"], told["last"]) if part)
    mark = (told["incumbent"] or "").lower()
    if not name or mark not in _INCUMBENT:
        what = f"the incumbent {mark!r}" if name else "no name"
        raise ConfigError(f"A candidate has {what}", where=where, hint="Write a name; incumbent is yes, no or empty.")
    return PlannedCandidate(
        id=told["id"] or candidate_id(name), name=name, party=told["party"], first=told["first"], last=told["last"],
        printed=tuple(a.strip() for a in (row.get("aliases") or "").split("|") if a.strip()),
        incumbent=_INCUMBENT[mark],
    )  # fmt: skip


def _baseline(part: Any, folder: Path, where: str) -> PlannedBaseline:
    values = {k: getattr(part, k) for k in part.__struct_fields__ if k != "file"}
    return PlannedBaseline(**values, table=_text(folder, part.file, f"{where}.baseline {part.id!r}"))


def _named(error: msgspec.ValidationError, path: Path) -> ConfigError:
    """The error with the key it is about; for an unknown key, the nearest one that exists."""
    found = _PROBLEM.search(str(error))
    if not found:
        return ConfigError(f"{path.name}: {error}", where=path.name, hint="Correct this key.")
    key, where = found["key"], (found["where"] or "$").removeprefix("$").strip(".")
    keys = _keys(where)
    near = get_close_matches(key, keys, n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]!r}?" if near else f"Keys here: {', '.join(keys)}."
    return ConfigError(
        f"{path.name} has the key {key!r}, which is not known", where=where or "the top level", hint=hint
    )


def _keys(where: str) -> list[str]:
    """The keys that are known at a path such as ``contest[0].baseline[1]``."""
    form: Any = File
    for step in filter(None, re.sub(r"\[[^\]]*\]", "", where).split(".")):
        hint = next((f.type for f in msgspec.structs.fields(form) if f.encode_name == step), None)
        inner = getattr(hint, "__args__", (hint,))
        form = next((t for t in inner if isinstance(t, type) and issubclass(t, msgspec.Struct)), None)
        if form is None:
            return []
    return [f.encode_name for f in msgspec.structs.fields(form)]
