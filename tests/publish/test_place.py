"""A place's page follows from that place: the others may change, and it is not drawn again."""

import datetime as dt

import pytest
from msgspec.structs import replace

from bulletins import bulletin
from outright.publish import place
from outright.publish.pages import pages
from outright.publish.site import Site
from page_states import CONTEST, STATES, hostile


@pytest.fixture(autouse=True)
def nothing_kept():
    place._KEPT.clear()


@pytest.fixture
def drawn(monkeypatch):
    """The places whose pages were drawn, in order."""
    names, draw = [], place._drawn
    monkeypatch.setattr(place, "_drawn", lambda seen, unit, *rest: (names.append(unit), draw(seen, unit, *rest))[1])
    return names


def moved(whole, unit, minutes=5):
    """Ten more votes in one place, and the contest as of later."""
    contest = whole.contests[0]
    units = tuple(replace(u, votes=u.votes + 10) if u.id == unit else u for u in contest.units)
    later = contest.as_of or whole.night.as_of
    return replace(
        whole, contests=(replace(
            contest, units=units, votes=contest.votes + 10, seq=contest.seq + 1, notes=contest.notes[:1],
            as_of=later + dt.timedelta(minutes=minutes), as_of_text=f"9:{42 + minutes} p.m. EDT",
        ),),
    )  # fmt: skip


def of_places(whole):
    return {p: d for p, d in pages(whole, Site(languages=("en",))) if "/units/" in p}


def test_only_the_place_that_changed_is_drawn_and_every_page_has_the_new_time(drawn):
    before = moved(bulletin(), "fulton", 0)
    for document in of_places(before).values():
        document.draw()
    assert sorted(drawn) == ["cobb", "dekalb", "fulton"]
    drawn.clear()
    later = of_places(moved(before, "cobb"))
    bodies = {path: document.draw() for path, document in later.items()}
    assert drawn == ["cobb"]
    assert all(b"9:47 p.m. EDT" in body and b"9:42" not in body for body in bodies.values())
    place._KEPT.clear()
    assert bodies == {path: document.draw() for path, document in later.items()}


def test_a_place_is_not_published_again_while_the_same_is_said_of_it():
    whole = bulletin()
    contest = whole.contests[0]
    units = tuple(replace(u, votes=u.votes + 10) if u.id == "cobb" else u for u in contest.units)
    changed = replace(whole, contests=(replace(contest, units=units, votes=contest.votes + 10),))
    before, after = of_places(whole), of_places(changed)
    assert [p for p in before if before[p].of != after[p].of] == [f"/us-ga-2017-04-18/{CONTEST}/units/cobb/index.html"]


@pytest.mark.parametrize("state", [*STATES, "hostile"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_left_out_is_not_on_the_page(monkeypatch, state, language):
    whole = hostile() if state == "hostile" else STATES[state]()
    contest = whole.contests[0]
    for unit in (u for u in contest.units if u.parent is None):
        seen = place.unit_page(whole, contest.id, unit.id, None, language)
        with monkeypatch.context() as all_of_it:
            place._KEPT.clear()
            all_of_it.setattr(place, "seen_from", lambda c, u, own, _: replace(c, units=(u, *own)))
            all_of_it.setattr(place, "night_seen", lambda night: night)
            assert place.unit_page(whole, contest.id, unit.id, None, language) == seen
        place._KEPT.clear()
