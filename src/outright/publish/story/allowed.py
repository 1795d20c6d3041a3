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
    if not _ANY.search(words):
        return ()
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
_RUNOFF_ENDS = (_V.RUNOFF_CERTAIN, _V.RUNOFF_PROJECTED)
_ENDS = (_V.WON_CERTAIN, _V.RUNOFF_CERTAIN, _V.TIE_CERTAIN)

CLAIMS: tuple[Claim, ...] = (
    _claim("won", r"\b(?:won|wins|winners?|winning|victory|victors?|defeat\w*|beats?|beaten|clinch\w*|triumph\w*)\b"
           r"|(?<!projected to )\bwin\b(?!:)|\belected\b"
           r"|\bgan(?:a|an|ó|aron|ador\w*)\b|\bvictoria\b|\bderrot\w*|\belect[oa]s?\b|(?<!proyecta el )\btriunfo\b"
           r"(?<!proyecta como triunfo)", _code(_V.WON_CERTAIN)),
    _claim("won projected", r"projected to win|proyecta (?:el|como) triunfo", _code(_V.WON_PROJECTED)),
    _claim("projected", r"\b(?:is|are|was|were|been|first) projected\b|\brunoff projected\b|\bprojection withdrawn\b"
           r"|\bse (?:proyect[aó]|había proyectado)\b|\bproyección retirada\b|\bsegún la proyección\b",
           _ever(_V.WON_PROJECTED, _V.RUNOFF_PROJECTED)),
    _claim("runoff", r"\bgo(?:es|ing)? to a runoff\b|\badvances?\b|\bgoes? on\b|\bwill (?:meet|face)\b|\bavanzan?\b"
           r"|\birán a una segunda vuelta\b|\bproyecta segunda vuelta\b", _code(*_RUNOFF_ENDS)),
    _claim("runoff certain", r"(?<!projected to )\bgo(?:es)? to a runoff\b|(?<!whether )\bthere will be a runoff\b"
           r"|\brunoff (?:certain|with)\b|\bcan no longer\b|\bfalls?\b.*\bshort\b|\bfell\b"
           r"|\bvan? a (?:la|una) segunda vuelta\b|(?<!si )\bhabrá segunda vuelta\b|\bya no puede alcanzar\b"
           r"|\bsegunda vuelta (?:segura|con)\b|\bse qued[aó] a\b", _code(_V.RUNOFF_CERTAIN)),
    _claim("certain", r"(?<!not yet )\bcertain\b|(?<!todavía no es )\bsegur[oa]\b", _code(*_ENDS)),
    _claim("tied", r"\bties?\b|\btied\b|\bempat\w+", _code(_V.TIE_CERTAIN)),
    _claim("out", r"\b(?:eliminated|knocked out|is out|are out)\b|\beliminad\w+|\bqueda\w* fuera\b",
           _code(*_RUNOFF_ENDS, _V.WON_CERTAIN)),
    _claim("official", r"\bofficial\b(?! source)|(?<!until they )\bare certified\b"
           r"|(?<!no son )(?<!no )(?<!fuente )\boficial(?:es)?\b", _is_certified),
    _claim("complete", r"\bnothing is left\b|\bno ballots are left\b|\bcount is complete\b|\beverything counted\b"
           r"|\bno quedan?\b|\bconteo está completo\b|\bcon todo contado\b", _is_complete),
)  # fmt: skip
"""Every claim that needs a state to carry it, in English and Spanish."""

_ANY = re.compile("|".join(f"(?:{claim.words.pattern})" for claim in CLAIMS), re.IGNORECASE)
"""Any claim at all: most sentences make none."""
