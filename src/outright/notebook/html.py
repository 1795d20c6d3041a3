"""Answers as HTML for a notebook: the page's own table, with its style in it, and every name as text.

Nothing is worked out here: shares, gaps and sentences arrive as text in the bulletin. Colours of the notebook are
kept; only candidates' marks are coloured. A night that is not live says so over every answer.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from outright.bulletin import Candidate, Contest, Night
from outright.count.share import share_text
from outright.publish import projected_words, words
from outright.publish.chart import bar, color_key, tick
from outright.publish.ink import INK

if TYPE_CHECKING:
    from outright.notebook.call import Call
    from outright.notebook.contest import NightContest
    from outright.notebook.left import Remaining
    from outright.notebook.night import Night as WholeNight
    from outright.notebook.take import Take

_BOX = "max-width:46rem;padding:.4em 0;font:14px/1.45 system-ui,sans-serif;overflow-wrap:anywhere"
_TABLE = "border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;margin:.4em 0"
_CELL = "padding:.25em .5em;border-bottom:1px solid rgba(128,128,128,.35);vertical-align:baseline"
_LEFT, _RIGHT = "text-align:left", "text-align:right;overflow-wrap:normal"
_SOFT = "opacity:.75"
_BADGE = (
    "display:inline-block;border:1.5px solid;border-radius:3px;padding:0 .5em;font-weight:700;margin:.3em .5em .3em 0"
)
_ALERT = f"background:{INK['alert']};color:{INK['alert-ink']}"
_LABEL = f"display:inline-block;{_ALERT};padding:0 .5em;font-weight:700;margin-right:.5em"


def esc(text: str) -> str:
    """Text for HTML: escaped, without characters that turn what stands beside it around."""
    return html.escape(words.clean(text))


def box(moment: Night, name: str, *parts: str) -> str:
    """An answer with what stands over it: the label of a night that is not live, how official, as of when."""
    label = "".join(f'<span style="{_LABEL}">{esc(word)}. {esc(text)}</span>' for word, text in words.banners(moment))
    status = f"{moment.status_text} · {moment.as_of_text or words.DASH} · publication {moment.seq}"
    head = f'<div>{label}<span style="{_SOFT}">{esc(status)}</span></div>'
    title = f'<div style="font-weight:700;font-size:1.15em"><bdi>{esc(name)}</bdi></div>'
    return f'<div style="{_BOX}">{head}{title}{"".join(parts)}</div>'


def rows_table(head: Sequence[str], rows: Iterable[Sequence[str]], *, words_from: int = 99) -> str:
    """A table of cells that are HTML already; the first column is the row's head, the others are figures.

    From the column ``words_from`` on they are words.
    """
    sides = [_LEFT if not i or i >= words_from else _RIGHT for i in range(len(head))]
    top = "".join(
        f'<th scope="col" style="{_CELL};{side};font-weight:600;white-space:nowrap">{name}</th>'
        for side, name in zip(sides, head, strict=True)
    )
    body = "".join(
        "<tr>" + "".join(_cell(i, side, c) for i, (side, c) in enumerate(zip(sides, row, strict=True))) + "</tr>"
        for row in rows
    )
    return f'<table style="{_TABLE}"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'


def paragraph(text: str, *, soft: bool = False) -> str:
    """A sentence; nothing for none."""
    return f'<p style="margin:.3em 0{";" + _SOFT if soft else ""}">{esc(text)}</p>' if text else ""


def badge(contest: Contest) -> str:
    """The verdict in words, with its sentence."""
    verdict = contest.verdict
    return f'<p style="margin:.3em 0"><span style="{_BADGE}">{esc(verdict.label)}</span>{esc(verdict.text)}</p>'


def swatch(candidate: Candidate) -> str:
    """The candidate's colour as a mark; never the only thing that tells them apart."""
    color = INK[color_key(candidate.color)]
    return f'<span style="display:inline-block;width:.7em;height:.7em;background:{color};margin-right:.4em"></span>'


def named(candidate: Candidate, *, gap: bool = False) -> str:
    """Swatch, name, party, and what is settled of the candidate; ``gap`` adds the distance to the line to pass."""
    party = f' <span style="{_SOFT}">{esc(candidate.party)}</span>' if candidate.party else ""
    state = f' <b style="font-size:.85em">{esc(words.STATE[candidate.state])}</b>' if candidate.state else ""
    shown = gap and candidate.gap_text
    short = f'<div style="{_SOFT};font-size:.85em">{esc(candidate.gap_text)}</div>' if shown else ""
    return f'{swatch(candidate)}<bdi style="font-weight:600">{esc(candidate.name)}</bdi>{party}{state}{short}'


def night_html(night: WholeNight) -> str:
    """The night's contests: who leads, what is said, what is in."""
    if night.told is None:
        return f'<div style="{_BOX}"><b>{esc(night.name)}</b>{paragraph("No publication yet.")}</div>'
    rows = []
    for contest in night.told.contests:
        top = "<br>".join(
            f"{swatch(c)}<bdi>{esc(c.surname)}</bdi> {esc(words.percent(c.share_text))}"
            for c in contest.candidates[:2]
            if c.votes
        )
        left = contest.remaining
        counted = words.precincts_in(left.precincts_reported, left.precincts_total, "")
        name = f'<bdi style="font-weight:600">{esc(contest.name)}</bdi><div style="{_SOFT}">{esc(contest.id)}</div>'
        rows.append((name, top or words.DASH, esc(contest.verdict.label), esc(counted)))
    return box(night.moment, night.name, rows_table(("Contest", "First", "Verdict", "Precincts in"), rows))


def contest_html(contest: NightContest) -> str:
    """The contest as on the page: verdict, every candidate, the line to pass, what is still out."""
    said = contest.said
    head = ["Candidate", "Votes", "Share", ""]
    if said.projection is not None:
        head.insert(3, "proj. 90%")
    shown = rows_table(head, [_candidate(said, c) for c in said.candidates if not c.folded])
    folded = [_candidate(said, c) for c in said.candidates if c.folded]
    more = f"<details><summary>{len(folded)} more</summary>{rows_table(head, folded)}</details>" if folded else ""
    total = f"{words.number(said.votes)} {said.threshold.denominator}. {words.threshold_sentence(said)}"
    projected = said.projection.text if said.projection is not None else said.projection_note
    return box(
        contest.moment, said.name, paragraph(said.threshold.text, soft=True), badge(said), shown, more,
        paragraph(total), paragraph(f"Still out: {said.remaining.text}"), paragraph(projected),
    )  # fmt: skip


def call_html(call: Call) -> str:
    """The verdict, whose word it is, the places, the reasons."""
    slots = [
        (str(slot.slot), esc(words.STATE[slot.code]), _slot(call.said, slot.candidate, slot.text))
        for slot in call.slots
    ]
    reasons = "".join(f"<li>{esc(r.text)}</li>" for r in call.evidence)
    return box(
        call.moment, call.said.name, badge(call.said), paragraph(f"{words.DECIDED_BY[call.by]}.", soft=True),
        rows_table(("Place", "", ""), slots, words_from=1) if slots else "", f"<ul>{reasons}</ul>" if reasons else "",
    )  # fmt: skip


def take_html(take: Take) -> str:
    """The answer in a sentence, and the need at the low, middle and high of what is left."""
    rows = []
    for name, needed in zip(("Low", "Middle", "High"), take.needs, strict=True):
        shown = words.percent(share_text(needed.need, needed.of, ())) if needed.state == "open" else words.DASH
        need = {"open": words.number(needed.need)}.get(needed.state) or words.NEED[needed.state]
        rows.append((name, words.number(needed.of), esc(need), shown))
    if take.basis != "projection":
        rows = rows[1:2]
    left = "Votes left, proj." if take.basis == "projection" else "At most left"
    head = ("", left, "Needs", "Of them")
    return box(take.moment, take.said.name, paragraph(take.text), "" if take.is_certain else rows_table(head, rows))


def remaining_html(remaining: Remaining) -> str:
    """The bound with its working, and the estimate."""
    working = "".join(f"<li>{esc(line)}</li>" for line in remaining.working)
    estimate = remaining.estimate
    projected = "" if estimate is None else paragraph(f"Projected: {estimate.text} votes still to come.")
    listed = f"<details><summary>The working, in whole votes</summary><ul>{working}</ul></details>" if working else ""
    return box(remaining.moment, remaining.said.name, paragraph(remaining.text), projected, listed)


def _candidate(contest: Contest, c: Candidate) -> tuple[str, ...]:
    figures = [words.number(c.votes), f"<b>{esc(words.percent(c.share_text))}</b>"]
    if contest.projection is not None:
        projected = esc(projected_words.range_of(contest, c.id) or words.DASH)
        figures.append(f'<span style="white-space:nowrap">{projected}</span>')
    return (named(c, gap=True), *figures, _bar(contest, c))


def _bar(contest: Contest, c: Candidate) -> str:
    """The share as a length, with the line to pass across it."""
    line, length = tick(contest.threshold), bar(c.share)
    mark = "" if line is None else f'<path d="M{line} 0V10" stroke="currentColor" vector-effect="non-scaling-stroke"/>'
    return (
        '<svg width="120" height="10" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="100" height="10" fill="rgba(128,128,128,.2)"/>'
        f'<rect width="{length}" height="10" fill="{INK[color_key(c.color)]}"/>{mark}</svg>'
    )


def _slot(contest: Contest, candidate: str | None, text: str) -> str:
    who = next((c.surname for c in contest.candidates if c.id == candidate), "")
    return (f"<b><bdi>{esc(who)}</bdi></b>: " if who else "") + esc(text)


def _cell(place: int, side: str, cell: str) -> str:
    tag, scope = ("th", ' scope="row"') if place == 0 else ("td", "")
    return f'<{tag}{scope} style="{_CELL};{side};font-weight:400">{cell}</{tag}>'
