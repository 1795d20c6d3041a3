"""Rows of the FEC's bulk files: fields between bars, no head, no quoting; a row of another width refuses the file.

Widths and columns are those of the FEC's own header files. The bytes are not always UTF-8: what we use of them
(ids, codes, amounts, dates) is plain ASCII, and names are read as the Windows alphabet where they must be.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from outright.context.cents import cents
from outright.errors import MoneyError

SUMMARY = (
    "CAND_ID", "CAND_NAME", "CAND_ICI", "PTY_CD", "CAND_PTY_AFFILIATION", "TTL_RECEIPTS", "TRANS_FROM_AUTH", "TTL_DISB",
    "TRANS_TO_AUTH", "COH_BOP", "COH_COP", "CAND_CONTRIB", "CAND_LOANS", "OTHER_LOANS", "CAND_LOAN_REPAY",
    "OTHER_LOAN_REPAY", "DEBTS_OWED_BY", "TTL_INDIV_CONTRIB", "CAND_OFFICE_ST", "CAND_OFFICE_DISTRICT", "SPEC_ELECTION",
    "PRIM_ELECTION", "RUN_ELECTION", "GEN_ELECTION", "GEN_ELECTION_PRECENT", "OTHER_POL_CMTE_CONTRIB",
    "POL_PTY_CONTRIB", "CVG_END_DT", "INDIV_REFUNDS", "CMTE_REFUNDS",
)  # fmt: skip
LINKAGE = ("CAND_ID", "CAND_ELECTION_YR", "FEC_ELECTION_YR", "CMTE_ID", "CMTE_TP", "CMTE_DSGN", "LINKAGE_ID")
CANDIDATES = (
    "CAND_ID", "CAND_NAME", "CAND_PTY_AFFILIATION", "CAND_ELECTION_YR", "CAND_OFFICE_ST", "CAND_OFFICE",
    "CAND_OFFICE_DISTRICT", "CAND_ICI", "CAND_STATUS", "CAND_PCC", "CAND_ST1", "CAND_ST2", "CAND_CITY", "CAND_ST",
    "CAND_ZIP",
)  # fmt: skip
COMMITTEES = (
    "CMTE_ID", "CMTE_NM", "TRES_NM", "CMTE_ST1", "CMTE_ST2", "CMTE_CITY", "CMTE_ST", "CMTE_ZIP", "CMTE_DSGN", "CMTE_TP",
    "CMTE_PTY_AFFILIATION", "CMTE_FILING_FREQ", "ORG_TP", "CONNECTED_ORG_NM", "CAND_ID",
)  # fmt: skip
GIFTS = (
    "CMTE_ID", "AMNDT_IND", "RPT_TP", "TRANSACTION_PGI", "IMAGE_NUM", "TRANSACTION_TP", "ENTITY_TP", "NAME", "CITY",
    "STATE", "ZIP_CODE", "EMPLOYER", "OCCUPATION", "TRANSACTION_DT", "TRANSACTION_AMT", "OTHER_ID", "TRAN_ID",
    "FILE_NUM", "MEMO_CD", "MEMO_TEXT", "SUB_ID",
)  # fmt: skip
SPENDING = (*GIFTS[:16], "CAND_ID", *GIFTS[16:])

CANDIDATE_ID = re.compile(r"[HSP]\d[A-Z0-9]{2}\d{5}", re.ASCII)
COMMITTEE_ID = re.compile(r"C\d{8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its fields by the FEC's own names, and where it stands."""

    fields: tuple[str, ...]
    columns: tuple[str, ...]
    where: str

    def __getitem__(self, name: str) -> str:
        return self.fields[self.columns.index(name)].strip()

    def cents(self, name: str) -> int:
        """An amount in cents; an empty field of a summary is nothing."""
        return cents(self[name], f"{self.where}, {name}") or 0

    def day(self, name: str) -> dt.date | None:
        """A date as the FEC writes it (03/29/2017 or 03292017); None where there is none."""
        return day(self[name], f"{self.where}, {name}")


def rows(lines: Iterable[bytes], columns: tuple[str, ...], name: str) -> Iterator[Row]:
    """Every row of a bulk file, one at a time. Raises `MoneyError` for a row that is not as wide as its kind."""
    for number, line in enumerate(lines, start=1):
        text = decoded(line.rstrip(b"\r\n"))
        if not text:
            continue
        fields = tuple(text.split("|"))
        if len(fields) != len(columns):
            what = f"A row of {len(fields)} fields, where {len(columns)} are due"
            raise MoneyError(what, where=f"{name} row {number}", hint="Take the whole file from fec.gov again.")
        yield Row(fields, columns, f"{name} row {number}")


def day(text: str, where: str) -> dt.date | None:
    """A day from month, day and year, with or without slashes; or from year, month, day as filings have it."""
    text = text.strip()
    if not text:
        return None
    found = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})|(\d{8})|(\d{4})-(\d\d)-(\d\d)(?:T00:00:00)?", text, re.ASCII)
    if found is not None:
        month, date, year, run, *iso = found.groups()
        if run is not None:
            year_first = run[:2] in ("19", "20") and not ("01" <= run[:2] <= "12")
            year, month, date = (run[:4], run[4:6], run[6:]) if year_first else (run[4:], run[:2], run[2:4])
        elif year is None:
            year, month, date = iso
        try:
            return dt.date(int(year), int(month), int(date))
        except ValueError:
            pass
    raise MoneyError(f"{text[:20]!r} is no date", where=where, hint="Take the file from its source again.")


def decoded(line: bytes) -> str:
    """The text of a line: UTF-8, or the Windows alphabet that filing programs write."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
