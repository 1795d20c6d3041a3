"""Reads GEMS's statement of votes cast as quoted text: a row for each precinct, race, choice and counting group.

The counting groups have no names, and the last of a choice's rows is the sum of those before it: adding
the rows would count every vote twice. Statistics (voters, precincts) stand among the choices. Real
samples: ../shared/feeds/gems_sovc.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from outright.count import Election, ExternalId, Snapshot
from outright.count.tally import add
from outright.errors import FeedMalformed
from outright.feeds.choices import Line, line_of
from outright.feeds.findings import Findings
from outright.feeds.ledger import Ledger
from outright.feeds.ledger_sheet import Sheet
from outright.feeds.parties import party_code
from outright.feeds.reader import Reader
from outright.feeds.tables import AGAIN, first_row, rows_of, table_text, votes_in, whole_row
from outright.feeds.text import head, words
from outright.terms import ReportingUnitType

_WIDTH = 11
_TOTAL = "election total"
_STATISTICS = "race statistics"
_ABOUT = {
    "number of precincts": "",
    "number of precincts for race": "precincts",
    "number of precincts reporting": "reporting",
    "registered voters": "registered",
    "times counted": "cast",
    "times over voted": "over",
    "times under voted": "under",
    "number of under votes": "under",
    "times blank voted": "",
}


class _Key(NamedTuple):
    """What rows of one number have in common."""

    precinct: str
    race: tuple[str, str, str]
    choice: tuple[str, str, str]


@dataclass
class _Table:
    """All rows by what they count, and how many rows each has."""

    names: dict[str, str] = field(default_factory=dict)
    numbers: dict[_Key, list[int | None]] = field(default_factory=dict)
    lines: dict[_Key, int] = field(default_factory=dict)
    about: dict[tuple[str, tuple[str, str, str], str], int | None] = field(default_factory=dict)

    def statistic(self, precinct: str, race: tuple[str, str, str], what: str) -> int | None:
        """A statistic of a race in a precinct: its last row is that of all counting groups together."""
        return self.about.get((precinct, race, what))


def recognises(body: bytes, name: str) -> bool:
    """True for quoted rows of ten cells and a comma that begin with a precinct's statistics."""
    del name
    row = first_row(body)
    if len(row) != _WIDTH or row[-1] or not row[9].isdigit() or not row[1].isdigit():
        return False
    return b'"Number of Precincts' in head(body, 8192)


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one report states; `FeedMalformed` where rows of counting groups are missing."""
    findings = Findings()
    table = _gather(body, findings)
    groups = _groups(table)
    ledger = Ledger(ReportingUnitType.PRECINCT, findings)
    _name_units(table, ledger)
    for key, numbers in table.numbers.items():
        if words(key.race[0]) == _STATISTICS or words(key.choice[0]) in _ABOUT:
            continue
        _count(ledger, table, key, numbers[-1])
    if not ledger.sheets:
        raise FeedMalformed("The report holds statistics and no choice", where=name, hint=AGAIN)
    if groups > 1:
        message = f"Votes are split over {groups - 1} counting groups without names; only their sum is kept."
        findings.info("methods-unknown", "every row", message)
    ledger.mark_questions()
    _totals(ledger, table)
    findings.warn("election-date-unknown", name, "The report states neither the election nor its date.")
    return Snapshot(
        "gems-sovc", Election(name or "Statement of votes cast"), ledger.counts(), findings=findings.close()
    )


def _gather(body: bytes, findings: Findings) -> _Table:
    table = _Table()
    for line, cells in rows_of(table_text(body, findings)):
        whole_row(cells, _WIDTH, line)
        _, code, place, race, race_id, race_party, choice, choice_id, party, number, rest = (c.strip() for c in cells)
        if rest or not (code and place and race and choice):
            raise FeedMalformed("The row names no precinct, race or choice", where=f"line {line}", hint=AGAIN)
        if table.names.setdefault(code, place) != place:
            message = f"Precinct {code} is {table.names[code]!r} and {place!r}"
            raise FeedMalformed(message, where=f"line {line}", hint=AGAIN)
        key = _Key(code, (race, race_id, race_party), (choice, choice_id, party))
        table.lines.setdefault(key, line)
        table.numbers.setdefault(key, []).append(votes_in(number, f"line {line}", findings))
    for key, numbers in table.numbers.items():
        if what := _ABOUT.get(words(key.choice[0])):
            table.about[key.precinct, key.race, what] = numbers[-1]
    return table


def _groups(table: _Table) -> int:
    """How many rows every choice has; `FeedMalformed` where they differ or do not end with their sum."""
    counts = [len(n) for n in table.numbers.values()]
    groups = max(counts, default=0)
    for key, numbers in table.numbers.items():
        if len(numbers) != groups:
            message = f"{key.choice[0][:60]!r} has {len(numbers)} rows in {key.race[0][:60]!r}, others {groups}"
            raise FeedMalformed(message, where=f"line {table.lines[key]}", hint=AGAIN)
    choices = {k: n for k, n in table.numbers.items() if words(k.choice[0]) not in _ABOUT}
    wrong = [k for k, n in choices.items() if groups > 1 and n[-1] != add(n[:-1])]
    if wrong and 2 * len(wrong) >= sum(any(n) for n in choices.values()):
        key = wrong[0]
        message = f"The last row of {key.choice[0][:60]!r} is not the sum of its counting groups, nor is it elsewhere"
        hint = "Which rows are sums cannot be told; export the report with its totals."
        raise FeedMalformed(message, where=f"line {table.lines[key]}", hint=hint)
    return groups


def _name_units(table: _Table, ledger: Ledger) -> None:
    taken: set[str] = set()
    for code, place in table.names.items():
        if words(place) == _TOTAL:
            continue
        if place in taken:
            ledger.findings.warn("unit-name-repeated", place, f"Two precincts have this name; this one is {code}.")
        taken.add(place)
        ledger.unit(code, place, external=(ExternalId("local-level", code),))


def _count(ledger: Ledger, table: _Table, key: _Key, votes: int | None) -> None:
    """One choice in one precinct, or in all of them together."""
    race, race_id, race_party = key.race
    choice, choice_id, party = key.choice
    primary = party_code(race_party)
    sheet = ledger.contest(key.race, race, source_id=race_id or None, primary_party=primary)
    known = choice_id or party_code(party) or line_of(choice) is not Line.CANDIDATE
    if key.choice not in sheet.candidates and not known:
        message = f"{choice!r} has neither number nor party, as statistics have none; it is counted as a candidate."
        ledger.findings.hold("choice-without-id", race, message)
    sheet.candidate(key.choice, choice, party, source_id=choice_id or None)
    groups = table.numbers[key]
    if len(groups) > 1 and votes != add(groups[:-1]):
        summed = add(groups[:-1])
        message = f"{choice}, {table.names[key.precinct]}: {votes} in all, {summed} in the counting groups; kept."
        ledger.findings.warn("total-not-sum-of-methods", race, message)
    if words(table.names[key.precinct]) == _TOTAL:
        sheet.stated(key.choice, votes)
        return
    precincts, reporting, registered, cast = (
        table.statistic(key.precinct, key.race, what) for what in ("precincts", "reporting", "registered", "cast")
    )
    done = None if not precincts or reporting is None else reporting >= precincts
    if key.precinct not in sheet.cells:
        sheet.unit(key.precinct, reported=done, registered=registered, ballots_cast=cast)
    sheet.votes(key.precinct, key.choice, votes)


def _totals(ledger: Ledger, table: _Table) -> None:
    """What the rows of all precincts together say of each contest."""
    code = next((c for c, place in table.names.items() if words(place) == _TOTAL), None)
    for key in dict.fromkeys(k.race for k in table.numbers):
        sheet = ledger.sheets.get(key)
        if sheet is None:
            continue
        if code is None or not sheet.stated_cells:
            message = "The report has no total of this contest; whether precincts are missing cannot be told."
            ledger.findings.warn("total-not-stated", sheet.name, message)
            continue
        _contest_facts(sheet, [table.statistic(code, key, what) for what in _OF_CONTEST])


_OF_CONTEST = ("precincts", "reporting", "registered", "cast", "over", "under")


def _contest_facts(sheet: Sheet, facts: list[int | None]) -> None:
    total, reported, sheet.registered_voters, sheet.ballots_cast, sheet.overvotes, sheet.undervotes = facts
    if total and reported is not None and reported > total:
        message = f"{reported:,} precincts in, of {total:,}: progress is not shown."
        sheet.findings.warn("precincts-beyond-total", sheet.name, message)
    elif total:
        sheet.precincts_reported, sheet.precincts_total = reported, total


READER = Reader(
    "gems-sovc", "GEMS statement of votes cast", recognises, read,
    publisher="counties that counted with Diebold's GEMS (Georgia to 2018, Utah)",
    change="the file itself; it carries no clock",
)  # fmt: skip
