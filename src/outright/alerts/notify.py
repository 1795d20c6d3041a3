"""Chat, mail, text messages and the like, through apprise (extra ``alerts``), loaded when a message goes out."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import re
from collections.abc import Mapping
from typing import Any

from outright.alerts.message import Message
from outright.alerts.secrets import cleaned_of, value_of, values_in
from outright.errors import AlertFailed

DEADLINE = 15.0
"""Seconds after which a service is given up for this time."""

MISSING = "pip install 'outright[alerts]'"
_LONGEST_REASON = 200
# What a chat takes for a call to everybody; a candidate's name must not ring every telephone.
_MENTION = re.compile(r"(?i)(@)(?=everyone|here|channel|all\b)|(<)(?=[!@#])")
# Their lines may hold a whole address with its key.
_TALKERS = ("requests", "urllib3.connectionpool", "urllib3.util.retry")


class Notifier:
    """A destination that is a person's. ``address`` is apprise's, as in the settings, secrets as ``env:NAME``."""

    def __init__(self, address: str, environ: Mapping[str, str], *, deadline: float = DEADLINE) -> None:
        self.key = address
        self.label = address.partition("://")[0] if "://" in address else address
        self._environ, self._deadline = environ, deadline

    async def send(self, message: Message, now: dt.datetime) -> None:  # noqa: ARG002 (webhooks sign the time)
        """Tell the message; `AlertFailed` says why it was not taken, without a word of what is secret."""
        url = value_of(self.key, self._environ)
        await asyncio.to_thread(self._notify, url, harmless(message.title), harmless(message.body))

    def _notify(self, url: str, title: str, body: str) -> None:
        apprise = library()
        asset = apprise.AppriseAsset(
            app_id="Outright", app_desc="Outright", app_url="", async_mode=False, storage_mode="memory",
            service_timeout=self._deadline, allow_templates=False, http_redirects=False,
        )  # fmt: skip
        sender = apprise.Apprise(asset=asset)
        if not sender.add(url):
            raise AlertFailed(f"{self.label}: apprise cannot use this address", hint="Compare it with apprise's pages.")
        answer = sender.notify(title=title, body=body, body_format="text")
        if not answer:
            why = cleaned_of(_reason(answer), (url, *values_in(self.key, self._environ)))
            raise AlertFailed(f"{self.label} did not take it{f': {why}' if why else ''}")


def library() -> Any:
    """The library, silenced; `AlertFailed` says how to install it."""
    own = logging.getLogger("apprise")  # its lines are read where they concern a failure, and go nowhere else
    own.propagate = False
    if not own.handlers:
        own.addHandler(logging.NullHandler())
    for name in _TALKERS:
        logging.getLogger(name).addFilter(_silence)
    try:
        import apprise
    except ImportError:
        raise AlertFailed("Alerts to chat, mail and the like need the extra 'alerts'", hint=f"{MISSING}.") from None
    return apprise


def harmless(text: str) -> str:
    """The text without anything that a chat would take for a call to everybody.

    >>> harmless("Ann <!channel> @everyone a@example.org")
    'Ann < !channel> @ everyone a@example.org'
    """
    return _MENTION.sub(lambda found: f"{found[0]} ", text)


def _silence(_: logging.LogRecord) -> bool:
    return False


def _reason(answer: Any) -> str:
    """The last thing the library said of its failure."""
    entries = [entry.message for result in getattr(answer, "results", ()) for entry in result.logs()]
    return " ".join(entries[-1].split()).rstrip(".")[:_LONGEST_REASON] if entries else ""
