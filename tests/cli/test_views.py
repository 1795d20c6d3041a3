"""The verbs that look at a night file, as typed on the night."""

import csv
import io
import json
import sys

import msgspec
import pytest
from goldens import agrees

import night
from bulletins import bulletin
from outright.cli.views import is_plain
from outright.errors import UsageError
from outright.notebook.choose import find_contest
from outright.publish.terminal import screen
from outright.terms import VerdictCode

VERBS = {
    "show": ("show",),
    "show-all": ("show", "--all"),
    "show-by-county": ("show", "--by", "county"),
    "show-by-method": ("show", "--by", "method"),
    "timeline": ("timeline",),
    "remaining": ("remaining",),
    "take": ("take", "ossoff"),
    "units": ("units",),
    "methods": ("methods",),
}
replace = msgspec.structs.replace


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("name", VERBS)
def test_verb_prints_what_is_stored(name, columns, stored, typed, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    code, out, err = typed(*VERBS[name])
    assert (code, err) == (0, "")
    agrees(f"{name}-{columns}", out)


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("code", [VerdictCode.TOO_EARLY, VerdictCode.RUNOFF_CERTAIN])
def test_live_screen_is_what_is_stored(code, columns):
    lines = screen(bulletin(code), width=columns, footer="page http://127.0.0.1:8000 · Ctrl-C quits")
    agrees(f"screen-{code}-{columns}", "\n".join(lines) + "\n")


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_says_rehearsal_and_unofficial_first(name, stored, typed):
    out = typed(*VERBS[name])[1]
    assert out.startswith("REHEARSAL  UNOFFICIAL, PARTIAL · 9:42 p.m. EDT")


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_prints_one_json_object_that_says_rehearsal(name, stored, typed):
    code, out, _ = typed(*VERBS[name], "--json")
    said = json.loads(out)
    assert code == 0
    assert out.count("\n") == 1
    assert said["night"]["rehearsal"] is True
    assert len(said) > 1


def test_json_of_show_is_the_bulletins_own_contest(stored, typed):
    said = json.loads(typed("show", "--json")[1])
    assert said["contest"] == json.loads(msgspec.json.encode(bulletin().contests[0]))
    assert said["contest"]["threshold"]["votesNeeded"] == 68501


def test_json_of_take_is_the_exact_need(stored, typed):
    said = json.loads(typed("take", "ossoff", "--json")[1])
    assert said["need"]["need"] == 118768
    assert said["need"]["shareText"] == "49.49"


def test_at_asks_for_that_moment(stored, typed):
    assert "[ RUNOFF CERTAIN ]" in typed("show", "--at", "3")[1]
    assert "[ TOO EARLY TO SAY ]" in typed("show")[1]


def test_moment_before_the_first_publication_exits_2_and_says_what_to_use(stored, typed):
    code, out, err = typed("show", "--at", "0")
    assert (code, out) == (2, "")
    assert "Use 1 or later." in err


def test_no_night_file_exits_3_and_says_how_to_make_one(tmp_path, monkeypatch, typed):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OUTRIGHT_DB", raising=False)
    code, out, err = typed("show")
    assert (code, out) == (3, "")
    assert "night.owr" in err
    assert "outright demo --db night.owr" in err


def test_night_file_may_be_named_in_the_environment(stored, typed, tmp_path, monkeypatch):
    monkeypatch.setenv("OUTRIGHT_DB", str(tmp_path / "other.owr"))
    assert "other.owr" in typed("show")[2]
    (tmp_path / "other.owr").touch()
    assert typed("show")[0] == 0


@pytest.mark.parametrize("asked", ["us-house-6", "us-h", "georgia 6", "GEORGIA 6th", "House special", "géorgia"])
def test_contest_is_found_by_id_prefix_or_words(asked, stored, typed):
    code, out, _ = typed("show", asked)
    assert code == 0
    assert "U.S. House, Georgia 6th District" in out


def test_unknown_contest_exits_2_and_offers_the_nearest(stored, typed):
    code, out, err = typed("show", "us-hause-6")
    assert (code, out) == (2, "")
    assert "Did you mean us-house-6?" in err


def test_one_of_several_contests_must_be_named():
    only = bulletin().contests[0]
    other = replace(only, id="us-house-60", name="U.S. House, Georgia 60th", short_name="US House 60")
    both = replace(bulletin(), contests=(only, other))
    with pytest.raises(UsageError, match="2 contests") as asked:
        find_contest(both, None)
    assert "us-house-6, us-house-60" in asked.value.hint
    assert find_contest(both, "us-house-6").id == "us-house-6"
    assert find_contest(both, "georgia 6").id == "us-house-6"
    assert find_contest(both, "60").id == "us-house-60"
    with pytest.raises(UsageError, match="could be 2 contests"):
        find_contest(both, "us-house")


def test_night_without_a_contest_says_so():
    with pytest.raises(UsageError, match="no contest yet"):
        find_contest(replace(bulletin(), contests=()), None)


@pytest.mark.parametrize("asked", ["ossoff", "jon", "jon-ossoff", "Jon Ossoff"])
def test_candidate_is_found_by_id_or_words(asked, stored, typed):
    code, out, _ = typed("take", asked)
    assert code == 0
    assert "Ossoff needs 118,768" in out


def test_candidate_for_whom_nothing_was_worked_out_exits_2_and_says_for_whom(stored, typed):
    code, out, err = typed("take", "handel")
    assert (code, out) == (2, "")
    assert "There is for: jon-ossoff." in err


def test_candidate_who_does_not_stand_exits_2(stored, typed):
    code, _, err = typed("take", "osoff")
    assert code == 2
    assert "Did you mean jon-ossoff?" in err


def test_two_candidates_of_the_asked_name_are_both_named(stored, typed, monkeypatch):
    rows = [("ann-lee", "Ann Lee", "D", 60), ("bo-lee", "Bo Lee", "R", 40)]
    monkeypatch.setitem(sys.modules, night.MODULE, night.module(lambda path, at: bulletin(rows=rows)))
    code, _, err = typed("take", "lee")
    assert code == 2
    assert "ann-lee, bo-lee" in err


@pytest.mark.parametrize(("by", "rows"), [((), 18), (("--by", "county"), 54), (("--by", "method"), 54)])
def test_csv_has_every_candidate_and_says_rehearsal_in_every_row(by, rows, stored, typed):
    code, out, _ = typed("show", "--csv", *by)
    read = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert len(read) == rows
    assert {row["rehearsal"] for row in read} == {"True"}
    assert {row["status"] for row in read} == {"unofficial-partial"}


def test_csv_text_that_looks_like_a_formula_is_disarmed_and_numbers_are_not(stored, typed, monkeypatch):
    rows = [("a", '=HYPERLINK("x")', "@D", 60), ("b", "+1 Bo", "-R", 40)]
    monkeypatch.setattr("bulletins.PARTY", {**dict.fromkeys(["D", "R", "I", "@D", "-R"], ("P", "dem"))})
    made = bulletin(rows=rows)
    first = replace(made.contests[0].candidates[0], added=-212)
    contest = replace(made.contests[0], candidates=(first, made.contests[0].candidates[1]))
    made = replace(made, contests=(contest,))
    monkeypatch.setitem(sys.modules, night.MODULE, night.module(lambda path, at: made))
    read = list(csv.DictReader(io.StringIO(typed("show", "--csv")[1])))
    assert [row["name"] for row in read] == ['\'=HYPERLINK("x")', "'+1 Bo"]
    assert [row["party"] for row in read] == ["'@D", "'-R"]
    assert read[0]["added"] == "-212"


def test_csv_leaves_what_was_not_reported_empty(stored, typed, monkeypatch):
    made = bulletin()
    unit = replace(made.contests[0].units[0], candidates={}, precincts_reported=None)
    made = replace(made, contests=(replace(made.contests[0], units=(unit,)),))
    monkeypatch.setitem(sys.modules, night.MODULE, night.module(lambda path, at: made))
    read = list(csv.DictReader(io.StringIO(typed("show", "--csv", "--by", "county")[1])))
    assert {row["votes"] for row in read} == {""}
    assert {row["precincts_reported"] for row in read} == {""}


def test_csv_and_json_together_are_a_usage_error(stored, typed):
    assert typed("show", "--csv", "--json")[0] == 2


def test_precincts_that_a_night_does_not_have_are_not_an_error(stored, typed):
    code, out, _ = typed("units", "--level", "precinct")
    assert code == 0
    assert "No precinct in this night. It has: county." in out


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("asked", "stream", "environ", "plain"),
    [
        (False, Terminal(), {}, False),
        (False, Terminal(), {"NO_COLOR": "", "TERM": "xterm"}, False),
        (True, Terminal(), {}, True),
        (False, io.StringIO(), {}, True),
        (False, Terminal(), {"NO_COLOR": "1"}, True),
        (False, Terminal(), {"TERM": "dumb"}, True),
    ],
)
def test_plain_when_asked_piped_no_color_or_dumb(asked, stream, environ, plain):
    assert is_plain(asked, stream, environ) is plain


def test_on_a_terminal_show_has_colour_and_bars_and_with_no_color_neither(stored, typed, monkeypatch):
    monkeypatch.setattr("outright.cli.views.is_plain", lambda asked, stream, environ: asked)
    coloured = typed("show")[1]
    assert "\x1b[34m" in coloured
    assert "█" in coloured
    plain = typed("show", "--plain")[1]
    assert "\x1b" not in plain
    assert "#" not in plain
