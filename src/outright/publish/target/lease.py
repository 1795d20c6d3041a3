"""Who publishes to a bucket: a small object that says who, and until when it may be believed.

A folder has a lock that dies with its process; a bucket has none. Whoever publishes puts its name there on the
condition that nobody else has, and renews it; a second one reads it and stays away. It is a courtesy between
honest publishers: what really protects the files is that each is only replaced by who knows its version.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import socket
import uuid
from pathlib import Path

import msgspec

from outright.publish.target.errors import AnotherPublisher

HOLDS = dt.timedelta(seconds=90)
RENEWED_AFTER = dt.timedelta(seconds=30)
_PROCESS = uuid.uuid4().hex


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """Who has hold of the place, and until when. ``machine`` tells machines of one name apart."""

    id: str
    process: str
    pid: int
    host: str
    machine: str
    until: dt.datetime


def lease(holder: str, now: dt.datetime) -> Lease:
    """The lease of this process for ``holder``, from now on."""
    return Lease(
        id=holder, process=_PROCESS, pid=os.getpid(), host=socket.gethostname(), machine=_machine(), until=now + HOLDS
    )


def released(held: Lease, now: dt.datetime) -> Lease:
    """The same lease, given back."""
    return msgspec.structs.replace(held, until=now)


def encode(held: Lease) -> bytes:
    """The lease as it is kept."""
    return msgspec.json.encode(held)


def refuse_while_held(kept: bytes, where: str, now: dt.datetime) -> None:
    """`AnotherPublisher` while the lease that is kept there is another's that may still be alive."""
    try:
        other = msgspec.json.decode(kept, type=Lease)
    except msgspec.DecodeError:
        return
    if other.until <= now or _has_died(other):
        return
    left = (other.until - now).total_seconds()
    raise AnotherPublisher(
        f"Another publisher writes to {where}",
        where=f"process {other.pid} on {other.host}",
        hint=f"Stop it first. If it was killed, its hold ends in {left:.0f} seconds.",
    )


def _has_died(other: Lease) -> bool:
    """Whether the other publisher was a process of this machine that is gone."""
    if not other.machine or other.machine != _machine() or other.process == _PROCESS:
        return False
    if other.pid == os.getpid():
        return True
    try:
        os.kill(other.pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _machine() -> str:
    """One word for this start of this machine (a container is a machine); "" where the system does not say."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
    except OSError:
        return ""
    return hashlib.sha256(f"{socket.gethostname()} {boot}".encode()).hexdigest()[:16]
