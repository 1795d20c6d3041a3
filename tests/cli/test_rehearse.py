"""``outright rehearse``: where it is served, what it says, how it ends."""

import re

import httpx2
import pytest

from outright.cli.rehearse import KINDS
from outright.rehearsal.site import SYSTEMS


def test_the_kinds_on_the_command_line_are_the_systems():
    assert list(SYSTEMS) == list(KINDS)


def test_the_address_goes_to_stdout_and_the_story_to_stderr(typed):
    code, out, err = typed("rehearse", "--port", "0", "--seconds", "0.1", "--speed", "1")
    assert code == 0
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/GA/\d+/\n", out)
    assert f"outright init {out.strip()}" in err
    assert "REHEARSAL: April 18, 2017 - Special Election (Rehearsal)" in err
    assert err.endswith("The site is closed.\n")


@pytest.mark.parametrize("kind", [k for k in KINDS if k not in ("nist", "ap")])
def test_a_fast_night_runs_to_its_certified_end_and_tells_each_publication(typed, kind):
    code, _, err = typed(
        "rehearse", "statewide", "--as", kind, "--counties", "2", "--precincts", "4", "--contests", "1",
        "--port", "0", "--speed", "100000", "--until-end", "--start", "23:00",
    )  # fmt: skip
    assert code == 0
    assert "provisional ballots" in err
    assert "The count is certified" in err


def test_it_serves_while_it_runs_and_ends_on_ctrl_c(typed, monkeypatch):
    from outright.cli import rehearse

    seen = []

    def look(site, *_, **__):
        seen.append(httpx2.get(site.doors()[0][0], headers={"user-agent": "Mozilla/5.0"}).status_code)
        raise KeyboardInterrupt

    monkeypatch.setattr(rehearse, "_follow", look)
    code, _, err = typed("rehearse", "--port", "0")
    assert (code, seen) == (0, [200])
    assert "closed" in err


def test_a_file_of_faults_is_read_and_a_broken_one_is_a_settings_error(typed, tmp_path):
    path = tmp_path / "faults.toml"
    path.write_text('[[fault]]\nkind = "swap"\nat = "21:00"\n')
    assert typed("rehearse", "--port", "0", "--seconds", "0", "--faults", str(path))[0] == 0
    path.write_text('[[fault]]\nkind = "gremlin"\n')
    code, out, err = typed("rehearse", "--port", "0", "--seconds", "0", "--faults", str(path))
    assert (code, out) == (3, "")
    assert "no fault 'gremlin'" in err
    assert typed("rehearse", "--faults", str(tmp_path / "gone.toml"))[0] == 3


def test_what_is_not_there_cannot_be_rehearsed(typed):
    code, _, err = typed("rehearse", "moonbase")
    assert code == 2
    assert "moonbase" in err


def test_a_start_that_is_no_time_is_refused(typed):
    assert typed("rehearse", "--start", "late", "--port", "0")[0] == 3
