"""What a reader may do with any bytes at all: refuse them in our words, or give a snapshot that holds together."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable

import msgspec

from outright import feeds
from outright.count import ContestCount, Snapshot
from outright.count.tally import add
from outright.errors import OutrightError
from outright.terms import Severity, VoteMethod

SAFE = re.compile(r"[a-z0-9]+(?:-+[a-z0-9]+)*")
UNPRINTABLE = frozenset({"Cc", "Cs"})
TOLD = frozenset({
    "total-not-sum-of-methods", "method-not-sum-of-units", "total-not-sum-of-units", "methods-unknown",
    "option-only-local",
    "not-a-method", "total-not-stated",
})  # fmt: skip


class LawBroken(AssertionError):
    """A snapshot that contradicts itself and says nothing of it, or an error that cannot be printed."""


def judged(read: Callable[[bytes], Snapshot], body: bytes) -> Snapshot | None:
    """Reads the bytes: None where they were refused properly, else a snapshot that keeps every law.

    Any other exception passes through: that is what a fuzzer looks for.
    """
    try:
        snapshot = read(body)
    except OutrightError as error:
        printable(error)
        return None
    keeps_together(snapshot)
    return snapshot


def printable(error: OutrightError) -> None:
    """The error says something, on one line, that a terminal can show as it is."""
    line = error.line()
    bad = {c for c in line if unicodedata.category(c) in UNPRINTABLE}
    must(bool(error.message), "an error without words")
    must(not bad, f"an error that cannot be printed: {line!a}")
    must(len(line) < 3100, f"an error of {len(line)} letters: {line[:300]!a}")


def keeps_together(snapshot: Snapshot) -> None:
    """The laws of every snapshot: stored and printed, ids unique, numbers that agree or a finding that they do not."""
    facts = msgspec.json.encode(snapshot, order="deterministic")
    must(msgspec.json.decode(facts, type=Snapshot) == snapshot, "stored and read again it is another")
    json.dumps(feeds.document(snapshot), allow_nan=False)
    for moment in (snapshot.published_at, *(n.until for n in snapshot.notices)):
        must(
            moment is None or 1900 <= moment.year < 2200, "a clock at the end of the calendar, which cannot be compared"
        )
    unique([c.contest.id for c in snapshot.contests], "contests")
    codes = {f.code for f in snapshot.findings if f.severity is not Severity.INFO}
    must(all(f.code and f.message for f in snapshot.findings), "a finding without words")
    for count in snapshot.contests:
        _one_contest(count, codes)


def _one_contest(count: ContestCount, codes: set[str]) -> None:
    name = count.contest.name
    unique([u.unit.id for u in count.units], f"units of {name!a}")
    unique([c.id for c in count.contest.candidates], f"candidates of {name!a}")
    unique([m.value for m in count.methods], f"methods of {name!a}")
    must(VoteMethod.TOTAL not in count.methods, "a total among the methods")
    rows = [*count.units, *([count.stated] if count.stated else [])]
    for row in rows:
        for c, total in enumerate(row.totals):
            parts = [part[c] for part in row.parts]
            must(
                all(v is None or type(v) is int for v in (total, *parts)), f"votes that are no whole number in {name!a}"
            )
            explained = add(parts) in (None, total) or bool(codes & TOLD)
            must(explained, f"{name!a}: {total} is not the sum of {parts}, and no finding says so")
            low = min((v for v in (total, *parts) if v is not None), default=0)
            must(low >= 0 or bool(codes & {"negative-votes", *TOLD}), f"{name!a}: {low} votes, and no finding says so")
    summed = count.summed().totals
    for c, total in enumerate(count.stated.totals if count.stated else ()):
        agrees = summed[c] in (None, total) or bool(codes & TOLD)
        must(agrees, f"{name!a}: {total} stated, {summed[c]} summed, and no finding says so")
    numbers = (
        count.precincts_reported, count.precincts_total, count.ballots_cast, count.registered_voters, count.overvotes,
        count.undervotes, *(n for u in count.units for n in (u.ballots_cast, u.registered_voters)),
    )  # fmt: skip
    must(all(n is None or type(n) is int for n in numbers), f"a number that is not whole in {name!a}")
    must(type(count.contest.seats) is int and type(count.contest.votes_allowed) is int, f"seats of {name!a}")


def unique(ids: list[str], what: str) -> None:
    """No two of one id, and none that could be taken for a path: files and pages are named by them."""
    must(
        all(map(SAFE.fullmatch, ids)),
        f"an id of {what} that is no plain word: {[i for i in ids if not SAFE.fullmatch(i)]!a}",
    )
    must(len(set(ids)) == len(ids), f"two {what} of one id")


def must(holds: bool, message: str) -> None:
    """A law, checked also where asserts are off."""
    if not holds:
        raise LawBroken(message)
