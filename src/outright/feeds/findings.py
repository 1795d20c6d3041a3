"""Collects what a reader noticed. A finding never changes a count; it tells the desk about it.

A sick file can hold the same trouble ten thousand times: after the first few of one code the rest
are counted and summed up in one line, so that nothing is hidden and nothing floods the page.
"""

from __future__ import annotations

from outright.count import Finding
from outright.terms import Severity

SHOWN_PER_CODE = 50


class Findings:
    """The findings of one file, in the order they were met."""

    def __init__(self) -> None:
        self._kept: list[Finding] = []
        self._met: dict[str, int] = {}
        self._severity: dict[str, Severity] = {}

    def info(self, code: str, where: str, message: str) -> None:
        """Good to know; the numbers stand."""
        self._add(code, Severity.INFO, where, message)

    def warn(self, code: str, where: str, message: str) -> None:
        """The source contradicts itself or leaves something out."""
        self._add(code, Severity.WARN, where, message)

    def hold(self, code: str, where: str, message: str) -> None:
        """A person should look before anything is said from these numbers."""
        self._add(code, Severity.HOLD, where, message)

    def _add(self, code: str, severity: Severity, where: str, message: str) -> None:
        self._met[code] = self._met.get(code, 0) + 1
        self._severity[code] = severity
        if self._met[code] <= SHOWN_PER_CODE:
            self._kept.append(Finding(code, severity, where, message))

    def close(self) -> tuple[Finding, ...]:
        """Every finding, with one line for those beyond the first few of a code."""
        for code, met in self._met.items():
            if met > SHOWN_PER_CODE:
                more = f"{met - SHOWN_PER_CODE} more findings of this kind are not listed."
                self._kept.append(Finding(code, self._severity[code], "", more))
        return tuple(self._kept)
