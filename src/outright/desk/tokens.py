"""Who may act for whom: tokens that are shown once, kept as hashes, and compared in constant time.

A token is 256 bits of chance with the few letters that name it. Beside a night lies a file of what is known of its
tokens: for whom, for what, until when, and a salted scrypt hash; never a token. Chance and time are given.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from outright.errors import ConfigError

if TYPE_CHECKING:
    from outright.archive import Home

SCHEMA = "outright/desk-tokens/1"
SECRET_BYTES, SALT_BYTES, NAME_BYTES = 32, 16, 4
_MARK = "owd"
_COST = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}
_LONGEST = 200


class Scope(StrEnum):
    """What a token is for."""

    PROPOSE = "propose"
    APPROVE = "approve"
    RETRACT = "retract"
    HOLD = "hold"
    NOTE = "note"


class Token(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What is kept of a token: everything but the token. ``salt`` and ``hash`` are in hexadecimal."""

    id: str
    person: str
    scopes: tuple[Scope, ...]
    salt: str
    hash: str
    made_at: dt.datetime
    until: dt.datetime
    revoked_at: dt.datetime | None = None

    def is_good(self, now: dt.datetime) -> bool:
        """Whether it may be used at this moment."""
        return self.revoked_at is None and self.made_at <= now < self.until


class Book(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Every token that was ever made for a night."""

    schema: str = SCHEMA
    tokens: tuple[Token, ...] = ()


def make(
    person: str, scopes: Sequence[Scope], *, chance: bytes, at: dt.datetime, until: dt.datetime
) -> tuple[Token, str]:
    """A new token: what is kept of it, and the token itself, which nobody can show again.

    ``chance``: as many random bytes as secret, salt and name take together, from the system's own source.
    """
    if len(chance) != SECRET_BYTES + SALT_BYTES + NAME_BYTES:
        raise ValueError("a token takes exactly as much chance as it holds")
    secret, salt, name = chance[:SECRET_BYTES], chance[SECRET_BYTES:-NAME_BYTES], chance[-NAME_BYTES:].hex()
    text = f"{_MARK}_{name}_{base64.urlsafe_b64encode(secret).decode().rstrip('=')}"
    kept = Token(
        id=name, person=person, scopes=tuple(dict.fromkeys(scopes)), salt=salt.hex(), hash=_hash(text, salt).hex(),
        made_at=at, until=until,
    )  # fmt: skip
    return kept, text


def known(tokens: Sequence[Token], text: str, now: dt.datetime) -> Token | None:
    """The token this is, if it may be used now. Whatever is given, one hash is made and compared in constant time."""
    text = text.strip()[:_LONGEST].encode("utf-8", "replace").decode()
    name = text.split("_", 2)[1] if text.count("_") >= 2 else ""
    found = next((t for t in tokens if hmac.compare_digest(t.id.encode(), name.encode())), None)
    salt = bytes.fromhex(found.salt) if found is not None else bytes(SALT_BYTES)
    wanted = bytes.fromhex(found.hash) if found is not None else bytes(32)
    same = hmac.compare_digest(_hash(text, salt), wanted)
    return found if found is not None and same and found.is_good(now) else None


def _hash(text: str, salt: bytes) -> bytes:
    return hashlib.scrypt(text.encode(), salt=salt, **_COST)


def file_of(store: Home) -> Path:
    """Where the tokens of the night at ``store`` are kept: beside it, and never in it."""
    return store.with_name(store.name + ".desk.json")


def load(store: Home) -> tuple[Token, ...]:
    """Every token that was made for the night; none where there is no file. `ConfigError` for a damaged one."""
    path = file_of(store)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Book).tokens
    except FileNotFoundError:
        return ()
    except (OSError, msgspec.DecodeError) as error:
        raise ConfigError(f"The desk's tokens cannot be read: {error}", where=str(path), hint="Mend it.") from error


def save(store: Home, tokens: Sequence[Token]) -> None:
    """Keep these tokens, whole or not at all, readable by this account alone."""
    path = file_of(store)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(Book(tokens=tuple(tokens)))))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
