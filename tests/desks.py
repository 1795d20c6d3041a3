"""A desk of two for tests: evidence that can be made better or worse, and people who act on it."""

import datetime as dt
from dataclasses import replace

from outright.count import DeskWord, Notice, NoticeKind
from outright.desk.call import DeskState, Ground, Support
from outright.desk.decide import Action, decide
from outright.terms import VerdictCode

PEOPLE = ("J. Rivera", "T. Okafor", "M. Chen")
START = dt.datetime(2017, 4, 19, 2, 0, tzinfo=dt.UTC)
RUNOFF = Support(VerdictCode.RUNOFF_PROJECTED, ("ann", "bob"), "model")
GROUND = Ground(
    evidence="a" * 64, supports=(RUNOFF,), votes=(("ann", 4800), ("bob", 2000), ("cal", 1500)), line=4151,
    impossible=("dot",),
)  # fmt: skip


def notice(kind: NoticeKind, by: str, *, text: str = "because", about: int | None = None, until=None, **word) -> Notice:
    return Notice(kind, text, by, about, "desk", until=until, desk=DeskWord("mayor", **word))


class Desk:
    """A desk that keeps its own clock and numbers: each act is one more publication, a second later."""

    def __init__(self, ground: Ground = GROUND, people=PEOPLE) -> None:
        self.state, self.ground, self.people, self.seq, self.now = DeskState(), ground, people, 10, START

    def act(self, kind: NoticeKind, by: str, *, after: float = 1, **more) -> str:
        """Do it, and say why it had no effect; "" where it had."""
        self.seq, self.now = self.seq + 1, self.now + dt.timedelta(seconds=after)
        before = self.state
        self.state = decide(before, Action(self.seq, self.now, notice(kind, by, **more)), self.ground, self.people)
        done = self.state.outcome(self.seq)
        assert done is not None
        return done.refused

    def propose(
        self, by: str = "J. Rivera", code=RUNOFF.code, candidates=RUNOFF.candidates, evidence=None, **more
    ) -> str:
        seen = self.ground.evidence if evidence is None else evidence
        return self.act(NoticeKind.PROPOSE, by, code=code, candidates=candidates, evidence=seen, **more)

    def approve(self, by: str = "T. Okafor", about=None, evidence=None, **more) -> str:
        pending = self.state.proposal.number if self.state.proposal else 0
        seen = self.ground.evidence if evidence is None else evidence
        return self.act(NoticeKind.APPROVE, by, about=about or pending, evidence=seen, **more)

    def retract(self, by: str = "M. Chen", **more) -> str:
        return self.act(NoticeKind.RETRACT, by, **more)

    def change(self, **new) -> None:
        self.ground = replace(self.ground, **new)
