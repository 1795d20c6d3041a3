"""What changed from one document to the next, as little of it as is needed to make the next from the first.

A source publishes the whole of its count again and again, and little of it is new. The store keeps the first whole,
and of each later one only the pieces that are new. A change is JSON: a list of ``[from, to]`` (bytes of the earlier
document) and texts (new bytes), to be joined in order. What is made again is held against the later one's own hash.
"""

from __future__ import annotations

import json
from itertools import accumulate, compress, count, pairwise
from operator import ne

_MARK = b"\0"
"""Stands before every piece while a document is taken apart: no JSON holds one, and whatever does is kept whole."""
WORTH = 2
"""A change must be this many times smaller than the whole, or the whole is kept."""

Part = list[int] | str


def change(before: bytes, after: bytes) -> bytes | None:
    """What makes ``after`` of ``before``; None where that is hardly less than ``after`` itself, or no text.

    Where both have as many pieces they are compared one by one; else what they begin and end with alike is taken
    over, and all between is new.
    """
    if _MARK in before or _MARK in after:
        return None
    old, new = _pieces(before), _pieces(after)
    runs = _one_by_one(old, new) if len(old) == len(new) else _ends(old, new)
    parts: list[Part] = []
    at = was = 0  # pieces of the new and bytes of the old that are dealt with
    offsets = list(accumulate(map(len, old), initial=0))
    try:
        for first, last, old_last in runs:
            if first > at:
                parts.append([was, offsets[first]])
            if last > first:
                parts.append(b"".join(new[first:last]).decode())
            at, was = last, offsets[old_last]
    except UnicodeDecodeError:
        return None
    if at < len(new):
        parts.append([was, len(before)])
    written = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()
    return written if WORTH * len(written) <= len(after) else None


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


def _ends(old: list[bytes], new: list[bytes]) -> list[tuple[int, int, int]]:
    """All between the pieces that both begin with and the pieces that both end with."""
    most = min(len(old), len(new))
    begin = next((n for n in range(most) if old[n] != new[n]), most)
    left = most - begin
    end = next((n for n in range(left) if old[-1 - n] != new[-1 - n]), left)
    return [(begin, len(new) - end, len(old) - end)]
