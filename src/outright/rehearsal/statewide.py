"""An invented state: counties, precincts, contests and votes from a seed, none of them anywhere on a map.

Votes are drawn county by county when somebody first asks for them, so that a night of millions of cells begins at once.
Integers throughout: a float only shapes how a precinct's ballots are dealt.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from random import Random

from outright.count import Candidate, Contest, slug
from outright.errors import UsageError
from outright.rehearsal.pace import timetable
from outright.rehearsal.plan import Votes
from outright.rehearsal.scenario import County, Precinct, RehearsedContest, Scenario, Setting, Timetable
from outright.rehearsal.split import apportion
from outright.terms import VoteMethod

METHODS = (VoteMethod.ELECTION_DAY, VoteMethod.ABSENTEE_MAIL, VoteMethod.EARLY, VoteMethod.PROVISIONAL)
LABELS = (("Election Day",), ("Absentee by Mail",), ("Advance in Person",), ("Provisional",))
_USE = (0.38, 0.12, 0.49, 0.01)  # how ballots are usually cast, in that order
_TILT = (0.05, -0.06, 0.0, -0.05)  # how the first candidate does in each, beside the precinct's lean
_ZONE = dt.timezone(dt.timedelta(hours=-5), "EST")
_CLOSE = dt.datetime(2026, 11, 3, 19, 0, tzinfo=_ZONE)
_STARTS = ("Ab", "Bel", "Cor", "Dun", "El", "Far", "Gar", "Hol", "Il", "Jas", "Kel", "Lor", "Mar", "Nor", "Or", "Pel",
           "Quin", "Ros", "Sel", "Tor", "Ul", "Var", "Wil", "Yar", "Zel")  # fmt: skip
_ENDS = (
    "bury",
    "by",
    "dale",
    "den",
    "ford",
    "ham",
    "ley",
    "mont",
    "ney",
    "port",
    "ridge",
    "row",
    "stead",
    "ton",
    "wick",
)
_GIVEN = (
    "Ada",
    "Bo",
    "Cleo",
    "Dov",
    "Enid",
    "Fay",
    "Gus",
    "Hale",
    "Ines",
    "Jude",
    "Kit",
    "Lane",
    "Mio",
    "Nell",
    "Otis",
)
_OFFICES = ("Governor", "Lieutenant Governor", "Secretary of State", "Attorney General", "Treasurer", "Auditor")
_PARTIES = (("Maple", "MAP"), ("Harbor", "HAR"), ("Prairie", "PRA"))
_LARGEST_PRECINCTS = 1.35  # times the usual county: a county's file stays near a megabyte


def statewide(seed: int = 1, *, counties: int = 159, precincts: int = 2700, contests: int = 60) -> Scenario:
    """The invented state's night; every contest is on every ballot.

    Raises ``UsageError`` for less than one county, contest, or precinct a county.
    """
    if counties < 1 or contests < 1 or precincts < counties:
        raise UsageError(
            f"{counties} counties, {precincts} precincts and {contests} contests make no state",
            hint="Give at least one county and one contest, and a precinct for every county.",
        )
    rng = Random(f"statewide/{seed}")
    weights = [min(_LARGEST_PRECINCTS, max(0.4, rng.gauss(1, 0.35))) for _ in range(counties)]
    sizes = [n + 1 for n in apportion(precincts - counties, weights)]
    places = tuple(_county(name, n, rng) for name, n in zip(_names(counties, rng), sizes, strict=True))
    ballot = tuple(_item(i, rng) for i in range(contests))
    tables = tuple(_timetable(c, Random(f"{seed}/pace/{c.id}")) for c in places)
    setting = Setting(f"statewide-{seed}", "ZZ", "November 3, 2026 - General Election", _CLOSE.date(), _CLOSE)
    return Scenario(setting, ballot, places, tables, _Drawn(seed, ballot, places))


class _Drawn:
    """Final votes out of a seed, a county at a time."""

    def __init__(self, seed: int, ballot: tuple[RehearsedContest, ...], counties: tuple[County, ...]) -> None:
        self._seed, self._ballot, self._counties = seed, ballot, counties
        self.votes = lru_cache(None)(self._votes)
        self._ballots = lru_cache(None)(self._drawn_ballots)
        self._popular = [Random(f"{seed}/leader/{i}").random() for i in range(len(ballot))]
        self._every = [tuple(range(len(c.precincts))) for c in counties]

    def places(self, contest: int, county: int) -> tuple[int, ...]:  # noqa: ARG002 (every contest is everywhere)
        """Every precinct of the county."""
        return self._every[county]

    def _votes(self, contest: int, county: int) -> tuple[Votes, ...]:
        """Each precinct's votes: its ballots by method, less who skipped the contest, dealt by a lean."""
        width = len(self._ballot[contest].contest.candidates)
        rng = Random(f"{self._seed}/{contest}/{county}")
        leader, skipped = 0.42 + 0.16 * self._popular[contest], 5 + contest
        found = []
        for ballots, lean in self._ballots(county):
            share = leader + lean + rng.gauss(0, 0.04)
            rows = []
            for cast, tilt in zip(ballots, _TILT, strict=True):
                votes = cast - cast * skipped // 1000
                first = int(votes * min(0.97, max(0.03, share + tilt)))
                third = (votes - first) * 3 // 100 if width > 2 else 0
                rows.append((first, votes - first - third, third)[:width])
            found.append(tuple(rows))
        return tuple(found)

    def _drawn_ballots(self, county: int) -> tuple[tuple[tuple[int, ...], float], ...]:
        """Each precinct's ballots by method (at most three in four voters cast one) and its lean."""
        rng = Random(f"{self._seed}/ballots/{county}")
        base, found = rng.gauss(0, 0.09), []
        for precinct in self._counties[county].precincts:
            turnout = (precinct.registered or 0) * rng.uniform(0.45, 0.75)
            found.append((tuple(int(turnout * use) for use in _USE), base + rng.gauss(0, 0.06)))
        return tuple(found)


def _county(name: str, precincts: int, rng: Random) -> County:
    digits = len(str(precincts))
    sizes = [max(150, round(rng.lognormvariate(7.4, 0.5))) for _ in range(precincts)]
    units = tuple(Precinct(f"{name} {p + 1:0{digits}d}", size) for p, size in enumerate(sizes))
    labels = LABELS if rng.random() < 0.8 else (*LABELS[:2], ("Advance in Person 1", "Advance in Person 2"), LABELS[3])
    return County(name, METHODS, labels, units)


def _timetable(county: County, rng: Random) -> Timetable:
    return timetable(county, [p.registered or 0 for p in county.precincts], (), _CLOSE, rng)


def _names(count: int, rng: Random) -> list[str]:
    """Made-up names in alphabetical order; beyond the table they are numbered."""
    pool = [f"{start}{end}" for start in _STARTS for end in _ENDS]
    rng.shuffle(pool)
    numbered = [f"{pool[i % len(pool)]} {i // len(pool) + 1}" for i in range(len(pool), count)]
    return sorted([*pool[:count], *numbered])


def _item(i: int, rng: Random) -> RehearsedContest:
    title = _OFFICES[i] if i < len(_OFFICES) else f"State Commissioner, Seat {i - len(_OFFICES) + 1}"
    question = i % 10 == 9
    lines: list[tuple[str, str | None]]
    if question:
        title, lines = f"Statewide Question {i // 10 + 1}", [("Yes", None), ("No", None)]
    else:
        people = 3 if rng.random() < 0.4 else 2
        names = rng.sample([f"{g} {s}{e}" for g in _GIVEN for s in _STARTS[:8] for e in _ENDS[:6]], people)
        lines = [(name, _PARTIES[n][1]) for n, name in enumerate(names)]
    candidates = tuple(
        Candidate(slug(name), f"{name} ({party})" if party else name, party, str(n), n)
        for n, (name, party) in enumerate(lines, 1)
    )
    contest = Contest(slug(title), title, candidates, source_id=str(10 * (i + 1)), is_question=question)
    return RehearsedContest(contest, METHODS)
