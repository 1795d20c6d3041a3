"""A night from its address to its decisions, typed as a desk types it, against a rehearsal site on this machine."""

import datetime as dt
import json
from pathlib import Path

import pytest

from outright.cli.main import run
from outright.rehearsal.site.run import RehearsalSite
from outright.rehearsal.statewide import statewide


@pytest.fixture
def site():
    """A small invented state, half way through its night; tests move the clock."""
    scenario = statewide(7, counties=3, precincts=9, contests=2)
    now = [scenario.steps[len(scenario.steps) // 2].at]
    with RehearsalSite(scenario, "clarity", [], lambda: now[0]) as running:
        running.clock = now
        yield running


@pytest.fixture
def night(site, tmp_path, monkeypatch, capsys):
    """The settings that ``init`` writes for it."""
    monkeypatch.chdir(tmp_path)
    url = site.doors()[0][0]
    assert run(["init", url, "--allow-private", "--contact", "desk@example.org"]) == 0
    assert "Found clarity" in capsys.readouterr().out
    return tmp_path / "night.toml"


def test_init_says_what_it_found_and_what_is_open(night):
    text = night.read_text()
    assert 'kind = "clarity"' in text and "allow_private = true" in text and "rehearsal = true" in text
    assert (night.parent / "registered.csv").read_text().startswith("contest,county,registered\n")


def test_init_does_not_write_over_settings(night, capsys):
    assert run(["init", "http://127.0.0.1:9/GA/1/", "--allow-private"]) == 2
    assert "exists already" in capsys.readouterr().err


def test_check_tries_everything(night, capsys):
    assert run(["check"]) == 0
    said = capsys.readouterr().out
    assert "source clarity-1" in said and "2 contests in" in said and "polls_close" in said


def test_check_names_a_source_that_does_not_answer(night, site, capsys):
    site.stop()
    assert run(["check"]) == 4
    assert "No connection" in capsys.readouterr().out


def test_fetch_keeps_what_came_and_says_when_nothing_is_new(night, capsys):
    assert run(["fetch"]) == 0
    assert "kept in night.owr" in capsys.readouterr().out
    assert run(["show", "governor", "--db", "night.owr"]) == 0
    assert run(["verify", "night.owr"]) == 0
    assert run(["fetch", "night.toml", "nobody"]) == 2


def test_watch_follows_to_the_end_and_goes_on_where_it_stood(night, site, capsys):
    assert run(["watch", "--polls", "1", "--every", "0s", "--plain"]) == 0
    site.clock[0] = site.app.scenario.ends + dt.timedelta(hours=1)
    assert run(["watch", "--polls", "1", "--every", "0s", "--plain"]) == 0
    assert "Going on after publication" in capsys.readouterr().err
    assert run(["show", "governor", "--db", "night.owr", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out.splitlines()[-1])
    (governor,) = [c for c in site.app.scenario.contests if c.contest.name == "Governor"]
    told = {c["id"]: c["votes"] for c in shown["contest"]["candidates"] if c["votes"]}
    assert told == {k: v for k, v in site.app.scenario.certified()[governor.contest.id].items() if v}


def test_a_cluster_that_is_not_there_costs_the_night_one_line(night, capsys):
    pytest.importorskip("distributed")
    assert run(["watch", "--polls", "1", "--every", "0s", "--plain", "--engine", "dask://127.0.0.1:1"]) == 0
    assert capsys.readouterr().err.count("does not answer") <= 1
    assert run(["verify", "night.owr"]) == 0
    night.write_text(night.read_text() + '\n[projection]\nengine = "dask://127.0.0.1:1"\n')
    assert run(["check"]) == 0
    assert " warn projection " in capsys.readouterr().out


def test_an_engine_that_there_is_not_is_refused_before_anything_is_asked(night, capsys):
    assert run(["watch", "--engine", "dusk://127.0.0.1:8786"]) == 2
    said = capsys.readouterr().err
    assert said == "outright: No engine 'dusk://127.0.0.1:8786' (--engine). It is local or dask://HOST:PORT.\n"
    assert run(["watch", "--engine", "dask://127.0.0.1:8786", "--workers", "2"]) == 2
    assert capsys.readouterr().err.startswith("outright: --workers are this machine's processes (--workers).")
    written = night.read_text()
    night.write_text(f'{written}\n[projection]\nengine = "dusk"\n')
    assert run(["fetch"]) == 3
    assert "No engine 'dusk' (projection.engine)" in capsys.readouterr().err
    night.write_text(f'{written}\n[projection]\nworkers = 2\ndeadline = "0s"\n')
    assert run(["fetch"]) == 3
    assert "A worker needs some time (projection.deadline)" in capsys.readouterr().err
    assert not (night.parent / "night.owr").exists()


def test_processes_of_this_machine_are_typed_or_written(night, capsys):
    assert run(["watch", "--polls", "1", "--every", "0s", "--plain", "--workers", "2"]) == 0
    night.write_text(night.read_text() + "\n[projection]\nworkers = 2\n")
    assert run(["check"]) == 0
    assert " ok   projection                   2 processes of this machine" in capsys.readouterr().out
    assert run(["watch", "--polls", "1", "--every", "0s", "--plain"]) == 0
    assert run(["verify", "night.owr", "--workers", "2"]) == 0


def test_a_night_is_not_followed_with_other_settings_than_it_was_begun_with(night, capsys):
    assert run(["fetch"]) == 0
    night.write_text(night.read_text().replace('name = "Governor"', 'name = "The Governor"'))
    assert run(["fetch"]) == 3
    assert "no longer says what night.owr was begun with" in capsys.readouterr().err


def report(**changes) -> dict:
    return {
        "schema": "outright/entry/1", "source": "Kelby County", "reportedBy": "The clerk", "enteredBy": "A. Clerk",
        "how": "telephone", "at": "2026-11-03T21:20:00-05:00", "text": "Read out from the tape.",
        "contests": [{"name": "Governor", "units": [{"name": "Nowhere", "votes": {"Ann Ames": 12}}]}],
    } | changes  # fmt: skip


def test_a_report_by_hand_waits_for_a_second_person(night, capsys):
    assert run(["fetch"]) == 0
    Path("report.json").write_text(json.dumps(report()))
    assert run(["enter", "report.json"]) == 0
    capsys.readouterr()
    assert run(["hold", "list", "--json"]) == 0
    (waiting,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert "A. Clerk entered this by hand" in waiting["why"][0]
    seq = str(waiting["seq"])
    assert run(["hold", "release", seq, "--by", "a. clerk", "--reason", "Mine."]) == 2
    assert "cannot be its second person" in capsys.readouterr().err
    assert run(["hold", "release", seq, "--by", "T. Okafor", "--reason", "Checked against the tape."]) == 0
    assert run(["hold", "list"]) == 0
    assert "Nothing waits" in capsys.readouterr().out
    assert run(["show", "governor", "--db", "night.owr", "--all"]) == 0
    assert "Ann Ames" in capsys.readouterr().out
    assert run(["verify", "night.owr"]) == 0


def test_a_report_that_is_rejected_is_never_shown(night, capsys):
    assert run(["fetch"]) == 0
    Path("report.json").write_text(json.dumps(report()))
    assert run(["enter", "report.json"]) == 0
    capsys.readouterr()
    assert run(["hold", "list", "--json"]) == 0
    seq = str(json.loads(capsys.readouterr().out)["seq"])
    assert run(["hold", "reject", seq, "--by", "T. Okafor", "--reason", "The tape says otherwise."]) == 0
    assert run(["show", "governor", "--db", "night.owr", "--all"]) == 0
    assert "Ann Ames" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"enteredBy": ""}, "$.enteredBy"),
        ({"votes": 3}, "$"),
        ({"contests": [], "onHand": []}, "$"),
        ({"at": "2026-11-03T21:20:00"}, "$.at"),
        ({"contests": [{"name": "Governor", "units": [{"name": "N", "votes": {"Ann": -1}}]}]}, "$.contests[0]"),
        (
            {"contests": [{"name": "G", "units": [{"name": "N", "votes": {}}, {"name": "N", "votes": {}}]}]},
            "$.contests",
        ),
    ],
)
def test_a_report_that_is_not_whole_is_refused_with_its_place(night, capsys, changes, where):
    Path("report.json").write_text(json.dumps(report(**changes)))
    assert run(["enter", "report.json"]) == 3
    assert where in capsys.readouterr().err


def test_a_note_stands_in_the_log(night, capsys):
    assert run(["fetch"]) == 0
    text = "Results server down since 8:10 p.m., says the director."
    assert run(["note", "--kind", "outage", "--unit", "kelby", "--by", "A. Clerk", "--text", text]) == 0
    assert run(["note", "--kind", "polling-hours", "--by", "A. Clerk", "--text", "Open longer."]) == 2
    capsys.readouterr()
    assert run(["log", "governor", "--db", "night.owr"]) == 0
    assert "Results server down since 8:10 p.m., says" in " ".join(capsys.readouterr().out.split())


def test_a_decision_about_nothing_is_a_mistake_of_the_desk(night, capsys):
    assert run(["fetch"]) == 0
    assert run(["hold", "release", "1", "--by", "T. Okafor", "--reason", "x"]) == 2
    assert "does not wait" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["nist-xml", "nist-json", "ap-json", "elex-csv", "openelections-csv", "parquet"])
def test_a_night_is_exported(night, form, capsys):
    from outright import feeds

    assert run(["fetch"]) == 0
    assert run(["export", "night.owr", "governor", "--to", form, "--out", "out.x"]) == 0
    body = Path("out.x").read_bytes()
    assert body
    if form != "parquet":
        name = "20261103__zz__general__county.csv" if form == "openelections-csv" else "out.x"
        (count,) = feeds.read(body, name=name).contests
        assert count.votes
    assert run(["export", "night.owr", "--to", "xls"]) == 2
