"""The report on recorded nights as text: a table of all series, then each one that has something to tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from outright.night.recorded_faults import Kind
from outright.night.recorded_report import RecordedReport, Said, SeriesReport
from outright.night.words import count_of, listed
from outright.projection.result import LEVELS

_FAULTS: tuple[tuple[Kind, str, str], ...] = (
    ("total_fell", "fall of a total", "falls of a total"),
    ("candidate_fell", "fall of a candidate", "falls of a candidate"),
    ("reset", "reset to zero", "resets to zero"),
    ("candidates_changed", "change of who is listed", "changes of who is listed"),
    ("reporting_fell", "fall of places reporting", "falls of places reporting"),
    ("expected_fell", "fall of the expected part", "falls of the expected part"),
    ("clock_back", "clock that went back", "clocks that went back"),
)


def text(report: RecordedReport) -> str:
    """The whole report in plain text, lines under 120 characters but for long lists of names."""
    return "\n".join([*_summary(report), "", *(line for s in report.series for line in (*series_lines(s), ""))])


def _summary(report: RecordedReport) -> Iterator[str]:
    claims = [x for s in report.series for x in s.said if x.claims]
    wrong = [x for s in report.series for x in s.wrong]
    yield "Recorded nights: real orders, real clocks, a report without pass marks."
    moments, stale = sum(s.moments for s in report.series), sum(s.faults.stale for s in report.series)
    yield (
        f"{len(report.series)} series, {count_of(moments, 'moment')} with something new,"
        f" {count_of(stale, 'stale poll')} passed over."
    )
    yield (
        f"{count_of(len(claims), 'verdict')} projected or certain, {len(wrong)} contradicted by the end,"
        f" {sum(s.withdrawn for s in report.series)} taken back."
    )
    yield from _coverage_lines(report.series)


def _coverage_lines(series: tuple[SeriesReport, ...]) -> Iterator[str]:
    """Coverage of all series together: by level, over every moment and main candidate."""
    for level in LEVELS:
        cells = [c for s in series for c in s.coverage if c.level == level]
        of = sum(c.of for c in cells)
        if of:
            bands = sorted({(c.above, c.up_to) for c in cells})
            yield (
                f"{100 * level:.0f}% intervals held {100 * sum(c.held for c in cells) / of:.1f}% of {of:,} times: "
                + ", ".join(f"{a:.2f}-{b:.2f} {_held(cells, a)}" for a, b in bands)
            )


def _held(cells: list[Any], above: float) -> str:
    here = [c for c in cells if c.above == above]
    of = sum(c.of for c in here)
    width = sum(c.mean_width * c.of for c in here) / of
    return f"{100 * sum(c.held for c in here) / of:.0f}% ({100 * width:.1f} points wide)"


def series_lines(s: SeriesReport) -> Iterator[str]:
    """One series: what was said when, what was wrong, and the faults it brought."""
    yield f"{s.contest_id} ({s.source}, by {s.level}{', votes from rounded shares' if s.rounded else ''})"
    yield f"  rule {s.rule or 'not known'}; end of the count: {s.basis or 'not known'}"
    for ending in ("projected", "certain"):
        first = s.first(ending)
        yield f"  first {ending}: " + (said_line(first) if first else "never in this recording")
    if s.certified is not None:
        code, named = s.certified
        yield f"  with the certified count: {code.value} {', '.join(named)}".rstrip()
    for wrong in s.wrong:
        yield f"  CONTRADICTED: {said_line(wrong)}; {wrong.wrong}"
    if s.withdrawn:
        yield f"  taken back {s.withdrawn} times"
    if s.undecidable:
        yield f"  at {s.undecidable} of {s.moments} moments rounding left the threshold or the order open"
    yield f"  {fault_text(s)}"
    for failure, times in s.failures:
        yield f"  the projector failed {times} times: {failure}"


def said_line(said: Said) -> str:
    """One verdict with its moment: clock, publication, true and stated part counted."""
    stated = "" if said.stated is None else f", {100 * said.stated:.0f}% stated"
    names = f" {', '.join(said.named)}" if said.named else ""
    return f"{said.code.value}{names} at {said.at:%Y-%m-%d %H:%M} UTC, {100 * said.fraction:.1f}% counted{stated}"


def fault_text(s: SeriesReport) -> str:
    """The faults of a series in one line."""
    f = s.faults
    parts = [f"{count_of(f.publications, 'publication')}, {f.stale} stale"]
    parts += [count_of(n, one, many) for kind, one, many in _FAULTS if (n := f.count(kind))]
    worst = f.worst("total_fell")
    tail = "" if worst is None else f"; the worst fall {worst.before:,.0f} to {worst.after:,.0f} in {worst.unit}"
    return listed(parts) + tail
