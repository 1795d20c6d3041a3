"""Learning the runoff rating from past pairs of rounds, and rating each pair without its own election. Pure.

Slope and scale of the finalists' own votes are the most likely under Student's t (found by reweighting). A scale that
few pairs speak of is drawn towards a prior of four pairs' weight: s^2 = (4 prior^2 + sum of squared errors) / (4 + n).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from outright.baseline.runoff_table import WORDS, Edition, Kept, OwnVotes, PartyTotals, Tally
from outright.projection.runoff import (
    FREEDOM_OWN,
    LARGE,
    Expected,
    FirstRound,
    Path,
    Unrated,
    expected,
    party_share,
    path_of,
    strongest,
    word_for,
)

LEAST = 20
"""Pairs of one party, or without parties, under which nothing is learned."""

PRIOR_WEIGHT = 4
PRIOR_LARGE, PRIOR_SMALL = 0.05, 0.10
LEADS = (0.50, 0.51, 0.53, 0.55, 0.60, 0.65)
"""Lower ends of the leader's share of two, by which leaders are counted."""

FEW = 5
"""Runoffs of a sort under which nothing is said of its turnout."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A first round and its runoff. ``votes`` are the runoff's for finalist ``a`` and ``b`` of the first round.

    ``election`` is the state and the first round's day; ``sorts`` name the sort of contest, the narrowest first;
    ``total`` is every vote of the runoff. ``rows`` are both rounds' ids where their votes by place are kept, and
    ``finalists`` how the runoff's own rows call ``a`` and ``b``.
    """

    contest: str
    election: str
    first_day: dt.date
    runoff_day: dt.date
    first: FirstRound
    votes: tuple[int, int]
    total: int
    sorts: tuple[str, ...]
    rows: tuple[str, str] | tuple[()] = ()
    finalists: tuple[str, str] = ("", "")

    @property
    def share(self) -> float:
        """The runoff share, among the two, of the finalist who had led the first round."""
        mine = self.votes[0 if self.first.pair[0].id == self.first.a else 1]
        return mine / sum(self.votes)

    @property
    def lead(self) -> float:
        """The leader's share of the finalists' first-round votes, less one half."""
        one, two = self.first.pair
        return one.votes / (one.votes + two.votes) - 0.5

    @property
    def held(self) -> bool:
        """Whether the leader of the first round won the runoff."""
        return self.share > 0.5


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A pair as it is rated by an edition that never saw its election."""

    pair: Pair
    expected: Expected
    edition: Edition


def by_path(pairs: Iterable[Pair]) -> dict[Path, list[Pair]]:
    """The pairs that can be rated, by how."""
    found: dict[Path, list[Pair]] = {path: [] for path in Path}
    for pair in pairs:
        path = path_of(pair.first)
        if not isinstance(path, Unrated):
            found[path].append(pair)
    return found


def learn(pairs: Sequence[Pair], before: dt.date) -> Edition:
    """Slopes and scales from these pairs, which the caller has chosen; no counts of past ratings yet.

    ``ValueError`` where fewer than `LEAST` pairs are of one party or without parties.
    """
    groups = by_path(pairs)
    own, party = groups[Path.OWN], groups[Path.PARTY]
    if len(own) < LEAST:
        raise ValueError(f"{len(own)} pairs of one party are too few to learn from")
    days = sorted(p.first_day for p in pairs)
    return Edition(before, days[0].isoformat(), days[-1].isoformat(), _own(own), _party(party))


def _own(pairs: Sequence[Pair]) -> OwnVotes:
    slope, scale = most_likely([p.lead for p in pairs], [p.share - 0.5 for p in pairs])
    return OwnVotes(slope, scale, sum(p.lead**2 for p in pairs), len(pairs))


def most_likely(x: Sequence[float], y: Sequence[float], slope: float | None = None) -> tuple[float, float]:
    """Slope through the origin and scale of t errors, the most likely; a ``slope`` that is given is kept.

    The scale is widened for the one number learned beside it.
    """
    n = FREEDOM_OWN
    fixed, b = slope is not None, slope if slope is not None else _slope(x, y, [1.0] * len(x))
    square = sum((v - b * u) ** 2 for u, v in zip(x, y, strict=True)) / len(x)
    for _ in range(200):
        weights = [(n + 1) / (n + (v - b * u) ** 2 / square) for u, v in zip(x, y, strict=True)]
        b = b if fixed else _slope(x, y, weights)
        square = sum(w * (v - b * u) ** 2 for u, v, w in zip(x, y, weights, strict=True)) / len(x)
    return b, math.sqrt(square * (len(x) / (len(x) - (not fixed))))


def _slope(x: Sequence[float], y: Sequence[float], weights: Sequence[float]) -> float:
    below = sum(w * u * u for u, w in zip(x, weights, strict=True))
    return sum(w * u * v for u, v, w in zip(x, y, weights, strict=True)) / below if below else 0.0


def drawn(errors: Sequence[float], prior: float) -> float:
    """A scale from few errors, drawn towards ``prior``."""
    return math.sqrt((PRIOR_WEIGHT * prior**2 + sum(e * e for e in errors)) / (PRIOR_WEIGHT + len(errors)))


def party_scales(pairs: Sequence[Pair], centre: Callable[[FirstRound], float]) -> tuple[float, float]:
    """Scales for large and small first rounds about a Democratic share that ``centre`` expects."""
    large = [democrat(p) - centre(p.first) for p in pairs if p.first.votes >= LARGE]
    small = [democrat(p) - centre(p.first) for p in pairs if p.first.votes < LARGE]
    return drawn(large, PRIOR_LARGE), drawn(small, PRIOR_SMALL)


def _party(pairs: Sequence[Pair]) -> PartyTotals:
    large = sum(p.first.votes >= LARGE for p in pairs)
    return PartyTotals(*party_scales(pairs, party_share), large, len(pairs) - large)


def democrat(pair: Pair) -> float:
    """The Democrat's share of the runoff's two."""
    return pair.share if pair.first.pair[0].party == "D" else 1 - pair.share


def held_out(pairs: Sequence[Pair]) -> list[HeldOut]:
    """Every pair that can be rated, each by an edition learned without any pair of its election."""
    found = []
    editions: dict[str, Edition | None] = {}
    for pair in pairs:
        if pair.election not in editions:
            others = [p for p in pairs if p.election != pair.election]
            enough = len(by_path(others)[Path.OWN]) >= LEAST
            editions[pair.election] = learn(others, dt.date.max) if enough else None
        found += _rated(pair, editions[pair.election])
    return found


def forward(pairs: Sequence[Pair]) -> list[HeldOut]:
    """Every pair with `LEAST` pairs of one party held before its first round, rated by those held before alone."""
    found = []
    editions: dict[dt.date, Edition | None] = {}
    for pair in pairs:
        day = pair.first_day
        if day not in editions:
            earlier = [p for p in pairs if p.runoff_day < day]
            editions[day] = learn(earlier, day) if len(by_path(earlier)[Path.OWN]) >= LEAST else None
        found += _rated(pair, editions[day])
    return found


def _rated(pair: Pair, edition: Edition | None) -> list[HeldOut]:
    made = expected(pair.first, edition) if edition is not None else None
    return [HeldOut(pair, made, edition)] if edition is not None and isinstance(made, Expected) else []


def edition(pairs: Sequence[Pair], before: dt.date) -> Edition:
    """The edition of the runoffs held before a day, with how often leaders held and words were right until then."""
    known = [p for p in pairs if p.runoff_day < before]
    groups, rated = by_path(known), held_out(known)
    return replace(
        learn(known, before), leaders=_leaders(groups), favored=_favored(groups[Path.PARTY]),
        words=word_record(rated), turnout=_turnout(known),
    )  # fmt: skip


def lead_of(share: float) -> str:
    """The group of a leader's share of two: the lower end of it, as a word.

    >>> lead_of(0.709), lead_of(0.5), lead_of(0.545)
    ('0.65', '0.50', '0.53')
    """
    return f"{max(low for low in LEADS if low <= max(share, LEADS[0])):.2f}"


def size_of(first: FirstRound) -> str:
    """ "large" or "small", as party totals take it."""
    return "large" if first.votes >= LARGE else "small"


def _leaders(groups: dict[Path, list[Pair]]) -> dict[str, Tally]:
    own = {f"{low:.2f}": [p for p in groups[Path.OWN] if lead_of(0.5 + p.lead) == f"{low:.2f}"] for low in LEADS}
    sizes = {s: [p for p in groups[Path.PARTY] if size_of(p.first) == s] for s in ("large", "small")}
    return {name: Tally(sum(p.held for p in some), len(some)) for name, some in {**own, **sizes}.items()}


def _favored(pairs: Sequence[Pair]) -> dict[str, Tally]:
    sides = {s: [p for p in pairs if size_of(p.first) == s] for s in ("large", "small")}
    right = {s: sum((party_share(p.first) > 0.5) == (democrat(p) > 0.5) for p in some) for s, some in sides.items()}
    return {s: Tally(right[s], len(some)) for s, some in sides.items()}


def word_record(rated: Iterable[HeldOut], *, capped: bool = True) -> dict[str, Tally]:
    """How often the side ahead won, by the word that was said of it; words never said are left out."""
    found: dict[str, list[bool]] = {}
    for one in rated:
        most = strongest(one.pair.first, one.expected.path) if capped else "safe"
        won = one.pair.held == (one.expected.chance >= 0.5)
        found.setdefault(word_for(one.expected.chance, most=most), []).append(won)
    return {word: Tally(sum(found[word]), len(found[word])) for word in sorted(found, key=WORDS.index)}


def _turnout(pairs: Sequence[Pair]) -> dict[str, Kept]:
    ratios: dict[str, list[float]] = {}
    for pair in pairs:
        for sort in pair.sorts:
            ratios.setdefault(sort, []).append(pair.total / pair.first.votes)
    return {
        sort: Kept(len(some), *(_part(sorted(some), q) for q in (0.1, 0.5, 0.9)))
        for sort, some in sorted(ratios.items())
        if len(some) >= FEW
    }


def _part(values: Sequence[float], part: float) -> float:
    """A quantile between the two values next to it."""
    place = part * (len(values) - 1)
    low = math.floor(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (place - low) * (values[high] - values[low])
