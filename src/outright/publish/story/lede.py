"""The first sentence: what happened, and whether it is over. One for each verdict, and for a count without a vote."""

from __future__ import annotations

from collections.abc import Callable

from outright.publish.story.pen import Gaps, Pen
from outright.publish.story.race import asks_share, has_runoff, is_counted, race
from outright.publish.story.value import Piece, Pieces, Sentence
from outright.terms import VerdictCode


def lede(pen: Pen) -> Sentence | None:
    """What happened and whether it is over, in one sentence."""
    if not pen.contest.votes:
        return _nothing_yet(pen)
    return _BY_CODE.get(pen.contest.verdict.code, _too_early)(pen) or _leads(pen)


def named(pen: Pen) -> tuple[Pieces, ...]:
    """Those whom the verdict names, in full, in its order."""
    known = {c.id: c for c in pen.contest.candidates}
    return tuple(pen.who(known[i]) for i in pen.contest.verdict.candidates if i in known)


def _nothing_yet(pen: Pen) -> Sentence | None:
    _, where = pen.gettext, race(pen)
    if pen.has("voting.until"):
        text = _("Polls are open until %(time)s in %(race)s; no votes are reported before they close.")
        return pen.say("open", text, 2, time="voting.until", race=where)
    if pen.has("voting.closed"):
        text = _("Polls closed at %(time)s in %(race)s, and no votes have been reported yet.")
        return pen.say("closed", text, 2, time="voting.closed", race=where)
    return pen.say("nothing", _("No votes have been reported yet in %(race)s."), 2, race=where)


def _too_early(pen: Pen) -> Sentence | None:
    _, contest = pen.gettext, pen.contest
    first, share = contest.candidates[0], f"candidates.{contest.candidates[0].id}.share"
    gaps: Gaps = {"leader": pen.who(first), "share": share, "race": race(pen)}
    if level := _level(pen):
        return level
    if asks_share(contest) and pen.has("threshold.over"):
        text = (
            _("%(leader)s leads %(race)s with %(share)s of the votes counted so far, but it is too early to say "
              "whether that majority will hold.")
            if contest.threshold.kind == "majority"
            else _("%(leader)s leads %(race)s with %(share)s of the votes counted so far, enough for the %(line)s that "
                   "the rule asks for, but it is too early to say whether that will hold.")
        )  # fmt: skip
        return pen.say("early.over", text, 1, 2, rests=("threshold.over",), line="threshold.share", gaps=gaps)
    if contest.threshold.kind == "majority" and pen.has("threshold.short"):
        text = (
            _("%(leader)s leads %(race)s with %(share)s of the votes counted so far, %(short)s short of a majority, "
              "and it is too early to say whether there will be a runoff.")
            if has_runoff(contest)
            else _("%(leader)s leads %(race)s with %(share)s of the votes counted so far, %(short)s short of a "
                   "majority, and it is too early to say how it ends.")
        )  # fmt: skip
        return pen.say("early.short", text, 1, 2, short=pen.votes("threshold.short"), gaps=gaps)
    text = _("%(leader)s leads %(race)s with %(share)s of the votes counted so far, and it is too early to say how it "
             "ends.")  # fmt: skip
    return pen.say("early", text, 1, 2, gaps=gaps)


def _too_close(pen: Pen) -> Sentence | None:
    _, contest = pen.gettext, pen.contest
    if level := _level(pen):
        return level
    if len(contest.candidates) < 2:
        return None
    text = _("It is too close to say how it ends in %(race)s, where %(leader)s is %(lead)s ahead of %(second)s.")
    return pen.say("close", text, 1, 2, race=race(pen), leader=pen.who(contest.candidates[0]),
                   lead=pen.votes("lead.votes"), second=pen.who(contest.candidates[1]))  # fmt: skip


def _level(pen: Pen) -> Sentence | None:
    """Two who are level: nobody leads."""
    _, contest = pen.gettext, pen.contest
    if pen.number("lead.votes") != 0:
        return None
    first, second = contest.candidates[:2]
    text = (
        _("%(first)s and %(second)s are level with %(votes)s each in %(race)s, and it is too close to say how "
          "it ends.")
        if contest.verdict.code is VerdictCode.TOO_CLOSE
        else _("%(first)s and %(second)s are level with %(votes)s each in %(race)s, and it is too early to say "
               "how it ends.")
    )  # fmt: skip
    return pen.say("level", text, 1, 2, rests=("lead.votes",), first=pen.who(first), second=pen.who(second),
                   votes=pen.votes(f"candidates.{first.id}.votes"), race=race(pen))  # fmt: skip


def _runoff_projected(pen: Pen) -> Sentence | None:
    _, who = pen.gettext, named(pen)
    day = pen.has("runoff.date")
    if len(who) > 1:
        text = (
            _("%(who)s are projected to go to a runoff on %(date)s in %(race)s.")
            if day
            else _("%(who)s are projected to go to a runoff in %(race)s.")
        )
        return _said(pen, "runoff.projected", text, who=pen.listed(who))
    if who:
        text = _("A runoff is projected in %(race)s, with %(who)s in it; the other place is open.")
        return _said(pen, "runoff.projected.one", text, who=who[0])
    text = _("A runoff is projected in %(race)s; who will be in it is still open.")
    return _said(pen, "runoff.projected.open", text)


def _runoff_certain(pen: Pen) -> Sentence | None:
    _, contest, who = pen.gettext, pen.contest, named(pen)
    if len(who) == 2 and pen.has("threshold.short", "runoff.date") and contest.threshold.kind == "majority" \
            and contest.verdict.candidates[0] == contest.candidates[0].id:  # fmt: skip
        text = (
            _("%(first)s fell %(short)s short of a majority in %(race)s and goes to a runoff on %(date)s against "
              "%(second)s.")
            if is_counted(contest)
            else _("%(first)s can no longer reach a majority in %(race)s and goes to a runoff on %(date)s against "
                   "%(second)s.")
        )  # fmt: skip
        return _said(pen, "runoff.pair", text, first=who[0], second=who[1])
    if len(who) > 1:
        text = (
            _("%(who)s go to a runoff on %(date)s in %(race)s.")
            if pen.has("runoff.date")
            else _("%(who)s go to a runoff in %(race)s.")
        )
        return _said(pen, "runoff", text, who=pen.listed(who))
    if who:
        text = _("There will be a runoff in %(race)s, with %(who)s in it; the other place is still open.")
        return _said(pen, "runoff.one", text, who=who[0])
    return _said(pen, "runoff.open", _("There will be a runoff in %(race)s; who will be in it is still open."))


def _won_projected(pen: Pen) -> Sentence | None:
    _, who = pen.gettext, named(pen)
    if not who:
        return None
    if len(who) > 1:
        return _said(pen, "won.projected", _("%(who)s are projected to win in %(race)s."), who=pen.listed(who))
    text = (
        _("%(who)s is projected to win outright in %(race)s.")
        if asks_share(pen.contest)
        else _("%(who)s is projected to win in %(race)s.")
    )
    return _said(pen, "won.projected", text, who=who[0])


def _won_certain(pen: Pen) -> Sentence | None:
    _, contest, who = pen.gettext, pen.contest, named(pen)
    if not who:
        return None
    if len(contest.candidates) == 1:
        return _said(pen, "won.alone", _("%(who)s, the only candidate, won in %(race)s."), who=who[0])
    if len(who) > 1:
        return _said(pen, "won", _("%(who)s won in %(race)s."), who=pen.listed(who))
    share = f"candidates.{contest.verdict.candidates[0]}.share"
    if not pen.has(share):
        return _said(pen, "won", _("%(who)s won in %(race)s."), who=who[0])
    text = (
        _("%(who)s won outright in %(race)s, with %(share)s of the vote.")
        if asks_share(contest)
        else _("%(who)s won in %(race)s, with %(share)s of the vote.")
    )
    return _said(pen, "won", text, who=who[0], share=share)


def _tie(pen: Pen) -> Sentence | None:
    _, contest, who = pen.gettext, pen.contest, named(pen)
    if len(who) < 2:
        return None
    text = _("%(who)s are tied with %(votes)s each in %(race)s.")
    return _said(
        pen, "tie", text, who=pen.listed(who), votes=pen.votes(f"candidates.{contest.verdict.candidates[0]}.votes")
    )


def _leader_only(pen: Pen) -> Sentence | None:
    _, first = pen.gettext, pen.contest.candidates[0]
    if level := _level(pen):
        return level
    text = _("%(leader)s leads %(race)s with %(share)s of the votes counted so far; the rule of this contest is "
             "not known to us, so no more than that is said.")  # fmt: skip
    return pen.say("leader", text, 1, 2, leader=pen.who(first), share=f"candidates.{first.id}.share", race=race(pen))


def _leads(pen: Pen) -> Sentence | None:
    """Where nothing else can be said for want of a figure: who leads, with how many votes."""
    _, first = pen.gettext, pen.contest.candidates[0]
    text = _("%(leader)s has most of the votes counted in %(race)s, %(votes)s.")
    return pen.say("leads", text, 1, leader=pen.who(first), votes=f"candidates.{first.id}.votes", race=race(pen))


def _said(pen: Pen, code: str, text: str, **gaps: str | Piece | Pieces | None) -> Sentence | None:
    """A sentence about how it ends; the usual gaps are filled."""
    usual: Gaps = {"race": race(pen), "date": "runoff.date", "short": pen.votes("threshold.short")}
    rests = ("threshold.votes", "threshold.short", "remaining.upper", "verdict.certain.at", "verdict.projected.at")
    return pen.say(code, text, 1, 2, rests=rests, gaps={**usual, **gaps})


_BY_CODE: dict[VerdictCode, Callable[[Pen], Sentence | None]] = {
    VerdictCode.TOO_EARLY: _too_early,
    VerdictCode.TOO_CLOSE: _too_close,
    VerdictCode.RUNOFF_PROJECTED: _runoff_projected,
    VerdictCode.RUNOFF_CERTAIN: _runoff_certain,
    VerdictCode.WON_PROJECTED: _won_projected,
    VerdictCode.WON_CERTAIN: _won_certain,
    VerdictCode.TIE_CERTAIN: _tie,
    VerdictCode.LEADER_ONLY: _leader_only,
}
