"""What changed from one document to the next, as little of it as is needed to make the next from the first.

A source publishes the whole of its count again and again, and little of it is new. The store keeps the first whole,
and of each later one only the pieces that are new. A change is JSON: a list of ``[from, to]`` (bytes of the earlier
document) and texts (new bytes), to be joined in order. What is made again is held against the later one's own hash.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from itertools import accumulate, compress, count, pairwise
from operator import ne

_MARK = b"\0"
"""Stands before every piece while a document is taken apart: no JSON holds one, and whatever does is kept whole."""
WORTH = 2
"""A change must be this many times smaller than the whole, or the whole is kept."""

Part = list[int] | str


def change(before: bytes, after: bytes) -> bytes | None:
    """What makes ``after`` of ``before``; None where that is hardly less than ``after`` itself, or no text.

    Where both have as many pieces they are compared one by one; else pieces that each has once, in the same order, say
    what stands beside what.
    """
    if _MARK in before or _MARK in after:
        return None
    old, new = _pieces(before), _pieces(after)
    runs = _one_by_one(old, new) if len(old) == len(new) else _between(old, new)
    parts: list[Part] = []
    at = was = 0  # pieces of the new and bytes of the old that are dealt with
    offsets, places = (list(accumulate(map(len, pieces), initial=0)) for pieces in (old, new))
    try:
        for first, last, old_last in runs:
            if first > at:
                parts.append([was, was + places[first] - places[at]])
            if last > first:
                parts.append(b"".join(new[first:last]).decode())
            at, was = last, offsets[old_last]
    except UnicodeDecodeError:
        return None
    if at < len(new):
        parts.append([was, len(before)])
    written = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()
    return written if WORTH * len(written) <= len(after) and changed(before, written) == after else None


def changed(before: bytes, written: bytes) -> bytes:
    """The later document, made of the earlier one and what `change` wrote. ``ValueError`` for anything else."""
    parts = json.loads(written)
    return b"".join(p.encode() if isinstance(p, str) else before[p[0] : p[1]] for p in parts)


def _pieces(document: bytes) -> list[bytes]:
    """A document in pieces, each from one bracket to the next, so that no letter is cut in two."""
    return document.replace(b"[", b"\0[").replace(b"{", b"\0{").split(_MARK)


def _one_by_one(old: list[bytes], new: list[bytes]) -> list[tuple[int, int, int]]:
    """Runs of pieces that differ: the first, the one behind the last, and the same of the old."""
    differ = list(compress(count(), map(ne, old, new)))
    if not differ:
        return []
    edges = [n for n, (a, b) in enumerate(pairwise(differ)) if b != a + 1]
    starts = [differ[0], *(differ[n + 1] for n in edges)]
    ends = [*(differ[n] + 1 for n in edges), differ[-1] + 1]
    return [(a, b, b) for a, b in zip(starts, ends, strict=True)]


def _between(old: list[bytes], new: list[bytes]) -> list[tuple[int, int, int]]:
    """Runs that differ between the stretches that are alike, as found from pieces that both have just once."""
    runs: list[tuple[int, int, int]] = []
    at = was = 0
    for n, o in [*_anchors(old, new), (len(new), len(old))]:
        if n < at or o < was:
            continue  # within what was found alike already
        while at < n and was < o and new[at] == old[was]:
            at, was = at + 1, was + 1
        first, behind = n, o
        while first > at and behind > was and new[first - 1] == old[behind - 1]:
            first, behind = first - 1, behind - 1
        if first > at or behind > was:
            runs.append((at, first, behind))
        at, was = n, o
    return runs


def _anchors(old: list[bytes], new: list[bytes]) -> list[tuple[int, int]]:
    """Where the pieces stand that each has once: in the new and in the old, as many as keep the same order."""
    once, twice = {piece: n for n, piece in enumerate(old)}, Counter(old)
    here = Counter(new)
    pairs = [(n, once[piece]) for n, piece in enumerate(new) if here[piece] == 1 and twice[piece] == 1]
    ends: list[int] = []  # of rows of one, two, three ... pairs the least last place in the old
    last: list[int] = []
    before: list[int] = []
    for i, (_, o) in enumerate(pairs):
        k = bisect_left(ends, o)
        ends[k : k + 1] = [o]
        last[k : k + 1] = [i]
        before.append(last[k - 1] if k else -1)
    found: list[tuple[int, int]] = []
    i = last[-1] if last else -1
    while i >= 0:
        found.append(pairs[i])
        i = before[i]
    return found[::-1]
