"""Places for which votes are reported."""

from __future__ import annotations

from dataclasses import dataclass

from outright.terms import ReportingUnitType


@dataclass(frozen=True, slots=True)
class ExternalId:
    """An id somebody else gave a place: ``kind`` is fips, ocd-id, local-level, state-level or other."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class ReportingUnit:
    """An area or group for which totals are reported.

    ``parent_id`` names the unit that contains it in the same count. ``is_geographic`` is false for a
    county's early, mail or provisional batch that a source lists among its precincts.
    """

    id: str
    name: str
    type: ReportingUnitType
    parent_id: str | None = None
    external_ids: tuple[ExternalId, ...] = ()
    is_geographic: bool = True
