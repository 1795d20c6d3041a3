"""What a story says and in which order: what happened, is it over, why, where, compared with what, what next, money.

The plan is the same for every contest; what is not so, or not known, has no sentence. A sentence that would say more
than the verdict allows is not printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from outright.bulletin import Bulletin, Contest, Figure
from outright.publish.language import ENGLISH, Language
from outright.publish.story import field, left, record, standing, then, why
from outright.publish.story.allowed import offences
from outright.publish.story.around import money, next_round, polls, specials
from outright.publish.story.headline import alert, headline
from outright.publish.story.lede import lede
from outright.publish.story.past import afterwards, history
from outright.publish.story.pen import Pen
from outright.publish.story.since import changes
from outright.publish.story.value import Paragraph, Sentence, Story, words_in

BRIEF_WORDS = 120
THEN = "then."

PRIORITY = (
    "withdrawn", "count", "count.one", "by.desk", "by.source", "by.model", "by.arithmetic", "held", "official",
    "unofficial", "need.lately", "need", "crossed", "when", "when.projected", "when.certain", "moved", "projected",
    "recount.margin", "left", "left.upper", "behind.second", "methods", "places", "past.both", "past", "parties",
)  # fmt: skip
"""Which sentences a brief takes first after the lede, by their codes."""


def write(bulletin: Bulletin, contest: Contest, to: Language = ENGLISH, before: Contest | None = None) -> Story:
    """The story of one contest of a bulletin, which is in the language ``to`` already.

    ``before`` is what an earlier bulletin (in the same language) said of it; without it, the version before.
    """
    pen = Pen(bulletin.night, contest, to, figures_at(contest, before))
    version_before = before.seq if before is not None else contest.prev or 0
    paragraphs = tuple(_paragraphs(pen))
    new = tuple(_sound(pen, changes(pen, version_before))) if version_before else ()
    return Story(
        contest=contest.id, kicker=pen.called(contest.name).text, version=contest.seq, before=version_before,
        as_of=contest.as_of_text, headline=headline(pen), alert=alert(pen), paragraphs=_once(paragraphs, new),
        changes=new, brief=brief_of(paragraphs),
    )  # fmt: skip


def _once(paragraphs: tuple[Paragraph, ...], new: tuple[Sentence, ...]) -> tuple[Paragraph, ...]:
    """The paragraphs without what is said among the changes already."""
    kept = (Paragraph(p.topic, tuple(s for s in p.sentences if s not in new)) for p in paragraphs)
    return tuple(p for p in kept if p.sentences)


def figures_at(contest: Contest, before: Contest | None = None) -> dict[str, Figure]:
    """A contest's figures by id; those of ``before``, where it is given, as those of then."""
    known = {f.id: f for f in contest.figures}
    if before is None:
        return known
    then = {THEN + f.id: replace(f, id=THEN + f.id, of=THEN + f.of if f.of else "") for f in before.figures}
    return {i: f for i, f in known.items() if not i.startswith(THEN)} | then


def _paragraphs(pen: Pen) -> Iterator[Paragraph]:
    for topic, makers in _PLAN:
        found = tuple(_sound(pen, (s for make in makers for s in make(pen))))
        if found:
            yield Paragraph(topic, found)


def _sound(pen: Pen, sentences: Iterable[Sentence | None]) -> Iterator[Sentence]:
    """Those that were written, and that say nothing the verdict does not allow."""
    for sentence in sentences:
        if sentence is not None and not offences(sentence, pen.contest, pen.night):
            yield sentence


def brief_of(paragraphs: tuple[Paragraph, ...]) -> tuple[Sentence, ...]:
    """The sentences that matter most, in the story's order, in no more than a hundred and twenty words."""
    told = [s for p in paragraphs for s in p.sentences]
    chosen = told[:1]
    rest = sorted((rank, n) for n, s in enumerate(told[1:], 1) if (rank := _rank(s)) is not None)
    for _, n in rest:
        if words_in((*chosen, told[n])) <= BRIEF_WORDS:
            chosen.append(told[n])
    return tuple(s for s in told if any(s is c for c in chosen))


def _rank(sentence: Sentence) -> int | None:
    return PRIORITY.index(sentence.code) if sentence.code in PRIORITY else None


def _one(*makers: Callable[[Pen], Sentence | None]) -> tuple[Callable[[Pen], Iterable[Sentence | None]], ...]:
    return tuple(lambda pen, make=make: (make(pen),) for make in makers)


_PLAN: tuple[tuple[str, tuple[Callable[[Pen], Iterable[Sentence | None]], ...]], ...] = (
    ("what", _one(lede, standing.gone, standing.whose_word, standing.counted)),
    ("status", _one(standing.line, left.none_left, standing.official, standing.recount, record.held, record.corrected)),
    ("why", _one(why.moved, why.by_method, why.crossed)),
    ("left", _one(left.out, left.needed, left.sure, left.foreseen, left.no_verdict)),
    ("when", _one(record.when, record.needed_then)),
    ("field", _one(field.behind, field.parties)),
    ("places", (then.places,)),
    ("past", (history,)),
    ("next", (next_round,)),
    ("money", (money,)),
    ("polls", (polls,)),
    ("specials", (specials,)),
    ("afterwards", (afterwards,)),
)
"""The topics of a story in its order, and what may be said of each."""
