"""Where a number leads: on the story's own page to its row, on the contest's page to nowhere that is not there."""

import re

from outright.bulletin import Bulletin
from outright.publish.page import contest_page
from outright.publish.story.page import story_page


def test_every_number_of_the_storys_page_leads_to_its_figure(reference: list[Bulletin]):
    page = story_page(reference[-1], "us-house-6").decode()
    targets, rows = set(re.findall(r'href="#(f-[^"]+)"', page)), re.findall(r'<tr id="(f-[^"]+)"', page)
    assert len(targets) > 60
    assert targets <= set(rows)
    assert len(rows) == len(set(rows))


def test_the_contests_page_has_the_brief_and_no_link_into_nothing(reference: list[Bulletin]):
    for bulletin in (reference[0], reference[29], reference[-1]):
        page = contest_page(bulletin, "us-house-6").decode()
        assert 'href="#f-' not in page
        assert page.count('class="fig"') > 0
        assert 'href="story/"' in page
    assert 'href="story/"' not in contest_page(reference[29], "us-house-6", fixed=True).decode()
