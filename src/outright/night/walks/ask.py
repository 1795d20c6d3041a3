"""Small steps that every walk takes: one question, several side by side, a trouble in words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Mapping
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from outright.archive.fetch_errors import FetchFailed
from outright.archive.fetched import Fetched, Validators, redacted
from outright.errors import OutrightError
from outright.night.walks.values import Get, Trouble

T = TypeVar("T")


async def ask(
    get: Get, url: str, part: str = "", known: Validators | None = None, headers: Mapping[str, str] | None = None
) -> Fetched | Trouble:
    """The answer to one question, or the trouble with it."""
    try:
        return await get(url, known, headers)
    except FetchFailed as error:
        text, body, wish = error.line(), error.body, error.retry_after
        return Trouble(part, redacted(url), error.code, text, error.status, body, wish)


def odd(part: str, got: Fetched, error: OutrightError) -> Trouble:
    """The trouble with an answer that came and is not what it should be."""
    return Trouble(part, got.url, "not-what-it-should-be", error.line(), got.status, got.body)


def bad_address(url: str, wanted: str) -> Trouble:
    """The trouble with an address that a walk cannot start from."""
    return Trouble("", redacted(url), "bad-address", f"This is not {wanted}. Check the source's url in the settings.")


def file_name(url: str) -> str:
    """The last part of an address's path; its host where the path has none."""
    parts = urlsplit(url)
    return unquote(parts.path.rstrip("/").rsplit("/", 1)[-1]) or parts.netloc


async def side_by_side(jobs: Iterable[Callable[[], Coroutine[Any, Any, T]]], at_once: int) -> AsyncGenerator[T, None]:
    """The results of jobs as they come in, ``at_once`` under way at a time: a slow one holds up no other."""
    waiting = iter(jobs)
    running: list[asyncio.Task[T]] = []
    try:
        while True:
            while len(running) < at_once and (job := next(waiting, None)) is not None:
                running.append(asyncio.create_task(job()))
            if not running:
                return
            await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            done = [task for task in running if task.done()]
            running = [task for task in running if task not in done]
            for task in done:
                yield task.result()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
