"""Which words a story may use of an outcome, by what the verdict is and whose word it is.

Each claim is a set of words and the states that carry it. Names and figures are not our words and are not looked
at; a hypothetical ("would", "if nobody has a majority") is written without any of these.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from outright.bulletin import Contest, Night
from outright.publish.story.value import Sentence
from outright.terms import ResultsStatus, VerdictCode

Holds = Callable[[Contest, Night], bool]


class Claim(NamedTuple):
    """Words that claim something, and when that is so."""

    name: str
    words: re.Pattern[str]
    holds: Holds


def offences(sentence: Sentence, contest: Contest, night: Night) -> tuple[str, ...]:
    """The claims that a sentence makes and the bulletin does not carry; empty for a sound one."""
    words = sentence.words
    return tuple(c.name for c in CLAIMS if c.words.search(words) and not c.holds(contest, night))


def _code(*codes: VerdictCode) -> Holds:
    return lambda contest, night: bool(contest.votes) and contest.verdict.code in codes  # noqa: ARG005


def _ever(*codes: VerdictCode) -> Holds:
    """So it is, or so it was said earlier in the night."""

    def holds(contest: Contest, night: Night) -> bool:  # noqa: ARG001
        return contest.verdict.code in codes or any(change.code in codes for change in contest.verdict_history)

    return holds


def _is_certified(contest: Contest, night: Night) -> bool:
    return (contest.status or night.status) is ResultsStatus.CERTIFIED


def _is_complete(contest: Contest, night: Night) -> bool:  # noqa: ARG001
    return contest.remaining.complete


def _claim(name: str, words: str, holds: Holds) -> Claim:
    return Claim(name, re.compile(words, re.IGNORECASE), holds)


_V = VerdictCode
CLAIMS: tuple[Claim, ...] = (
    _claim("won", r"\b(?:won|wins|winner|winning|victory|victor|defeat\w*|beats?|beaten|clinch\w*|triumph\w*)\b"
           r"|(?<!projected to )\bwin\b(?!:)|\b(?:is|was|been|are|were) elected\b"
           r"|\b(?<!proyecta que )gan[aó]n?\b|\bganador\w*|\bvictoria\b|\bderrot\w*|\b(?:fue|resultó|queda) elect\w*",
           _code(_V.WON_CERTAIN)),
    _claim("won projected", r"projected to win|se proyecta que gan", _code(_V.WON_PROJECTED)),
    _claim("projected", r"\b(?:is|are|was|were|been|first) projected\b|\brunoff projected\b"
           r"|\bprojection withdrawn\b|se (?:proyect[aó]|había proyectado)|proyección retirada",
           _ever(_V.WON_PROJECTED, _V.RUNOFF_PROJECTED)),
    _claim("runoff", r"\b(?:goe?s?|going) to a runoff\b|(?<!whether )\bthere will be a runoff\b"
           r"|\brunoff (?:certain|with)\b|\badvances?\b|\bgoes? on\b|\bcan no longer reach\b"
           r"|\bfalls? \S+ short\b|\bfell\b(?! from)"
           r"|\bwill (?:meet|face)\b|(?<!si )\bhabrá segunda vuelta\b|\bpasan? a (?:la|una) segunda vuelta\b"
           r"|\bavanzan?\b|\bya no puede alcanzar\b|\bsegunda vuelta (?:segura|con)\b|\bse quedó a\b",
           _code(_V.RUNOFF_CERTAIN, _V.RUNOFF_PROJECTED)),
    _claim("runoff certain", r"(?<!projected to )\bgoe?s? to a runoff\b|(?<!whether )\bthere will be a runoff\b"
           r"|\brunoff (?:certain|with)\b|\bcan no longer\b|\brunoff has been certain\b|(?<!proyecta que )\bpasan? a "
           r"(?:la|una) segunda vuelta\b|(?<!si )\bhabrá segunda vuelta\b|\bya no puede\b|\bsegunda vuelta segura\b",
           _code(_V.RUNOFF_CERTAIN)),
    _claim("certain", r"(?<!not yet )\bcertain\b|\bsin duda\b|(?<!todavía no es )\bsegur[oa]\b(?! de)",
           _code(_V.WON_CERTAIN, _V.RUNOFF_CERTAIN, _V.TIE_CERTAIN)),
    _claim("tied", r"\bties?\b|\btied\b|\bempat\w+", _code(_V.TIE_CERTAIN)),
    _claim("out", r"\b(?:eliminated|knocked out|is out|are out)\b|\beliminad\w+|\bqueda\w* fuera\b",
           _code(_V.RUNOFF_CERTAIN, _V.RUNOFF_PROJECTED, _V.WON_CERTAIN)),
    _claim("official", r"(?<!un)\bofficial\b(?! source)|\bcertified them\b|(?<!until they )\bare certified\.|"
           r"(?<!no )(?<!extra)\boficiales\b(?! )|\blos certific",
           _is_certified),
    _claim("complete", r"\bnothing is left\b|\bno ballots are left\b|\beverything counted\b"
           r"|\bno queda\b|\btodo contado\b",
           _is_complete),
)  # fmt: skip
"""Every claim that needs a state to carry it, in English and Spanish."""
