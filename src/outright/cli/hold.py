"""``outright hold``: publications that wait for a person, and what people put into a night beside the counts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outright.cli.desk_access import person

if TYPE_CHECKING:
    from outright.archive import Received
    from outright.night.arrival import Held
    from outright.night.config import Settings

_CONFIG = click.option("--config", default="night.toml", show_default=True,
                       type=click.Path(path_type=Path, dir_okay=False), help="The night's settings.")  # fmt: skip
_BY = click.option("--by", required=True, help="Who decides: a name that is kept with the decision.")
_REASON = click.option("--reason", required=True, help="Why, in a sentence that may be shown.")
DESK = "desk"


@click.group()
def hold() -> None:
    """Publications that wait for a person: list them, release or reject one; have a refused one read again."""


@hold.command("list")
@_CONFIG
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def listed(config: Path, as_json: bool) -> None:
    """List what waits, with the reasons."""
    import json

    settings = _loaded(config)
    waiting = _waiting(settings)
    for held in waiting:
        if as_json:
            row = {"seq": held.arrival.seq, "source": held.arrival.source, "why": list(held.why)}
            row["receivedAt"] = held.arrival.received_at.isoformat()
            click.echo(json.dumps(row, ensure_ascii=False))
            continue
        at = held.arrival.received_at.astimezone(settings.plan.zone)
        click.echo(f"{held.arrival.seq:>5}  {at:%H:%M:%S}  {settings.plan.source_name(held.arrival.source)}")
        for why in held.why:
            click.echo(f"       {why}")
    if not waiting and not as_json:
        click.echo("Nothing waits for a person.")


@hold.command()
@click.argument("seq", type=click.IntRange(min=1))
@_BY
@_REASON
@_CONFIG
def release(seq: int, by: str, reason: str, config: Path) -> None:
    """Show publication SEQ after all."""
    _decide(config, seq, by, reason, "release")


@hold.command()
@click.argument("seq", type=click.IntRange(min=1))
@_BY
@_REASON
@_CONFIG
def reject(seq: int, by: str, reason: str, config: Path) -> None:
    """Never show publication SEQ; it stays kept."""
    _decide(config, seq, by, reason, "reject")


@hold.command()
@click.argument("seq", type=click.IntRange(min=1))
@_CONFIG
def again(seq: int, config: Path) -> None:
    """Have publication SEQ, which was refused, read again: its very bytes are put into the night once more.

    For a file that this machine had no memory or no time for: see [reading] in the settings.
    """
    settings = _loaded(config)
    _put(settings, _refused(settings, seq))
    click.echo(f"Publication {seq} is put in again: outright replay {settings.store}")


def _refused(settings: Settings, seq: int) -> Received:
    """The refused publication as it came, to come now; nothing that was read, and nothing that is out of date."""
    from outright.archive import Archive, Received
    from outright.errors import UsageError

    with Archive.open(settings.store) as archive:
        found = {p.seq: p for p in archive.publications()}
        readings = {r.seq: r for r in archive.readings()}
        p, reading = found.get(seq), readings.get(seq)
        if p is None or reading is None:
            raise UsageError(f"Publication {seq} was not read yet, or never came", where=f"again {seq}")
        if reading.facts is not None:
            raise UsageError(f"Publication {seq} was read", hint="Only what was refused can be read again.")
        for later in (q for q in found.values() if q.seq > seq and q.source == p.source):
            if (said := readings.get(later.seq)) is None or said.facts is not None:
                raise UsageError(
                    f"{settings.plan.source_name(p.source)} has published {later.seq} since, which was read",
                    where=f"again {seq}", hint="What is older is not put in after what is newer.",
                )  # fmt: skip
        return Received(p.source, p.kind, p.name, archive.body(p.sha256), _now())


@click.command()
@click.argument("report", type=click.Path(path_type=Path, dir_okay=False))
@_CONFIG
def enter(report: Path, config: Path) -> None:
    """Put a report into the night by hand: a phoned or photographed count, ballots on hand.

    REPORT is a small JSON file (outright/entry/1). It waits until a second person releases it.
    """
    from outright import feeds
    from outright.archive import Received
    from outright.count import slug
    from outright.errors import UsageError

    settings = _loaded(config)
    name, body = feeds.load(str(report))
    snapshot = feeds.read(body, kind="entry", name=name)
    sources = [s.id for s in settings.plan.sources if s.kind == "entry"]
    key = slug(snapshot.election.name)
    if not sources:
        raise UsageError(
            "The night has no source for reports by hand", where=str(config),
            hint='Add a [[source]] with kind = "entry" before the night begins.',
        )  # fmt: skip
    _put(settings, Received(f"{sources[0]}/{key}" if key else sources[0], "entry", name, body, _now()))
    click.echo("It is kept and waits for a second person: outright hold list")


@click.command()
@click.option("--kind", type=click.Choice(["outage", "polling-hours"]), required=True, help="What it is about.")
@click.option("--unit", default="", help="The county or precinct it is about, by id.")
@click.option("--until", type=click.DateTime(["%Y-%m-%dT%H:%M"]), help="Until when voting goes on, local time.")
@_BY
@click.option("--text", required=True, help="What is said, in a sentence, with who said it.")
@_CONFIG
def note(kind: str, unit: str, until: dt.datetime | None, by: str, text: str, config: Path) -> None:
    """Put a note beside the counts: an office's outage, longer polling hours."""
    from outright.count import NoticeKind
    from outright.desk.tokens import Scope
    from outright.errors import UsageError
    from outright.night.notices import notice

    settings = _loaded(config)
    if (kind == "polling-hours") != (until is not None):
        raise UsageError("Longer polling hours need --until, and only they have it", where="--until",
                         hint="Write it as 2017-04-18T20:00, in the jurisdiction's time.")  # fmt: skip
    by = person(settings.store, settings, by, Scope.NOTE, _now())
    moment = until.replace(tzinfo=settings.plan.zone) if until else None
    _put(settings, notice(NoticeKind(kind), text, by, _now(), key=DESK, unit=unit, until=moment))
    click.echo("It is kept with the night.")


def _loaded(config: Path) -> Settings:
    from outright.night.config import load

    return load(config)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _waiting(settings: Settings) -> tuple[Held, ...]:
    """What waits now, read from the night's file; an engine may go on writing it."""
    import contextlib

    from outright.night.live import LiveNight

    live = LiveNight.resume(settings.store, told=False)
    with contextlib.closing(live.archive):
        return live.folded.state.held()


def _decide(config: Path, seq: int, by: str, reason: str, what: str) -> None:
    from outright.count import NoticeKind
    from outright.desk.people import same_person
    from outright.desk.tokens import Scope
    from outright.errors import UsageError
    from outright.night.notices import notice

    settings = _loaded(config)
    by = person(settings.store, settings, by, Scope.HOLD, _now())
    held = next((h for h in _waiting(settings) if h.arrival.seq == seq), None)
    if held is None:
        raise UsageError(f"Publication {seq} does not wait for anybody", hint="See: outright hold list")
    clerk = held.snapshot.entered_by
    if what == "release" and clerk and same_person(clerk, by):
        raise UsageError(f"{clerk} entered publication {seq} and cannot be its second person", hint="Ask another.")
    _put(settings, notice(NoticeKind(what), reason, by, _now(), key=DESK, about=seq))
    click.echo(
        f"Publication {seq}: {what}d by {by}." if what.endswith("e") else f"Publication {seq}: {what}ed by {by}."
    )


def _put(settings: Settings, item: Received) -> None:
    """Put something into the night: an engine that follows it takes it in; without one we do."""
    from outright.archive import Archive
    from outright.cli.watch import following
    from outright.errors import NightFollowed

    try:
        with following(settings) as live:
            live.receive_all([item])
    except NightFollowed:
        with Archive.open(settings.store) as archive:
            archive.keep(item.source, item.kind, item.name, item.body, item.received_at)
