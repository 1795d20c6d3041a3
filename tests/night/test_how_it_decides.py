"""The page that follows one number says only what the night says, and names only files that are there."""

import re

from outright.bulletin import Bulletin
from shared import ROOT

PAGE = (ROOT / "docs" / "how-it-decides.md").read_text()


def said(told: list[Bulletin]) -> set[str]:
    contests = [b.contests[0] for b in told]
    return {
        text
        for c in contests
        for text in (
            c.verdict.text,
            *c.remaining.working,
            *(r.text for r in c.verdict.reasons),
            *(s.text for s in c.slots),
            *(n.text for n in c.notes),
        )
    }


def test_every_quoted_sentence_was_said_that_night(told: list[Bulletin]) -> None:
    quotes = re.findall(r"^> (.+)$", PAGE, re.MULTILINE)
    assert len(quotes) > 8
    assert [q for q in quotes if q not in said(told)] == []


def test_every_file_and_name_on_the_way_exists() -> None:
    files = set(re.findall(r"`(src/outright/[\w/]+\.py)`", PAGE))
    assert len(files) > 14
    assert [f for f in files if not (ROOT / f).is_file()] == []
    for path, name in (
        ("src/outright/night/live.py", "def receive"),
        ("src/outright/count/snapshot.py", "def since"),
        ("src/outright/count/tally.py", "class ContestCount"),
        ("src/outright/bulletin/__init__.py", "class Bulletin"),
    ):
        assert name in (ROOT / path).read_text()


def test_the_line_of_the_file_is_in_the_file() -> None:
    from outright.rehearsal import reference_night

    line = re.search(r"<Choice[^\n]+", PAGE)
    assert line is not None
    assert line[0].encode() in reference_night().publications[3].body


def test_the_moments_of_the_first_night_are_as_the_page_says(told: list[Bulletin]) -> None:
    page = (ROOT / "docs" / "first-night.md").read_text()
    by_time = {b.night.as_of_text: b.contests[0] for b in told}
    for time, words in (("7:59 p.m. EDT", "71.3 percent"), ("1:08 a.m. EDT", "Runoff certain")):
        assert words in page
        contest = by_time[time]
        assert words.split()[0] in (contest.candidates[0].share_text.rstrip("0"), contest.verdict.label.split()[0])
    assert by_time["9:58 p.m. EDT"].remaining.precincts_reported == 104


def test_the_capture_in_the_readme_is_what_the_terminal_shows(told: list[Bulletin]) -> None:
    from outright.publish.terminal import screen

    shown = (ROOT / "README.md").read_text().split("<!-- capture:begin -->\n```\n$ outright demo\n")[1]
    moment = next(b for b in told if b.night.as_of_text == "9:58 p.m. EDT")
    assert shown.split("\n```\n")[0].split("\n") == screen(moment, width=80, height=24)
    assert f"{moment.contests[0].candidates[0].share_text} percent" in (ROOT / "README.md").read_text()
