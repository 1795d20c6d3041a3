"""Files hurt on the way: cut anywhere, a byte changed, another file under the name. What a reader may do with them."""

import json
from collections.abc import Iterator

from outright import feeds
from outright.errors import FeedError
from outright.feeds.detect import candidates


def hurt(body: bytes, most: int = 120) -> Iterator[bytes]:
    """The body cut at, and changed at, up to ``most`` places spread over it."""
    step = max(1, len(body) // most)
    for at in range(0, len(body), step):
        yield body[:at]
        for byte in (b"\x00", b"\xff", b'"', b";", b"\n", b"-", b"9"):
            yield body[:at] + byte + body[at + 1 :]
        yield body[:at] + body[at + step :]


def only_our_errors(body: bytes, name: str, kind: str, most: int = 120) -> int:
    """Reads every hurt copy; the number of refusals, all of which are errors of ours."""
    refused = 0
    for sick in hurt(body, most):
        try:
            snapshot = feeds.read(sick, kind=kind, name=name)
        except FeedError as error:
            assert error.message
            assert "\n" not in error.line()
            refused += 1
        else:
            json.dumps(feeds.document(snapshot))
    return refused


def kinds_that_know(body: bytes, name: str = "") -> list[str]:
    """Every reader that says the file is its own."""
    return [r.kind for r in candidates(body, name)]


def votes(snapshot) -> dict[str, dict[str, int | None]]:
    """Votes by contest and candidate as printed."""
    return {
        c.contest.name: {k.name: v for k, v in zip(c.contest.candidates, c.result().totals, strict=True)}
        for c in snapshot.contests
    }
