"""What can go wrong between a source and us, in words for a desk. Each has a short ``code`` and says what to do.

An error that came with a body carries it (cut to a bound), so that it can be kept beside the counts.
"""

from __future__ import annotations

from typing import ClassVar

from outright.errors import FeedUnavailable

LARGEST_ERROR_BODY = 256 * 2**10


class FetchFailed(FeedUnavailable):
    """A source did not give its file. ``status`` is None when there was no answer at all."""

    code: ClassVar[str] = "unavailable"
    hints: ClassVar[str] = "Earlier counts stand; it is asked again."

    def __init__(
        self,
        message: str,
        *,
        where: str = "",
        hint: str = "",
        status: int | None = None,
        body: bytes = b"",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, where=where, hint=hint or self.hints)
        self.status = status
        self.body = body[:LARGEST_ERROR_BODY]
        self.retry_after = retry_after


class NotAllowed(FetchFailed):
    """The address leads where we do not go: not https, this machine, an inside network."""

    code = "not-allowed"
    hints = "Give a public https address."


class Unreachable(FetchFailed):
    """The site's name is unknown, nothing answers there, or the line broke."""

    code = "unreachable"


class Untrusted(FetchFailed):
    """The site's certificate does not hold: expired, self-signed, or another's name."""

    code = "untrusted"
    hints = "Nothing was read. Ask the office; do not go around it."


class TooSlow(FetchFailed):
    """The whole answer did not come within the deadline."""

    code = "too-slow"


class TooLarge(FetchFailed):
    """The answer is larger, or unpacks to more, than any results file."""

    code = "too-large"
    hints = "It was not read. Check the address."


class CutShort(FetchFailed):
    """The answer ended before its end, or was damaged on the way."""

    code = "cut-short"


class Blocked(FetchFailed):
    """The site refuses us (401, 403 and the like). It says nothing about results."""

    code = "blocked"
    hints = "This is not 'no results'. Set a contact or another User-Agent, ask the office, or hand the file in."


class RateLimited(FetchFailed):
    """The site asks us to wait; ``retry_after`` says how many seconds."""

    code = "rate-limited"
    hints = "It is left alone for as long as it asks; consider a longer interval."


class NotThere(FetchFailed):
    """There is no such file (404, 410, or an answer with no content). Often: not yet."""

    code = "not-there"
    hints = "It may not be published yet. If it stays so, check the address."


class SiteInTrouble(FetchFailed):
    """The site answers with its own error (500 and up)."""

    code = "site-in-trouble"


class OddAnswer(FetchFailed):
    """An answer that is no file: redirects without end, "not changed" to a first question, an unknown status."""

    code = "odd-answer"
    hints = "Nothing was read. Check the address."
