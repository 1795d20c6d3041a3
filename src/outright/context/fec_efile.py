"""Reads one electronic filing whole (``.fec``), or refuses it: rows that were parsed must be the rows in the file.

The parser is ``fecfile``, which knows the columns of every form and version. It passes over what it does not
recognise, cuts what is too long and fills what is missing; so every line is counted and measured here beside it. Of
a filing only sums and transactions are taken: never the name, street or employer of a giver. Real filings:
../shared/feeds/fec/efile.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import ModuleType

from outright.context.cents import cents
from outright.context.fact import Side
from outright.context.fec_rows import day, decoded
from outright.context.spent import Spent
from outright.errors import MoneyError

_FIELD = "\x1c"
_BEGIN, _END = ("[BEGINTEXT]", "[BEGIN TEXT]"), ("[ENDTEXT]", "[END TEXT]")
_LONGEST_HEAD = 200
_GIFT = re.compile(r"SA(?!3L)|F65")
_AGAIN = "Nothing of it is used. Take it again from docquery.fec.gov, or leave it out."


@dataclass(frozen=True, slots=True)
class Gift:
    """One itemised gift: cents, the giver's state, the day, whether an individual's. No name."""

    transaction: str
    amount: int
    state: str
    day: dt.date | None
    is_individual: bool


@dataclass(frozen=True, slots=True)
class Filing:
    """What one filing says of money. ``number`` is the FEC's number for it, ``form`` without its N, A or T.

    ``totals`` are the cover page's, in cents, by the parser's names of the lines, of the period (``col_a_…``) and to
    date (``col_b_…``). ``gifts`` are itemised gifts of a report, or the gifts of a 48-hour notice (F6); ``memo`` how
    many rows repeat other money and were left out. ``rows`` is how many lines were read, all there are. ``signed`` is
    the day on which it was made, the earliest on which anybody could know it.
    """

    number: int
    form: str
    amends: bool
    committee: str
    name: str
    candidate: str
    report: str
    first: dt.date | None
    last: dt.date | None
    signed: dt.date | None
    totals: dict[str, int]
    gifts: tuple[Gift, ...]
    spent: tuple[Spent, ...]
    memo: int
    rows: int

    @property
    def is_notice(self) -> bool:
        """A notice of 24 or 48 hours: its money stands again in the next report."""
        return self.form in ("F24", "F6") or (self.form == "F5" and self.report in ("24", "48"))


def read_filing(body: bytes, name: str) -> Filing:
    """One filing. Raises `MoneyError` where it is not whole or not understood to its last row."""
    lines = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    rows = _rows(lines, name)
    cover = next(rows, None)
    if cover is None:
        raise MoneyError("It ends after its head: there is no form in it", where=name, hint=_AGAIN)
    return _filing(cover, rows, _number(name))


def _number(name: str) -> int:
    found = re.search(r"(\d{5,9})(?:\.fec)?$", name)
    return int(found[1]) if found else 0


def _rows(lines: list[bytes], name: str) -> Iterator[dict[str, str]]:
    """Every row as the parser reads it, after the head; a line that it would pass over or cut is an error."""
    parser = _parser()
    version, start = _head(parser, lines, name)
    free = False
    for number, body in enumerate(lines[start:], start=start + 1):
        line = decoded(body)
        mark = line.strip().strip(_FIELD).upper()
        if mark in _BEGIN or mark in _END:
            free = mark in _BEGIN
        elif not free and mark:
            yield _row(parser, line, version, f"{name} line {number}")
    if free:
        raise MoneyError("A text in it has no end", where=name, hint=_AGAIN)


def _head(parser: ModuleType, lines: list[bytes], name: str) -> tuple[str, int]:
    """The version of the format and how many lines the head takes: one, or those between the stars of long ago."""
    texts = [decoded(line) for line in lines[:_LONGEST_HEAD]]
    if not texts[0].lstrip('"').startswith(("HDR", "/*")):
        raise MoneyError("It is no electronic filing: it does not begin with HDR", where=name, hint=_AGAIN)
    heads = 1
    try:
        if texts[0].startswith("/*"):
            heads = next(n for n, line in enumerate(texts[1:], start=2) if line.startswith("/*"))
        found = parser.parse_header(texts[:heads])
        return str(found[1]), heads
    except Exception as error:
        raise _refused(error, f"{name} line 1") from error


def _row(parser: ModuleType, line: str, version: str, where: str) -> dict[str, str]:
    """One row by the parser's own names of its fields; measured against them."""
    try:
        fields = parser.fields_from_line(line, use_ascii_28=version[0] not in "1235")
        form = fields[0].strip()
        columns = parser.getMapping(parser.mappings, form, version) if len(fields) > 1 else ()
    except Exception as error:
        raise _refused(error, where) from error
    if len(fields) < 2:
        raise MoneyError("A line that is no row of any form", where=where, hint=_AGAIN)
    too_long = len(fields) > len(columns) and any(f.strip() for f in fields[len(columns) :])
    if too_long or (len(fields) < len(columns) and _holds_money(form)):
        raise MoneyError(f"A row of {len(fields)} fields, where its form has {len(columns)}", where=where, hint=_AGAIN)
    row = dict(zip(columns, map(str.strip, fields), strict=False))
    row["form_type"], row[""] = form.upper(), where
    return row


def _holds_money(form: str) -> bool:
    """Whether a row that was cut short could have lost an amount; a letter (F99) has none."""
    return not form.strip().strip('"').upper().startswith(("F99", "TEXT"))


def _refused(error: Exception, where: str) -> MoneyError:
    """The parser's own words, where it says something; an error of ours where it stumbles."""
    if isinstance(error, csv.Error | IndexError | KeyError | StopIteration | ValueError):
        return MoneyError("A line that cannot be taken apart", where=where, hint=_AGAIN)
    return MoneyError(f"The form or its version is not known: {error}", where=where, hint=_AGAIN)


def _parser() -> ModuleType:
    from fecfile import fecparser  # only when a filing is read: nothing else of a night needs it

    found: ModuleType = fecparser
    return found


def _filing(cover: dict[str, str], items: Iterator[dict[str, str]], number: int) -> Filing:
    """The filing from its cover and its rows; of each row only its money is kept, as it passes."""
    filing = _cover(cover, number)
    gifts: list[Gift] = []
    spent: list[Spent] = []
    rows, memo = 1, 0
    for row in items:
        rows += 1
        if _is_memo(row):
            memo += 1
        elif _GIFT.match(row["form_type"]):
            gifts.append(_gift(row))
        elif row["form_type"].startswith(("SE", "F57")):
            spent.append(_spent(row, filing))
    return replace(filing, gifts=tuple(gifts), spent=tuple(spent), memo=memo, rows=rows)


def _cover(cover: dict[str, str], number: int) -> Filing:
    form = cover["form_type"]
    return Filing(
        number=number, form=re.sub(r"(?<=\d|X|P|L)[NAT]$", "", form), amends=form.endswith("A"),
        committee=cover.get("filer_committee_id_number", ""),
        name=cover.get("committee_name") or cover.get("organization_name") or "",
        candidate=cover.get("candidate_id_number", ""), report=cover.get("report_code") or cover.get("report_type", ""),
        first=_day(cover, "coverage_from_date"), last=_day(cover, "coverage_through_date"),
        signed=_day(cover, "date_signed"), totals=_totals(cover), gifts=(), spent=(), memo=0, rows=1,
    )  # fmt: skip


def _is_memo(row: dict[str, str]) -> bool:
    """A row that repeats money of another; on paper it may say so in words and name no amount."""
    if row.get("memo_code", "").upper() == "X":
        return True
    return not row.get("contribution_amount", "-") and row.get("memo_text_description", "").upper().startswith("MEMO")


def _totals(cover: dict[str, str]) -> dict[str, int]:
    """The lines of the cover page that are amounts."""
    named = {k: v for k, v in cover.items() if k.startswith(("col_a_", "col_b_")) and k != "col_b_year"}
    return {k: n for k, v in named.items() if (n := cents(v, f"{cover['']}, {k}")) is not None}


def _day(row: dict[str, str], column: str) -> dt.date | None:
    return day(row.get(column, ""), f"{row['']}, {column}")


def _amount(row: dict[str, str], column: str) -> int:
    found = cents(row.get(column, ""), f"{row['']}, {column}")
    if found is None:
        raise MoneyError("A row without an amount", where=f"{row['']}, {column}", hint=_AGAIN)
    return found


def _gift(row: dict[str, str]) -> Gift:
    return Gift(
        transaction=row.get("transaction_id") or row.get("transaction_id_number", ""),
        amount=_amount(row, "contribution_amount"), state=row.get("contributor_state", "").upper(),
        day=_day(row, "contribution_date"), is_individual=_is_individual(row),
    )  # fmt: skip


def _is_individual(row: dict[str, str]) -> bool:
    """Line 11(a) of a report; in a notice, or where the line is not named, what the row says the giver is."""
    form = row["form_type"]
    if form.startswith("SA11A"):
        return True
    return form in ("SA", "F65") and row.get("entity_type", "").upper() == "IND"


_SIDES: dict[str, Side] = {"S": "support", "O": "oppose"}


def _spent(row: dict[str, str], filing: Filing) -> Spent:
    code = row.get("support_oppose_code", "").upper()[:1]
    return Spent(
        spender=filing.committee, candidate=row.get("candidate_id_number", "").upper(), side=_SIDES.get(code, ""),
        amount=_amount(row, "expenditure_amount"),
        day=_day(row, "dissemination_date") or _day(row, "disbursement_date"),
        transaction=row.get("transaction_id_number", ""), filing=filing.number, is_notice=filing.is_notice,
        amends=filing.amends, name=filing.name, election=row.get("election_code", ""),
    )  # fmt: skip
