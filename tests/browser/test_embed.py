"""Embeds in other people's pages: as high as what is in them, quiet, readable, and always saying what they are."""

import pytest
from msgspec.structs import replace

from bulletins import bulletin
from embeds import AMP_PARENT, CSP, PYM_PARENT, Files
from outright.publish.embed.parts import PARTS, parts_of
from page_states import CONTEST, STATES, hostile, marked_test, no_votes, runoff_certain, with_contest, with_night

pytestmark = pytest.mark.browser

NIGHT = "us-ga-2017-04-18"
EMBED = f"embed/{NIGHT}/{CONTEST}"
NAMES = [p.name for p in parts_of(bulletin().night, bulletin().contests[0])]
LONGER = {("table", "eighteen"), ("call", "runoff_projected")}
"""What is longer than its documented height, and scrolls there: a dozen candidates with two per cent, ten reasons."""
INNER = "() => document.documentElement.scrollHeight - document.documentElement.clientHeight"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
CONTENT = "() => [...document.body.children].reduce((sum, e) => sum + e.getBoundingClientRect().height, 0)"
WATCH = """window.reports = [];
document.addEventListener("securitypolicyviolation", (e) => reports.push(e.violatedDirective + " " + e.blockedURI));"""


@pytest.fixture
def site(tmp_path):
    files = Files(tmp_path / "site", CSP)
    yield files
    files.stop()


@pytest.fixture
def host(tmp_path):
    files = Files(tmp_path / "host")
    yield files
    files.stop()


@pytest.fixture
def visit(browser):
    """Opens an address and keeps what went wrong on it, in every frame."""
    contexts = []

    def opened(url, *, width=600, height=900, script=True, scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=script, color_scheme=scheme
        )
        contexts.append(context)
        context.add_init_script(WATCH)
        page = context.new_page()
        page.trouble = []
        page.on("console", lambda m: page.trouble.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: page.trouble.append(str(e)))
        page.on("dialog", lambda d: (page.trouble.append(f"dialog {d.message}"), d.dismiss()))
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()


def framed(page):
    """The frame within a host's page, once it is loaded."""
    page.wait_for_function("document.querySelector('iframe') && frames.length === 1")
    (frame,) = page.main_frame.child_frames
    frame.wait_for_load_state()
    return frame


def fits(page, frame):
    """Wait until the frame is exactly as high as what is in it; nothing scrolls within."""
    page.wait_for_function("() => document.querySelector('iframe').clientHeight > 100")
    for _ in range(40):
        page.wait_for_timeout(50)
        high = page.locator("iframe").evaluate("e => e.clientHeight")
        if 0 <= high - frame.evaluate(CONTENT) < 1:
            break
    assert 0 <= high - frame.evaluate(CONTENT) < 1
    assert frame.evaluate(INNER) == 0
    assert frame.evaluate(SIDEWAYS) == 0


HOSTS = {
    "pym": ('<iframe src="{url}?childId=card&initialWidth=600" width="100%" title="x"></iframe>', PYM_PARENT),
    "amp": ('<iframe src="{url}" width="100%" height="10" title="x"></iframe>', AMP_PARENT),
    "ours": ('<script src="{site}/embed.js" async></script><outright-embed src="{url}"></outright-embed>', ""),
}


@pytest.mark.parametrize("how", HOSTS)
def test_frame_is_as_high_as_what_is_in_it(site, host, visit, how):
    site.publish(bulletin(), only="/embed/")
    body, script = HOSTS[how]
    body = body.format(url=f"{site.url}/{EMBED}/card/", site=site.url)
    page = visit(host.page("index.html", body, script))
    frame = framed(page)
    fits(page, frame)
    wide = page.locator("iframe").evaluate("e => e.clientHeight")
    page.set_viewport_size({"width": 340, "height": 900})
    fits(page, frame)
    assert page.locator("iframe").evaluate("e => e.clientHeight") > wide
    page.set_viewport_size({"width": 600, "height": 900})
    fits(page, frame)
    assert page.locator("iframe").evaluate("e => e.clientHeight") == wide, "a frame shrinks again"
    assert page.trouble == []


def test_host_without_script_has_room_for_every_part_in_every_state(site, host, visit):
    """The heights that are documented hold the parts at 340 pixels and wider, and nothing scrolls within."""
    frames = "".join(
        f'<iframe src="{site.url}/{EMBED}/{p.name}/" title="{p.name}" width="100%" height="{p.height}" '
        'style="border:0"></iframe>'
        for p in PARTS
        if p.name in NAMES
    )
    page = visit("about:blank", script=False)
    for name, make in STATES.items():
        site.publish(make(), only="/embed/")
        page.goto(host.page("index.html", frames))
        for width in (340, 700):
            page.set_viewport_size({"width": width, "height": 900})
            for part, frame in zip(NAMES, page.main_frame.child_frames, strict=True):
                if (part, name) not in LONGER:
                    assert frame.evaluate(INNER) == 0, f"{name}, {part} at {width}: {frame.evaluate(CONTENT)}"


def test_element_is_lazy_has_a_title_and_speaks_only_with_its_own_frame(site, host, visit):
    site.publish(bulletin())
    body = (
        f'<script src="{site.url}/embed.js" async></script>'
        f'<outright-embed src="{site.url}/{EMBED}/" part="remaining" title="Georgia 6th" rows="2">'
        f'<img src="{site.url}/v1/{NIGHT}/{CONTEST}/card.png" alt="card"></outright-embed>'
    )
    page = visit(host.page("index.html", body))
    frame = framed(page)
    fits(page, frame)
    element = page.locator("iframe")
    assert element.get_attribute("loading") == "lazy" and element.get_attribute("title") == "Georgia 6th"
    assert frame.url == f"{site.url}/{EMBED}/remaining/?rows=2"
    assert page.locator("outright-embed img").count() == 0, "the picture stands in only until the frame is there"
    before = element.evaluate("e => e.clientHeight")
    page.evaluate("postMessage({sentinel: 'amp', type: 'embed-size', height: 5000}, '*')")
    page.wait_for_timeout(200)
    assert element.evaluate("e => e.clientHeight") == before


def test_host_without_script_keeps_the_picture_of_the_element(site, host, visit):
    site.publish(bulletin())
    body = (
        f'<script src="{site.url}/embed.js" async></script><outright-embed src="{site.url}/{EMBED}/card/">'
        f'<img src="{site.url}/v1/{NIGHT}/{CONTEST}/card.png" width="300" alt="card"></outright-embed>'
    )
    page = visit(host.page("index.html", body), script=False)
    assert page.locator("outright-embed img").evaluate("e => e.naturalWidth") == 1200


def test_a_host_changes_the_colours_of_a_frame_that_is_open(site, host, visit):
    site.publish(bulletin(), only="/embed/")
    body = HOSTS["ours"][0].format(url=f"{site.url}/{EMBED}/card/", site=site.url)
    page = visit(host.page("index.html", body))
    frame = framed(page)
    paper = "() => getComputedStyle(document.body).backgroundColor"
    assert frame.evaluate(paper) == "rgb(255, 255, 255)"
    page.locator("outright-embed").evaluate("e => e.setAttribute('theme', 'dark')")
    frame.wait_for_function("getComputedStyle(document.body).backgroundColor === 'rgb(18, 22, 28)'")
    frame.evaluate("postMessage({type: 'outright:theme', value: 'light'}, '*')")
    page.wait_for_timeout(100)
    assert frame.evaluate(paper) == "rgb(18, 22, 28)", "only the host is listened to"


@pytest.mark.parametrize("part", NAMES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_no_policy_is_broken(site, visit, violations, part, scheme):
    for make in (runoff_certain, no_votes) if part != "call" else (STATES["runoff_projected"],):
        site.publish(make(), only=f"/{part}/")
        page = visit(f"{site.url}/{EMBED}/{part}/?theme={scheme}&rows=4&accent=%23a02040", width=400)
        assert violations(page) == []
        assert page.evaluate("window.reports") == [] and page.trouble == []
        paper = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 22, 28)"}[scheme]
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper


@pytest.mark.parametrize("part", [*NAMES, "card/at/12"])
def test_hostile_names_are_text_in_a_frame(site, visit, part):
    site.publish(hostile(), only="/embed/")
    for script in (True, False):
        page = visit(f"{site.url}/{EMBED}/{part}/", width=340, script=script)
        page.wait_for_timeout(150)
        assert page.trouble == []
        assert page.evaluate(SIDEWAYS) <= 0
        assert "alert(1)" in page.locator("h1").inner_text()


@pytest.mark.parametrize("part", NAMES)
def test_no_wish_takes_away_what_it_is_when_it_was_and_whose(site, visit, part):
    site.publish(marked_test(), only="/embed/")
    wishes = "theme=dark&rows=1&only=call&accent=ffffff&banner=0&test=false&status=0"
    for script in (True, False):
        page = visit(f"{site.url}/{EMBED}/{part}/?{wishes}", script=script)
        for text in ("TEST.", "REHEARSAL.", "Unofficial, partial", "9:42 p.m. EDT", "Cobb County", "Full results"):
            assert page.get_by_text(text).first.is_visible(), text
        link = page.get_by_role("link", name="Full results")
        assert link.evaluate("e => e.href") == f"{site.url}/{NIGHT}/{CONTEST}/"
        assert page.evaluate("document.querySelector('base').target") == "_blank"


def test_rows_and_only_call_show_less_and_more(site, visit):
    site.publish(bulletin(), only="/embed/")
    seen = "tbody tr:not(.ink):visible"
    assert visit(f"{site.url}/{EMBED}/card/").locator(seen).count() == 3
    assert visit(f"{site.url}/{EMBED}/card/?rows=5").locator(seen).count() == 5
    assert visit(f"{site.url}/{EMBED}/card/?rows=99").locator(seen).count() == 18
    assert visit(f"{site.url}/{EMBED}/card/?rows=0").locator(seen).count() == 3
    page = visit(f"{site.url}/{EMBED}/card/?only=call")
    assert page.locator(seen).count() == 0
    assert page.locator(".badge").inner_text() == "Too early to say"


@pytest.mark.parametrize(
    ("accent", "theme", "taken"),
    [("a02040", "light", True), ("%23A02040", "light", True), ("ffee00", "light", False), ("ffee00", "dark", True),
     ("101040", "dark", False), ("red", "light", False), ("a02040;--paper:red", "light", False)],
)  # fmt: skip
def test_accent_is_taken_where_it_can_be_read(site, visit, accent, theme, taken):
    site.publish(bulletin(), only="/embed/")
    page = visit(f"{site.url}/{EMBED}/card/?accent={accent}&theme={theme}")
    line = page.locator(".top").evaluate("e => getComputedStyle(e).borderBottomColor")
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert (line != ink) is taken
    assert page.trouble == [] and page.evaluate("window.reports") == []


def test_another_language_is_another_address_and_keeps_the_other_wishes(site, visit):
    site.publish(bulletin(), only="/embed/")
    page = visit(f"{site.url}/{EMBED}/card/?lang=es&rows=2")
    page.wait_for_url(f"{site.url}/es/{EMBED}/card/?rows=2")
    assert page.evaluate("document.documentElement.lang") == "es-US"
    assert page.evaluate("getComputedStyle(document.querySelector('.badge')).borderStyle") != "none", "styles are there"
    assert page.get_by_role("link").last.evaluate("e => e.href") == f"{site.url}/es/{NIGHT}/{CONTEST}/"
    stays = visit(f"{site.url}/{EMBED}/card/?lang=fr")
    assert stays.url.endswith("card/?lang=fr") and stays.trouble == []


def test_a_frozen_embed_keeps_its_moment(site, visit):
    site.publish(bulletin(), only="/embed/")
    later = with_contest(with_night(bulletin(rows=[("a", "A", "D", 5), ("b", "B", "R", 4)]), seq=13), seq=13)
    site.publish(with_contest(later, as_of_text="9:50 p.m. EDT"), only="/embed/")
    page = visit(f"{site.url}/{EMBED}/card/?freeze=12&theme=dark")
    page.wait_for_url(f"{site.url}/{EMBED}/card/at/12/?freeze=12&theme=dark")
    assert (
        page.locator("td").get_by_text("69,733").is_visible() and page.get_by_text("As of 9:42 p.m. EDT").is_visible()
    )
    assert page.get_by_role("link", name="The newest figures").is_visible()
    for address in ("card/?freeze=7", "units/?freeze=12"):
        page = visit(f"{site.url}/{EMBED}/{address}")
        page.wait_for_timeout(200)
        assert page.get_by_text("9:50 p.m. EDT").is_visible()
        assert any("nothing was kept" in t for t in page.trouble)


def test_an_open_embed_follows_the_count_and_its_height_does_too(site, host, visit):
    site.publish(bulletin(), only="/embed/")
    page = visit("about:blank")
    page.clock.install()
    page.goto(host.page("i.html", HOSTS["amp"][0].format(url=f"{site.url}/{EMBED}/card/"), AMP_PARENT))
    frame = framed(page)
    frame.locator("main").wait_for()
    long = "The leader is above half now, but more ballots may be left than his margin over half. " * 3
    whole = with_night(bulletin(rows=[(i, n, p, v + 10) for i, n, p, v in [("jon-ossoff", "Jon Ossoff", "D", 69733)]]))
    site.publish(with_contest(whole, seq=13, verdict=replace(whole.contests[0].verdict, text=long)), only="/embed/")
    page.clock.fast_forward(19_000)
    frame.locator("td").get_by_text("69,743").wait_for()
    page.clock.run_for(1000)
    assert frame.evaluate(INNER) == 0
    assert abs(page.locator("iframe").evaluate("e => e.clientHeight") - frame.evaluate(CONTENT)) < 1
    assert page.trouble == []


def test_list_of_parts_has_lines_to_copy_that_work(site, host, visit):
    from outright.publish.site import Site

    site.publish(bulletin(), Site(site.url))
    page = visit(f"{site.url}/{EMBED}/", width=375)
    assert page.evaluate(SIDEWAYS) <= 0 and page.trouble == []
    lines = page.locator("#table code").all_inner_texts()
    for number, text in enumerate(lines):
        shown = visit(host.page(f"{number}.html", text))
        assert framed(shown).locator(".votes").first.is_visible()
    assert len(lines) == 2
