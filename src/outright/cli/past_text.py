"""What ``outright log`` prints: a line for each publication, longer ones going on under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from outright.night.words import count_of, signed
from outright.publish.terminal_text import GAP, Line, Span, clean, drawn, wrap
from outright.publish.terminal_words import clock

if TYPE_CHECKING:
    import datetime as dt

    from outright.bulletin import Bulletin, Night
    from outright.night.past_counts import Counted
    from outright.night.past_log import LogLine

_NAMED = 3
"""How many contests of one publication are named; the others are summed."""
_MOST = 60
_ALERTS = frozenset({"held", "rejected", "refused"})


def log_lines(
    bulletin: Bulletin, lines: Sequence[LogLine], *, width: int = 80, color: bool = False
) -> list[str]:  # fmt: skip
    """The lines of the log: number, local time, what became of it, and what it did and was said with it."""
    if not lines:
        return ["No publication fits."]
    times = [time_text(line.at, bulletin.night) for line in lines]
    number, hours = len(str(lines[-1].seq)), max(map(len, times))
    became = max(len(line.outcome) for line in lines)
    several = len({c.contest for line in lines for c in line.counted}) > 1
    drawn_lines: list[Line] = []
    for line, time in zip(lines, times, strict=True):
        start = f"{line.seq:>{number}}{GAP}{time:>{hours}}{GAP}"
        style = "alert" if line.outcome in _ALERTS or any(c.fell for c in line.counted) else ""
        indent = len(start) + became + len(GAP)
        text = wrap(" · ".join(_parts(line, several=several)), max(20, width - indent), _MOST)
        first, *rest = text or [""]
        drawn_lines.append((Span(start), Span(line.outcome.ljust(became), style), Span(GAP), Span(first)))
        drawn_lines += [(Span(" " * indent), Span(words)) for words in rest]
    return drawn(drawn_lines, width, color=color)


def time_text(at: dt.datetime, night: Night) -> str:
    """The local time of day, with the day before it where it is not the night's own (to 6 a.m.).

    It is spelled as in the lines of the live screen.
    """
    import datetime as dt

    from outright.publish.words import zone

    local, first = at.astimezone(zone(night)), dt.datetime.combine(night.date, dt.time(), zone(night))
    text = clock(at, night)
    same = first <= local < first + dt.timedelta(hours=30)
    return text if same else f"{local:%b} {local.day:>2} {text}"


def _parts(line: LogLine, *, several: bool) -> Iterator[str]:
    """What is said of one publication, piece by piece; nothing twice."""
    did = ", ".join(_counts(line, several=several))
    words = clean(line.words) or _plainly(line)
    first = words or did
    yield f"{line.source_name}: {first}" if first else line.source_name
    if words and did:
        yield did
    told = {c.contest for c in line.counted if c.fell or c.moved}
    for said in line.said:
        again = said.text in line.words or said.text == f"{line.by}: {line.words.partition(': ')[2]}"
        older = line.outcome == "stale" and said.text.startswith(f"{line.source_name} served a file older")
        if again or older or (said.kind == "correction" and set(said.contests) <= told):
            continue
        names = f" [{', '.join(said.contests[:_NAMED])}{_more(len(said.contests) - _NAMED)}]" if several else ""
        by = f" ({said.by})" if said.kind == "verdict" else ""
        yield f"{said.kind.upper()}{names} {clean(said.text)}{by}"


def _plainly(line: LogLine) -> str:
    """What became of a publication of which there is nothing more to say."""
    if line.outcome == "applied" and not line.counted and not any(s.kind == "statement" for s in line.said):
        return "no votes changed"
    return {
        "unchanged": "the file shown, once more", "stale": "older than the file shown",
        "not read yet": f"{line.name} is kept",
    }.get(line.outcome, "")  # fmt: skip


def _counts(line: LogLine, *, several: bool) -> Iterator[str]:
    """What a publication did to each contest; of many the first, and the others together."""
    for counted in line.counted[:_NAMED]:
        name = f"{counted.name} " if several else ""
        yield name + ", ".join(counted_words(counted))
    rest = line.counted[_NAMED:]
    if rest:
        yield f"{count_of(len(rest), 'more contest')} {signed(sum(c.added for c in rest))}"
        if fell := sum(c.fell for c in rest):
            yield f"of which fell by {fell:,}"


def counted_words(counted: Counted) -> Iterator[str]:
    """What changed in one contest, in words that are the same for every candidate."""
    yield f"{signed(counted.added) if counted.added else 'no'} votes in {count_of(counted.units, 'unit')}"
    if counted.fell:
        yield f"fell by {counted.fell:,} in {count_of(counted.units_fell, 'unit')}"
    if counted.moved:
        yield f"{counted.moved:,} moved to another way of voting"
    if counted.units_gone:
        yield f"{count_of(counted.units_gone, 'unit')} gone"


def _more(number: int) -> str:
    return f" and {number} more" if number > 0 else ""
