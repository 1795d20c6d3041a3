"""A bulletin in Spanish: everything that is said is said, nothing that is not said changes."""

import datetime as dt
import random

import msgspec
import pytest
from left_in_english import is_made_up, left_in_english, of_all, unsaid

from outright import feeds
from outright.bulletin import Bulletin
from outright.errors import OutrightError
from outright.publish.language import ENGLISH, Language, Untranslated, address, language, languages
from outright.publish.language.fields import KEPT, SAID
from outright.publish.language.names import Names
from outright.rehearsal.faults import FaultFile
from outright.rehearsal.statewide import statewide
from outright.terms import VerdictCode
from page_states import STATES, hostile
from rehearsed_watch import Follower

LABELS = {
    "Too early to say": "Demasiado pronto para saberlo",
    "Too close to say": "Demasiado reñido para saberlo",
    "Projected to win outright": "Se proyecta que gana directamente",
    "Projected winner": "Se proyecta que gana",
    "Won outright": "Ganó directamente",
    "Won": "Ganó",
    "Runoff projected": "Se proyecta segunda vuelta",
    "Runoff certain": "Segunda vuelta segura",
    "Projected to advance": "Se proyecta que avanza",
    "Advances": "Avanza",
    "Out": "Queda fuera",
    "Tie": "Empate",
    "Leader so far": "A la cabeza hasta ahora",
}


def structs(kind: type) -> set[type]:
    """A part of a bulletin and every part inside it."""
    found, open_ = set(), [kind]
    while open_:
        one = open_.pop()
        if isinstance(one, type) and issubclass(one, msgspec.Struct):
            if one not in found:
                found.add(one)
                open_ += [f.type for f in msgspec.structs.fields(one)]
        else:
            open_ += getattr(one, "__args__", ())
    return found


def holds_text(annotation: object) -> bool:
    inner = getattr(annotation, "__args__", ())
    if annotation is str or any(isinstance(i, str) for i in inner):
        return True
    return any(holds_text(i) for i in inner)


def test_every_text_of_a_bulletin_is_said_or_kept():
    for kind in structs(Bulletin):
        texts = {f.name for f in msgspec.structs.fields(kind) if holds_text(f.type)}
        said, kept = set(SAID.get(kind, {})), set(KEPT.get(kind, ()))
        assert texts <= said | kept, (kind.__name__, texts - said - kept)
        assert not said & kept, kind.__name__
        assert said | kept <= {f.name for f in msgspec.structs.fields(kind)}, kind.__name__


def test_verdict_labels_are_one_to_one(spanish: Language):
    from outright.night.words import verdict_label

    grammar = spanish.speaker.grammar
    told = {label for code in VerdictCode for m in (True, False) if (label := verdict_label(code, majority=m))}
    assert {label: grammar.translate("label", label, Names(())) for label in told} == LABELS
    assert len(set(LABELS.values())) == len(LABELS)


def test_english_is_the_bulletin_itself(reference: list[Bulletin]):
    assert ENGLISH.translated(reference[-1]) is reference[-1]
    assert language("en") is ENGLISH
    assert languages() == ("en", "es")


def test_a_language_nobody_wrote_is_no_language():
    with pytest.raises(KeyError):
        language("xx")


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.promise)])
def test_nothing_of_the_reference_night_stays_in_english(reference: list[Bulletin], spanish: Language, every: int):
    """What is said of one moment stands in the log of the later ones: in short each fourth, with the last."""
    assert len(reference) == 57
    assert reference[::every][-1] is reference[-1]
    assert of_all(reference[::every], spanish) == {}


def test_what_is_not_said_is_the_same(reference: list[Bulletin], spanish: Language):
    for bulletin in (reference[0], reference[20], reference[-1]):
        assert unsaid(spanish.translated(bulletin)) == unsaid(bulletin)


def test_the_same_bulletin_is_said_the_same_afresh(reference: list[Bulletin], spanish: Language):
    language.cache_clear()
    assert language("es").translated(reference[30]) == spanish.translated(reference[30])


@pytest.mark.parametrize("state", STATES)
def test_nothing_of_a_page_state_stays_in_english(state: str, spanish: Language):
    assert [t for t in left_in_english(spanish.translated(STATES[state]())) if not is_made_up(t)] == []


def test_hostile_names_are_names(spanish: Language):
    whole = hostile()
    said = spanish.translated(whole)
    assert [c.name for c in said.contests[0].candidates] == [c.name for c in whole.contests[0].candidates]
    assert unsaid(said) == unsaid(whole)


def test_nothing_of_a_night_on_which_anything_goes_wrong_stays_in_english(tmp_path, spanish: Language):
    scenario = statewide(7, counties=3, precincts=9, contests=2)
    night = Follower(tmp_path, scenario, "clarity", faults=FaultFile((), random=True, seed=3), seed=3)
    try:
        night.run(dt.timedelta(minutes=6))
    finally:
        night.close()
    assert len(night.bulletins) > 10
    assert of_all(night.bulletins, spanish) == {}


def test_every_error_of_a_sick_file_is_told_in_spanish(spanish: Language):
    from seeds import MAPPED, ours
    from sick import sickened

    rng, grammar, names, told = random.Random(4), spanish.speaker.grammar, Names(("Georgia",)), 0
    for _ in range(6):
        for seed in (s for s in ours() if s.kind != MAPPED):
            try:
                feeds.read(sickened(rng, seed.body, seed.shape), kind=seed.kind, name=seed.name)
            except OutrightError as error:
                told += 1
                line = f"Georgia: {error.line()} Earlier counts stand."
                assert grammar.translate("said", line, names) is not None, line
    assert told > 60


def test_what_cannot_be_translated_stays_whole_and_is_marked(reference: list[Bulletin], spanish: Language):
    contest = reference[-1].contests[0]
    strange = msgspec.structs.replace(contest.verdict, text="The moon is in the way. Most votes win.")
    changed = msgspec.structs.replace(contest, verdict=strange)
    said = spanish.translated(msgspec.structs.replace(reference[-1], contests=(changed,)))
    text = said.contests[0].verdict.text
    assert isinstance(text, Untranslated)
    assert text == "The moon is in the way. Most votes win."
    assert list(left_in_english(said)) == [text]


def test_a_persons_own_words_are_quoted_not_translated(reference: list[Bulletin], spanish: Language):
    contest = reference[-1].contests[0]
    note = next(n for n in contest.notes if n.kind == "statement")
    own = msgspec.structs.replace(note, text="Cobb County: the card reader jammed twice.")
    said = spanish.translated(
        msgspec.structs.replace(reference[-1], contests=(msgspec.structs.replace(contest, notes=(own,)),))
    )
    assert said.contests[0].notes[0].text == "Cobb County: “the card reader jammed twice.”"


def test_a_second_look_at_a_night_costs_little(reference: list[Bulletin]):
    """Not how long it takes, but that it is not looked up again: the grammar is asked for news only."""
    language.cache_clear()
    spanish = language("es")
    spanish.translated(reference[40])
    asked: list[tuple] = []
    grammar = spanish.speaker.grammar
    inner = grammar.translate
    try:
        grammar.translate = lambda *a: asked.append(a) or inner(*a)  # type: ignore[method-assign]
        spanish.translated(reference[40])
        assert asked == []
        spanish.translated(reference[41])
        assert 0 < len(asked) < 600
    finally:
        grammar.translate = inner  # type: ignore[method-assign]


def test_the_first_language_has_the_addresses_themselves():
    assert address("/n/c/", "es", ("es", "en")) == "/n/c/"
    assert address("/n/c/", "en", ("es", "en")) == "/en/n/c/"
