"""``outright read`` as a person and as a program uses it."""

import json
import shutil

import pytest
from click.testing import CliRunner
from feed_samples import COUNTY, EXPORT, PRECINCTS, STATE

from outright.cli import main
from outright.cli.read import command, printable
from outright.errors import FeedMalformed, FeedNotRecognised, FeedUnavailable, UsageError


def run(*arguments):
    return CliRunner().invoke(command, [str(a) for a in arguments])


def test_a_table_says_who_has_how_many_and_what_is_odd():
    out = run(COUNTY).output
    assert "May 20, 2025 - Special Election, Harrow Vale (2025-05-20)" in out
    assert "ADA QUILL (DEM) [D]" in out
    assert "48.58 %" in out
    assert "247 votes in 4 precinct units, 2 of 3 precincts in, by election-day, early, absentee-mail" in out
    assert "unit-not-in-turnout" in out


def test_shares_are_left_out_where_voters_mark_several():
    lines = run(STATE).output.splitlines()
    assert next(line for line in lines if "FAY HAZEL" in line).split() == ["FAY", "HAZEL", "[MTN]", "30"]


def test_unknown_votes_are_a_dash(tmp_path):
    table = tmp_path / "20250520__zz__general.csv"
    table.write_text("county,office,candidate,votes\nAsh,Mayor,Ada Quill,*\n")
    assert "–" in run(table).output


def test_json_is_one_document_a_line():
    done = run(COUNTY, EXPORT, PRECINCTS, "--json")
    assert [json.loads(line)["kind"] for line in done.output.splitlines()] == [
        "clarity",
        "enhanced-voting",
        "openelections",
    ]
    assert done.exit_code == 0


@pytest.mark.parametrize(
    ("content", "options", "error", "code"),
    [
        (b"<html>busy</html>", (), FeedNotRecognised, 3),
        (COUNTY.read_bytes()[:900], (), FeedMalformed, 3),
        (EXPORT.read_bytes(), ("--kind", "clarity"), FeedNotRecognised, 3),
        (EXPORT.read_bytes(), ("--kind", "tea-leaves"), UsageError, 2),
        (None, (), FeedUnavailable, 4),
    ],
)
def test_a_bad_file_is_an_error_with_place_and_advice(tmp_path, capsys, content, options, error, code):
    path = tmp_path / "download"
    if content is not None:
        path.write_bytes(content)
    assert main.run(["read", str(path), "--json", *options]) == code
    out, err = capsys.readouterr()
    told = json.loads(out)["error"]
    assert told["type"] == error.__name__
    assert told["message"]
    assert told["hint"]
    assert len(err.splitlines()) == 1, "one line for the desk"
    assert told["hint"] in err
    if error is not UsageError:
        assert str(path) in told["where"]
        assert str(path) in err


def test_documents_before_the_bad_file_are_printed(tmp_path, capsys):
    shutil.copy(COUNTY, tmp_path / "good.xml")
    assert main.run(["read", str(tmp_path / "good.xml"), str(tmp_path / "gone.xml"), "--json"]) == 4
    first, second = capsys.readouterr().out.splitlines()
    assert json.loads(first)["kind"] == "clarity"
    assert json.loads(second)["error"]["type"] == "FeedUnavailable"


def test_no_file_is_a_usage_error():
    assert run().exit_code == 2


def test_names_cannot_steer_the_terminal():
    assert printable("Ada\x1b[2J Quill\u202e") == "Ada�[2J Quill�"
