"""The alerts of a night's settings, for the verbs that tell, try or list them."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from outright.alerts.alerting import Alerting
    from outright.alerts.courier import Courier
    from outright.alerts.subscription import Destination, Subscription
    from outright.alerts.trial import Tried
    from outright.archive import Archive
    from outright.bulletin import Bulletin
    from outright.night.config import Settings


def subscriptions(settings: Settings, environ: Mapping[str, str] = os.environ) -> tuple[Subscription, ...]:
    """Who is told what; `ConfigError` says which word of the settings is wrong."""
    if not (settings.alerts or settings.webhooks):
        return ()
    from outright.alerts.subscription import alert, webhook

    known = [contest.id for contest in settings.plan.contests]
    found = [
        one
        for i, a in enumerate(settings.alerts)
        for one in alert(
            i, when=a.when, to=a.to, limit=a.limit, contests=a.contests, known=known, environ=environ
        )
    ]  # fmt: skip
    hooks = [
        webhook(
            i, url=w.url, secret_env=w.secret_env, events=w.events, contests=w.contests,
            allow_private=w.allow_private, known=known, environ=environ,
        )
        for i, w in enumerate(settings.webhooks)
    ]  # fmt: skip
    return (*found, *hooks)


@contextlib.contextmanager
def alerting(settings: Settings, archive: Archive) -> Iterator[Alerting | None]:
    """Who is handed bulletins to tell of them; None when the settings name nobody. Troubles are told on stderr.

    Rules that are wrong are an error before the night begins; a memory that is broken is no reason not to follow it.
    """
    told = subscriptions(settings)
    if not told:
        yield None
        return
    from outright.alerts.alerting import Alerting
    from outright.bulletin import decode

    newest = archive.newest()
    before = decode(archive.bulletin(newest)) if newest is not None else None
    courier = _courier(settings, told, before)
    if courier is None:
        yield None
        return
    with contextlib.closing(courier.memory) as memory:
        with Alerting(courier, trouble=_say) as alerts:
            if before is not None:  # what it says and was not told when the night stopped is told now
                alerts.tell(before)
            yield alerts
        _say(_summed(memory.numbers(), settings))


def _courier(settings: Settings, told: tuple[Subscription, ...], before: Bulletin | None) -> Courier | None:
    """Who delivers, knowing what was told; None, with word to the desk, where that cannot be known."""
    import sqlite3

    from outright.alerts.courier import Courier
    from outright.alerts.memory import Memory
    from outright.alerts.unstored import About
    from outright.errors import ArchiveError
    from outright.night.replay import head_after

    plan = settings.plan
    try:
        memory = Memory.beside(settings.store)
        courier = Courier(
            told, memory, now=lambda: dt.datetime.now(dt.UTC), tell=_say, polls_close=plan.polls_close,
            base_url=settings.publish.base_url, head=partial(head_after, settings.store),
            about=About(plan.id, plan.name, plan.test, plan.rehearsal),
        )  # fmt: skip
        courier.begin(before)
    except (ArchiveError, sqlite3.Error) as error:
        why = error.line() if isinstance(error, ArchiveError) else f"{error}."
        _say(f"NOBODY IS TOLD: {why} The night is followed all the same.")
        return None
    return courier


def _say(text: str) -> None:
    if text:
        click.echo(text, err=True)


def _summed(numbers: Mapping[str, int], settings: Settings) -> str:
    sent, waits, lost = (numbers.get(state, 0) for state in ("sent", "pending", "failed"))
    more = [f"{waits} to be tried again: outright watch {settings.path}"] if waits else []
    more += [f"{lost} given up"] if lost else []
    return f"Alerts: {', '.join([f'{sent} sent', *more])}."


def try_all(settings: Settings) -> list[Tried]:
    """Send a test message to every destination of the settings; empty when they name none."""
    import asyncio

    from outright.alerts.trial import trial, tried

    found: dict[str, Destination] = {s.destination.key: s.destination for s in subscriptions(settings)}
    now = dt.datetime.now(dt.UTC)
    message = trial(settings.plan.id, settings.plan.name, now)
    return asyncio.run(tried(found.values(), message, now))
