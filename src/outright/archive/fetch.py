"""The only door to the network. Asks one address and gives back a whole answer, or says in words why not.

Rules kept here: every address, and every hop of a redirect, is judged by name and by what it resolves
to, and the connection goes to the very address that was judged. An answer has one deadline for all of
it and a bound on its size, before and after unpacking. A site is asked a few questions at a time, says
how long it wants to be left alone, and is left alone. What is secret in an address stays out of
every text. Nothing is cached: the caller brings the validators of what it has (`Validators`).
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpx2

from outright.archive.addresses import Place, literal_address, place_of, why_not
from outright.archive.fetch_body import Intake
from outright.archive.fetch_errors import (
    LARGEST_ERROR_BODY,
    FetchFailed,
    NotAllowed,
    OddAnswer,
    RateLimited,
    TooSlow,
    Unreachable,
)
from outright.archive.fetch_words import conditions, in_words, next_hop, refusal, seconds_asked_for, sendable
from outright.archive.fetched import Fetched, Manners, Validators, cleaned, digest, redacted, secrets_in

__all__ = ["Door", "Fetched", "Manners", "Resolve", "Validators", "system_resolver"]

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""A name and a port in, addresses as text out; raises ``OSError`` when the name is unknown."""

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_ADDRESSES = 3
_TRANSPORT = (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError)
# The client would write every address and every header, keys among them, into the log.
for _name in ("httpx2", "httpcore2.http11"):
    logging.getLogger(_name).addFilter(lambda _: False)


async def system_resolver(host: str, port: int) -> Sequence[str]:
    """What this machine's resolver says of a name."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(slots=True)
class _Lane:
    """One site's turn-taking: how many questions at a time, how far apart, and whether it rests."""

    client: httpx2.AsyncClient
    turns: asyncio.Semaphore
    gate: asyncio.Lock
    next_start: float = 0.0
    rests_until: float = 0.0


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Door:
    """Fetches addresses with manners. Use it as an async context manager; one door for a whole night.

    ``now`` gives the time of receipt, ``clock`` seconds for gaps and rests, ``sleep`` waits, ``resolve``
    answers for the name service and ``tls`` for the certificates that are trusted.
    """

    def __init__(
        self,
        manners: Manners | None = None,
        *,
        now: Callable[[], dt.datetime] = _now,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        resolve: Resolve = system_resolver,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.manners = manners or Manners()
        self._now, self._clock, self._sleep, self._resolve = now, clock, sleep, resolve
        self._tls = tls
        self._lanes: dict[tuple[str, str, int], _Lane] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for lane in self._lanes.values():
            await lane.client.aclose()
        self._lanes.clear()

    async def get(
        self, url: str, validators: Validators | None = None, headers: Mapping[str, str] | None = None
    ) -> Fetched:
        """The answer to one address.

        With ``validators`` the source is asked only for what changed since. ``headers`` (a key, say) go
        to the address's own site and to no other that it redirects to. Raises a `FetchFailed`.
        """
        secrets = secrets_in(url, headers)
        spent = 0.0
        at, first = url, place_of(url, self.manners)
        place, asked = first, cleaned(redacted(url), secrets)
        for _ in range(self.manners.redirects + 1):
            own = dict(headers or {}) if place.origin == first.origin else {}
            where = cleaned(redacted(at), secrets)
            answer, seconds = await self._in_turn(place, where, {**own, **conditions(validators)}, secrets, spent)
            spent += seconds
            if answer.status not in _REDIRECTS:
                found, changed = self._judged(answer, validators, where)
                content_type = answer.headers.get("content-type", "")
                now = self._now()
                return Fetched(asked, answer.status, answer.body, now, found, changed, content_type, spent, where)
            at = next_hop(at, answer.headers.get("location", ""), where)
            place = place_of(at, self.manners)
        raise OddAnswer(f"More than {self.manners.redirects} redirects", where=asked)

    async def _in_turn(
        self,
        place: Place,
        where: str,
        headers: Mapping[str, str],
        secrets: tuple[str, ...],
        spent: float,
    ) -> tuple[_Answer, float]:
        """The answer and the seconds it took. Waiting for the site's turn does not count as its slowness."""
        lane = self._lane(place)
        async with lane.turns:
            async with lane.gate:
                if (early := lane.next_start - self._clock()) > 0:
                    await self._sleep(early)
                lane.next_start = self._clock() + self.manners.gap
            if (left := lane.rests_until - self._clock()) > 0:
                raise RateLimited(f"The site asked to be left alone; {left:.0f} s to go", where=where, retry_after=left)
            began = self._clock()
            try:
                async with asyncio.timeout(max(self.manners.deadline - spent, 0.0)):
                    answer = await self._ask(lane, place, where, headers, secrets)
            except TimeoutError:
                message = f"The answer was not whole after {self.manners.deadline:g} s"
                raise TooSlow(message, where=where) from None
            finally:
                lane.client.cookies.clear()
            if answer.status in (429, 503) and (wish := self._wish(answer)) is not None:
                lane.rests_until = self._clock() + wish
            return answer, self._clock() - began

    def _lane(self, place: Place) -> _Lane:
        lane = self._lanes.get(place.origin)
        if lane is None:
            # One client a site: on a shared one, a connection opened for one name could serve another.
            client = httpx2.AsyncClient(
                verify=self._trusted(place.scheme),
                trust_env=False,
                timeout=httpx2.Timeout(None, connect=min(10.0, self.manners.deadline / 2)),
                limits=httpx2.Limits(max_connections=None, keepalive_expiry=5.0),
                headers={"User-Agent": self.manners.agent, "Accept": "*/*", "Accept-Encoding": "gzip"},
            )
            lane = _Lane(client, asyncio.Semaphore(self.manners.per_host), asyncio.Lock())
            self._lanes[place.origin] = lane
        return lane

    def _trusted(self, scheme: str) -> ssl.SSLContext:
        """The certificates that are trusted; none where none are needed, as reading the list takes a while."""
        if scheme != "https":
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._tls = self._tls or httpx2.create_ssl_context(trust_env=False)
        return self._tls

    async def _ask(
        self, lane: _Lane, place: Place, where: str, headers: Mapping[str, str], secrets: tuple[str, ...]
    ) -> _Answer:
        addresses = await self._addresses(place, where)
        failure: FetchFailed | None = None
        for address in addresses[:_MOST_ADDRESSES]:
            try:
                async with lane.client.stream(
                    "GET",
                    place.at(address),
                    headers={**headers, "Host": place.host_header},
                    extensions={"sni_hostname": place.host.rstrip(".")},
                ) as response:
                    return await self._body(response, where)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                failure = in_words(error, where, secrets)
            except _TRANSPORT as error:
                raise in_words(error, where, secrets) from None
        raise failure or Unreachable("The site's name leads nowhere", where=where)

    async def _addresses(self, place: Place, where: str) -> list[str]:
        """The addresses of a place, all of them judged: one that leads inside spoils the rest."""
        if literal_address(place.host) is not None:
            return [place.host]
        try:
            found = list(await self._resolve(place.host, place.port))
        except (OSError, UnicodeError):
            hint = "Check the spelling, and this machine's line."
            raise Unreachable(f"The name {place.host} is unknown", where=where, hint=hint) from None
        for text in found:
            address = literal_address(text)
            why = "no address" if address is None else why_not(address, self.manners)
            if why:
                raise NotAllowed(f"The name {place.host} leads to {why}", where=where)
        return found

    async def _body(self, response: httpx2.Response, where: str) -> _Answer:
        headers = response.headers
        if response.status_code in (*_REDIRECTS, 204, 304):
            return _Answer(response.status_code, headers, b"")
        good = response.status_code == 200
        largest = self.manners.largest if good else LARGEST_ERROR_BODY
        intake = Intake(headers.get("content-encoding", ""), largest, where, cut=not good)
        intake.expect(headers.get("content-length"))
        async for piece in response.aiter_raw():
            intake.take(piece)
            if intake.full:
                break
        return _Answer(response.status_code, headers, intake.whole())

    def _wish(self, answer: _Answer) -> float | None:
        return seconds_asked_for(answer.headers.get("retry-after", ""), self._now())

    def _judged(self, answer: _Answer, validators: Validators | None, where: str) -> tuple[Validators, bool]:
        """What to remember of an answer, and whether it is new."""
        if answer.status == 304:
            if validators is None or not conditions(validators):
                raise OddAnswer("The site says 'not changed' to a first question", where=where, status=304)
            return validators, False
        if answer.status != 200:
            raise refusal(answer.status, answer.body, self._wish(answer), where)
        etag, moment = (sendable(answer.headers.get(name, "")) for name in ("etag", "last-modified"))
        found = Validators(etag, moment, digest(answer.body))
        return found, validators is None or found.sha256 != validators.sha256
