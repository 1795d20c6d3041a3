"""The promise of the story: a hundred thousand random bulletins, both languages, no word beyond the verdict."""

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "publish" / "story"))

from written import claims, faults

from outright.publish.language import ENGLISH, language
from outright.publish.story import write
from random_contests import random_bulletin

pytestmark = pytest.mark.promise


@pytest.mark.parametrize("part", range(20))
def test_a_hundred_thousand_random_bulletins_say_no_more_than_their_verdict(part: int):
    for seed in range(1_000_000 + 5_000 * part, 1_000_000 + 5_000 * (part + 1)):
        bulletin = random_bulletin(random.Random(seed))
        contest = bulletin.contests[0]
        for to in (ENGLISH, language("es")):
            for sentence in write(bulletin, contest, to).sentences:
                wrong = claims(sentence, contest, bulletin) + faults(sentence, contest)
                assert not wrong, (seed, contest.verdict.code, sentence.code, sentence.text, wrong)
