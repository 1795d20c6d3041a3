"""A small whole file of every kind that can be read, of our own making: what the fuzzers start from.

`ours` builds them from the fixtures and invented files of each format's own tests; `real` adds the smaller of the
shared samples where they are there. A desk's own column map is a kind here too, though not in the table of kinds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import test_ap
import test_ap_live
import test_california
import test_clarity_json
import test_column_map
import test_column_map_real
import test_dominion_sovc
import test_elex
import test_ess_el30
import test_florida_county
import test_france
import test_gems_sovc
import test_la_county
import test_louisiana
import test_medsl
import test_michigan
import test_milwaukee
import test_minnesota
import test_newsrooms
import test_nist
import test_nist_v1
import test_nyt
import test_pa_erstat
import test_pa_rss
import test_tse
import test_vip
import test_votewa
from feed_samples import COUNTY, EXPORT, PRECINCTS, PRIMARY, STATE, body, shared_files
from test_elex import QUILL, STRAND
from workbooks import xlsx

from outright import feeds
from outright.count import Snapshot
from outright.errors import FeedError
from outright.feeds import column_map
from outright.feeds.detect import candidates, read_with

MAPPED = "column-map"
LARGEST_REAL = 200_000
SHAPES = {b"{": "json", b"[": "json", b"<": "xml"}


@dataclass(frozen=True, slots=True)
class Seed:
    """One whole file: its kind, its name, its bytes, and for a mapped table the map."""

    kind: str
    name: str
    body: bytes
    columns: str = ""

    @property
    def shape(self) -> str:
        """What structure can be edited: json, xml, xlsx, else a table or a report of lines."""
        return "xlsx" if self.body.startswith(b"PK") else SHAPES.get(self.body.lstrip()[:1], "lines")

    def read(self, body: bytes) -> Snapshot:
        """What other bytes say to this seed's reader under this seed's name."""
        if self.columns:
            found = column_map.parse(self.columns.encode(), "fuzz.columns.toml")
            return read_with(column_map.reader_for(found), body, self.name)
        return feeds.read(body, kind=self.kind, name=self.name)

    def __str__(self) -> str:
        return f"{self.kind}-{self.name}"


def _ap() -> dict:
    units = [
        test_ap.unit("state", 30, 25, 3, 4, stateName="Georgia"),
        test_ap.county("Ash", "11001", "13001", 20, 5, 2, 2),
        test_ap.county("Harrow Vale", "11002", "13003", 10, 20, 1, 2),
    ]
    race = {
        "test": False, "raceID": "7001", "raceType": "General", "raceTypeID": "G", "officeID": "S",
        "officeName": "U.S. Senate", "reportingUnits": units,
    }  # fmt: skip
    return {
        "electionDate": "2031-11-04", "timestamp": "2031-11-05T01:02:03.450Z", "races": [race],
        "nextrequest": "http://wire.test/v2/elections/2031-11-04?minDateTime=2031-11-05T01%3a00%3a00.000Z",
    }  # fmt: skip


def _ap_live() -> dict:
    place = test_ap_live.place
    race = {
        "raceID": "GA-S-70001",
        "summary": place("GA", "state", {"GA901": 30, "GA902": 25}, 3, 4) | {"eevp": 61.0},
        "results": {
            "13001": place("13001", "subunit", {"GA901": 20, "GA902": 5}, 2),
            "13003": place("13003", "subunit", {"GA901": 10, "GA902": 20}, 1),
        },
    }
    return {"timestamp": "2031-01-06T00:09:18.451Z", "test": False, "results": [race]}


def _elex() -> bytes:
    row = test_elex.row
    return test_elex.table([
        row("state", "state-1", "", QUILL, 30), row("state", "state-1", "", STRAND, 25),
        row("county", "11001", "Ash", QUILL, 20, fipscode="13001"),
        row("county", "11001", "Ash", STRAND, 5, fipscode="13001"),
        row("county", "11002", "Harrow Vale", STRAND, 25, fipscode="13003"),
        row("county", "11002", "Harrow Vale", QUILL, 10, fipscode="13003"),
    ])  # fmt: skip


STATEMENT = {
    "schema": "outright/statement/1", "source": "Ash County", "publishedAt": "2031-11-04T21:15:00-05:00",
    "status": "unofficial-partial", "text": "1,200 mail ballots are left.", "rehearsal": True,
    "electionDate": "2031-11-04",
    "onHand": [{"unit": "ash", "ballots": 1200, "beyondPrecincts": True, "method": "absentee-mail"}],
    "complete": ["elm"],
}  # fmt: skip
NOTICE = {
    "schema": "outright/notice/1", "kind": "polling-hours", "by": "Ash County", "text": "Open until ten.",
    "at": "2031-11-04T20:15:00-05:00", "unit": "ash", "until": "2031-11-04T22:00:00-05:00",
}  # fmt: skip
DECISION = {
    "schema": "outright/notice/1", "kind": "release", "by": "A. Desk", "text": "Checked by telephone.",
    "at": "2031-11-04T20:15:00Z", "about": 7, "source": "ash",
}  # fmt: skip
PROPOSAL = {
    "schema": "outright/notice/1", "kind": "propose", "by": "A. Desk", "text": "All of Ash is in.",
    "at": "2031-11-04T20:15:00Z", "source": "desk", "contest": "mayor", "verdict": "won_projected",
    "candidates": ["ada-quill"], "evidence": "5e" * 32, "via": "terminal",
}  # fmt: skip
APPROVAL = {
    "schema": "outright/notice/1", "kind": "approve", "by": "B. Desk", "text": "Approved.", "about": 8,
    "at": "2031-11-04T20:16:00Z", "source": "desk", "contest": "mayor", "evidence": "5e" * 32, "via": "page",
}  # fmt: skip
ENTRY = {
    "schema": "outright/entry/1", "source": "Ash County", "reportedBy": "B. Clerk", "enteredBy": "A. Desk",
    "how": "telephone", "at": "2031-11-04T21:00:00Z", "text": "Read out by the clerk.", "electionDate": "2031-11-04",
    "contests": [{"name": "Mayor", "units": [
        {"name": "Mill", "county": "Ash", "votes": {"Ada Quill": 30, "Bo Vale": 20}, "method": "early"},
        {"name": "Mill", "county": "Ash", "votes": {"Ada Quill": 3, "Bo Vale": 2}, "method": "election-day"},
        {"name": "Vale", "county": "Ash", "votes": {"Ada Quill": 5}, "reported": True, "ballotsCast": 9},
    ]}],
    "onHand": [{"unit": "ash", "ballots": 12, "beyondPrecincts": False}],
}  # fmt: skip


def _michigan() -> bytes:
    row = test_michigan.row
    return test_michigan.text(row(), row(7, "Vale", "Bo", "-1111", party="REP"), row(3, county=2))


def _medsl() -> bytes:
    row = test_medsl.row
    rows = (row(3, mode="ABSENTEE"), row(4, mode="ELECTION DAY"), row(7), row(5, "BO VALE", county="ELM", party=""))
    return (test_medsl.HEAD + "".join(rows) + row(1, "OVERVOTES")).encode()


def _nist() -> dict:
    cells = test_nist.counts(("all", "total", 13), ("north", "total", 9), ("north", "early", 4), ("south", "total", 4))
    return test_nist.report(test_nist.PRECINCTS, test_nist.contest(cells, test_nist.counts(("north", "total", 1))))


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


_BUILDERS: dict[str, list[tuple[str, Callable[[], bytes]]]] = {
    "clarity": [("county.xml", COUNTY.read_bytes), ("state.xml", STATE.read_bytes)],
    "enhanced-voting": [("export.json", EXPORT.read_bytes)],
    "openelections": [(PRECINCTS.name, PRECINCTS.read_bytes), (PRIMARY.name, PRIMARY.read_bytes)],
    "statement": [("statement.json", lambda: _json(STATEMENT))],
    "notice": [("hours.json", lambda: _json(NOTICE)), ("decision.json", lambda: _json(DECISION)),
               ("propose.json", lambda: _json(PROPOSAL)), ("approve.json", lambda: _json(APPROVAL))],
    "entry": [("entry.json", lambda: _json(ENTRY))],
    "votewa": [(test_votewa.NAME, (test_votewa.HEAD + test_votewa.ROWS + test_votewa.TOTAL).encode)],
    "clarity-matrix": [("ALL.json", lambda: _json(test_clarity_json.ALL))],
    "clarity-settings": [("electionsettings.json", lambda: _json(test_clarity_json.SETTINGS))],
    "clarity-summary": [("summary.json", lambda: _json(test_clarity_json.SUMMARY))],
    "nist": [("results.json", lambda: _json(_nist()))],
    "nist-v1": [("results.xml", test_nist_v1.MADE.encode)],
    "vip": [("feed.xml", test_vip.MADE.encode)],
    "minnesota": [(test_minnesota.NAME, lambda: test_minnesota.TWO)],
    "florida-county": [
        (test_florida_county.NAME, lambda: test_florida_county.SPLIT),
        ("Harrow FL precincts.csv", lambda: test_florida_county.BRACKETS),
    ],
    "louisiana": [("20261010.xlsx", lambda: xlsx(test_louisiana.SHEETS))],
    "milwaukee": [(test_milwaukee.NAME, lambda: test_milwaukee.TABLE)],
    "medsl": [("2026-zz-precinct-general.csv", _medsl)],
    "wa-county": [("export.xlsx", lambda: xlsx(test_column_map_real.COUNTY))],
    "pa-erstat": [("ERStat_2026_G.txt", (test_pa_erstat.row() + test_pa_erstat.row(6, "VALE", "BO", 20)).encode)],
    "pa-rss": [("rss.xml", lambda: test_pa_rss.feed(*test_pa_rss.TWO))],
    "michigan": [("2026offc.txt", _michigan)],
    "ess-el30": [("report.txt", test_ess_el30.page(test_ess_el30.VOTERS + test_ess_el30.SENATE).encode)],
    "california": [("20221108_treasurer.json", lambda: _json([test_california.race(), test_california.race("Alder")]))],
    "dominion-sovc": [("sovc.xlsx", test_dominion_sovc.made)],
    "la-county": [
        ("list.json", lambda: _json([test_la_county.record(), test_la_county.record("002", "W", kind="measure")])),
        ("enr.json", lambda: _json(test_la_county.election(test_la_county.contest()))),
    ],
    "gems-sovc": [("sovc.txt", test_gems_sovc.REPORT.encode)],
    "tse": [("tse.json", lambda: _json(test_tse.nested())), ("flat.json", lambda: _json(test_tse.flat()))],
    "france": [("001.xml", test_france.WHOLE.encode)],
    "ap": [("ap.json", lambda: _json(_ap()))],
    "ap-live": [("live.json", lambda: _json(_ap_live()))],
    "elex": [("elex.csv", _elex)],
    "nyt": [("race.json", lambda: _json(test_nyt.race_page()))],
    "nyt-precincts": [("precincts_X-2031-01-06T031839.342Z.json", lambda: _json(test_nyt.precincts()))],
    **{kind: [(f"{kind}.txt", build)] for kind, build in test_newsrooms.FILES.items()},
}  # fmt: skip
_MAPS = (
    ("long.csv", test_column_map.LONG, test_column_map.TABLE.encode()),
    ("wide.csv", test_column_map.WIDE, test_column_map.SPREAD),
)
_REAL = (
    "clarity/json/*.json", "clarity/xml/*atkinson*", "ddhq/*.json", "ess_el30/*.txt*", "fl_county/Glades*",
    "foreign/br*blumenau*", "la_sos/*1116*", "nyt/*", "other_newsroom/*", "nist_cdf/v2/*", "nist_cdf/v1_civics/*",
    "ap/*.json", "ca_sos/us-senate_2022-11-09*", "enhanced_voting/ga_2017*", "openelections/2017*", "vip/*.xml",
    "pa_dos_rss/*", "pa_erstat/*", "mn_sos/*.txt", "mi_sos/2016offc.txt", "votewa/*", "wi_milwaukee/*",
)  # fmt: skip


@cache
def ours() -> tuple[Seed, ...]:
    """Our own seeds, at least one for every kind."""
    made = [Seed(kind, name, build()) for kind, files in _BUILDERS.items() for name, build in files]
    return (*made, *(Seed(MAPPED, name, body, columns) for name, columns, body in _MAPS))


def seeds_of(kind: str) -> tuple[Seed, ...]:
    """Our own seeds of one kind."""
    return tuple(s for s in ours() if s.kind == kind)


def every_kind() -> tuple[str, ...]:
    """Every kind a fuzzer should drive: the table of kinds, and tables read by a column map."""
    return (*feeds.kinds(), MAPPED)


@cache
def real() -> tuple[Seed, ...]:
    """The shared samples that are small enough, each under the kind that reads it."""
    return tuple(_real())


def _real() -> Iterator[Seed]:
    for pattern in _REAL:
        small = 0
        for path in shared_files(f"feeds/{pattern}"):
            if small == 2 or not path.is_file() or path.suffix not in (".gz", ".json", ".xml", ".csv", ".txt", ".xlsx"):
                continue
            name, data = path.name.removesuffix(".gz"), body(path)
            if len(data) <= LARGEST_REAL and (known := next(candidates(data, name), None)):
                try:
                    known.read(data, name)
                except FeedError:
                    continue
                small += 1
                yield Seed(known.kind, name, data)
