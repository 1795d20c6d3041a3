"""The special elections so far as a bulletin says them, and the contest itself among them once it is counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from msgspec import structs

from outright import bulletin as b
from outright.bulletin.specials import NextGeneral, SpecialElection, SpecialHere, Specials, SwingGroup
from outright.context import specials
from outright.context.specials_file import read_specials
from outright.count import slug
from outright.count.share import rounded
from outright.errors import ContextError
from outright.night.plan import PlannedContest


@lru_cache(maxsize=64)
def specials_of(table: str) -> tuple[specials.Special, ...]:
    """The special elections of a plan's table; `ContextError` where it cannot be read."""
    return read_specials(table, "the table of special elections")


def checked_specials(planned: PlannedContest, day: dt.date) -> tuple[specials.Special, ...] | None:
    """The special elections of a plan; `ContextError` also where the row that it names as its own is not there."""
    if planned.specials is None:
        return None
    found = specials_of(planned.specials.table)
    here = planned.specials.here
    if here and _own(found, here, day) is None:
        raise ContextError(
            f"No row {here!r} of {day} has presidential shares", where="the table of special elections",
            hint="Add it, without votes, or leave out here.",
        )  # fmt: skip
    return found


def _own(table: Sequence[specials.Special], here: str, day: dt.date) -> specials.Special | None:
    """The contest's own row: its race, the night's day, a lean."""
    return next((s for s in table if s.race == here and s.date == day and s.lean is not None), None)


def told_specials(planned: PlannedContest, part: b.Contest, day: dt.date, *, counted: bool) -> Specials | None:
    """What is said of the specials before a day; None where the plan has no table of them."""
    if planned.specials is None:
        return None
    table = specials_of(planned.specials.table)
    now = specials.cycle(table, day)
    ahead = specials.next_general(table, day)
    here = _here(planned, part, table, day, counted=counted)
    congress = [s for s in now if s.federal]
    groups = (_group("congress", congress), _group("all", now) if len(now) > len(congress) else None)
    return Specials(
        as_of=day, elections=tuple(_one(s) for s in now), groups=tuple(g for g in groups if g is not None), here=here,
        next=_next(ahead, specials.group(now)), text=_text(now, congress), notes=_notes(now, here),
        source=planned.specials.source,
    )  # fmt: skip


def _one(special: specials.Special) -> SpecialElection:
    return SpecialElection(
        id=slug(special.id), date=special.date, race=special.race, federal=special.federal,
        margin=_exact(special.margin), margin_text=lead(special.margin), lean=_exact(special.lean),
        lean_text=lead(special.lean), swing=_exact(special.swing),
        swing_text=towards(special.swing, rough=special.published),
        swing_mark=_mark(special), published=special.published, by_party=special.by_party, source=special.source,
    )  # fmt: skip


def _mark(special: specials.Special) -> str:
    """A swing as "D+22.9"; somebody else's, rounded, behind a tilde and without decimals."""
    rough = special.published and special.swing is not None
    return f"~{lead(special.swing).removesuffix('.0')}" if rough else lead(special.swing)


def _group(kind: Literal["congress", "all"], found: Sequence[specials.Special]) -> SwingGroup | None:
    group = specials.group(found)
    if group is None:
        return None
    return SwingGroup(
        kind=kind, contests=group.contests, middle=str(group.middle), middle_text=towards(group.middle),
        low=str(group.low), low_text=towards(group.low), high=str(group.high), high_text=towards(group.high),
    )  # fmt: skip


def _here(
    planned: PlannedContest, part: b.Contest, table: Sequence[specials.Special], day: dt.date, *, counted: bool
) -> SpecialHere | None:
    """The contest's own lean and, once it is counted, its swing by party totals."""
    wanted = planned.specials.here if planned.specials else ""
    row = _own(table, wanted, day)
    if row is None or row.lean is None:
        return None
    told = SpecialHere(lean=str(row.lean), lean_text=lead(row.lean))
    votes = {p.party: p.votes for p in part.parties}
    dem, rep = votes.get("D"), votes.get("R")
    if not counted or not part.votes or dem is None or rep is None:
        return structs.replace(told, text="How this contest swung against its lean is said when the count is complete.")
    margin = specials.margin(dem, rep, part.votes)
    swing = margin - row.lean
    text = f"Here the parties' totals swung {towards(swing)} against the place's lean."
    return structs.replace(
        told,
        margin=str(margin),
        margin_text=lead(margin),
        swing=str(swing),
        swing_text=towards(swing),
        swing_mark=lead(swing),
        text=text,
    )


def _next(found: specials.Next, so_far: specials.Group | None) -> NextGeneral:
    """The next general election: what the specials would mean at face value, and how wide it is open."""
    face = so_far.middle if so_far else None
    text = f"The {found.year} vote for the House could be anywhere from {_led(found.low)} to {_led(found.high)}."
    if face is not None:
        middle = (
            f"If the whole country moved as the special in the middle, the {found.year} vote for the House would be "
            f"{_led(face)}."
        )
        text = f"{middle} By its history it could be anywhere from {_led(found.low)} to {_led(found.high)}."
    if found.basis == "cycles":
        why = (
            f"The range is as wide as the specials of {found.cycles} earlier cycles were away from the House vote that "
            "followed, and as single contests scatter."
        )
    else:
        last = (
            f"That is the last House vote ({_led(found.last or Fraction(0))} in {found.last_year}) and the largest "
            f"moves either way from one election to the next since {found.first}."
        )
        so = (
            "The specials so far make it no narrower: too few cycles of them are at hand to know how far they may be "
            "taken."
        )
        why = f"{last} {so}"
    return NextGeneral(
        year=found.year, low=str(found.low), low_text=lead(found.low), high=str(found.high), high_text=lead(found.high),
        face=_exact(face), face_text=lead(face),
        basis="cycles" if found.basis == "cycles" else "house", cycles=found.cycles, text=text, basis_text=why,
    )  # fmt: skip


def _text(now: Sequence[specials.Special], congress: Sequence[specials.Special]) -> str:
    """The newest special for Congress, and all so far."""
    newest = next((s for s in congress if s.swing is not None), None)
    every = specials.group(now)
    if newest is None or newest.swing is None or every is None:
        return "No special election since the last general election has a swing yet."
    text = f"{newest.race} swung {towards(newest.swing, rough=newest.published)} against its lean."
    if every.contests == 1:
        return text
    spread = f"from {towards(every.low)} to {towards(every.high)}"
    return f"{text} The {every.contests} specials so far swung {towards(every.middle)} in the middle, {spread}."


def _notes(now: Sequence[specials.Special], here: SpecialHere | None) -> tuple[str, ...]:
    notes = [
        "A place's lean is how far it was ahead of the nation in the last two presidential elections, three quarters "
        "the newer; a swing is the special's margin less that lean.",
        "Only specials since the last general election and before this night are here.",
    ]  # fmt: skip
    if any(s.published for s in now):
        notes.append("A tilde marks swings that others worked out and rounded.")
    if here is not None or any(s.by_party for s in now):
        notes.append("Where every party was on one ballot, the margin is that of party totals.")
    return tuple(notes)


def lead(margin: Fraction | None) -> str:
    """A margin as it is printed: "D+22.9", "R+9.5", "even", "" where there is none.

    >>> lead(Fraction(-949, 100)), lead(Fraction(0)), lead(None)
    ('R+9.5', 'even', '')
    """
    if margin is None:
        return ""
    size = _size(margin)
    return "even" if not float(size) else f"{'D' if margin > 0 else 'R'}+{size}"


def towards(swing: Fraction | None, *, rough: bool = False) -> str:
    """A swing in words: "22.9 points towards the Democrats"; ``rough`` without decimals, behind a tilde.

    >>> towards(Fraction(2293, 100)), towards(Fraction(-4), rough=True)
    ('22.9 points towards the Democrats', '~4 points towards the Republicans')
    """
    if swing is None:
        return ""
    size = f"~{abs(float(swing)):.0f}" if rough else _size(swing)
    if not float(size.removeprefix("~")):
        return "neither way"
    return f"{size} points towards the {'Democrats' if swing > 0 else 'Republicans'}"


def _led(margin: Fraction) -> str:
    size = _size(margin)
    if not float(size):
        return "a tie"
    return f"a {'Democratic' if margin > 0 else 'Republican'} lead of {size} points"


def _size(points: Fraction) -> str:
    """How many points, to a tenth, half up."""
    return f"{float(rounded(abs(points) / 100, 1) * 100):.1f}"


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
