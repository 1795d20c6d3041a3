"""How much one reader, one address and all together may ask for; and the counting of it.

The marks are generous: a newsroom of hundreds behind one address is not cut off. Beyond them the answer is 429 or
503 with Retry-After, and a page that cannot listen asks every quarter of a minute instead.
"""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds. ``*_per_address`` count one IPv4 address or one IPv6 network of 64 bits.

    ``proxies`` are addresses or networks whose X-Forwarded-For is believed; ``operators`` those that may read the
    metrics, when they ask directly.
    """

    url: int = 4096
    head: int = 16 * 1024
    body: int = 64 * 1024
    requests_per_second: float = 100.0
    requests_at_once: int = 1000
    connections_per_address: int = 1024
    listeners_per_address: int = 1024
    listeners: int = 6000
    in_flight: int = 400
    head_seconds: float = 10.0
    stall_seconds: float = 60.0
    keep_alive_seconds: int = 15
    grace_seconds: int = 5
    retry_after: int = 5
    listen_again_after: int = 60
    proxies: tuple[str, ...] = ()
    operators: tuple[str, ...] = ("127.0.0.0/8", "::1/128")


class Buckets:
    """A bucket of requests for each of the last ``most`` addresses, filled at ``rate`` a second up to ``size``."""

    def __init__(self, rate: float, size: int, most: int = 20_000) -> None:
        self._rate, self._size, self._most = rate, float(size), most
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str, now: float) -> float:
        """Take one request out: 0 where there was one, else the seconds until there is."""
        left, then = self._buckets.pop(address, (self._size, now))
        left = min(self._size, left + (now - then) * self._rate)
        wait = 0.0 if left >= 1 else (1 - left) / self._rate
        self._buckets[address] = (left if wait else left - 1), now
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return wait


@lru_cache(maxsize=4096)
def counted_as(host: str) -> str:
    """The address that a host is counted under: itself, or the network of 64 bits it is in.

    >>> counted_as("192.0.2.7"), counted_as("2001:db8::7:1")
    ('192.0.2.7', '2001:db8::/64')
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return host
    mapped = address.ipv4_mapped
    return str(mapped) if mapped else str(ipaddress.ip_network((address, 64), strict=False))


@lru_cache(maxsize=4096)
def within(host: str, networks: tuple[str, ...]) -> bool:
    """Whether the host is one of these addresses or in one of these networks."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(n, strict=False) for n in networks)
