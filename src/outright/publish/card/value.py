"""What a card says: every word and figure as the bulletin has them, and nothing that moves while the contest stands."""

from __future__ import annotations

from dataclasses import dataclass

from outright.bulletin import Bulletin, Candidate, Contest, Night
from outright.publish import chart, words
from outright.publish.language import ENGLISH, Language
from outright.publish.render import TONE
from outright.publish.site import Site
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
    none_yet: str
    others: str
    tick: float | None
    tick_label: str
    counted: str
    updated: str
    sources: str
    rule: str
    alt: str


def card_of(alone: Bulletin, to: Language = ENGLISH) -> Card:
    """The card of the one contest of ``alone``, as it stands; ``alone`` is in the language ``to`` already."""
    night, contest = alone.night, alone.contests[0]
    rows = tuple(_row(c, to) for c in _leading(contest)) if contest.votes else ()
    limit, names = contest.threshold.share_text, source_names(night, to)
    others, when = len(contest.candidates) - len(rows), night.as_of_text
    return Card(
        night=night.name,
        contest=contest.name,
        banner=banner(night, to),
        status=night.status_text,
        badge=contest.verdict.label,
        tone=TONE[contest.verdict.code],
        rows=rows,
        none_yet=to.gettext("No votes counted yet."),
        others=to.gettext("%(num)s more") % {"num": to.number(others)} if others else "",
        tick=chart.tick(contest.threshold),
        tick_label=words.percent(limit, to) if limit else "",
        counted=words.precincts_in(contest.remaining.precincts_reported, contest.remaining.precincts_total, to=to),
        updated=to.gettext("Updated %(time)s") % {"time": when} if when else to.gettext("Nothing received yet"),
        sources=to.gettext("Source: %(names)s") % {"names": names} if names else "",
        rule=contest.threshold.text,
        alt=alt(alone, to),
    )


def alt(alone: Bulletin, to: Language = ENGLISH) -> str:
    """The card in a sentence: what it is not, where, and how it stands."""
    contest = alone.contests[0]
    what = f"{contest.name}, {alone.night.status_text}."
    said = words.status_sentence(alone, contest, to)
    return words.clean(" ".join(p for p in (banner(alone.night, to), what, said) if p))


def banner(night: Night, to: Language = ENGLISH) -> str:
    """What must be said above everything else, on one line; "" on a real night."""
    return " ".join(f"{word.upper()}. {text}" for word, text in words.banners(night, to))


def card_name(site: Site, code: str, kind: str, seq: int | None = None) -> str:
    """The name of a contest's card: ``card.png``, ``card-31.png``, and in a site's other languages ``card.es.png``.

    >>> card_name(Site(), "en", "png"), card_name(Site(), "es", "png", 31)
    ('card.png', 'card-31.es.png')
    """
    at = "card" if seq is None else f"card-{seq}"
    return f"{at}.{kind}" if code == site.languages[0] else f"{at}.{code}.{kind}"


def _leading(contest: Contest) -> tuple[Candidate, ...]:
    """The rows that decide: the first two; where more are elected, all who would be and the next."""
    return contest.candidates[: min(max(LEADING, contest.seats + 1 if contest.seats > 1 else 0), MOST_ROWS)]


def _row(candidate: Candidate, to: Language) -> Row:
    return Row(
        name=candidate.name,
        party=candidate.party or "",
        color=chart.color_key(candidate.color),
        votes=words.number(candidate.votes, to),
        share_text=words.percent(candidate.share_text, to),
        share=chart.bar(candidate.share),
        state=to.gettext(words.STATE[candidate.state]) if candidate.state else "",
    )
