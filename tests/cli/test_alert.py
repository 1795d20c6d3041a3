"""The alerts as a desk sees them: tried in the afternoon, told while a night is followed, never the end of it."""

import json

import pytest

from outright.cli.main import run
from receiver import receiver

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
NIGHT = """
[night]
id = "zz-2025"
name = "Special"
timezone = "America/New_York"
date = 2025-05-20

[[source]]
id = "by-hand"
kind = "entry"

[[contest]]
id = "governor"
name = "Governor"
project = false
"""
HOOK = """
[[webhook]]
url = "{url}"
secret_env = "DESK_HOOK"
events = ["first-votes", "call", "held"]
allow_private = true
"""
ALERT = """
[[alert]]
when = ["first-votes", "call", "feed-late>10m"]
to = ["json://env:DESK_PLACE"]
limit = "6/hour"
"""
REPORT = {
    "schema": "outright/entry/1", "source": "S", "reportedBy": "R", "enteredBy": "E", "how": "telephone",
    "at": "2025-05-20T21:00:00-04:00", "text": "T",
    "contests": [{"name": "Governor", "units": [{"name": "Adams", "votes": {"Ann Ames": 6, "Bo Byrd": 4}}]}],
}  # fmt: skip


@pytest.fixture
def place(monkeypatch):
    with receiver(204) as made:
        monkeypatch.setenv("DESK_HOOK", "s3cret of some length")
        monkeypatch.setenv("DESK_PLACE", f"127.0.0.1:{made.port}/t0ken")
        yield made


def settings(tmp_path, *parts: str):
    path = tmp_path / "night.toml"
    path.write_text("\n".join((NIGHT, *parts)))
    return str(path)


def test_every_destination_is_tried_with_a_message_that_says_test(tmp_path, capsys, place):
    assert run(["alert", "test", settings(tmp_path, ALERT, HOOK.format(url=place.url()))]) == 0
    out = capsys.readouterr().out.splitlines()
    assert [line.split() for line in out] == [
        ["ok", "json", "test", "message", "sent"], ["ok", "webhook", "127.0.0.1", "test", "message", "sent"],
    ]  # fmt: skip
    said = {g.path: g.json for g in place.got}
    assert said["/hook"]["type"] == "test" and said["/hook"]["label"].startswith("TEST: ")
    assert said["/hook"]["data"]["test"] is True
    assert said["/t0ken"]["title"].startswith("TEST: ")
    assert not list(tmp_path.glob("*.alerts"))


def test_one_that_does_not_take_it_is_named_with_the_reason(tmp_path, capsys, place, monkeypatch):
    place.answers = [500]
    path = settings(tmp_path, ALERT, HOOK.format(url=place.url()))
    assert run(["alert", "test", path]) == 4
    out = capsys.readouterr().out
    assert out.count(" fail ") == 2 and "status 500" in out and "t0ken" not in out
    monkeypatch.delenv("DESK_HOOK")
    assert run(["alert", "test", path]) == 4
    assert "variable DESK_HOOK is not set" in capsys.readouterr().out


def test_nobody_to_tell_is_an_error_of_the_settings(tmp_path, capsys):
    assert run(["alert", "test", settings(tmp_path)]) == 3
    assert "nobody to tell" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (ALERT.replace('"call"', '"cal"'), "Did you mean 'call'?"),
        (ALERT.replace("limit", "limt"), "Did you mean 'limit'?"),
        (ALERT.replace("json://env:DESK_PLACE", "slack://T0/B0/sup3rsecret"), "slack://env:NAME"),
        (HOOK.replace("allow_private = true", ""), "not encrypted"),
        (HOOK.replace('secret_env = "DESK_HOOK"', ""), "secret_env"),
    ],
)
@pytest.mark.parametrize("verb", [["alert", "test"], ["check"], ["watch", "--plain", "--polls", "1"]])
def test_what_is_wrong_with_the_rules_is_said_before_the_night(tmp_path, capsys, verb, part, said):
    path = settings(tmp_path, part.replace("{url}", "http://127.0.0.1:9/hook"))
    assert run([*verb, path]) == 3
    out = capsys.readouterr()
    assert said in out.err
    assert "sup3rsecret" not in out.out + out.err


def test_check_tries_the_alerts_and_a_night_can_begin_without_them(tmp_path, capsys, place):
    path = settings(tmp_path, ALERT, HOOK.format(url=place.url()))
    assert run(["check", path]) == 0
    assert capsys.readouterr().out.count("test message sent") == 2
    place.answers = [503]
    assert run(["check", path]) == 0
    assert " warn alerts webhook 127.0.0.1" in capsys.readouterr().out
    came = len(place.got)
    assert run(["check", path, "--no-alerts"]) == 0
    assert len(place.got) == came
    assert run(["check", settings(tmp_path)]) == 0
    assert "none: nobody is told" in capsys.readouterr().out


def enter(tmp_path, path: str, follow=()) -> None:
    """A report by hand; a night that has not begun is begun, and the report taken in, where ``follow`` says how."""
    assert not follow or run(follow) == 0
    report = tmp_path / "report.json"
    report.write_text(json.dumps(REPORT))
    assert run(["enter", str(report), "--config", path]) == 0
    assert not follow or run(follow) == 0


def test_a_followed_night_tells_what_happens_and_begun_again_tells_it_no_more(tmp_path, capsys, place):
    path = settings(tmp_path, ALERT, HOOK.format(url=place.url()))
    watch = ["watch", path, "--plain", "--polls", "1"]
    assert run(watch) == 0
    enter(tmp_path, path)
    assert run(watch) == 0
    assert [g.json["type"] for g in place.got if g.path == "/hook"] == ["held"]
    assert run(["hold", "release", "1", "--by", "B", "--reason", "checked", "--config", path]) == 0
    assert run(watch) == 0
    hook = [g.json for g in place.got if g.path == "/hook"]
    assert [h["type"] for h in hook] == ["held", "first-votes"]
    assert hook[1]["data"]["text"].startswith("First votes: Ames 6 (60.0%), Byrd 4 (40.0%) of 10 votes.")
    assert [g.json["title"] for g in place.got if g.path == "/t0ken"] == ["First votes: Governor"]
    came = len(place.got)
    assert run(watch) == 0
    assert len(place.got) == came
    assert "Alerts: 3 sent." in capsys.readouterr().err


def test_a_message_leads_to_the_page_where_the_public_address_is_known(tmp_path, place):
    public = '[publish]\nbase_url = "https://results.example.org"\n'
    path = settings(tmp_path, ALERT, HOOK.format(url=place.url()), public)
    enter(tmp_path, path, follow := ["watch", path, "--plain", "--polls", "1"])
    assert run(["hold", "release", "1", "--by", "B", "--reason", "checked", "--config", path]) == 0
    assert run(follow) == 0
    page = "https://results.example.org/zz-2025/governor/at/2/"
    assert [g.json["url"] for g in place.got if g.path == "/hook"][1:] == [page]
    assert [g.json["message"].splitlines()[-1] for g in place.got if g.path == "/t0ken"] == [page]


def test_a_night_goes_on_when_nobody_takes_its_alerts(tmp_path, capsys, place):
    place.answers = [500]
    path = settings(tmp_path, HOOK.format(url=place.url()))
    watch = ["watch", path, "--plain", "--polls", "1"]
    assert run(watch) == 0
    enter(tmp_path, path)
    assert run(watch) == 0
    err = capsys.readouterr().err
    assert "Alert not delivered: A file waits for a person to webhook 127.0.0.1. It answered with status 500" in err
    assert "1 to be tried again" in err
    assert "1 publications in night.owr" in err


def test_a_memory_that_is_broken_is_told_and_the_night_is_followed(tmp_path, capsys, place):
    path = settings(tmp_path, HOOK.format(url=place.url()))
    (tmp_path / "night.owr.alerts").write_text("half a page of something else " * 99)
    assert run(["watch", path, "--plain", "--polls", "1"]) == 0
    err = capsys.readouterr().err
    assert "NOBODY IS TOLD: What was told cannot be remembered" in err
    assert "publications in night.owr" in err
