"""Reads ES&S Unity's EL30 and EL30A precinct reports: pages of fixed-width text, bare or inside a web page's PRE.

A page heads itself with election, county, date and run time, then names a precinct and its columns. A
contest's title may take two lines and ends at its "VOTE FOR" line; a page break may fall anywhere.
Real samples: ../shared/feeds/ess_el30.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from outright.count import Election, ExternalId, Snapshot
from outright.errors import FeedMalformed
from outright.feeds.choices import Line, how_many, line_of
from outright.feeds.ess_el30_lines import Row, far_from, indent, lines_of, page_header, row_of
from outright.feeds.findings import Findings
from outright.feeds.header import check_header, is_test
from outright.feeds.ledger import Ledger
from outright.feeds.ledger_sheet import Sheet
from outright.feeds.parties import contest_party
from outright.feeds.reader import Reader
from outright.feeds.tables import AGAIN, table_text
from outright.feeds.text import head
from outright.terms import ReportingUnitType

_PAGE = re.compile(r"PREC(?:INCT)?\s+REPORT\b", re.IGNORECASE)
_START = re.compile(rb"(?:<html[^>]*>\s*)?(?:<pre>\s*)?PREC(?:INCT)?\s+REPORT\b", re.IGNORECASE)
_RUN = re.compile(rb"RUN\s+DATE\s*:", re.IGNORECASE)
_PRECINCT = re.compile(r"(\d{4})\s+(\S.*)")
_COLUMNS = re.compile(r"(?:TOTAL\s+)?VOTES\s+(?:%|PERCENT)(?:\s+(.*))?", re.IGNORECASE)
_VOTE_FOR = re.compile(r"\(?\s*VOTE\s+FOR\b.*", re.IGNORECASE)
_PARTY = re.compile(r"\(([A-Z]{2,5})\)\s*$")
_VOTERS = re.compile(r"(REGISTERED VOTERS|BALLOTS CAST) - (.+)", re.IGNORECASE)
_TURNOUT = re.compile(r"\s*VOTER TURNOUT\b", re.IGNORECASE)
_SPACES = re.compile(r"\s{2,}")


def recognises(body: bytes, name: str) -> bool:
    """True for text, or a page of preformatted text, that heads itself as a precinct report with a run date."""
    del name
    start = head(body, 2048)
    return _START.match(start) is not None and _RUN.search(start) is not None


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one report states; `FeedMalformed` for a row whose numbers do not fit its columns."""
    findings = Findings()
    walk = _Walk(Ledger(ReportingUnitType.PRECINCT, findings), findings)
    for number, line in lines_of(table_text(body, findings)):
        walk.take(number, line)
    walk.finish()
    title, county, date, date_text, run = page_header(walk.heading)
    check_header(title, date, date_text, None, run, findings)
    if why := far_from(date, run):
        findings.warn("election-date-differs", "header", why)
    election = Election(title or name, date, county or None)
    return Snapshot(
        "ess-el30", election, walk.ledger.counts(), published_text=run, is_test=is_test(title, findings),
        findings=findings.close(),
    )  # fmt: skip


@dataclass
class _Walk:
    """Where in the report we are: the page's heading, the precinct, the title being built, the contest."""

    ledger: Ledger
    findings: Findings
    heading: list[str] = field(default_factory=list)
    in_heading: bool = False
    pages: int = 0
    precinct: str = ""
    names: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    base: int = 0
    columns: list[str] = field(default_factory=list)
    title: list[str] = field(default_factory=list)
    sheet: Sheet | None = None
    rows: int = 0
    cut: bool = False
    summed: int = 0
    registered: int | None = None
    cast: int | None = None

    def take(self, number: int, line: str) -> None:
        """One line of the report."""
        text = line.strip()
        if not text:
            return
        if _PAGE.match(text):
            self.in_heading, self.pages = True, self.pages + 1
        if self.in_heading:
            self._heading(number, line, text)
        elif _VOTE_FOR.fullmatch(text):
            self._contest(number, self._allowed(text))
        elif _TURNOUT.match(line):
            return
        elif indent(line) > self.base and (row := row_of(line, number)):
            self._row(row, number)
        else:
            self._starts_a_title(number)
            self.title.append(_SPACES.sub(" ", text))

    def finish(self) -> None:
        """The end of the report, which must not be inside a contest."""
        if self.title or (self.sheet and not self.rows) or self.in_heading or self.cut:
            message = "The report ends in the middle of a page"
            raise FeedMalformed(message, where="last line", hint=AGAIN)
        self._same_options()
        self.ledger.mark_questions()

    def _heading(self, number: int, line: str, text: str) -> None:
        if columns := _COLUMNS.fullmatch(text):
            if not self.precinct:
                raise FeedMalformed("The page names no precinct", where=f"line {number}", hint=AGAIN)
            self.columns = [c for c in _SPACES.split((columns[1] or "").strip()) if c]
            self.in_heading = False
        elif found := _PRECINCT.fullmatch(text):
            self._precinct(number, found[1], found[2].strip(), indent(line))
        elif self.pages == 1:
            self.heading.append(line)

    def _precinct(self, number: int, code: str, name: str, base: int) -> None:
        self.base = base
        if code == self.precinct:  # the next page of the same precinct: its contest may go on
            return
        if self.title:
            message = f"A contest's title, {self.title[-1][:60]!r}, is followed by another precinct"
            raise FeedMalformed(message, where=f"line {number}", hint=AGAIN)
        self._starts_a_title(number)
        self.precinct, self.sheet, self.registered, self.cast = code, None, None, None
        known = self.names.setdefault(code, name)
        if known != name:
            message = f"Precinct {code} is called {known!r} and {name!r}; its pages are kept as one precinct's."
            self.findings.hold("unit-name-repeated", name, message)
        elif name in self.taken:
            message = f"Two precincts have this name; this one is {code}."
            self.findings.warn("unit-name-repeated", name, message)
        self.taken.add(name)
        self.ledger.unit(code, name, external=(ExternalId("local-level", code),))

    def _starts_a_title(self, number: int) -> None:
        if self.sheet and not self.rows:
            message = f"No votes follow the title {self.sheet.name!r}"
            raise FeedMalformed(message, where=f"line {number}", hint=AGAIN)

    def _contest(self, number: int, allowed: int) -> None:
        if not self.title:
            raise FeedMalformed('A "VOTE FOR" line has no title above it', where=f"line {number}", hint=AGAIN)
        title = " ".join(self.title)
        self.title, self.rows, self.summed = [], 0, 0
        self.sheet = self.ledger.contest(
            title, title, seats=allowed, votes_allowed=allowed, primary_party=contest_party(title)
        )  # fmt: skip
        self.sheet.unit(self.precinct, ballots_cast=self.cast, registered=self.registered)

    def _row(self, row: Row, number: int) -> None:
        if self.title:
            message = f'The title {" ".join(self.title)[:80]!r} has no "VOTE FOR" line'
            raise FeedMalformed(message, where=f"line {number}", hint=AGAIN)
        if row.methods and len(row.methods) != len(self.columns):
            message = f"The row has {len(row.methods)} numbers by method, the heading {len(self.columns)} columns"
            raise FeedMalformed(message, where=f"line {number}", hint=AGAIN)
        if self.sheet is None:
            self._of_the_precinct(row, number)
            return
        self.rows += 1
        line = line_of(row.name)
        if line is Line.TOTAL:
            if row.total != self.summed:
                message = (
                    f"{row.total:,} in the row of totals, {self.summed:,} for its candidates; the row is not used."
                )
                self.findings.warn("total-not-sum-of-candidates", f"{self.sheet.name}, line {number}", message)
            return
        found = _PARTY.search(row.name)
        party = found[1] if found else None
        self.sheet.row(self.precinct, row.name, party, row.total)
        self.cut = False
        if line in (Line.CANDIDATE, Line.WRITE_IN):
            if row.total and self.columns and not row.methods:
                raise FeedMalformed("The row has no numbers by method", where=f"line {number}", hint=AGAIN)
            self.cut = row.total > 0 and not row.has_share  # harmless within the report, at its end a number cut short
            self.summed += row.total
            for label, votes in zip(self.columns, row.methods, strict=False):
                self.sheet.row(self.precinct, row.name, party, votes, label)

    def _of_the_precinct(self, row: Row, number: int) -> None:
        """The rows above the first contest: voters and ballots of the precinct."""
        found = _VOTERS.fullmatch(row.name)
        if not found:
            message = f"{row.name[:60]!r} stands outside every contest"
            raise FeedMalformed(message, where=f"line {number}", hint=AGAIN)
        what, of = found[1].upper(), found[2].upper()
        if of == "BLANK":
            self._tell("blank-ballots")
        elif of != "TOTAL":
            self._tell("voters-by-party")
        elif what == "REGISTERED VOTERS":
            self.registered = row.total
        else:
            self.cast = row.total
            if self.registered == 0 and row.total:  # a county that loads no rolls prints 0 everywhere
                self.registered = None
                self._tell("registered-not-stated")

    def _tell(self, code: str) -> None:
        """Says once for a report what every one of its pages repeats."""
        if code in self.told:
            return
        self.told.add(code)
        if code == "blank-ballots":
            self.findings.info("blank-ballots", self.precinct, "Numbers of blank ballots are not kept.")
        elif code == "voters-by-party":
            self.findings.info("voters-by-party", self.precinct, "Voters and ballots by party are not kept.")
        else:
            message = "0 registered voters beside ballots cast; taken as not stated, here and wherever it is so."
            self.findings.info("registered-not-stated", self.precinct, message)

    def _allowed(self, text: str) -> int:
        """How many may be marked; one where the line does not say."""
        found = how_many(text)
        if found is None:
            message = f"{text!r} does not say how many may be marked; one is assumed."
            self.findings.warn("seats-not-stated", self.precinct, message)
        return found or 1

    def _same_options(self) -> None:
        """A title that means another district in another precinct shows in its candidates."""
        for sheet in self.ledger.sheets.values():
            offered = {frozenset(row) for row in sheet.cells.values()}
            if len(offered) > 1:
                message = "Precincts list different candidates under this one title: perhaps several districts in one."
                self.findings.hold("options-differ", sheet.name, message)


READER = Reader(
    "ess-el30", "ES&S EL30 precinct report", recognises, read,
    publisher="counties that count with ES&S Unity", change="`RUN DATE`",
)  # fmt: skip
