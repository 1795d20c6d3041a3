"""What stands around a count: the rating of the next round, money, polls, other special elections.

Each sentence asks for its figures by id; where nobody gave the data there are no figures, and so no sentences. None
of this decides anything, and every amount is printed with its day.
"""

from __future__ import annotations

from collections.abc import Iterator

from outright.publish.story.pen import Gaps, Pen
from outright.publish.story.value import Pieces, Sentence
from outright.terms import VerdictCode

_RUNOFF = (VerdictCode.RUNOFF_CERTAIN, VerdictCode.RUNOFF_PROJECTED)
_SPENDERS = 4
_FINALISTS = 2


def next_round(pen: Pen) -> Iterator[Sentence | None]:
    """Who is favored in the next round, how slightly, from what, and how often such ratings were right."""
    _, contest = pen.gettext, pen.contest
    rated = [c for c in contest.verdict.candidates if pen.has(f"rating.{c}.chance")]
    if contest.verdict.code not in _RUNOFF or len(rated) != _FINALISTS:
        return
    ahead, other = sorted(rated, key=lambda c: pen.number(f"rating.{c}.chance") or 0, reverse=True)
    gaps: Gaps = {"name": pen.name(ahead), "chance": f"rating.{ahead}.chance", "other": pen.name(other),
                  "chance2": f"rating.{other}.chance"}  # fmt: skip
    text = (
        _("From the first round, party labels and past runoffs alone the runoff is rated a toss-up: %(name)s’s "
          "chance is put at %(chance)s and %(other)s’s at %(chance2)s.")
        if _value(pen, "rating.word") == "toss-up"
        else _("From the first round, party labels and past runoffs alone %(name)s is favored in the runoff, with a "
               "chance put at %(chance)s, and %(other)s’s at %(chance2)s.")
    )  # fmt: skip
    yield pen.say("rating", text, 9, rests=("rating.word",), gaps=gaps)
    text = _("The margin it expects is %(margin)s points of the finalists’ votes, in a range from %(lo)s to %(hi)s.")
    yield pen.say("rating.margin", text, 9, margin="rating.margin", lo="rating.interval.lo", hi="rating.interval.hi")
    yield _rests_on(pen)
    yield _crossover(pen)
    text = _("Leaders of first rounds like this one ended ahead in %(won)s of %(of)s runoffs; the side that a rating "
             "like this put ahead did in %(won2)s of %(of2)s.")  # fmt: skip
    yield pen.say("rating.record", text, 9, won="rating.record.won", of="rating.record.of",
                  won2="rating.record.word.won", of2="rating.record.word.of")  # fmt: skip


def _rests_on(pen: Pen) -> Sentence | None:
    """Why: between a Democrat and a Republican the rating goes by what their parties had together."""
    _, contest = pen.gettext, pen.contest
    party = {c.id: c.party for c in contest.candidates}
    finalists = {party.get(c) for c in contest.verdict.candidates}
    totals = [p for p in contest.parties if p.party in finalists and p.party in ("D", "R")]
    if len(totals) != _FINALISTS or finalists != {"D", "R"}:
        return None
    first, second = totals
    text = _("It goes by the parties’ totals in the first round, %(share)s for the %(party)s and %(share2)s for the "
             "%(party2)s, and not by the lead of one candidate.")  # fmt: skip
    return pen.say("rating.why", text, 9, share=f"parties.{first.party}.share", party=pen.called(first.name),
                   share2=f"parties.{second.party}.share", party2=pen.called(second.name))  # fmt: skip


def _crossover(pen: Pen) -> Sentence | None:
    """How many voted for candidates of one party who are not in the runoff, and what the leader needs of them."""
    _, contest = pen.gettext, pen.contest
    leader = contest.candidates[0]
    others = [p for p in contest.parties if p.party != leader.party and pen.has(f"rating.eliminated.{p.party}.votes")]
    if not others:
        return None
    most = max(others, key=lambda p: pen.number(f"rating.eliminated.{p.party}.votes") or 0)
    gaps: Gaps = {"votes": f"rating.eliminated.{most.party}.votes", "party": pen.called(most.name),
                  "name": pen.name(leader.id), "share": "rating.crossover"}  # fmt: skip
    text = _("In the first round %(votes)s voters chose %(party)s who are not in it; with equal turnout %(name)s would "
             "need more than %(share)s of them, on balance, to cross over.")  # fmt: skip
    return pen.say("rating.crossover", text, 9, gaps=gaps)


def money(pen: Pen) -> Iterator[Sentence | None]:
    """What the first two raised and from where, and what was spent on advertising and by others."""
    _ = pen.gettext
    for candidate in pen.contest.candidates[:2]:
        at = f"money.{candidate.id}"
        gaps: Gaps = {"name": pen.name(candidate.id), "receipts": f"{at}.receipts", "cash": f"{at}.cash",
                      "date": pen.as_of(f"{at}.receipts")}  # fmt: skip
        text = (
            _("%(name)s had raised %(receipts)s by %(date)s and had %(cash)s on hand.")
            if pen.has(f"{at}.cash")
            else _("%(name)s had raised %(receipts)s by %(date)s.")
        )
        yield pen.say("money.raised", text, 10, gaps=gaps)
        yield _from_where(pen, at)
    yield _advertising(pen)
    text = _("Outside groups had reported spending %(total)s by %(date)s.")
    yield pen.say("money.outside", text, 11, rests=("money.outside.groups",), total="money.outside.total",
                  date=pen.as_of("money.outside.total"))  # fmt: skip


def _from_where(pen: Pen, at: str) -> Sentence | None:
    """The bound on what came from outside the state; with the money that names no state where it is known."""
    _ = pen.gettext
    gaps: Gaps = {"lo": f"{at}.out_of_state.lo", "hi": f"{at}.out_of_state.hi", "small": f"{at}.unitemised",
                  "listed": f"{at}.said.out_of_state"}  # fmt: skip
    if pen.has(f"{at}.unitemised", f"{at}.said.out_of_state"):
        text = _("Of the gifts listed with a state, %(listed)s came from outside it; of all money from individuals "
                 "between %(lo)s and %(hi)s did, because %(small)s came in gifts too small to be listed.")  # fmt: skip
        return pen.say("money.where", text, 10, gaps=gaps)
    if pen.has(f"{at}.unitemised"):
        text = _("Of the money from individuals, between %(lo)s and %(hi)s came from outside the state; the bound is "
                 "wide because %(small)s came in gifts too small to be listed with a state.")  # fmt: skip
        return pen.say("money.where", text, 10, gaps=gaps)
    text = _("Of the money from individuals, between %(lo)s and %(hi)s came from outside the state.")
    return pen.say("money.where", text, 10, gaps=gaps)


def _advertising(pen: Pen) -> Sentence | None:
    """All advertising, and the largest spenders by name."""
    _, part = pen.gettext, pen.contest.context.money
    row: list[Pieces] = []
    for spent in part.advertising[:_SPENDERS] if part is not None else ():
        whom = f".{spent.side}.{spent.candidate}" if spent.side else ""
        figure = f"money.advertising.{spent.spender.lower()}{whom}"
        side = {"support": _("%(who)s (%(sum)s, for %(whom)s)"), "oppose": _("%(who)s (%(sum)s, against %(whom)s)")}
        text = side.get(spent.side, "%(who)s (%(sum)s)")
        found = pen.clause(text, who=pen.called(spent.name), sum=figure, whom=pen.name(spent.candidate))
        row += [found] if found is not None else []
    gaps: Gaps = {"total": "money.advertising.total", "date": pen.as_of("money.advertising.total"),
                  "list": pen.listed(row)}  # fmt: skip
    if row:
        text = _("All sides together had bought %(total)s of advertising by %(date)s; among the buyers were %(list)s.")
        return pen.say("money.advertising", text, 11, gaps=gaps)
    text = _("All sides together had bought %(total)s of advertising by %(date)s.")
    return pen.say("money.advertising", text, 11, gaps=gaps)


def polls(pen: Pen) -> Iterator[Sentence | None]:
    """What polls had said of the first two, and, once all is counted, how far off they were."""
    _, contest = pen.gettext, pen.contest
    if len(contest.candidates) < 2:
        return
    first, second = (c.id for c in contest.candidates[:2])
    gaps: Gaps = {"n": "polls.count", "first": pen.name(first), "second": pen.name(second),
                  "share": f"polls.{first}.average", "share2": f"polls.{second}.average",
                  "off": f"polls.error.{first}", "off2": f"polls.error.{second}"}  # fmt: skip
    text = _("On average %(n)s polls had put %(first)s at %(share)s and %(second)s at %(share2)s of those who had "
             "decided.")  # fmt: skip
    yield pen.say("polls", text, 13, gaps=gaps)
    text = _("Measured against the count, that was off by %(off)s points for %(first)s and %(off2)s for %(second)s.")
    yield pen.say("polls.error", text, 13, gaps=gaps)


def specials(pen: Pen) -> Iterator[Sentence | None]:
    """The last special election for Congress before this one, this one by the same measure, and what it would mean."""
    _, part = pen.gettext, pen.contest.context.specials
    for special in part.elections if part is not None else ():
        at = f"specials.{special.id}"
        if special.federal:
            text = _("In %(race)s, the last special election for Congress before this one, the result was %(margin)s "
                     "in a district that leans %(lean)s, a swing of %(swing)s.")  # fmt: skip
            yield pen.say("specials.last", text, 12, race=pen.called(special.race), margin=f"{at}.margin",
                          lean=f"{at}.lean", swing=f"{at}.swing")  # fmt: skip
            break
    text = _("By its party totals this contest swung %(swing)s: %(margin)s where the lean is %(lean)s.")
    yield pen.say("specials.here", text, 12, margin="specials.here.margin", lean="specials.here.lean",
                  swing="specials.here.swing")  # fmt: skip
    text = _("If swings like these carried over to the next general election, its vote for the House would lie "
             "anywhere between %(lo)s and %(hi)s.")  # fmt: skip
    yield pen.say("specials.next", text, 12, rests=("specials.congress.middle",), lo="specials.next.lo",
                  hi="specials.next.hi")  # fmt: skip


def _value(pen: Pen, figure_id: str) -> int | str | None:
    figure = pen.figures.get(figure_id)
    return None if figure is None else figure.value
