"""Reads the results JSON of Brazil's electoral court (TSE): one office in the country, a state or a town.

Until 2022 a flat list of candidates; since 2024 offices, groups, parties, candidates inside each other. Every
value is text. Written from documentation and one excerpt of a real file (../shared/feeds/foreign).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from outright.count import Election, ExternalId, Snapshot
from outright.errors import FeedMalformed
from outright.feeds.findings import Findings
from outright.feeds.ledger import Ledger
from outright.feeds.ledger_sheet import Sheet
from outright.feeds.moments import day_first_moment
from outright.feeds.numbers import shown
from outright.feeds.reader import Reader
from outright.feeds.strict_json import a_dict, a_list, a_text, loads
from outright.feeds.tables import AGAIN
from outright.feeds.text import head
from outright.terms import ReportingUnitType, ResultsStatus

_ZONE = "America/Sao_Paulo"  # "horário de Brasília", in which the court dates every file
_SIGNS = (b'"ele"', b'"dg"', b'"hg"')
_NUMBER = re.compile(r"\d{1,10}|\d{1,3}(?:\.\d{3}){1,3}", re.ASCII)
_OFFICES = {
    "1": "Presidente", "3": "Governador", "5": "Senador", "6": "Deputado Federal", "7": "Deputado Estadual",
    "8": "Deputado Distrital", "11": "Prefeito", "13": "Vereador",
}  # fmt: skip
_SENATE = "5"
_LISTS = frozenset({"6", "7", "8", "13"})
_PLACES = {
    "br": ReportingUnitType.NATION,
    "uf": ReportingUnitType.STATE,
    "mu": ReportingUnitType.MUNICIPALITY,
}


def recognises(body: bytes, name: str) -> bool:
    """True for a JSON object with the court's own abbreviations for election, date and time, and candidates."""
    del name
    start = head(body, 65536)
    return start.startswith(b"{") and all(s in start for s in _SIGNS) and (b'"carg"' in start or b'"cand"' in start)


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one file states; `FeedMalformed` for a number that is none."""
    root = a_dict(loads(body, "results"), "$")
    findings = Findings()
    place = _text(root, "tpabr", "$").lower()
    code = _text(root, "cdabr", "$").lower()
    level = _PLACES.get(place, ReportingUnitType.OTHER)
    ledger = Ledger(level, findings)
    ledger.unit(
        "place",
        "Brasil" if place == "br" else code.upper() or "(place not stated)",
        external=_external(code),
        geographic=True,
    )
    if "carg" in root:
        _nested(root, ledger)
    else:
        _flat(root, ledger)
    practice = _text(root, "f", "$").lower() != "o"
    if practice:
        message = f"The file's flag f is {_text(root, 'f', '$')!r}, not 'o' for official: practice figures."
        findings.hold("test-data", "$.f", message)
    time = f"{_text(root, 'dg', '$')} {_text(root, 'hg', '$')}".strip()
    moment = day_first_moment(time, _ZONE)
    if moment is None:
        findings.warn("time-not-placed", "$.dg", f"The time {time!r} cannot be placed; it is kept as text.")
    findings.warn("election-date-unknown", name, "The file states when it was made, not the election's day.")
    title = f"Eleição {_text(root, 'ele', '$')}, {_text(root, 't', '$') or '?'}º turno"
    status = ResultsStatus.UNOFFICIAL_COMPLETE if _text(root, "tf", "$") == "s" else ResultsStatus.UNOFFICIAL_PARTIAL
    return Snapshot(
        "tse", Election(title, None, "Brasil"), ledger.counts(), moment, time, status, practice,
        findings=findings.close(),
    )  # fmt: skip


def _external(code: str) -> tuple[ExternalId, ...]:
    return (ExternalId("local-level", code),) if code else ()


def _nested(root: dict[str, Any], ledger: Ledger) -> None:
    """Since 2024: offices, in each the groups, parties and candidates; totals in objects of their own."""
    offices = a_list(root.get("carg"), "$.carg", optional=False)
    sections, voters, votes = (_inner(root, key) for key in ("s", "e", "v"))
    for n, item in enumerate(offices):
        where = f"$.carg[{n}]"
        office = a_dict(item, where)
        code = _text(office, "cd", where)
        name = _text(office, "nmn", where) or _OFFICES.get(code, f"Cargo {code}")
        sheet = _contest(ledger, code, name, _number(office, "nv", where))
        rows = list(_candidates(office, where))
        for spot, row, party in rows:
            _candidate(sheet, row, party, spot)
        alone = len(offices) == 1  # the file's totals are of all offices together where there are several
        _progress(sheet, sections, "ts")
        sheet.registered_voters, sheet.ballots_cast = _number(voters, "te", "$.e"), _number(voters, "c", "$.e")
        _check(sheet, votes if alone else {}, [(row, spot) for spot, row, _ in rows])
        _declared(sheet, [(row, spot) for spot, row, _ in rows])


def _flat(root: dict[str, Any], ledger: Ledger) -> None:
    """Until 2022: one office, its candidates in one list, all totals beside it."""
    code = _text(root, "carper", "$").lstrip("0")
    sheet = _contest(ledger, code, _OFFICES.get(code, f"Cargo {code or '?'}"), _number(root, "nv", "$"))
    rows = []
    for n, item in enumerate(a_list(root.get("cand"), "$.cand", optional=False)):
        row = a_dict(item, f"$.cand[{n}]")
        party = _text(row, "cc", f"$.cand[{n}]").split(" - ")[0].strip()
        _candidate(sheet, row, party, f"$.cand[{n}]")
        rows.append((row, f"$.cand[{n}]"))
    _progress(sheet, root, "s")
    sheet.registered_voters, sheet.ballots_cast = _number(root, "e", "$"), _number(root, "c", "$")
    _check(sheet, root, rows)
    _declared(sheet, rows)


def _candidates(office: dict[str, Any], where: str) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Every candidate of an office with its path and its party's letters."""
    for a, group in enumerate(a_list(office.get("agr"), f"{where}.agr")):
        path = f"{where}.agr[{a}]"
        for p, item in enumerate(a_list(a_dict(group, path).get("par"), f"{path}.par")):
            party = a_dict(item, f"{path}.par[{p}]")
            letters = _text(party, "sg", f"{path}.par[{p}]")
            for c, row in enumerate(a_list(party.get("cand"), f"{path}.par[{p}].cand")):
                spot = f"{path}.par[{p}].cand[{c}]"
                yield spot, a_dict(row, spot), letters


def _contest(ledger: Ledger, code: str, name: str, seats: int | None) -> Sheet:
    """One office. Two senators are two votes; of all other offices a voter marks one."""
    allowed = seats or 1 if code == _SENATE else 1
    sheet = ledger.contest((code, name), name, source_id=code or None, seats=seats or 1, votes_allowed=allowed)
    sheet.unit("place")
    if code in _LISTS:
        message = "Seats go to parties; votes for a party's list are for no candidate and are not kept."
        sheet.findings.warn("list-votes-not-kept", name, message)
    return sheet


def _candidate(sheet: Sheet, row: dict[str, Any], party: str, where: str) -> None:
    """A candidate's votes. Annulled votes are kept as printed, and a person decides what they count for."""
    name = _text(row, "nmu", where) or _text(row, "nm", where)
    number, source_id = _text(row, "n", where), _text(row, "sqcand", where)
    if not name:
        raise FeedMalformed("A candidate has no name", where=where, hint=AGAIN)
    key = source_id or (number, name)
    sheet.candidate(key, name, party or None, source_id=source_id or None, american=False)
    votes = _number(row, "vap", where)
    sheet.votes("place", key, votes)
    if votes and (fate := _annulled(row, where)):
        message = f"{votes:,} votes are {fate!r}, not valid; they are in the count as printed."
        sheet.findings.hold("votes-annulled", f"{sheet.name}, {name}", message)


def _progress(sheet: Sheet, sections: dict[str, Any], every: str) -> None:
    """Sections (polling stations) counted, ``st``, and in all; the percentage ``pst`` is not read."""
    reported, total = _number(sections, "st", "$"), _number(sections, every, "$")
    if reported is not None and total is not None and reported > total:
        message = f"{reported:,} sections in, of {total:,}: progress is not shown."
        sheet.findings.warn("precincts-beyond-total", sheet.name, message)
    elif total:
        sheet.precincts_reported, sheet.precincts_total = reported, total
        sheet.unit("place", reported=None if reported is None else reported == total)


def _check(sheet: Sheet, votes: dict[str, Any], rows: list[tuple[dict[str, Any], str]]) -> None:
    """The valid votes stated against those of candidates and lists."""
    stated = _number(votes, "vv", "$")
    summed = sum(_number(row, "vap", at) or 0 for row, at in rows if not _annulled(row, at))
    summed += _number(votes, "vl", "$") or 0
    if stated is not None and stated != summed:
        message = f"{stated:,} valid votes stated, {summed:,} for candidates and lists; both are kept apart."
        sheet.findings.warn("total-not-sum-of-candidates", sheet.name, message)
    if any(_number(votes, key, "$") for key in ("vb", "tvn")):
        sheet.findings.info("blank-ballots", sheet.name, "Blank and null votes are votes for nobody and not kept.")


def _annulled(row: dict[str, Any], where: str) -> str:
    """What the votes were destined to, where that is not to be valid; else empty."""
    fate = _text(row, "dvt", where)
    return "" if fate.lower().startswith("válido") else fate


def _declared(sheet: Sheet, rows: list[tuple[dict[str, Any], str]]) -> None:
    """What the court says became of the candidates: quoted, never a verdict.

    ``e`` is "s" both for the elected and for the two who go on to a runoff: only ``st`` tells them apart.
    """
    said = [(_text(row, "nmu", at) or _text(row, "nm", at), _text(row, "st", at)) for row, at in rows]
    told = [f"{name}: {st}" for name, st in said if st and st.lower() not in ("não eleito", "suplente")]
    if told:
        message = f"The court says {'; '.join(told[:8])}. It is quoted, not judged."
        sheet.findings.info("declared-status", sheet.name, message)
    unsaid = [name for (name, st), (row, at) in zip(said, rows, strict=True) if not st and _text(row, "e", at) == "s"]
    if unsaid:
        message = f"Marked e = 's' without a status: {'; '.join(unsaid[:8])}. That can be elected or in a runoff."
        sheet.findings.info("declared-status", sheet.name, message)


def _inner(root: dict[str, Any], key: str) -> dict[str, Any]:
    return a_dict(root.get(key) if root.get(key) is not None else {}, f"$.{key}")


def _text(value: dict[str, Any], key: str, where: str) -> str:
    found = value.get(key)
    if type(found) is int:
        return str(found)
    return a_text(found, f"{where}.{key}", optional=True)


def _number(value: dict[str, Any], key: str, where: str) -> int | None:
    """A whole number out of text, thousands grouped by points if at all; None where it is empty or not there."""
    text = _text(value, key, where)
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise FeedMalformed(f"Votes: {shown(text)} is not a whole number", where=f"{where}.{key}", hint=AGAIN)
    return int(text.replace(".", ""))


READER = Reader(
    "tse", "Brazil's TSE results JSON", recognises, read,
    publisher="Brazil's Tribunal Superior Eleitoral", change="`dg` and `hg`", basis="documentation",
)  # fmt: skip
