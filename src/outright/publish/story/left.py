"""What is still out: the bound and the estimate, what each of the first two needs, what the projection says."""

from __future__ import annotations

from outright.publish.story.pen import Gaps, Pen
from outright.publish.story.race import CERTAIN, PROJECTED, is_counted
from outright.publish.story.value import Sentence
from outright.terms import VerdictCode


def out(pen: Pen) -> Sentence | None:
    """How many ballots are left: at most, and as projected; nothing where it makes no difference."""
    _, contest = pen.gettext, pen.contest
    if contest.verdict.code in CERTAIN:
        return None
    if not pen.number("remaining.upper"):
        if contest.votes and contest.remaining.upper is None:
            return pen.say("left.unknown", _("How many ballots are left is not known."), 14)
        return None
    if pen.has("take.left", "count.in") and contest.votes:
        text = _("Up to %(left)s ballots could still come in; the projection expects %(votes)s, with %(part)s of the "
                 "expected vote counted so far.")  # fmt: skip
        return pen.say("left", text, 14, left="remaining.upper", votes="take.left", part="count.in")
    if not contest.votes:
        return None
    return pen.say("left.upper", _("Up to %(left)s ballots could still come in."), 14, left="remaining.upper")


def none_left(pen: Pen) -> Sentence | None:
    """That nothing is left with which anybody could still reach what the rule asks."""
    _, contest = pen.gettext, pen.contest
    if not is_counted(contest) or contest.verdict.code is not VerdictCode.RUNOFF_CERTAIN:
        return None
    text = (
        _("No ballots are left that could bring anybody to a majority.")
        if contest.threshold.kind == "majority"
        else _("No ballots are left that could bring anybody to the %(line)s that the rule asks for.")
    )
    return pen.say("none.left", text, 14, rests=("remaining.upper", "threshold.short"), line="threshold.share")


def needed(pen: Pen) -> Sentence | None:
    """What the leader needs of the votes expected, against what the last updates gave."""
    _, contest = pen.gettext, pen.contest
    if contest.verdict.code in CERTAIN or not contest.votes:
        return None
    leader = contest.candidates[0].id
    gaps: Gaps = {"name": pen.name(leader), "need": f"take.{leader}.majority.need", "left": "take.left",
            "share": f"take.{leader}.majority.share", "updates": "lately.updates",
            "lately": f"lately.{leader}.share"}  # fmt: skip
    if pen.has(str(gaps["need"]), f"lately.{leader}.share") and (pen.number("lately.updates") or 0) > 1:
        text = _("To end with a majority %(name)s would need %(share)s of the votes expected (%(need)s); in the last "
                 "%(updates)s updates the share was %(lately)s.")  # fmt: skip
        return pen.say("need.lately", text, 14, rests=("take.left", "lately.votes"), gaps=gaps)
    text = _("To end with a majority %(name)s would need %(share)s of the votes expected (%(need)s).")
    return pen.say("need", text, 14, rests=("take.left",), gaps=gaps)


def sure(pen: Pen) -> Sentence | None:
    """What each of the first two needs of the ballots left to be sure, whatever the rest."""
    _, contest = pen.gettext, pen.contest
    if contest.verdict.code in CERTAIN or not contest.votes or len(contest.candidates) < 2:
        return None
    first, second = (c.id for c in contest.candidates[:2])
    gaps: Gaps = {"first": pen.name(first), "second": pen.name(second), "left": "remaining.upper"}
    for number, who in (("1", first), ("2", second)):
        gaps |= {f"need{number}": f"needs.{who}.majority.votes", f"share{number}": f"needs.{who}.majority.share"}
    if pen.has(f"needs.{first}.majority.votes", f"needs.{second}.majority.votes"):
        text = _("To be sure of a majority even if every ballot comes in, %(first)s needs %(need1)s of them "
                 "(%(share1)s) and %(second)s %(need2)s (%(share2)s).")  # fmt: skip
        return pen.say("sure.both", text, 14, rests=("remaining.upper",), gaps=gaps)
    text = _(
        "To be sure of a majority even if every ballot comes in, %(first)s needs %(need1)s of the ballots left "
        "(%(share1)s)."
    )
    return pen.say("sure", text, 14, rests=("remaining.upper",), gaps=gaps)


def foreseen(pen: Pen) -> Sentence | None:
    """The projected final share of the leader, as a range, marked as what it is."""
    _, contest = pen.gettext, pen.contest
    projection = contest.projection
    if projection is None or not contest.votes or contest.verdict.code in CERTAIN:
        return None
    leader = contest.candidates[0].id
    range_ = f"projection.{leader}.share"
    mine = projection.of(leader)
    interval = mine.interval(0.9) if mine is not None else None
    side = interval.against if interval is not None else ""
    gaps: Gaps = {"name": pen.name(leader), "range": range_, "often": "projection.range", "line": "threshold.share"}
    by_side = {
        "below": _("The projection, which is not a count, puts %(name)s’s final share at %(range)s, below "
                   "%(line)s; such a range is meant to hold %(often)s."),
        "above": _("The projection, which is not a count, puts %(name)s’s final share at %(range)s, above "
                   "%(line)s; such a range is meant to hold %(often)s."),
        "across": _("The projection, which is not a count, puts %(name)s’s final share at %(range)s, on both "
                    "sides of %(line)s; such a range is meant to hold %(often)s."),
    }  # fmt: skip
    plain = _("The projection, which is not a count, puts %(name)s’s final share at %(range)s; such a range is "
              "meant to hold %(often)s.")  # fmt: skip
    return pen.say("projected", by_side.get(side, plain), 2, gaps=gaps)


def no_verdict(pen: Pen) -> Sentence | None:
    """Why nothing is said from a projection yet."""
    _, contest = pen.gettext, pen.contest
    if contest.projection is None or contest.verdict.code in CERTAIN | PROJECTED or not contest.votes:
        return None
    text = _("Nothing is said on its strength until %(level)s of its simulated counts agree and the count passes every "
             "check.")  # fmt: skip
    return pen.say("projected.gates", text, 2, level="projection.level")
