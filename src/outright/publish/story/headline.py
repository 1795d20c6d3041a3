"""The headline, and the second line of an alert: as few words as the verdict allows."""

from __future__ import annotations

from collections.abc import Callable

from outright.publish.story.pen import Gaps, Pen
from outright.publish.story.race import PROJECTED, asks_share, is_counted, withdrawn
from outright.publish.story.value import Piece, Sentence
from outright.terms import ResultsStatus, VerdictCode


def headline(pen: Pen) -> Sentence:
    """What happened, in one line without a full stop; always there."""
    _, contest = pen.gettext, pen.contest
    if not contest.votes:
        found = (
            pen.say("head.open", _("Polls open until %(time)s"), 2, time="voting.until")
            or pen.say("head.closed", _("Polls closed at %(time)s, no votes reported yet"), 2, time="voting.closed")
        )  # fmt: skip
        return found or Sentence("head.nothing", (2,), (Piece(_("No votes reported yet")),))
    before = withdrawn(contest)
    if before is not None and contest.verdict.code is VerdictCode.TOO_EARLY:
        text = (
            _("Projection withdrawn: %(name)s leads with %(share)s; too early to say")
            if before.code in PROJECTED
            else _("Verdict withdrawn: %(name)s leads with %(share)s; too early to say")
        )
        found = pen.say("head.withdrawn", text, 1, 2, gaps=_first(pen))
        if found is not None and pen.number("lead.votes") != 0:
            return found
    written = _BY_CODE.get(contest.verdict.code, _early)(pen) or _leads(pen)
    return written or Sentence("head.votes", (1,), (Piece(_("Votes are being counted")),))


def alert(pen: Pen) -> Sentence:
    """The second line: the first two with their shares, how much is in, as of when, how official."""
    _, contest = pen.gettext, pen.contest
    if not contest.votes or not contest.candidates:
        found = pen.say("alert.nothing", _("No votes counted as of %(time)s."), 1, time="count.as_of")
        return found or Sentence("alert.nothing", (1,), (Piece(_("No votes counted.")),))
    top = [pen.clause("%(name)s %(share)s", name=pen.name(c.id), share=f"candidates.{c.id}.share")
           for c in contest.candidates[:2] if c.votes]  # fmt: skip
    gaps: Gaps = {"top": _joined([t for t in top if t is not None]), "part": "count.precincts.reported",
            "whole": "count.precincts.total", "time": "count.as_of"}  # fmt: skip
    official = (contest.status or pen.night.status) is ResultsStatus.CERTIFIED
    part, whole = pen.number("count.precincts.reported"), pen.number("count.precincts.total")
    if part is not None and whole:
        text = (
            (_("%(top)s with all %(whole)s precincts in, %(time)s. Official.") if official
             else _("%(top)s with all %(whole)s precincts in, %(time)s. Unofficial."))
            if part == whole
            else _("%(top)s with %(part)s of %(whole)s precincts in, %(time)s. Unofficial.")
        )  # fmt: skip
        found = pen.say("alert", text, 1, 3, gaps=gaps)
    else:
        text = _("%(top)s, %(time)s. Official.") if official else _("%(top)s, %(time)s. Unofficial.")
        found = pen.say("alert", text, 1, 3, gaps=gaps)
    return found or Sentence("alert.plain", (1,), (Piece(_("Votes are being counted")), Piece(".")))


def _joined(clauses: list[tuple[Piece, ...]]) -> tuple[Piece, ...] | None:
    row: list[Piece] = []
    for clause in clauses:
        row += [*([Piece(", ")] if row else []), *clause]
    return tuple(row) or None


def _first(pen: Pen) -> Gaps:
    first = pen.contest.candidates[0].id
    return {"name": pen.name(first), "share": f"candidates.{first}.share"}


def _early(pen: Pen) -> Sentence | None:
    _, level = pen.gettext, _level(pen)
    if level is not None:
        return level
    if pen.contest.threshold.kind == "majority" and pen.has("threshold.short"):
        text = _("%(name)s leads with %(share)s, %(short)s short of a majority; too early to say")
        return pen.say("head.short", text, 1, 2, short=pen.votes("threshold.short"), gaps=_first(pen))
    return pen.say("head.early", _("%(name)s leads with %(share)s; too early to say"), 1, 2, gaps=_first(pen))


def _close(pen: Pen) -> Sentence | None:
    _, level = pen.gettext, _level(pen)
    if level is not None or len(pen.contest.candidates) < 2:
        return level
    text = _("%(name)s %(lead)s ahead of %(second)s; too close to say")
    second = pen.name(pen.contest.candidates[1].id)
    return pen.say("head.close", text, 1, 2, lead=pen.votes("lead.votes"), second=second, name=_first(pen)["name"])


def _level(pen: Pen) -> Sentence | None:
    _, contest = pen.gettext, pen.contest
    if pen.number("lead.votes") != 0:
        return None
    first, second = contest.candidates[:2]
    text = _("%(first)s and %(second)s level with %(votes)s each; nothing can be said yet")
    return pen.say("head.level", text, 1, 2, first=pen.name(first.id), second=pen.name(second.id),
                   votes=pen.votes(f"candidates.{first.id}.votes"))  # fmt: skip


def _runoff_projected(pen: Pen) -> Sentence | None:
    _ = pen.gettext
    who = pen.listed(_named(pen))
    if len(_named(pen)) > 1:
        return pen.say("head.runoff.projected", _("Runoff projected between %(who)s"), 2, who=who)
    return pen.say(
        "head.runoff.projected", _("Runoff projected; %(name)s leads with %(share)s"), 1, 2, gaps=_first(pen)
    )


def _runoff_certain(pen: Pen) -> Sentence | None:
    _, contest, who = pen.gettext, pen.contest, _named(pen)
    if len(who) == 2 and pen.has("threshold.short") and contest.threshold.kind == "majority" \
            and contest.verdict.candidates[0] == contest.candidates[0].id:  # fmt: skip
        gaps: Gaps = {"first": who[0], "second": who[1], "short": pen.votes("threshold.short"), "date": "runoff.date"}
        if not is_counted(contest):
            text = _("%(first)s can no longer reach a majority; runoff with %(second)s is certain")
        elif pen.has("runoff.date"):
            text = _("%(first)s falls %(short)s short of a majority; runoff with %(second)s on %(date)s")
        else:
            text = _("%(first)s falls %(short)s short of a majority; runoff with %(second)s")
        return pen.say("head.runoff.pair", text, 1, 2, gaps=gaps)
    if len(who) > 1:
        return pen.say("head.runoff", _("Runoff certain between %(who)s"), 2, who=pen.listed(who))
    return pen.say("head.runoff.open", _("Runoff certain; %(name)s leads with %(share)s"), 1, 2, gaps=_first(pen))


def _won_projected(pen: Pen) -> Sentence | None:
    _, who = pen.gettext, _named(pen)
    text = (
        _("Projected to win outright: %(who)s") if asks_share(pen.contest) else _("Projected to win: %(who)s")
    )  # fmt: skip
    return pen.say("head.won.projected", text, 2, who=pen.listed(who))


def _won_certain(pen: Pen) -> Sentence | None:
    _, contest, who = pen.gettext, pen.contest, _named(pen)
    if not who:
        return None
    share = f"candidates.{contest.verdict.candidates[0]}.share"
    if len(who) == 1 and pen.has(share):
        text = _("%(who)s wins outright with %(share)s") if asks_share(contest) else _("%(who)s wins with %(share)s")
        return pen.say("head.won", text, 1, 2, who=who[0], share=share)
    text = _("%(who)s wins") if len(who) == 1 else _("%(who)s win")
    return pen.say("head.won", text, 2, who=pen.listed(who))


def _tie(pen: Pen) -> Sentence | None:
    _, who = pen.gettext, _named(pen)
    return pen.say("head.tie", _("Tie between %(who)s"), 2, who=pen.listed(who)) if len(who) > 1 else None


def _leads(pen: Pen) -> Sentence | None:
    _ = pen.gettext
    if level := _level(pen):
        return level
    return pen.say("head.leads", _("%(name)s leads with %(share)s"), 1, gaps=_first(pen))


def _named(pen: Pen) -> list[Piece]:
    return [pen.name(i) for i in pen.contest.verdict.candidates]


_BY_CODE: dict[VerdictCode, Callable[[Pen], Sentence | None]] = {
    VerdictCode.TOO_EARLY: _early,
    VerdictCode.TOO_CLOSE: _close,
    VerdictCode.RUNOFF_PROJECTED: _runoff_projected,
    VerdictCode.RUNOFF_CERTAIN: _runoff_certain,
    VerdictCode.WON_PROJECTED: _won_projected,
    VerdictCode.WON_CERTAIN: _won_certain,
    VerdictCode.TIE_CERTAIN: _tie,
    VerdictCode.LEADER_ONLY: _leads,
}
