"""Reads tables of polls: a plain one of toplines, FiveThirtyEight's polls page, and its polls with results.

All are CSV with a header; which one it is follows from its columns. Bytes in, polls out. What a row lacks is left
out where it may be missing; a row that cannot be one of a poll makes the whole table unusable, with its line.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from outright.context.polls import Poll
from outright.count import slug
from outright.errors import ContextError

_UNDECIDED = re.compile(r"(undecided|not sure|unsure|don'?t know|dk( ?/ ?na)?|refused)\b.*", re.IGNORECASE)
_NUMBER = re.compile(r"\d{0,3}(\.\d+)?")
_SHORT_YEAR = 2000
_MOST = 103  # rounding may bring the shares of a poll of many candidates a little past 100

Rows = Sequence[tuple[int, Mapping[str, str]]]


def read_polls(text: str, where: str, *, day: dt.date, race: str = "") -> tuple[Poll, ...]:
    """The polls of a table about the election of ``day``; `ContextError` says which line is wrong, and how.

    ``race`` keeps those of one race, where the table has several: its ``race_id``, ``race`` or ``round``. The newest
    poll is first.
    """
    lines = [(i, line) for i, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1) if _holds(line)]
    reader = csv.DictReader([line for _, line in lines], skipinitialspace=True)
    columns = {(c or "").strip() for c in reader.fieldnames or ()}
    rows: Rows = [(lines[min(reader.line_num, len(lines)) - 1][0], _clean(row)) for row in reader]
    if {"cand1_pct", "cand2_pct"} <= columns:
        found = list(_with_results(rows, where, day, race))
    elif {"question_id", "pct"} <= columns:
        found = list(_polls_page(rows, where, day, race))
    elif {"pollster", "candidate", "pct"} <= columns and columns & {"field_end", "end"}:
        found = list(_toplines(rows, where, day, race))
    else:
        raise ContextError(
            "The table of polls has none of the headings that are known", where=where,
            hint="Give the columns pollster, field_end, sample, candidate, pct; or a table of FiveThirtyEight's.",
        )  # fmt: skip
    return tuple(sorted(found, key=lambda p: (-p.end.toordinal(), p.pollster, p.id)))


def _holds(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _clean(row: Mapping[str | None, str | list[str] | None]) -> dict[str, str]:
    return {k.strip(): v.strip() for k, v in row.items() if k is not None and isinstance(v, str)}


def _toplines(rows: Rows, where: str, day: dt.date, race: str) -> Iterator[Poll]:
    """One row per poll and candidate; a candidate may be called Undecided."""
    polls: dict[tuple[str, ...], list[tuple[int, Mapping[str, str]]]] = {}
    for line, row in rows:
        if race and row.get("round", "") not in ("", race):
            continue
        key = ("pollster", "sponsor", "field_start", "field_end", "end", "sample", "population", "round")
        polls.setdefault(tuple(row.get(k, "") for k in key), []).append((line, row))
    for own in polls.values():
        line, row = own[0]
        end = _date(row.get("field_end") or row.get("end", ""), where, line)
        published = row.get("published", "")
        known = _date(published, where, line) if published else _must_be_out(end, day)
        yield _poll(
            own, "candidate", where, pollster=row["pollster"], end=end, known=known, sponsor=row.get("sponsor", ""),
            start=_date(row["field_start"], where, line) if row.get("field_start") else None,
            sample=row.get("sample", ""), population=row.get("population", ""), partisan=row.get("partisan", ""),
            source=row.get("url", ""),
        )  # fmt: skip


def _polls_page(rows: Rows, where: str, day: dt.date, race: str) -> Iterator[Poll]:
    """FiveThirtyEight's polls page: one row per question and answer. Of a poll with several questions, one is taken."""
    questions: dict[str, dict[str, list[tuple[int, Mapping[str, str]]]]] = {}
    for line, row in rows:
        other = row.get("election_date") and _date(row["election_date"], where, line) != day
        if other or (race and race != row.get("race_id")) or row.get("hypothetical", "").lower() == "true":
            continue
        poll = questions.setdefault(row.get("poll_id") or row["question_id"], {})
        poll.setdefault(row["question_id"], []).append((line, row))
    for asked in questions.values():
        _, own = min(asked.items(), key=lambda q: (_rank(q[1][0][1].get("population", "")), -len(q[1]), q[0]))
        line, row = own[0]
        end, made = _date(row.get("end_date", ""), where, line), row.get("created_at", "").partition(" ")[0]
        name = "candidate_name" if row.get("candidate_name") else "answer"
        yield _poll(
            own, name, where, pollster=row.get("pollster", ""), end=end, sponsor=row.get("sponsors", ""),
            known=_date(made, where, line) if made else _must_be_out(end, day), sample=row.get("sample_size", ""),
            start=_date(row["start_date"], where, line) if row.get("start_date") else None,
            population=row.get("population", ""), partisan=row.get("partisan", ""), source=row.get("url", ""),
            key=row["question_id"],
        )  # fmt: skip


def _rank(population: str) -> int:
    """Of a poll's questions, that of likely voters first, then of registered ones, then of all adults."""
    order = ("lv", "rv", "v", "a")
    return order.index(population.lower()) if population.lower() in order else len(order)


def _with_results(rows: Rows, where: str, day: dt.date, race: str) -> Iterator[Poll]:
    """FiveThirtyEight's polls with results, 2023 and 2024 editions; the results are left unread."""
    for line, row in rows:
        of_race = race in (row.get("race_id"), row.get("race"), row.get("location")) if race else True
        if _date(row.get("electiondate", ""), where, line) != day or not of_race:
            continue
        names = [(row.get(f"cand{i}_name", ""), row.get(f"cand{i}_pct", "")) for i in (1, 2)]
        own = [(line, {"candidate": name, "pct": share}) for name, share in names]
        third = row.get("cand3_pct", "")
        if third not in ("", "NA"):  # the best of the others: who that is, the table does not say
            own.append((line, {"candidate": "", "pct": third}))
        end = _date(row.get("polldate", ""), where, line)
        yield _poll(
            own, "candidate", where, pollster=row.get("pollster", ""), end=end, known=_must_be_out(end, day),
            sample=row.get("samplesize", ""), partisan=_none(row.get("partisan", "")), sponsor="", start=None,
            population="", source=_none(row.get("comment", "")), key=row.get("question_id", ""),
        )  # fmt: skip


def _poll(
    own: Rows, name: str, where: str, *, pollster: str, end: dt.date, known: dt.date, sponsor: str, sample: str,
    start: dt.date | None, population: str, partisan: str, source: str, key: str = "",
) -> Poll:  # fmt: skip
    line = own[0][0]
    if not pollster:
        raise ContextError("A poll has no pollster", where=f"{where}, line {line}", hint="Say who made it.")
    shares: dict[str, Fraction] = {}
    undecided: Fraction | None = None
    for at, row in own:
        answer, share = row.get(name, ""), _percent(row.get("pct", ""), where, at)
        if _UNDECIDED.fullmatch(answer):
            undecided = (undecided or Fraction(0)) + share
        elif answer in shares:
            raise ContextError(
                f"{pollster} has {answer!r} twice in one poll", where=f"{where}, line {at}", hint="Keep one of them."
            )
        else:
            shares[answer] = share
    whole = sum(shares.values(), undecided or Fraction(0))
    named = sum(shares.values()) > 0
    if whole > _MOST or not named:
        what = f"adds up to {float(whole):g} percent" if named else "names no candidate"
        raise ContextError(f"A poll by {pollster} {what}", where=f"{where}, line {line}", hint="Correct its shares.")
    size = _size(sample, where, line)
    told = (pollster, sponsor, end.isoformat(), str(size or ""), population)
    found = key or "-".join(slug(part) for part in told if part)
    return Poll(
        id=found, pollster=pollster, end=end, known=known, start=start,
        shares=tuple(sorted(shares.items(), key=lambda s: (-s[1], s[0]))), sponsor=sponsor, partisan=partisan,
        sample=size, population=population.upper(), undecided=undecided, source=source,
    )  # fmt: skip


def _must_be_out(end: dt.date, day: dt.date) -> dt.date:
    """The day by which a poll that does not say so was surely out: three days on, but before its election."""
    return max(end, min(end + dt.timedelta(days=3), day - dt.timedelta(days=1)))


def _none(text: str) -> str:
    return "" if text == "NA" else text


def _percent(text: str, where: str, line: int) -> Fraction:
    plain = text.removesuffix("%").strip()
    if not plain or not plain.isascii() or not _NUMBER.fullmatch(plain) or Fraction(plain) > 100:
        raise ContextError(f"{text!r} is no percentage", where=f"{where}, line {line}", hint="Write it as 43 or 44.7.")
    return Fraction(plain)


def _size(text: str, where: str, line: int) -> int | None:
    plain = _none(text).replace(",", "").partition(".")[0]
    if not plain:
        return None
    if not plain.isascii() or not plain.isdigit() or int(plain) == 0:
        raise ContextError(f"{text!r} is no number of people", where=f"{where}, line {line}", hint="Write it as 503.")
    return int(plain)


def _date(text: str, where: str, line: int) -> dt.date:
    """A day as ISO writes it, or as American tables do: 4/8/2017, 4/8/17."""
    try:
        if "/" not in text:
            return dt.date.fromisoformat(text[:10])
        month, day, year = (int(part) for part in text.split("/"))
        return dt.date(year + _SHORT_YEAR if year < 100 else year, month, day)
    except ValueError as error:
        raise ContextError(
            f"{text!r} is no day", where=f"{where}, line {line}", hint="Write it as 2017-04-10 or 4/10/2017."
        ) from error
