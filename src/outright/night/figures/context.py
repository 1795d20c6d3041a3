"""The figures of a contest's polls, special elections and past results, for sentences to point to."""

from __future__ import annotations

from collections.abc import Iterator

from outright.bulletin import Context, Figure
from outright.bulletin.history import PastResult
from outright.bulletin.polls import Polls
from outright.bulletin.specials import Specials
from outright.night.words import day_text


def figures(context: Context) -> tuple[Figure, ...]:
    """Every figure of the context that a sentence may use, each once."""
    found = [
        *(_polls(context.polls) if context.polls else ()),
        *(_specials(context.specials) if context.specials else ()),
        *(figure for past in context.history for figure in _past(past)),
        *(figure for later in context.afterwards for figure in _later(later)),
    ]
    return tuple({figure.id: figure for figure in found}.values())


def _polls(polls: Polls) -> Iterator[Figure]:
    day, source = polls.as_of.isoformat(), polls.source
    yield Figure(
        id="polls.count", value=len(polls.polls), text=str(len(polls.polls)), what="polls known", unit="polls",
        as_of=day, source=source,
    )  # fmt: skip
    if polls.undecided:
        yield Figure(
            id="polls.undecided", value=polls.undecided, text=polls.undecided_text, unit="percent",
            what="undecided, printed or assumed", as_of=day, source=source,
        )  # fmt: skip
    for a in polls.average:
        of = "of voters who had decided, in the average of polls"
        made = [
            (f"polls.{a.candidate}.average", a.decided, f"{a.decided_text}%", f"{a.name}, {of}", "percent"),
            (f"polls.{a.candidate}.printed", a.printed, f"{a.printed_text}%", f"{a.name} as polls print it", "percent"),
        ]
        if a.low is not None and a.high is not None:
            low, _, high = a.range_text.partition(" to ")
            made += [
                (f"polls.{a.candidate}.lo", a.low, f"{low}%", f"{a.name}, {of}: lower end", "percent"),
                (f"polls.{a.candidate}.hi", a.high, f"{high}%", f"{a.name}, {of}: upper end", "percent"),
            ]
        if a.error is not None:
            made.append(
                (f"polls.error.{a.candidate}", a.error, a.error_text, f"the average less the count, {a.name}", "points")
            )
        for name, value, text, what, unit in made:
            yield Figure(id=name, value=value, text=text, what=what, unit=unit, as_of=day, source=source)
    if polls.margin_error is not None:
        yield Figure(
            id="polls.error.margin", value=polls.margin_error, text=polls.margin_error_text,
            what="the average's margin between the first two, as printed, less the count's", unit="points", as_of=day,
            source=source,
        )  # fmt: skip


def _specials(specials: Specials) -> Iterator[Figure]:
    day, source = specials.as_of.isoformat(), specials.source
    made: list[tuple[str, str | None, str, str]] = []
    for s in specials.elections:
        made += [
            (f"specials.{s.id}.swing", s.swing, s.swing_text, f"{s.race}: its margin less its lean"),
            (f"specials.{s.id}.margin", s.margin, s.margin_text, f"{s.race}: the Democrat less the Republican"),
            (f"specials.{s.id}.lean", s.lean, s.lean_text, f"{s.race}: ahead of the nation before"),
        ]
    for g in specials.groups:
        of = "specials for Congress" if g.kind == "congress" else "all specials"
        made.append((f"specials.{g.kind}.middle", g.middle, g.middle_text, f"the swing in the middle, {of} so far"))
    if specials.here is not None:
        here = specials.here
        made += [
            ("specials.here.lean", here.lean, here.lean_text, "this contest: ahead of the nation before"),
            ("specials.here.margin", here.margin, here.margin_text, "this contest: Democrats less Republicans"),
            ("specials.here.swing", here.swing, here.swing_text, "this contest: its party margin less its lean"),
        ]
    nxt = specials.next
    made += [
        ("specials.next.lo", nxt.low, nxt.low_text, f"the {nxt.year} House vote: lower end for the Democrats"),
        (
            "specials.next.face",
            nxt.face,
            nxt.face_text,
            f"the {nxt.year} House vote if all moved as the special between",
        ),
        ("specials.next.hi", nxt.high, nxt.high_text, f"the {nxt.year} House vote: upper end for the Democrats"),
    ]
    for name, value, text, what in made:
        if value is not None:
            yield Figure(id=name, value=value, text=text, what=what, unit="points", as_of=day, source=source)


def _past(past: PastResult) -> Iterator[Figure]:
    day, head = past.date.isoformat(), f"history.{past.id}"
    place = f"{head}.{past.where}"
    what = f"{past.name}, {past.place}: the first candidate's lead over the second"
    same_office = past.where == "district" and past.office != "president"
    for name in (f"{place}.margin", *([f"{head}.margin"] if same_office else [])):
        yield Figure(
            id=name, value=past.margin, text=f"{past.margin_text} points", what=what, unit="share", of=f"{place}.votes",
            as_of=day, source=past.source,
        )  # fmt: skip
    yield Figure(
        id=f"{place}.votes", value=past.votes, text=f"{past.votes:,}", what=f"{past.name}, {past.place}: votes",
        unit="votes", as_of=day, source=past.source,
    )  # fmt: skip


def _later(later: PastResult) -> Iterator[Figure]:
    day, head = later.date.isoformat(), f"afterwards.{later.id}"
    yield Figure(
        id=f"{head}.date", value=day, text=day_text(later.date), what=f"{later.name}: its day",
        unit="date", as_of=day, source=later.source,
    )  # fmt: skip
    for place, one in zip(("first", "second"), later.candidates, strict=False):
        yield Figure(
            id=f"{head}.{place}.share", value=f"{one.votes}/{later.votes}", text=f"{one.share_text}%",
            what=f"{later.name}: {one.name}", unit="share", of=f"{head}.votes", as_of=day, source=later.source,
        )  # fmt: skip
    yield Figure(
        id=f"{head}.votes", value=later.votes, text=f"{later.votes:,}", what=f"{later.name}: votes", unit="votes",
        as_of=day, source=later.source,
    )  # fmt: skip
