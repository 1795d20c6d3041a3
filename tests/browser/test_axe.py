"""What axe finds on the pages: nothing, in every state, light and dark. A file of its own, so that two cores share."""

import pytest

from bulletins import bulletin

pytestmark = pytest.mark.browser

BOTTOM = "e => e.getBoundingClientRect().bottom"
OPEN_ALL = "all => all.forEach(s => s.parentElement.open = true)"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("width", [375, 1280])
def test_axe_finds_nothing_in_light_or_dark(shown, state, width):
    from axe_playwright_python.sync_playwright import Axe

    page = shown.open(width=width)
    page.locator("summary").evaluate_all(OPEN_ALL)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert [(v["id"], v["impact"], v["nodes"][0]["html"][:120]) for v in found] == [], scheme


@pytest.mark.parametrize("path", ["", "us-ga-2017-04-18/"])
def test_axe_finds_nothing_on_the_lists_either(shown, path):
    from axe_playwright_python.sync_playwright import Axe

    shown.publish(bulletin(test=True))
    page = shown.open(path)
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate(SIDEWAYS) <= 0
