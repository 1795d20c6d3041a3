"""One request as the handlers see it, and one answer as they give it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl

from starlette.types import Scope

from outright.serve.hub import Listener

Headers = list[tuple[bytes, bytes]]
MOST_PARAMETERS = 20


class Refusal(Exception):
    """An error of who asks: the status, its kind, what is wrong and what to do."""

    def __init__(self, status: int, code: str, detail: str, hint: str = "") -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.hint = status, code, detail, hint


class Ask:
    """One request: ``method``, ``path`` (unquoted), its headers and its query; its body where one is taken."""

    def __init__(self, scope: Scope) -> None:
        self.body = b""
        self.scope = scope
        self.method: str = scope["method"]
        self.path: str = scope["path"]

    @cached_property
    def headers(self) -> dict[bytes, str]:
        """By lower-case name; a header that came several times is one list."""
        found: dict[bytes, str] = {}
        for name, value in self.scope["headers"]:
            text = value.decode("latin-1")
            found[name] = f"{found[name]}, {text}" if name in found else text
        return found

    def header(self, name: bytes) -> str:
        """The header of this lower-case name; "" without one."""
        return self.headers.get(name, "")

    @cached_property
    def query(self) -> tuple[tuple[str, str], ...]:
        """Names and values in the order they came. `Refusal` for too many, for one twice, or for what is no text."""
        text = self.scope["query_string"].decode("latin-1")
        try:
            found = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_PARAMETERS, errors="strict")
        except ValueError as error:
            hint = f"At most {MOST_PARAMETERS} parameters, in UTF-8."
            raise Refusal(400, "unreadable-query", "The parameters cannot be read.", hint) from error
        names = [name for name, _ in found]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise Refusal(400, "repeated-parameter", f"The parameter '{twice}' came twice.", "Say it once.")
        return tuple(found)

    @property
    def parameters(self) -> dict[str, str]:
        """What the route's pattern found in the path."""
        found: dict[str, str] = self.scope.get("path_params", {})
        return found

    @property
    def host(self) -> str:
        """The address of who asks; behind a proxy that is believed, of who asked the proxy."""
        client = self.scope.get("client")
        return client[0] if client else ""

    @property
    def forwarded(self) -> bool:
        """Whether somebody in between says that it asks for somebody else."""
        return any(name in self.headers for name in (b"x-forwarded-for", b"forwarded", b"x-real-ip"))


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. ``close``: the connection is of no more use."""

    status: int
    headers: Headers
    body: bytes = b""
    close: bool = False


@dataclass(frozen=True, slots=True)
class Streaming:
    """An answer that goes on: the listener's events."""

    listener: Listener
    headers: Headers
