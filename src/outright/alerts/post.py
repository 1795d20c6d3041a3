"""The door by which webhooks leave: one POST to one judged address, and whether it was taken.

The address is judged as those of sources are, by name and by what it resolves to, and the connection goes to the
very address that was judged. Redirects are not followed, no answer is read beyond its status, and everything has one
deadline. Plain http goes to this machine only, and only where the settings allow it.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping

import httpx2

from outright.archive.addresses import Place, literal_address, place_of, why_not
from outright.archive.fetch import Resolve, system_resolver
from outright.archive.fetch_errors import FetchFailed
from outright.archive.fetched import Manners
from outright.errors import AlertFailed

DEADLINE = 10.0
"""Seconds from the first byte to the answer's status."""

_TRANSPORT = (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError)


class Post:
    """Posts to one address again and again. ``resolve`` answers for the name service, ``tls`` for certificates."""

    def __init__(
        self, *, allow_private: bool = False, deadline: float = DEADLINE, resolve: Resolve = system_resolver,
        tls: ssl.SSLContext | None = None,
    ) -> None:  # fmt: skip
        self._manners = Manners(allow_private=allow_private, allow_http=allow_private, user_agent="")
        self._deadline, self._resolve, self._tls = deadline, resolve, tls

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Send the body and return the status, which is one of the 200s; `AlertFailed` says why it was not taken.

        Neither the address nor a header nor what was answered is in the error.
        """
        try:
            async with asyncio.timeout(self._deadline):
                place = place_of(url, self._manners)
                status = await self._sent(place, await self._judged(place), body, headers)
        except TimeoutError:
            raise AlertFailed(f"No answer within {self._deadline:g} s") from None
        except FetchFailed as error:
            raise AlertFailed(error.message, hint=error.hint) from None
        except ssl.SSLError:
            raise AlertFailed("The receiver's certificate does not hold") from None
        except _TRANSPORT as error:
            raise AlertFailed(_in_words(error)) from None
        if 300 <= status < 400:
            raise AlertFailed(f"It redirects (status {status}), which is not followed", hint="Give the final address.")
        if not 200 <= status < 300:
            raise AlertFailed(f"It answered with status {status}")
        return status

    async def _judged(self, place: Place) -> str:
        """The address to connect to; every one that the name leads to is judged."""
        if literal_address(place.host) is not None:
            found = [place.host]
        else:
            try:
                found = list(await self._resolve(place.host, place.port))
            except (OSError, UnicodeError):
                raise AlertFailed(f"The name {place.host} is unknown") from None
        for text in found:
            address = literal_address(text)
            why = "no address" if address is None else why_not(address, self._manners)
            if not why and place.scheme == "http" and address is not None and not address.is_loopback:
                why = "another machine without encryption"
            if why:
                raise AlertFailed(f"The address leads to {why}", hint="Give a public https address.")
        if not found:
            raise AlertFailed(f"The name {place.host} leads nowhere")
        return found[0]

    async def _sent(self, place: Place, address: str, body: bytes, headers: Mapping[str, str]) -> int:
        client = httpx2.AsyncClient(
            verify=self._trusted(place.scheme), trust_env=False, timeout=httpx2.Timeout(None),
            headers={"User-Agent": self._manners.agent, "Accept": "*/*"}, follow_redirects=False,
        )  # fmt: skip
        async with (
            client,
            client.stream(
                "POST", place.at(address), content=body, headers={**headers, "Host": place.host_header},
                extensions={"sni_hostname": place.host.rstrip(".")},
            ) as answer,
        ):  # fmt: skip
            return answer.status_code

    def _trusted(self, scheme: str) -> ssl.SSLContext:
        if scheme != "https":
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._tls = self._tls or httpx2.create_ssl_context(trust_env=False)
        return self._tls


def _in_words(error: Exception) -> str:
    """What went wrong on the line, without the address that the library's own words may hold."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return "The receiver's certificate does not hold"
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
        return "Nothing answers there"
    return f"The line broke ({type(error).__name__})"
