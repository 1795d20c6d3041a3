"""Asks the FEC's API before a night, page after page, and keeps what it answers.

The key is taken from the environment variable that the settings name, travels in a header to the API's own host, and
stands in no address, no file and no message.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from outright.archive.fetch import Door
from outright.archive.fetch_errors import FetchFailed
from outright.archive.fetched import Manners, redacted
from outright.context.fact import Origin
from outright.context.fec_api import KEY_HEADER, MOST_PAGES, Answer, next_address, questions
from outright.errors import ConfigError, FeedUnavailable, MoneyError
from outright.night.config import Settings
from outright.night.money_answers import keep
from outright.night.money_config import MoneyAsked
from outright.night.walks import Get


@dataclass(frozen=True, slots=True)
class Fetched:
    """How many answers were kept, and where."""

    answers: int
    folder: Path


async def fetch_all(
    settings: Settings, get: Get | None = None, environ: Mapping[str, str] | None = None
) -> Fetched:  # fmt: skip
    """Ask for every contest of the settings that names a folder for answers, and keep them there.

    ``get`` asks in place of the network. Raises `ConfigError` where nothing is asked for or the key is not there,
    `FeedUnavailable` where the API does not answer: what was kept before stands then.
    """
    asked = [a for a in settings.money if a.answers is not None]
    if not asked:
        hint = 'Give [contest.money] answers = "fec/" and key_env = "OPENFEC_KEY".'
        raise ConfigError("No contest of these settings asks the FEC's API", where=str(settings.path), hint=hint)
    number, folder = 0, settings.path.parent
    async with AsyncExitStack() as doors:
        manners = Manners(per_host=1, gap=0.6)
        ask = get or (await doors.enter_async_context(Door(manners))).get
        for one in asked:
            assert one.answers is not None
            key = _key(one, os.environ if environ is None else environ)
            answers = [
                a for url in questions(one.ids, settings.plan.date, one.base) for a in await _pages(ask, url, key)
            ]
            keep(one.answers, answers)
            number, folder = number + len(answers), one.answers
    return Fetched(number, folder)


def _key(asked: MoneyAsked, environ: Mapping[str, str]) -> str:
    key = environ.get(asked.key_env, "") if asked.key_env else ""
    if not key:
        name = asked.key_env or "key_env"
        hint = "Ask for a key at api.data.gov and set the variable; it stays out of every file."
        raise ConfigError(f"The environment variable {name} holds no key for the FEC's API", hint=hint)
    return key


async def _pages(ask: Get, url: str, key: str) -> list[Answer]:
    """The answers to one question, all pages of it."""
    found: list[Answer] = []
    at: str | None = url
    while at is not None:
        if len(found) == MOST_PAGES:
            raise MoneyError(f"More than {MOST_PAGES} pages", where=redacted(at), hint="Use the bulk files instead.")
        try:
            got = await ask(at, None, {KEY_HEADER: key})
        except FetchFailed as error:
            raise FeedUnavailable(error.message.replace(key, "…"), where=redacted(at), hint=error.hint) from None
        found.append(Answer(at, got.body, Origin("FEC, OpenFEC API", None, got.received_at, got.validators.sha256)))
        at = next_address(at, got.body)
    return found
