"""Compared with what: who ran ahead of whom in the same places."""

from __future__ import annotations

from collections.abc import Iterator

from outright.bulletin import Comparison
from outright.publish.story.pen import Gaps, Pen
from outright.publish.story.race import is_counted
from outright.publish.story.value import Sentence


def places(pen: Pen) -> Iterator[Sentence | None]:
    """For the first comparison: each place that is like for like, all together, and what is left out."""
    for compared in pen.contest.comparison[:1]:
        yield _by_place(pen, compared)
        yield _left_out(pen, compared)


def _at(compared: Comparison) -> str:
    return f"compared.{compared.baseline}"


def _by_place(pen: Pen, compared: Comparison) -> Sentence | None:
    _, at = pen.gettext, _at(compared)
    rows = [r for r in compared.rows if not r.partial and pen.has(f"{at}.{r.unit}.ahead")]
    gaps: Gaps = {"who": pen.called(compared.candidate_name), "them": pen.called(compared.against_name),
            "contest": pen.called(compared.name)}  # fmt: skip
    if not rows:
        text = _("%(who)s runs ahead of %(them)s (%(contest)s) in %(ahead)s of the %(places)s counties that can be "
                 "compared so far.")  # fmt: skip
        return pen.say("places.many", text, 7, ahead=f"{at}.ahead", places=f"{at}.places", gaps=gaps)
    clauses = []
    for row in rows:
        here: Gaps = {"share": f"{at}.{row.unit}.share", "then": f"{at}.{row.unit}.then", "place": pen.called(row.name)}
        found = pen.clause(_("%(share)s to %(then)s in %(place)s"), gaps=here)
        clauses += [found] if found is not None else []
    signs = {(n > 0) - (n < 0) for r in rows if (n := pen.number(f"{at}.{r.unit}.ahead")) is not None}
    rests = [f"{at}.{r.unit}.ahead" for r in rows]
    done = is_counted(pen.contest)
    ahead = (
        _("In the same places %(who)s ran ahead of %(them)s (%(contest)s): %(list)s.")
        if done
        else _("In the same places %(who)s runs ahead of %(them)s (%(contest)s): %(list)s.")
    )
    behind = (
        _("In the same places %(who)s ran behind %(them)s (%(contest)s): %(list)s.")
        if done
        else _("In the same places %(who)s runs behind %(them)s (%(contest)s): %(list)s.")
    )
    mixed = _("In the same places, %(who)s compares with %(them)s (%(contest)s) so: %(list)s.")
    text = ahead if signs == {1} else behind if signs == {-1} else mixed
    return pen.say("places", text, 7, rests=rests, list=pen.listed(clauses), gaps=gaps)


def _left_out(pen: Pen, compared: Comparison) -> Sentence | None:
    """Which places are not compared, because their counts are partial; all together where none is left out."""
    _, at = pen.gettext, _at(compared)
    partial = [pen.called(r.name) for r in compared.rows if r.partial]
    ready = [r for r in compared.rows if not r.partial]
    if ready and partial and len(partial) <= _FEW:
        text = pen.to.ngettext(
            "%(list)s is left out, because its count is still partial.",
            "%(list)s are left out, because their counts are still partial.", len(partial),
        )  # fmt: skip
        return pen.say("places.partial", text, 7, list=pen.listed(partial))
    if partial or len(compared.rows) < 2:
        return None
    apart = pen.number(f"{at}.all.ahead")
    if apart is None or not pen.has(f"{at}.all.ahead"):
        return None
    text = (
        _("Over all of them %(who)s is %(points)s points ahead.")
        if apart > 0
        else _("Over all of them %(who)s is %(points)s points behind.")
    )
    who = pen.called(compared.candidate_name)
    return pen.say("places.all", text, 7, points=f"{at}.all.ahead", who=who) if apart else None


_FEW = 4
