"""The field: what each party's candidates have together, and who comes behind the first two."""

from __future__ import annotations

from outright.publish.story.pen import Gaps, Pen
from outright.publish.story.race import is_counted
from outright.publish.story.value import Pieces, Sentence


def parties(pen: Pen) -> Sentence | None:
    """The parties with several candidates, each together."""
    _, contest = pen.gettext, pen.contest
    clauses: list[Pieces] = []
    for total in contest.parties:
        at = f"parties.{_key(pen, total.party)}"
        if total.candidates < 2 or not pen.has(f"{at}.candidates", f"{at}.votes", f"{at}.share"):
            continue
        gaps: Gaps = {"n": f"{at}.candidates", "party": pen.called(total.name), "share": f"{at}.share",
                "votes": f"{at}.votes"}  # fmt: skip
        text = (
            _("the %(n)s %(party)s %(share)s (%(votes)s)")
            if clauses
            else _("the %(n)s %(party)s together have %(share)s (%(votes)s votes)")
        )
        found = pen.clause(text, gaps=gaps)
        clauses += [found] if found is not None else []
    if not clauses or len(contest.candidates) < 3:
        return None
    return pen.say("parties", _("By party, %(list)s."), 5, list=pen.listed(clauses))


def _key(pen: Pen, party: str) -> str:
    """The word of a party in the ids of its figures."""
    marks = (i.split(".")[1] for i in pen.figures if i.startswith("parties.") and i.count(".") == 2)
    return party if f"parties.{party}.votes" in pen.figures else next((m for m in marks if m == party.lower()), party)


def behind(pen: Pen) -> Sentence | None:
    """Who comes behind the first two, by name and share, and how far the second is ahead of the third."""
    _, contest = pen.gettext, pen.contest
    if not contest.votes:
        return None
    clauses = []
    for candidate in contest.candidates[2:5]:
        share = f"candidates.{candidate.id}.share"
        if candidate.votes and pen.has(share):
            found = pen.clause("%(name)s (%(share)s)", name=pen.name(candidate.id), share=share)
            clauses += [found] if found is not None else []
    if not clauses:
        return None
    second = contest.candidates[1].id
    if pen.number("second.lead.votes"):
        text = _("%(second)s is second by %(lead)s, ahead of %(list)s.")
        return pen.say("behind.second", text, 5, second=pen.name(second), lead=pen.votes("second.lead.votes"),
                       list=pen.listed(clauses))  # fmt: skip
    text = _("Behind the first two came %(list)s.") if is_counted(contest) else _("Behind the first two are %(list)s.")
    return pen.say("behind", text, 5, list=pen.listed(clauses))
