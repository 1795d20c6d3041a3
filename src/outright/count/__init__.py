"""The typed core: who has how many votes where, by which method. Frozen values, no input or output."""

from __future__ import annotations

from outright.count.batch import Batch, Change
from outright.count.contest import Candidate, Contest, Election
from outright.count.ids import candidate_id, slug, surname
from outright.count.notice import DeskWord, Notice, NoticeKind
from outright.count.snapshot import BallotsOnHand, Finding, Snapshot
from outright.count.tally import ContestCount, StatedTotals, UnitCount
from outright.count.units import ExternalId, ReportingUnit

__all__ = [
    "BallotsOnHand",
    "Batch",
    "Candidate",
    "Change",
    "Contest",
    "ContestCount",
    "DeskWord",
    "Election",
    "ExternalId",
    "Finding",
    "Notice",
    "NoticeKind",
    "ReportingUnit",
    "Snapshot",
    "StatedTotals",
    "UnitCount",
    "candidate_id",
    "slug",
    "surname",
]
