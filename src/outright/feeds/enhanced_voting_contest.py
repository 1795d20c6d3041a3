"""One Enhanced Voting contest: the jurisdiction's figures, its counties', their precincts'.

Counties are what is summed; precincts, where a file has them, stand beside them. No breakdown by
method means the methods are unknown, which is not zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from outright.count import (
    Candidate,
    Contest,
    ContestCount,
    ReportingUnit,
    StatedTotals,
    UnitCount,
    candidate_id,
)
from outright.count.tally import add
from outright.feeds.choices import NO_CANDIDATE, Line, is_no_candidate, line_of
from outright.feeds.findings import Findings
from outright.feeds.ids import distinct, free, stem
from outright.feeds.methods import is_batch_name, method_of
from outright.feeds.parties import contest_party, party_code
from outright.feeds.rows import refuse_a_waste, unexplained, with_other
from outright.terms import ReportingUnitType, VoteMethod

PrecinctKey = tuple[str, str]
_NO_VOTES = (Line.OVERVOTES, Line.UNDERVOTES)


@dataclass
class Option:
    """One option's votes in one place. ``groups`` is None where the methods are unknown."""

    name: str
    source_id: str
    party: str
    votes: int | None
    groups: dict[str, int | None] | None
    precincts: dict[PrecinctKey, Option] = field(default_factory=dict)
    reported: dict[PrecinctKey, bool | None] = field(default_factory=dict)


@dataclass
class Item:
    """One contest as one place prints it."""

    source_id: str
    name: str
    vote_for: int | None
    is_question: bool
    precincts_total: int | None
    precincts_in: int | None
    options: list[Option]
    _named: dict[tuple[str, int], Option] | None = field(default=None, init=False, compare=False, repr=False)

    @property
    def key(self) -> tuple[str, str]:
        """What makes two printed items the same contest."""
        return self.source_id, self.name

    def named(self) -> dict[tuple[str, int], Option]:
        """The options by name; a repeated name is another option."""
        if self._named is not None:
            return self._named
        found: dict[tuple[str, int], Option] = {}
        met: dict[str, int] = {}
        for option in self.options:
            n = met.get(option.name, 0)
            met[option.name] = n + 1
            found[(option.name, n)] = option
        self._named = found
        return found


@dataclass
class Place:
    """A county (or the jurisdiction itself) and its contests."""

    unit: ReportingUnit
    items: dict[tuple[str, str], Item]


@dataclass(frozen=True, slots=True)
class _Line:
    """A unit's row before the methods are settled."""

    unit: ReportingUnit
    options: Sequence[Option | None]
    reported: bool | None


def contest_count(
    contest_id: str,
    stated: Item | None,
    local: list[tuple[Place, Item]],
    places: list[Place],
    findings: Findings,
) -> ContestCount:
    """The count of one contest. ``stated`` is the jurisdiction's own item, None where it has none."""
    first = stated or local[0][1]
    where = f"ballotItem[{first.name}]"
    options = _options(stated, local, where, findings)
    contest = _contest(contest_id, first, options)
    for place, item in local:
        for option in item.options:
            parts = add(p.votes for p in option.precincts.values())
            if parts is not None and parts != option.votes:
                message = f"{option.name} in {place.unit.name}: stated {option.votes}, precincts sum to {parts:,}."
                findings.warn("total-not-sum-of-units", where, message)
    lines = [_Line(place.unit, [item.named().get(k) for k in options], _all_in(item)) for place, item in local]
    lines += _precincts(local, list(options))
    labels = _labels([o for line in lines for o in line.options] + list(options.values()), where, findings)
    refuse_a_waste(len(lines) * len(options) * (1 + len(labels)), where)
    rows = [_row(line.options, labels) for line in lines]
    rows += [_row([stated.named().get(k) for k in options], labels)] if stated is not None else []
    methods, rows = with_other(tuple(labels), _checked(rows, lines, where, findings))
    own = rows.pop() if stated is not None else None
    count = ContestCount(
        contest,
        methods,
        tuple(
            UnitCount(line.unit, row.totals, row.parts, line.reported) for line, row in zip(lines, rows, strict=True)
        ),
        places[0].unit.type,
        own,
        tuple((m, tuple(names)) for m, names in labels.items()),
        *_progress(stated),
        overvotes=_residual(first, Line.OVERVOTES),
        undervotes=_residual(first, Line.UNDERVOTES),
    )
    _compare(count, where, findings)
    return count


def _options(
    stated: Item | None, local: list[tuple[Place, Item]], where: str, findings: Findings
) -> dict[tuple[str, int], Option]:
    """Every option of the contest, the jurisdiction's order first."""
    found = dict(stated.named()) if stated else {}
    for place, item in local:
        for key, option in item.named().items():
            if key not in found:
                if stated:
                    message = f"{option.name!r} has votes in {place.unit.name} but is not in the contest's list."
                    findings.warn("option-only-local", where, message)
                found[key] = option
    for name in dict.fromkeys(name for name, n in found if n):
        message = f"{name!r} stands twice; counties are joined by name, so which one a county means is its order only."
        findings.hold("option-name-repeated", where, message)
    for option in found.values():
        if is_no_candidate(option.name):
            findings.hold("not-a-candidate", where, NO_CANDIDATE.format(option.name))
    return {k: o for k, o in found.items() if line_of(o.name) not in _NO_VOTES}


def _contest(contest_id: str, item: Item, options: dict[tuple[str, int], Option]) -> Contest:
    stems = [candidate_id(o.name) for o in options.values()]
    ids = distinct(stems, [o.source_id or None for o in options.values()])
    candidates = tuple(
        Candidate(
            i,
            o.name,
            party_code(o.party, o.name),
            o.source_id or None,
            n,
            line_of(o.name) is Line.WRITE_IN,
        )
        for n, (i, o) in enumerate(zip(ids, options.values(), strict=True), 1)
    )
    seats = max(item.vote_for or 1, 1)
    return Contest(
        contest_id,
        item.name,
        candidates,
        seats,
        item.source_id or None,
        seats,
        item.is_question,
        contest_party(item.name),
    )


def _precincts(local: list[tuple[Place, Item]], keys: list[tuple[str, int]]) -> list[_Line]:
    lines = []
    for place, item in local:
        named = item.named()
        options = [named.get(k) for k in keys]
        taken: dict[str, int] = {}
        for key in dict.fromkeys(p for o in options if o for p in o.precincts):
            unit = ReportingUnit(
                free(f"{place.unit.id}--{stem(key[1])}", taken),
                key[1],
                ReportingUnitType.PRECINCT,
                place.unit.id,
                is_geographic=not is_batch_name(key[1]),
            )
            states = {o.reported.get(key) for o in options if o} - {None}
            lines.append(
                _Line(
                    unit,
                    [o.precincts.get(key) if o else None for o in options],
                    states.pop() if len(states) == 1 else None,
                )
            )
    return lines


def _labels(options: Iterable[Option | None], where: str, findings: Findings) -> dict[VoteMethod, list[str]]:
    """The source's group names by what they mean; unknown ones are *other*, and told."""
    labels: dict[VoteMethod, list[str]] = {}
    for label in dict.fromkeys(g for o in options if o for g in o.groups or ()):
        method = method_of(label)
        if method is None:
            findings.warn("method-unknown", where, f"{label!r} is no known way to vote; kept as 'other'.")
        labels.setdefault(method or VoteMethod.OTHER, []).append(label)
    return labels


def _row(options: Sequence[Option | None], labels: dict[VoteMethod, list[str]]) -> StatedTotals:
    totals = tuple(o.votes if o else None for o in options)
    groups = [o.groups if o else None for o in options]
    if not any(groups):
        return StatedTotals(totals)
    return StatedTotals(
        totals,
        tuple([_part(groups, names) for names in labels.values()]),
    )


def _part(groups: list[dict[str, int | None] | None], names: list[str]) -> tuple[int | None, ...]:
    """Each option's votes by one method, for which the source has one name or several."""
    if len(names) == 1:
        (name,) = names
        return tuple([g.get(name) if g else None for g in groups])
    return tuple([add([g.get(name) for name in names]) if g else None for g in groups])


def _all_in(item: Item) -> bool | None:
    """Whether a county is fully in; a total of 0 or null precincts says nothing."""
    if not item.precincts_total or item.precincts_in is None:
        return None
    return item.precincts_in >= item.precincts_total


def _progress(stated: Item | None) -> tuple[int | None, int | None]:
    if stated is None or not stated.precincts_total or (stated.precincts_in or 0) > stated.precincts_total:
        return None, None
    return stated.precincts_in, stated.precincts_total


def _residual(item: Item, line: Line) -> int | None:
    return add(o.votes for o in item.options if line_of(o.name) is line)


def _checked(rows: list[StatedTotals], lines: list[_Line], where: str, findings: Findings) -> list[StatedTotals]:
    """The rows, unchanged, with a finding for every sum that does not hold."""
    for n, row in enumerate(rows):
        at = f"{where} in {lines[n].unit.name}" if n < len(lines) else where
        if not row.parts and add(row.totals):
            findings.info("methods-unknown", at, "No breakdown by method; methods are unknown, not zero.")
        bare = sum(
            total is None and any(v is not None for v in parts)
            for total, *parts in zip(row.totals, *row.parts, strict=True)
        )
        if bare:
            message = f"{bare} totals are not stated though their methods are; they stay unknown."
            findings.warn("total-not-stated", at, message)
        for gap in unexplained(row):
            if gap:
                rest = "the rest is booked as 'other'" if gap > 0 else "the total is kept as stated"
                message = f"A total differs from the sum of its methods by {gap:+,}; {rest}."
                findings.warn("total-not-sum-of-methods", at, message)
        if any(v is not None and v < 0 for cells in (row.totals, *row.parts) for v in cells):
            findings.hold("negative-votes", at, "Negative votes; kept as reported.")
    return rows


def _compare(count: ContestCount, where: str, findings: Findings) -> None:
    """The jurisdiction's figures against the sum of its counties."""
    if count.stated is None:
        return
    summed = count.summed()
    named = [("total", count.stated.totals, summed.totals)]
    named += [
        (m.value, own, parts)
        for m, own, parts in zip(count.methods, count.stated.parts, summed.parts, strict=False)
        if m is not VoteMethod.OTHER
    ]
    for what, own, parts in named:
        for candidate, a, b in zip(count.contest.candidates, own, parts, strict=True):
            if a is not None and b is not None and a != b:
                message = f"{candidate.name}, {what}: stated {a:,}, its units sum to {b:,}. Both are kept."
                findings.warn("total-not-sum-of-units", where, message)
