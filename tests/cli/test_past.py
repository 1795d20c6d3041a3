"""The verbs that ask a night about its past, as a desk types them: log, diff, history."""

import csv
import io
import json
import re
from typing import get_args

import click
import pytest

from outright.archive import Archive
from outright.cli import past
from outright.night.past_cells import Fate
from outright.night.past_log import Became
from outright.night.plan import to_json
from past_nights import EVERYTHING, everything
from shared import ROOT


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return everything(tmp_path_factory.mktemp("past") / "night.owr")


@pytest.fixture
def night(made, monkeypatch):
    monkeypatch.setenv("OUTRIGHT_DB", str(made))
    monkeypatch.setenv("COLUMNS", "80")
    return made


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_the_log_has_every_publication_under_the_nights_label(night, typed):
    code, out, err = typed("log")
    assert (code, err) == (0, "")
    head, _, *lines = out.splitlines()
    assert head.startswith("REHEARSAL  UNOFFICIAL, PARTIAL · 7:28 p.m. EDT · seq 18")
    assert lines[0] == " 1  19:11:09  applied    Georgia, Cobb: +117 votes in 3 units · VERDICT Too"
    numbered = [line.split()[:3] for line in lines if line[:2].strip().isdigit()]
    assert [int(n) for n, _, _ in numbered] == list(range(1, 19))
    assert [w for _, _, w in numbered][4:8] == ["applied", "held", "released", "applied"]


def test_nothing_is_said_twice_in_one_line_of_the_log(night, typed):
    out = " ".join(typed("log")[1].split())
    assert out.count("Cobb 1, Representative: all votes fell from 91 to 13") == 1
    assert out.count("Fulton expects one more file.") == 1
    assert out.count("served a file older") == 0


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        (["--limit", "3"], [16, 17, 18]),
        (["--since", "17"], [17, 18]),
        (["--until", "19:12"], [1, 2]),
        (["--at", "2"], [1, 2]),
        (["--source", "cobb-site"], [5]),
        (["--source", "georgia", "--until", "4"], [1, 2, 3, 4]),
        (["--source", "fulton", "--limit", "1"], [18]),
        (["house 6", "--since", "9", "--until", "12"], [9, 10, 11, 12]),
    ],
)
def test_the_log_is_asked_for_a_part(options, numbers, night, typed):
    code, out, _ = typed("log", *options, "--json")
    assert code == 0
    assert [line["seq"] for line in json.loads(out)["log"]] == numbers


def test_the_log_as_json_has_what_became_of_each(night, typed):
    said = json.loads(typed("log", "--json")[1])
    assert said["night"]["rehearsal"] is True
    line = said["log"][6]
    assert (line["outcome"], line["by"], line["about"]) == ("released", "T. Okafor", 6)
    assert line["counted"][0] | {"name": ""} == {
        "contest": "us-house-6", "name": "", "votes": 390, "added": -78, "units": 1, "unitsGone": 0, "fell": 78,
        "unitsFell": 1, "moved": 0,
    }  # fmt: skip


def test_a_diff_marks_what_fell(night, typed):
    code, out, err = typed("diff", "6", "7")
    assert (code, err) == (0, "")
    assert "From seq 6, 7:16 p.m. EDT to seq 7, 7:17 p.m. EDT" in out
    assert "All         468  390     −78  fell" in out
    assert "Cobb 1  Election day  Ann Ash      40    0     −40  fell" in out
    assert "Georgia, Cobb   seq 3  seq 6  04/18/2017 07:16:00 PM EDT" in out


def test_the_later_moment_named_first_is_turned_round_and_said(night, typed):
    code, out, err = typed("diff", "8", "19:14")
    assert code == 0
    assert "From seq 4" in out
    assert err == "8 comes after 19:14: shown from the earlier to the later.\n"


def test_every_cell_is_in_the_csv_and_the_json_of_a_diff(night, typed):
    rows = table(typed("diff", "0", "18", "--csv")[1])
    said = json.loads(typed("diff", "0", "18", "--json")[1])
    (contest,) = said["contests"]
    assert len(rows) == len(contest["cells"]) == 90
    assert {row["rehearsal"] for row in rows} == {"True"}
    totals = [row for row in rows if row["method"] == "total"]
    assert sum(int(row["added"]) for row in totals) == contest["new"]
    assert "Every cell: --cells" in typed("diff", "0", "18")[1]
    assert typed("diff", "0", "18", "--cells")[1].count("All methods") == 18


def test_a_diff_of_one_unit_names_it_and_shows_no_other(night, typed):
    out = typed("diff", "4", "8", "--unit", "cobb 2")[1]
    assert "Cobb 2 (cobb--cobb-2) · U.S. House 6" in out
    assert "Cobb 1" not in out
    assert "1 contest without a change in Fulton." in typed("diff", "4", "8", "--unit", "fulton")[1]


def test_a_history_shows_what_was_never_shown_and_why(night, typed):
    out = typed("history", "--unit", "fulton", "--candidate", "all")[1]
    assert "Fulton (fulton) · U.S. House 6" in out
    assert "All methods, all candidates: 3 changes, 1 publication not shown" in out
    assert "Never shown. Rejected by J. Rivera: A file of the afternoon." in out
    assert " 10  19:20:09    117    −156  Georgia, Fulton  04/18/2017 07:20:00 PM EDT" in out


def test_a_history_of_all_candidates_stands_side_by_side(night, typed):
    out = typed("history", "--unit", "cobb")[1]
    assert "Seq      Time  All  Ash  Bay  Cox  Source" in out
    assert "  7  19:17:00  117   58   49   10  Georgia, Cobb" in out


def test_each_way_of_voting_is_asked_for(night, typed):
    rows = table(typed("history", "--unit", "cobb 1", "--method", "each", "--candidate", "ash", "--csv")[1])
    assert {row["method"] for row in rows} == {"total", "early", "absentee-mail", "election-day", "provisional"}
    mine = json.loads(typed("history", "--unit", "cobb 1", "--method", "mail", "--candidate", "bay", "--json")[1])
    assert [(v["seq"], v["votes"], v["fate"]) for v in mine["values"]] == [
        (1, 0, "shown"), (8, 4, "shown"), (13, 6, "never shown"), (17, 8, "shown"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed_words", "code", "says"),
    [
        (["log", "--since", "99"], 2, "there is no publication 99"),
        (["log", "--until", "soon"], 2, "is no time"),
        (["log", "--source", "florida"], 2, 'No source "florida"'),
        (["log", "governor"], 2, 'No contest "governor"'),
        (["diff", "1", "99"], 2, "there is no bulletin 99"),
        (["diff", "3", "8"], 2, "came in one round with others"),
        (["diff", "0", "0"], 2, "nothing lies before the first publication"),
        (["diff", "1", "8", "--unit", "atlantis"], 2, 'No unit "atlantis"'),
        (["diff", "1"], 2, "Missing argument"),
        (["history", "--unit", "cobb 7"], 2, 'No unit "cobb 7"'),
        (["history", "--unit", "precinct"], 2, "No unit"),
        (["history", "--unit", "cobb--"], 2, "could be 3 units"),
        (["history", "--unit", "cobb", "--candidate", "nobody"], 2, "No candidate"),
        (["history", "--method", "pigeon"], 2, "No method"),
        (["history", "--at", "99"], 2, "there is no bulletin 99"),
    ],
)
def test_what_does_not_exist_is_one_line_with_a_hint(typed_words, code, says, night, typed):
    found, out, err = typed(*typed_words)
    assert (found, out) == (code, "")
    assert says in err


@pytest.mark.parametrize("words", [["log"], ["diff", "1", "2"], ["history", "--unit", "cobb"]])
def test_a_night_in_which_nothing_has_come_and_a_file_that_is_no_night(words, typed, tmp_path):
    Archive.create(tmp_path / "empty.owr", {"plan": to_json(EVERYTHING)}).close()
    (tmp_path / "letter.owr").write_text("Dear desk,")
    for name, code in (("empty.owr", 2), ("letter.owr", 3), ("none.owr", 3)):
        found, out, err = typed(*words, "--db", str(tmp_path / name))
        assert (found, out) == (code, ""), name
        assert err.startswith("outright: ")
        assert err.count("\n") == 1


@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize(
    "words", [["log"], ["diff", "0", "18"], ["diff", "6", "7"], ["history"], ["history", "--method", "each"]]
)
def test_no_line_is_wider_than_the_terminal(columns, words, night, typed, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    assert max(map(len, typed(*words)[1].splitlines())) <= columns


def test_two_forms_at_once_are_refused(night, typed):
    code, out, err = typed("diff", "1", "8", "--csv", "--json")
    assert code == 2
    assert "cannot both be printed" in err
    assert json.loads(out)["error"]["hint"] == "Choose one."


def test_replay_gives_the_stored_bytes_of_any_moment_by_number_and_by_time(night, typed):
    """Not encoded anew: a version that says more would give other bytes of an old night."""
    with Archive.open(night) as archive:
        bodies = dict(archive.bulletins())
    for at, seq in (("7", 7), ("19:17", 7), ("7:14 pm", 4), ("2017-04-18T23:28:09Z", 18), (None, 18)):
        out = typed("replay", str(night), *(["--at", at] if at else []), "--json")[1]
        assert out == bodies[seq].decode() + "\n"
    every = typed("replay", str(night), "--json", "--all")[1].splitlines()
    assert every == [body.decode() for body in bodies.values()]


PAGE = (ROOT / "docs" / "operating" / "asking-the-past.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"```\n\$ outright ([^\n]+)\n(.*?)```", PAGE, re.S))


@pytest.mark.parametrize("words", EXAMPLES)
def test_the_examples_on_the_page_are_what_is_printed(words, reference_file, typed, monkeypatch):
    monkeypatch.setenv("OUTRIGHT_DB", str(reference_file))
    monkeypatch.setenv("COLUMNS", "80")
    code, out, _ = typed(*words.split())
    assert code == 0
    printed = out.splitlines()
    for part in re.split(r"^…\n", EXAMPLES[words], flags=re.M):
        lines = part.splitlines()
        assert any(printed[i : i + len(lines)] == lines for i in range(len(printed))), part


def test_the_example_of_another_night_is_what_is_printed(night, typed):
    out = typed("history", "--unit", "fulton", "--candidate", "all")[1]
    assert out.partition("\n\n")[2] in PAGE


@pytest.mark.parametrize("verb", ["log", "diff", "history"])
def test_every_option_and_word_is_on_the_pages(verb):
    terminal = (ROOT / "docs" / "terminal.md").read_text("utf-8")
    options = [o for p in getattr(past, verb).params if isinstance(p, click.Option) for o in p.opts]
    assert [o for o in options if f"`{o}" not in terminal] == []
    words = [*get_args(Became), *get_args(Fate)]
    assert [word for word in words if f"| `{word}` |" not in PAGE] == []
