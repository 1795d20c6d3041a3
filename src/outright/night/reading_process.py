"""The process that reads for the engine: bytes in at one pipe, facts or a refusal out at another. Ends at its end.

It may use so much memory beyond what it needs to stand ready, and so much time for one file. What goes wrong here,
goes wrong here: the engine sees a process that has ended.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import struct
import sys
from pathlib import Path
from typing import IO

import msgspec

from outright.night.reading import NO_ROOM, read_whole, unread

_LENGTHS = struct.Struct("<QQ")
_GRACE = 10
STARVED = 3
"""The code of a process that ended because memory ran out."""
MOST_FACTS = 256 << 20
"""Bytes that the facts of one file may have: the engine has to hold them. A whole state's take a tenth."""
_SELF = Path("/proc/self")


class Asked(msgspec.Struct, frozen=True):
    """What is to be read, beside its bytes."""

    kind: str
    name: str
    by_map: str


class Answered(msgspec.Struct, frozen=True):
    """What came of it: the ``error`` that refuses the bytes, "" where facts follow; ``starved``: memory ran out."""

    error: str = ""
    starved: bool = False


def send(pipe: IO[bytes], head: msgspec.Struct, body: bytes) -> None:
    """One message: its head and its bytes, their lengths before them."""
    packed = msgspec.msgpack.encode(head)
    for piece in (_LENGTHS.pack(len(packed), len(body)), packed, body):
        pipe.write(piece)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[bytes, bytes] | None:
    """The head and the bytes of the next message; None where the other side has ended, before it or within it."""
    lengths = pipe.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    first, second = _LENGTHS.unpack(lengths)
    head, body = pipe.read(first), pipe.read(second)
    return (head, body) if (len(head), len(body)) == (first, second) else None


def main(memory: int, seconds: int) -> None:
    """Answer at the pipes this process was started with until nobody asks any more."""
    pipes = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # what a library prints goes nowhere, least of all among the answers
        os.dup2(nothing, stream)
    for sign in (signal.SIGINT, signal.SIGTERM):  # meant for the engine, which reads what has come before it ends
        signal.signal(sign, signal.SIG_IGN)
    with contextlib.suppress(OSError):  # where a machine has no memory left, this process goes and not the engine
        (_SELF / "oom_score_adj").write_text("1000")
    least = _space()
    with contextlib.suppress(OSError, ValueError):  # systems that know no such limit
        resource.setrlimit(resource.RLIMIT_AS, (least + memory, least + memory))
    send(pipes[1], Answered(), b"")
    code = 0
    try:
        _serve(*pipes, seconds, least + memory // 4)
    except BrokenPipeError:  # the engine is gone
        pass
    except MemoryError:  # not even room for the bytes themselves, or for what was read of them
        code = STARVED
    os._exit(code)  # nothing is to be tidied, and there may be no memory to do it in


def _serve(asks: IO[bytes], answers: IO[bytes], seconds: int, most: int) -> None:
    """Read what is asked, one after the other, until there is no more, or memory is not given back."""
    while (asked := receive(asks)) is not None:
        signal.alarm(seconds + _GRACE)  # should the engine be gone that would end it sooner
        head, body = msgspec.msgpack.decode(asked[0], type=Asked), asked[1]
        _, facts, error = read_whole(body, head.kind, head.name, head.by_map)
        starved = bool(error) and (error == unread(head.name, NO_ROOM) or _short_of_memory())
        if facts is not None and len(facts) > MOST_FACTS:
            facts, error = None, unread(head.name, f"what it says takes more than {MOST_FACTS >> 20} MiB")
        send(answers, Answered(error, starved), facts or b"")
        signal.alarm(0)
        del asked, body, facts
        if starved or _space("VmPeak") > most:
            return


def _short_of_memory() -> bool:
    """Whether memory may have been refused while this file was read: a parser may call that a damaged file.

    What is asked for in vain is not counted, and may be as much as there is: so half of the limit is near it.
    """
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return limit != resource.RLIM_INFINITY and _space("VmPeak") > limit // 2


def _space(which: str = "VmSize") -> int:
    """Bytes of address space that this process has; 0 where the system does not say."""
    with contextlib.suppress(OSError, ValueError, StopIteration):
        lines = (_SELF / "status").read_text(encoding="ascii").splitlines()
        return 1024 * int(next(line for line in lines if line.startswith(which)).split()[1])
    return 0


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
