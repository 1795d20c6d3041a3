"""A past night shown again says so above everything, and never that it is old."""

import datetime as dt

import pytest

from bulletins import bulletin
from outright.bulletin import encode
from outright.publish.feed import shelf
from outright.publish.page import contest_page
from outright.publish.plain import contest_plain
from outright.publish.replay import as_replay, is_past
from outright.publish.site import Site
from outright.publish.tree import tree
from outright.terms import ResultsStatus
from page_states import CONTEST, with_night


def night(**changes):
    return with_night(bulletin(rehearsal=False), **changes)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Replay.", "Not live: the night of April 18, 2017, shown again.", "As of ", "9:42 p.m. EDT")),
        ("es", ("Repetición.", "No en vivo: la noche del 18 de abril de 2017, mostrada de nuevo.", "A las ")),
    ],
)
def test_every_page_says_that_it_is_a_replay_and_as_of_when(language, said):
    pages = {p: b.decode() for p, b in tree(as_replay(night()), Site(languages=(language,))).items() if "html" in p}
    shown = [p for p, text in pages.items() if "<strong>" + said[0] not in text]
    assert [p for p in shown if "/embed/" not in p and not p.startswith("/v1/")] == [], (
        "the story for others is English"
    )
    assert all("<strong>Replay" in text for path, text in pages.items() if path.startswith("/v1/"))
    page = contest_page(as_replay(night()), CONTEST, language=language).decode()
    assert all(words in page for words in said)
    assert " data-replay" in page


def test_a_live_night_says_nothing_of_it():
    page = contest_page(night(), CONTEST).decode()
    assert "Replay" not in page and "data-replay" not in page
    assert b"replay" not in encode(night())


def test_plain_text_feeds_and_the_bulletin_say_it_too():
    marked = as_replay(night())
    assert "Replay." in contest_plain(marked, CONTEST) or "REPLAY" in contest_plain(marked, CONTEST)
    assert all(b"REPLAY: " in made.draw() for _, made in shelf(marked, Site(languages=("en",))))
    assert b'"replay":true' in encode(marked)


def test_a_night_is_past_after_two_months_unless_it_is_certified_or_a_rehearsal():
    at = night().night.as_of
    later = at + dt.timedelta(days=61)
    assert is_past(night().night, later)
    assert not is_past(night().night, at + dt.timedelta(days=30))
    assert not is_past(night(status=ResultsStatus.CERTIFIED).night, later)
    assert not is_past(night(rehearsal=True).night, later)
    assert not is_past(night(as_of=None).night, later)
