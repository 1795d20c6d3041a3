"""What a reader can do on the page with a script: what-if, sorting, finding, keys, settings, the page's age."""

import re

import pytest
from msgspec.structs import replace

from bulletins import bulletin
from night_states import above_but_projected_below, eighteen, first_mail
from page_states import with_contest, with_night

pytestmark = pytest.mark.browser

WORDS = "#if-result"


def result(page):
    return page.locator(WORDS).inner_text()


def test_a_preset_says_what_the_server_says(shown):
    whole = above_but_projected_below()
    shown.publish(whole)
    page = shown.open(width=1280)
    for preset in whole.contests[0].take.presets:
        page.get_by_role("button", name=preset.label).click()
        for made in preset.outcomes[:2]:
            page.select_option("#if-candidate", made.candidate)
            page.get_by_role("button", name=preset.label).click()
            text = result(page)
            assert f"{made.votes:,} of {made.total:,}" in text, preset.label
            assert f": {made.share_text}%" in text
            if made.text:
                assert made.text.split(" over")[0].split(" short")[0] in text
    assert page.trouble == []


def test_what_if_counts_in_whole_votes_and_its_link_says_it_again(shown):
    whole = above_but_projected_below()
    contest = whole.contests[0]
    shown.publish(whole)
    page = shown.open(width=1280)
    page.select_option("#if-candidate", "jon-ossoff")
    page.select_option("#if-target", "majority")
    need = next(n for n in contest.take.needs if (n.candidate, n.target) == ("jon-ossoff", "majority"))
    left, votes = need.mid.left, contest.candidates[0].votes
    for tenths, verdict in (
        (1000 * need.mid.need // left + 1, "over the line"),
        (1000 * need.mid.need // left - 1, "short"),
    ):
        page.fill("#if-number", f"{tenths / 10:.1f}")
        taken = left * tenths // 1000
        assert f"{votes + taken:,} of {contest.votes + left:,}" in result(page)
        assert verdict in result(page)
    said, link = result(page), page.evaluate("location.hash")
    assert re.fullmatch(r"#take=jon-ossoff:majority:0\.\d{3}", link)
    again = shown.open(f"us-ga-2017-04-18/us-house-6/{link}", width=1280)
    assert result(again) == said


def test_own_shares_by_place_add_up_and_are_in_the_link(shown):
    whole = above_but_projected_below()
    shown.publish(whole)
    page = shown.open(width=1280)
    page.fill("#if-number", "40")
    page.locator("#left-rows summary").click()
    page.locator("#t-left input").first.fill("90")
    rows = whole.contests[0].take.rows
    taken = rows[0].left * 900 // 1000 + sum(r.left * 400 // 1000 for r in rows[1:])
    assert f"{whole.contests[0].candidates[0].votes + taken:,} of" in result(page)
    assert ":0.400:0.900,," in page.evaluate("location.hash")


def test_what_if_follows_the_count(shown):
    shown.publish(first_mail())
    page = shown.open()
    before = result(page)
    more = first_mail()
    shown.publish(with_contest(with_night(more, seq=9), seq=9, votes=more.contests[0].votes + 500))
    page.wait_for_function(f"text => document.querySelector('{WORDS}').textContent !== text", arg=before, timeout=15000)
    assert (
        "10,500" in page.locator("#what-if").get_attribute("data-total")
        or page.locator("#what-if").get_attribute("data-total") == "10500"
    )


def test_rows_sort_by_any_column_and_an_update_keeps_the_order(shown):
    shown.publish(bulletin())
    page = shown.open(width=1280)
    names = page.locator("#t-units tbody th")
    assert names.all_inner_texts() == ["Cobb", "DeKalb", "Fulton"]
    head = page.locator("#t-units thead th").last
    head.locator("button").click()
    assert names.all_inner_texts() == ["Fulton", "Cobb", "DeKalb"]
    assert head.get_attribute("aria-sort") == "descending"
    head.locator("button").click()
    assert names.all_inner_texts() == ["DeKalb", "Cobb", "Fulton"]
    page.mouse.move(5, 5)
    page.evaluate("document.activeElement.blur()")
    shown.publish(with_contest(with_night(bulletin(), seq=13), seq=13, votes=140000))
    shown.says(page, "[data-k='votes']", "140,000")
    assert names.all_inner_texts() == ["DeKalb", "Cobb", "Fulton"]


def test_rows_seen_go_out_as_csv_with_no_formula_in_them(shown):
    whole = bulletin()
    units = whole.contests[0].units
    shown.publish(with_contest(whole, units=(replace(units[0], name="=1+1"), *units[1:])))
    page = shown.open(width=1280)
    with page.expect_download() as caught:
        page.get_by_role("button", name="These rows as CSV").click()
    lines = caught.value.path().read_text().splitlines()
    assert lines[0].startswith("County,Precincts in,Votes,Ossoff")
    assert lines[1].startswith("'=1+1,32 of 50,")
    assert len(lines) == 4 and page.trouble == []


def test_a_place_is_found_among_many(shown):
    whole = bulletin()
    one = whole.contests[0].units[0]
    many = tuple(replace(one, id=f"county-{i}", name=f"County {i}") for i in range(40))
    shown.publish(with_contest(whole, units=many))
    page = shown.open(width=1280)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find-units"
    page.keyboard.type("39")
    assert page.locator("#t-units tbody tr:visible").count() == 1
    shown.says(page, "[data-found]", "1 of 40")


def test_a_contest_is_found_among_many(shown):
    whole = bulletin()
    one = whole.contests[0]
    shown.publish(replace(whole, contests=tuple(replace(one, id=f"c-{i}", name=f"District {i}") for i in range(20))))
    page = shown.open("us-ga-2017-04-18/", width=1280)
    assert page.locator(".card:visible").count() == 20
    page.fill("#find-cards", "district 17")
    assert page.locator(".card:visible").count() == 1
    shown.says(page, "#found-cards", "1 of 20")
    page.fill("#find-cards", "")
    assert page.locator(".card:visible").count() == 20 and page.trouble == []


def test_keys_go_to_sections_and_one_switch_turns_them_off(shown):
    shown.publish(bulletin())
    page = shown.open(width=1280)
    for key, place in (("3", "h-chart"), ("4", "h-units"), ("7", "h-call"), ("8", "h-log"), ("9", "h-sources")):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") == place
    page.keyboard.press("t")
    assert page.locator("#axis-time").is_checked()
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.select_option("[data-setting=keys]", "off")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("t")
    assert page.locator("#axis-time").is_checked()
    again = shown.contexts[-1].new_page()
    again.goto(page.url)
    assert again.locator("[data-setting=keys]").input_value() == "off"


def test_no_key_acts_inside_a_field(shown):
    shown.publish(first_mail())
    page = shown.open(width=1280)
    page.locator("#if-number").focus()
    page.keyboard.press("9")
    assert page.evaluate("document.activeElement.id") == "if-number"


def test_the_reader_s_colours_win_over_the_system_s(shown):
    shown.publish(bulletin())
    page = shown.open(width=1280)
    paper = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    page.select_option("[data-setting=theme]", "dark")
    assert page.evaluate(paper) == "rgb(18, 22, 28)"
    page.reload()
    assert page.evaluate(paper) == "rgb(18, 22, 28)"
    page.emulate_media(color_scheme="dark")
    page.select_option("[data-setting=theme]", "light")
    assert page.evaluate(paper) == "rgb(255, 255, 255)"


def test_chart_is_read_step_by_step_with_the_arrow_keys(shown):
    shown.publish(eighteen())
    page = shown.open(width=1280)
    shown.publish(bulletin())
    page.reload()
    page.locator("svg.by-votes").focus()
    last = page.locator(".readout").inner_text()
    assert "137,000" in last
    page.keyboard.press("ArrowLeft")
    assert page.locator(".readout").inner_text() != last
    page.keyboard.press("End")
    assert page.locator(".readout").inner_text() == last
    page.keyboard.press("Escape")
    assert page.locator(".readout").inner_text() == ""


def test_updates_can_be_paused(shown):
    shown.publish(bulletin())
    page = shown.open(width=1280)
    page.keyboard.press("p")
    assert page.locator("#paused").is_visible()
    shown.publish(with_contest(with_night(bulletin(), seq=13), seq=13, votes=140000))
    page.wait_for_timeout(2500)
    shown.says(page, "[data-k='votes']", "137,000")
    page.keyboard.press("p")
    shown.says(page, "[data-k='votes']", "140,000")


@pytest.mark.parametrize(("minutes", "state"), [(4, ""), (15, "late"), (45, "old")])
def test_page_says_how_old_it_is_by_the_server_s_clock(shown, minutes, state):
    shown.publish(bulletin(rehearsal=False))
    page = shown.open("method/", width=375)

    def late(route):
        answer = route.fetch()
        headers = {**answer.headers, "date": "Wed, 19 Apr 2017 02:00:00 GMT"}
        headers["last-modified"] = f"Wed, 19 Apr 2017 01:{60 - minutes:02}:00 GMT"
        route.fulfill(response=answer, headers=headers)

    page.route("**/us-house-6/", late)
    page.goto(shown.server.url + "us-ga-2017-04-18/us-house-6/")
    page.wait_for_function("() => 'age' in document.documentElement.dataset")
    assert page.evaluate("document.documentElement.dataset.age") == state
    age = page.locator("#age")
    assert age.is_visible() is bool(state)
    assert not state or f"{minutes} min ago" in age.inner_text()


def test_a_page_of_a_moment_stays_as_it_is(shown):
    shown.publish(bulletin())
    page = shown.open("us-ga-2017-04-18/us-house-6/at/12/")
    assert page.locator(".fixed").is_visible()
    shown.publish(with_contest(with_night(bulletin(), seq=13), seq=13, votes=140000))
    page.wait_for_timeout(1500)
    page.reload()
    shown.says(page, "[data-k='votes']", "137,000")
    assert page.trouble == []


def test_printed_pages_carry_address_time_and_every_row(shown):
    shown.publish(bulletin())
    page = shown.open(width=1280)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#results tbody tr:visible").count() >= 18
    assert page.locator("[data-k=as-of]").is_visible()
    assert page.locator("#settings").is_hidden() and page.locator("#what-if").count() <= 1
