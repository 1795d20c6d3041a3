"""OpenFEC, the FEC's own API: which addresses to ask, and what their answers say. It asks nothing itself.

The key is in no address: it travels in a header (``X-Api-Key``, which api.data.gov takes), so that nothing that is
stored or printed can hold it. Answers come in pages: by number, or, where rows are listed, by a cursor. Written from
the published paths and parameters of ``fecgov/openFEC``; amounts are read from the answer's own digits.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from outright.context.cents import cents
from outright.context.fact import Fact, Facts, Item, Origin, Side
from outright.context.fec_rows import CANDIDATE_ID
from outright.context.spent import Spent, known_by, once, outside_facts
from outright.errors import MoneyError

BASE = "https://api.open.fec.gov/v1"
KEY_HEADER = "X-Api-Key"
PAGE = 100
MOST_PAGES = 200
"""Where the pages of one question end at the latest; the API allows 1,000 questions an hour."""

_TOTALS = re.compile(r"/candidate/([A-Z0-9]+)/totals/$")
_STATES = "/schedules/schedule_a/by_state/by_candidate/"
_SPENDING = "/schedules/schedule_e/"
_AGAIN = "Ask again: outright money --fetch."


def address(path: str, base: str = BASE, **asked: str) -> str:
    """The address of one question, its parameters in order. Raises `MoneyError` where one of them is a key.

    >>> address("/candidate/H8GA06195/totals/", cycle="2018")
    'https://api.open.fec.gov/v1/candidate/H8GA06195/totals/?cycle=2018&per_page=100'
    """
    if any("key" in name.lower() for name in asked):
        raise MoneyError("A key may not stand in an address", hint="It is sent in a header.")
    return f"{base}{path}?{urlencode(sorted({**asked, 'per_page': str(PAGE)}.items()))}"


def questions(candidates: Iterable[str], on: dt.date, base: str = BASE) -> tuple[str, ...]:
    """What to ask of these candidates, by FEC id, for the two-year period of the day ``on``."""
    found = []
    cycle = str(on.year + on.year % 2)
    for one in candidates:
        if not CANDIDATE_ID.fullmatch(one):
            raise MoneyError(f"{one[:20]!r} is no FEC candidate id", hint="It looks like H8GA06195.")
        asked = {"cycle": cycle, "election_full": "false"}
        rows = {"candidate_id": one, "cycle": cycle, "most_recent": "true", "max_dissemination_date": on.isoformat()}
        found += [
            address(f"/candidate/{one}/totals/", base, **asked),
            address(_STATES, base, candidate_id=one, **asked),
            address(_SPENDING, base, **rows, sort="-expenditure_date"),
        ]
    return tuple(found)


def next_address(url: str, body: bytes) -> str | None:
    """The address of the page after this answer; None after the last."""
    said = _answer(body, url)
    pages = said.get("pagination")
    if not isinstance(pages, dict):
        raise MoneyError("The answer has no pagination", where=_path(url), hint=_AGAIN)
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    last = pages.get("last_indexes")
    if isinstance(last, dict):
        if not said["results"]:
            return None
        asked |= {str(k): str(v) for k, v in last.items() if v is not None}
    else:
        page = pages.get("page", 1)
        if not isinstance(page, int) or not isinstance(pages.get("pages"), int):
            raise MoneyError("The answer does not say how many pages there are", where=_path(url), hint=_AGAIN)
        if page >= pages["pages"]:
            return None
        asked["page"] = str(page + 1)
    following = urlunsplit(parts._replace(query=urlencode(sorted(asked.items()))))
    return None if following == url else following


@dataclass(frozen=True, slots=True)
class Answer:
    """One recorded answer: what was asked (without any key), the bytes, and where they come from."""

    url: str
    body: bytes
    origin: Origin


def api_facts(answers: Iterable[Answer], candidates: Iterable[str], on: dt.date) -> Facts:
    """The facts of recorded answers on the day ``on``.

    Raises `MoneyError` for an answer that is none, for pages that are missing, and for amounts that are none.
    """
    wanted = tuple(candidates)
    pages: dict[str, list[Answer]] = {}
    for a in answers:
        pages.setdefault(_question(a.url), []).append(a)
    found, spent, spending = Facts(), [], None
    through: dict[str, dt.date] = {}
    for question in sorted(pages, key=lambda q: (not _TOTALS.search(_path(q)), q)):
        said, origin = pages[question], pages[question][0].origin
        rows = _whole(question, said)
        path = _path(question)
        if _TOTALS.search(path):
            totals = _totals(rows, wanted, path)
            through |= {f.candidate: f.as_of for f in totals}
            found = found.and_also(Facts(totals, (origin,)))
        elif path.endswith(_STATES):
            found = found.and_also(Facts(_by_state(rows, wanted, through, path), (origin,)))
        elif path.endswith(_SPENDING):
            spending = origin
            spent += [s for r in rows if (s := _spent(r, path)) is not None and s.candidate in wanted]
    early, problems = known_by(spent, on)
    if early and spending is not None:
        newest = max(s.day for s in early if s.day is not None)
        found = found.and_also(outside_facts(once(early), newest, spending, {}))
    return found.and_also(Facts(problems=problems))


def _whole(question: str, said: list[Answer]) -> list[dict[str, Any]]:
    """The rows of all pages; `MoneyError` where they are not as many as the API says that there are.

    Where it says that it only guesses their number, the last page must be an empty one: the end of the cursor.
    """
    rows: list[dict[str, Any]] = []
    count, exact, ended = None, True, False
    for answer in sorted(said, key=_place):
        body = _answer(answer.body, answer.url)
        rows += body["results"]
        ended = not body["results"]
        pages = body.get("pagination")
        count = pages.get("count") if isinstance(pages, dict) else None
        exact = not (isinstance(pages, dict) and pages.get("is_count_exact") is False)
    if not isinstance(count, int) or (count != len(rows) if exact else not ended):
        where = _path(question)
        raise MoneyError(f"{len(rows):,} rows came, where the API counts {count}", where=where, hint=_AGAIN)
    return rows


def _place(answer: Answer) -> tuple[int, bool]:
    """Pages by number; by cursor in the order in which they were recorded, as far as their addresses tell."""
    asked = dict(parse_qsl(urlsplit(answer.url).query))
    page = asked.get("page", "1")
    return int(page) if page.isdigit() else 1, any(k.startswith("last_") for k in asked)


def _question(url: str) -> str:
    """The address without what only says which page it is."""
    parts = urlsplit(url)
    asked = [(k, v) for k, v in parse_qsl(parts.query) if k != "page" and not k.startswith("last_")]
    return urlunsplit(parts._replace(query=urlencode(asked)))


def _path(url: str) -> str:
    return urlsplit(url).path


def _answer(body: bytes, url: str) -> dict[str, Any]:
    """An answer as JSON, its numbers as the digits that were sent."""
    try:
        said = json.loads(body, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise MoneyError("The answer is no JSON", where=_path(url), hint=_AGAIN) from error
    rows = said.get("results") if isinstance(said, dict) else None
    if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
        raise MoneyError("The answer holds no results", where=_path(url), hint=_AGAIN)
    found: dict[str, Any] = said
    return found


_LINES = (
    (Item.RECEIPTS, ("receipts",)),
    (Item.CASH, ("last_cash_on_hand_end_period",)),
    (Item.INDIVIDUALS, ("individual_contributions",)),
    (Item.ITEMISED, ("individual_itemized_contributions",)),
    (Item.UNITEMISED, ("individual_unitemized_contributions",)),
    (Item.COMMITTEES, ("other_political_committee_contributions",)),
    (Item.PARTIES, ("political_party_committee_contributions",)),
    (Item.OWN, ("candidate_contribution", "loans_made_by_candidate")),
    (Item.DISBURSEMENTS, ("disbursements",)),
    (Item.DEBTS, ("last_debts_owed_by_committee",)),
)


def _totals(rows: list[dict[str, Any]], wanted: tuple[str, ...], path: str) -> tuple[Fact, ...]:
    """A candidate's totals; a line that the answer leaves out is not known, and never nothing."""
    found = []
    for row in rows:
        candidate, last = str(row.get("candidate_id") or ""), _date(row.get("coverage_end_date"), path)
        if candidate not in wanted or last is None:
            continue
        for item, names in _LINES:
            known = [n for name in names if (n := _cents(row.get(name), path)) is not None]
            if known:
                found.append(Fact(item, sum(known), last, candidate, covers="two-years"))
    return tuple(found)


def _by_state(
    rows: list[dict[str, Any]], wanted: tuple[str, ...], through: dict[str, dt.date], path: str
) -> tuple[Fact, ...]:
    """Itemised gifts by state, as of the day of the candidate's totals; without those they have no day."""
    found = []
    for row in rows:
        candidate, amount = str(row.get("candidate_id") or ""), _cents(row.get("total"), path)
        if candidate in wanted and candidate in through and amount is not None:
            state = str(row.get("state") or "").upper()
            found.append(
                Fact(Item.STATE, amount, through[candidate], candidate, state, of="itemised", covers="two-years")
            )
    return tuple(found)


_SIDES: dict[str, Side] = {"S": "support", "O": "oppose"}


def _spent(row: dict[str, Any], path: str) -> Spent | None:
    """A row of independent spending; None for a memo, and for one that says neither for nor against."""
    side = _SIDES.get(str(row.get("support_oppose_indicator") or "").upper()[:1], "")
    amount = _cents(row.get("expenditure_amount"), path)
    memo = str(row.get("memo_code") or "").upper() == "X" or row.get("memoed_subtotal") is True
    if memo or not side or amount is None or row.get("most_recent") is False:
        return None
    committee = row.get("committee")
    number = row.get("file_number")
    return Spent(
        spender=str(row.get("committee_id") or ""), candidate=str(row.get("candidate_id") or ""), side=side,
        amount=amount, day=_date(row.get("dissemination_date") or row.get("expenditure_date"), path),
        transaction=str(row.get("transaction_id") or ""), filing=number if isinstance(number, int) else 0,
        is_notice=row.get("is_notice") is True, amends=str(row.get("amendment_indicator") or "").upper() == "A",
        name=str(committee.get("name") or "") if isinstance(committee, dict) else "",
    )  # fmt: skip


def _cents(value: object, path: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise MoneyError(f"{str(value)[:40]!r} is no amount", where=path, hint=_AGAIN)
    return cents(str(value), path)


def _date(value: object, path: str) -> dt.date | None:
    if value is None or value == "":
        return None
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise MoneyError(f"{str(value)[:20]!r} is no date", where=path, hint=_AGAIN) from error
