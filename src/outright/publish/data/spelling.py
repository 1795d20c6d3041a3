"""The words and numbers of other people's formats, once: AP's and elex's spelling of what the bulletin says.

A declaration is only what is certain or what a person or an office declared; a projection is never one.
"""

from __future__ import annotations

from typing import Literal

from outright.bulletin import Candidate, Contest, Night, Threshold, Unit
from outright.publish.data.part import status_of
from outright.terms import ElectionType, ReportingUnitType, ResultsStatus, VerdictCode

WHOLE = "state-1"
"""The id of the row that stands for the whole contest, as elex has it."""

_PARTIES = {"D": "Dem", "R": "GOP", "L": "Lib", "G": "Grn", "I": "Ind"}
_LEVELS = {ReportingUnitType.DISTRICT: "district", ReportingUnitType.MUNICIPALITY: "township"}
_KINDS = {t: t.value.title() for t in ElectionType}
_WON = {VerdictCode.WON_CERTAIN, VerdictCode.WON_PROJECTED}
_RUNOFF = {VerdictCode.RUNOFF_CERTAIN, VerdictCode.RUNOFF_PROJECTED}
_CERTAIN = {VerdictCode.WON_CERTAIN, VerdictCode.RUNOFF_CERTAIN}
_THRESHOLDS = {"majority": "Majority", "plurality": "Plurality"}


def party(code: str | None) -> str | None:
    """AP's abbreviation of a party; any other party as the source prints it; None for none.

    >>> party("R"), party("Green-Rainbow"), party(None)
    ('GOP', 'Green-Rainbow', None)
    """
    return None if code is None else _PARTIES.get(code, code)


def last_name(candidate: Candidate) -> str:
    """The last name as a desk gave it; else the whole name, which we never cut in two."""
    return candidate.last or candidate.name


def kind_of(unit: Unit) -> ReportingUnitType | None:
    """What kind of place a unit is, in NIST's words; None where its level is no word of theirs."""
    if unit.type is not None:
        return unit.type
    return ReportingUnitType(unit.level) if unit.level in set(ReportingUnitType) else None


def level(unit: Unit) -> str:
    """The level of a unit in AP's words (``county``, ``township``); NIST's where AP has none (``precinct``)."""
    kind = kind_of(unit)
    return unit.level if kind is None else _LEVELS.get(kind, kind.value)


def whole_level(contest: Contest) -> str:
    """The level of the whole contest: ``national`` above several states, else ``state``."""
    tops = [u for u in contest.units if u.parent is None]
    states = [u for u in tops if kind_of(u) is ReportingUnitType.STATE]
    return "national" if states and len(tops) > 1 else "state"


def race_type(contest: Contest) -> str | None:
    """The round in a word: "General", "Special", "Runoff", "Primary"."""
    return _KINDS[contest.identity.type] if contest.identity.type is not None else None


def win_threshold(threshold: Threshold) -> str | None:
    """What it takes in AP's word, or the share asked for ("40%"); None where the rule is not known."""
    if threshold.kind == "share":
        return f"{threshold.share_text}%"
    return _THRESHOLDS.get(threshold.kind)


def tabulation_status(night: Night, contest: Contest) -> str | None:
    """AP's word for how far the count is; None before the first votes: AP's words for that are not ours to say."""
    if status_of(night, contest) is ResultsStatus.CERTIFIED:
        return "Vote Certified"
    return None if contest.votes is None else "Active Tabulation"


def race_call_status(contest: Contest) -> str | None:
    """AP's word for the verdict. A projection is no call: under it the contest is too early to call.

    None where the rule is unknown and nobody can be called.
    """
    code = contest.verdict.code
    if code is VerdictCode.LEADER_ONLY:
        return None
    if is_declared(contest):
        return "Runoff" if code in _RUNOFF else "Called"
    too_close = code in (VerdictCode.TOO_CLOSE, VerdictCode.TIE_CERTAIN)
    return "Too Close to Call" if too_close else "Too Early to Call"


def is_declared(contest: Contest) -> bool:
    """Whether the verdict is a declaration: certain by arithmetic, or declared by a person or an office."""
    verdict = contest.verdict
    if verdict.code in _CERTAIN:
        return verdict.by != "model"
    return verdict.code in _WON | _RUNOFF and verdict.by in ("desk", "source")


def winner(contest: Contest, candidate: Candidate) -> Literal["X", "R"] | None:
    """AP's mark of a candidate: "X" has won, "R" is in the runoff, None neither. A projection marks nobody."""
    if not is_declared(contest) or candidate.id not in contest.verdict.candidates:
        return None
    return "X" if contest.verdict.code in _WON else "R"


def ratio(part: int | None, whole: int | None) -> float | None:
    """Two whole numbers that stand beside it as their unrounded quotient, for display; None where there is none.

    It is never rounded, so it stands on the same side of one half as its numbers.

    >>> ratio(1, 4), ratio(None, 4), ratio(0, 0)
    (0.25, None, None)
    """
    return part / whole if part is not None and whole else None
