"""The figures of the count: candidates, lead, what the rule asks, parties, ways of voting, how official it is."""

from __future__ import annotations

from collections.abc import Iterator

from outright.bulletin import Contest, Figure
from outright.night.figures.made import DASH, closing, date_text, exact, key, moment, signed_percent, spelled, whose
from outright.night.plan import NightPlan
from outright.night.words import METHODS, STATUSES
from outright.terms import VoteMethod

RANKED = 5
"""How many candidates have figures of their own."""


def count_figures(plan: NightPlan, part: Contest, held: int) -> Iterator[Figure]:
    """The figures of the count as it stands; what is not known has none."""
    yield from _standing(part)
    yield from _waiting(plan, part, held)
    if part.votes:
        yield from _candidates(part)
        yield from _lead(part)
        yield from _parties(part)
        yield from _methods(part)
    yield from _threshold(plan, part)


def _standing(part: Contest) -> Iterator[Figure]:
    source = whose(part)
    if part.votes is not None:
        yield Figure(id="count.votes", value=part.votes, text=f"{part.votes:,}", what="votes counted", unit="votes",
                     as_of=part.as_of_text, source=source)  # fmt: skip
    left = part.remaining
    for name, number in (("reported", left.precincts_reported), ("total", left.precincts_total)):
        if number is not None and left.precincts_total:
            of = "count.precincts.total" if name == "reported" else ""
            what = "precincts that have fully reported" if name == "reported" else "precincts"
            yield Figure(id=f"count.precincts.{name}", value=number, text=f"{number:,}", what=what, unit="precincts",
                         of=of, as_of=part.as_of_text, source=source)  # fmt: skip
    if part.as_of is not None:
        yield moment("count.as_of", part.as_of, part.as_of_text, "when this count was published", source)
    status = part.status
    if status is not None:
        yield Figure(id="status", value=status.value, text=STATUSES[status], what="how official the count is",
                     unit="status", as_of=part.as_of_text, source=source)  # fmt: skip
    projection = part.projection
    if projection is not None and projection.eevp is not None and not left.complete:
        yield Figure(id="count.in", value=f"{projection.eevp}/100", text=f"{projection.eevp}%",
                     what="part of the expected vote that is counted, in whole percent", unit="share",
                     as_of=part.as_of_text, source="projection")  # fmt: skip


def _waiting(plan: NightPlan, part: Contest, held: int) -> Iterator[Figure]:
    """When polls close, while nothing is counted; how many files wait for a person."""
    at = plan.polls_close
    if not part.votes and at is not None and part.as_of is not None:
        name = "voting.until" if part.as_of < at else "voting.closed"
        yield moment(name, at, closing(at, plan.zone), "when polls close", "the night's settings")
    if held:
        yield Figure(id="held.files", value=held, text=spelled(held), what="publications that wait for a person",
                     unit="files", as_of=part.as_of_text, source="Outright")  # fmt: skip


def _candidates(part: Contest) -> Iterator[Figure]:
    source = whose(part)
    for candidate in part.candidates[:RANKED]:
        if candidate.votes is None:
            continue
        at = f"candidates.{candidate.id}"
        yield Figure(id=f"{at}.votes", value=candidate.votes, text=f"{candidate.votes:,}",
                     what=f"votes for {candidate.name}", unit="votes", of="count.votes", as_of=part.as_of_text,
                     source=source)  # fmt: skip
        if candidate.share_text != DASH:
            yield Figure(id=f"{at}.share", value=exact(candidate.votes, part.votes or 0),
                         text=signed_percent(candidate.share_text), what=f"share of the votes for {candidate.name}",
                         unit="share", of="count.votes", as_of=part.as_of_text, source=source)  # fmt: skip


def _lead(part: Contest) -> Iterator[Figure]:
    """By how many votes each of the first two is ahead of the next; not where shares were rounded at the source."""
    votes = [c.votes for c in part.candidates[:3]]
    if part.rounded:
        return
    for name, what, pair in (("lead", "the first", votes[:2]), ("second.lead", "the second", votes[1:3])):
        if len(pair) == 2 and pair[0] is not None and pair[1] is not None:
            apart = pair[0] - pair[1]
            yield Figure(id=f"{name}.votes", value=apart, text=f"{apart:,}", what=f"votes by which {what} is ahead",
                         unit="votes", as_of=part.as_of_text, source=whose(part))  # fmt: skip


def _threshold(plan: NightPlan, part: Contest) -> Iterator[Figure]:
    """What the rule asks, in votes of those counted, and how far the leader is from it."""
    threshold = part.threshold
    source = threshold.citation or threshold.rule
    if threshold.share is not None and threshold.share_text is not None:
        yield Figure(id="threshold.share", value=threshold.share, text=signed_percent(threshold.share_text),
                     what="share of the votes that the rule asks for", unit="share", of="count.votes",
                     as_of=threshold.read_on, source=source)  # fmt: skip
    needed, leader = threshold.votes_needed, part.candidates[0] if part.candidates else None
    if needed is not None and part.votes and not part.rounded:
        yield Figure(id="threshold.votes", value=needed, text=f"{needed:,}",
                     what=f"fewest votes that pass the rule's share of {part.votes:,}", unit="votes", of="count.votes",
                     as_of=part.as_of_text, source=source)  # fmt: skip
        if leader is not None and leader.votes is not None:
            apart = leader.votes - needed
            name, what = ("over", "more than") if apart >= 0 else ("short", "fewer than")
            yield Figure(id=f"threshold.{name}", value=abs(apart), text=f"{abs(apart):,}",
                         what=f"votes that {leader.name} has {what} the rule asks for", unit="votes",
                         as_of=part.as_of_text, source=whose(part))  # fmt: skip
    runoff = part.identity.runoff_date
    if runoff is not None:
        yield Figure(id="runoff.date", value=runoff.isoformat(), text=date_text(runoff, plan.date),
                     what="the day of a second round, if there is one", unit="date",
                     source=source or "the night's settings")  # fmt: skip
    if len(part.slots) > 1:
        yield Figure(id="runoff.places", value=len(part.slots), text=spelled(len(part.slots)),
                     what="places in the next round", unit="places", source=source)  # fmt: skip


def _parties(part: Contest) -> Iterator[Figure]:
    if not any(p.candidates > 1 for p in part.parties):
        return
    for total in part.parties:
        at = f"parties.{key(total.party)}"
        source = f"{whose(part)}; parties as the night's settings give them"
        yield Figure(id=f"{at}.candidates", value=total.candidates, text=spelled(total.candidates),
                     what=f"candidates: {total.name}", unit="people", source="the night's settings")  # fmt: skip
        if total.votes is None or total.share_text == DASH:
            continue
        yield Figure(id=f"{at}.votes", value=total.votes, text=f"{total.votes:,}",
                     what=f"votes for all candidates together: {total.name}", unit="votes", of="count.votes",
                     as_of=part.as_of_text, source=source)  # fmt: skip
        yield Figure(id=f"{at}.share", value=exact(total.votes, part.votes or 0),
                     text=signed_percent(total.share_text), what=f"share of all candidates together: {total.name}",
                     unit="share", of="count.votes", as_of=part.as_of_text, source=source)  # fmt: skip


def _methods(part: Contest) -> Iterator[Figure]:
    """Votes by way of voting, and the shares of the first two in each."""
    for method in part.methods:
        if not method.votes or method.method == VoteMethod.TOTAL:
            continue
        at, name = f"methods.{method.method}", METHODS[VoteMethod(method.method)].lower()
        yield Figure(id=f"{at}.votes", value=method.votes, text=f"{method.votes:,}", what=f"votes counted, {name}",
                     unit="votes", of="count.votes", as_of=part.as_of_text, source=whose(part))  # fmt: skip
        for candidate in part.candidates[:2]:
            mine, text = method.candidates.get(candidate.id), method.share_text.get(candidate.id, DASH)
            if mine is not None and text != DASH:
                yield Figure(id=f"{at}.{candidate.id}.share", value=exact(mine, method.votes),
                             text=signed_percent(text), what=f"share of {candidate.name}, {name}", unit="share",
                             of=f"{at}.votes", as_of=part.as_of_text, source=whose(part))  # fmt: skip
