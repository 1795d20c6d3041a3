"""The words of a runoff rating, once. The same words for every party and candidate."""

from __future__ import annotations

from fractions import Fraction

from outright import bulletin as b
from outright.baseline.runoff_table import Edition, Going, Kept, Tally
from outright.bulletin.rating import Margin, RatingRecord
from outright.count.share import part_share
from outright.projection.runoff import LARGE
from outright.projection.runoff_fit import LEADS
from outright.verdict.chances import chance_text

METHOD = (
    "A model's rating, from the first round, party labels and past runoffs alone: it knows no polls, no money and"
    " nothing that happens after the first round."
)
MODEL_VERSION = "1"
LABELS = {"toss-up": "Toss-up", "lean": "Leans {}", "likely": "Likely {}"}

UNSETTLED = "Who meets in the runoff is not settled: no pair is rated before it is."
OPEN = "Whether a runoff follows, and who meets in it, is not settled: no pair is rated before it is."
NOT_YET = "No runoff held before this night is among those learned from, so nothing is rated."
ELSEWHERE = "Runoffs are learned from in the United States only, so nothing is rated."
AVERAGED = "The first round is still being counted: this is an average over its projection."
AS_IT_STANDS = "The first round is still being counted: this takes it as it stands."
NO_PRESIDENT = "No presidential result of exactly this area is at hand, so the rating rests on party totals alone."
MEAN = "The rating is the mean of the two."
NOT_USED = "Between a Democrat and a Republican that is not used: it tells how many candidates shared a party's vote."
UNTRIED = (
    "No runoff between finalists of these parties is among those learned from: no word stronger than lean is said."
)


def failed(error: Exception) -> str:
    """That the rating broke, in a sentence that is the same wherever it breaks."""
    return f"No rating: it failed ({type(error).__name__}). The count is not touched by it."


def label(word: str, name: str) -> str:
    """The public label of a rating; a toss-up names nobody.

    >>> label("lean", "Handel"), label("toss-up", "Handel")
    ('Leans Handel', 'Toss-up')
    """
    return LABELS[word].format(name)


def sentence(word: str, name: str, chance: float, margin: Margin) -> str:
    """The rating in words: who is favored, if anybody, and the expected margin with its range."""
    if word == "toss-up":
        favored = "A toss-up: neither finalist is favored in the runoff."
    elif word == "lean":
        favored = f"{name} is slightly favored in the runoff ({chance_text(chance)})."
    else:
        favored = f"{name} is favored in the runoff ({chance_text(chance)})."
    return (
        f"{favored} Expected margin: {margin.mid_text} points of the finalists' votes; nine times in ten it lies"
        f" between {margin.low_text} and {margin.high_text}."
    )


def lead(margin: float, ahead: str, behind: str) -> str:
    """A margin as who leads by how many points.

    >>> lead(0.018, "Handel", "Ossoff"), lead(-0.167, "Handel", "Ossoff"), lead(0.0001, "Handel", "Ossoff")
    ('Handel +1.8', 'Ossoff +16.7', 'level')
    """
    tenths = round(abs(margin) * 1000)
    return f"{ahead if margin > 0 else behind} +{tenths / 10:.1f}" if tenths else "level"


def leaders(group: str, tally: Tally) -> RatingRecord:
    """How often leaders of first rounds like this one won; ``group`` as an edition names it."""
    if group in ("large", "small"):
        size = f"{LARGE:,} votes or more" if group == "large" else f"under {LARGE:,} votes"
        like = f"a Democrat against a Republican, {size}"
    else:
        low, place = 100 * LEADS[_place(group)], _place(group) + 1
        top = f" to {100 * LEADS[place]:.0f}%" if place < len(LEADS) else " or more"
        like = f"{low:.0f}%{top} of the finalists' votes"
    text = f"Leaders of first rounds like this one ({like}) won {_of(tally)}."
    return RatingRecord(code="leaders", won=tally.won, of=tally.of, text=text)


def _place(group: str) -> int:
    return [f"{low:.2f}" for low in LEADS].index(group)


def favored(tally: Tally) -> RatingRecord:
    """How often those whom party totals favored won."""
    text = f"Those whom this way of rating put ahead in such runoffs won {_of(tally)}."
    return RatingRecord(code="favored", won=tally.won, of=tally.of, text=text)


def said_before(word: str, tally: Tally) -> RatingRecord:
    """How often the side ahead won where this word was said."""
    text = f"Where past runoffs are rated {word}, each without its own election, the side ahead won {_of(tally)}."
    return RatingRecord(code="word", won=tally.won, of=tally.of, text=text)


def _of(tally: Tally) -> str:
    return f"{tally.won} of {tally.of}"


def learned(edition: Edition) -> str:
    """From which runoffs an edition learned."""
    party = edition.party.larges + edition.party.smalls
    return (
        f"Learned from {edition.own.pairs + party:,} runoffs held before {edition.before.year}:"
        f" {edition.own.pairs} of one party or without parties, {party} of a Democrat against a Republican."
    )


def turnout(kept: Kept) -> str:
    """What runoffs like this one kept of the first round's votes."""
    low, mid, high = (f"{100 * part:.0f}%" for part in (kept.low, kept.mid, kept.high))
    return (
        f"Of {kept.pairs} past runoffs of this sort, half drew {mid} of the first round's votes or more; eight in ten"
        f" drew {low} to {high}."
    )


def transfers(going: Going) -> str:
    """Where eliminated candidates' voters went in past runoffs, as far as places tell."""
    leader, low, high = (f"{100 * p:.0f}%" for p in (going.leader, going.leader_low, going.leader_high))
    return (
        f"Counts by place of {going.pairs} past runoffs of one party are consistent with {leader} of the eliminated"
        f" candidates' returning voters choosing the leader ({low} to {high} in nine of ten)."
    )


def two_of(d: int, r: int) -> str:
    """ "94,201 for Democrats and 98,192 for Republicans (49.0% to 51.0% of the two)"."""
    return (
        f"{d:,} for Democrats and {r:,} for Republicans ({part_share(d, d + r)}% to {part_share(r, d + r)}% of the two)"
    )


def reason(code: str, text: str, **figures: int | str) -> b.Reason:
    """A reason with its figures."""
    return b.Reason(code=code, text=text, figures=figures)


def by_party(name: str, who: str, need: int, of: int, share: Fraction) -> str:
    """What a finalist needs to cross over, by party totals; ``who`` are those who were eliminated."""
    start = f"With equal turnout and every other vote staying with its party, {name}"
    if share >= 1:
        return f"{start} cannot catch up on the {of:,} votes for eliminated {who} alone."
    return f"{start} needs {need:,} of the {of:,} votes for eliminated {who}, a net {needed(need, of)}%."


def of_all(name: str, need: int, of: int, share: Fraction) -> str:
    """What a finalist needs of all eliminated candidates' votes."""
    start = f"If everybody votes again and both finalists keep their own, {name}"
    if share >= 1:
        return f"{start} cannot catch up on the {of:,} votes for eliminated candidates alone."
    return f"{start} needs {need:,} of the {of:,} votes for eliminated candidates, {needed(need, of)}%."


def needed(need: int, of: int) -> str:
    """The share that is needed, never printed on the other side of one half.

    >>> needed(1996, 60121)
    '3.3'
    """
    return part_share(need, of)
