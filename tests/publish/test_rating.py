"""A runoff's rating where it is shown: labelled as a model's, with what it rests on, and nobody named in a toss-up."""

import html
import json
import re

import pytest
from msgspec.structs import replace

from bulletins import bulletin
from outright.bulletin import Bulletin
from outright.publish.rating_words import place
from outright.publish.terminal import rating_line, rating_lines
from outright.publish.tree import tree
from page_states import HOSTILE, STATES

AT = "us-ga-2017-04-18/us-house-6"
WITH = ["rated", "rated_of_one_party", "rated_open", "unrated"]


def page(state: Bulletin, spoken: str = "") -> str:
    return tree(state)[f"{spoken}/{AT}/index.html"].decode()


def section(state: Bulletin, spoken: str = "") -> str:
    found = re.search(r'<section id="runoff".*?</section>', page(state, spoken), re.S)
    assert found
    return html.unescape(re.sub(r"<[^>]+>", "", found[0]))


@pytest.mark.parametrize("state", WITH)
def test_it_is_labelled_as_a_models_wherever_it_stands(state: str):
    made = STATES[state]()
    assert "A model's rating, not a call." in section(made)
    assert "Evaluación de un modelo, no un anuncio." in section(made, "/es")
    lines = " ".join(rating_lines(made.contests[0], width=100))
    assert "A model's rating, not a call" in lines
    plain = tree(made)[f"/{AT}/plain"].decode()
    assert "The runoff (a model's rating, not a call):" in plain


@pytest.mark.parametrize("state", WITH)
def test_every_text_of_it_is_on_the_page(state: str):
    made = STATES[state]()
    rating, shown = made.contests[0].rating, section(made)
    assert rating is not None
    texts = [rating.text, rating.method, *(r.text for r in rating.reasons), *(r.text for r in rating.record)]
    texts += [c.chance.text for c in rating.candidates if c.chance] + [p.chance.text for p in rating.pairs]
    texts += [rating.crossover.text] if rating.crossover else []
    assert [text for text in texts if text not in shown] == []


def test_a_toss_up_names_no_favorite():
    shown = section(STATES["rated"]())
    assert "Toss-up" in shown
    assert "neither finalist is favored" in shown
    assert not re.search(r"Leans|Likely|(?<!finalist )is favored|slightly", shown)


def test_somebody_is_favored_where_the_rating_says_so():
    made = STATES["rated_of_one_party"]()
    rating = made.contests[0].rating
    assert rating is not None
    assert rating.favorite == rating.candidates[0].id
    assert rating.label in section(made)
    assert rating.transfers_text in section(made)


def test_while_it_is_open_there_are_pairs_and_no_margin():
    shown = section(STATES["rated_open"]())
    assert "Ossoff · Handel" in shown
    assert "Expected margin" not in shown


def test_without_a_runoff_the_page_says_nothing_of_one():
    assert 'id="runoff"' not in page(bulletin())
    assert re.search(r'<div data-s="runoff">\s*</div>', page(bulletin()))  # where one that comes later is put
    assert rating_line(bulletin().contests[0]) == []
    assert rating_lines(bulletin().contests[0]) == ["No runoff of two follows here, as far as is known."]


@pytest.mark.parametrize("state", [*WITH, "too_early"])
def test_the_document_is_what_the_bulletin_says(state: str):
    made = STATES[state]()
    said = json.loads(tree(made)[f"/v1/{AT}/rating.json"])
    assert said["schema"] == "outright/rating/1"
    bulletin_says = json.loads(tree(made)["/v1/us-ga-2017-04-18/bulletin.json"])["contests"][0]["rating"]
    assert said["rating"] == bulletin_says


def test_a_projected_chance_is_headed_as_one():
    assert "proj. chance" in section(STATES["rated"]())


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_breaks_nothing(name: str):
    made = STATES["rated"]()
    contest = made.contests[0]
    rating = contest.rating
    assert rating is not None
    rows = tuple(replace(c, name=name) for c in rating.candidates)
    hurt = replace(made, contests=(replace(contest, rating=replace(rating, candidates=rows)),))
    shown = page(hurt)
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    for width in (20, 80):
        assert all(len(line) <= width * 4 for line in rating_lines(hurt.contests[0], width=width))


@pytest.mark.parametrize(("margin", "at"), [(0.0, 50.0), (0.5, 100.0), (-0.5, 0.0), (2.0, 100.0), (0.018, 51.8)])
def test_a_margin_has_its_place_on_the_line(margin: float, at: float):
    assert place(margin) == at
