"""The pages about feeds say what the code does: kinds and finding codes are compared."""

import re

from outright import feeds
from shared import ROOT

PAGES = ROOT / "docs" / "feeds"
CODE = re.compile(r"findings\.(?:info|warn|hold)\(\s*\"([a-z-]+)\"")


def test_every_kind_has_a_page():
    index = (PAGES / "index.md").read_text()
    for kind in feeds.kinds():
        assert f"| `{kind}` |" in index
        assert (PAGES / f"{kind.replace('_', '-')}.md").is_file()


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
