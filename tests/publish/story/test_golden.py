"""The reference night's stories as they are read, at moments that matter; `OUTRIGHT_GOLDEN=write` writes them."""

import os
from pathlib import Path

import pytest

from outright.bulletin import Bulletin
from outright.publish.language import ENGLISH, Language
from outright.publish.story import Length, write
from outright.publish.story.text import markdown, plain

GOLDEN = Path(__file__).parent / "golden"
MOMENTS = {
    1: "polls-closed", 4: "first-early-votes", 6: "early-votes-in", 12: "first-precincts", 22: "nine-thirty-six",
    30: "half-in", 36: "mail-lifts-the-leader", 43: "just-above", 44: "just-below", 46: "runoff-projected",
    50: "nearly-all-in", 51: "runoff-certain", 57: "complete",
}  # fmt: skip
SPANISH = (30, 46, 57)


def held(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("OUTRIGHT_GOLDEN") == "write":
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8") == text, f"{name} reads differently now; OUTRIGHT_GOLDEN=write if it reads better"


def all_of(bulletin: Bulletin, to: Language) -> str:
    """Headline, alert and brief of one moment, then the whole."""
    story = write(bulletin, bulletin.contests[0], to)
    return "\n".join(plain(story, bulletin.night, to, length) for length in (Length.ALERT, Length.BRIEF, Length.FULL))


@pytest.mark.parametrize("seq", MOMENTS)
def test_the_story_of_a_moment(reference: list[Bulletin], seq: int):
    held(f"{seq:02}-{MOMENTS[seq]}.txt", all_of(reference[seq - 1], ENGLISH))


@pytest.mark.parametrize("seq", SPANISH)
def test_the_story_of_a_moment_in_spanish(reference: list[Bulletin], spanish: Language, seq: int):
    held(f"{seq:02}-{MOMENTS[seq]}.es.txt", all_of(spanish.translated(reference[seq - 1]), spanish))


def test_what_changed_since_an_earlier_moment(reference: list[Bulletin]):
    now, then = reference[50], reference[29].contests[0]
    story = write(now, now.contests[0], before=then)
    held("51-since-30.md", markdown(story, now.night, ENGLISH, Length.FULL))


def test_no_golden_is_left_over():
    names = {f"{seq:02}-{name}.txt" for seq, name in MOMENTS.items()}
    names |= {f"{seq:02}-{MOMENTS[seq]}.es.txt" for seq in SPANISH} | {"51-since-30.md"}
    assert {p.name for p in GOLDEN.iterdir()} == names
