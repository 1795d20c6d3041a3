"""A night small enough to be derived a thousand times: two counties, three precincts each, and what its offices say."""

import datetime as dt
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

from outright.night.live import LiveNight
from outright.night.plan import NightPlan, PlannedCandidate, PlannedContest, PlannedIdentity, PlannedSource
from outright.terms import ElectionType
from shared import ROOT

CONTEST = "us-house-6"
AT = dt.datetime(2017, 4, 18, 23, 10, tzinfo=dt.UTC)
COUNTIES = {"cobb": "Cobb", "fulton": "Fulton"}
NAMES = ("ANN ASH", "BEN BAY", "CAL COX")
METHODS = ("Election Day", "Absentee by Mail", "Advance in Person", "Provisional")
PLAN = NightPlan(
    id="us-ga-2017-04-18", name="A small night", date=dt.date(2017, 4, 18), timezone="America/New_York",
    sources=(
        *(PlannedSource(id=f"clarity-{i}", kind="clarity", name=f"{n} County") for i, n in COUNTIES.items()),
        *(PlannedSource(id=f"statement-{i}", kind="statement", name=f"{n} office") for i, n in COUNTIES.items()),
    ),
    contests=(
        PlannedContest(
            id=CONTEST, name="U.S. House 6", short_name="House 6", match=("Representative",), rule="us-ga-special-2005",
            candidates=tuple(
                PlannedCandidate(id=n.lower().replace(" ", "-"), name=n.title(), party=p, printed=(n,), incumbent=False)
                for n, p in zip(NAMES, ("D", "R", "I"), strict=True)
            ),
            registered={"cobb": 900, "fulton": 900}, counties=COUNTIES, precincts=True, project=False,
            identity=PlannedIdentity(
                office="H", office_name="U.S. House", seat="6", seat_name="District 6", state="GA",
                type=ElectionType.SPECIAL, fips={"cobb": "13067", "fulton": "13121"},
            ),
        ),
    ),
    rehearsal=True,
)  # fmt: skip


def detail(region: str, at: dt.datetime, precincts: int, more: int = 0) -> bytes:
    """A county's file in which so many of its three precincts have reported; ``more`` mail votes for the second."""
    votes = [[[(40, 31, 7)[c] * (m == 0 and n < precincts) + (5 + n, 6, 1)[c] * (m == 2) + more * (c == m == 1)
               for m in range(4)] for n in range(3)] for c in range(3)]  # fmt: skip
    cast = [sum(votes[c][n][m] for c in range(3) for m in range(4)) for n in range(3)]
    listed = "".join(
        f'<Precinct name="{region} {n}" totalVoters="300" ballotsCast="{b}" percentReporting="{4 * (n < precincts)}"/>'
        for n, b in enumerate(cast)
    )
    choices = "".join(
        f'<Choice key="{c + 1}" text="{NAMES[c]}" totalVotes="{sum(map(sum, votes[c]))}">'
        + "".join(
            f'<VoteType name="{label}" votes="{sum(row[m] for row in votes[c])}">'
            + "".join(f'<Precinct name="{region} {n}" votes="{row[m]}"/>' for n, row in enumerate(votes[c]))
            + "</VoteType>"
            for m, label in enumerate(METHODS)
        )
        + "</Choice>"
        for c in range(3)
    )
    local = at.astimezone(dt.timezone(dt.timedelta(hours=-4)))
    return (
        f"<ElectionResult><Timestamp>{local:%m/%d/%Y %I:%M:%S %p} EDT</Timestamp><ElectionName>April</ElectionName>"
        f"<ElectionDate>4/18/2017</ElectionDate><Region>{region}</Region><VoterTurnout totalVoters='900'"
        f" ballotsCast='{sum(cast)}'><Precincts>{listed}</Precincts></VoterTurnout><Contest key='7'"
        f" text='Representative' isQuestion='false' precinctsReporting='3' precinctsReported='{precincts}'>{choices}"
        "</Contest></ElectionResult>"
    ).encode()


def statement(county: str, at: dt.datetime, held: int | None) -> bytes:
    """What an office says: that it holds so many ballots beyond its precincts, or that it is done."""
    held_ways = ("absentee-mail", "provisional", "uocava") if held is not None else ()
    return json.dumps({
        "schema": "outright/statement/1", "source": f"{county} office", "publishedAt": at.isoformat(),
        "status": "unofficial-partial", "text": "As said.", "rehearsal": True,
        "onHand": [{"unit": county, "ballots": held, "beyondPrecincts": True, "method": m} for m in held_ways],
        "complete": [county] if held is None else [],
    }).encode()  # fmt: skip


def play(path: Path, *, more: int = 0, until: int = 99) -> str:
    """Play the night into a file; its head. ``more`` votes for another in the fourth publication make another night."""
    rows: list[tuple[str, str, int | None, int]] = [
        ("clarity", "cobb", 0, 0), ("clarity", "fulton", 1, 0), ("statement", "cobb", 9, 0),
        ("clarity", "cobb", 2, more), ("clarity", "fulton", 3, 0), ("statement", "fulton", 2, 0),
        ("clarity", "cobb", 3, more),
        ("statement", "fulton", None, 0), ("statement", "cobb", None, 0),
    ]  # fmt: skip
    live = LiveNight.begin(PLAN, path)
    for n, (kind, county, number, votes) in enumerate(rows[:until]):
        at = AT + dt.timedelta(minutes=10 * n)
        body = (
            statement(county, at, number) if kind == "statement" else detail(COUNTIES[county], at, number or 0, votes)
        )
        live.receive(f"{kind}-{county}", kind, f"{county}.{kind}", body, at + dt.timedelta(seconds=9))
    head = live.archive.head()[1]
    live.archive.close()
    return head


def rederive() -> ModuleType:
    """The program ``tools/rederive.py`` as a module, so that a thousand nights are derived in one process."""
    if "rederive" not in sys.modules:
        spec = importlib.util.spec_from_file_location("rederive", ROOT / "tools" / "rederive.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules["rederive"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["rederive"])
    return sys.modules["rederive"]
