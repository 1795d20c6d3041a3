"""Made-up results files of every size, written by Outright's own writers: the same bytes in every run.

Places, people and votes are invented. A file of a kind that Outright does not write is made only from real samples.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

from outright.count import Candidate, Contest, ContestCount, Election, ReportingUnit, Snapshot, UnitCount
from outright.count.tally import StatedTotals
from outright.rehearsal.clarity_detail import detail_xml
from outright.rehearsal.site import clarity_json
from outright.rehearsal.site.enhanced_voting import export_json
from outright.terms import ReportingUnitType, VoteMethod
from outright.writers import writer

DAY = dt.date(2026, 11, 3)
AT = dt.datetime(2026, 11, 3, 23, 59, tzinfo=ZoneInfo("America/New_York"))
WAYS = (VoteMethod.ELECTION_DAY, VoteMethod.EARLY, VoteMethod.ABSENTEE_MAIL, VoteMethod.PROVISIONAL)
SMALL = ("statement", "notice", "entry")
"""Kinds whose documents are a few hundred bytes."""


def snapshot(contests: int, units: int, people: int = 3, *, counties: bool = False) -> Snapshot:
    """So many contests over so many precincts of one county or, with ``counties``, so many counties of a state."""
    rng = random.Random(2017)
    level = ReportingUnitType.COUNTY if counties else ReportingUnitType.PRECINCT
    above = None if counties else "zed"
    word = "County" if counties else "Precinct"
    places = [
        ReportingUnit(f"{above + '--' if above else ''}{word.lower()}-{n:04}", f"{word} {n:04}", level, above)
        for n in range(units)
    ]
    counts = tuple(_contest(n, places, people, level, rng) for n in range(contests))
    return Snapshot("made", Election("Made-up General Election", DAY, "Zed"), counts, AT, AT.isoformat())


def _contest(
    n: int, places: list[ReportingUnit], people: int, level: ReportingUnitType, rng: random.Random
) -> ContestCount:
    who = tuple(Candidate(f"person-{n}-{c}", f"Person {n}-{c}", "DRL"[c % 3], f"{n}0{c}", c + 1) for c in range(people))
    rows = []
    for place in places:
        parts = tuple(tuple(rng.randrange(300) for _ in who) for _ in WAYS)
        rows.append(UnitCount(place, tuple(map(sum, zip(*parts, strict=True))), parts, True, 4000, 5000))
    count = ContestCount(Contest(f"office-{n}", f"Office {n}", who, source_id=str(1000 + n)), WAYS, tuple(rows), level)
    summed = count.summed()
    return ContestCount(
        count.contest, WAYS, count.units, level, StatedTotals(summed.totals, summed.parts),
        precincts_reported=len(places), precincts_total=len(places),
    )  # fmt: skip


def written(kind: str, contests: int, units: int, *, counties: bool = False) -> bytes:
    return writer(kind)(snapshot(contests, units, counties=counties))


def votewa(contests: int, units: int) -> bytes:
    """Washington's precinct table: one row for a candidate in a precinct."""
    rows = ["Race,CountyCode,Candidate,PrecinctName,PrecinctCode,Votes\n"]
    for count in snapshot(contests, units).contests:
        for n, unit in enumerate(count.units):
            for person, votes in zip(count.contest.candidates, unit.totals, strict=True):
                rows.append(f"{count.contest.name},KI,{person.name},{unit.unit.name},{n + 1},{votes}\n")
    return "".join(rows).encode()


_MEDSL = (
    "precinct,office,party_detailed,party_simplified,mode,votes,county_name,county_fips,jurisdiction_name,"
    "jurisdiction_fips,candidate,district,magnitude,dataverse,year,stage,state,special,writein,state_po,date\n"
)


def medsl(contests: int, units: int) -> bytes:
    """A table of the MIT Election Data and Science Lab: one row for a way of voting."""
    rows = [_MEDSL]
    for count in snapshot(contests, units).contests:
        for unit in count.units:
            for c, person in enumerate(count.contest.candidates):
                for way, part in zip(WAYS, unit.parts, strict=True):
                    rows.append(
                        f"{unit.unit.name.upper()},{count.contest.name.upper()},DEMOCRAT,DEMOCRAT,"
                        f"{way.value.upper().replace('-', ' ')},{part[c]},ZED,99001,ZED,99001,{person.name.upper()},,1,"
                        "STATE,2026,GEN,ZENIA,FALSE,FALSE,ZZ,2026-11-03\n"
                    )
    return "".join(rows).encode()


def france(communes: int) -> bytes:
    """One department of the French ministry's file: two candidates in every commune."""
    rng = random.Random(2022)
    pieces = [
        '<?xml version="1.0" encoding="UTF-8"?><Election><Scrutin><Type>Présidentielle</Type><Annee>2022</Annee>'
        "</Scrutin><Departement><CodDpt>01</CodDpt><LibDpt>Lointaine</LibDpt><Communes>"
    ]
    for n in range(communes):
        votes = (rng.randrange(900), rng.randrange(900))
        said = {"Inscrits": 3000, "Abstentions": 3000 - sum(votes), "Votants": sum(votes), "Blancs": 0, "Nuls": 0,
                "Exprimes": sum(votes)}  # fmt: skip
        pieces.append(
            f"<Commune><CodSubCom>{n:04}</CodSubCom><LibSubCom>Commune {n}</LibSubCom>"
            "<DateDerMaj>10/04/2022</DateDerMaj><HeureDerMaj>20:05:01</HeureDerMaj><Tours><Tour><NumTour>1</NumTour>"
            f"<Mentions>{''.join(f'<{k}><Nombre>{v}</Nombre></{k}>' for k, v in said.items())}</Mentions>"
            "<Resultats><Candidats>"
        )
        pieces += [
            f"<Candidat><NumPanneauCand>{c}</NumPanneauCand><NomPsn>{name}</NomPsn><PrenomPsn>Zoé</PrenomPsn>"
            f"<CivilitePsn>Mme</CivilitePsn><NbVoix>{v}</NbVoix><Elu></Elu></Candidat>"
            for c, name, v in ((1, "ARDENT", votes[0]), (2, "BLANC", votes[1]))
        ]
        pieces.append("</Candidats></Resultats></Tour></Tours></Commune>")
    return "".join([*pieces, "</Communes></Departement></Election>"]).encode()


STATEMENT = {
    "schema": "outright/statement/1", "rehearsal": False, "source": "Zed County election office",
    "publishedAt": "2026-11-03T20:41:00-05:00", "status": "unofficial-partial",
    "onHand": [{"unit": "zed", "method": "absentee-mail", "ballots": 1812, "beyondPrecincts": True}],
    "complete": [], "text": "Zed still holds 1,812 mail ballots.",
}  # fmt: skip
NOTICE = {
    "schema": "outright/notice/1", "kind": "outage", "by": "the desk", "text": "The county's site is down.",
    "at": "2026-11-03T20:41:00-05:00",
}  # fmt: skip
ENTRY = {
    "schema": "outright/entry/1", "source": "Zed County", "reportedBy": "the clerk", "enteredBy": "the desk",
    "how": "telephone", "at": "2026-11-03T20:41:00-05:00", "text": "Two precincts by telephone.",
    "contests": [
        {"name": "Governor", "units": [
            {"name": f"Precinct {n}", "county": "Zed", "votes": {"Ada Quill": 30, "Bo Strand": 20}} for n in range(2)
        ]}
    ],
}  # fmt: skip

MAKERS: dict[str, Callable[[], tuple[str, bytes]]] = {
    "clarity": lambda: ("detail.xml", detail_xml(snapshot(40, 250))),
    "enhanced-voting": lambda: ("export.json", export_json(snapshot(36, 159, counties=True), "Zenia")),
    "openelections": lambda: (
        "20261103__zz__general__zed__precinct.csv",
        written("openelections-csv", 110, 250),
    ),
    "clarity-matrix": lambda: ("json/ALL.json", clarity_json.votes(snapshot(160, 250, counties=True))),
    "clarity-summary": lambda: ("summary.json", clarity_json.summary(snapshot(1000, 4))),
    "votewa": lambda: ("20261103_allstateprecincts.csv", votewa(150, 250)),
    "medsl": lambda: ("2026-zz-precinct-general.csv", medsl(16, 250)),
    "nist": lambda: ("nist.xml", written("nist-xml", 15, 250)),
    "ap": lambda: ("ap.json", written("ap-json", 60, 250, counties=True)),
    "elex": lambda: ("elex.csv", written("elex-csv", 40, 250, counties=True)),
    "france": lambda: ("com01.xml", france(1500)),
    "statement": lambda: ("statement.json", json.dumps(STATEMENT).encode()),
    "notice": lambda: ("notice.json", json.dumps(NOTICE).encode()),
    "entry": lambda: ("entry.json", json.dumps(ENTRY).encode()),
}  # fmt: skip


def files(kind: str) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of the made-up files of a kind; NIST's is written as XML and as JSON."""
    if kind in MAKERS:
        yield MAKERS[kind]()
    if kind == "nist":
        yield "nist.json", written("nist-json", 15, 250)
