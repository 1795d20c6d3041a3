"""What of a night's projections goes to another process and comes back: a contest's ground once, its count every time.

A worker keeps the grounds that it was sent, by what is in them; one that lacks a ground says so and is sent it. What it
answers is the model's own answer, to the last bit, so that a bulletin is the same wherever its contests were projected.
All of it is pickled: a worker and this process must be of one making, and trust one another.
"""

from __future__ import annotations

import datetime as dt
import pickle
import platform
import threading
import zlib
from collections import OrderedDict
from fractions import Fraction
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from outright import __version__
from outright.baseline.outline import ContestKind, Outline, Stakes
from outright.night.ground import laid
from outright.night.modelled import answered
from outright.projection.counted import Counted
from outright.terms import VoteMethod

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from outright.baseline import Ground
    from outright.night.ground import LiveGround
    from outright.projection import Projection

MOST_KEPT = 256 << 20
"""Bytes of grounds, as they were sent and unpacked, that a worker keeps; those least used go first."""
_MODEL = ("baseline", "projection", "night", "terms.py")
"""Where everything stands that an answer follows from: the same files give the same answer."""


def ground_of(live: LiveGround) -> bytes:
    """All that a contest's ground is laid from, packed."""
    return _packed((live.outline, live.past, live.registered))


def key_of(live: LiveGround) -> str:
    """A name for a contest's ground by what is in it: another ground has another."""
    body = pickle.dumps((live.outline, live.past, live.registered), protocol=5)
    return f"{live.outline.contest_id}-{sha256(body).hexdigest()[:24]}"


def count_of(counted: Counted) -> bytes:
    """A count, packed: whole numbers in as few bytes as they need."""
    votes, arrival = counted.votes, counted.arrival
    if votes.size and votes.min() >= 0:
        votes = votes.astype(np.min_scalar_type(int(votes.max())))
    return _packed((votes, counted.part, arrival.astype(np.int32)))


def answer_of(body: bytes) -> Projection:
    """The answer that `work` packed."""
    projection: Projection = pickle.loads(body)
    return projection


def work(key: str, ground: bytes | None, count: bytes, seed: int) -> bytes | None:
    """What a worker does: the projection of a count on the ground ``key``, packed; None where it lacks that ground."""
    known = _KEPT.get(key) if ground is None else _KEPT.put(key, ground)
    if known is None:
        return None
    votes, part, arrival = pickle.loads(zlib.decompress(count))
    counted = Counted(votes.astype(np.int64), part, arrival.astype(np.int64))
    return pickle.dumps(answered(known, counted, seed), protocol=5)


class _Kept:
    """The grounds that this process was sent. A worker may have several threads."""

    def __init__(self) -> None:
        self._grounds: OrderedDict[str, tuple[Ground, int]] = OrderedDict()
        self._lock, self._bytes = threading.Lock(), 0

    def get(self, key: str) -> Ground | None:
        with self._lock:
            if key not in self._grounds:
                return None
            self._grounds.move_to_end(key)
            return self._grounds[key][0]

    def put(self, key: str, packed: bytes) -> Ground:
        body = zlib.decompress(packed)
        ground = laid(*pickle.loads(body))
        with self._lock:
            self._bytes += len(body) - self._grounds.pop(key, (ground, 0))[1]
            self._grounds[key] = ground, len(body)
            while self._bytes > MOST_KEPT and len(self._grounds) > 1:
                self._bytes -= self._grounds.popitem(last=False)[1][1]
        return ground


_KEPT = _Kept()


@cache
def making() -> dict[str, str]:
    """Of what making this process is: what must be equal for two processes to give one answer, each in a word.

    ``model`` stands for the files that an answer follows from; ``arithmetic`` for what this machine makes of a small
    contest, to the millionth.
    """
    return {
        "outright": __version__, "python": ".".join(platform.python_version_tuple()[:2]), "numpy": np.__version__,
        "model": _model(), "arithmetic": _arithmetic(),
    }  # fmt: skip


def differs(theirs: dict[str, str]) -> str:
    """In what another process is of another making, in words; "" where it is of ours."""
    ours = making()
    for what, name in (("outright", "Outright"), ("python", "Python"), ("numpy", "numpy")):
        if ours[what] != theirs.get(what):
            return f"it has {name} {theirs.get(what, 'of no known version')}, and this process {ours[what]}"
    if ours["model"] != theirs.get("model"):
        return "its files of Outright are not the same, though the version is"
    return "" if ours["arithmetic"] == theirs.get("arithmetic") else "its arithmetic gives other figures"


def _model() -> str:
    found = sha256()

    def add(place: Traversable) -> None:
        if place.is_file():
            if place.name.endswith((".py", ".toml")):
                found.update(place.name.encode() + b"\0" + place.read_bytes())
            return
        for inner in sorted(place.iterdir(), key=lambda p: p.name):
            if inner.name != "__pycache__":
                add(inner)

    package = resources.files("outright")
    for name in _MODEL:
        add(package / name)
    return found.hexdigest()[:16]


def _arithmetic() -> str:
    """What is made of a small made-up contest: its printed figures, in one word."""
    units, methods = 24, (VoteMethod.ELECTION_DAY, VoteMethod.ABSENTEE_MAIL)
    outline = Outline(
        "a-made-up-contest", dt.date(2000, 1, 2), "", ContestKind.GENERAL, "", "", "", "precinct", ("a", "b", "c"),
        ("", "", ""), Stakes(Fraction(1, 2), 2), tuple(f"u{i:02d}" for i in range(units)),
        tuple(f"c{i % 4}" for i in range(units)), np.zeros(units, dtype=np.bool_), methods,
    )  # fmt: skip
    place = np.arange(units * 2 * 3).reshape(units, 2, 3)
    arrival = np.where(np.arange(units)[:, None] % 3 < 2, np.arange(units)[:, None] // 3, -1).repeat(2, axis=1)
    votes = np.where(arrival[:, :, None] >= 0, 40 + place * place * 7919 % 211, 0)
    counted = Counted(votes.astype(np.int64), (arrival >= 0).astype(np.float64), arrival.astype(np.int64))
    made = answered(laid(outline, (), ()), counted, 1)
    said = (made.candidates, made.final_votes, made.runoff, made.by_county, made.by_method, made.gates)
    return sha256(repr(said).encode()).hexdigest()[:16]


def _packed(what: object) -> bytes:
    return zlib.compress(pickle.dumps(what, protocol=5), 1)  # a better packing is not worth its time
