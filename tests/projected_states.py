"""The states a projection can be in, each a made-up bulletin: the model's answer is invented, its words are ours."""

import datetime as dt

from msgspec.structs import replace

from bulletins import AT, NAMES, bulletin
from counts import county
from outright.bulletin import Bulletin, Projection, VerdictChange
from outright.bulletin import Verdict as Said
from outright.bulletin.projected import BandPoint
from outright.count import Candidate, Contest, ContestCount
from outright.night.plan import NightPlan, PlannedContest
from outright.night.projected import Judged, band_point, projected_part
from outright.projection.result import Gate
from outright.rules import get
from outright.terms import ReportingUnitType
from outright.terms import VerdictCode as Code
from outright.verdict import BallotsLeft, Doubt, UnitLeft, Verdict, judge, with_projection
from projections import reference

GEORGIA = get("us-ga-special-2005")
EXPECTED = 192_600
UPPER = BallotsLeft(240_000, False, (UnitLeft("cobb", "Cobb", 240_000, "registered", "Cobb: …"),), 0)
PLANNED = PlannedContest(
    id="us-house-6", name="US House 6", short_name="Georgia 6th", match=(), rule=GEORGIA.id,
    counties={"cobb": "Cobb", "dekalb": "DeKalb", "fulton": "Fulton"},
)  # fmt: skip
SHUT = (
    Gate("coverage", True, "71% of the expected vote is in; 10% is asked for."),
    Gate("places", False, "No precinct of Fulton has reported election-day votes; one in ten is asked for."),
    Gate("level", False, "The draws do not agree enough: 199 in 200 are asked for."),
)


def plan(publish: str = "projected") -> NightPlan:
    return NightPlan(
        id="n", name="n", date=dt.date(2017, 4, 18), timezone="America/New_York", sources=(), contests=(PLANNED,),
        publish=publish,  # type: ignore[arg-type]
    )  # fmt: skip


def counted(votes: dict[str, int]) -> ContestCount:
    names = {cid: name for cid, name, _, _ in NAMES}
    contest = Contest("us-house-6", "US House 6", tuple(Candidate(c, names[c]) for c in votes))
    return ContestCount(contest, (), (county("Cobb", tuple(votes.values())),), ReportingUnitType.COUNTY)


def judged(count: ContestCount, made, publish: str, doubts: tuple[Doubt, ...] = ()) -> Judged:
    sure = judge(count, GEORGIA, UPPER)
    now = with_projection(sure, made, count, GEORGIA, UPPER, publish=publish == "projected", doubts=doubts)
    return Judged(count, GEORGIA, UPPER, sure, now, doubts)


def part(publish: str = "projected", doubts: tuple[Doubt, ...] = (), **how) -> tuple[Projection, Verdict]:
    """The projected part of the made-up bulletin, and the verdict it leads to."""
    votes = {cid: v for cid, _, _, v in NAMES}
    count = counted(votes)
    made = reference(votes, expected=EXPECTED, **how)
    seen = judged(count, made, publish, doubts)
    projected = projected_part(plan(publish), PLANNED, made, seen, bands(how))
    return projected, seen.verdict


def bands(how: dict) -> tuple[BandPoint, ...]:
    points, charted = [], [r[0] for r in NAMES[:5]]
    for p in bulletin().contests[0].timeline[2:]:
        left = 1 - p.votes / EXPECTED
        last = p.votes == sum(r[3] for r in NAMES)
        narrower = {**how, "half": how.get("half", 0.012) * (1 if last else left / 0.289)}
        votes = {**{r[0]: r[3] if last else 0 for r in NAMES}, **({} if last else p.candidates)}
        made = reference(votes, expected=EXPECTED, **narrower)
        points.append(band_point(p.seq, p.at, plan(), made, judged(counted(votes), made, "certain"), charted))
    return tuple(points)


def shown(publish: str = "projected", doubts: tuple[Doubt, ...] = (), **how) -> Bulletin:
    """The sample bulletin at 9:42 p.m. with a projection, and the verdict that goes with it."""
    whole = bulletin()
    contest = whole.contests[0]
    projected, verdict = part(publish, doubts, **how)
    label = {Code.RUNOFF_PROJECTED: "Runoff projected", Code.WON_PROJECTED: "Projected to win outright"}.get(
        verdict.code, contest.verdict.label
    )
    changes: dict = {"projection": projected}
    if verdict.by == "model":
        reasons = tuple(
            type(contest.verdict.reasons[0])(code=r.code, text=r.text, figures=dict(r.figures)) for r in verdict.reasons
        )
        changes |= {
            "verdict": Said(code=verdict.code, label=label, text=verdict.text, candidates=verdict.candidates,
                            by="model", reasons=reasons),
            "verdict_history": (*contest.verdict_history, VerdictChange(
                seq=10, at=AT - dt.timedelta(minutes=20), at_text="9:22 p.m.", code=verdict.code, label=label,
                candidates=verdict.candidates, by="model")),
            "candidates": tuple(replace(c, state=verdict.state(c.id)) for c in contest.candidates),
            "slots": tuple(replace(s, code=v.code, candidate=v.candidate, text=v.text)
                           for s, v in zip(contest.slots, verdict.slots, strict=True)),
        }  # fmt: skip
    return replace(whole, contests=(replace(contest, **changes),))


def projected_below() -> Bulletin:
    """The leader is above half now and projected below it; the night publishes only what is certain."""
    return shown("certain")


def runoff_projected() -> Bulletin:
    return shown()


def at_the_line() -> Bulletin:
    """The range ends a hair below half: it must not read as half."""
    return shown(leader=0.4878, half=0.01218, code=Code.TOO_EARLY)


def gates_failed() -> Bulletin:
    return shown(leader=0.497, half=0.03, code=Code.TOO_EARLY, gates=SHUT)


def no_projection() -> Bulletin:
    whole = bulletin()
    note = "No projection: tonight's precincts could not be matched with any earlier election."
    return replace(whole, contests=(replace(whole.contests[0], projection_note=note),))


PROJECTED = {
    "projected_below": projected_below,
    "runoff_projected": runoff_projected,
    "at_the_line": at_the_line,
    "gates_failed": gates_failed,
    "no_projection": no_projection,
}
