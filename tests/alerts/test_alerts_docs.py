"""The page on feeds and alerts says what the code does: words, numbers, the body of a post, the receiver's code."""

import datetime as dt
import json
import re
import time
import tomllib

from outright.alerts.alerting import Alerting
from outright.alerts.courier import RETRIES
from outright.alerts.due import due, moment_of
from outright.alerts.memory import SUFFIX
from outright.alerts.post import DEADLINE
from outright.alerts.signature import TOLERANCE, sign
from outright.alerts.webhook import payload
from outright.alerts.when import WORDS, condition
from outright.bulletin.events import EventKind
from outright.night.config_parts import AlertPart, WebhookPart
from outright.publish.feed import discovery
from outright.publish.feed.entries import MOST
from outright.terms import VerdictCode as V
from shared import ROOT
from told_nights import HANDEL, OSSOFF, change, contest, night, point

PAGE = (ROOT / "docs" / "alerts.md").read_text("utf-8")


def between(name: str, kind: str) -> str:
    return PAGE.split(f"<!-- {name}:begin -->\n```{kind}\n")[1].split("```\n")[0]


def test_every_event_is_explained_and_no_other():
    table = PAGE.split("## What is told")[1].split("## Feeds")[0]
    assert sorted(re.findall(r"^\| `([a-z-]+)` \|", table, re.M)) == sorted(k.value for k in EventKind)


def test_every_rule_is_explained_and_the_examples_are_rules():
    for word in WORDS:
        assert f"`{word}`" in PAGE or f'"{word}"' in PAGE, word
    for text in re.findall(
        r"^\| `([^`]+)` \|", PAGE.split("### What a rule may say")[1].split("### How many")[0], re.M
    ):
        assert condition(text.replace("`", "")) if text != "when" else True


def test_the_settings_on_the_page_are_settings():
    blocks = re.findall(r"```toml\n(.*?)```", PAGE, re.S)
    assert len(blocks) == 2
    said = tomllib.loads("\n".join(blocks))
    assert set(said["alert"][0]) <= set(AlertPart.__struct_encode_fields__)
    assert set(said["webhook"][0]) <= set(WebhookPart.__struct_encode_fields__)
    for text in (*said["alert"][0]["when"], *said["webhook"][0]["events"]):
        condition(text)


def test_the_body_on_the_page_is_what_is_posted():
    made = contest([point(1, ossoff=92673, handel=38071)], [change(2, V.RUNOFF_CERTAIN, OSSOFF, HANDEL)])
    whole = night(made)
    now = dt.datetime(2017, 4, 19, tzinfo=dt.UTC)
    (call,) = due([condition("call")], moment_of(whole, now, base_url="https://results.example.org"))
    shown = json.loads(between("body", "json"))
    assert shown == json.loads(payload(call))
    assert list(shown) == list(json.loads(payload(call)))


def test_the_receivers_code_on_the_page_holds_what_we_sign_and_nothing_else():
    names: dict = {}
    exec(between("receiver", "python"), names)  # what a receiver copies must run as it stands
    now = int(time.time())
    assert names["is_ours"]("secret", sign("secret", now, b"body"), b"body")
    assert not names["is_ours"]("secret", sign("secret", now, b"body"), b"other")
    assert not names["is_ours"]("other", sign("secret", now, b"body"), b"body")
    assert not names["is_ours"]("secret", sign("secret", now - TOLERANCE - 1, b"body"), b"body")


def test_the_numbers_on_the_page_are_those_of_the_code():
    words = ["10 seconds", "1 minute", "5 minutes", "30 minutes", "2 hours"]
    seconds = [10, 60, 300, 1800, 7200]
    assert [w.total_seconds() for w in RETRIES] == seconds
    assert all(word in PAGE.replace("\n", " ") for word in words)
    assert f"`{AlertPart(when=(), to=()).limit}` where nothing is set" in PAGE
    assert f"`night.owr{SUFFIX}`" in PAGE
    assert (DEADLINE, TOLERANCE, MOST) == (10, 300, 100)
    assert "within ten\nseconds" in PAGE and "older than five minutes" in PAGE and "newest hundred events" in PAGE
    assert Alerting.__doc__


def test_the_addresses_of_feeds_are_those_of_the_tree():
    whole = night(contest())
    for kind in (discovery(whole.night, whole.contests[0]), discovery(whole.night)):
        for _, _, path in kind:
            told = path.replace(whole.night.id, "{night}").replace(whole.contests[0].id, "{contest}")
            assert f"`{told}`" in PAGE
