"""A night with a desk, followed step by step: publications of a count, and what people do between them."""

import datetime as dt

from night_states import CLOSE, CONTEST, PLACES, REGISTERED, Snapshot, ga, model
from outright import feeds
from outright.bulletin import Bulletin, Contest
from outright.count import NoticeKind
from outright.desk.call import DeskRecord
from outright.night.arrival import Arrival
from outright.night.desk_door import desk_action
from outright.night.fold import Folded, say, step, take
from outright.night.plan import NightPlan, PlannedContest, PlannedSource
from outright.night.projector import no_projection
from outright.terms import VerdictCode

PEOPLE = ("J. Rivera", "T. Okafor", "M. Chen")
RUNOFF_MODEL = model(0.481)
EARLY = ga(40_000, 19_000, 10_000, 7_000, reported=95)


def plan(publish: str = "certain", *, desk=PEOPLE, project: bool = False, checks: bool = False, **contest) -> NightPlan:
    planned = PlannedContest(
        id=CONTEST, name="U.S. House, Georgia 6th District", short_name="Georgia 6th", match=("US House 6",),
        counties=PLACES, project=project, **{"registered": REGISTERED, "rule": "us-ga-special-2005"} | contest,
    )  # fmt: skip
    return NightPlan(
        id="us-ga-2017-04-18", name="Georgia 6th", date=dt.date(2017, 4, 18), timezone="America/New_York",
        contests=(planned,), polls_close=CLOSE, publish=publish, desk=desk, checks=checks,
        sources=(PlannedSource(id="ga", kind="clarity", name="Georgia"),),
    )  # fmt: skip


class DeskNight:
    """One contest's night: `comes` takes a publication in, `does` an action of the desk, each a minute later."""

    def __init__(self, of: NightPlan | None = None, project=no_projection) -> None:
        self.plan, self.project = of or plan(), project
        self.folded, self.bulletin = Folded(), None
        self.at, self.seq = CLOSE + dt.timedelta(minutes=50), 0

    def comes(self, publication: tuple[str, Snapshot], *, after: float = 60) -> Contest:
        return self._step(publication[0], publication[1], after)

    def does(self, kind: NoticeKind, by: str, *, after: float = 60, text: str = "because", **word) -> str:
        """Why it had no effect; "" where it had."""
        self._step("desk", self.read(kind, by, after, text, **word), after)
        done = self.desk.desk.outcome(self.seq)
        assert done is not None
        return done.refused

    def propose(self, by: str = "J. Rivera", code=None, candidates=None, **more) -> str:
        support = self.desk.supports[0] if self.desk.supports else None
        code = code or (support.code if support else VerdictCode.RUNOFF_PROJECTED)
        candidates = candidates or (support.candidates if support else ("jon-ossoff",))
        evidence = more.pop("evidence", self.contest.evidence)
        return self.does(NoticeKind.PROPOSE, by, code=code, candidates=candidates, evidence=evidence, **more)

    def approve(self, by: str = "T. Okafor", **more) -> str:
        about = more.pop("about", self.desk.desk.proposal.number if self.desk.desk.proposal else 1)
        evidence = more.pop("evidence", self.contest.evidence)
        return self.does(NoticeKind.APPROVE, by, about=about, evidence=evidence, **more)

    def retract(self, by: str = "M. Chen", **more) -> str:
        return self.does(NoticeKind.RETRACT, by, **more)

    def round(self, *items: tuple[str, Snapshot]) -> Contest:
        """Several publications as one round."""
        for source, snapshot in items:
            self.seq, self.at = self.seq + 1, self.at + dt.timedelta(seconds=1)
            self.folded = take(self.plan, self.folded, self._arrival(source), snapshot)
        self.folded, self.bulletin = say(self.plan, self.folded, project=self.project)
        return self.contest

    def read(self, kind: NoticeKind, by: str, after: float = 0, text: str = "because", **word) -> Snapshot:
        at = self.at + dt.timedelta(seconds=after)
        item = desk_action(kind, CONTEST, by, text, at, via="terminal", **word)
        return feeds.read(item.body, kind="notice", name=item.name)

    @property
    def contest(self) -> Contest:
        assert isinstance(self.bulletin, Bulletin)
        return self.bulletin.contests[0]

    @property
    def desk(self) -> DeskRecord:
        return self.folded.desk[CONTEST]

    def _arrival(self, source: str) -> Arrival:
        return Arrival(self.seq, source, self.at, f"{self.seq:064}", "")

    def _step(self, source: str, snapshot: Snapshot, after: float) -> Contest:
        self.seq, self.at = self.seq + 1, self.at + dt.timedelta(seconds=after)
        self.folded, self.bulletin = step(self.plan, self.folded, self._arrival(source), snapshot, project=self.project)
        return self.contest
