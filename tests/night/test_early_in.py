"""The worst night as a report: every early and mail vote in, none of election day."""

import json

import numpy as np
import pytest

from outright.baseline.library import Library
from outright.cli.main import run
from outright.night.early_in import EarlyIn, early_in, fits, summary, text
from shared import SHARED, needs_shared


def one(**changed) -> EarlyIn:
    figures = {
        "contest_id": "aa", "group": "generals and specials", "klass": "G1", "part": 0.5, "raw": 12.0, "low": 1.0,
        "middle": 3.0, "high": 6.0, "final": 2.0, "share_width": 2.5, "share_held": True, "verdict": "too_early",
    }  # fmt: skip
    return EarlyIn(**(figures | changed))


def test_the_early_vote_is_in_and_nothing_else(library_folder, monkeypatch):
    from outright.night import early_in as report

    library, seen = Library.open(library_folder), []
    real = report.project

    def watched(ground, counted, **more):
        seen.append((ground.outline, counted))
        return real(ground, counted, **more)

    monkeypatch.setattr(report, "project", watched)
    found = list(early_in(library, library.ids(), None, lambda: None))
    assert found
    assert all(fits(library, outline) for outline, _ in seen)
    for outline, counted in seen:
        inside = [m.value in ("early", "absentee-mail") for m in outline.methods]
        assert (counted.part == np.array(inside)[None, :]).all()
        assert counted.votes[:, [not x for x in inside]].sum() == 0
        assert set(np.unique(counted.arrival)) == {-1, 0}  # they came together
    for line in found:
        assert line.low <= line.middle <= line.high
        assert 0 < line.part < 1


def test_contests_without_methods_without_places_or_without_a_baseline_have_no_such_moment(library_folder):
    library = Library.open(library_folder)
    having = {i for i in library.ids() if fits(library, library.outline(i))}
    assert having
    assert not [i for i in having if i.startswith(("bb-", "cc-"))]  # no methods; by county


def test_the_summary_is_what_the_lines_say():
    lines = [one(), one(middle=8.0, final=1.0, high=9.0, low=5.0, share_held=False), one(group="runoffs", klass="R")]
    found = {line["group"]: line for line in summary(lines)}
    generals = found["generals and specials"]
    assert (generals["contests"], generals["mean"], generals["under_2"]) == (2, 4.0, 0.5)
    assert (generals["held90"], generals["share_held90"], generals["width90"]) == (0.5, 0.5, 4.5)
    assert generals["raw_mean"] == 10.5
    assert found["runoffs"]["contests"] == 1
    assert "primaries" not in found
    assert any("projected +8.0" in line for line in text(lines))


def test_the_verb_prints_it_and_refuses_what_it_cannot_do(library_folder, capsys: pytest.CaptureFixture[str]):
    asked = ["backtest", str(library_folder), "--orders", "early-in"]
    assert run([*asked, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["contests"]
    assert run([*asked, "--rows", "x.parquet"]) == 2
    assert "no rows" in capsys.readouterr().err
    assert run([*asked[:-1], "early-in,random"]) == 2
    assert "report of its own" in capsys.readouterr().err
    assert run([*asked, "--contests", "bb-*"]) == 2
    assert "No contest with early votes" in capsys.readouterr().err


@needs_shared
def test_a_statewide_contest_with_the_early_vote_in_is_nearer_than_the_count(capsys: pytest.CaptureFixture[str]):
    name = "ga-2018-11-06-secretary-of-state-general"
    assert run(["backtest", str(SHARED / "data"), "--orders", "early-in", "--contests", name, "--json"]) == 0
    (line,) = json.loads(capsys.readouterr().out)["contests"]
    assert abs(line["middle"] - line["final"]) < abs(line["raw"] - line["final"])
    assert line["low"] <= line["final"] <= line["high"]
