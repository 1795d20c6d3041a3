"""What axe finds on the pages: nothing, in every state, light and dark. A file of its own, so that two cores share."""

import pytest

from bulletins import bulletin

pytestmark = pytest.mark.browser

BOTTOM = "e => e.getBoundingClientRect().bottom"
OPEN_ALL = "all => all.forEach(s => s.parentElement.open = true)"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_axe_finds_nothing_in_light_or_dark(shown, state):
    """Light on a phone and dark on a desk: what depends on the scheme does not depend on the width."""
    from axe_playwright_python.sync_playwright import Axe

    page = shown.open()
    page.locator("summary").evaluate_all(OPEN_ALL)
    for scheme, width in (("light", 375), ("dark", 1280)):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert [(v["id"], v["impact"], v["nodes"][0]["html"][:120]) for v in found] == [], scheme


@pytest.mark.parametrize(
    "path",
    [
        "",
        "us-ga-2017-04-18/",
        "method/",
        "status/",
        "us-ga-2017-04-18/us-house-6/units/cobb/",
        "us-ga-2017-04-18/us-house-6/at/12/",
        "es/us-ga-2017-04-18/us-house-6/",
    ],
)
def test_axe_finds_nothing_on_the_other_pages_either(shown, path):
    from axe_playwright_python.sync_playwright import Axe

    shown.publish(bulletin(test=True))
    page = shown.open(path)
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate(SIDEWAYS) <= 0
