"""A webhook: one message as signed JSON to one address. The secret comes from the environment and stays in memory."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec

from outright.alerts.message import Message
from outright.alerts.post import Post
from outright.alerts.secrets import cleaned_of, secret, value_of
from outright.alerts.signature import sign
from outright.errors import AlertFailed


def payload(message: Message) -> bytes:
    """The body: the same message gives the same bytes at every attempt."""
    return msgspec.json.encode(
        {
            "id": message.id, "type": message.type, "election": message.election, "contest": message.contest or None,
            "seq": message.seq, "occurredAt": message.at, "label": f"{message.prefix}{message.label}",
            "data": message.data, "url": message.url or None,
        }
    )  # fmt: skip


class Webhook:
    """A destination that is a machine. ``address`` is as in the settings: an address, or ``env:NAME`` for one."""

    def __init__(self, address: str, secret_env: str, environ: Mapping[str, str], post: Post) -> None:
        self.key = address
        self.label = f"webhook {address if address.startswith('env:') else urlsplit(address).hostname or ''}".strip()
        self._secret_env, self._environ, self._post = secret_env, environ, post

    async def send(self, message: Message, now: dt.datetime) -> None:
        """Post the message; `AlertFailed` says why it was not taken, without a word of what is secret."""
        url, key = value_of(self.key, self._environ), secret(self._secret_env, self._environ)
        body = payload(message)
        try:
            await self._post.send(url, body, self.headers(message, body, key, now))
        except AlertFailed as error:
            secrets = (key, *([url] if url != self.key else []))
            raise AlertFailed(cleaned_of(error.message, secrets), hint=cleaned_of(error.hint, secrets)) from None

    def headers(self, message: Message, body: bytes, key: str, now: dt.datetime) -> dict[str, str]:
        """What goes with the body. The delivery's id is the same at every attempt; the signature's time is not."""
        known = hashlib.sha256(f"{self.key}\n{message.id}".encode()).hexdigest()[:32]
        return {
            "Content-Type": "application/json", "Outright-Event": message.type, "Outright-Delivery": known,
            "Outright-Signature": sign(key, int(now.timestamp()), body),
        }  # fmt: skip
