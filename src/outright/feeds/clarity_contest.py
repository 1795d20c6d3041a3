"""One Clarity contest: columns of cells into a count, and every sum the file states checked.

A vote type's number should equal the sum of its units, and a choice's total the sum of its vote
types. Neither is assumed: what is stated is kept as stated, and a difference is a finding.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from outright.count import Candidate, Contest, ContestCount, StatedTotals, UnitCount, candidate_id
from outright.count.tally import add
from outright.errors import FeedMalformed
from outright.feeds.choices import NO_CANDIDATE, Line, is_no_candidate, line_of
from outright.feeds.clarity_units import Key, Places, Progress, Spots, numbered
from outright.feeds.findings import Findings
from outright.feeds.ids import distinct
from outright.feeds.methods import is_not_a_method, method_of
from outright.feeds.numbers import whole
from outright.feeds.parties import contest_party, party_code
from outright.feeds.rows import added, lowest, refuse_a_waste, total, unexplained, with_other
from outright.feeds.text import words
from outright.terms import VoteMethod

Column = list[int | None]


class VoteType(NamedTuple):
    """One choice's votes of one type: as stated, and unit by unit."""

    stated: int | None
    names: tuple[str, ...]
    votes: Column


@dataclass
class Choice:
    """A choice as the file prints it."""

    name: str
    key: str | None
    party: str | None
    total: int | None
    types: dict[str, VoteType] = field(default_factory=dict)


@dataclass
class RawContest:
    """A contest as the file prints it; ``rows`` are its own vote types, which are no methods."""

    attributes: dict[str, str]
    name: str
    choices: list[Choice] = field(default_factory=list)
    rows: dict[str, int | None] = field(default_factory=dict)
    participating: dict[str, bool | None] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str | None, str]:
        """What makes two printed contests the same contest."""
        return self.attributes.get("key"), self.name


def contest_count(raw: RawContest, contest_id: str, places: Places, findings: Findings) -> ContestCount:
    """The count that the printed contest states."""
    where = f"Contest[{raw.name.strip()}]"
    contest, choices = _contest(raw, contest_id, where)
    labels = _labels(choices, where, findings)
    keys, columns = _align(choices, labels)
    places.cells += len(keys) * len(choices) * (1 + len(labels))
    refuse_a_waste(places.cells, where)
    parts = {m: [_column(c, m, labels, columns, len(keys)) for c in choices] for m in labels}
    methods = tuple(labels)
    stated = StatedTotals(
        tuple(c.total for c in choices),
        tuple(tuple(_stated(c, labels[m]) for c in choices) for m in methods),
    )
    _check(choices, stated, where, findings)
    methods, (stated,) = with_other(methods, [stated])
    spots = places.of(keys)
    units = _units(raw, spots, keys, [parts.get(m) for m in methods], len(choices))
    precincts, reported = _progress(raw, where, findings)
    whole_file = spots.everywhere
    marks = contest.votes_allowed if "voteFor" in raw.attributes else None
    places.note_votes(contest.name, add(stated.totals), marks)
    return ContestCount(
        contest,
        methods,
        units,
        places.level,
        stated,
        tuple((m, tuple(names)) for m, names in labels.items()),
        reported,
        precincts,
        places.total.ballots if whole_file else None,
        places.total.registered if whole_file else None,
        _residual(raw, Line.OVERVOTES),
        _residual(raw, Line.UNDERVOTES),
    )


def _contest(raw: RawContest, contest_id: str, where: str) -> tuple[Contest, list[Choice]]:
    choices = [c for c in raw.choices if line_of(c.name) not in (Line.OVERVOTES, Line.UNDERVOTES)]
    ids = distinct([candidate_id(c.name) for c in choices], [c.key for c in choices])
    candidates = tuple(
        Candidate(i, c.name.strip(), party_code(c.party, c.name), c.key, n, line_of(c.name) is Line.WRITE_IN)
        for n, (c, i) in enumerate(zip(choices, ids, strict=True), 1)
    )
    seats = _seats(raw.attributes.get("voteFor"), where)
    question = raw.attributes.get("isQuestion", "").lower() == "true"
    contest = Contest(
        contest_id,
        raw.name.strip(),
        candidates,
        seats,
        raw.attributes.get("key"),
        seats,
        question,
        contest_party(raw.name),
    )
    return contest, choices


def _seats(text: str | None, where: str) -> int:
    try:
        return max(whole(text or "") or 1, 1)
    except ValueError as error:
        raise FeedMalformed(f"voteFor: {error}", where=where, hint="Fetch the file again.") from None


def _labels(choices: list[Choice], where: str, findings: Findings) -> dict[VoteMethod, list[str]]:
    """The source's labels by what they mean, in the file's order; unknown ones are *other*, and told."""
    labels: dict[VoteMethod, list[str]] = {}
    for label in dict.fromkeys(label for c in choices for label in c.types):
        if is_not_a_method(label):
            findings.info("not-a-method", where, f"{label!r} stands among the methods and is none.")
            continue
        method = method_of(label)
        if method is None:
            findings.warn("method-unknown", where, f"{label!r} is no known way to vote; kept as 'other'.")
        labels.setdefault(method or VoteMethod.OTHER, []).append(label)
    return labels


def _align(
    choices: list[Choice], labels: dict[VoteMethod, list[str]]
) -> tuple[tuple[Key, ...], dict[tuple[str, ...], list[int] | None]]:
    """The contest's units, and for every list of names where its cells go (None: one for one)."""
    known = [label for told in labels.values() for label in told]
    lists = dict.fromkeys(c.types[label].names for c in choices for label in known if label in c.types)
    if len(lists) == 1:
        (names,) = lists
        return numbered(names), {names: None}
    keyed = {names: numbered(names) for names in lists}
    places = {key: n for n, key in enumerate(dict.fromkeys(k for keys in keyed.values() for k in keys))}
    return tuple(places), {names: [places[k] for k in keys] for names, keys in keyed.items()}


def _column(
    choice: Choice,
    method: VoteMethod,
    labels: dict[VoteMethod, list[str]],
    columns: dict[tuple[str, ...], list[int] | None],
    height: int,
) -> Column:
    """One choice's votes by one method, a cell for each unit of the contest."""
    found: list[Column] = []
    for label in labels[method]:
        if (cells := choice.types.get(label)) is None:
            continue
        order = columns[cells.names]
        if order is None:
            found.append(cells.votes)
            continue
        spread: Column = [None] * height
        for n, votes in zip(order, cells.votes, strict=True):
            spread[n] = votes
        found.append(spread)
    return added(found) if found else [None] * height


def _stated(choice: Choice, labels: list[str]) -> int | None:
    return add(choice.types[label].stated for label in labels if label in choice.types)


def _units(
    raw: RawContest,
    spots: Spots,
    keys: tuple[Key, ...],
    parts: list[list[Column] | None],
    width: int,
) -> tuple[UnitCount, ...]:
    """The contest's units, turned from columns into rows.

    A method that no unit is told by (the unallocated votes) is None in every unit.
    """
    if not keys or not width:
        return ()
    blank: list[tuple[int | None, ...]] = [(None,) * width] * len(keys)
    known = [columns for columns in parts if columns is not None]
    totals = [added([columns[c] for columns in known]) for c in range(width)]
    by_method = [list(zip(*columns, strict=True)) if columns else blank for columns in parts]
    reported = spots.reported
    if raw.participating:
        pairs = zip(keys, reported, strict=True)
        reported = [raw.participating.get(name, r) if n == 0 else r for (name, n), r in pairs]
    return tuple(
        map(
            UnitCount,
            spots.units,
            zip(*totals, strict=True),
            zip(*by_method, strict=True),
            reported,
            spots.ballots,
            spots.registered,
        )
    )


def _progress(raw: RawContest, where: str, findings: Findings) -> tuple[int | None, int | None]:
    """Precincts in all and in so far; both unknown when they contradict each other."""
    stated = Progress.of(raw.attributes, where)
    total, reported = stated.precincts_total, stated.precincts_in
    if total is None and (rows := {words(k): v for k, v in raw.rows.items()}):
        total = rows.get("number of precincts for race")
        reported = rows.get("number of precincts reporting")
    if not total:
        return None, None
    if reported is not None and reported > total:
        message = f"{reported} precincts in, of {total}: progress is not shown."
        findings.warn("precincts-beyond-total", where, message)
        return None, None
    return total, reported


def _residual(raw: RawContest, line: Line) -> int | None:
    printed = [v for label, v in raw.rows.items() if line_of(label) is line]
    return add([*printed, *(c.total for c in raw.choices if line_of(c.name) is line)])


def _check(choices: list[Choice], stated: StatedTotals, where: str, findings: Findings) -> None:
    has_units = any(cells.votes for c in choices for cells in c.types.values())
    for choice, gap in zip(choices, unexplained(stated), strict=True):
        at = f"{where}/Choice[{choice.name.strip()}]"
        if is_no_candidate(choice.name):
            findings.hold("not-a-candidate", at, NO_CANDIDATE.format(choice.name))
        if gap:
            parts = (choice.total or 0) - gap
            kept = "The rest is booked as 'other'." if gap > 0 else "The total is kept as stated."
            message = f"Total {choice.total:,}, but its vote types sum to {parts:,}. {kept}"
            findings.warn("total-not-sum-of-methods", at, message)
        units = add(total(cells.votes) for label, cells in choice.types.items() if not is_not_a_method(label))
        if units is not None and choice.total is None:
            findings.warn("total-not-stated", at, f"No total is stated; its units sum to {units:,}. Both are kept.")
        elif units is not None and units != choice.total and all(c.stated is None for c in choice.types.values()):
            message = f"Total {choice.total:,}, but its units sum to {units:,}. Both are kept."
            findings.warn("total-not-sum-of-units", at, message)
        for label, cells in choice.types.items():
            here = f"{at}/VoteType[{label}]"
            summed = total(cells.votes)
            if cells.stated is not None and summed is not None and cells.stated != summed:
                message = f"{label}: stated {cells.stated:,}, its units sum to {summed:,}. Both are kept."
                findings.warn("method-not-sum-of-units", here, message)
            if cells.stated and summed is None and has_units:
                message = f"{label}: stated {cells.stated:,}, and no unit says where they are."
                findings.warn("method-not-sum-of-units", here, message)
            if lowest(cells.votes) < 0 or (cells.stated or 0) < 0:
                findings.hold("negative-votes", here, "Negative votes; kept as reported.")
        if (choice.total or 0) < 0:
            findings.hold("negative-votes", at, f"Total {choice.total}; kept as reported.")
