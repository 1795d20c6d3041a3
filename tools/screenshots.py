"""Pictures of a bulletin's pages, for the README and the documentation, and for a look before a commit.

    python tools/screenshots.py OUTDIR --bulletin FILE.json
    python tools/screenshots.py OUTDIR --bulletin sample

Writes a PNG per page, width and colour scheme. The pages are served from memory: no port, no network.
"""

from __future__ import annotations

import argparse
import mimetypes
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Route, sync_playwright

from outright.bulletin import Bulletin, decode
from outright.publish.tree import tree

HOST = "http://outright.invalid"
WIDTHS = {"phone": (375, 667), "tablet": (768, 1024), "desktop": (1280, 900)}


def main() -> int:
    arguments = _arguments()
    bulletins = _bulletins(arguments.bulletin, arguments.only)
    arguments.outdir.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-headless-shell")
        browser = playwright.chromium.launch(executable_path=chromium)
        for name, bulletin in bulletins.items():
            for path in _take(browser, name, bulletin, arguments):
                print(path)
        browser.close()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("outdir", type=Path, help="folder for the PNGs")
    parser.add_argument("--bulletin", default="sample", help="a bulletin's JSON file, or 'sample'")
    parser.add_argument("--only", default="", help="with 'sample': the states to take, separated by commas")
    parser.add_argument("--widths", default="phone,desktop", help=f"of {', '.join(WIDTHS)}")
    parser.add_argument("--schemes", default="light,dark", help="of light, dark")
    parser.add_argument("--page", choices=("contest", "election"), default="contest")
    parser.add_argument("--first-screen", action="store_true", help="only what shows before scrolling")
    parser.add_argument("--no-script", action="store_true", help="with scripts off")
    return parser.parse_args()


def _bulletins(what: str, only: str) -> dict[str, Bulletin]:
    if what != "sample":
        path = Path(what)
        return {path.stem: decode(path.read_bytes())}
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    from page_states import STATES

    return {name: STATES[name]() for name in (only.split(",") if only else STATES)}


def _take(browser: Browser, name: str, bulletin: Bulletin, arguments: argparse.Namespace) -> list[Path]:
    files = tree(bulletin)
    taken = []
    for width in arguments.widths.split(","):
        for scheme in arguments.schemes.split(","):
            wide, high = WIDTHS[width]
            context = browser.new_context(
                viewport={"width": wide, "height": high},
                color_scheme=scheme,
                java_script_enabled=not arguments.no_script,
                device_scale_factor=2 if width == "phone" else 1,
            )
            page = context.new_page()
            page.route("**/*", lambda route: _answer(route, files))
            night, contests = bulletin.night.id, bulletin.contests
            where = f"/{night}/{contests[0].id}/" if arguments.page == "contest" else f"/{night}/"
            page.goto(HOST + where)
            path = arguments.outdir / f"{name}-{width}-{scheme}.png"
            page.screenshot(path=path, full_page=not arguments.first_screen)
            taken.append(path)
            context.close()
    return taken


def _answer(route: Route, files: dict[str, bytes]) -> None:
    path = urlsplit(route.request.url).path
    path += "index.html" if path.endswith("/") else ""
    if path not in files:
        route.fulfill(status=404, body="")
        return
    route.fulfill(body=files[path], content_type=mimetypes.guess_type(path)[0] or "text/plain; charset=utf-8")


if __name__ == "__main__":
    sys.exit(main())
