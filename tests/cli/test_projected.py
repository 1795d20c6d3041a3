"""The projection of a stored night, as the verb that asks for it prints it."""

import json
from pathlib import Path

import pytest
from goldens import agrees

import night
from outright.cli.projected import night_projection
from outright.errors import ConfigError, UsageError
from projected_states import no_projection, runoff_projected

CONTEST = "us-house-6"


@pytest.fixture
def projected(stored, monkeypatch):
    """The night file of the made-up bulletin, with a projection from its second publication on."""
    states = {"1": no_projection}
    load = night.module(lambda _path, at: states.get(at, runoff_projected)())
    monkeypatch.setitem(__import__("sys").modules, night.MODULE, load)
    return stored


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("why", [False, True], ids=["ranges", "why"])
def test_the_projection_is_what_is_stored(columns, why, projected, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    night_projection(projected, why=why)
    out, err = capsys.readouterr()
    assert err == ""
    agrees(f"project{'-why' if why else ''}-{columns}", out)


def test_another_level_is_another_range(projected, capsys):
    night_projection(projected, CONTEST, level=0.5)
    half = capsys.readouterr().out
    night_projection(projected, CONTEST, level=50)
    assert capsys.readouterr().out == half
    assert "proj. 50%" in half and "47.6 to 48.6" in half
    with pytest.raises(UsageError, match=r"no range of 0.7"):
        night_projection(projected, level=0.7)


def test_json_has_the_whole_projection_and_the_night_it_is_of(projected, capsys):
    night_projection(projected, "us", as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert (said["contestId"], said["level"], said["note"]) == (CONTEST, 0.9, "")
    assert said["night"]["rehearsal"] is True
    assert said["projection"]["code"] == "runoff_projected"
    assert said["projection"]["gates"]


def test_csv_has_a_row_for_every_candidate(projected, capsys):
    night_projection(projected, as_csv=True)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 19
    assert lines[0].startswith("night,seq,as_of,status,test,rehearsal,contest,candidate")
    with pytest.raises(UsageError, match="cannot both"):
        night_projection(projected, as_csv=True, as_json=True)


def test_before_there_was_one_it_says_why_not(projected, capsys):
    night_projection(projected, at="1")
    assert "No projection: tonight's precincts could not be matched" in capsys.readouterr().out
    night_projection(projected, at="1", as_json=True)
    assert json.loads(capsys.readouterr().out)["projection"] is None


def test_without_a_night_file_it_says_what_to_do(tmp_path):
    with pytest.raises(ConfigError, match="No night file"):
        night_projection(Path(tmp_path / "none.owr"))


def test_the_verb_shows_the_projection_of_the_night(projected, typed, capsys):
    night_projection(projected, CONTEST, level=0.5, why=True)
    shown = capsys.readouterr().out
    assert typed("project", CONTEST, "--level", "50", "--why") == (0, shown, "")
    assert typed("project", "georgia", "--db", str(projected), "--level", ".5", "--why") == (0, shown, "")
    code, out, _ = typed("project", "--at", "1", "--json")
    assert (code, json.loads(out)["projection"]) == (0, None)
    assert typed("project", "--csv")[1].startswith("night,seq,as_of")


def test_the_night_that_is_looked_at_is_the_one_the_environment_names(projected, typed, monkeypatch, tmp_path):
    other = tmp_path / "other.owr"
    projected.rename(other)
    assert typed("project", "--json")[0] == 3
    monkeypatch.setenv("OUTRIGHT_DB", str(other))
    assert typed("project", "--json")[0] == 0
    assert typed("project", "--db", str(projected))[0] == 3


@pytest.mark.parametrize(
    ("options", "both"),
    [
        (["--contest", "x", "--db", "night.owr"], "--contest is for a dataset and --db for a night file"),
        (["--reported", "x.parquet", "--why"], "--reported is for a dataset and --why for a night file"),
        (["--seed", "0", "--at", "3"], "--seed is for a dataset and --at for a night file"),
    ],
)
def test_options_of_a_night_and_of_a_dataset_are_not_mixed(options, both, projected, typed):
    code, out, err = typed("project", ".", *options)
    assert (code, out) == (2, "")
    assert both in err
    assert "project [CONTEST] --db NIGHT.owr" in err and "project DIR --contest ID --reported CELLS" in err


def test_a_dataset_without_all_it_needs_says_what_is_lacking(typed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "--contest must be given too" in typed("project", ".", "--reported", "x.parquet")[2]
    assert "DIR and --reported must be given too" in typed("project", "--contest", "x")[2]
    code, _, err = typed("project", ".")
    assert code == 2
    assert ". is a folder, and no option says what to do with it" in err
    (tmp_path / "a.owr").touch()
    assert "a.owr is a file" in typed("project", "a.owr")[2]
