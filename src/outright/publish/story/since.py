"""What changed since the last version of a story."""

from __future__ import annotations

from collections.abc import Iterator

from outright.publish.story.pen import Gaps, Pen
from outright.publish.story.race import is_counted
from outright.publish.story.record import corrected
from outright.publish.story.value import Sentence
from outright.terms import ResultsStatus


def changes(pen: Pen, before: int) -> tuple[Sentence, ...]:
    """What is new since version ``before``: the verdict, a correction, the count, the leader's share."""
    found = (_verdict(pen, before), *_marks(pen, before), _correction(pen, before), *_count(pen))
    return tuple(s for s in found if s is not None)


def _verdict(pen: Pen, before: int) -> Sentence | None:
    _, history = pen.gettext, pen.contest.verdict_history
    new = [c for c in history if c.seq > before]
    old = [c for c in history if c.seq <= before]
    if not new or not old or not pen.contest.votes:
        return None
    text = _("The verdict was “%(old)s” and is now “%(new)s”.")
    return pen.say(
        "since.verdict", text, 2, 15, old=pen.called(old[-1].label), new=pen.called(pen.contest.verdict.label)
    )


def _marks(pen: Pen, before: int) -> Iterator[Sentence | None]:
    """That everything is counted now, or certified."""
    _, new = pen.gettext, {m.kind for m in pen.contest.milestones if m.seq > before}
    if "complete" in new and is_counted(pen.contest):
        yield pen.say(
            "since.complete", _("The sources now say that nothing is left to count."), 3, rests=("complete.at",)
        )
    if "certified" in new and pen.contest.status is ResultsStatus.CERTIFIED:
        yield pen.say("since.certified", _("The results are now official."), 3, rests=("certified.at",))


def _correction(pen: Pen, before: int) -> Sentence | None:
    notes = [n for n in pen.contest.notes if n.kind == "correction"]
    return corrected(pen) if notes and notes[0].seq > before else None


def _count(pen: Pen) -> Iterator[Sentence | None]:
    _, contest = pen.gettext, pen.contest
    if not contest.votes or not contest.candidates:
        return
    now, then = pen.number("count.votes"), pen.number("then.count.votes")
    if now is None or then is None:
        return
    leader = contest.candidates[0].id
    gaps: Gaps = {"now": pen.votes("count.votes"), "then": "then.count.votes", "time": "then.count.as_of",
            "name": pen.name(leader), "share": f"candidates.{leader}.share",
            "before": f"then.candidates.{leader}.share"}  # fmt: skip
    if now == then:
        yield pen.say("since.same", _("The count is unchanged since %(time)s: %(now)s."), 1, gaps=gaps)
        return
    a, b = pen.number(f"then.candidates.{leader}.share"), pen.number(f"candidates.{leader}.share")
    if a is None or b is None:
        yield pen.say("since.count", _("The count went from %(then)s at %(time)s to %(now)s."), 1, gaps=gaps)
        return
    text = (
        _("The count went from %(then)s at %(time)s to %(now)s, and %(name)s’s share from %(before)s to %(share)s.")
        if pen.figures[f"candidates.{leader}.share"].text != pen.figures[f"then.candidates.{leader}.share"].text
        else _("The count went from %(then)s at %(time)s to %(now)s; %(name)s’s share stayed at %(share)s.")
    )
    yield pen.say("since.count", text, 1, 4, gaps=gaps)
