"""Moments that nobody means are refused as a usage error, never by a traceback."""

import datetime as dt
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from outright.errors import UsageError
from outright.night.replay import seq_at

PLAN = SimpleNamespace(date=dt.date(2017, 4, 18), zone=ZoneInfo("America/New_York"))


@pytest.mark.parametrize("at", ["²", "9" * 5000, "9999-12-31T23:59:59", "0001-01-01T00:00:00+14:00"])
def test_a_moment_that_nobody_means_is_a_usage_error(at, monkeypatch):
    monkeypatch.setattr("outright.night.replay.plan_of", lambda _archive: PLAN)
    with pytest.raises(UsageError):
        seq_at(SimpleNamespace(newest=lambda *_: 57), at)
