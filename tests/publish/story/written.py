"""What the tests of the story hold sentences against, apart from the story's own table of words."""

import datetime as dt
import re

from outright.bulletin import Bulletin, Contest, Figure
from outright.publish.language import ENGLISH, language
from outright.publish.story import Sentence
from outright.publish.story.plan import figures_at
from outright.terms import ResultsStatus, VerdictCode

V = VerdictCode
RUNOFFS = {V.RUNOFF_CERTAIN, V.RUNOFF_PROJECTED}
CERTAIN = {V.WON_CERTAIN, V.RUNOFF_CERTAIN, V.TIE_CERTAIN}

ONLY_UNDER: list[tuple[str, set[VerdictCode]]] = [
    (r"\b(won|wins|winner|elected|victory|defeated|beat)\b|\bgan(ó|a|an|aron)\b|\bvictoria\b", {V.WON_CERTAIN}),
    (r"\bwin\b", {V.WON_CERTAIN, V.WON_PROJECTED}),
    (r"\btriunfo\b", {V.WON_PROJECTED}),
    (r"\bgoe?s? to a runoff|\bvan? a una segunda vuelta", {*RUNOFFS}),
    (r"(?<!whether )there will be a runoff|(?<!si )habrá segunda vuelta", {V.RUNOFF_CERTAIN}),
    (r"irán a una segunda vuelta", {V.RUNOFF_PROJECTED}),
    (r"no longer reach|ya no puede alcanzar|falls .* short|\bfell\b|se qued[óa] a\b", {V.RUNOFF_CERTAIN}),
    (r"\bcertain\b(?<!not yet certain)|\bes segur[oa]\b(?<!todavía no es segura)|vuelta segura", CERTAIN),
    (r"\btied?\b|\bempate\b", {V.TIE_CERTAIN}),
    (r"\beliminated\b|\bknocked out\b|\badvances?\b|\bavanza", set()),
]
"""Words and the verdicts under which alone they may stand, written for the tests and read off nothing else."""


def claims(sentence: Sentence, contest: Contest, bulletin: Bulletin) -> list[str]:
    """What a sentence says in our own words that its bulletin does not carry."""
    words, code = sentence.words.lower(), contest.verdict.code
    found = [p for p, codes in ONLY_UNDER if re.search(p, words) and not (contest.votes and code in codes)]
    status = contest.status or bulletin.night.status
    if re.search(r"(?<!un)\bofficial\b(?! source)|\bson oficiales\b|\bya son oficiales|resultados oficiales", words):
        plainly = not re.search(r"no (son|es) oficial", words)
        found += ["official"] if plainly and status is not ResultsStatus.CERTIFIED else []
    said = {c.code for c in contest.verdict_history} | {code}
    if re.search(r"\bprojected\b|se (había )?proyect|según la proyección", words):
        found += [] if said & {V.WON_PROJECTED, V.RUNOFF_PROJECTED} else ["projected"]
    return found


def days_of(figure: Figure) -> set[str]:
    """The day for which a figure holds, in every spelling; a sentence may print it beside the figure."""
    try:
        day = dt.date.fromisoformat(figure.as_of)
    except ValueError:
        return set()
    return {spelled for to in (ENGLISH, language("es")) for spelled in (to.day(day), to.month_and_day(day))}


def faults(sentence: Sentence, contest: Contest, before: Contest | None = None) -> list[str]:
    """Where a sentence breaks the law of figures: a digit in our words, a number that is not its figure's text."""
    known, found = figures_at(contest, before), []
    found += [f"{i} is no figure" for i in sentence.figures if i not in known]
    for piece in sentence.pieces:
        if not piece.figure and not piece.is_name and re.search(r"\d", piece.text):
            found.append(f"a digit of nobody: {piece.text!r}")
        if piece.figure and piece.text not in (known[piece.figure].text, *days_of(known[piece.figure])):
            found.append(f"{piece.text!r} is not {known[piece.figure].text!r}")
    if re.search(r"%\(|\{|\}|  |\bNone\b| ,| \.", sentence.text):
        found.append(f"not whole: {sentence.text!r}")
    return found
