"""Reads tables of special elections: one with votes and presidential shares, and FiveThirtyEight's with swings alone.

Both are CSV with a header. What a row lacks leaves it without a swing; what contradicts itself is an error.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from outright.context.specials import NATION, Special, lean, margin
from outright.errors import ContextError

_PRESIDENT = re.compile(r"pres(\d\d)_dem_pct")
_NUMBER = re.compile(r"-?\d{1,3}(\.\d+)?")
_SAME = Fraction(1, 10)  # swings that others worked out from rounded shares
_PUBLISHED = "Dem Margin Improvement Over Partisan Lean"
_MOST = Fraction(300)


def read_specials(text: str, where: str) -> tuple[Special, ...]:
    """The special elections of a table, the newest first; `ContextError` names the line that cannot be one.

    Columns: date, race, dem_votes, rep_votes, total_votes, and for the two last presidential years the shares in the
    place, such as pres16_dem_pct and pres16_rep_pct; for other years than 2012 and 2016 also the nation's margin, as
    pres20_nation. For a first round with all parties on one ballot (``stage`` says
    "all-party"), dem_party_votes and rep_party_votes. ``swing_vs_lean``, where given, is compared with ours;
    ``swing_published_538`` stands in where there is nothing to work from.
    """
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip() and not line.startswith("#")]
    reader = csv.DictReader(lines)
    columns = [(c or "").strip() for c in reader.fieldnames or ()]
    named = next((c for c in columns if c.endswith(_PUBLISHED)), None)
    if named is not None and "Date" in columns:
        rows = [_swing_alone(row, named, f"{where}, row {i}") for i, row in enumerate(reader, start=1)]
    elif {"date", "race"} <= set(columns):
        rows = list(_with_votes(reader, where))
    else:
        raise ContextError(
            "The table of special elections has none of the headings that are known", where=where,
            hint="Give the columns date, race, dem_votes, rep_votes, total_votes and the presidential shares.",
        )  # fmt: skip
    return tuple(sorted(rows, key=lambda s: (-s.date.toordinal(), s.race)))


def _swing_alone(row: Mapping[str, str], named: str, where: str) -> Special:
    race, state = (row.get("Race") or "").strip(), (row.get("State") or "").strip()
    return Special(
        date=_day(row.get("Date") or "", where), race=f"{state} {race}".strip(), place=state, published=True,
        federal=race.endswith(" CD") or race.startswith("U.S."), swing=_points(row.get(named), where),
    )  # fmt: skip


def _with_votes(rows: csv.DictReader[str], where: str) -> Iterator[Special]:
    for i, raw in enumerate(rows, start=1):
        row = {k: (v or "").strip() for k, v in raw.items() if isinstance(k, str) and not isinstance(v, list)}
        at = f"{where}, row {i}"
        if not row.get("race"):
            raise ContextError("A special election has no name", where=at, hint='Write its race, such as "KS-04".')
        by_party = bool(row.get("dem_party_votes"))
        won = None if "all-party" in row.get("stage", "") and not by_party else _margin(row, by_party, at)
        leans = _lean(row, at)
        swing = won - leans if won is not None and leans is not None else None
        given, published = _points(row.get("swing_vs_lean"), at), _points(row.get("swing_published_538"), at)
        if swing is not None and given is not None and abs(swing - given) > _SAME:
            raise ContextError(
                f"{row['race']} swung by {float(swing):.2f} points, and the table says {float(given):.2f}", where=at,
                hint="Correct its votes or its presidential shares.",
            )  # fmt: skip
        told = swing if swing is not None else given if given is not None else published
        yield Special(
            date=_day(row["date"], at), race=row["race"], place=row.get("state", ""), margin=won, lean=leans,
            swing=told, federal=row.get("level", "federal") == "federal", published=told is not None and swing is None,
            by_party=by_party, source=row.get("source_result", "") or row.get("source", ""),
        )  # fmt: skip


def _margin(row: Mapping[str, str], by_party: bool, where: str) -> Fraction | None:
    part = "_party_votes" if by_party else "_votes"
    dem, rep, total = (_votes(row.get(c), where) for c in (f"dem{part}", f"rep{part}", "total_votes"))
    if dem is None or rep is None or not total:
        return None
    if dem + rep > total:
        raise ContextError(
            f"The votes of both parties ({dem + rep:,}) are more than all ({total:,})", where=where,
            hint="Correct one of them.",
        )  # fmt: skip
    return margin(dem, rep, total)


def _lean(row: Mapping[str, str], where: str) -> Fraction | None:
    """The lean by the two newest presidential elections whose shares are given."""
    years = sorted((2000 + int(m[1]) for c in row if (m := _PRESIDENT.fullmatch(c))), reverse=True)
    known = []
    for year in years:
        short = f"pres{year % 100:02}"
        dem, rep = (_points(row.get(f"{short}_{party}_pct"), where) for party in ("dem", "rep"))
        if dem is None or rep is None:
            continue
        nation = _points(row.get(f"{short}_nation"), where)
        nation = NATION.get(year) if nation is None else nation
        if nation is None:
            raise ContextError(
                f"The nation's margin of {year} is not known here", where=where, hint=f"Give it as {short}_nation."
            )
        known.append((dem - rep, nation))
    if len(known) < 2:
        return None
    (newer, newer_nation), (older, older_nation) = known[:2]
    return lean(newer, older, newer_nation, older_nation)


def _votes(text: str | None, where: str) -> int | None:
    plain = (text or "").replace(",", "")
    if not plain:
        return None
    if not plain.isascii() or not plain.isdigit():
        raise ContextError(f"{text!r} is no number of votes", where=where, hint="Write it as 56435.")
    return int(plain)


def _points(text: str | None, where: str) -> Fraction | None:
    plain = (text or "").strip().removesuffix("%").strip()
    if not plain:
        return None
    if not plain.isascii() or not _NUMBER.fullmatch(plain) or abs(Fraction(plain)) > _MOST:
        raise ContextError(f"{text!r} is no number of points", where=where, hint="Write it as 22.9 or -4.")
    return Fraction(plain)


def _day(text: str, where: str) -> dt.date:
    plain = text.strip()
    try:
        if "/" not in plain:
            return dt.date.fromisoformat(plain)
        month, day, year = (int(part) for part in plain.split("/"))
        return dt.date(year + 2000 if year < 100 else year, month, day)
    except ValueError as error:
        raise ContextError(f"{plain!r} is no day", where=where, hint="Write it as 2017-04-11.") from error
