"""``outright publish``, ``serve``, and publishing beside a night: what a desk types, sees and gets."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request

import pytest

from buckets import Door, credentials, s3_double
from bulletins import bulletin
from made_night import go_on, made_night
from outright.cli.publishing import site_of as as_published
from outright.publish import tree as drawn
from page_states import CONTEST
from published import NIGHT, second_moment

SETTINGS = """
[night]
id = "us-ga-2017-04-18"
name = "A night"
timezone = "America/New_York"
date = 2017-04-18

[[source]]
id = "by-hand"
kind = "entry"

[[contest]]
id = "governor"
name = "Governor"

[publish]
"""


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with a night of two moments in it, where commands are typed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OUTRIGHT_DB", raising=False)
    made_night(tmp_path / "night.owr", bulletin(), second_moment())
    return tmp_path


def site_of(folder):
    found = (p for p in folder.rglob("*") if p.is_file() and ".outright" not in p.parts)
    return {f"/{p.relative_to(folder)}": p.read_bytes() for p in found if p.suffix not in (".br", ".gz")}


def tree(folder, said):
    """Every file of the night as of a bulletin, with the heads of the chain of the folder's night file."""
    return drawn.tree(said, as_published(folder / "night.owr"))


def test_a_night_is_published_with_every_moment_and_again_only_what_changed(desk, typed):
    code, out, _ = typed("publish", "site")
    assert code == 0
    assert re.fullmatch(r"site/: \d+ files written \([\d.]+ MB\), 0 unchanged, in [\d.]+ s\.\n", out)
    found = site_of(desk / "site")
    assert found == {**tree(desk, bulletin()), **tree(desk, second_moment())}
    code, out, _ = typed("publish", "site")
    assert code == 0 and out.startswith("site/: 0 files written, ")
    assert site_of(desk / "site") == found


def test_as_of_an_earlier_moment(desk, typed):
    assert typed("publish", "site", "--at", "12")[0] == 0
    assert site_of(desk / "site") == tree(desk, bulletin())
    assert typed("publish", "site")[0] == 0
    assert site_of(desk / "site") == {**tree(desk, bulletin()), **tree(desk, second_moment())}
    assert typed("publish", "site", "--at", "12")[0] == 0
    assert site_of(desk / "site") == {**tree(desk, second_moment()), **tree(desk, bulletin())}


def test_summary_as_json(desk, typed):
    code, out, _ = typed("publish", "a", "b", "--json")
    first, second = map(json.loads, out.splitlines())
    assert code == 0 and (first["where"], second["where"]) == ("a/", "b/")
    assert first["written"] == second["written"] == len(site_of(desk / "a"))
    assert set(first) == {"where", "written", "unchanged", "kept", "bytes", "seconds"}


def test_settings_name_the_night_and_the_places(desk, typed):
    (desk / "night.toml").write_text(f'{SETTINGS}dir = "out"\nbase_url = "https://results.example.org/"\n')
    assert typed("publish")[0] == 0
    assert site_of(desk / "out")
    assert typed("publish", "elsewhere")[0] == 0
    assert site_of(desk / "elsewhere") == site_of(desk / "out")


def test_no_place_is_a_question_back(desk, typed):
    code, _, err = typed("publish")
    assert code == 2 and "no place to publish to" in err and "[publish]" in err


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('s3 = { url = "results" }', "'results' is no bucket"),
        ('s3 = { url = "s3://r", chache = "none" }', "Did you mean 'cache'?"),
        ('base_url = "results.example.org"', "is no public address"),
        ('folder = "site"', "the key 'folder', which is not known"),
    ],
)
def test_settings_that_are_wrong_are_said_before_anything_is_written(desk, typed, lines, words):
    (desk / "night.toml").write_text(SETTINGS + lines)
    code, _, err = typed("publish", "site")
    assert code == 3 and words in err
    assert not (desk / "site").exists()


def test_no_night_file_is_said(desk, typed):
    code, _, err = typed("publish", "site", "--db", "none.owr")
    assert code == 3 and "No night file none.owr" in err


def test_place_that_cannot_be_written_is_8_and_the_others_are_published(desk, typed):
    (desk / "taken").write_text("a file")
    code, out, err = typed("publish", "taken", "site")
    assert code == 8
    assert "Not published: The folder cannot be published to" in err
    assert out.startswith("site/: ") and site_of(desk / "site")


def test_disk_that_is_full_is_8_with_what_is_written_and_what_is_not(desk, typed, monkeypatch):
    writes, fsync = [], os.fsync

    def full(handle):
        writes.append(handle)
        if len(writes) > 30:
            raise OSError(28, os.strerror(28))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", full)
    code, _, err = typed("publish", "site")
    monkeypatch.undo()
    assert code == 8
    assert re.search(r"No space left on device; \d+ files written, \d+ not, /\S+ first", err)
    assert "Make room" in err and "goes on from there" in err
    monkeypatch.chdir(desk)
    assert typed("publish", "site")[0] == 0
    assert site_of(desk / "site") == {**tree(desk, bulletin()), **tree(desk, second_moment())}


def test_another_night_file_of_the_same_night_is_8(desk, typed):
    made_night(desk / "again.owr", bulletin(), run="two")
    assert typed("publish", "site")[0] == 0
    before = site_of(desk / "site")
    code, _, err = typed("publish", "site", "--db", "again.owr")
    assert code == 8 and "from another night file" in err
    assert site_of(desk / "site") == before


@pytest.fixture
def bucket(monkeypatch):
    credentials(monkeypatch)
    with s3_double() as double:
        door = Door(double)
        monkeypatch.setenv("AWS_ENDPOINT_URL", door.endpoint)
        yield double, door, double.bucket()
        door.stop()


def test_a_night_goes_to_a_bucket_by_its_address_or_by_the_settings(desk, typed, bucket):
    double, door, name = bucket
    code, out, _ = typed("publish", f"s3://{name}/ga06", "--db", "night.owr")
    assert code == 0 and out.startswith(f"s3://{name}/ga06: ")
    for path, body in tree(desk, second_moment()).items():
        assert double.ask("GET", f"/{name}/ga06{path}")[2] == body
    (desk / "night.toml").write_text(
        f'{SETTINGS}s3 = {{ url = "s3://{name}/b", endpoint = "{door.endpoint}", packed = true }}'
    )
    assert typed("publish")[0] == 0
    assert double.ask("GET", f"/{name}/b/index.html")[1]["content-encoding"] == "gzip"


def test_bucket_that_is_not_there_is_8_and_says_so(desk, typed, bucket):
    code, _, err = typed("publish", "s3://no-such-bucket")
    assert code == 8 and "There is no bucket 'no-such-bucket'" in err


@pytest.mark.parametrize("verb", [("publish", "ftp://x"), ("demo", "--once", "--publish", "ftp://x")])
def test_address_of_no_known_kind_says_what_there_is_before_anything_is_done(desk, typed, verb):
    code, _, err = typed(*verb)
    assert code == 2 and "s3://bucket/prefix" in err


def test_check_tries_the_places_in_the_afternoon(desk, typed):
    (desk / "night.owr").unlink()
    (desk / "night.toml").write_text(f'{SETTINGS}dir = "out"\n')
    code, out, _ = typed("check")
    assert code == 0 and re.search(r"^ ok +publish out/ +can be written$", out, re.M)
    assert site_of(desk / "out") == {}
    (desk / "night.toml").write_text(f'{SETTINGS}dir = "night.toml"\n')
    code, out, _ = typed("check")
    assert code == 3 and re.search(r"^ fail +publish .*cannot be published to", out, re.M)


def test_watch_publishes_what_it_tells(desk, typed):
    (desk / "night.owr").unlink()
    (desk / "night.toml").write_text(f'{SETTINGS}dir = "out"\n')
    report = {
        "schema": "outright/entry/1", "source": "S", "reportedBy": "R", "enteredBy": "E", "how": "telephone",
        "at": "2017-04-18T21:00:00-04:00", "text": "T",
        "contests": [{"name": "Governor", "units": [{"name": "Cobb", "votes": {"A": 1}}]}],
    }  # fmt: skip
    (desk / "report.json").write_text(json.dumps(report))
    assert typed("fetch")[0] == 0
    assert typed("enter", "report.json")[0] == 0
    assert typed("watch", "--plain", "--for", "1s")[0] == 0
    assert (desk / "out" / NIGHT / "governor" / "index.html").is_file()
    assert typed("watch", "--plain", "--for", "1s", "--publish", "elsewhere")[0] == 0
    assert site_of(desk / "elsewhere") == site_of(desk / "out")
    (desk / "taken").write_text("a file")
    code, _, err = typed("watch", "--plain", "--for", "1s", "--publish", "taken")
    assert code == 8
    assert "The files are not published: The folder cannot be published to" in err
    assert "outright publish --db" in err


def test_serve_serves_the_night_and_what_is_added_to_it_until_it_is_ended(desk):
    script = "from outright.cli.main import main; main()"
    running = subprocess.Popen(
        [sys.executable, "-c", script, "serve", "--bind", ":0"], stderr=subprocess.PIPE, text=True, cwd=desk
    )
    timer = threading.Timer(60, running.kill)
    timer.start()
    try:
        address = re.search(r"http://\S+", running.stderr.readline())[0]
        moments = f"{address}v1/{NIGHT}/{CONTEST}"
        assert _got(f"{address}{NIGHT}/{CONTEST}/")
        for seq in (12, 13):
            assert json.loads(_got(f"{moments}/s/{seq}.json"))["outright"]["seq"] == seq
        from page_states import with_contest, with_night

        go_on(desk / "night.owr", with_contest(with_night(bulletin(), seq=14), seq=14))
        while json.loads(_got(f"{moments}/latest.json"))["outright"]["seq"] != 14:
            time.sleep(0.1)
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 0
    finally:
        timer.cancel()
        running.kill()
        running.wait()
        running.stderr.close()


def _got(address):
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read()


def test_serve_says_that_there_is_no_bulletin_yet(desk, typed):
    made_night(desk / "empty.owr")
    code, _, err = typed("serve", "--db", "empty.owr")
    assert code == 2 and "no bulletin yet" in err


def test_replay_serves_the_night_marked_as_past(desk):
    script = "from outright.cli.main import main; main()"
    command = [sys.executable, "-c", script, "replay", "night.owr", "--plain", "--serve", ":0"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=desk)
    timer = threading.Timer(60, running.kill)
    timer.start()
    try:
        address = re.search(r"http://\S+", running.stderr.readline())[0]
        while b"<strong>Replay.</strong>" not in (_got(f"{address}{NIGHT}/{CONTEST}/") or b""):
            time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        assert running.wait(20) in (0, 130)
    finally:
        timer.cancel()
        running.kill()
        running.wait()
        running.stderr.close()


def test_publish_marks_a_past_night_when_asked(desk, typed):
    code, _, _ = typed("publish", "--replay", "site")
    assert code == 0
    page = (desk / "site" / NIGHT / CONTEST / "index.html").read_text()
    assert "<strong>Replay.</strong>" in page and "data-replay" in page


@pytest.mark.parametrize(("key", "cell"), [("", ",'=Ann,"), ("csv_guard = false\n", ",=Ann,")])
def test_the_settings_say_whether_tables_are_guarded(desk, typed, key, cell):
    whole = bulletin(rows=[("a", "=Ann", "D", 6), ("b", "Bo", "R", 4)])
    made_night(desk / "guarded.owr", whole)
    (desk / "night.toml").write_text(SETTINGS + 'dir = "site"\n' + key)
    code, _, err = typed("publish", "--config", "night.toml", "--db", "guarded.owr")
    assert code == 0, err
    assert cell in (desk / "site" / "v1" / NIGHT / CONTEST / "results-by-method.csv").read_text()
