"""The figures of what is still out: the bound, the estimate, what each candidate needs, what is projected."""

from __future__ import annotations

from collections.abc import Iterator

from outright.bulletin import Contest, Figure, Projection, Take
from outright.night.figures.made import exact, signed_percent, spelled

INTERVAL = 0.9
"""The range that a story prints."""
FIRST = 2
"""How many candidates' needs have figures."""


def left_figures(part: Contest) -> Iterator[Figure]:
    """The figures of the ballots left and of the projection; none where nothing bounds or projects them."""
    yield from _bound(part)
    if part.take is not None:
        yield from _estimated(part, part.take)
    if part.projection is not None:
        yield from _projected(part, part.projection)


def _bound(part: Contest) -> Iterator[Figure]:
    left = part.remaining
    if left.upper is None:
        return
    yield Figure(id="remaining.upper", value=left.upper, text=f"{left.upper:,}", what="ballots left, at most",
                 unit="ballots", as_of=part.as_of_text, source=left.basis)  # fmt: skip
    first = [c.id for c in part.candidates[:FIRST]]
    names = {c.id: c.name for c in part.candidates}
    for need in left.needs:
        if need.candidate in first and need.state == "open" and need.need is not None and need.of:
            at = f"needs.{need.candidate}.{need.target}"
            what = f"ballots left that {names[need.candidate]} needs to be sure: {need.target}"
            yield Figure(id=f"{at}.votes", value=need.need, text=f"{need.need:,}", what=what, unit="ballots",
                         of="remaining.upper", as_of=part.as_of_text, source="Outright")  # fmt: skip
            yield Figure(id=f"{at}.share", value=exact(need.need, need.of), text=signed_percent(need.share_text),
                         what=f"{what}, as a share", unit="share", of="remaining.upper", as_of=part.as_of_text,
                         source="Outright")  # fmt: skip


def _estimated(part: Contest, take: Take) -> Iterator[Figure]:
    """What is needed of the votes estimated to be left, and what the last updates gave."""
    if take.estimated and take.left.mid:
        yield Figure(id="take.left", value=take.left.mid, text=take.left.text,
                     what="votes still out, estimated, with the range that is meant to hold nine times in ten",
                     unit="votes", as_of=part.as_of_text, source="projection")  # fmt: skip
        for need in take.needs:
            if need.target in ("majority", "first") and need.mid.state == "open" and need.mid.need:
                at, what = f"take.{need.candidate}.{need.target}", f"votes still out that are needed: {need.target}"
                yield Figure(id=f"{at}.need", value=need.mid.need, text=f"{need.mid.need:,}", what=what, unit="votes",
                             of="take.left", as_of=part.as_of_text, source="projection")  # fmt: skip
                yield Figure(id=f"{at}.share", value=exact(need.mid.need, need.mid.left),
                             text=signed_percent(need.mid.share_text), what=f"{what}, as a share", unit="share",
                             of="take.left", as_of=part.as_of_text, source="projection")  # fmt: skip
    lately, leader = take.lately, part.candidates[0] if part.candidates else None
    if lately is None or leader is None or leader.id not in lately.share_text or not lately.votes:
        return
    yield Figure(id="lately.updates", value=lately.updates, text=spelled(lately.updates), what="last updates",
                 unit="updates", as_of=part.as_of_text, source="Outright")  # fmt: skip
    yield Figure(id="lately.votes", value=lately.votes, text=f"{lately.votes:,}", what="votes of the last updates",
                 unit="votes", as_of=part.as_of_text, source="Outright")  # fmt: skip
    yield Figure(id=f"lately.{leader.id}.share", value=exact(lately.candidates.get(leader.id, 0), lately.votes),
                 text=signed_percent(lately.share_text[leader.id]), what=f"share of {leader.name} in them",
                 unit="share", of="lately.votes", as_of=part.as_of_text, source="Outright")  # fmt: skip


def _projected(part: Contest, projection: Projection) -> Iterator[Figure]:
    """The ranges of the first two, how often such ranges held, and at which level a verdict is said."""
    source = f"{projection.method}, {projection.model_version}".strip(", ")
    for candidate in part.candidates[:FIRST]:
        mine = projection.of(candidate.id)
        found = mine.interval(INTERVAL) if mine is not None else None
        if found is not None:
            yield Figure(id=f"projection.{candidate.id}.share", value=f"{found.low} to {found.high}",
                         text=f"{found.text}%", what=f"projected final share of {candidate.name}, as a range",
                         unit="range", as_of=part.as_of_text, source=source)  # fmt: skip
    yield Figure(id="projection.range", value="9/10", text="nine times in ten",
                 what="how often the range of a projected share is meant to hold", unit="frequency",
                 source=source)  # fmt: skip
    yield Figure(id="projection.level", value=str(projection.level), text=projection.level_text,
                 what="part of the draws that must agree before a verdict is projected", unit="frequency",
                 source=source)  # fmt: skip
    if projection.runoff is not None and not projection.runoff.settled:
        yield Figure(id="projection.runoff", value=str(projection.runoff.probability), text=projection.runoff.text,
                     what="draws in which there is a runoff", unit="chance", as_of=part.as_of_text,
                     source=source)  # fmt: skip
    if projection.record is not None:
        for name, number in (("held", projection.record.held), ("of", projection.record.of)):
            yield Figure(id=f"projection.record.{name}", value=number, text=f"{number:,}",
                         what="past moments whose range held" if name == "held" else "past moments like this",
                         unit="moments", of="projection.record.of" if name == "held" else "",
                         source=source)  # fmt: skip
