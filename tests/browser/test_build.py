"""A page whose script is too old for what is drawn now loads itself anew, once; any other stays where it is."""

import pytest
from playwright.sync_api import expect

from bulletins import bulletin
from outright.publish import render
from page_states import with_contest, with_night

pytestmark = pytest.mark.browser
VOTES = "[data-k=votes]"


def counted(shown, page, votes):
    """More votes are published, and the page shows them."""
    whole = bulletin(rehearsal=False)
    shown.publish(with_contest(with_night(whole, seq=votes), seq=votes, votes=votes))
    expect(page.locator(VOTES).first).to_have_text(f"{votes:,}", timeout=20000)


def loads(page):
    """How often the page was loaded from now on."""
    seen = []
    page.on("load", lambda _: seen.append(1))
    return seen


def test_another_script_alone_does_not_load_the_page_anew(shown, monkeypatch):
    shown.publish(bulletin(rehearsal=False))
    page = shown.open()
    seen = loads(page)
    monkeypatch.setitem(render._environment("en").globals, "asset", lambda name: f"another-{name}")
    counted(shown, page, 150001)
    page.wait_for_timeout(1500)
    assert seen == []


def test_a_page_below_the_oldest_build_loads_itself_anew_once(shown, monkeypatch):
    shown.publish(bulletin(rehearsal=False))
    page = shown.open()
    seen = loads(page)
    monkeypatch.setattr(render, "CLIENT_MIN", 2)
    counted(shown, page, 150002)
    page.wait_for_timeout(4000)
    counted(shown, page, 150003)
    page.wait_for_timeout(4000)
    assert seen == [1]
