"""The pages about feeds say what the code does: kinds and finding codes are compared."""

import os
import re

from outright import feeds
from outright.feeds.detect import reader
from shared import ROOT

PAGES = ROOT / "docs" / "feeds"
CODE = re.compile(r"findings\.(?:info|warn|hold)\(\s*\"([a-z-]+)\"")


MARKS = "<!-- kinds: written by `make golden` from the readers themselves -->\n", "<!-- end of kinds -->"
BASIS = {"samples": "real files", "documentation": "documentation only"}


def table_of_kinds() -> str:
    """What the readers say of themselves, as the index prints it."""
    lines = ["| kind | format | who publishes it | what tells a new file | checked against |", "|---|---|---|---|---|"]
    for found in map(reader, feeds.kinds()):
        page = f"[{found.title}]({found.kind}.md)"
        lines.append(f"| `{found.kind}` | {page} | {found.publisher} | {found.change} | {BASIS[found.basis]} |")
    return "\n".join(lines) + "\n"


def test_every_kind_has_a_page_and_says_what_it_is():
    for kind in feeds.kinds():
        assert (PAGES / f"{kind}.md").is_file()
        assert reader(kind).publisher and reader(kind).change


def test_the_table_of_formats_is_the_readers_own():
    page = PAGES / "index.md"
    before, _, rest = page.read_text().partition(MARKS[0])
    told, _, after = rest.partition(MARKS[1])
    if os.environ.get("OUTRIGHT_GOLDEN") == "write":
        page.write_text(f"{before}{MARKS[0]}\n{table_of_kinds()}\n{MARKS[1]}{after}")
        return
    assert told.strip() == table_of_kinds().strip()


def test_every_finding_is_explained_and_nothing_else_is():
    sources = (ROOT / "src" / "outright" / "feeds").glob("*.py")
    raised = {code for path in sources for code in CODE.findall(path.read_text())}
    table = (PAGES / "index.md").read_text().split("## Findings")[1].split("## Errors")[0]
    told = {
        code
        for line in table.splitlines()
        if line.startswith("| `")
        for code in re.findall(r"`([a-z-]+)`", line.split("|")[1])
    }
    assert raised == told
    assert len(raised) > 20
