"""Every sentence of the reference night: whole, with its figures, in both languages, at every moment."""

import pytest
from written import claims, faults

from outright.bulletin import Bulletin, decode, encode
from outright.publish.language import ENGLISH, Language, Untranslated
from outright.publish.story import Story, plan, write
from outright.publish.story.allowed import offences
from outright.publish.story.plan import BRIEF_WORDS, PRIORITY
from outright.publish.story.value import words_in
from outright.terms import VerdictCode

CODES_OF_THE_NIGHT = {
    "closed", "early.over", "early.short", "runoff.projected", "runoff.pair", "by.model", "by.arithmetic", "count",
    "line.runoff", "line.past", "unofficial", "moved", "methods", "crossed", "left", "need.lately", "sure.both",
    "projected", "projected.gates", "when.projected", "when", "needed.then", "behind.second", "parties", "places",
    "places.all", "places.partial", "past.both", "past.seat", "none.left", "rating", "rating.margin", "rating.why",
    "rating.crossover", "rating.record", "money.raised", "money.where", "money.advertising", "money.outside", "polls",
    "polls.error", "specials.last", "specials.here", "specials.next", "since.count", "since.same", "since.verdict",
    "since.complete",
}  # fmt: skip


def stories(reference: list[Bulletin], to: Language) -> list[tuple[Bulletin, Story]]:
    said = [to.translated(b) for b in reference]
    return [(b, write(b, b.contests[0], to)) for b in said]


@pytest.mark.parametrize("code", ["en", "es"])
def test_every_number_of_the_night_is_a_figure(reference: list[Bulletin], spanish: Language, code: str):
    to = spanish if code == "es" else ENGLISH
    for bulletin, story in stories(reference, to):
        contest = bulletin.contests[0]
        for sentence in story.sentences:
            assert faults(sentence, contest) == [], (contest.as_of_text, sentence.code)
            assert claims(sentence, contest, bulletin) == [], (contest.as_of_text, sentence.code)


def test_the_night_says_every_sentence_it_has(reference: list[Bulletin]):
    said = {s.code for _, story in stories(reference, ENGLISH) for s in story.sentences}
    assert said >= CODES_OF_THE_NIGHT, CODES_OF_THE_NIGHT - said


def test_no_sentence_of_the_night_had_to_be_held_back(reference: list[Bulletin], monkeypatch: pytest.MonkeyPatch):
    held = []

    def watched(sentence, contest, night):
        found = offences(sentence, contest, night)
        held.extend([sentence.text] if found else [])
        return found

    monkeypatch.setattr(plan, "offences", watched)
    stories(reference, ENGLISH)
    assert held == []


def test_a_brief_has_no_more_than_a_hundred_and_twenty_words(reference: list[Bulletin], spanish: Language):
    for to in (ENGLISH, spanish):
        for bulletin, story in stories(reference, to):
            assert words_in(story.brief) <= BRIEF_WORDS
            assert story.brief[0] is story.paragraphs[0].sentences[0]
            assert len(story.brief) >= 3 or not bulletin.contests[0].votes
            told = [s for p in story.paragraphs for s in p.sentences]
            assert [s for s in told if any(s is b for b in story.brief)] == list(story.brief), "in the story's order"


def test_spanish_says_what_english_says(reference: list[Bulletin], spanish: Language):
    """Sentence for sentence: the same codes with the same figures, and nothing that stayed in English."""
    for (_, one), (there, other) in zip(stories(reference, ENGLISH), stories(reference, spanish), strict=True):
        assert [(s.code, sorted(s.figures), s.items) for s in one.sentences] == [
            (s.code, sorted(s.figures), s.items) for s in other.sentences
        ]
        assert not [f.id for f in there.contests[0].figures if isinstance(f.text, Untranslated)]
        for mine, theirs in zip(one.sentences, other.sentences, strict=True):
            assert mine.text != theirs.text or mine.code.startswith("alert.plain")


def test_the_same_bulletin_gives_the_same_story(reference: list[Bulletin], spanish: Language):
    for to in (ENGLISH, spanish):
        again = decode(encode(reference[45]))
        one, two = (write(b, b.contests[0], to) for b in (to.translated(reference[45]), to.translated(again)))
        assert one == two


def test_moments_are_true_of_their_time(reference: list[Bulletin]):
    """ "With 104 of 208 precincts fully reporting as of 9:58 p.m. EDT": then, and at no other time."""
    told = {b.night.seq: " ".join(s.text for s in story.sentences) for b, story in stories(reference, ENGLISH)}
    words = "With 104 of 208 precincts fully reporting as of 9:58 p.m. EDT"
    assert [seq for seq, text in told.items() if words in text] == [30]
    assert "too early" in told[44]
    first = next(b.night.seq for b in reference if b.contests[0].verdict.code is VerdictCode.RUNOFF_PROJECTED)
    assert "certain" not in told[first].replace("not yet certain", "")
    assert "can no longer reach a majority" in told[51]
    assert "fell 3,612 votes short of a majority" in told[57]


def test_headlines_follow_the_verdict(reference: list[Bulletin]):
    for bulletin, story in stories(reference, ENGLISH):
        code, head = bulletin.contests[0].verdict.code, story.headline.text
        assert not head.endswith("."), head
        if bulletin.contests[0].votes:
            assert ("too early to say" in head) is (code is VerdictCode.TOO_EARLY), head
            assert ("Runoff projected" in head) is (code is VerdictCode.RUNOFF_PROJECTED), head


def test_what_a_brief_takes_first_are_sentences_that_exist(reference: list[Bulletin]):
    assert len(set(PRIORITY)) == len(PRIORITY)
