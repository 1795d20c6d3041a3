"""Model-checked: whatever a desk, the clock and the news do in whatever order, no call is published by less than two.

The machine keeps a book of its own, written while it acts: which evidence was there when, when bad news came, who was
who. What `decide` makes of it is held against the book after every step.
"""

import datetime as dt
from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from desks import GROUND, PEOPLE, Desk
from outright.count import NoticeKind
from outright.desk.call import DeskRecord, Support, decoded, encoded
from outright.desk.decide import after_news
from outright.desk.people import listed
from outright.desk.states import BY_PEOPLE_ONLY, STANDING, TRANSITIONS, WAITING, CallState, Move
from outright.terms import VerdictCode

NAMES = st.sampled_from([*PEOPLE, "j. rivera", "T.  OKAFOR", "A. Stranger", ""])
CODES = st.sampled_from(list(VerdictCode))
CANDIDATES = st.sampled_from([("ann", "bob"), ("bob", "ann"), ("ann",), ("bob",), ("dot",), ()])
HASHES = st.integers(0, 3)
CARRIED = [
    (Support(VerdictCode.RUNOFF_PROJECTED, ("ann", "bob"), "model"),),
    (Support(VerdictCode.RUNOFF_PROJECTED, ("ann",), "model"),),
    (Support(VerdictCode.RUNOFF_CERTAIN, ("ann", "bob"), "arithmetic"),),
    (Support(VerdictCode.WON_CERTAIN, ("ann",), "arithmetic"),),
    (Support(VerdictCode.WON_PROJECTED, ("ann",), "model"),),
    (),
]
NEXT = {}
for _row in TRANSITIONS:
    NEXT.setdefault(_row.before, {})[_row.move] = _row.after
OF_THE_NEWS = (Move.VOID, Move.EXPIRE, Move.OVERTAKE)


def reachable(state: CallState, moves) -> set[CallState]:
    """Every state that moves of these kinds lead to, one after the other, or none."""
    found = {state}
    while new := {NEXT.get(s, {}).get(m) for s in found for m in moves} - found - {None}:
        found |= new
    return found


class TheDesk(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.desk = Desk()
        self.seen = [self.desk.ground.evidence]
        self.bad_at: list[int] = []
        self.numbers: list[int] = [0]
        self.before = self.desk.state

    def evidence(self, back: int) -> str:
        return self.seen[-1 - min(back, len(self.seen) - 1)]

    def acts(self, kind: NoticeKind, by: str, after: float, move: Move | None, **more):
        before, self.before = self.desk.state, self.desk.state
        refused = self.desk.act(kind, by, after=after, **more)
        here = reachable(before.state, OF_THE_NEWS)
        if refused or move is None:
            assert self.desk.state.state in here
        else:
            assert self.desk.state.state in {NEXT.get(s, {}).get(move) for s in here}
        if self.desk.state.proposal is not None:
            self.numbers.append(self.desk.state.proposal.number)
        return refused

    @rule(by=NAMES, code=CODES, candidates=CANDIDATES, back=HASHES, after=st.sampled_from([0, 1, 60, 590]))
    def propose(self, by, code, candidates, back, after):
        self.acts(
            NoticeKind.PROPOSE, by, after, Move.PROPOSE, code=code, candidates=candidates, evidence=self.evidence(back)
        )

    @rule(by=NAMES, after=st.sampled_from([0, 1, 60]))
    def propose_what_is_carried(self, by, after):
        for support in self.desk.ground.supports:
            self.acts(
                NoticeKind.PROPOSE, by, after, Move.PROPOSE, code=support.code, candidates=support.candidates,
                evidence=self.desk.ground.evidence,
            )  # fmt: skip

    @rule(by=NAMES, back=HASHES, which=st.integers(0, 5), after=st.sampled_from([0, 1, 60, 590, 601]))
    def approve(self, by, back, which, after):
        about = self.numbers[-1 - min(which, len(self.numbers) - 1)] or 1
        waited = self.desk.state.proposal
        refused = self.acts(NoticeKind.APPROVE, by, after, Move.APPROVE, about=about, evidence=self.evidence(back))
        if refused:
            return
        assert waited is not None and waited.number == about
        proposer, approver = listed(waited.by, PEOPLE), listed(by, PEOPLE)
        assert proposer and approver and proposer != approver
        assert self.evidence(back) == self.seen[-1]
        assert self.desk.now - waited.at <= dt.timedelta(minutes=10)
        assert not [at for at in self.bad_at if at >= waited.number]

    @rule(by=NAMES, which=st.integers(0, 3), after=st.sampled_from([0, 30]))
    def drop(self, by, which, after):
        about = self.numbers[-1 - min(which, len(self.numbers) - 1)] or 1
        self.acts(NoticeKind.DROP, by, after, Move.DROP, about=about)

    @rule(by=NAMES, after=st.sampled_from([0, 30]))
    def retract(self, by, after):
        stood = self.desk.state.standing
        refused = self.acts(NoticeKind.RETRACT, by, after, Move.RETRACT)
        if listed(by, PEOPLE) and stood is not None:
            assert refused == "" or self.desk.state.standing is None
        if refused == "":
            assert self.desk.state.standing is None

    @rule(by=NAMES, after=st.sampled_from([0, 30]))
    def post(self, by, after):
        self.acts(NoticeKind.POST, by, after, None, text="Fulton expects 20 precincts late.")

    def news(self, *, worse: bool, **new):
        fresh = f"{len(self.seen):064x}"
        self.seen.append(fresh)
        self.desk.change(evidence=fresh, **new)
        self.desk.seq += 1
        if worse:
            self.bad_at.append(self.desk.seq)
        before = self.desk.state
        self.desk.state = after_news(before, self.desk.ground, self.desk.now, self.desk.seq)
        assert self.desk.state.state in reachable(before.state, OF_THE_NEWS)
        self.before = before

    @rule(more=st.integers(1, 300))
    def better(self, more):
        votes = dict(self.desk.ground.votes)
        self.news(worse=False, votes=(*{**votes, "bob": votes["bob"] + more}.items(),))

    @rule(more=st.integers(1, 300))
    def worse(self, more):
        """Those whom the proposal names have fewer votes, and nobody else has."""
        named = self.desk.state.proposal.candidates if self.desk.state.proposal else ()
        votes = tuple((c, v - more if c in named else v) for c, v in self.desk.ground.votes)
        self.news(worse=bool(named), votes=votes)

    @rule(raised=st.booleans())
    def alarm(self, raised):
        self.news(worse=raised, alarms=(f"Alarm {len(self.seen)}.",) if raised else ())

    @rule(waits=st.booleans())
    def a_file_waits(self, waits):
        self.news(worse=waits, held=("Publication 3 waits for a person.",) if waits else ())

    @rule(carried=st.sampled_from(CARRIED), itself=st.booleans())
    def carries(self, carried, itself):
        lost = self.desk.state.proposal
        gone = lost is not None and not any(
            s.code is lost.code and set(s.candidates) == set(lost.candidates) for s in carried
        )
        self.news(worse=gone, supports=carried, itself=carried[0] if carried and itself else None)

    @invariant()
    def every_call_has_two_people_and_the_evidence_of_its_moment(self):
        for call in self.desk.state.calls:
            if call.approval is None:
                assert call.retraction is not None  # a verdict of no person that was taken back
                continue
            assert {call.proposal.by, call.approval.by} <= set(PEOPLE)
            assert call.proposal.by != call.approval.by
            assert call.approval.evidence in self.seen
            assert call.proposal.evidence in self.seen
            assert dt.timedelta(0) <= call.approval.at - call.proposal.at <= dt.timedelta(minutes=10)

    @invariant()
    def nothing_is_ever_removed(self):
        before, now = self.before, self.desk.state
        assert len(now.calls) >= len(before.calls)
        for old, new in zip(before.calls, now.calls, strict=False):
            assert replace(new, retraction=old.retraction, followed_by=old.followed_by) == old
            assert old.retraction is None or new.retraction == old.retraction
        assert now.log[: len(before.log)] == before.log
        assert [n.text for n in now.notes[: len(before.notes)]] == [n.text for n in before.notes]
        assert now.ended[: len(before.ended)] == before.ended
        assert len(dict(now.ended)) == len(now.ended)
        assert decoded(encoded({"mayor": DeskRecord(now)})) == {"mayor": DeskRecord(now)}

    @invariant()
    def what_is_said_of_the_state_is_so(self):
        state = self.desk.state
        assert (state.standing is not None) == (state.state in STANDING)
        assert (state.proposal is not None) == (state.state in WAITING)
        if state.state in BY_PEOPLE_ONLY:
            assert state.calls and state.calls[-1].retraction is not None


TheDesk.TestCase.settings = settings(
    max_examples=300, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestTheDesk = TheDesk.TestCase


def test_the_machine_reaches_calls():
    """The model check is worth nothing if calls are never made in it: the shortest way to one is among its steps."""
    machine = TheDesk()
    machine.begin()
    machine.propose_what_is_carried("J. Rivera", 0)
    machine.better(10)
    machine.approve("T. Okafor", 0, 0, 60)
    assert machine.desk.state.standing is not None
    machine.retract("M. Chen", 0)
    assert machine.desk.state.state is CallState.WITHDRAWN
    assert GROUND.supports
