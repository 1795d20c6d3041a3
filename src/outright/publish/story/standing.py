"""How it stands: the count as of its moment, the line to pass, how official it is, and whose word the verdict is."""

from __future__ import annotations

from outright.publish.story.pen import Gaps, Pen
from outright.publish.story.race import CERTAIN, PROJECTED, has_runoff, is_counted, withdrawn
from outright.publish.story.value import Pieces, Sentence
from outright.terms import ResultsStatus, VerdictCode

_WITH_SHARE = (VerdictCode.TOO_EARLY, VerdictCode.LEADER_ONLY, VerdictCode.WON_CERTAIN)
"""The verdicts whose first sentence has the leader's share already."""


def counted(pen: Pen) -> Sentence | None:
    """The first two with their votes, of how many, with which precincts, as of when."""
    _, contest = pen.gettext, pen.contest
    if not contest.votes or not contest.candidates:
        return None
    first, *rest = contest.candidates
    gaps: Gaps = {
        "when": _when(pen), "first": pen.name(first.id), "votes": f"candidates.{first.id}.votes",
        "share": f"candidates.{first.id}.share", "all": pen.votes("count.votes"),
    }  # fmt: skip
    if not rest or not rest[0].votes:
        text = _("%(when)s, %(first)s had %(votes)s of %(all)s (%(share)s).")
        return pen.say("count.one", text, 1, rests=("count.as_of",), gaps=gaps)
    second = rest[0]
    gaps |= {"second": pen.name(second.id), "votes2": f"candidates.{second.id}.votes",
             "share2": f"candidates.{second.id}.share"}  # fmt: skip
    text = (
        _("%(when)s, %(first)s had %(votes)s of %(all)s; %(second)s was second with %(votes2)s (%(share2)s).")
        if contest.verdict.code in _WITH_SHARE and pen.number("lead.votes") != 0
        else _("%(when)s, %(first)s had %(votes)s of %(all)s (%(share)s) and %(second)s %(votes2)s (%(share2)s).")
    )
    return pen.say("count", text, 1, rests=("count.as_of", f"candidates.{first.id}.share"), gaps=gaps)


def _when(pen: Pen) -> Pieces | None:
    """The moment of the count, with what had reported by then."""
    _ = pen.gettext
    part, whole = pen.number("count.precincts.reported"), pen.number("count.precincts.total")
    gaps: Gaps = {"time": "count.as_of", "part": "count.precincts.reported", "whole": "count.precincts.total"}
    if part is None or not whole:
        if is_counted(pen.contest):
            return pen.clause(_("As of %(time)s, with everything counted"), gaps=gaps)
        return pen.clause(_("As of %(time)s"), gaps=gaps)
    if part == whole:
        return pen.clause(_("With all %(whole)s precincts reporting as of %(time)s"), gaps=gaps)
    if not part:
        return pen.clause(_("As of %(time)s, before any of the %(whole)s precincts had fully reported"), gaps=gaps)
    return pen.clause(_("With %(part)s of %(whole)s precincts fully reporting as of %(time)s"), gaps=gaps)


def line(pen: Pen) -> Sentence | None:
    """What the rule asks, in votes of those counted, and what happens if nobody has it."""
    _, contest = pen.gettext, pen.contest
    if contest.threshold.kind not in ("majority", "share") or not contest.votes:
        return None
    majority = contest.threshold.kind == "majority"
    gaps: Gaps = {
        "needed": "threshold.votes", "line": "threshold.share", "date": "runoff.date", "places": "runoff.places",
    }  # fmt: skip
    if is_counted(contest):
        text = (
            _("A majority of these votes was %(needed)s.")
            if majority
            else _("The rule asked for %(line)s: %(needed)s of these votes.")
        )
        return pen.say("line.past", text, 1, rests=("threshold.short", "threshold.share"), gaps=gaps)
    open_still = contest.verdict.code not in CERTAIN | PROJECTED
    if open_still and has_runoff(contest) and majority and pen.has("runoff.date", "runoff.places"):
        text = _("A majority of these votes is %(needed)s; if nobody has one when all is counted, the top %(places)s "
                 "would meet in a runoff on %(date)s.")  # fmt: skip
        return pen.say("line.runoff", text, 1, 2, rests=("threshold.share",), gaps=gaps)
    text = _("A majority of these votes is %(needed)s.") if majority else _("The rule asks for %(line)s: %(needed)s "
             "of these votes.")  # fmt: skip
    return pen.say("line", text, 1, rests=("threshold.share",), gaps=gaps)


def whose_word(pen: Pen) -> Sentence | None:
    """Who says how it ends, and how sure that is; nothing where nothing is said of the end."""
    _, verdict = pen.gettext, pen.contest.verdict
    if not pen.contest.votes:
        return None
    if verdict.by == "desk" and verdict.code in CERTAIN | PROJECTED:
        made = [c for c in pen.contest.calls if c.by == "desk" and c.retraction is None and c.approved_by]
        if made:
            both = pen.listed([pen.called(made[-1].proposed_by), pen.called(made[-1].approved_by)])
            return pen.say("by.desk", _("That was declared by the desk: %(who)s."), 2, who=both)
        return pen.say("by.desk", _("That was declared by the desk."), 2)
    if verdict.by == "source" and verdict.code in CERTAIN | PROJECTED:
        return pen.say("by.source", _("That is what the official source says."), 2)
    if verdict.code in PROJECTED:
        text = _("This is a projection, made only where %(level)s simulated counts agree; it is not yet certain.")
        return pen.say("by.model", text, 2, level="projection.level")
    if verdict.code in CERTAIN and not is_counted(pen.contest) and pen.number("remaining.upper"):
        text = _("This is certain: at most %(left)s ballots are left, and however they fall it stays so.")
        return pen.say("by.arithmetic", text, 2, 14, left="remaining.upper")
    return None


def gone(pen: Pen) -> Sentence | None:
    """That what was said of the outcome no longer stands."""
    _, before = pen.gettext, withdrawn(pen.contest)
    if before is None:
        return None
    back = [c.retraction for c in pen.contest.calls if c.retraction is not None]
    if back and back[-1].seq == pen.contest.verdict_history[-1].seq:
        text = _("The desk withdrew what it had said of the outcome at %(time)s: “%(reason)s”")
        return pen.say("withdrawn", text, 2, time="verdict.withdrawn.at", reason=pen.called(back[-1].reason))
    text = (
        _("What had been projected was withdrawn at %(time)s: it no longer stands.")
        if before.code in PROJECTED
        else _("What had been said of the outcome was withdrawn at %(time)s: it no longer stands.")
    )
    return pen.say("withdrawn", text, 2, time="verdict.withdrawn.at")


def official(pen: Pen) -> Sentence | None:
    """How official the results are, and who published them."""
    _, contest = pen.gettext, pen.contest
    status, who = contest.status or pen.night.status, _publishers(pen)
    if not contest.votes:
        return None
    if status is ResultsStatus.CERTIFIED:
        if who is not None and pen.has("certified.at"):
            text = _("The results are official, published as certified by %(who)s since %(time)s.")
            return pen.say("official", text, 3, rests=("status", "count.as_of"), who=who, time="certified.at")
        return pen.say("official", _("The results are official; they are certified."), 3, rests=("status",))
    if status is ResultsStatus.RECOUNT:
        return pen.say("recount", _("A recount is under way, and these figures may change."), 3, rests=("status",))
    if who is None:
        return pen.say("unofficial", _("The results are unofficial."), 3, rests=("status", "count.as_of"))
    text = (
        _("The count is complete, the sources say; the results, published by %(who)s, stay unofficial until they are "
          "certified.")
        if is_counted(contest)
        else _("The results are unofficial and not complete; they are published by %(who)s.")
    )  # fmt: skip
    return pen.say("unofficial", text, 3, rests=("status", "count.as_of"), who=who)


def _publishers(pen: Pen) -> Pieces | None:
    names = list(dict.fromkeys(s.name for s in pen.contest.sources))
    return pen.listed([pen.called(n) for n in names]) if 0 < len(names) <= _FEW else None


_FEW = 6


def recount(pen: Pen) -> Sentence | None:
    """That the margin opens a recount."""
    _ = pen.gettext
    if not pen.contest.recount_text or pen.contest.verdict.code is VerdictCode.LEADER_ONLY:
        return None
    text = _("The first two are %(lead)s apart, inside the margin for a recount.")
    return pen.say("recount.margin", text, 2, lead=pen.votes("lead.votes"))
