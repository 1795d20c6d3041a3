"""What a contest is called inside a sentence, and the few things about it by which words are chosen."""

from __future__ import annotations

from outright.bulletin import Contest, VerdictChange
from outright.bulletin.events import withdraws
from outright.publish.story.pen import Pen
from outright.publish.story.value import Pieces
from outright.terms import ElectionType, VerdictCode

CERTAIN = frozenset({VerdictCode.WON_CERTAIN, VerdictCode.RUNOFF_CERTAIN, VerdictCode.TIE_CERTAIN})
PROJECTED = frozenset({VerdictCode.WON_PROJECTED, VerdictCode.RUNOFF_PROJECTED})


def race(pen: Pen) -> Pieces:
    """The contest as it is called after "in": what is filled, where and in which round; else its name in quotes."""
    _, identity = pen.gettext, pen.contest.identity
    name = pen.called(pen.contest.name)
    if identity.is_question:
        return pen.clause(_("the question “%(contest)s”"), contest=name) or (name,)
    if not (identity.state_name and identity.office_name):
        return pen.clause(_("the contest “%(contest)s”"), contest=name) or (name,)
    state = pen.called(identity.state_name)
    office = pen.called(" ".join(filter(None, (identity.office_name, identity.seat_name))))
    if identity.type is ElectionType.PRIMARY:
        primary = {"R": _("%(state)s’s Republican primary for %(office)s"),
                   "D": _("%(state)s’s Democratic primary for %(office)s")}  # fmt: skip
        text = primary.get(identity.party or "", _("%(state)s’s primary for %(office)s"))
        return pen.clause(text, state=state, office=office) or (name,)
    message = {
        ElectionType.SPECIAL: _("%(state)s’s special election for %(office)s"),
        ElectionType.RUNOFF: _("%(state)s’s runoff for %(office)s"),
        ElectionType.GENERAL: _("%(state)s’s general election for %(office)s"),
    }.get(identity.type or ElectionType.OTHER, _("%(state)s’s election for %(office)s"))
    return pen.clause(message, state=state, office=office) or (name,)


def has_runoff(contest: Contest) -> bool:
    """Whether a next round may follow, as far as the rule and the settings say."""
    return contest.identity.runoff_date is not None or len(contest.slots) > 1


def asks_share(contest: Contest) -> bool:
    """Whether the rule asks for a share of the votes, so that whoever has it is elected outright."""
    return contest.threshold.kind in ("majority", "share")


def is_counted(contest: Contest) -> bool:
    """Whether the sources say that nothing is left."""
    return contest.remaining.complete


def withdrawn(contest: Contest) -> VerdictChange | None:
    """The verdict that the newest change withdrew; None where it withdrew none."""
    before, last = (None, None, *contest.verdict_history)[-2:]
    return before if before is not None and last is not None and withdraws(before, last) else None
