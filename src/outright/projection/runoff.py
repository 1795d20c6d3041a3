"""The runoff rating: what a first round says about the second. Pure; the numbers come in as an `Edition`.

Two paths. Where the finalists are of one party, or the office has none, the leader's share of the two is shrunk:
E[share] = 1/2 + slope x (share of the two - 1/2). Where one is a Democrat and the other a Republican, all votes are
added up by party, P = D / (D + R), and averaged with L, the same share in the last presidential result in exactly the
same area: E[share] = (P + L) / 2. Errors are Student's t, wide: what happens between the rounds is not in the first.

No rating is given where the labels that decide the path are missing, and no word stronger than "likely" follows from
a first round alone: too few pairs had more. Shares are 0-1 of the finalists' votes, margins shares of the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from outright.baseline.runoff_table import LADDER, WORDS, Edition
from outright.projection.student import below, quantile

FREEDOM_OWN = 8
FREEDOM_PARTY = 6
LARGE = 20_000
"""First-round votes from which on party totals tell: below, candidates and who turns out beat party."""

LABELLED = Fraction(98, 100)
"""The part of the votes whose candidates' parties must be known where votes are added up by party."""

CLIP = (0.02, 0.98)
"""No expected share is put outside of this."""

D, R, NONE = "D", "R", "NP"


class Path(StrEnum):
    """How a pair is rated: by own votes, by party totals, or by own votes though no such pair is known."""

    OWN = "own-votes"
    PARTY = "party-totals"
    UNTRIED = "untried"


class Sort(StrEnum):
    """What sort of first round it was. A special is one ballot for all parties; a special primary is a primary."""

    PRIMARY = "primary"
    GENERAL = "general"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True)
class Runner:
    """A candidate of the first round. ``party``: "D", "R", another letter, "NP" for an office without, "" unknown."""

    id: str
    party: str
    votes: int


@dataclass(frozen=True, slots=True)
class FirstRound:
    """A first round that leads to a runoff of two. ``field`` is everybody, the finalists ``a`` and ``b`` among them.

    ``party`` is that of a primary ("" for a ballot for all). ``lean`` are Democratic and Republican votes of the last
    presidential election in exactly the same area, None where that is not known.
    """

    field: tuple[Runner, ...]
    a: str
    b: str
    sort: Sort
    party: str = ""
    lean: tuple[int, int] | None = None

    def of(self, runner: str) -> Runner:
        """The candidate of this id; ``KeyError`` where there is none."""
        for one in self.field:
            if one.id == runner:
                return one
        raise KeyError(runner)

    @property
    def votes(self) -> int:
        """All votes."""
        return sum(r.votes for r in self.field)

    @property
    def pair(self) -> tuple[Runner, Runner]:
        """The finalists, the one with more votes first; level ones by id."""
        one, two = sorted((self.of(self.a), self.of(self.b)), key=lambda r: (-r.votes, r.id))
        return one, two

    @property
    def totals(self) -> tuple[int, int]:
        """All votes for Democrats, and all for Republicans."""
        return sum(r.votes for r in self.field if r.party == D), sum(r.votes for r in self.field if r.party == R)

    def swapped(self) -> FirstRound:
        """The same with the finalists named the other way round."""
        return replace(self, a=self.b, b=self.a)


@dataclass(frozen=True, slots=True)
class Unrated:
    """Why there is no rating: a code and a sentence."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Expected:
    """The expected share of ``who`` among the two, with its error's scale and degrees of freedom."""

    who: str
    other: str
    path: Path
    share: float
    scale: float
    freedom: int

    @property
    def chance(self) -> float:
        """The chance that ``who`` gets more votes than the other."""
        return below((self.share - 0.5) / self.scale, self.freedom)

    def range_of(self, level: float) -> tuple[float, float]:
        """The range that is meant to hold the share of ``who`` as often as ``level`` says."""
        half = quantile(0.5 + level / 2, self.freedom) * self.scale
        return self.share - half, self.share + half


def path_of(first: FirstRound) -> Path | Unrated:
    """How this pair is rated, or why not."""
    one, two = first.pair
    parties = {one.party, two.party}
    if one.votes + two.votes <= 0:
        return Unrated("no_votes", "The finalists have no votes yet.")
    if parties == {NONE} or (first.sort is Sort.PRIMARY and first.party):
        return Path.OWN
    known = sum(r.votes for r in first.field if r.party)
    if "" in parties or (parties == {D, R} and known < LABELLED * first.votes):
        return Unrated("labels", "Party labels are missing, and without them a first round of all parties misleads.")
    if parties == {D, R}:
        return Path.PARTY
    return Path.OWN if len(parties) == 1 else Path.UNTRIED


def expected(first: FirstRound, edition: Edition) -> Expected | Unrated:
    """The expected share of the finalist ahead in the first round."""
    path = path_of(first)
    if isinstance(path, Unrated):
        return path
    one, two = first.pair
    if path is Path.PARTY:
        share = party_share(first)
        scale = edition.party.large if first.votes >= LARGE else edition.party.small
        return Expected(one.id, two.id, path, _clipped(share if one.party == D else 1 - share), scale, FREEDOM_PARTY)
    x = one.votes / (one.votes + two.votes) - 0.5
    own = edition.own
    scale = own.scale * math.sqrt(1 + x * x / own.squares)
    return Expected(one.id, two.id, path, _clipped(0.5 + own.slope * x), scale, FREEDOM_OWN)


def party_share(first: FirstRound) -> float:
    """The Democrat's expected share of two: the mean of party totals and of the last presidential result, if known."""
    d, r = first.totals
    share = d / (d + r)
    if first.lean is not None:
        share = (share + first.lean[0] / (first.lean[0] + first.lean[1])) / 2
    return share


def word_for(chance: float, *, most: str = "likely") -> str:
    """The word for the chance of the side ahead, never stronger than ``most``.

    >>> word_for(0.57), word_for(0.60), word_for(0.43), word_for(0.97), word_for(0.80, most="lean")
    ('toss-up', 'lean', 'toss-up', 'likely', 'lean')
    """
    level = sum(1 for step in LADDER if max(chance, 1 - chance) >= step)
    return WORDS[min(level, WORDS.index(most))]


def strongest(first: FirstRound, path: Path) -> str:
    """The strongest word that a first round of this sort has ever carried."""
    small = path is Path.PARTY and first.votes < LARGE
    return "lean" if small or path is Path.UNTRIED else "likely"


def _clipped(share: float) -> float:
    return min(max(share, CLIP[0]), CLIP[1])
