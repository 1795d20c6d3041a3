"""What a check says: which number looks wrong, where, and what a desk does about it."""

from __future__ import annotations

from dataclasses import dataclass

from outright.terms import Severity


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing about a publication that a person should know. It never changes a count.

    ``code`` names the check. The ids are "" where none applies. ``old`` is what stood before, or the number that
    the new one is measured by (ballots cast, another source's votes); None where there is none. ``text`` says it
    in words: the unit, old and new, what to do.
    """

    code: str
    severity: Severity
    contest_id: str
    unit_id: str
    candidate_id: str
    old: int | None
    new: int | None
    text: str

    @property
    def size(self) -> int:
        """How far apart old and new are; a number that is not reported counts as nothing."""
        return abs((self.new or 0) - (self.old or 0))


@dataclass(frozen=True, slots=True)
class Noticed:
    """What one check found, before its code is put on it. ``severity`` None: the check's own."""

    contest_id: str = ""
    unit_id: str = ""
    candidate_id: str = ""
    old: int | None = None
    new: int | None = None
    text: str = ""
    severity: Severity | None = None

    def alarm(self, code: str, severity: Severity) -> Alarm:
        """The alarm of the check ``code``, whose severity is ``severity`` where this does not say another."""
        return Alarm(
            code, self.severity or severity, self.contest_id, self.unit_id, self.candidate_id, self.old, self.new,
            self.text,
        )  # fmt: skip
