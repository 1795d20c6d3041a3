"""A contest as plain text of at most 78 columns: for terminals, text browsers, and the day a page fails."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from outright.bulletin import Bulletin, Candidate, ComparedRow, Comparison, Contest
from outright.publish import money_words as accounts
from outright.publish import projected_words as say
from outright.publish import words
from outright.publish.language import ENGLISH, Language

COLUMNS = 78
_NAME = 44


def contest_plain(bulletin: Bulletin, contest_id: str, to: Language = ENGLISH) -> str:
    """One contest at one moment, every candidate included. ``KeyError`` for an unknown contest.

    ``bulletin`` is in the language ``to`` already.
    """
    contest = bulletin.contest(contest_id)
    lines = [line for block in _blocks(bulletin, contest, to) if block for line in (*block, "")]
    return "\n".join(lines[:-1]) + "\n"


def _blocks(bulletin: Bulletin, contest: Contest, to: Language) -> Iterator[list[str]]:
    night, left, _ = bulletin.night, contest.remaining, to.gettext
    for word, text in words.banners(night, to):
        yield _wrapped(f"*** {word.upper()}. {text} ***")
    counted = words.precincts_in(left.precincts_reported, left.precincts_total, to=to)
    yield [
        *_wrapped(contest.name),
        *_wrapped(", ".join((night.status_text, counted, night.as_of_text or _("nothing received yet")))),
        *_wrapped(contest.threshold.text),
    ]
    yield _wrapped(f"{contest.verdict.label.upper()}. {contest.verdict.text}")
    yield [
        _row(_("Candidate"), _("Votes"), _("Share")),
        "-" * COLUMNS,
        *(_candidate(c, to) for c in contest.candidates),
    ]
    yield [
        *_wrapped(f"{words.number(contest.votes, to)} {contest.threshold.denominator}."),
        *_wrapped(words.threshold_sentence(contest, to)),
    ]
    if any(p.candidates > 1 for p in contest.parties):
        yield [
            _row(f"{p.name} ({p.candidates})", words.number(p.votes, to), words.percent(p.share_text, to))
            for p in contest.parties
        ]
    yield from (list(_compared(c, to)) for c in contest.comparison)
    yield _wrapped(" ".join([_("Still out:"), left.text, *(n.text for n in left.needs[:1])]))
    yield list(_projected(contest, to))
    yield [line for text in _said_by_people(contest, to) for line in _wrapped(text, hang="  ")]
    yield from ([line for text in texts for line in _wrapped(text)] for texts in _context(contest))
    yield list(_money(contest, to))
    yield list(_rated(contest, to))
    yield [line for r in contest.verdict.reasons for line in _wrapped(f"- {r.text}", hang="  ")]
    yield [line for s in night.sources for line in _wrapped(_source(s.name, s.published_text, s.message, to))]


def _context(contest: Contest) -> Iterator[list[str]]:
    """What stands beside the count, in its own sentences: polls, special elections, past results."""
    polls, specials = contest.context.polls, contest.context.specials
    if polls is not None:
        yield [" ".join(t for t in (polls.text, polls.printed_text, polls.error_text) if t)]
    if specials is not None:
        here = specials.here.text if specials.here else ""
        yield [" ".join(t for t in (specials.text, here, specials.next.text, specials.next.basis_text) if t)]
    yield [f"{past.name}: {past.text}" for past in contest.context.history if past.text]
    yield [f"{later.name}: {later.text}" for later in contest.context.afterwards if later.text]


def _said_by_people(contest: Contest, to: Language) -> Iterator[str]:
    """The desk's notes, its calls, those taken back with why, and what others declare."""
    for note in contest.desk_notes:
        yield f"{to.gettext('From the desk')}: {note.text} ({note.by}, {note.at_text})"
    for call in contest.calls:
        gone = call.retraction
        yield f"{gone.label}: {call.label}. {gone.by}: {gone.reason}" if gone is not None else call.text
    yield from (quoted.text for quoted in contest.race_calls)


def _compared(compared: Comparison, to: Language) -> Iterator[str]:
    _ = to.gettext
    then = _("then %(name)s") % {"name": compared.against_name}
    yield from _wrapped(f"{compared.label}. {compared.text}")
    yield _row(_("Place"), f"{_short(compared.candidate_name, 14)}", _short(then, 18))
    for row in (*compared.rows, compared.all):
        partial = " (" + _("partial") + ")" if row.partial else ""
        yield _row(row.name + partial, words.percent(row.share_text, to), _then(row, to))
    yield from _wrapped(compared.past_text)


def _projected(contest: Contest, to: Language) -> Iterator[str]:
    """The projected ranges, headed as what they are; or why there are none; nothing where none was to be made."""
    projection, _ = contest.projection, to.gettext
    if projection is None:
        yield from _wrapped(contest.projection_note)
        return
    title = _("%(title)s, not counted:") % {"title": _(say.TITLE)}
    yield from _wrapped(f"{title} {projection.text} {projection.in_text}".rstrip() + ".")
    which, head = say.chance_heads(contest, to)[0]
    yield _row("", head, _("proj. 90%"), wide=True)
    for c in contest.candidates:
        row = projection.of(c.id)
        if row is not None and not c.folded:
            share = words.percent(say.range_of(contest, c.id), to)
            yield _row(c.surname, say.chance(row, which), share, wide=True)
    for out in (*projection.by_county, *projection.by_method):
        yield from _wrapped(_("Still out, %(place)s: %(votes)s.") % {"place": out.name, "votes": out.votes.text})
    if projection.record is not None:
        yield from _wrapped(projection.record.text)
    for gate in projection.gates:
        if not gate.passed:
            yield from _wrapped(_("Not passed: %(gate)s") % {"gate": gate.text}, hang="  ")


def _money(contest: Contest, to: Language) -> Iterator[str]:
    """What is known of money, each figure with its day; nothing where nothing is."""
    money, _ = contest.context.money, to.gettext
    if money is None:
        return
    yield from _wrapped(f"{_('Money')}. {money.text}".rstrip())
    for c in money.candidates:
        for s in c.sums:
            stamp = _("as of %(day)s") % {"day": s.as_of_text}
            yield from _wrapped(f"{c.surname}, {_(accounts.HEADS[s.item])}: {accounts.starred(s)} ({stamp})", hang="  ")
        if c.out_of_state is not None:
            yield from _wrapped(f"{c.surname}: {c.out_of_state.text}", hang="  ")
        for said in c.said:
            yield from _wrapped(f"{c.surname}: {said.text}", hang="  ")
    for x in (*money.advertising, *money.advertising_sides, *money.outside, *money.outside_sides):
        whom = f", {accounts.side(x, to)}" if x.side else ""
        stamp = _("as of %(day)s") % {"day": x.sum.as_of_text}
        yield from _wrapped(f"{x.name or _('All groups')}{whom}: {accounts.starred(x.sum)} ({stamp})", hang="  ")


def _rated(contest: Contest, to: Language) -> Iterator[str]:
    """The rating of the runoff that follows, labelled as the model's; nothing where none does."""
    rating, _ = contest.rating, to.gettext
    if rating is None:
        return
    yield from _wrapped(" ".join([_("The runoff (a model's rating, not a call):"), rating.text]))
    who = [(row.name, row.chance.text) for row in rating.candidates if row.chance is not None]
    for name, chance in [*who, *((" · ".join(pair.names), pair.chance.text) for pair in rating.pairs)]:
        yield from _wrapped("- " + _("%(name)s: %(chance)s") % {"name": name, "chance": chance}, hang="  ")
    for text in (rating.crossover.text if rating.crossover else "", *(r.text for r in rating.record)):
        yield from _wrapped(text)


def _candidate(candidate: Candidate, to: Language) -> str:
    party = f" ({candidate.party})" if candidate.party else ""
    name = words.clean(candidate.name).replace("\n", " ")
    name = name if len(name) + len(party) <= _NAME else name[: _NAME - len(party) - 1] + "…"
    return _row(name + party, words.number(candidate.votes, to), words.percent(candidate.share_text, to))


def _then(row: ComparedRow, to: Language) -> str:
    """The past share, and the difference in points where there is one."""
    difference = f" ({row.ahead_text})" if row.ahead is not None else ""
    return words.percent(row.then_share_text, to) + difference


def _row(name: str, votes: str, share: str, *, wide: bool = False) -> str:
    room = _NAME - 8 if wide else _NAME
    return f"{_short(name, room):<{room}} {votes:>{COLUMNS - room - 20}} {share:>18}"


def _source(name: str, published: str, message: str, to: Language) -> str:
    return to.gettext("Source:") + " " + ", ".join(part for part in (name, published, message) if part)


def _short(text: str, most: int) -> str:
    text = " ".join(words.clean(text).split())
    return text if len(text) <= most else text[: most - 1] + "…"


def _wrapped(text: str, hang: str = "") -> list[str]:
    return textwrap.wrap(words.clean(text), COLUMNS, subsequent_indent=hang)
