"""What never belongs in the repository, and links that must lead somewhere.

The patterns are put together from pieces, so that this file does not find itself.
"""

import json
import re
import tomllib
from pathlib import Path

import pytest

from housework import project_files, text_files
from shared import ROOT

MACHINE = [
    rf"(?<![\w.~-])/{place}/"
    for place in (
        "wo" + "rk",
        "tm" + "p/wt",
        "tm" + "p/ow",
        "tm" + "p/brief",
        "ro" + "ot",
        "opt/" + "pypi",
        "opt/" + "wheels",
    )
]
REGISTRIES = [
    host.replace(" ", r"\.")
    for host in (
        "py" + "pi org",
        "python" + "hosted org",
        "regi" + "stry npmjs org",
        "proxy go" + "lang org",
        "cra" + "tes io",
    )
]
OPTIONS = ["--index" + "-url", "--extra-index" + "-url", "--find" + "-links (?!out)", "--trusted" + "-host"]
UNFINISHED = [r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b", r"\bX" + r"XX\b", r"\bHA" + r"CK\b"]
FORBIDDEN = re.compile("|".join([*MACHINE, *REGISTRIES, *OPTIONS, *UNFINISHED]))

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(\s*<?([^)\s>]+)|!\[[^\]]*\]\(\s*<?([^)\s>]+)|(?:src|href)=\"([^\"]+)\"")
FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.M | re.S)
INLINE_CODE = re.compile(r"`[^`\n]+`")
COMMENT = re.compile(r"<!--.*?-->", re.S)


def offences(files: dict[str, str]) -> list[str]:
    return [
        f"{path}:{number}: {found.group()}"
        for path, text in files.items()
        for number, line in enumerate(text.splitlines(), 1)
        if (found := FORBIDDEN.search(line))
    ]


def prose(text: str) -> str:
    """Markdown without its code and comments."""
    return INLINE_CODE.sub("", FENCE.sub("", COMMENT.sub("", text)))


def anchors(text: str) -> set[str]:
    """The places in a page a link can point to, named as the site names them."""
    titles = re.findall(r"^#+\s+(.*?)\s*#*$", FENCE.sub("", text), re.M)
    plain = [re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", t).replace("`", "") for t in titles]
    slugs = {re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", t).strip().lower()) for t in plain}
    return slugs | set(re.findall(r"\{[^}]*#([\w-]+)", text)) | set(re.findall(r"\bid=\"([^\"]+)\"", text))


def broken_links(page: Path, text: str) -> list[str]:
    broken = []
    for groups in LINK.findall(prose(text)):
        target = next(g for g in groups if g)
        if re.match(r"[a-z]+:|//", target):
            continue
        name, _, anchor = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        if not there.exists():
            broken.append(f"{page.name}: {target} leads nowhere")
        elif anchor and there.suffix == ".md" and anchor not in anchors(there.read_text("utf-8") if name else text):
            broken.append(f"{page.name}: {target} has no such heading")
    return broken


def nav_pages(nav: object) -> list[str]:
    """Every page of a nav, in order, whatever its nesting."""
    if isinstance(nav, str):
        return [nav]
    parts = nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else []
    return [page for part in parts for page in nav_pages(part)]


def site() -> dict[str, object]:
    return tomllib.loads((ROOT / "zensical.toml").read_text("utf-8"))["project"]


def test_no_file_names_this_machine_or_an_index_or_leaves_work_undone():
    files = text_files()
    assert len(files) > 50
    assert "requirements.lock" in files
    found = offences(files)
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "see /wo" + "rk/shared/x.csv",
        "open('/tm" + "p/wt/feeds/x')",
        "files from https://files.python" + "hosted.org/x.whl",
        "pip install --index" + "-url=file:///x",
        "--find" + "-links /somewhere",
        "# TO" + "DO: count the rest",
        "cd /ro" + "ot/.cache",
    ],
)
def test_what_does_not_belong_is_found(line):
    assert offences({"x": f"fine\n{line}\n"})


@pytest.mark.parametrize(
    "line", ["the ../shared/data folder", "how we work/play", "https://example.org/wo" + "rk/x", "root/"]
)
def test_what_is_harmless_passes(line):
    assert not offences({"x": line})


def test_the_lock_files_hold_versions_and_hashes_and_no_address():
    for name in ("requirements.lock", "requirements-docs.lock"):
        text = (ROOT / name).read_text("utf-8")
        packages = re.findall(r"^[\w.-]+==\S+", text, re.M)
        assert len(packages) > 5
        assert text.count("--hash=sha256:") >= len(packages)
        assert "://" not in text
        assert not re.search(r"^-", text, re.M)


def test_every_page_is_in_the_nav_once_and_every_entry_is_a_page():
    listed = nav_pages(site()["nav"])
    pages = [p.relative_to(ROOT / "docs").as_posix() for p in project_files() if p.is_relative_to(ROOT / "docs")]
    assert len(listed) > 5
    assert sorted(listed) == sorted(p for p in pages if p.endswith(".md"))


def test_every_link_of_the_documentation_leads_somewhere():
    pages = [p for p in project_files() if p.suffix == ".md"]
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "index.md"} <= {p.name for p in pages}
    broken = [link for page in pages for link in broken_links(page, page.read_text("utf-8"))]
    assert broken == []


def test_a_broken_link_is_found(tmp_path: Path):
    page = tmp_path / "page.md"
    page.touch()
    (tmp_path / "other.md").write_text("# The rule\n\n## Two `words`, three\n")
    text = "[a](other.md#the-rule) [b](other.md#two-words-three) [c](#here) [d](https://example.org)\n\n# Here\n"
    assert not broken_links(page, text + "`[x](y.md)`\n\n```\n[x](y.md)\n```\n<!-- [x](y.md) -->\n")
    assert len(broken_links(page, '[a](gone.md) ![b](gone.png) [c](other.md#no) [d](#no) <img src="no.png">')) == 5


def test_a_nav_is_read_whatever_its_nesting():
    nav = json.loads('[{"A": "a.md"}, {"B": ["b.md", {"C": [{"D": "c/d.md"}]}]}]')
    assert nav_pages(nav) == ["a.md", "b.md", "c/d.md"]
