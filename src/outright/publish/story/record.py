"""When it could have been said, and what went wrong on the way: corrections, files that wait, verdicts withdrawn."""

from __future__ import annotations

from outright.publish.story.pen import Gaps, Pen
from outright.publish.story.race import CERTAIN, PROJECTED
from outright.publish.story.value import Sentence
from outright.terms import VerdictCode

_RUNOFF = (VerdictCode.RUNOFF_CERTAIN, VerdictCode.RUNOFF_PROJECTED)


def when(pen: Pen) -> Sentence | None:
    """Since when the verdict could be said: projected, and certain."""
    _, code = pen.gettext, pen.contest.verdict.code
    gaps: Gaps = {
        "projected": "verdict.projected.at", "then": pen.votes("verdict.projected.votes"),
        "certain": "verdict.certain.at", "now": "verdict.certain.votes",
    }  # fmt: skip
    runoff = code in _RUNOFF
    if code in PROJECTED:
        text = (
            _("The runoff was first projected at %(projected)s, with %(then)s counted.")
            if runoff
            else _("This was first projected at %(projected)s, with %(then)s counted.")
        )
        return pen.say("when.projected", text, 15, gaps=gaps)
    if code not in CERTAIN:
        return None
    if pen.has("verdict.projected.at"):
        text = (
            _("The runoff was first projected at %(projected)s, with %(then)s counted, and certain at %(certain)s, "
              "with %(now)s.")
            if runoff
            else _("This was first projected at %(projected)s, with %(then)s counted, and certain at %(certain)s, with "
                   "%(now)s.")
        )  # fmt: skip
        return pen.say("when", text, 15, gaps=gaps)
    now = pen.votes("verdict.certain.votes")
    text = (
        _("The runoff has been certain since %(certain)s, with %(now)s counted.")
        if runoff
        else _("This has been certain since %(certain)s, with %(now)s counted.")
    )
    return pen.say("when.certain", text, 15, gaps=gaps | {"now": now})


def needed_then(pen: Pen) -> Sentence | None:
    """What the leader needed of the ballots left when the verdict was projected."""
    _ = pen.gettext
    if not pen.contest.candidates or pen.contest.verdict.code not in _RUNOFF:
        return None
    text = _("When it was projected, at most %(left)s ballots were left, and to be sure of a majority %(name)s needed "
             "%(need)s of them (%(share)s).")  # fmt: skip
    return pen.say("needed.then", text, 14, 15, left="verdict.projected.left", need="verdict.projected.need",
                   share="verdict.projected.need.share", name=pen.name(pen.contest.candidates[0].id))  # fmt: skip


def corrected(pen: Pen) -> Sentence | None:
    """The newest correction: whose count, when, and how many votes it took back or moved."""
    _, notes = pen.gettext, [n for n in pen.contest.notes if n.kind == "correction"]
    if not notes:
        return None
    votes = pen.number("corrections.last.votes")
    gaps: Gaps = {"source": pen.called(notes[0].source), "time": "corrections.last.at"}
    if votes is None or votes == 0:
        text = _("At %(time)s %(source)s corrected its count without a change in the total.")
        return pen.say("corrected", text, 1, rests=("corrections.last.votes", "corrections.count"), gaps=gaps)
    text = (
        _("At %(time)s %(source)s corrected its count and took back %(votes)s.")
        if votes < 0
        else _("At %(time)s %(source)s corrected its count and added %(votes)s.")
    )
    return pen.say(
        "corrected", text, 1, rests=("corrections.count",), votes=pen.votes("corrections.last.votes"), gaps=gaps
    )


def held(pen: Pen) -> Sentence | None:
    """That a publication waits for a person, and what that means."""
    _ = pen.gettext
    text = pen.to.ngettext(
        "So far %(n)s publication waits for a person to look at it; until then nothing new is said of it.",
        "So far %(n)s publications wait for a person to look at them; until then nothing new is said of them.",
        int(pen.number("held.files") or 0),
    )
    return pen.say("held", text, 3, n="held.files")
