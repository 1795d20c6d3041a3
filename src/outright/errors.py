"""The tree of what can go wrong. Every message is written for a desk at 9:04 p.m.

What happened, where, what we still have, what to do. ``FeedError`` means the source is wrong;
``UsageError`` means we were asked for something that does not exist.
"""

from __future__ import annotations

from typing import ClassVar

_LONGEST = 1000


def _plain(text: str) -> str:
    """Text that a terminal can show: a stranger's file is quoted in it, with whatever stands there."""
    shown = text[: _LONGEST + 1]
    if not shown.isprintable():
        shown = "".join(c if c.isprintable() or c in "\n\t" else ascii(c)[1:-1] for c in shown)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"


class OutrightError(Exception):
    """Anything Outright itself reports. ``where`` points into the input; ``hint`` says what to do."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        self.message = _plain(message)
        self.where = _plain(where)
        self.hint = _plain(hint)
        super().__init__(self.message)

    def line(self) -> str:
        """The whole error in one line: what, where, what to do."""
        where = f" ({self.where})" if self.where else ""
        hint = f" {self.hint}" if self.hint else ""
        return " ".join(f"{self.message}{where}.{hint}".split())


class UsageError(OutrightError):
    """The request names something that is not there; the input itself is fine."""

    exit_code = 2


class ConfigError(OutrightError):
    """A night's own settings are wrong."""

    exit_code = 3


class FeedError(OutrightError):
    """A source's file cannot be used. The bytes are kept; earlier counts stand."""

    exit_code = 3


class FeedUnavailable(FeedError):
    """The source did not answer, or the file is not there."""

    exit_code = 4


class FeedNotRecognised(FeedError):
    """The bytes are not of any kind that Outright reads, or not of the kind named."""


class FeedMalformed(FeedError):
    """The kind is right but the file is broken: truncated, contradictory or missing what it must hold."""


class CountError(OutrightError):
    """Numbers that cannot be a count."""

    exit_code = 3


class TotalsDisagree(CountError):
    """A stated total differs from the sum of its parts, where the caller required them to agree."""


class BaselineError(OutrightError):
    """A past contest, its table or an expectation of votes cannot be used; tonight's count stands without it."""

    exit_code = 3


class ContextError(OutrightError):
    """Polls, special elections or money that cannot be read; the count and its verdict stand without them."""


class MoneyError(ContextError):
    """A file of campaign money cannot be used whole; nothing of it is shown, and the count stands without it."""

    exit_code = 3


class RuleError(OutrightError):
    """A rule is unknown, ambiguous for the date, or not expressible."""

    exit_code = 3


class ProjectionError(OutrightError):
    """There is no projection at this moment, or what was drawn cannot be drawn again; the count stands without it."""

    exit_code = 3


class ArchiveError(OutrightError):
    """The night file cannot be opened, was altered, or does not re-derive."""

    exit_code = 3


class NotStored(ArchiveError):
    """Nothing can be stored at the moment: no room, or the disk may only be read. What is stored stands.

    ``kept`` says how many publications of the round were stored before. It may be tried again.
    """

    kept: int = 0


class PublishIncomplete(OutrightError):
    """Files could not all be published. What was there before stands, whole."""

    exit_code = 8


class NightFollowed(ArchiveError):
    """Another engine follows the night and writes its file."""


class TurnLost(ArchiveError):
    """Another collector polls the source: what came under the turn before is late. It was not stored under it."""


class AlertFailed(OutrightError):
    """A message did not reach where it was to go; it is kept and tried again."""

    exit_code = 4


class DeskRefused(OutrightError):
    """What a person of the desk asked for may not be: nothing was done, and the reason is kept."""

    exit_code = 9


class DeskNotAllowed(OutrightError):
    """Who asks has not shown that they may: no token, another person's, or one that is for something else."""

    exit_code = 9
