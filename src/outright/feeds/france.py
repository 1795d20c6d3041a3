"""Reads the French Interior Ministry's results XML: rounds (Tour) of communes, constituencies, departments, regions.

Blank and null votes are votes for nobody: Exprimés are the valid ones. Percentages are never read. Written
from documentation; no real file was obtained.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outright.count import Election, ExternalId, Snapshot
from outright.errors import FeedMalformed
from outright.feeds.findings import Findings
from outright.feeds.ledger import Ledger
from outright.feeds.ledger_sheet import Sheet
from outright.feeds.moments import day_first_moment, utc_text
from outright.feeds.numbers import whole
from outright.feeds.reader import Reader
from outright.feeds.safe_xml import events
from outright.feeds.tables import AGAIN
from outright.feeds.text import head
from outright.terms import ReportingUnitType

if TYPE_CHECKING:
    from lxml.etree import _Element

_ZONE = "Europe/Paris"
_PLACES = {
    "Commune": (ReportingUnitType.MUNICIPALITY, ("CodSubCom", "CodCom"), ("LibSubCom", "LibCom")),
    "Circonscription": (ReportingUnitType.DISTRICT, ("CodCirElec", "CodCirLg"), ("LibCirElec", "LibCirLg")),
    "Departement": (ReportingUnitType.COUNTY, ("CodDpt",), ("LibDpt",)),
    "Region": (ReportingUnitType.STATE, ("CodReg",), ("LibReg",)),
    "EnsembleGeo": (ReportingUnitType.NATION, (), ()),
    "FE": (ReportingUnitType.NATION, (), ()),
}
_UPWARD = tuple(level for level, *_ in _PLACES.values())
_SIGNS = (b"<Scrutin>", b"<Tour>", b"<NumTour>")
_ROOT = re.compile(rb"(?:<\?xml[^>]*\?>\s*)?<Election\b", re.IGNORECASE)
_ROUNDS = {"1": "1er tour", "2": "2e tour"}


@dataclass
class _Place:
    """A place that has results, and the places it lies in."""

    path: tuple[str, ...]
    name: str
    level: ReportingUnitType
    code: str
    district: str
    reported: bool | None
    updated: str


@dataclass
class _Round:
    """One round in one place: numbers of ballots, and rows of name, nuance, number and votes."""

    place: _Place
    number: str
    mentions: dict[str, int | None]
    rows: list[tuple[str, str, str, int | None]] = field(default_factory=list)
    declared: list[str] = field(default_factory=list)


def recognises(body: bytes, name: str) -> bool:
    """True for XML whose root is Election, with a Scrutin and rounds called Tour."""
    del name
    start = head(body, 65536)
    return _ROOT.match(start) is not None and all(sign in body[:1048576] for sign in _SIGNS)


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one file states; `FeedMalformed` for one that is cut or has votes that are no number."""
    findings = Findings()
    kind, year, rounds = _walk(body)
    ledger = Ledger(ReportingUnitType.MUNICIPALITY, findings)
    groups: dict[tuple[str, str], list[_Round]] = {}
    by_district = _by_district(kind)
    for item in rounds:
        groups.setdefault((item.number, item.place.district if by_district else ""), []).append(item)
    for (number, district), items in groups.items():
        title = ", ".join(p for p in (f"{kind} {year}".strip(), district, _ROUNDS.get(number, f"tour {number}")) if p)
        _contest(ledger, title, (number, district), items)
    counts = ledger.counts()
    if not counts:
        findings.info("no-results-yet", "Election", "The file is whole and holds no round.")
    times = sorted({item.place.updated for item in rounds if item.place.updated})
    placed = [(utc_text(m) or "", m, t) for t in times if (m := day_first_moment(t, _ZONE)) is not None]
    _, moment, printed = max(placed, default=("", None, times[-1] if times else ""))
    if moment is None:
        findings.warn("time-not-placed", "DateDerMaj", f"The time {printed!r} cannot be placed; it is kept as text.")
    findings.warn("election-date-unknown", name, "The file states the election's year and not its day.")
    election = Election(" ".join(p for p in (kind, year) if p) or "Élection", None, "France")
    return Snapshot("france", election, counts, moment, printed, findings=findings.close())


def _by_district(kind: str) -> bool:
    """Whether each constituency is a contest of its own; `FeedMalformed` for elections that are not read."""
    plain = kind.casefold()
    if "sidentielle" in plain:
        return False
    if "gislative" in plain:
        return True
    message = f"The election is of the kind {kind[:60]!r}; presidential and legislative ones are read"
    raise FeedMalformed(message, where="Scrutin/Type", hint="Towns, cantons and lists elect by other rules.")


def _walk(body: bytes) -> tuple[str, str, list[_Round]]:
    """Type and year of the election, and every round of every place."""
    kind = year = ""
    rounds: list[_Round] = []
    places: dict[_Element, _Place] = {}
    for event, element in events(body, ("Election", "Scrutin", "Tour"), "results"):
        if event == "start":
            continue
        if element.tag == "Scrutin":
            kind, year = _text(element, "Type"), _text(element, "Annee")
        elif element.tag == "Tour":
            above = next((a for a in element.iterancestors() if a.tag in _PLACES), None)
            if above is None:
                raise FeedMalformed("A round stands in no place", where=f"line {element.sourceline}", hint=AGAIN)
            if above not in places:
                places[above] = _place(above)
            rounds.append(_round(element, places[above]))
            element.clear()
    return kind, year, rounds


def _place(element: _Element) -> _Place:
    """A place's name and codes, with those of the places around it: two communes may share a name."""
    around = [a for a in (element, *element.iterancestors()) if a.tag in _PLACES]
    codes = [_code(a) or _first(a, _PLACES[str(a.tag)][2]) or str(a.tag) for a in around]
    named = {str(a.tag): a for a in around}
    district = _code(named["Circonscription"]) if "Circonscription" in named else ""
    if not district and element.tag == "Commune":
        district = _first(element, _PLACES["Circonscription"][1])
    if district:  # its number is its own only within the department
        department = _text(named["Departement"], "LibDpt") if "Departement" in named else ""
        district = " ".join(p for p in (department, f"circonscription {district}") if p)
    level, _, names = _PLACES[str(element.tag)]
    reported = {"OUI": True, "O": True, "NON": False, "N": False}.get(_text(element, "ResultatsParvenus").upper())
    return _Place(
        (str(element.tag), *reversed(codes)), _first(element, names) or _code(element) or "France entière", level,
        _code(element), district, reported, f"{_text(element, 'DateDerMaj')} {_text(element, 'HeureDerMaj')}".strip(),
    )  # fmt: skip


def _code(element: _Element) -> str:
    return _first(element, _PLACES[str(element.tag)][1])


def _round(element: _Element, place: _Place) -> _Round:
    where = f"{place.name}, line {element.sourceline}"
    number = _text(element, "NumTour")
    if not (number.isascii() and number.isdigit() and len(number) < 3):
        raise FeedMalformed("A round has no number", where=where, hint=AGAIN)
    mentions = {
        str(m.tag): _number(_text(m, "Nombre"), f"{where}, {m.tag}") for m in element.iterfind("Mentions/*")
    }  # fmt: skip
    found = _Round(place, str(int(number)), mentions)
    for line in (*element.iterfind("Resultats/Candidats/Candidat"), *element.iterfind("Resultats/Listes/Liste")):
        person = " ".join(p for p in (_text(line, "PrenomPsn"), _text(line, "NomPsn")) if p)
        named = _text(line, "NomListe") or person
        if not named:
            raise FeedMalformed("A candidate has no name", where=where, hint=AGAIN)
        panel = _first(line, ("NumPanneauCand", "NumPanneauListe"))
        nuance = _first(line, ("CodNuaCand", "CodNuaListe", "CodNua"))
        found.rows.append((named, nuance, panel, _number(_text(line, "NbVoix"), f"{where}, {named}")))
        fate = _text(line, "Elu")
        if fate and fate.upper() not in ("NON", "N"):
            found.declared.append(f"{named}: {fate}")
    return found


def _contest(ledger: Ledger, name: str, key: tuple[str, str], items: list[_Round]) -> None:
    """One round of one decision, summed over the smallest kind of place in the file."""
    levels = {i.place.level for i in items}
    level = next(found for found in _UPWARD if found in levels)
    sheet = ledger.contest(key, name, level=level)
    above = {i.place.path for i in items if i.place.level is not level}
    for item in items:
        place = item.place
        codes = (ExternalId("local-level", place.code),) if place.code else ()
        ledger.unit(place.path, place.name, place.level, external=codes, geographic=True)
        sheet.unit(
            place.path, reported=place.reported, ballots_cast=item.mentions.get("Votants"),
            registered=item.mentions.get("Inscrits"),
        )  # fmt: skip
        whole_contest = len(above) == 1 and place.path in above
        for named, nuance, panel, votes in item.rows:
            who = (panel, named)
            sheet.candidate(who, named, nuance or None, source_id=panel or None, american=False)
            sheet.votes(place.path, who, votes)
            if whole_contest:
                sheet.stated(who, votes)
        if whole_contest or len(items) == 1:
            sheet.registered_voters, sheet.ballots_cast = (item.mentions.get(m) for m in ("Inscrits", "Votants"))
        _check(sheet, item)


def _check(sheet: Sheet, item: _Round) -> None:
    """A place's numbers of ballots against each other; blank and null votes are told and not kept."""
    where = f"{sheet.name}, {item.place.name}"
    valid, came = item.mentions.get("Exprimes"), item.mentions.get("Votants")
    known = [v for *_, v in item.rows if v is not None]
    if valid is not None and known and valid != sum(known):
        message = f"{valid:,} valid votes (Exprimés) stated, {sum(known):,} for the candidates; both are kept apart."
        sheet.findings.warn("total-not-sum-of-candidates", where, message)
    if came is not None and valid is not None and came < valid:
        sheet.findings.warn("turnout-below-votes", where, f"{came:,} voters (Votants), {valid:,} valid votes.")
    if any(item.mentions.get(m) for m in ("Blancs", "Nuls", "BlancsNuls")):
        sheet.findings.info("blank-ballots", where, "Blank and null votes are votes for nobody and not kept.")
    if item.declared:
        message = f"The ministry says {'; '.join(item.declared[:8])}. It is quoted, not judged."
        sheet.findings.info("declared-status", where, message)


def _first(element: _Element, tags: tuple[str, ...]) -> str:
    return next((found for tag in tags if (found := _text(element, tag))), "")


def _text(element: _Element, tag: str) -> str:
    return " ".join((element.findtext(tag) or "").split())


def _number(text: str, where: str) -> int | None:
    try:
        return whole(text)
    except ValueError as error:
        raise FeedMalformed(f"Votes: {error}", where=where, hint=AGAIN) from None


READER = Reader(
    "france", "French Interior Ministry's results XML", recognises, read,
    publisher="France's Ministère de l'Intérieur", change="`DateDerMaj` and `HeureDerMaj`", basis="documentation",
)  # fmt: skip
