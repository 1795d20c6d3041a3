"""Streams the FEC's itemised files: one committee's gifts by state, and what others spent for and against candidates.

The files hold tens of millions of rows, so nothing is kept but sums and the transactions of the committees asked for;
of donors only the state is ever looked at. Memo rows repeat money that stands elsewhere and are left out; an amended
transaction replaces the earlier one. Real sample: ../shared/feeds/fec/bulk_2020_early.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from outright.context.fact import Fact, Facts, Item, Origin, Side
from outright.context.fec_rows import GIFTS, SPENDING, Row, rows
from outright.context.spent import Spent, known_by, once, outside_facts
from outright.errors import MoneyError

GIVEN = frozenset(("10", "10J", "11", "11J", "15", "15C", "15E", "15J", "30", "31", "32"))
"""Transaction types that are money from individuals (15E: through a conduit such as ActBlue, which is named on a memo
row). Refunds (22Y) and what a conduit passes on (24I, 24T) are no gifts to this committee."""

_SIDES: dict[str, Side] = {"24E": "support", "24A": "oppose"}


@dataclass(frozen=True, slots=True)
class Gifts:
    """What individuals gave one committee, itemised: cents by state, "" where a gift names none. No names.

    ``placed`` has the same with every gift that came through a conduit as the conduit itemises it (24T), small ones
    too; empty where no conduit in the file names the committee. ``memo``, ``refunds`` and ``other`` count the rows that
    are not summed, ``replaced`` those that an amendment took the place of. ``first`` and ``last`` are the days of the
    earliest and latest gift.
    """

    committee: str
    by_state: dict[str, int]
    placed: dict[str, int]
    gifts: int
    memo: int
    refunds: int
    other: int
    replaced: int
    first: dt.date | None
    last: dt.date | None

    @property
    def total(self) -> int:
        """All of it, in cents: exactly the sum over states and what names none."""
        return sum(self.by_state.values())


def gifts_of(
    lines: Iterable[bytes], committee: str, *, through: dt.date | None = None, elections: frozenset[str] = frozenset(),
    name: str = "itcont",
) -> Gifts:  # fmt: skip
    """One committee's itemised gifts out of ``itcont.txt``, read line by line.

    ``through``: only gifts up to this day. ``elections``: only gifts for these (``S2017``, ``R2017``), all where none
    is named. Raises `MoneyError` for a row that is not of 21 fields.
    """
    mark, passed_on = committee.encode() + b"|", b"|24T|"
    named = b"|" + mark
    own = (line for line in lines if line.startswith(mark) or (passed_on in line and named in line))
    kept: dict[tuple[str, ...], tuple[int, Row]] = {}
    conduits: dict[tuple[str, ...], tuple[int, Row]] = {}
    left = {"memo": 0, "refunds": 0, "other": 0}
    seen = 0
    for row in rows(own, GIFTS, name):
        kind = row["TRANSACTION_TP"]
        if not _asked(row, through, elections):
            continue
        if row["CMTE_ID"] != committee:
            if kind == "24T" and row["OTHER_ID"] == committee and row["MEMO_CD"] != "X":
                _newer(conduits, row)
            continue
        why = "memo" if row["MEMO_CD"] == "X" else "refunds" if kind.startswith("22") else "other"
        if why == "memo" or kind not in GIVEN:
            left[why] += 1
            continue
        seen += 1
        _newer(kept, row)
    days = sorted(d for _, r in kept.values() if (d := r.day("TRANSACTION_DT")) is not None)
    given = [row for _, row in kept.values()]
    direct = [row for row in given if row["TRANSACTION_TP"] != "15E"]
    placed = _states([*direct, *(row for _, row in conduits.values())]) if conduits else {}
    first, last = (days[0], days[-1]) if days else (None, None)
    return Gifts(
        committee, _states(given), placed, len(kept), left["memo"], left["refunds"], left["other"],
        seen - len(kept), first, last,
    )  # fmt: skip


def _asked(row: Row, through: dt.date | None, elections: frozenset[str]) -> bool:
    """Whether a row is of the elections and of the time that are asked for."""
    if elections and row["TRANSACTION_PGI"] not in elections:
        return False
    day = row.day("TRANSACTION_DT")
    return through is None or (day is not None and day <= through)


def _states(given: Iterable[Row]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in given:
        state = row["STATE"].upper()
        found[state] = found.get(state, 0) + row.cents("TRANSACTION_AMT")
    return dict(sorted(found.items()))


def _newer(kept: dict[tuple[str, ...], tuple[int, Row]], row: Row) -> None:
    """Keeps the row unless a later filing's is there. A transaction's id is unique in one committee's one report."""
    order = _file_number(row)
    key: tuple[str, ...] = (row["CMTE_ID"], row["RPT_TP"], row["TRANSACTION_DT"][4:], row["TRAN_ID"])
    if not row["TRAN_ID"]:  # paper filings number no transactions; the FEC's own number is unique
        key = (row["SUB_ID"],)
    if key not in kept or order >= kept[key][0]:
        kept[key] = (order, row)


def _file_number(row: Row) -> int:
    number = row["FILE_NUM"]
    if number and not (number.isascii() and number.isdigit()):
        raise MoneyError(f"{number[:20]!r} is no file number", where=row.where, hint="Take the file again.")
    return int(number or 0)


def gift_facts(found: Gifts, candidate: str, as_of: dt.date, origin: Origin) -> Facts:
    """The facts of one committee's itemised gifts: by state, and in all."""
    facts = [Fact(Item.STATE, n, as_of, candidate, state, of="itemised") for state, n in found.by_state.items()]
    facts += [Fact(Item.STATE, n, as_of, candidate, state, of="placed") for state, n in found.placed.items()]
    return Facts((Fact(Item.ITEMISED, found.total, as_of, candidate), *facts), (origin,))


def spending_facts(
    lines: Iterable[bytes], candidates: Iterable[str], through: dt.date, origin: Origin, names: dict[str, str],
    name: str = "itpas2",
) -> Facts:  # fmt: skip
    """Independent spending for and against these candidates out of ``itpas2.txt``: types 24E and 24A, by spender.

    ``names`` are committees' names by id (`fec_bulk.committee_names`). Only spending up to ``through``.
    """
    wanted = frozenset(candidates)
    marks = tuple(f"|{c}|".encode() for c in wanted)
    some = (line for line in lines if any(m in line for m in marks))
    found = (
        _spent(row)
        for row in rows(some, SPENDING, name)
        if row["CAND_ID"] in wanted and row["TRANSACTION_TP"] in _SIDES and row["MEMO_CD"] != "X"
    )
    known, problems = known_by(found, through)
    said = outside_facts(once(known), max((s.day for s in known if s.day), default=through), origin, names)
    return Facts(said.facts, said.origins, problems)


def _spent(row: Row) -> Spent:
    return Spent(
        spender=row["CMTE_ID"], candidate=row["CAND_ID"], side=_SIDES[row["TRANSACTION_TP"]],
        amount=row.cents("TRANSACTION_AMT"), day=row.day("TRANSACTION_DT"), transaction=row["TRAN_ID"] or row["SUB_ID"],
        filing=_file_number(row), is_notice=row["RPT_TP"] in ("24", "48"), amends=row["AMNDT_IND"] == "A",
    )  # fmt: skip
