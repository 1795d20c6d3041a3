"""The page from a plain file server, with nobody to hint at news: it asks again by itself and catches up."""

import pytest

from bulletins import NAMES, bulletin
from file_server import file_server
from outright.publish.target import Folder, Publisher
from outright.terms import ResultsStatus
from page_states import CONTEST, with_contest, with_night
from published import NIGHT

pytestmark = pytest.mark.browser


@pytest.fixture
def files(browser, tmp_path):
    """A night published into a folder of a larger site, its publisher, and pages opened on it."""
    contexts = []
    with Publisher(Folder(tmp_path / "results")) as publisher, file_server(tmp_path) as address:

        def opened():
            context = browser.new_context(viewport={"width": 375, "height": 667})
            contexts.append(context)
            page = context.new_page()
            page.trouble, page.asked = [], []
            page.on("console", lambda m: page.trouble.append(m.text) if m.type in ("error", "warning") else None)
            page.on("pageerror", lambda e: page.trouble.append(str(e)))
            page.on("request", lambda r: page.asked.append(r.url))
            page.clock.install()
            page.goto(f"{address}results/{NIGHT}/{CONTEST}/")
            return page

        yield publisher, opened
        for context in contexts:
            context.close()


def votes(page):
    return page.locator('[data-k="votes.jon-ossoff"]').first


def later(**changes):
    rows = [(i, n, p, v + 10) for i, n, p, v in NAMES]
    told = with_night(bulletin(rows=rows), seq=13, as_of_text="9:50 p.m. EDT", **changes)
    return with_contest(told, seq=13, as_of_text="9:50 p.m. EDT")


def test_page_polls_and_catches_up_without_events(files):
    from playwright.sync_api import expect

    publisher, opened = files
    publisher.publish(bulletin())
    page = opened()
    expect(votes(page)).to_have_text("69,733")
    publisher.publish(later())
    page.clock.run_for(5_000)
    expect(votes(page)).to_have_text("69,733")
    page.clock.run_for(20_000)
    expect(votes(page)).to_have_text("69,743")
    assert not [url for url in page.asked if url.endswith("/events")], "there is nothing to listen to"
    assert page.trouble == []


def test_page_stops_asking_when_the_count_is_certified(files):
    from playwright.sync_api import expect

    publisher, opened = files
    publisher.publish(bulletin())
    page = opened()
    publisher.publish(later(status=ResultsStatus.CERTIFIED))
    page.clock.run_for(20_000)
    expect(votes(page)).to_have_text("69,743")
    page.asked.clear()
    page.clock.run_for(120_000)
    page.wait_for_timeout(300)
    assert page.asked == []
