"""The map as people meet it: without a script, on a phone, by keyboard, in the dark, in a system's own colours."""

import pytest
from msgspec.structs import replace

from made_maps import SAME_PARTY, metro, statewide, with_units
from page_states import HOSTILE, with_night

pytestmark = pytest.mark.browser

FILL = "e => getComputedStyle(e).fill"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
STATE = {
    "three counties": metro,
    "159 counties": statewide,
    "one party": lambda: statewide(rows=SAME_PARTY),
    "hostile names": lambda: with_units(metro(), [replace(u, name=HOSTILE[0]) for u in metro().contests[0].units]),
}


def fill(page, where):
    return page.locator(where).first.evaluate(FILL)


def test_every_way_of_looking_works_without_a_script(shown):
    shown.publish(statewide())
    page = shown.open(script=False, width=1280, height=900)
    land = page.locator("#map svg.land")
    assert land.locator("a").count() == 159
    assert page.locator("#map .marks.by-lead circle").first.is_visible()
    assert not page.locator("#map .marks.by-out circle").first.is_visible()
    plain = fill(page, "#map .area.t3")
    page.locator("label[for=map-share]").click()
    assert not page.locator("#map .marks.by-lead circle").first.is_visible()
    shades = {fill(page, f"#map .land .area.gop.t{n}") for n in (1, 2, 3)}
    assert len(shades) == 3
    assert plain not in shades
    assert fill(page, "#map .land .area.dem.t3") not in shades
    page.locator("label[for=map-out]").click()
    assert page.locator("#map .marks.by-out circle").first.is_visible()
    assert fill(page, "#map .land .area.t3") == plain
    assert not page.trouble


def test_three_counties_wait_under_a_button_on_a_phone_and_not_on_a_desk(shown):
    shown.publish(metro())
    phone = shown.open(script=False)
    assert not phone.locator("#map svg.land").is_visible()
    phone.locator("#map summary").click()
    assert phone.locator("#map svg.land").is_visible()
    desk = shown.open(script=False, width=1280, height=900)
    assert desk.locator("#map svg.land").is_visible()
    assert not desk.locator("#map summary").is_visible()


def test_a_whole_state_is_shown_on_a_phone_at_once(shown):
    shown.publish(statewide())
    assert shown.open().locator("#map svg.land").is_visible()


def test_the_keyboard_goes_from_place_to_place_in_the_table_s_order(shown):
    shown.publish(statewide())
    page = shown.open(width=1280, height=900)
    land = page.locator("#map svg.land")
    assert land.locator("a[tabindex='0']").count() == 1
    page.locator("#map-lead").focus()
    page.keyboard.press("Tab")
    here = "() => document.activeElement.dataset.g"
    order = [f"map.{u.id}" for u in statewide().contests[0].units]
    assert page.evaluate(here) == order[0]
    for key, place in (("ArrowRight", 1), ("ArrowDown", 2), ("ArrowLeft", 1), ("End", 158), ("ArrowRight", 158)):
        page.keyboard.press(key)
        assert page.evaluate(here) == order[place], key
    page.keyboard.press("Home")
    assert page.evaluate(here) == order[0]
    page.keyboard.press("Tab")
    assert page.evaluate(here) not in order, "one stop for the whole map"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(here) == order[0]


def test_without_a_script_every_place_can_be_reached_too(shown):
    shown.publish(metro())
    page = shown.open(script=False, width=1280, height=900)
    assert page.locator("#map svg.land a[tabindex]").count() == 0
    page.locator("#map-lead").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/units/cobb/")


def test_an_update_keeps_the_focus_and_the_way_of_looking(shown):
    from playwright.sync_api import expect

    whole = statewide(done=0.5)
    shown.publish(whole)
    page = shown.open(width=1280, height=900)
    page.locator("label[for=map-share]").click()
    units = list(whole.contests[0].units)
    page.locator(f"[data-g='map.{units[1].id}']").focus()
    units[2] = replace(units[2], left_text="at most 7")
    shown.publish(with_night(with_units(whole, units, seq=13), seq=13))
    expect(page.locator(f"[data-g='map.{units[2].id}'] title")).to_contain_text("at most 7", timeout=30000)
    assert page.locator("#map-share").is_checked()
    assert page.evaluate("() => document.activeElement.dataset.g") == f"map.{units[1].id}"
    assert page.locator("#map svg.land a[tabindex='0']").count() == 1
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => document.activeElement.dataset.g") == f"map.{units[2].id}"


PHONE, DESK = ("light", 375), ("dark", 1280)
LOOKS = {"three counties": [PHONE], "159 counties": [PHONE, DESK], "one party": [DESK], "hostile names": [PHONE]}


@pytest.mark.parametrize(
    ("what", "scheme", "width"),
    [
        pytest.param(what, *look, marks=() if look in LOOKS[what] else pytest.mark.promise)
        for what in STATE
        for look in (PHONE, DESK)
    ],
)
def test_axe_finds_nothing_in_the_map_and_nothing_sticks_out(shown, violations, what, scheme, width):
    shown.publish(STATE[what]())
    page = shown.open(width=width, height=900, scheme=scheme)
    page.locator("#map details").evaluate_all("all => all.forEach(d => d.open = true)")
    for mode in ("lead", "share", "out"):
        page.locator(f"label[for=map-{mode}]").click()
        assert violations(page, "#map") == []
        assert page.evaluate(SIDEWAYS) <= 0
    assert not page.trouble


def test_a_screen_reader_hears_each_place_with_its_figures(shown):
    shown.publish(metro())
    page = shown.open(width=1280, height=900)
    told = page.locator("#map").aria_snapshot()
    for text in ('group "Map of the places in the table"', "Cobb: Ossoff leads Handel by 15,116 votes, 33.1 points"):
        assert text in told
    assert "+15,116" not in told, "what is drawn is not read out twice"


def test_a_system_s_own_colours_are_kept_and_letters_stand_for_parties(shown):
    shown.publish(statewide())
    page = shown.open(width=1280, height=900, forced_colors="active")
    page.locator("label[for=map-share]").click()
    assert page.locator("#map .letters text").first.is_visible()
    assert fill(page, "#map .land .area.dem.t3") == fill(page, "#map .land .area.gop.t3")
    plain = shown.open(width=1280, height=900)
    assert not plain.locator("#map .letters text").first.is_visible()


def test_on_paper_the_map_is_there_without_its_buttons(shown):
    shown.publish(metro())
    page = shown.open(width=800, height=900)
    page.emulate_media(media="print")
    assert page.locator("#map svg.land").is_visible()
    assert not page.locator("label[for=map-share]").is_visible()


def test_the_legend_s_circles_are_to_the_map_s_scale(shown):
    shown.publish(statewide())
    for width in (375, 1280):
        page = shown.open(width=width, height=900)
        big = page.locator("#map .marks.by-lead circle").first
        drawn = big.bounding_box()["width"] / float(big.get_attribute("r"))
        size = page.locator("#map figcaption .by-lead .size circle").last
        legend = size.bounding_box()["width"] / float(size.get_attribute("r"))
        assert legend == pytest.approx(drawn, rel=0.06)
