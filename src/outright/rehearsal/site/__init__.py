"""Fake official results sites: the real addresses, headers and quirks of five systems, moving through a night.

``RehearsalSite`` runs one in a thread; `outright.rehearsal.site.app` is the same as an application of its own.
"""

from __future__ import annotations

from outright.rehearsal.site.page import Page, Request, System, View
from outright.rehearsal.site.run import RehearsalSite
from outright.rehearsal.site.systems import SYSTEMS, system

__all__ = ["SYSTEMS", "Page", "RehearsalSite", "Request", "System", "View", "system"]
