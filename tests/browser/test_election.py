"""The page of a night: its contests are filtered with a script and without, and the address says how."""

import pytest
from playwright.sync_api import expect

from many_contests import night_of

pytestmark = pytest.mark.browser
NIGHT = "us-ga-2017-04-18/"


def seen(page):
    return page.locator(".card:visible").count()


def test_choices_narrow_the_cards_and_the_address_says_them_again(shown):
    shown.publish(night_of())
    page = shown.open(NIGHT, width=1280)
    assert seen(page) == 5
    page.locator("#filters a", has_text="U.S. House").click()
    assert seen(page) == 4
    page.locator("#filters a", has_text="Georgia").click()
    assert seen(page) == 2
    assert page.evaluate("location.hash") == "#office-u-s-house&state-georgia"
    assert page.locator("#found-cards").inner_text() == "2 of 5"
    again = shown.open(NIGHT + "#office-u-s-house&state-georgia", width=375)
    assert seen(again) == 2
    again.locator("#filters a", has_text="All contests").click()
    assert seen(again) == 5
    assert page.trouble == again.trouble == []


def test_choices_hold_when_the_count_moves_on(shown):
    from msgspec.structs import replace

    whole = night_of()
    shown.publish(whole)
    page = shown.open(NIGHT + "#call-open", width=1280)
    assert seen(page) == 2
    moved = replace(whole.contests[0], votes=whole.contests[0].votes + 5)
    shown.publish(replace(whole, night=replace(whole.night, seq=99), contests=(moved, *whole.contests[1:])))
    expect(page.locator("[data-k='card.contest-0.votes']")).to_have_text(f"{moved.votes:,}", timeout=15000)
    assert seen(page) == 2


def test_without_a_script_a_choice_shows_the_list_of_its_contests(shown):
    shown.publish(night_of())
    page = shown.open(NIGHT, width=375, script=False)
    assert seen(page) == 5
    page.locator("#filters a", has_text="Florida").click()
    assert seen(page) == 0
    assert page.locator(".list:visible li").count() == 2
    page.locator("#filters a", has_text="All contests").click()
    assert seen(page) == 5


def test_a_replay_never_says_that_it_is_old(shown):
    from outright.publish.replay import as_replay

    for mark, hidden in ((lambda b: b, False), (as_replay, True)):
        shown.publish(mark(night_of()))
        page = shown.open(NIGHT + "contest-0/", width=375)
        page.evaluate("document.querySelector('#age').textContent = ''")
        expect(page.locator(".banner")).to_have_count(int(hidden))
        page.wait_for_timeout(500)
        assert page.locator("#age").is_hidden() is hidden, mark


@pytest.mark.parametrize(("scheme", "width"), [("light", 375), ("dark", 1280)])
def test_axe_finds_nothing_on_a_night_of_several_contests_nor_on_a_replay(shown, violations, scheme, width):
    from outright.publish.replay import as_replay

    shown.publish(as_replay(night_of()))
    for path in ("", "contest-0/", "#office-governor"):
        page = shown.open(NIGHT + path, width=width, scheme=scheme)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
