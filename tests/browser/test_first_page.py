"""The first page in a real browser: what fits, what can be read, what is asked of the network, what moves."""

import pytest

from bulletins import NAMES, bulletin
from page_states import hostile, late_night, marked_test, runoff_certain, with_contest, with_night

pytestmark = pytest.mark.browser

BOTTOM = "e => e.getBoundingClientRect().bottom"
OPEN_ALL = "all => all.forEach(s => s.parentElement.open = true)"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def later(whole, seq, text):
    """The same count, said to stand as of another moment."""
    return with_contest(with_night(whole, seq=seq, as_of_text=text), seq=seq, as_of_text=text)


def fits_the_first_screen(page, how):
    for what in (".badge", "#verdict .say", "#remaining", "#results tbody tr:nth-child(4)"):
        if page.locator(what).count():
            assert page.locator(what).first.evaluate(BOTTOM) <= 667, f"{what}, {how}"


def test_every_state_fits_a_phone_asks_no_other_host_and_says_nothing_in_the_console(shown, state):
    """Badge, two leaders and what is still out stand on the first screen; nothing scrolls sideways at any width."""
    fits_the_first_screen(shown.open(script=False), "without script")
    page = shown.open()
    fits_the_first_screen(page, "with script")
    page.locator("summary").evaluate_all(OPEN_ALL)
    for width in (320, 375, 768, 1280):
        page.set_viewport_size({"width": width, "height": 667})
        assert page.evaluate(SIDEWAYS) <= 0, width
    page.wait_for_timeout(200)
    assert page.trouble == []
    assert page.hosts == {f"127.0.0.1:{shown.server.port}"}


def test_hostile_names_run_nothing(shown):
    shown.publish(hostile())
    for path in ("", "us-ga-2017-04-18/", "us-ga-2017-04-18/us-house-6/"):
        page = shown.open(path)
        page.wait_for_timeout(200)
        assert page.trouble == []
        assert page.evaluate(SIDEWAYS) <= 0


def test_without_script_every_section_and_all_eighteen_can_be_read(shown):
    shown.publish(bulletin())
    page = shown.open(script=False)
    for section in ("verdict", "remaining", "results", "chart", "units", "methods", "call", "log", "data"):
        assert page.locator(f"#{section}").is_visible(), section
    page.get_by_text("Show all 18").click()
    for _, name, _, _ in NAMES:
        assert page.locator("#results").get_by_text(name, exact=True).is_visible()
    assert page.locator("svg.by-votes").is_visible() and page.locator("svg.by-time").is_hidden()
    page.get_by_text("By time", exact=True).click()
    assert page.locator("svg.by-time").is_visible() and page.locator("svg.by-votes").is_hidden()


def test_live_update_changes_numbers_and_keeps_focus_scroll_and_what_was_opened(shown):
    shown.publish(bulletin())
    page = shown.open(height=500)
    page.wait_for_timeout(800)
    page.get_by_text("Show all 18").click()
    page.locator("#more summary").focus()
    page.get_by_text("By time", exact=True).click()
    page.locator("#more summary").focus()
    page.evaluate("window.scrollTo(0, 420)")
    page.wait_for_timeout(100)
    before = page.evaluate("window.scrollY")
    rows = [(i, n, p, v + 10) for i, n, p, v in NAMES]
    shown.publish(later(bulletin(rows=rows), 13, "9:50 p.m. EDT"))
    shown.says(page, '[data-k="votes.jon-ossoff"]', "69,743")
    assert page.locator("[data-k=as-of]").inner_text() == "9:50 p.m. EDT"
    assert page.evaluate("document.activeElement.closest('#more') !== null")
    assert page.locator("#more").evaluate("e => e.open")
    assert page.locator("#axis-time").is_checked()
    assert page.evaluate("window.scrollY") == before
    assert page.trouble == []


def test_page_kept_up_to_date_reads_like_one_just_opened(shown):
    """No heading, caption or note may outlive the numbers it was written for."""
    from page_states import no_votes

    read = """() => [document.title, document.body.textContent, [...document.links].map(a => a.href)]"""
    shown.publish(no_votes())
    page = shown.open()
    page.wait_for_timeout(800)
    for seq, make in enumerate((bulletin, late_night, marked_test, runoff_certain), start=20):
        shown.publish(later(make(), seq, f"moment {seq}"))
        shown.says(page, "[data-k=as-of]", f"moment {seq}")
        page.evaluate("for (const i of ['say', 'call-out']) document.getElementById(i).textContent = ''")
        assert page.evaluate(read) == shown.open().evaluate(read)
    assert page.trouble == []


def test_order_does_not_change_under_a_reader_s_focus_and_does_afterwards(shown):
    shown.publish(bulletin())
    page = shown.open(height=2000)
    page.wait_for_timeout(800)
    first = "document.querySelector('#results tbody th bdi').textContent"
    page.locator("#more summary").focus()
    rows = [("karen-handel", "Karen Handel", "R", 90000), *(r for r in NAMES if r[0] != "karen-handel")]
    shown.publish(with_night(bulletin(rows=rows), seq=13))
    shown.says(page, '[data-k="votes.karen-handel"]', "90,000")
    assert page.evaluate(first) == "Jon Ossoff"
    page.evaluate("document.activeElement.blur()")
    shown.says(page, "#results tbody th bdi", "Karen Handel")


def test_a_new_verdict_is_shown_and_said_once(shown):
    shown.publish(bulletin())
    page = shown.open()
    page.wait_for_timeout(800)
    page.evaluate("""() => { window.said = [];
        new MutationObserver(() => window.said.push(document.getElementById('call-out').textContent))
            .observe(document.getElementById('call-out'), {childList: true, characterData: true, subtree: true}); }""")
    shown.publish(with_night(runoff_certain(), seq=13))
    shown.says(page, ".badge", "Runoff certain")
    shown.publish(later(runoff_certain(), 14, "9:55 p.m. EDT"))
    shown.says(page, "[data-k=as-of]", "9:55 p.m. EDT")
    said = page.evaluate("window.said")
    assert len(said) == 1 and said[0].endswith("Runoff certain.")
    assert "certain" in page.locator(".badge").get_attribute("class")
    assert "Runoff certain" in page.title()


def test_first_votes_bring_the_chart(shown):
    from page_states import no_votes

    shown.publish(no_votes())
    page = shown.open()
    page.wait_for_timeout(800)
    assert page.locator("svg.by-votes").count() == 0
    shown.publish(bulletin())
    page.locator("svg.by-votes").wait_for()
    assert page.trouble == []


def test_page_says_so_when_the_server_is_gone(shown):
    shown.publish(bulletin())
    page = shown.open()
    page.wait_for_timeout(800)
    page.context.set_offline(True)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))")
    page.locator("#net").get_by_text("No connection: showing the 9:42 p.m. EDT copy").wait_for()


def test_without_live_events_the_page_asks_again_and_catches_up(shown):
    shown.publish(bulletin())
    context = shown.browser.new_context()
    shown.contexts.append(context)
    page = context.new_page()
    page.route("**/events", lambda route: route.abort())
    page.clock.install()
    page.goto(f"{shown.server.url}us-ga-2017-04-18/us-house-6/")
    shown.publish(later(bulletin(), 13, "9:50 p.m. EDT"))
    page.clock.fast_forward(19_000)
    shown.says(page, "[data-k=as-of]", "9:50 p.m. EDT")


def test_printing_shows_every_candidate(shown):
    shown.publish(bulletin())
    page = shown.open(width=1280)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#results").get_by_text("Andre Pollard").is_visible()
    assert len(page.pdf()) > 10_000


def test_forced_colours_keep_bars_and_badge_visible(shown):
    shown.publish(late_night())
    page = shown.open(forced_colors="active")
    assert page.locator(".badge").evaluate("e => getComputedStyle(e).borderStyle") == "solid"
    assert page.locator(".bar .f-dem").first.evaluate("e => getComputedStyle(e).fill") == "rgb(0, 0, 0)"


def test_changed_numbers_are_not_marked_for_readers_who_want_no_motion(shown):
    shown.publish(bulletin())
    page = shown.open(reduced_motion="reduce")
    page.wait_for_timeout(800)
    shown.publish(later(bulletin(), 13, "9:50 p.m. EDT"))
    page.locator("[data-k=as-of].changed").wait_for()
    assert page.locator("[data-k=as-of]").evaluate("e => getComputedStyle(e).textDecorationLine") == "none"


def test_keyboard_reaches_the_sections_by_the_skip_links(shown):
    shown.publish(bulletin())
    page = shown.open()
    seen = []
    for _ in range(5):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.getAttribute('href')"))
    assert seen == ["#results", "#remaining", "#units", "#call", "#data"]


def test_candidate_table_reads_in_order_to_a_screen_reader(shown):
    rows = [r for r in NAMES if r[0] in ("jon-ossoff", "karen-handel")]
    whole = bulletin(rows=rows)
    plain = with_contest(whole, parties=(), candidates=whole.contests[0].candidates)
    shown.publish(plain)
    heard = shown.open().locator("#results table").first.aria_snapshot()
    assert heard.count("columnheader") == 3
    assert heard.count("rowheader") == 2
    assert 'rowheader "Jon Ossoff D 1,232 votes over half"' in heard
    assert "img" not in heard, "bars are decoration"
