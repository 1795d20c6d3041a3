"""Which addresses may be asked at all. Pure: an address as text in, a place or a refusal out.

An address of a source comes from a settings file, a pasted link, a redirect or a vendor's JSON. None of them
may lead inside: to this machine, the network it stands in, or a cloud's metadata service. The name is
judged first, then every address it resolves to; `fetch` connects to the address that was judged.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from outright.archive.fetch_errors import NotAllowed
from outright.archive.fetched import Manners, redacted

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_UNSAFE = re.compile(r"[\x00-\x20\x7f\\\ud800-\udfff]")
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.?")
# What a system resolver takes for a number: 2130706433, 0x7f.1, 017700000001, 127.1
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)", re.IGNORECASE)
_PORTS = {"https": 443, "http": 80}
_LONGEST = 4096
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Not everything that is set apart is called private by every version of Python.
_APART = tuple(
    ipaddress.ip_network(text)
    for text in ("192.0.0.0/24", "192.88.99.0/24", "100.64.0.0/10", "198.18.0.0/15", "64:ff9b:1::/48", "100::/64",
                 "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fec0::/10")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address leads: ``host`` is a name or a literal address, ``target`` the path with its query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def host_header(self) -> str:
        """The host as the site expects to be called."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what may share a connection and a key."""
        return self.scheme, self.host, self.port

    def at(self, address: str) -> str:
        """The address to connect to, with the host replaced by a resolved one."""
        literal = f"[{address}]" if ":" in address else address
        return f"{self.scheme}://{literal}:{self.port}{self.target}"


def place_of(url: str, manners: Manners) -> Place:
    """The place of an address; `NotAllowed` says why it is not asked."""
    if _UNSAFE.search(url) or len(url) > _LONGEST:
        raise _refused("The address holds blanks, control characters or backslashes, or is overlong", url)
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise _refused("The address cannot be read", url) from None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise _refused(f"Only https addresses are asked, not {scheme or 'a bare'}:", url)
    if scheme == "http" and not manners.allow_http:
        raise _refused("The address is not encrypted (http)", url, "Use https, or allow http for this source.")
    if "@" in parts.netloc:
        raise _refused("The address carries a user name", url, "Leave it out.")
    if port == 0:
        raise _refused("Port 0 is no port", url)
    _judge_name(host, url, manners)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(scheme, host, port or _PORTS[scheme], target)


def _judge_name(host: str, url: str, manners: Manners) -> None:
    literal = literal_address(host)
    if literal is not None:
        if why := why_not(literal, manners):
            raise _refused(f"The address leads to {why}", url)
        return
    if not host:
        raise _refused("The address names no site", url)
    if not host.isascii():
        raise _refused("The site's name has letters beyond ASCII", url, "Give it as the browser sends it (xn--…).")
    if not _NAME.fullmatch(host) or len(host) > 253:
        raise _refused("The site's name is not a name", url)
    if _NUMBER.fullmatch(host.rstrip(".").rsplit(".", 1)[-1]):
        raise _refused("The site's name is a number in disguise", url)
    if host.rstrip(".").rsplit(".", 1)[-1] == "localhost" and not manners.allow_private:
        raise _refused("The address leads to this machine", url)


def literal_address(host: str) -> Address | None:
    """The IP address that ``host`` spells in the plain way; None for a name or a disguise."""
    if "%" in host:
        return None
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def why_not(address: Address, manners: Manners) -> str:
    """In words, why this resolved address is not connected to; empty when it may be."""
    inner = embedded(address)
    if inner is not None:
        return why_not(inner, manners)
    if address.is_loopback:
        return "" if manners.allow_private else "this machine"
    if address.is_multicast:
        return "a multicast group"
    if address.is_link_local:
        return "the local link, where cloud machines keep their keys"
    apart = any(address in network for network in _APART)
    if apart or address.is_unspecified or address.is_reserved or not address.is_global:
        return "a private or reserved network"
    return ""


def embedded(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address inside an IPv6 one (mapped, 6to4, Teredo, NAT64); None when there is none."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _refused(why: str, url: str, hint: str = "") -> NotAllowed:
    return NotAllowed(why, where=redacted(url)[:200], hint=hint)
