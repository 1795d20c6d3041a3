"""The runoff rating of a contest at a moment: who may meet, and what the first round says about it.

Only where the rule leads to a runoff of two. It is a model's word beside the count: nothing else rests on it, and
whatever goes wrong here costs the rating, never the count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from msgspec.structs import replace

from outright.baseline.runoff_table import Edition, Kept, RunoffTable, shipped
from outright.bulletin.projected import Chance, VoteRange
from outright.bulletin.rating import Margin, RatedCandidate, RatedPair, Rating
from outright.count import ContestCount
from outright.count.share import part_share
from outright.night import rated_words as words
from outright.night.chance_words import votes_text
from outright.night.foresee import Foreseen
from outright.night.ground import LiveGround, state_code
from outright.night.plan import NightPlan, PlannedContest
from outright.night.projected import Judged
from outright.night.rated_parts import SORTS, crossover, lean_of, out_of_it, reasons, record, turnout_of
from outright.night.runoff_pairs import is_nonpartisan, sorts
from outright.night.told import all_in
from outright.night.words import party
from outright.projection.runoff import (
    NONE,
    Expected,
    FirstRound,
    Path,
    Runner,
    Sort,
    Unrated,
    expected,
    path_of,
    strongest,
    word_for,
)
from outright.projection.runoff_draws import Averaged, averaged, meetings
from outright.rules import Rule, places
from outright.rules.arithmetic import first_share
from outright.rules.vocabulary import OtherwiseKind
from outright.rules.words import Office, Stage
from outright.terms import VerdictCode
from outright.verdict.chances import chance_text
from outright.verdict.evidence import short_names

LEAST = 0.01
"""Pairs less likely than this are not listed."""

MOST_PAIRS = 6
DECIMALS = 6
_SETTLED = (VerdictCode.ADVANCE_CERTAIN, VerdictCode.ADVANCE_PROJECTED)
_RUNOFF = (VerdictCode.RUNOFF_CERTAIN, VerdictCode.RUNOFF_PROJECTED)


@dataclass(frozen=True, slots=True)
class Look:
    """A contest as its rating sees it."""

    plan: NightPlan
    planned: PlannedContest
    judged: Judged
    ahead: Foreseen
    live: LiveGround | None

    @property
    def count(self) -> ContestCount:
        """The count."""
        return self.judged.count

    @property
    def names(self) -> dict[str, str]:
        """Surnames by candidate id."""
        return short_names(self.count)


def rated(look: Look) -> Rating | None:
    """As `rating_of`; where anything goes wrong it says so: a rating must not cost a count."""
    try:
        return rating_of(look)
    except Exception as error:
        return _blank(look, "unrated", words.failed(error))


def rating_of(look: Look, table: RunoffTable | None = None) -> Rating | None:
    """The contest's rating now; None where no runoff of two may follow, or nothing is known of one.

    ``table``: another one than the package's.
    """
    if not leads_to_two(look.judged.rule) or not look.count.votes:
        return None
    pair = settled(look)
    if pair is None:
        return _open(look)
    first = first_round(look, pair)
    edition = (table or shipped()).as_of(look.plan.date)
    if edition is None or not (look.planned.rule or "").startswith("us-"):
        return _unrated(look, first, words.NOT_YET if edition is None else words.ELSEWHERE)
    complete, projection = look.judged.left.complete, look.ahead.projection
    made: Expected | Averaged | Unrated = expected(first, edition)
    if not complete and projection is not None and not isinstance(made, Unrated):
        made = averaged(first, projection, edition)
    if isinstance(made, Unrated):
        return _unrated(look, first, made.text)
    return _rated(look, first, edition, made)


def leads_to_two(rule: Rule | None) -> bool:
    """Whether the rule sends the first two into a runoff where nobody has the share it asks for."""
    if rule is None or first_share(rule) is None or rule.otherwise is None:
        return False
    return rule.otherwise.kind is OtherwiseKind.RUNOFF and places(rule) == 2 and rule.stage is not Stage.RUNOFF


def settled(look: Look) -> tuple[str, str] | None:
    """The two who meet, once the runoff and both places in it are certain or projected."""
    verdict = look.ahead.verdict
    going = [s.candidate for s in verdict.slots if s.code in _SETTLED and s.candidate is not None]
    return (going[0], going[1]) if verdict.code in _RUNOFF and len(going) == 2 else None


def first_round(look: Look, pair: tuple[str, str]) -> FirstRound:
    """The first round as counted so far. Labels are the count's own; a judge's office has no parties."""
    rule = look.judged.rule
    own = look.planned.identity.party or look.count.contest.primary_party or ""
    sort = Sort.PRIMARY if own else SORTS.get(rule.stage.value if rule else "", Sort.GENERAL)
    names = f"{look.planned.identity.office_name or ''} {look.planned.name}"
    judicial = is_nonpartisan(names) or bool(rule and rule.offices == (Office.JUDICIAL,))
    votes = look.count.by_candidate()
    field = tuple(
        Runner(c.id, "W" if c.is_write_in else c.party or (NONE if judicial else ""), votes[c.id] or 0)
        for c in look.count.contest.candidates
    )
    return FirstRound(field, pair[0], pair[1], sort, own, lean_of(look.planned, look.live)[0])


def _open(look: Look) -> Rating | None:
    """Who may meet, by the projection; None where there is none, or a runoff is as good as out of the question."""
    rule, projection = look.judged.rule, look.ahead.projection
    test = first_share(rule) if rule else None
    if projection is None or test is None or look.judged.left.complete:
        return None
    found = [m for m in meetings(projection, float(test.share)) if m.probability >= LEAST][:MOST_PAIRS]
    if not found:
        return None
    votes, names = look.count.by_candidate(), look.names
    pairs = []
    for meeting in found:
        order = sorted((meeting.a, meeting.b), key=lambda c: (-(votes[c] or 0), c))
        chance = round(meeting.probability, DECIMALS)
        pairs.append(
            RatedPair(
                candidates=tuple(order), names=tuple(names[c] for c in order),
                chance=Chance(probability=chance, text=chance_text(chance)),
            )
        )  # fmt: skip
    text = words.UNSETTLED if look.ahead.verdict.code in _RUNOFF else words.OPEN
    return _blank(look, "open", text, pairs=tuple(pairs))


def _unrated(look: Look, first: FirstRound, text: str) -> Rating:
    return _with_sums(look, first, _blank(look, "unrated", text), ())


def _with_sums(look: Look, first: FirstRound, rating: Rating, chances: tuple[Chance, ...]) -> Rating:
    """The rating with its finalists and what needs no model: who was eliminated, and what would have to cross over."""
    path, pair = path_of(first), first.pair
    both = sum(r.votes for r in pair)
    about = {c.id: c for c in look.count.contest.candidates}
    rows = tuple(
        RatedCandidate(
            id=r.id, name=look.names[r.id], party=about[r.id].party, color=party(about[r.id].party)[1], votes=r.votes,
            share_text=part_share(r.votes, both), chance=chances[i] if chances else None,
        )
        for i, r in enumerate(pair)
    )  # fmt: skip
    counted = look.judged.left.complete or all_in(look.count)
    crossed = crossover(first, path, look.names) if counted and not isinstance(path, Unrated) else None
    return replace(rating, candidates=rows, eliminated=out_of_it(first), crossover=crossed)


def _rated(look: Look, first: FirstRound, edition: Edition, made: Expected | Averaged) -> Rating:
    names, path = look.names, _path(first)
    chance = round(made.chance, DECIMALS)
    word = word_for(chance, most=strongest(first, path))
    margin = _margin(made, names, swap=chance < 0.5)
    best = max(chance, 1 - chance)
    favorite = None if word == "toss-up" else margin.candidate
    is_average = isinstance(made, Averaged)
    counting = "" if look.judged.left.complete else words.AVERAGED if is_average else words.AS_IT_STANDS
    kept = turnout_of(edition, _sorts(look, first))
    rating = replace(
        _blank(look, "rated", words.sentence(word, names[margin.candidate], best, margin)),
        word=word, label=words.label(word, names[margin.candidate]), favorite=favorite, path=path.value,
        averaged=is_average, margin=margin,
        reasons=reasons(first, path, edition, names, lean_of(look.planned, look.live)[1], counting),
        record=record(first, path, edition, word), learned=words.learned(edition),
        turnout=_votes(first.votes, kept) if kept is not None else None,
        turnout_text=words.turnout(kept) if kept is not None else "",
        transfers_text=words.transfers(edition.going) if edition.going is not None and path is Path.OWN else "",
    )  # fmt: skip
    chances = (round(chance, DECIMALS), round(1 - chance, DECIMALS))
    return _with_sums(look, first, rating, tuple(Chance(probability=c, text=chance_text(c)) for c in chances))


def _path(first: FirstRound) -> Path:
    path = path_of(first)
    if isinstance(path, Unrated):
        raise TypeError("a pair that is rated has a path")
    return path


def _margin(made: Expected | Averaged, names: dict[str, str], *, swap: bool) -> Margin:
    """The expected margin from the side of whoever is expected ahead."""
    low, high = made.range_of(0.9)
    ends = [2 * share - 1 for share in (low, made.share, high)]
    low, mid, high = ([-end for end in reversed(ends)]) if swap else ends
    who, other = (made.other, made.who) if swap else (made.who, made.other)
    low, mid, high = (round(max(-1.0, min(1.0, end)), DECIMALS) for end in (low, mid, high))
    texts = [words.lead(end, names[who], names[other]) for end in (low, mid, high)]
    return Margin(
        candidate=who, against=other, mid=mid, low=low, high=high, low_text=texts[0], mid_text=texts[1],
        high_text=texts[2],
    )  # fmt: skip


def _sorts(look: Look, first: FirstRound) -> tuple[str, ...]:
    nonpartisan = first.pair[0].party == NONE
    state = state_code(look.plan, look.planned)
    return sorts(state, first.sort, first.party, look.plan.date, nonpartisan=nonpartisan)


def _votes(first_votes: int, kept: Kept) -> VoteRange:
    low, mid, high = (round(first_votes * part) for part in (kept.low, kept.mid, kept.high))
    return VoteRange(low=low, mid=mid, high=high, text=votes_text(low, mid, high))


def _blank(
    look: Look, state: Literal["rated", "unrated", "open"], text: str, pairs: tuple[RatedPair, ...] = ()
) -> Rating:
    return Rating(
        state=state, word="", label="", text=text, favorite=None, path="", averaged=False, candidates=(), margin=None,
        reasons=(), record=(), turnout=None, turnout_text="", transfers_text="", eliminated=(), crossover=None,
        pairs=pairs, date=look.planned.identity.runoff, learned="", method=words.METHOD,
        model_version=words.MODEL_VERSION,
    )  # fmt: skip
