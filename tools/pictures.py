"""The pictures of the README and the documentation, and the bulletin's schema, made anew from what runs.

    python tools/pictures.py [--text]

Plays the night, writes the screenshots into docs/assets/ (needs Chromium), the terminal's capture between the marks in
README.md, docs/bulletin.schema.json and docs/openapi.json. `make pictures` does the same; with --text, which
`make golden` uses, there are no screenshots.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from outright.bulletin import encode, schema
from outright.cli.rehearsed import plan_of
from outright.night.live import LiveNight
from outright.night.replay import bulletin_at
from outright.publish.data.openapi import openapi
from outright.publish.terminal import screen
from outright.rehearsal import reference_night

ROOT = Path(__file__).resolve().parents[1]
ASSETS = ROOT / "docs" / "assets"
HALF_IN, CERTAIN = "21:58", "1:08 am"
BEGIN, END = "<!-- capture:begin -->\n", "<!-- capture:end -->"


def play(path: Path) -> None:
    """The whole rehearsed night into a night file."""
    night = reference_night()
    live = LiveNight.begin(plan_of(night.facts), path)
    for p in night.publications:
        live.receive(p.source_id, p.kind, p.name, p.body, p.at)
    live.archive.close()


def capture(path: Path) -> str:
    """What the terminal shows at half of the precincts, at 80 columns, as a code block."""
    lines = screen(bulletin_at(path, HALF_IN), width=80, height=24)
    return "```\n" + "\n".join(["$ outright demo", *lines]) + "\n```\n"


def main(*, text_only: bool) -> int:
    published = json.dumps(schema(), indent=1, sort_keys=True, ensure_ascii=False)
    (ROOT / "docs" / "bulletin.schema.json").write_text(published + "\n")
    described = json.dumps(openapi(), indent=1, sort_keys=True, ensure_ascii=False)
    (ROOT / "docs" / "openapi.json").write_text(described + "\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "night.owr"
        play(path)
        readme = ROOT / "README.md"
        before, rest = readme.read_text().split(BEGIN)
        readme.write_text(before + BEGIN + capture(path) + END + rest.split(END, 1)[1])
        for name, at, scheme in () if text_only else (("half-in", HALF_IN, "light"), ("certain", CERTAIN, "dark")):
            document = Path(folder) / f"{name}.json"
            document.write_bytes(encode(bulletin_at(path, at)))
            take = [sys.executable, str(ROOT / "tools" / "screenshots.py"), str(ASSETS), "--bulletin", str(document)]
            subprocess.run([*take, "--schemes", scheme, "--first-screen"], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(text_only="--text" in sys.argv[1:]))
