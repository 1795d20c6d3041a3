"""What a rating rests on, in parts: the presidential result, reasons, records, what the first round alone says."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from outright import bulletin as b
from outright.baseline.runoff_table import Edition, Kept
from outright.bulletin.rating import Crossover, EliminatedParty, RatingRecord
from outright.count.share import part_share
from outright.night import rated_words as words
from outright.night.ground import LiveGround
from outright.night.plan import PlannedContest
from outright.night.runoff_pairs import letter
from outright.night.words import party
from outright.projection.crossing import crossing, eliminated
from outright.projection.runoff import LARGE, FirstRound, Path, Sort
from outright.projection.runoff_fit import lead_of, size_of

SORTS = {"primary": Sort.PRIMARY, "special": Sort.SPECIAL}
"""What sort of first round a rule's stage is; every other is a general election."""

_OWN_AREA = ("unit", "district-part")


def lean_of(planned: PlannedContest, live: LiveGround | None) -> tuple[tuple[int, int] | None, str]:
    """Democratic and Republican votes of the last presidential election in exactly this area, and its name.

    A county's whole vote is never taken for a district, nor a result that lacks a county of the contest.
    """
    found = [p for p in (live.past if live is not None else ()) if p.office == "president" and p.scope in _OWN_AREA]
    wanted = set(planned.registered) or set(planned.counties)
    whole = [p for p in found if wanted <= set(p.county)]
    if not whole:
        return None, ""
    last = max(whole, key=lambda p: p.date)
    votes = {"D": 0, "R": 0}
    for code, count in zip(last.parties, last.votes.sum(axis=(0, 1)).tolist(), strict=True):
        if letter(code) in votes:
            votes[letter(code)] += int(count)
    name = next((p.name for p in planned.baseline if p.id == last.contest_id), last.contest_id)
    return ((votes["D"], votes["R"]), name) if votes["D"] and votes["R"] else (None, "")


def reasons(
    first: FirstRound, path: Path, edition: Edition, names: Mapping[str, str], lean_name: str, counting: str
) -> tuple[b.Reason, ...]:
    """What the rating rests on, each with its figures. ``counting``: what is said of a count that goes on, or ""."""
    found = _by_party(first, edition, names, lean_name) if path is Path.PARTY else _by_own(first, edition, names)
    if path is Path.UNTRIED:
        found.append(words.reason("untried", words.UNTRIED))
    if counting:
        found.append(words.reason("counting", counting))
    return tuple(found)


def _by_party(first: FirstRound, edition: Edition, names: Mapping[str, str], lean_name: str) -> list[b.Reason]:
    d, r = first.totals
    one, two = first.pair
    text = f"By party, the first round has {words.two_of(d, r)}."
    found = [words.reason("party_totals", text, democrats=d, republicans=r)]
    if first.lean is not None:
        there = f"The last presidential result in exactly this area ({lean_name}): {words.two_of(*first.lean)}."
        text = " ".join([there, words.MEAN])
        found.append(words.reason("president", text, democrats=first.lean[0], republicans=first.lean[1]))
    else:
        found.append(words.reason("no_president", words.NO_PRESIDENT))
    share = part_share(one.votes, one.votes + two.votes)
    text = " ".join([f"{names[one.id]} has {share}% of the two finalists' own votes.", words.NOT_USED])
    found.append(words.reason("own_votes", text, ahead=one.votes, behind=two.votes))
    size, tally = size_of(first), edition.favored.get(size_of(first))
    pairs = edition.party.larges if size == "large" else edition.party.smalls
    text = (
        f"The range is as wide as the errors in {pairs} past runoffs of this size between a Democrat and a Republican"
        " ask for."
    )
    found.append(words.reason("range", text, pairs=pairs))
    if size == "small":
        right = f"{tally.won} of {tally.of}" if tally is not None and tally.of else "0 of 0"
        text = (
            f"With fewer than {LARGE:,} votes party totals were right in {right} past runoffs: no word stronger than"
            " lean is said."
        )
        found.append(words.reason("small", text, votes=first.votes))
    return found


def _by_own(first: FirstRound, edition: Edition, names: Mapping[str, str]) -> list[b.Reason]:
    one, two = first.pair
    share, kept = part_share(one.votes, one.votes + two.votes), f"{100 * edition.own.slope:.0f}"
    past = (
        f"In {edition.own.pairs} past runoffs of one party or without parties, {kept}% of a leader's share above one"
        " half was kept."
    )
    text = " ".join([f"{names[one.id]} has {share}% of the two finalists' votes.", past])
    found = [words.reason("own_votes", text, ahead=one.votes, behind=two.votes, pairs=edition.own.pairs)]
    text = (
        "The range is as wide as the errors in those runoffs: nothing tried in a first round tells which leaders lose."
    )
    found.append(words.reason("range", text, pairs=edition.own.pairs))
    return found


def record(first: FirstRound, path: Path, edition: Edition, word: str) -> tuple[RatingRecord, ...]:
    """How often leaders of first rounds like this one won, and how often this way of rating was right."""
    one, two = first.pair
    by_party = path is Path.PARTY
    group = size_of(first) if by_party else lead_of(one.votes / (one.votes + two.votes))
    found = []
    if (tally := edition.leaders.get(group)) is not None and tally.of:
        found.append(words.leaders(group, tally))
    if by_party and (tally := edition.favored.get(group)) is not None and tally.of:
        found.append(words.favored(tally))
    if (tally := edition.words.get(word)) is not None and tally.of:
        found.append(words.said_before(word, tally))
    return tuple(found)


def turnout_of(edition: Edition, sorts: tuple[str, ...]) -> Kept | None:
    """What runoffs of the narrowest sort that is known kept of the first round's votes."""
    return next((edition.turnout[sort] for sort in sorts if sort in edition.turnout), None)


def out_of_it(first: FirstRound) -> tuple[EliminatedParty, ...]:
    """Votes for eliminated candidates by party; write-ins and unlabelled ones have no party."""
    rows = []
    for row in eliminated(first):
        code = row.party if row.party not in ("", "W", "NP") else None
        name = "Write-ins" if row.party == "W" else party(code)[0]
        rows.append(EliminatedParty(party=code, name=name, candidates=row.candidates, votes=row.votes))
    return tuple(rows)


def crossover(first: FirstRound, path: Path, names: Mapping[str, str]) -> Crossover | None:
    """What the finalist who is behind needs of votes for eliminated candidates, exactly."""
    found = crossing(first, path)
    if found is None:
        return None
    name, share = names[found.who], found.share
    if found.party:
        text = words.by_party(name, party(found.party)[0], found.votes, found.of, share)
    else:
        text = words.of_all(name, found.votes, found.of, share)
    return Crossover(
        candidate=found.who, party=found.party or None, votes=found.votes, of=found.of,
        share=f"{share.numerator}/{share.denominator}", share_text=_percent(share), text=text,
    )  # fmt: skip


def _percent(share: Fraction) -> str:
    return part_share(share.numerator, share.denominator)
