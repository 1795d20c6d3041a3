"""What the bytes of one publication say, as a snapshot, as canonical bytes, or as the line that refuses them."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from outright import feeds
from outright.count import Snapshot
from outright.errors import OutrightError
from outright.feeds import column_map
from outright.feeds.detect import read_with
from outright.feeds.load import opened

UNREAD = "Not read on this machine: "
"""How a refusal begins that says something of this machine and nothing of the bytes: no memory, no time, a reader
that died. Another machine may read them; `verify` believes it as it was recorded, and counts it."""

NO_ROOM = "it needs more memory than there is"


def facts_of(snapshot: Snapshot) -> bytes:
    """A snapshot as canonical bytes: the same snapshot gives the same bytes in every process."""
    return msgspec.json.encode(snapshot, order="deterministic")


def snapshot_of(facts: bytes) -> Snapshot:
    """The snapshot that `facts_of` wrote."""
    return msgspec.json.decode(facts, type=Snapshot)


def read_publication(body: bytes, kind: str, name: str, by_map: str = "") -> tuple[Snapshot | None, str]:
    """What the bytes say, or the error that refuses them in one line. ``by_map``: the text of a column map."""
    snapshot, _, error = read_whole(body, kind, name, by_map)
    return snapshot, error


def read_whole(body: bytes, kind: str, name: str, by_map: str = "") -> tuple[Snapshot | None, bytes | None, str]:
    """As `read_publication`, with the snapshot's canonical bytes.

    A reader that fails in a way it should not (our bug) refuses the file too: the night goes on, and the
    bytes are kept to read again.
    """
    try:
        inner, unpacked = opened(body, name)
        if kind == "column-map":
            snapshot = read_with(_mapped(by_map), unpacked, inner)
        else:
            snapshot = feeds.read(unpacked, kind=kind, name=inner)
        return snapshot, facts_of(snapshot), ""  # half a letter in a name is read, but no file can hold it
    except OutrightError as error:
        return None, None, error.line()
    except MemoryError:
        return None, None, unread(name, NO_ROOM)
    except ImportError as error:
        return None, None, unread(name, f"its reader cannot be loaded ({error.name or 'no room'})")
    except Exception as error:
        return None, None, f"The reader for {kind} failed on {name} ({type(error).__name__}). The bytes are kept."


def unread(name: str, why: str) -> str:
    """The line that refuses a publication because of this machine, and what a person can do."""
    line = f"{UNREAD}{name}: {why}. The bytes are kept; have them read again: outright hold again"
    return " ".join(line.split())


@lru_cache(maxsize=32)
def _mapped(text: str) -> feeds.Reader:
    """The reader that a column map makes."""
    return column_map.reader_for(column_map.parse(text.encode(), "column map"))
