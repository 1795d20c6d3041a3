"""What a card says: every word and figure as the bulletin has them, and nothing that moves while the contest stands."""

from __future__ import annotations

from dataclasses import dataclass

from outright.bulletin import Bulletin, Candidate, Contest, Night
from outright.publish import chart, words
from outright.publish.render import TONE
from outright.publish.standing import source_names

LEADING = 2
MOST_ROWS = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate. ``share`` is the length of the bar, ``share_text`` what is printed."""

    name: str
    party: str
    color: str
    votes: str
    share_text: str
    share: float
    state: str


@dataclass(frozen=True, slots=True)
class Card:
    """A contest at one moment, in words. ``tick`` is where the bars cross the line to pass, in percent.

    ``alt`` says the whole card in a sentence, for those who cannot see it.
    """

    night: str
    contest: str
    banner: str
    status: str
    badge: str
    tone: str
    rows: tuple[Row, ...]
    others: int
    tick: float | None
    tick_label: str
    counted: str
    as_of: str
    sources: str
    rule: str
    alt: str


def card_of(alone: Bulletin) -> Card:
    """The card of the one contest of ``alone``, as it stands."""
    night, contest = alone.night, alone.contests[0]
    rows = tuple(_row(c) for c in _leading(contest)) if contest.votes else ()
    limit = contest.threshold.share_text
    return Card(
        night=night.name,
        contest=contest.name,
        banner=banner(night),
        status=night.status_text,
        badge=contest.verdict.label,
        tone=TONE[contest.verdict.code],
        rows=rows,
        others=len(contest.candidates) - len(rows),
        tick=chart.tick(contest.threshold),
        tick_label=words.percent(limit) if limit else "",
        counted=words.precincts_in(contest.remaining.precincts_reported, contest.remaining.precincts_total),
        as_of=night.as_of_text,
        sources=source_names(night),
        rule=contest.threshold.text,
        alt=alt(alone),
    )


def alt(alone: Bulletin) -> str:
    """The card in a sentence: what it is not, where, and how it stands."""
    contest = alone.contests[0]
    what = f"{contest.name}, {alone.night.status_text}."
    return words.clean(" ".join(p for p in (banner(alone.night), what, words.status_sentence(alone, contest)) if p))


def banner(night: Night) -> str:
    """What must be said above everything else, on one line; "" on a real night."""
    return " ".join(f"{word.upper()}. {text}" for word, text in words.banners(night))


def _leading(contest: Contest) -> tuple[Candidate, ...]:
    """The rows that decide: the first two; where more are elected, all who would be and the next."""
    return contest.candidates[: min(max(LEADING, contest.seats + 1 if contest.seats > 1 else 0), MOST_ROWS)]


def _row(candidate: Candidate) -> Row:
    return Row(
        name=candidate.name,
        party=candidate.party or "",
        color=chart.color_key(candidate.color),
        votes=words.number(candidate.votes),
        share_text=words.percent(candidate.share_text),
        share=chart.bar(candidate.share),
        state=words.STATE[candidate.state] if candidate.state else "",
    )
