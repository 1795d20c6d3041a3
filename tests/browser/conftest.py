"""A headless Chromium from the machine, the page under test on a loopback port, and what axe says of it."""

import os
import shutil

import pytest

from outright.serve.board import Board
from outright.serve.run import Server
from page_states import CONTEST, STATES

NIGHT = "us-ga-2017-04-18"


def _absent(reason):
    """No browser: said aloud here, and a failure where a browser is required."""
    if os.environ.get("CI") or os.environ.get("OUTRIGHT_REQUIRE_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser():
    """The shell draws as Chromium does, and opens no windows of its own: a page costs a third."""
    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if chromium is None:
        _absent("no chromium on this machine (apt install chromium-headless-shell)")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _absent("playwright is not installed (pip install '.[dev]')")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium)
        yield running
        running.close()


@pytest.fixture(scope="session")
def violations():
    """What axe finds on a page or in a part of it: each rule, how bad it is, and the first place.

    Of what passed axe would list every place too; that costs a third of its time and nobody reads it.
    """
    from axe_playwright_python.sync_playwright import Axe

    def found(page, context=None):
        said = Axe().run(page, context=context, options={"resultTypes": ["violations"]}).response["violations"]
        return [(v["id"], v["impact"], v["nodes"][0]["html"][:120]) for v in said]

    return found


class Shown:
    """A night being served, and pages opened on it, each with what went wrong on it."""

    def __init__(self, browser):
        self.browser, self.board, self.server, self.contexts = browser, Board(), None, []

    def says(self, page, where, text):
        """Wait until the element says exactly this."""
        from playwright.sync_api import expect

        expect(page.locator(where).first).to_have_text(text)

    def publish(self, bulletin):
        self.board.publish(bulletin)
        self.server = self.server or Server(self.board, port=0)

    def open(self, path=f"{NIGHT}/{CONTEST}/", *, width=375, height=667, script=True, scheme="light", **more):
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=script, color_scheme=scheme, **more
        )
        self.contexts.append(context)
        page = context.new_page()
        page.trouble, page.hosts = [], set()
        page.on("console", lambda m: page.trouble.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: page.trouble.append(str(e)))
        page.on("dialog", lambda d: (page.trouble.append(f"dialog {d.message}"), d.dismiss()))
        page.on("request", lambda r: page.hosts.add(r.url.split("/")[2]))
        page.goto(self.server.url + path)
        return page

    def close(self):
        for context in self.contexts:
            context.close()
        if self.server:
            self.server.stop()


@pytest.fixture
def shown(browser):
    night = Shown(browser)
    yield night
    night.close()


@pytest.fixture(params=STATES, ids=str)
def state(request, shown):
    shown.publish(STATES[request.param]())
    return request.param
