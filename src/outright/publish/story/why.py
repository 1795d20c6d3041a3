"""Why it stands so: how the count came in, which votes came first, when the leader fell below the line."""

from __future__ import annotations

from outright.publish.story.pen import Gaps, Pen
from outright.publish.story.race import is_counted
from outright.publish.story.value import Sentence
from outright.terms import VerdictCode

_FAR = 3
"""Points of share from which on two ways of voting are said to differ."""


def moved(pen: Pen) -> Sentence | None:
    """Where the leader's share began and is now."""
    _, contest = pen.gettext, pen.contest
    if not contest.votes:
        return None
    leader = contest.candidates[0]
    now, then = pen.number(f"candidates.{leader.id}.share"), pen.number("timeline.first.share")
    if now is None or then is None or abs(now - then) * 100 < 1:
        return None
    first = pen.figures.get("timeline.first.method")
    how = {"early": _("of the first %(votes)s, early ballots published at %(time)s"),
           "absentee-mail": _("of the first %(votes)s, mail ballots published at %(time)s")}  # fmt: skip
    usual = _("of the first %(votes)s, published at %(time)s")
    gaps: Gaps = {"votes": pen.votes("timeline.first.votes"), "time": "timeline.first.at"}
    begun = pen.clause(how.get(str(first.value) if first else "", usual), gaps=gaps)
    text = (
        _("%(name)s began with %(share)s %(begun)s; the share has since fallen to %(now)s.")
        if now < then
        else _("%(name)s began with %(share)s %(begun)s; the share has since risen to %(now)s.")
    )
    return pen.say("moved", text, 4, rests=("timeline.first.method",), name=pen.name(leader.id),
                   share="timeline.first.share", begun=begun, now=f"candidates.{leader.id}.share")  # fmt: skip


def by_method(pen: Pen) -> Sentence | None:
    """How the leader did among those who voted before the day, and on it: why the share moves as they come in."""
    _, contest = pen.gettext, pen.contest
    if not contest.votes:
        return None
    leader = contest.candidates[0].id
    ids = {m: f"methods.{m}.{leader}.share" for m in ("early", "absentee-mail", "election-day")}
    early, day = pen.number(ids["early"]), pen.number(ids["election-day"])
    if early is None or day is None or abs(early - day) * 100 < _FAR:
        return None
    gaps: Gaps = {"name": pen.name(leader), "early": ids["early"], "mail": ids["absentee-mail"],
                  "day": ids["election-day"], "votes": "methods.election-day.votes"}  # fmt: skip
    mail = pen.number(ids["absentee-mail"])
    alike = mail is not None and (mail > day) == (early > day)
    past = is_counted(contest)
    if alike:
        text = (
            _("%(name)s had %(early)s of the votes cast early in person and %(mail)s of those cast by mail, but "
              "%(day)s of the %(votes)s cast on election day.")
            if past
            else _("%(name)s has %(early)s of the votes cast early in person and %(mail)s of those cast by mail, but "
                   "%(day)s of the %(votes)s counted so far from election day.")
        )  # fmt: skip
    else:
        text = (
            _("%(name)s had %(early)s of the votes cast early in person, but %(day)s of the %(votes)s cast on election "
              "day.")
            if past
            else _("%(name)s has %(early)s of the votes cast early in person, but %(day)s of the %(votes)s counted so "
                   "far from election day.")
        )  # fmt: skip
    return pen.say("methods", text, 4, gaps=gaps)


def crossed(pen: Pen) -> Sentence | None:
    """When the leader was last above the line, and since when below."""
    _ = pen.gettext
    if not pen.contest.candidates or pen.contest.verdict.code in (VerdictCode.WON_CERTAIN, VerdictCode.WON_PROJECTED):
        return None
    text = _("%(name)s’s share was still above %(line)s at %(above)s and has been below since the count of %(below)s, "
             "when %(votes)s were counted.")  # fmt: skip
    return pen.say("crossed", text, 4, line="threshold.share", above="timeline.above.at", below="timeline.below.at",
                   votes=pen.votes("timeline.below.votes"), name=pen.name(pen.contest.candidates[0].id))  # fmt: skip
