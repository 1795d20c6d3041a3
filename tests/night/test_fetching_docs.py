"""The page on fetching names every code and every limit as it is in the code."""

import re

from outright.archive import backoff, fetch_body, fetch_errors
from outright.archive.fetch_errors import FetchFailed
from outright.archive.fetched import Manners
from shared import ROOT

PAGE = (ROOT / "docs" / "fetching.md").read_text("utf-8")
WALKS = ROOT / "src" / "outright" / "night" / "walks"


def codes_of_the_door() -> set[str]:
    kinds = (k for k in vars(fetch_errors).values() if isinstance(k, type) and issubclass(k, FetchFailed))
    return {kind.code for kind in kinds if kind is not FetchFailed}


def codes_of_the_walks() -> set[str]:
    text = "".join(path.read_text("utf-8") for path in WALKS.glob("*.py"))
    made = re.findall(r'Trouble\([^()]*?(?:\([^()]*\)[^()]*?)*?, "([a-z-]+)", ', text)
    return {*made, *re.findall(r'\bcode="([a-z-]+)"', text)}


def test_every_code_is_explained_and_no_other():
    listed = re.findall(r"^\| `([a-z-]+)` \| [^|]+ \|$", PAGE, re.M)
    assert len(codes_of_the_door()) == 11
    assert {"older", "no-key", "version-race"} <= codes_of_the_walks()
    assert sorted(listed) == sorted(codes_of_the_door() | codes_of_the_walks())


def test_the_limits_are_those_of_the_code():
    manners = Manners(contact="desk@example.org")
    assert manners.agent in PAGE
    for words in (
        f"| questions at a time, each site | {manners.per_host} |",
        f"| {manners.deadline:.0f} s; bytes that drip in",
        f"| {manners.largest // 2**20} MB, counted",
        f"{fetch_body.RATIO} to 1 above {fetch_body.RATIO_FROM // 2**20} MB",
        f"| {manners.redirects}, each address judged anew",
        f"up to {fetch_errors.LARGEST_ERROR_BODY // 2**10} KB",
        f"at most {backoff.LONGEST_WISH / 60:.0f} minutes",
    ):
        assert words in PAGE
