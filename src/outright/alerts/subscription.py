"""Who is told what: the ``[[alert]]`` and ``[[webhook]]`` of the settings, understood or refused with the reason."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from outright.alerts.limit import Limit, limit_of
from outright.alerts.message import Message
from outright.alerts.notify import Notifier
from outright.alerts.secrets import ENV
from outright.alerts.when import Condition, conditions
from outright.errors import ConfigError


class Destination(Protocol):
    """Where messages go: ``key`` is its words in the settings, ``label`` what a desk calls it; neither is secret."""

    @property
    def key(self) -> str:
        """Its words in the settings."""

    @property
    def label(self) -> str:
        """What a desk calls it."""

    async def send(self, message: Message, now: dt.datetime) -> None:
        """Deliver one message, or raise `AlertFailed`."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One destination of one rule: what it is told, of which contests (all where empty), how often at most."""

    rule: str
    when: tuple[Condition, ...]
    destination: Destination
    contests: frozenset[str] = frozenset()
    limit: Limit | None = None


# Where nothing secret is needed to deliver: another address needs at least a part from the environment.
_OPEN = frozenset({"json", "jsons", "xml", "xmls", "form", "forms", "syslog", "rsyslog", "dbus", "gnome", "macosx",
                   "windows", "ntfy", "ntfys", "mqtt", "mqtts"})  # fmt: skip
_SECRET_NAME = re.compile(r"(?i)[?&][\w.+:-]*(?:key|token|secret|pass|pwd|auth|sig)[\w.-]*=(?!env:)[^&]")
_ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def alert(
    number: int, *, when: Sequence[str], to: Sequence[str], limit: str, contests: Sequence[str], known: Sequence[str],
    environ: Mapping[str, str],
) -> tuple[Subscription, ...]:  # fmt: skip
    """The ``number``-th ``[[alert]]``, one subscription for each address; ``known`` are the night's contests."""
    where = f"alert[{number}]"
    rules, most = conditions(when, f"{where}.when"), limit_of(limit, f"{where}.limit")
    if not to:
        raise ConfigError(
            "The alert goes nowhere", where=f"{where}.to", hint='Name somebody: "slack://env:SLACK_HOOK".'
        )
    chosen = _contests(contests, known, where)
    for i, address in enumerate(to):
        _refuse_secret(address, f"{where}.to[{i}]")
    return tuple(
        Subscription(f"alert {number + 1}", rules, Notifier(address, environ), chosen, most)
        for address in dict.fromkeys(to)
    )


def webhook(
    number: int, *, url: str, secret_env: str, events: Sequence[str], contests: Sequence[str], allow_private: bool,
    known: Sequence[str], environ: Mapping[str, str],
) -> Subscription:  # fmt: skip
    """The ``number``-th ``[[webhook]]``. Every event is posted: machines want all of it and need no limit."""
    from outright.alerts.post import Post
    from outright.alerts.webhook import Webhook
    from outright.archive.addresses import place_of
    from outright.archive.fetch_errors import FetchFailed
    from outright.archive.fetched import Manners

    where = f"webhook[{number}]"
    if not _ENV_NAME.fullmatch(secret_env):
        hint = 'Name the variable that holds it: secret_env = "OUTRIGHT_HOOK_SECRET". Never write the secret itself.'
        raise ConfigError("The secret's variable has no name", where=f"{where}.secret_env", hint=hint)
    if not ENV.fullmatch(url):
        try:
            place_of(url, Manners(allow_private=allow_private, allow_http=allow_private))
        except FetchFailed as error:
            raise ConfigError(error.message, where=f"{where}.url", hint=error.hint) from None
    rules = conditions(events, f"{where}.events")
    made = Webhook(url, secret_env, environ, Post(allow_private=allow_private))
    return Subscription(f"webhook {number + 1}", rules, made, _contests(contests, known, where))


def _contests(chosen: Sequence[str], known: Sequence[str], where: str) -> frozenset[str]:
    for contest in chosen:
        if contest not in known:
            hint = f"Contests: {', '.join(known)}."
            raise ConfigError(f"There is no contest {contest!r}", where=f"{where}.contests", hint=hint)
    return frozenset(chosen)


def _refuse_secret(address: str, where: str) -> None:
    """A key that stands in the file itself is refused, and not repeated in the refusal."""
    scheme, mark, rest = address.partition("://")
    if not mark and ENV.fullmatch(address):
        return
    if not mark or not re.fullmatch(r"[a-z][a-z0-9+.-]*", scheme):
        raise ConfigError("This is no address of an alert", where=where, hint='Write it as "slack://env:SLACK_HOOK".')
    login = ENV.sub("", re.split(r"[/?#]", rest)[0]).rpartition("@")[0]  # what is left of it stands in the file
    written = login.partition(":")[2] or _SECRET_NAME.search(address)
    if written or (scheme not in _OPEN and not ENV.search(rest)):
        hint = f'Keep it in the environment and write "{scheme}://env:NAME".'
        raise ConfigError(f"The {scheme} address holds its secret in the settings", where=where, hint=hint)
