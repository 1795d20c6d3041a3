"""Money on the page, in the tree, as plain text, in Spanish: with its days, its stars, and no line without a source."""

import html
import re

import msgspec
import pytest

from bulletins import bulletin
from outright.bulletin import Bulletin, Context
from outright.night.replay import bulletin_at
from outright.publish.data.sections import money
from outright.publish.language import language
from outright.publish.language.said import Untranslated
from outright.publish.page import contest_page
from outright.publish.plain import contest_plain
from outright.publish.terminal import money_lines


@pytest.fixture(scope="module")
def night(reference_file) -> Bulletin:
    return bulletin_at(reference_file, None)


def section(page: bytes) -> str:
    text = page.decode()
    start = text.index('<section id="money"')
    return text[start : text.index("</section>", start)]


def words(part: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", part)).split())


def test_the_page_says_it_with_days_and_sources(night: Bulletin):
    part = section(contest_page(night, "us-house-6"))
    said = words(part)
    assert "$8.2 million to $8.3 million*" in said
    assert "Sources disagree: the range of what they say." in said
    assert "between 24% and 95% came from outside the state" in said
    assert said.count("as of ") > 15
    assert "against Jon Ossoff" in said
    assert "never added" in said
    numbers = {int(n) for n in re.findall(r'href="#money-(\d+)"', part)}
    assert numbers == {int(n) for n in re.findall(r'<li id="money-(\d+)"', part)}
    rows = re.findall(r"<tr[ >].*?</tr>", part.split("<h3>")[2], re.S)
    assert len(rows) > 6
    assert all("as of" in row for row in rows[1:])


def test_the_page_says_it_in_spanish_whole(night: Bulletin):
    part = section(contest_page(night, "us-house-6", None, "es"))
    assert 'lang="en"' not in part
    said = words(part)
    assert "en contra de Jon Ossoff" in said
    assert "entre el 24% y el 95% vino de fuera del estado" in said
    spoken = language("es").translated(night).contest("us-house-6").context.money
    assert not isinstance(spoken.text, Untranslated)


def test_what_could_not_be_used_is_told_in_spanish_with_its_own_words_quoted():
    from outright.publish.language.names import Names

    said = "Campaign money: “1150000.fec: A row of 34 fields, where its form has 37.”"
    told = language("es").speaker.grammar.translate("said", said, Names(()))
    assert told == said.replace("Campaign money", "Dinero de campaña")


def test_no_money_no_section():
    page = contest_page(bulletin(), bulletin().contests[0].id)
    assert b'id="money"' not in page
    assert b"money.json" not in page


def test_the_document_is_the_bulletins_part(night: Bulletin):
    contest = night.contest("us-house-6")
    said = money(night.night, contest)
    assert said.money is contest.context.money
    body = msgspec.json.decode(msgspec.json.encode(said))
    assert body["schema"] == "outright/money/1"
    assert isinstance(body["money"]["candidates"][0]["sums"][0]["lo"], int)
    none = money(night.night, msgspec.structs.replace(contest, context=Context()))
    assert msgspec.json.decode(msgspec.json.encode(none))["money"] is None


def test_plain_text_and_terminal_say_the_same_figures(night: Bulletin):
    plain = contest_plain(night, "us-house-6")
    lines = money_lines(night.contest("us-house-6"), width=80)
    for text in ("$8.2 million to $8.3 million*", "about $2.1 million", "nearly $1.5 million", "831 people gave."):
        assert text in " ".join(plain.split())
        assert text in " ".join(" ".join(lines).split())
    assert max(map(len, plain.splitlines())) <= 78
    assert max(map(len, money_lines(night.contest("us-house-6"), width=40))) <= 40


def test_words_are_the_same_for_every_candidate(night: Bulletin):
    """Beside names, amounts and days, what is said of one campaign is said of another in the same words."""
    part = night.contest("us-house-6").context.money
    shapes = {re.sub(r"[\d$.,%]+", "#", s.text.lower().replace("about ", "")) for c in part.candidates for s in c.said}
    assert shapes <= {
        "# of itemised gifts of individuals came from outside the state#",
        "# of itemised gifts of individuals came from outside the district#",
        "# of itemised gifts of individuals came from within the state#",
        "# of donors are from outside the state#",
        "# people gave#",
    }
