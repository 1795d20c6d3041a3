"""Recorded nights through the verb: the worst of them, and what it says of a wrong name."""

import json

import pytest

from outright.cli.main import run
from shared import SHARED, needs_shared


def backtest(*args: str) -> int:
    return run(["backtest", str(SHARED / "data"), "--orders", *args])


@needs_shared
def test_georgia_2020_no_win_is_said_and_the_runoff_of_the_special_is_seen(capsys: pytest.CaptureFixture[str]) -> None:
    assert backtest("recorded", "--contests", "ga-?-s-2020-11-03", "--json") == 0
    series = {s["contest"]: s for s in json.loads(capsys.readouterr().out)["series"]}
    assert set(series) == {"ga-g-s-2020-11-03", "ga-s-s-2020-11-03"}
    for told in series.values():
        assert told["wrong"] == 0
        assert told["withdrawn"] == 0
        assert not [s for s in told["said"] if s["code"].startswith("won_") or s["code"].endswith("_certain")]
    special = [s for s in series["ga-s-s-2020-11-03"]["said"] if s["code"] == "runoff_projected"]
    assert special[0]["counted"] < 0.6
    assert special[-1]["candidates"] == ["warnockr", "loefflerk"]


@needs_shared
def test_recorded_is_asked_for_alone_and_by_a_name_that_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert backtest("recorded,random") == 2
    assert "Ask for it alone" in capsys.readouterr().err
    assert backtest("recorded", "--contests", "nobody") == 2
    assert "No recorded contest of that name" in capsys.readouterr().err
