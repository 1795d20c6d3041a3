"""A contest as plain text of at most 78 columns: for terminals, text browsers, and the day a page fails."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from outright.bulletin import Bulletin, Candidate, ComparedRow, Contest
from outright.publish import projected_words as say
from outright.publish import words

COLUMNS = 78
_NAME = 44


def contest_plain(bulletin: Bulletin, contest_id: str) -> str:
    """One contest at one moment, every candidate included. ``KeyError`` for an unknown contest."""
    contest = bulletin.contest(contest_id)
    lines = [line for block in _blocks(bulletin, contest) if block for line in (*block, "")]
    return "\n".join(lines[:-1]) + "\n"


def _blocks(bulletin: Bulletin, contest: Contest) -> Iterator[list[str]]:
    night, left = bulletin.night, contest.remaining
    for word, text in words.banners(night):
        yield _wrapped(f"*** {word.upper()}. {text} ***")
    counted = words.precincts_in(left.precincts_reported, left.precincts_total)
    yield [
        *_wrapped(contest.name),
        *_wrapped(f"{night.status_text}, {counted}, {night.as_of_text or 'nothing received yet'}"),
        *_wrapped(contest.threshold.text),
    ]
    yield _wrapped(f"{contest.verdict.label.upper()}. {contest.verdict.text}")
    yield [_row("Candidate", "Votes", "Share"), "-" * COLUMNS, *map(_candidate, contest.candidates)]
    yield [
        *_wrapped(f"{words.number(contest.votes)} {contest.threshold.denominator}."),
        *_wrapped(words.threshold_sentence(contest)),
    ]
    if any(p.candidates > 1 for p in contest.parties):
        yield [
            _row(f"{p.name} ({p.candidates})", words.number(p.votes), words.percent(p.share_text))
            for p in contest.parties
        ]
    for compared in contest.comparison:
        yield [
            *_wrapped(f"{compared.label}. {compared.text}"),
            _row("Place", f"{_short(compared.candidate_name, 14)}", _short(f"then {compared.against_name}", 18)),
            *(
                _row(r.name + (" (partial)" if r.partial else ""), words.percent(r.share_text), _then(r))
                for r in (*compared.rows, compared.all)
            ),
            *_wrapped(compared.past_text),
        ]
    yield _wrapped(" ".join(["Still out:", left.text, *(n.text for n in left.needs[:1])]))
    yield list(_projected(contest))
    yield [line for r in contest.verdict.reasons for line in _wrapped(f"- {r.text}", hang="  ")]
    yield [line for s in night.sources for line in _wrapped(_source(s.name, s.published_text, s.message))]


def _projected(contest: Contest) -> Iterator[str]:
    """The projected ranges, headed as what they are; or why there are none; nothing where none was to be made."""
    projection = contest.projection
    if projection is None:
        yield from _wrapped(contest.projection_note)
        return
    yield from _wrapped(f"{say.TITLE}, not counted: {projection.text} {projection.in_text}".rstrip() + ".")
    which, head = say.chance_heads(contest)[0]
    yield _row("", head, "proj. 90%", wide=True)
    for c in contest.candidates:
        row = projection.of(c.id)
        if row is not None and not c.folded:
            yield _row(c.surname, say.chance(row, which), words.percent(say.range_of(contest, c.id)), wide=True)
    for out in (*projection.by_county, *projection.by_method):
        yield from _wrapped(f"Still out, {out.name}: {out.votes.text}.")
    if projection.record is not None:
        yield from _wrapped(projection.record.text)
    yield from (line for g in projection.gates if not g.passed for line in _wrapped(f"Not passed: {g.text}", hang="  "))


def _candidate(candidate: Candidate) -> str:
    party = f" ({candidate.party})" if candidate.party else ""
    name = words.clean(candidate.name).replace("\n", " ")
    name = name if len(name) + len(party) <= _NAME else name[: _NAME - len(party) - 1] + "…"
    return _row(name + party, words.number(candidate.votes), words.percent(candidate.share_text))


def _then(row: ComparedRow) -> str:
    """The past share, and the difference in points where there is one."""
    difference = f" ({row.ahead_text})" if row.ahead is not None else ""
    return words.percent(row.then_share_text) + difference


def _row(name: str, votes: str, share: str, *, wide: bool = False) -> str:
    room = _NAME - 8 if wide else _NAME
    return f"{_short(name, room):<{room}} {votes:>{COLUMNS - room - 20}} {share:>18}"


def _source(name: str, published: str, message: str) -> str:
    return "Source: " + ", ".join(part for part in (name, published, message) if part)


def _short(text: str, most: int) -> str:
    text = " ".join(words.clean(text).split())
    return text if len(text) <= most else text[: most - 1] + "…"


def _wrapped(text: str, hang: str = "") -> list[str]:
    return textwrap.wrap(words.clean(text), COLUMNS, subsequent_indent=hang)
