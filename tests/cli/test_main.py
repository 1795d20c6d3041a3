"""The command itself: verbs, help that loads nothing, exit codes, errors in one line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from outright import __version__
from outright.cli import main as cli
from outright.errors import ConfigError, FeedUnavailable, OutrightError

HEAVY = {"rich", "lxml", "polars", "starlette", "uvicorn", "jinja2", "numpy"}
TESTS = Path(__file__).parents[1]


def fails_with(error):
    @click.command()
    @click.option("--json", "as_json", is_flag=True)
    def command(as_json):
        raise error

    return command


@pytest.fixture
def failing(monkeypatch):
    """Put a verb in the table that fails as told."""

    def put(error):
        monkeypatch.setattr(sys.modules[__name__], "planted", fails_with(error), raising=False)
        monkeypatch.setitem(sys.modules, "planted_verbs", sys.modules[__name__])
        monkeypatch.setitem(cli.VERBS, "fail", cli.Verb("planted_verbs:planted", "Fails."))

    return put


def modules_after(code: str) -> set[str]:
    """The top-level modules a fresh interpreter has loaded after running this."""
    path = os.pathsep.join([*filter(None, sys.path), str(TESTS), str(TESTS / "cli")])
    ending = "\nimport sys; sys.stderr.write('\\n' + ' '.join(sorted({m.partition('.')[0] for m in sys.modules})))"
    ran = subprocess.run(
        [sys.executable, "-c", code + ending],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    return set(ran.stderr.splitlines()[-1].split())


def test_help_loads_nothing_but_click_and_the_standard_library():
    loaded = modules_after("from outright.cli.main import run; assert run(['--help']) == 0")
    bare = modules_after("pass")
    assert loaded - bare - set(sys.stdlib_module_names) - {"outright", "click"} == set()


def test_show_loads_no_heavy_library(tmp_path):
    (tmp_path / "night.owr").touch()
    code = (
        "import night; night.install()\nfrom outright.cli.main import run\n"
        f"assert run(['show', '--db', {str(tmp_path / 'night.owr')!r}]) == 0"
    )
    loaded = modules_after(code)
    assert "msgspec" in loaded
    assert loaded & HEAVY == set()


def test_help_lists_every_verb_with_its_line(typed):
    code, out, err = typed("--help")
    assert (code, err) == (0, "")
    for name, verb in cli.VERBS.items():
        assert f"  {name} " in out
        assert verb.help in out


@pytest.mark.parametrize("name", cli.VERBS)
def test_every_verb_in_the_table_is_a_command(name):
    command = cli.Verbs().get_command(click.Context(cli.group), name)
    assert isinstance(command, click.Command)


def test_version_is_the_packages_own(typed):
    assert typed("--version") == (0, f"outright, version {__version__}\n", "")


def test_nothing_typed_shows_the_help_and_is_a_usage_error(typed):
    code, out, err = typed()
    assert (code, out) == (2, "")
    assert "Commands:" in err


@pytest.mark.parametrize(
    ("wrong", "meant"), [("shwo", "show"), ("tim", "timeline"), ("re", "rehearse or read or replay or remaining")]
)
def test_mistyped_or_shortened_verb_is_answered_with_what_may_be_meant(typed, wrong, meant):
    code, out, err = typed(wrong)
    assert (code, out) == (2, "")
    assert f"Did you mean {meant}?" in err


def test_verb_like_nothing_gets_no_suggestion(typed):
    code, _, err = typed("xyzzy")
    assert code == 2
    assert "Did you mean" not in err


def test_unknown_option_is_a_usage_error(typed):
    assert typed("--colour")[0] == 2


def test_settings_error_exits_3_in_one_line_on_stderr(typed, failing):
    failing(ConfigError("The zone is not known", where="night.toml:4", hint="Use America/New_York."))
    assert typed("fail") == (3, "", "outright: The zone is not known (night.toml:4). Use America/New_York.\n")


def test_unreachable_source_exits_4(typed, failing):
    failing(FeedUnavailable("Cobb did not answer"))
    assert typed("fail")[0] == 4


def test_other_errors_of_ours_exit_1(typed, failing):
    failing(OutrightError("Something else"))
    assert typed("fail")[0] == 1


def test_unexpected_error_is_not_hidden(failing):
    failing(ZeroDivisionError("a bug"))
    with pytest.raises(ZeroDivisionError):
        cli.run(["fail"])


def test_interrupted_exits_130(typed, failing):
    failing(KeyboardInterrupt())
    code, out, err = typed("fail")
    assert (code, out) == (130, "")
    assert "interrupted" in err


def test_json_errors_are_one_json_object_on_stdout(typed, failing):
    failing(ConfigError("Bad", where="here", hint="Do this."))
    code, out, err = typed("fail", "--json")
    assert code == 3
    assert json.loads(out) == {"error": {"type": "ConfigError", "message": "Bad", "where": "here", "hint": "Do this."}}
    assert err == "outright: Bad (here). Do this.\n"


def test_entry_point_leaves_with_the_exit_code(failing):
    failing(FeedUnavailable("Cobb did not answer"))
    with pytest.raises(SystemExit) as left:
        cli.main(["fail"])
    assert left.value.code == 4


def test_pipe_gets_utf8_whatever_the_machine_speaks(tmp_path):
    (tmp_path / "night.owr").touch()
    code = (
        "import night; night.install(); from outright.cli.main import main\n"
        f"main(['show', '--db', {str(tmp_path / 'night.owr')!r}])"
    )
    path = os.pathsep.join([*filter(None, sys.path), str(TESTS), str(TESTS / "cli")])
    env = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "ascii"}
    ran = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True)
    assert ran.returncode == 0, ran.stderr
    assert "PARTIAL · 9:42 p.m." in ran.stdout.decode("utf-8")


def test_reader_that_stops_early_gets_no_traceback(tmp_path):
    code = "from outright.cli.main import main; main(['--help'])"
    ran = subprocess.run(
        f"'{sys.executable}' -c \"{code}\" | true", shell=True, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    assert "Traceback" not in ran.stderr
