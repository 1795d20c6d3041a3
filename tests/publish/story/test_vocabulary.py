"""No word of a story goes beyond the verdict: over three thousand random bulletins, in both languages.

A hundred thousand others are written by ``tests/promises/test_story_words.py``.
"""

import random

import pytest
from msgspec.structs import replace
from written import claims, faults

from outright.publish.language import ENGLISH, language
from outright.publish.story import Sentence, plan, write
from outright.publish.story.allowed import CLAIMS, offences
from outright.publish.story.value import Piece
from outright.terms import ResultsStatus, VerdictCode
from page_states import with_contest
from random_contests import WHOLE, random_bulletin

V = VerdictCode
SPANISH = language("es")


def told(seed: int, to) -> list[str]:
    """Everything that is wrong with the story of one random bulletin."""
    bulletin = random_bulletin(random.Random(seed))
    contest = bulletin.contests[0]
    story = write(bulletin, contest, to)
    return [
        f"{seed} {contest.verdict.code} {sentence.code}: {sentence.text} {wrong}"
        for sentence in story.sentences
        if (wrong := claims(sentence, contest, bulletin) + faults(sentence, contest))
    ]


@pytest.mark.parametrize("part", range(4))
def test_three_thousand_random_bulletins_say_no_more_than_their_verdict(part: int):
    found = [
        w for seed in range(750 * part, 750 * (part + 1)) for w in told(seed, SPANISH if seed % 5 == 4 else ENGLISH)
    ]
    assert found == []


def test_nothing_ever_had_to_be_left_out(monkeypatch: pytest.MonkeyPatch):
    """The last door before print never closes: no sentence is written that it would have to hold back."""
    held: list[str] = []

    def watched(sentence: Sentence, contest, night) -> tuple[str, ...]:
        found = offences(sentence, contest, night)
        held.extend(f"{contest.verdict.code} {sentence.code}: {sentence.text} {found}" for _ in found[:1])
        return found

    monkeypatch.setattr(plan, "offences", watched)
    for seed in range(400):
        bulletin = random_bulletin(random.Random(seed))
        for to in (ENGLISH, SPANISH):
            story = write(bulletin, bulletin.contests[0], to)
            for line in (story.headline, story.alert):
                watched(line, bulletin.contests[0], bulletin.night)
    assert held == []


def test_random_bulletins_are_of_every_kind():
    seen, codes = set(), set()
    for seed in range(700):
        bulletin = random_bulletin(random.Random(seed))
        seen.add(bulletin.contests[0].verdict.code)
        codes |= {s.code for s in write(bulletin, bulletin.contests[0]).sentences}
    assert seen == set(V)
    assert len(codes) > 68, sorted(codes)


SAYINGS = {
    "Ossoff won outright.": {V.WON_CERTAIN},
    "Ossoff is elected.": {V.WON_CERTAIN},
    "Ossoff is the winner.": {V.WON_CERTAIN},
    "Ossoff will win.": {V.WON_CERTAIN},
    "Ossoff is projected to win outright.": {V.WON_PROJECTED},
    "They go to a runoff.": {V.RUNOFF_CERTAIN},
    "They are projected to go to a runoff.": {V.RUNOFF_PROJECTED},
    "There will be a runoff.": {V.RUNOFF_CERTAIN},
    "Ossoff can no longer reach a majority.": {V.RUNOFF_CERTAIN},
    "Handel advances.": {V.RUNOFF_CERTAIN, V.RUNOFF_PROJECTED},
    "This is certain.": {V.WON_CERTAIN, V.RUNOFF_CERTAIN, V.TIE_CERTAIN},
    "They are tied.": {V.TIE_CERTAIN},
    "Gray is out.": {V.RUNOFF_CERTAIN, V.RUNOFF_PROJECTED, V.WON_CERTAIN},
    "Ossoff ganó directamente.": {V.WON_CERTAIN},
    "Van a una segunda vuelta.": {V.RUNOFF_CERTAIN},
    "Hay empate.": {V.TIE_CERTAIN},
    "Es seguro.": {V.WON_CERTAIN, V.RUNOFF_CERTAIN, V.TIE_CERTAIN},
}


@pytest.mark.parametrize("text", SAYINGS)
@pytest.mark.parametrize("code", V)
def test_a_sentence_beyond_the_verdict_is_held_back(text: str, code: V):
    """In pairs: what the verdict carries passes, the same words under every other verdict do not."""
    verdict = WHOLE.contests[0].verdict
    contest = with_contest(
        WHOLE,
        verdict=replace(verdict, code=code),
    ).contests[0]
    found = offences(Sentence("x", (), (Piece(text),)), contest, WHOLE.night)
    assert bool(found) is (code not in SAYINGS[text]), found


@pytest.mark.parametrize(("text", "needs"), [
    ("The results are official.", "official"), ("Nothing is left to count.", "complete"),
    ("Los resultados son oficiales.", "official"), ("No queda nada por contar.", "complete"),
])  # fmt: skip
def test_official_and_complete_are_said_only_of_counts_that_are(text: str, needs: str):
    sentence, base = Sentence("x", (), (Piece(text),)), WHOLE.contests[0]
    assert needs in offences(sentence, base, WHOLE.night)
    done = with_contest(
        WHOLE, status=ResultsStatus.CERTIFIED,
        remaining=replace(base.remaining, complete=True),
    )  # fmt: skip
    assert offences(sentence, done.contests[0], done.night) == ()


def test_somebody_called_winner_is_a_name():
    sentence = Sentence("x", (), (Piece("Sue Won", is_name=True), Piece(" leads.")))
    assert offences(sentence, WHOLE.contests[0], WHOLE.night) == ()
    assert offences(Sentence("x", (), (Piece("Sue Won leads."),)), WHOLE.contests[0], WHOLE.night) == ("won",)


def test_without_a_vote_nothing_is_said_of_the_end():
    contest = with_contest(WHOLE, votes=0).contests[0]
    for claim in CLAIMS[:2]:
        assert not claim.holds(contest, WHOLE.night)
