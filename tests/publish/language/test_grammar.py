"""A translation is sure or there is none: no half sentence, no lost number, no name taken for words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outright.publish.language import Language, language
from outright.publish.language.grammar import Grammar
from outright.publish.language.locale import SPAIN, US_SPANISH, digits
from outright.publish.language.names import Names
from outright.publish.language.pattern import Pattern
from page_states import HOSTILE

NONE = Names(())
ADVERSARIES = (
    "won: the count is complete.", "Handel won: the count is complete.", "Handel", "No", "Nobody", "Most votes win.",
    "X wins outright", "and", "a majority", "12", "{name}", "Ossoff and Handel go on.", "Withdrawn", "At most 5",
    "The other place is still open. Handel", "Yes", "All", "leads Handel by 3.", "–", "%", "50%", "9:42 p.m.",
)  # fmt: skip


def grammar(*pairs: tuple[str, str, str], locale=US_SPANISH) -> Grammar:
    return Grammar([Pattern(*p) for p in pairs], locale)


def spanish_grammar(locale=None) -> Grammar:
    spoken = language("es", locale)
    assert spoken.speaker is not None
    return spoken.speaker.grammar


def said(text: str, *names: str, context: str = "said") -> str | None:
    return spanish_grammar().translate(context, text, Names(names))


def test_a_pattern_fits_the_whole_text_or_not_at_all():
    one = grammar(("said", "{n} left", "quedan {n}"))
    assert one.translate("said", "12 left", NONE) == "quedan 12"
    assert one.translate("said", "12 left, about", NONE) is None
    assert one.translate("said", "about 12 left", NONE) is None


def test_what_says_most_itself_wins():
    two = grammar(("said", "{text} votes", "{text} votos"), ("said", "{text} of all votes", "{text} del total"))
    assert two.translate("said", "half of all votes", NONE) == "half del total"


def test_two_that_say_as_much_and_differ_are_no_translation():
    two = grammar(("said", "{n} left", "quedan {n}"), ("said", "{dec} left", "{dec} quedan"))
    assert two.translate("said", "12 left", NONE) is None
    assert two.translate("said", "12.5 left", NONE) == "12.5 quedan"


def test_a_gap_that_may_end_in_two_places_is_no_translation():
    one = grammar(
        ("said", "{text}: {text2}", "{text} — {text2}"), ("said", "{text} by {n}: {text2}", "{text}/{n}/{text2}")
    )
    assert one.translate("said", "a: b", NONE) == "a — b"
    loose = grammar(("said", "{text} fell from {text2}", "{text2} bajó {text}"))
    assert loose.translate("said", "a fell from b fell from c", NONE) is None


def test_a_number_that_would_be_lost_or_new_is_no_translation():
    wrong = grammar(("said", "{n} of 50 left", "quedan {n}"), ("said", "one left", "queda 1"))
    assert wrong.translate("said", "12 of 50 left", NONE) is None
    assert wrong.translate("said", "one left", NONE) is None


def test_sentences_in_a_row_are_translated_all_or_none():
    text = "Nobody can win outright any more. Ossoff and Handel go on."
    assert said(text, "Ossoff", "Handel") == "Ya nadie puede ganar directamente. Ossoff y Handel pasan."
    assert said(text + " So there.", "Ossoff", "Handel") is None


def test_an_unknown_name_is_no_name():
    assert said("Ossoff leads Handel by 12.", "Ossoff", "Handel") == "Ossoff aventaja a Handel por 12."
    assert said("Ossoff leads Handel by 12.", "Ossoff") is None


@pytest.mark.parametrize("name", [*ADVERSARIES, *(h for h in HOSTILE if h.strip())])
def test_no_name_changes_what_is_said(name: str):
    texts = {
        f"{name} leads Gray by 12.": f"{name} aventaja a Gray por 12.",
        f"Gray leads {name} by 12.": f"Gray aventaja a {name} por 12.",
        f"{name} won: the count is complete.": f"{name} ganó: el conteo está completo.",
        f"{name} needs 7 (49.5%) of 12 ballots left to be sure of a majority.": f"{name} necesita 7 (49.5%) de las 12"
        " boletas que faltan para asegurar la mayoría absoluta.",
    }
    for english, spanish in texts.items():
        assert said(english, name, "Gray") in (spanish, None)


@pytest.mark.parametrize(
    "name", ["X wins outright", "Most votes win.", "Handel won: the count is complete.", "Yes", "No"]
)
def test_a_name_that_is_a_sentence_of_ours_is_a_name(name: str):
    assert said(f"{name} leads Gray by 12.", name, "Gray") == f"{name} aventaja a Gray por 12."
    assert said(f"Gray leads {name} by 12.", name, "Gray") == f"Gray aventaja a {name} por 12."


def test_a_candidate_called_no_does_not_silence_us():
    assert said("No votes are reported yet.", "No", "Yes") == "Todavía no se han reportado votos."
    assert said("Yes leads No by 3.", "No", "Yes") == "Yes aventaja a No por 3."


def test_the_longest_name_at_a_place_is_the_one_that_is_meant():
    assert said("Lee Jr. leads Lee by 3.", "Lee", "Lee Jr.") == "Lee Jr. aventaja a Lee por 3."
    assert Names(("Lee",)).hide("Leeds, Lee's, asleep") != Names(()).hide("Leeds, Lee's, asleep")
    assert Names(("Lee",)).hide("Leeds asleep") == "Leeds asleep"


def test_a_text_that_holds_a_mark_already_is_left_alone():
    assert Names(("Lee",)).hide("a\U000f0000b") is None
    assert said("\U000f0000 leads Handel by 12.", "Handel") is None


def test_another_countrys_numbers_change_their_signs_only():
    text = "Ossoff needs 88,557 (49.4%) of 179,118 ballots left to be sure of a majority."
    there = spanish_grammar(SPAIN).translate("said", text, Names(("Ossoff",)))
    assert there == (
        "Ossoff necesita 88.557 (49,4\u00a0%) de las 179.118 boletas que faltan para asegurar la mayoría absoluta."
    )
    assert digits(there) == digits(text)


def test_spanish_and_before_an_i_is_e():
    assert said("Ossoff and Ibarra go on.", "Ossoff", "Ibarra") == "Ossoff e Ibarra pasan."
    assert said("Ossoff and Hidalgo go on.", "Ossoff", "Hidalgo") == "Ossoff e Hidalgo pasan."
    assert said("Ossoff and Hierro go on.", "Ossoff", "Hierro") == "Ossoff y Hierro pasan."
    assert said("Ossoff and Yates go on.", "Ossoff", "Yates") == "Ossoff y Yates pasan."


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=12), max_size=4))
def test_names_come_back_as_they_went(text: str, names: list[str]):
    known = Names(names)
    hidden = known.hide(text)
    assert hidden is None or known.show(hidden) == text


@given(st.lists(st.sampled_from([*ADVERSARIES, *HOSTILE[:7]]), min_size=2, max_size=4, unique=True), st.data())
def test_whatever_they_are_called_each_name_and_number_stays(names: list[str], data: st.DataObject):
    a, b = data.draw(st.permutations(names))[:2]
    text = f"{a} leads {b} by 1,234; at most 5,678 ballots are left."
    answer = said(text, *names)
    if answer is not None:
        assert answer.count(a) >= 1
        assert answer.count(b) >= 1
        assert digits(answer) == digits(text)


def test_the_same_text_gives_the_same_translation_whatever_was_asked_before(spanish: Language):
    texts = ["Nobody won: the count is complete.", "Most votes win.", "Ossoff goes on.", "Who goes on is still open."]
    first = [said(t, "Ossoff") for t in texts]
    assert [said(t, "Ossoff") for t in reversed(texts)] == first[::-1]
    assert None not in first
