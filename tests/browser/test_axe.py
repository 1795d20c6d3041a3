"""What axe finds on the pages: nothing, in every state, light and dark. A file of its own, so that two cores share."""

import itertools

import pytest
from lxml import html

from bulletins import bulletin
from outright.publish.page import contest_page
from page_states import STATES

pytestmark = pytest.mark.browser

OPEN_ALL = "all => all.forEach(s => s.parentElement.open = true)"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOOKS = [("light", 375), ("dark", 1280)]
"""Light on a phone and dark on a desk: what depends on the scheme does not depend on the width."""
FULLY = {
    "above_but_projected_below", "ballot_question", "eighteen", "late_night", "pre_poll", "published_money", "rated",
    "recount", "runoff_projected", "two_sources_disagree", "withdrawn",
}  # fmt: skip
"""Between them these states have everything that can stand on a page: in them all is looked at, in both looks.

In short the others, which arrange the same parts otherwise, are looked at in one of the two each, in turn;
`make promises` looks at all of them in both.
"""


def finds_nothing(shown, violations, state, looks):
    shown.publish(STATES[state]())
    page = shown.open()
    page.locator("summary").evaluate_all(OPEN_ALL)
    for scheme, width in looks:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == [], scheme


@pytest.mark.parametrize("state", sorted(FULLY))
def test_axe_finds_nothing_in_light_or_dark(shown, violations, state):
    finds_nothing(shown, violations, state, LOOKS)


@pytest.mark.parametrize(("state", "look"), [*zip(sorted(STATES.keys() - FULLY), itertools.cycle(LOOKS), strict=False)])
def test_axe_finds_nothing_in_other_arrangements(shown, violations, state, look):
    finds_nothing(shown, violations, state, [look])


@pytest.mark.promise
@pytest.mark.parametrize("state", sorted(STATES.keys() - FULLY))
def test_axe_finds_nothing_in_any_state_light_or_dark(shown, violations, state):
    finds_nothing(shown, violations, state, LOOKS)


def kinds(state: str) -> set[tuple[str, str]]:
    """What stands on the page of a state: its elements, by name and by each of their classes."""
    whole = STATES[state]()
    page = html.fromstring(contest_page(whole, whole.contests[0].id).decode())
    found = [e for e in page.iter() if isinstance(e.tag, str)]
    return {(e.tag, name) for e in found for name in ["", *e.get("class", "").split()]}


def test_all_that_can_stand_on_a_page_is_looked_at_in_light_and_in_dark():
    on = {state: kinds(state) for state in STATES}
    assert len(set().union(*on.values())) > 200
    assert set().union(*on.values()) == set().union(*(on[state] for state in FULLY))


@pytest.mark.parametrize(
    "path",
    [
        "",
        "us-ga-2017-04-18/",
        "method/",
        "status/",
        "us-ga-2017-04-18/us-house-6/units/cobb/",
        "us-ga-2017-04-18/us-house-6/at/12/",
        "es/us-ga-2017-04-18/us-house-6/",
    ],
)
def test_axe_finds_nothing_on_the_other_pages_either(shown, violations, path):
    shown.publish(bulletin(test=True))
    page = shown.open(path)
    assert violations(page) == []
    assert page.evaluate(SIDEWAYS) <= 0
