"""A made-up night of many states, each with its own file, contests, places and an earlier contest to lay them on."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from outright.night.plan import NightPlan, PlannedBaseline, PlannedCandidate, PlannedContest, PlannedSource

OPENED = dt.datetime(2017, 4, 18, 23, 10, tzinfo=dt.UTC)
NAMES = (("ANN ASH", "D"), ("BEN BAY", "R"), ("CAL COX", "I"))
METHODS = ("Election Day", "Absentee by Mail", "Advance in Person")
_USE = (0.55, 0.15, 0.3)


@dataclass(frozen=True)
class Country:
    """So many states with so many contests each, over so many precincts."""

    states: int
    contests: int
    precincts: int

    @property
    def plan(self) -> NightPlan:
        """The night's plan; every contest has a rule, candidates and a baseline by precinct."""
        return NightPlan(
            id="us-ga-2017-04-18", name="A night of many states", date=dt.date(2017, 4, 18),
            timezone="America/New_York",
            sources=tuple(
                PlannedSource(id=f"clarity-{s}", kind="clarity", name=_county(s)) for s in range(self.states)
            ),
            contests=tuple(self._contest(s, c) for s in range(self.states) for c in range(self.contests)),
            rehearsal=True, publish="projected",
        )  # fmt: skip

    def _contest(self, state: int, contest: int) -> PlannedContest:
        name = _office(state, contest)
        return PlannedContest(
            id=f"house-{state}-{contest}", name=name, short_name=name, match=(), rule="us-ga-special-2005",
            candidates=tuple(
                PlannedCandidate(id=n.lower().replace(" ", "-"), name=n.title(), party=p, printed=(n,))
                for n, p in NAMES
            ),
            baseline=(
                PlannedBaseline(
                    id=f"then-{state}-{contest}", name="Then", date=dt.date(2016, 11, 8), level="precinct",
                    scope="unit", table=self._table(state, contest),
                ),
            ),
        )  # fmt: skip

    def _table(self, state: int, contest: int) -> str:
        lines = ["unit_id,unit,county,method,candidate,party,votes"]
        for place in range(self.precincts):
            rng = Random(f"then/{state}/{contest}/{place}")
            cast, lean = rng.randrange(300, 1500), rng.gauss(0.5, 0.1)
            for method, use in zip(("election-day", "absentee-mail", "early"), _USE, strict=True):
                left = round(cast * use * min(0.95, max(0.05, lean)))
                name = f"{_county(state)} {place:03d}"
                unit = f"{state}-{place:03d}"
                lines.append(f"{unit},{name},{_county(state)},{method},Dee,DEM,{left}")
                lines.append(f"{unit},{name},{_county(state)},{method},Ray,REP,{round(cast * use) - left}")
        return "\n".join(lines) + "\n"

    def round(self, number: int) -> Iterator[tuple[str, str, bytes, dt.datetime]]:
        """Every state's file after so many tenths of its precincts: source, file's name, bytes, and when it came."""
        for state in range(self.states):
            at = OPENED + dt.timedelta(minutes=10 * number, seconds=state)
            reported = min(self.precincts, number * self.precincts // 10)
            yield f"clarity-{state}", f"{state}.xml", self.file(state, at, reported), at

    def file(self, state: int, at: dt.datetime, reported: int) -> bytes:
        """A state's file in which so many of its precincts have reported."""
        contests = "".join(self._counted(state, contest, reported) for contest in range(self.contests))
        places = "".join(
            f'<Precinct name="{_county(state)} {p:03d}" totalVoters="2000" ballotsCast="{1500 * (p < reported)}"'
            f' percentReporting="{4 * (p < reported)}"/>'
            for p in range(self.precincts)
        )
        local = at.astimezone(dt.timezone(dt.timedelta(hours=-4)))
        return (
            f"<ElectionResult><Timestamp>{local:%m/%d/%Y %I:%M:%S %p} EDT</Timestamp><ElectionName>April</ElectionName>"
            f"<ElectionDate>4/18/2017</ElectionDate><Region>{_county(state)}</Region>"
            f"<VoterTurnout totalVoters='{2000 * self.precincts}' ballotsCast='{1500 * reported}'>"
            f"<Precincts>{places}</Precincts></VoterTurnout>{contests}</ElectionResult>"
        ).encode()

    def _counted(self, state: int, contest: int, reported: int) -> str:
        votes = [self._votes(state, contest, place) for place in range(self.precincts)]
        now = [v if place < reported else [[0] * 3] * 3 for place, v in enumerate(votes)]
        choices = "".join(
            f'<Choice key="{c + 1}" text="{name} ({party})" totalVotes="{sum(v[m][c] for v in now for m in range(3))}">'
            + "".join(
                f'<VoteType name="{label}" votes="{sum(v[m][c] for v in now)}">'
                + "".join(f'<Precinct name="{_county(state)} {p:03d}" votes="{v[m][c]}"/>' for p, v in enumerate(now))
                + "</VoteType>"
                for m, label in enumerate(METHODS)
            )
            + "</Choice>"
            for c, (name, party) in enumerate(NAMES)
        )
        return (
            f"<Contest key='{contest + 1}' text='{_office(state, contest)}' isQuestion='false'"
            f" precinctsReporting='{self.precincts}' precinctsReported='{reported}'>{choices}</Contest>"
        )

    def _votes(self, state: int, contest: int, place: int) -> list[list[int]]:
        rng = Random(f"now/{state}/{contest}/{place}")
        cast, lean = rng.randrange(300, 1500), min(0.9, max(0.1, rng.gauss(0.5, 0.1)))
        found = []
        for use in _USE:
            most = round(cast * use)
            third = most * 3 // 100
            first = round((most - third) * lean)
            found.append([first, most - third - first, third])
        return found


def _county(state: int) -> str:
    return f"State{state:02d}"


def _office(state: int, contest: int) -> str:
    return f"House {state:02d}-{contest:02d}"
