"""Whatever happens in whatever order: restarts, kills, failures, floods. Nothing is lost, doubled or out of order."""

import datetime as dt
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from alert_desks import WHEN, Desk, Killed, Office
from outright.alerts.limit import Limit
from outright.bulletin.events import events
from outright.terms import VerdictCode as V
from told_nights import HANDEL, OSSOFF, change, contest, correction, night, point

MOST, HOUR = 3, dt.timedelta(hours=1)


class Alerts(RuleBasedStateMachine):
    """A night goes on while its alerts are killed, started again and not taken."""

    @initialize(more=st.booleans())
    def begins(self, more: bool) -> None:
        self.folder = Path(tempfile.mkdtemp())
        desks = [Desk("slack://env:A", "slack"), *([Desk("mailto://env:B", "mail")] if more else [])]
        self.office = Office(self.folder / "memory", desks, limit=Limit(MOST, HOUR))
        self.office.open()
        self.seq, self.called = 0, False
        self.line, self.history, self.notes = [], [], []
        self.killed: set[tuple[str, str]] = set()

    @property
    def bulletin(self):
        return night(contest(self.line, self.history, self.notes), seq=self.seq)

    @rule(ossoff=st.integers(0, 9), handel=st.integers(0, 9))
    def count_moves(self, ossoff: int, handel: int) -> None:
        self.seq += 1
        self.line.append(point(self.seq, ossoff=ossoff, handel=handel))

    @rule(n=st.integers(1, 5))
    def source_corrects(self, n: int) -> None:
        self.seq += 1
        self.notes += [correction(self.seq, f"Cobb −{i} votes") for i in range(1, n + 1)]

    @rule()
    def verdict_changes(self) -> None:
        self.seq += 1
        self.called = not self.called
        code, who = (V.RUNOFF_CERTAIN, (OSSOFF, HANDEL)) if self.called else (V.TOO_EARLY, ())
        self.history.append(change(self.seq, code, *who))

    @rule()
    def bulletin_is_told(self) -> None:
        self.office.courier.take(self.bulletin)

    @rule(answers=st.lists(st.sampled_from([None, "down", Killed]), min_size=1, max_size=3))
    def alerts_go_out(self, answers: list[object]) -> None:
        for desk in self.office.desks:
            desk.answers = [*answers, None]
            try:
                self.office.deliver()
            except Killed:
                self.killed.add((desk.key, "any"))
                for d in self.office.desks:
                    if d.got:
                        self.killed.add((d.key, d.got[-1].id))
                self.office.again(self.bulletin)

    @rule()
    def engine_starts_again(self) -> None:
        self.office.again(self.bulletin)

    @rule(minutes=st.integers(0, 90))
    def time_passes(self, minutes: int) -> None:
        self.office.wait(minutes=minutes)

    @precondition(lambda self: self.line)
    @rule()
    def same_bulletin_comes_again(self) -> None:
        self.office.courier.take(self.bulletin)
        before = self.office.memory.numbers()
        self.office.courier.take(self.bulletin)
        assert self.office.memory.numbers() == before

    @invariant()
    def nothing_is_sent_twice_but_after_a_kill(self) -> None:
        for desk in self.office.desks:
            ids = [m.id for m in desk.got]
            twice = {i for i in ids if ids.count(i) > 1}
            assert all((desk.key, i) in self.killed for i in twice)

    @invariant()
    def the_limit_holds_for_all_that_is_not_a_call(self) -> None:
        rows = self.office.memory._db.execute(
            "SELECT destination, released, is_call FROM message WHERE released IS NOT NULL"
        ).fetchall()
        for desk in self.office.desks:
            quiet = sorted(at for key, at, is_call in rows if key == desk.key and not is_call)
            for first, last in zip(quiet, quiet[MOST:], strict=False):
                assert last - first >= HOUR / dt.timedelta(microseconds=1)

    @invariant()
    def calls_come_in_their_order(self) -> None:
        for desk in self.office.desks:
            seqs = [m.seq for m in desk.got if m.is_call]
            assert seqs == sorted(seqs)

    def teardown(self) -> None:
        """In the end everything that happened was told by itself or in one digest, or was overtaken by a later call."""
        office = self.office
        office.courier.take(self.bulletin)
        for desk in office.desks:
            desk.answers = [None]
        for _ in range(12):
            office.wait(hours=3)
            office.tell()
        for desk in office.desks:
            alone = {m.id for m in desk.got if m.type != "digest"}
            digests = {m.id: m for m in desk.got if m.type == "digest"}
            together = [i for d in digests.values() for i in d.data["messages"]]
            assert len(together) == len(set(together))
            assert not alone & set(together)
            happened = {e.id for e in events(self.bulletin) if e.kind.value in WHEN or e.kind.value == "call-withdrawn"}
            missing = happened - alone - set(together)
            rows = dict(office.memory._db.execute(
                "SELECT id, state FROM message WHERE destination = ?", (desk.key,)).fetchall())  # fmt: skip
            assert all(rows.get(i) in ("overtaken", "failed") for i in missing), missing
        office.memory.close()
        shutil.rmtree(self.folder)


Alerts.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestAlerts = Alerts.TestCase
