"""What electronic filings come to together, on one day: reports, their amendments, and the notices since.

An amended report replaces the whole report of its committee and period. A notice counts until a report repeats it.
Nothing that was signed after the day is known on it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence

from outright.context.cents import dollars
from outright.context.fact import Fact, Facts, Item, Origin
from outright.context.fec_efile import Filing, Gift
from outright.context.spent import Spent, known_by, once, outside_facts

_CYCLE = (
    (Item.RECEIPTS, ("col_b_total_receipts",)),
    (Item.INDIVIDUALS, ("col_b_total_individual_contributions",)),
    (Item.ITEMISED, ("col_b_individual_contributions_itemized",)),
    (Item.UNITEMISED, ("col_b_individual_contributions_unitemized",)),
    (Item.COMMITTEES, ("col_b_pac_contributions",)),
    (Item.PARTIES, ("col_b_political_party_contributions",)),
    (Item.OWN, ("col_b_candidate_contributions", "col_b_candidate_loans")),
    (Item.DISBURSEMENTS, ("col_b_total_disbursements",)),
    (Item.CASH, ("col_a_cash_on_hand_close_of_period",)),
    (Item.DEBTS, ("col_a_debts_by",)),
)
"""A candidate's report (F3), election cycle to date, by the parser's names of its lines."""


def filing_facts(
    filings: Sequence[tuple[Filing, Origin]], committees: Mapping[str, str], candidates: Iterable[str], on: dt.date
) -> Facts:
    """The facts of these filings on the day ``on``.

    ``committees`` are the candidates' own committees, each with its candidate, the principal one of each first: only
    the first that has filings is used, and the others are told. ``candidates`` are those for or against
    whom others' spending is asked for. Both by FEC id.
    """
    known = [(f, o) for f, o in filings if f.signed is None or f.signed <= on]
    found, used = Facts(), dict[str, str]()
    for committee, candidate in committees.items():
        mine = [(f, o) for f, o in known if f.committee == committee]
        if mine and candidate in used:
            said = f"Filings of {committee} are not added to those of {used[candidate]}, of the same candidate."
            found = found.and_also(Facts(problems=(said,)))
        elif mine:
            used[candidate] = committee
            found = found.and_also(_committee(mine, candidate, on))
    return found.and_also(_outside(known, frozenset(candidates), on))


def _committee(mine: Sequence[tuple[Filing, Origin]], candidate: str, on: dt.date) -> Facts:
    """One committee's newest report, what is itemised in all of its reports, and gifts noticed since."""
    reports = _standing([(f, o) for f, o in mine if f.form == "F3" and f.last is not None and f.last <= on])
    notices = [f for f, _ in mine if f.form == "F6"]
    found, last = Facts(), None
    if reports:
        newest, origin = reports[-1]
        last = newest.last
        assert last is not None
        totals, problems = _totals(newest, candidate, last)
        states, more = _states([f for f, _ in reports], newest, candidate, last)
        found = Facts((*totals, *states), (origin,), (*problems, *more))
    late = [g for g in _gifts(notices) if g.day is not None and (last is None or last < g.day) and g.day <= on]
    if late:
        day = max(g.day for g in late if g.day is not None)
        fact = Fact(Item.LATE, sum(g.amount for g in late), day, candidate, covers="notices")
        origins = [o for f, o in mine if f.form == "F6"]
        found = found.and_also(Facts((fact,), (_together(origins, "FEC, notices of gifts (F6)"),)))
    return found


def _standing(reports: Sequence[tuple[Filing, Origin]]) -> list[tuple[Filing, Origin]]:
    """The newest filing of each period, in order of time."""
    newest: dict[tuple[dt.date | None, dt.date | None], tuple[Filing, Origin]] = {}
    for filing, origin in sorted(reports, key=lambda r: r[0].number):
        newest[filing.first, filing.last] = (filing, origin)
    return sorted(newest.values(), key=lambda r: (r[0].last or dt.date.min, r[0].number))


def _totals(report: Filing, candidate: str, last: dt.date) -> tuple[list[Fact], list[str]]:
    found, missing = [], []
    for item, names in _CYCLE:
        known = [report.totals[n] for n in names if n in report.totals]
        if known:
            found.append(Fact(item, sum(known), last, candidate, covers="cycle"))
        else:
            missing.append(item.value)
    problems = [f"Filing {report.number} says nothing of {', '.join(missing)}."] if missing else []
    return found, problems


def _states(
    reports: Sequence[Filing], newest: Filing, candidate: str, last: dt.date
) -> tuple[list[Fact], list[str]]:  # fmt: skip
    """Itemised gifts of individuals by state, over all reports of the cycle; none where they are not all of it."""
    sums: dict[str, int] = {}
    for gift in (g for f in reports for g in f.gifts if g.is_individual):
        sums[gift.state] = sums.get(gift.state, 0) + gift.amount
    stated = newest.totals.get("col_b_individual_contributions_itemized")
    added = sum(sums.values())
    if stated is None or not (sums or stated):
        return [], []
    problems = []
    if added != stated:
        problems = [
            f"Itemised gifts in the filings of {newest.committee} add up to {dollars(added)}; its newest report says "
            f"{dollars(stated)} to date."
        ]
    if added > stated:
        return [], problems
    return [
        Fact(Item.STATE, n, last, candidate, s, of="itemised", covers="cycle") for s, n in sorted(sums.items())
    ], problems


def _gifts(notices: Iterable[Filing]) -> list[Gift]:
    """Every noticed gift once: a transaction of a later filing replaces the earlier one."""
    kept: dict[tuple[str, str], Gift] = {}
    for filing in sorted(notices, key=lambda f: f.number):
        for place, gift in enumerate(filing.gifts):
            kept[filing.committee, gift.transaction or f"{filing.number}/{place}"] = gift
    return list(kept.values())


def _outside(known: Sequence[tuple[Filing, Origin]], candidates: frozenset[str], on: dt.date) -> Facts:
    known = _without_replaced(known)
    every = [s for f, _ in known for s in f.spent]
    nameless = sum(1 for s in every if not s.candidate or (s.candidate in candidates and not s.side))
    mine, problems = known_by((s for s in every if s.candidate in candidates and s.side), on)
    if nameless:
        word = "line" if nameless == 1 else "lines"
        said = f"{nameless:,} {word} of independent spending cannot be told to be for or against a candidate."
        problems = (*problems, said)
    if not mine:
        return Facts(problems=problems)
    numbers = {s.filing for s in mine}
    used = _together([o for f, o in known if f.number in numbers], "FEC, electronic filings (F24, F5, F3X)")
    newest = max(s.day for s in mine if s.day is not None)
    found = outside_facts(_named(once(mine)), newest, used, {})
    return Facts(found.facts, found.origins, problems)


def _without_replaced(known: Sequence[tuple[Filing, Origin]]) -> list[tuple[Filing, Origin]]:
    """Without reports of which a later filing of the same committee and period stands; notices all stay."""
    newest: dict[tuple[object, ...], int] = {}
    for f, _ in known:
        key = (f.committee, f.form, f.first, f.last)
        newest[key] = max(f.number, newest.get(key, -1))
    return [
        (f, o) for f, o in known
        if f.is_notice or f.last is None or f.number == newest[f.committee, f.form, f.first, f.last]
    ]  # fmt: skip


def _named(found: Iterable[Spent]) -> tuple[Spent, ...]:
    """In the order of filings, so that a spender has its newest name."""
    return tuple(sorted(found, key=lambda s: -s.filing))


def _together(origins: Sequence[Origin], source: str) -> Origin:
    """One origin of a sum over several files: the newest day of receipt, and the hash of their hashes."""
    one = list(dict.fromkeys(origins))
    hashes = sorted({o.sha256 for o in one if o.sha256})
    received = max((o.received for o in one if o.received is not None), default=None)
    digest = hashlib.sha256("\n".join(hashes).encode()).hexdigest() if len(hashes) > 1 else "".join(hashes)
    return Origin(source, None, received, digest)
