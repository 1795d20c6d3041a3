"""What can go wrong while files are published. Written for a desk: what happened, where, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outright.publish.target.publisher import Summary


class TargetError(Exception):
    """A folder or a bucket that cannot be written. What was published before stands, whole."""

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        self.message, self.where, self.hint = message, where, hint
        super().__init__(message)


class AnotherPublisher(TargetError):
    """Somebody else publishes there: nothing of theirs is written over."""


class AnotherRun(TargetError):
    """There lies the same night from another night file: its moments are not ours."""


class Incomplete(TargetError):
    """The files could not all be written. ``summary`` is what was, ``left`` the paths that were not."""

    def __init__(self, cause: TargetError, summary: Summary, left: tuple[str, ...]) -> None:
        self.summary, self.left = summary, left
        super().__init__(cause.message, where=cause.where, hint=cause.hint)
