"""``outright check``: everything a night needs, tried in the afternoon: settings, sources, rules, disk, clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from outright.count import Snapshot
    from outright.night.config import PolledSource, Settings

_LEAST_FREE = 2 * 2**30
_AHEAD = 300.0


class Line(NamedTuple):
    """One line of the table: ``ok``, ``warn`` or ``fail``, what was looked at, what was seen."""

    mood: str
    what: str
    seen: str


@click.command()
@click.argument("config", default="night.toml", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--resolved", is_flag=True, help="Also print the settings as they are understood.")
@click.option("--no-alerts", is_flag=True, help="Send no test message to the destinations of the alerts.")
def command(config: Path, resolved: bool, no_alerts: bool) -> None:
    """Check CONFIG and everything it names. Exit 3 when a night could not begin with it, 4 when no source answers."""
    from outright.night.config import load
    from outright.night.plan import to_json

    settings = load(config)
    if resolved:
        click.echo(to_json(settings.plan))
    lines = [Line("ok", "settings", f"{config.name}: {len(settings.plan.contests)} contests"), *_rules(settings)]
    seen = [_source(settings, source) for source in settings.sources]
    sources = [line for line, _ in seen]
    lines += [
        *sources, *_outlines(settings, [s for _, s in seen if s]), *_beside(settings), *_money(settings),
        *_disk(settings), *_store(settings),
    ]  # fmt: skip
    lines += [*_publish(settings), *_projection(settings), *_alerts(settings, send=not no_alerts)]
    for line in lines:
        click.echo(f" {line.mood:<5}{line.what:<28} {line.seen}")
    if any(line.mood == "fail" for line in lines if line not in sources):
        click.get_current_context().exit(3)
    asked = [line for source, line in zip(settings.sources, sources, strict=True) if source.urls]
    if asked and all(line.mood == "fail" for line in asked):
        click.get_current_context().exit(4)


def _rules(settings: Settings) -> Iterator[Line]:
    for contest in settings.plan.contests:
        if contest.rule is None:
            yield Line("warn", f"rule {contest.id}"[:28], "unknown: a leader, never a winner")
    if settings.plan.polls_close is None:
        yield Line("warn", "polls_close", "not set: results before it cannot be told from real ones")


def _source(settings: Settings, source: PolledSource) -> tuple[Line, Snapshot | None]:
    """One poll of a source; what came is read and not kept."""
    import asyncio

    if not source.urls:
        return Line("ok", f"source {source.id}", "no address: files and reports come by hand"), None
    return asyncio.run(_polled(settings, source))


def _outlines(settings: Settings, snapshots: list[Snapshot]) -> Iterator[Line]:
    """How a desk's outlines fit the precincts that the sources list now."""
    for contest in settings.plan.contests:
        if contest.shapes:
            from outright.night.outlines_join import fit

            mood, words = fit(settings.plan, contest, snapshots)
            yield Line(mood, f"shapes {contest.id}"[:28], words)


def _money(settings: Settings) -> Iterator[Line]:
    """What is known of money, and what could not be used; neither stands in the way of a night."""
    for contest in settings.plan.contests:
        if contest.money is not None:
            name, known = f"money {contest.id}"[:28], contest.money
            yield Line("ok" if known.facts else "warn", name, f"{len(known.facts):,} figures")
            for problem in known.problems:
                yield Line("warn", name, problem)


def _beside(settings: Settings) -> Iterator[Line]:
    """Whether polls, special elections and past results can be read: a night can begin without them."""
    for contest in settings.plan.contests:
        if not (contest.polls or contest.specials or contest.history):
            continue
        from outright.night.context import problems_of, read_of

        for problem in problems_of(contest, settings.plan.date):
            yield Line("warn", f"beside {contest.id}"[:28], problem.message)
        if words := read_of(contest, settings.plan.date):
            yield Line("ok", f"beside {contest.id}"[:28], words)


async def _polled(settings: Settings, source: PolledSource) -> tuple[Line, Snapshot | None]:
    from contextlib import aclosing
    from time import monotonic

    from outright.archive.fetch import Door
    from outright.archive.fetched import Manners
    from outright.night.reading import read_publication
    from outright.night.walks import Target, Trail, Trouble, walk_for

    manners = Manners(
        contact=source.contact, deadline=source.timeout, allow_private=source.allow_private,
        allow_http=source.allow_http,
    )  # fmt: skip
    target, started = Target(source.kind, source.urls, key_env=source.key_env), monotonic()
    seen = Line("fail", f"source {source.id}", "nothing came")
    async with Door(manners) as door, aclosing(walk_for(source.kind, source.urls)(target, Trail(), door.get)) as walk:
        async for item in walk:
            if isinstance(item, Trouble):
                seen = Line("fail", f"source {source.id}", item.text)
                continue
            snapshot, error = read_publication(
                item.body, item.kind or source.kind, item.name, settings.plan.column_map(source.id)
            )
            if snapshot is None:
                seen = Line("fail", f"source {source.id}", error)
            elif snapshot.contests:
                took = monotonic() - started
                clock = f", its clock {snapshot.published_text}" if snapshot.published_text else ""
                words = f"{len(snapshot.contests)} contests in {took:.1f} s{clock}{_missing(settings, snapshot)}"
                return Line("warn" if _ahead(snapshot) else "ok", f"source {source.id}", words), snapshot
    return seen, None


def _ahead(snapshot: Snapshot) -> bool:
    """Whether the source's clock is ahead of ours by minutes: one of the two is wrong."""
    import datetime as dt

    moment = snapshot.published_at
    return moment is not None and (moment - dt.datetime.now(dt.UTC)).total_seconds() > _AHEAD


def _missing(settings: Settings, snapshot: Snapshot) -> str:
    """The contests of the plan that a source does not print, in words."""
    from outright.count import slug
    from outright.night.round import names_of

    printed = {slug(c.contest.name) for c in snapshot.contests}
    absent = [c.id for c in settings.plan.contests if not names_of(c) & printed]
    return f"; it does not print {', '.join(absent[:3])}" if absent else ""


def _disk(settings: Settings) -> Iterator[Line]:
    import shutil

    folder = settings.store.parent
    if not folder.is_dir():
        yield Line("fail", "store", f"the folder {folder} does not exist")
        return
    free = shutil.disk_usage(folder).free
    mood = "ok" if free > _LEAST_FREE else "warn"
    yield Line(mood, "disk", f"{free / 2**30:.1f} GB free beside {settings.store.name}")


def _projection(settings: Settings) -> Iterator[Line]:
    """Whether the cluster that the settings name is there; a night goes on without it."""
    from outright.night.cluster import DASK

    part = settings.projection
    if part.engine.startswith(DASK):
        from outright.night.cluster import found

        is_there, words = found(part.engine)
        yield Line("ok" if is_there else "warn", "projection", words)
    elif part.workers > 1:
        yield Line("ok", "projection", f"{part.workers} processes of this machine")


def _alerts(settings: Settings, *, send: bool) -> Iterator[Line]:
    """Every destination that took a test message, or did not: a night can begin without it. Bad rules end the check."""
    from outright.cli.alerting import subscriptions, try_all

    told = subscriptions(settings)
    if not told:
        yield Line("ok", "alerts", "none: nobody is told")
        return
    if not send:
        yield from (Line("ok", f"alerts {s.destination.label}"[:28], "not tried") for s in told)
        return
    for one in try_all(settings):
        yield Line("warn" if one.why else "ok", f"alerts {one.label}"[:28], one.why or "test message sent")


def _store(settings: Settings) -> Iterator[Line]:
    from outright.archive import Archive
    from outright.errors import ArchiveError
    from outright.night.plan import plan_text, says_what

    try:
        if not Archive.exists(settings.store):
            yield Line("ok", "store", f"{settings.store.name} will be made")
            return
        with Archive.open(settings.store) as archive:
            same = says_what(plan_text(archive), settings.plan)
            words = f"{archive.last_seq()} publications are kept"
    except ArchiveError as error:
        yield Line("fail", "store", error.line())
        return
    yield Line("ok", "store", words) if same else Line("fail", "store", "was begun with other settings; name another")


def _publish(settings: Settings) -> Iterator[Line]:
    """Every place of the settings, taken hold of and let go."""
    from outright.cli.publishing import places

    for place in places((), settings.publish):
        from outright.publish.target import AnotherPublisher, TargetError

        where = "publish"
        try:
            target = place()
            where = f"publish {target.where}"
            target.open()
            target.close()
        except AnotherPublisher as error:
            yield Line("warn", where[:28], f"{error.message} ({error.where})")
        except TargetError as error:
            yield Line("fail", where[:28], f"{error.message}. {error.hint}".strip())
        else:
            yield Line("ok", where[:28], "can be written")
