"""The page of a night with several contests: seats by party, and its contests by office, state and verdict."""

import lxml.html
import pytest
from msgspec.structs import replace

from many_contests import night_of
from outright.bulletin.balance import balance
from outright.publish.pages import election_page
from outright.publish.render import missing_page
from outright.terms import ElectionType, VerdictCode


def parsed(page: bytes) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page.decode(), parser=lxml.html.HTMLParser(encoding="utf-8"))


def rows(page: lxml.html.HtmlElement, number: int = 0) -> list[list[str]]:
    table = page.xpath("//*[@id='balance']//table")[number]
    return [[" ".join(c.text_content().split()) for c in row] for row in table.xpath(".//tbody/tr")]


def test_seats_stand_by_party_in_the_order_of_the_alphabet_whoever_has_more():
    page = parsed(election_page(night_of()))
    heads = [h.text_content() for h in page.xpath("//*[@id='balance']//h2")]
    assert heads == ["U.S. House: 4 seats"]
    assert rows(page) == [["Democrats", "1", "0", "1"], ["Republicans", "0", "1", "0"]]
    assert "1 seat is led by nobody alone, or goes to a second round." in page.text_content()


def test_what_leads_is_never_counted_as_won():
    made = balance(night_of().contests[:1])
    assert [(p.won, p.projected, p.leads) for p in made.parties] == [(0, 0, 1)]


def test_a_tie_a_second_round_and_no_votes_are_nobodys_seats():
    first = night_of().contests[0]
    tied = replace(first, candidates=tuple(replace(c, votes=10) for c in first.candidates))
    blank = replace(first, candidates=tuple(replace(c, votes=None) for c in first.candidates))
    second = replace(first, verdict=replace(first.verdict, code=VerdictCode.RUNOFF_CERTAIN))
    for contest in (tied, blank, second):
        made = balance([contest])
        assert (made.parties, made.nobody) == ((), 1)


def test_a_question_and_a_primary_fill_no_seat():
    first = night_of().contests[0]
    for change in ({"is_question": True}, {"type": ElectionType.PRIMARY}, {"party": "R"}):
        assert balance([replace(first, identity=replace(first.identity, **change))]).seats == 0


def test_several_seats_in_one_contest_are_led_by_as_many():
    first = night_of().contests[0]
    two = balance([replace(first, seats=2)])
    assert [(p.party, p.leads) for p in two.parties] == [("D", 1), ("R", 1)]


def test_one_contest_alone_has_no_balance_and_no_filters():
    whole = night_of()
    page = parsed(election_page(replace(whole, contests=whole.contests[:1])))
    assert page.xpath("//*[@id='balance'] | //*[@id='filters']") == []


def test_every_choice_leads_to_the_list_of_its_contests_without_a_script():
    page = parsed(election_page(night_of()))
    links = page.xpath("//*[@id='filters']//a[@data-filter!='']")
    assert [a.get("href") for a in links] == [
        "#office-governor", "#office-u-s-house", "#state-florida", "#state-georgia",
        "#call-certain-or-projected", "#call-open",
    ]  # fmt: skip
    for link in links:
        (place,) = page.xpath(f"//section[@id='{link.get('href')[1:]}']")
        listed = [a.get("href") for a in place.xpath(".//li/a")]
        assert str(len(listed)) == link.xpath(".//*[@data-k]")[0].text_content()
        marked = [
            card.xpath(".//h3/a")[0].get("href")
            for card in page.xpath("//article")
            if link.get("href")[1:] in card.get("data-is").split()
        ]
        assert sorted(listed) == sorted(marked)


@pytest.mark.parametrize(("language", "words"), [("en", ("Seats won", "Office")), ("es", ("Escaños ganados", "Cargo"))])
def test_it_is_said_in_both_languages(language, words):
    page = parsed(election_page(night_of(), language=language)).text_content()
    assert all(w in page for w in words)


def test_a_page_that_is_not_there_says_so_in_the_language_of_its_address():
    assert b"There is no page at this address." in missing_page("/us-ga/nothing/")
    spanish = missing_page("/es/us-ga/nothing/").decode()
    assert "No hay ninguna página en esta dirección." in spanish
    assert 'lang="es' in spanish and 'href="/es/"' in spanish
