"""A message to try every destination with: marked as a test wherever it is read, and remembered nowhere."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from outright.alerts.message import Message
from outright.alerts.subscription import Destination
from outright.errors import AlertFailed


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a test message: ``why`` is "" where it was taken."""

    label: str
    why: str = ""


def trial(election: str, name: str, now: dt.datetime) -> Message:
    """The test message of a night."""
    stamp = now.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    text = "This tries the alerts before the night. It says nothing about any result."
    return Message(
        id=f"{election}/test/{stamp}", type="test", election=election, contest="", seq=0, at=now, at_text="",
        label="Alerts are tried", about=name, text=text, url="", prefix="TEST: ", official=False, urgent=False,
        data={"test": True, "rehearsal": False, "electionName": name, "status": "unofficial", "text": text},
    )  # fmt: skip


async def tried(destinations: Iterable[Destination], message: Message, now: dt.datetime) -> list[Tried]:
    """Send the message to every destination at once, and say of each what became of it."""
    return list(await asyncio.gather(*(_tried(d, message, now) for d in destinations)))


async def _tried(destination: Destination, message: Message, now: dt.datetime) -> Tried:
    try:
        await destination.send(message, now)
    except AlertFailed as error:
        return Tried(destination.label, error.line())
    except Exception as error:  # a fault of ours is a failure like another, and the next one is tried all the same
        return Tried(destination.label, f"It failed in Outright itself ({type(error).__name__}).")
    return Tried(destination.label)
