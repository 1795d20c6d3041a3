"""The states of a night that a page must be good in, each said by the engine itself from a count made for it.

Nothing here is worded by hand: a plan, publications and a clock go in, and the bulletin comes out of the same step
that a live night takes.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from outright.bulletin import Bulletin
from outright.count import BallotsOnHand, Candidate, Contest, ContestCount, Election, ReportingUnit, Snapshot, UnitCount
from outright.night.arrival import Arrival
from outright.night.fold import Folded, step
from outright.night.plan import NightPlan, PlannedContest, PlannedSource
from outright.night.projector import Projector, no_projection
from outright.terms import ReportingUnitType as Level
from outright.terms import ResultsStatus, VerdictCode, VoteMethod
from projections import reference

CONTEST = "us-house-6"
NIGHT = dt.date(2017, 4, 18)
CLOSE = dt.datetime(2017, 4, 18, 23, tzinfo=dt.UTC)  # 7 p.m. in Georgia
PLACES = {"cobb": "Cobb", "dekalb": "DeKalb", "fulton": "Fulton"}
REGISTERED = {"cobb": 129_570, "dekalb": 101_421, "fulton": 216_835}
FOUR = [
    ("jon-ossoff", "Jon Ossoff", "D"), ("karen-handel", "Karen Handel", "R"), ("bob-gray", "Bob Gray", "R"),
    ("dan-moody", "Dan Moody", "R"),
]  # fmt: skip
TWO = FOUR[:2]
QUESTION = [("yes", "Yes", None), ("no", "No", None)]
METHODS = (VoteMethod.EARLY, VoteMethod.ELECTION_DAY)
Row = tuple[int | None, ...]


def count(
    names: Sequence[tuple[str, str, str | None]], rows: Mapping[str, Row], reported: int, *, parts: bool = False
) -> ContestCount:
    """A count by county: ``reported`` of 208 precincts are in. ``parts``: three in five of the votes are early."""
    contest = Contest(CONTEST, "US House 6", tuple(Candidate(i, n, p) for i, n, p in names))

    def unit(key: str, row: Row) -> UnitCount:
        early = tuple(None if v is None else v * 3 // 5 for v in row)
        day = tuple(None if v is None else v - (e or 0) for v, e in zip(row, early, strict=True))
        place = ReportingUnit(key, PLACES[key], Level.COUNTY)
        return UnitCount(place, row, (early, day) if parts else (), reported == 208)

    units = tuple(unit(k, r) for k, r in rows.items())
    return ContestCount(
        contest, METHODS if parts else (), units, Level.COUNTY, precincts_reported=reported, precincts_total=208
    )


def said(
    made: ContestCount, *, complete: bool = False, on_hand: Mapping[str, int] | None = None,
    status: ResultsStatus = ResultsStatus.UNOFFICIAL_PARTIAL, test: bool = False,
) -> Snapshot:  # fmt: skip
    """A publication of this count; ``complete``: the source says that nothing is left anywhere."""
    return Snapshot(
        "clarity", Election("Special", NIGHT), (made,), status=status, is_test=test,
        complete_units=tuple(PLACES) if complete else (),
        on_hand=tuple(BallotsOnHand(k, n, None) for k, n in (on_hand or {}).items()),
    )  # fmt: skip


def night(
    *steps: tuple[str, Snapshot], rule: str | None = "us-ga-special-2005", first: dt.datetime | None = None,
    test: bool = False, name: str = "U.S. House, Georgia 6th District", project: Projector = no_projection,
    publish: str = "certain", **contest: object,
) -> Bulletin:  # fmt: skip
    """The bulletin after these publications, ten minutes apart, each of the source it names."""
    planned = PlannedContest(
        id=CONTEST, name=name, short_name="Georgia 6th", match=("US House 6",), rule=rule,
        counties=PLACES, project=project is not no_projection, **{"registered": REGISTERED} | contest,
    )  # type: ignore[arg-type]  # fmt: skip
    plan = NightPlan(
        id="us-ga-2017-04-18", name="Georgia 6th District special election", date=NIGHT, timezone="America/New_York",
        contests=(planned,), polls_close=CLOSE, test=test, publish=publish,
        sources=(
            PlannedSource(id="ga", kind="clarity", name="Georgia"),
            PlannedSource(id="county", kind="csv", name="Cobb County", authority=1),
        ),
    )  # fmt: skip
    folded, shown, at = Folded(), None, first or CLOSE + dt.timedelta(minutes=50)
    for seq, (source, snapshot) in enumerate(steps, 1):
        folded, shown = step(plan, folded, Arrival(seq, source, at, f"{seq:064}", ""), snapshot, project=project)
        at += dt.timedelta(minutes=10)
    assert shown is not None
    return shown


def thirds(*votes: int) -> dict[str, Row]:
    """The votes of all, spread over the three counties: a third each, the rest in Fulton."""
    third = tuple(v // 3 for v in votes)
    return {"cobb": third, "dekalb": third, "fulton": tuple(v - 2 * (v // 3) for v in votes)}


def ga(*votes: int, names: Sequence[tuple[str, str, str | None]] = FOUR, reported: int = 95, parts: bool = True, **how):
    return "ga", said(count(names, thirds(*votes), reported, parts=parts), **how)


ZEROS = dict.fromkeys(PLACES, (0, 0, 0, 0))
FINAL = (92_673, 38_071, 20_802, 16_848, 24_175)
FIVE = [*FOUR[:3], ("judson-hill", "Judson Hill", "R"), ("thirteen-others", "Thirteen Others", None)]
MANY = [(f"candidate-{i:02}", f"Candidate {chr(65 + i)}.", "DRI"[i % 3]) for i in range(18)]


def pre_poll() -> Bulletin:
    return night(("ga", said(count(FOUR, ZEROS, 0))), first=CLOSE - dt.timedelta(hours=2))


def polls_closed() -> Bulletin:
    return night(("ga", said(count(FOUR, ZEROS, 0))), first=CLOSE + dt.timedelta(minutes=5))


def first_mail() -> Bulletin:
    return night(ga(7_100, 1_500, 900, 500, reported=0))


def just_under_half() -> Bulletin:
    return night(ga(49_996, 30_004, 12_000, 8_000, reported=190))


def exactly_half() -> Bulletin:
    return night(ga(50_000, 30_000, 12_000, 8_000, reported=190))


def second_open() -> Bulletin:
    """The runoff is certain and the first place in it, the second not."""
    before = ga(90_000, 37_000, 20_000, 36_800, reported=200)
    return night(before, ga(92_000, 38_071, 20_802, 37_900, reported=207), registered=dict.fromkeys(PLACES, 64_000))


def tie_for_second() -> Bulletin:
    return night(
        ga(80_000, 30_000, 29_000, 30_300, reported=200),
        ga(81_000, 30_300, 29_100, 30_300, reported=208, complete=True),
    )


def votes_fell() -> Bulletin:
    return night(
        ga(60_000, 21_000, 12_000, 9_000), ga(60_000, 20_850, 12_000, 9_000), ga(61_000, 21_850, 12_200, 9_100)
    )


def two_sources_disagree() -> Bulletin:
    own = count(FOUR, {"cobb": (21_000, 7_300, 4_000, 3_000)}, 43, parts=True)
    return night(ga(60_000, 21_000, 12_000, 9_000), ("county", said(own)))


def recount() -> Bulletin:
    return night(
        ga(98_000, 97_400, names=TWO, reported=190), ga(130_200, 130_116, names=TWO, reported=208, complete=True),
        rule="us-ga-special-2021",
    )  # fmt: skip


def certified() -> Bulletin:
    done = ga(*FINAL, names=FIVE, reported=208, complete=True)
    return night(done, ga(*FINAL, names=FIVE, reported=208, complete=True, status=ResultsStatus.CERTIFIED))


def test_night() -> Bulletin:
    return night(ga(7_100, 1_500, 900, 500, reported=12, test=True), test=True)


def single_candidate() -> Bulletin:
    return night(ga(41_000, names=FOUR[:1], reported=120))


def eighteen() -> Bulletin:
    return night(ga(*(20_000 - 1_050 * i for i in range(18)), names=MANY, reported=120))


def ballot_question() -> Bulletin:
    name = "Constitutional amendment 1: shall the county levy one percent?"
    return night(ga(50_210, 49_877, names=QUESTION, reported=188), rule=None, name=name)


def no_methods() -> Bulletin:
    return night(ga(60_000, 21_000, 12_000, 9_000, parts=False))


def unknown_rule() -> Bulletin:
    return night(ga(60_000, 21_000, 12_000, 9_000), rule=None)


def model(leader: float = 0.481, **how):
    """A model that always answers the same of the leader's final share; the words around it are the engine's."""

    def project(live, *, seed):
        votes = dict(zip(live.outline.candidates, live.counted.votes.sum((0, 1)).tolist(), strict=True))
        return reference(votes, leader=leader, **how)

    return project


def above_but_projected_below() -> Bulletin:
    steps = [ga(7_100 * n, 3_000 * n, 1_500 * n, 900 * n, reported=20 * n) for n in (1, 2, 4)]
    return night(*steps, ga(40_000, 19_000, 10_000, 7_000, reported=95), project=model(code=VerdictCode.TOO_EARLY))


def more_than_expected() -> Bulletin:
    """As many votes are counted as were expected, and the source does not say that it is done."""
    made = model(expected=102_000, code=VerdictCode.TOO_EARLY)
    return night(ga(60_000, 21_000, 12_000, 9_000, reported=200), project=made)


def withdrawn() -> Bulletin:
    """A projected runoff that no longer stands: the model says it first, and then no longer."""
    answers = iter([model(), model(leader=0.497, half=0.02, code=VerdictCode.TOO_EARLY)])
    first, then = ga(50_000, 30_000, 20_000, 4_000, reported=90), ga(60_000, 33_000, 22_000, 4_300, reported=120)
    return night(first, then, project=lambda live, *, seed: next(answers)(live, seed=seed), publish="projected")


ENGINE_STATES = {
    "above_but_projected_below": above_but_projected_below,
    "more_than_expected": more_than_expected,
    "withdrawn": withdrawn,
    "pre_poll": pre_poll,
    "polls_closed": polls_closed,
    "first_mail": first_mail,
    "just_under_half": just_under_half,
    "exactly_half": exactly_half,
    "second_open": second_open,
    "tie_for_second": tie_for_second,
    "votes_fell": votes_fell,
    "two_sources_disagree": two_sources_disagree,
    "recount": recount,
    "certified": certified,
    "test_night": test_night,
    "single_candidate": single_candidate,
    "eighteen": eighteen,
    "ballot_question": ballot_question,
    "no_methods": no_methods,
    "unknown_rule": unknown_rule,
}
