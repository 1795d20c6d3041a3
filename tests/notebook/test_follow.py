"""Following a night: every bulletin in order, none twice; it waits without working, and it ends when it is told to."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import outright as ow
from outright.cli.rehearsed import plan_of
from outright.errors import ArchiveError, UsageError
from outright.night.live import LiveNight
from outright.night.projector import no_projection
from outright.notebook.follow import MAKING, Following, follow
from outright.notebook.night import Night
from outright.rehearsal import reference_night
from outright.terms import ResultsStatus

COMING = 9


class Engine:
    """An engine beside the notebook: it takes one publication in whenever the notebook waits."""

    def __init__(self, path: Path) -> None:
        night = reference_night()
        self.path, self.plan, self.coming = path, plan_of(night.facts), list(night.publications[:COMING])
        self.live: LiveNight | None = None
        self.now, self.waits = 0.0, []

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.waits.append(seconds)
        if self.coming:
            self.live = self.live or LiveNight.begin(self.plan, self.path, no_projection)
            p = self.coming.pop(0)
            self.live.receive(p.source_id, p.kind, p.name, p.body, p.at)

    def clock(self) -> float:
        return self.now

    def close(self) -> None:
        if self.live is not None:
            self.live.archive.close()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = Engine(tmp_path / "live.owr")
    yield made
    made.close()


def followed(engine: Engine, night: Night, **how) -> list[int]:
    return [m.seq for m in follow(night, clock=engine.clock, wait=engine.wait, **how)]


def test_a_night_is_followed_from_before_its_first_bulletin(engine: Engine):
    before = Night(engine.path, engine.plan, None)
    assert followed(engine, before, timeout=5) == [*range(1, COMING + 1)]
    assert engine.waits[:COMING] == [1.0] * COMING, "one look a second, and nothing in between"
    assert engine.now - COMING == 5, "after the last it waited as long as it was told"


def test_a_file_that_is_just_being_made_is_waited_for_and_another_file_is_not(engine: Engine):
    engine.path.write_bytes(b"half a file")
    state = Following(Night(engine.path, engine.plan, None), None, None, 1.0, engine.clock)
    assert state.later() == ()
    engine.now = MAKING + 1
    with pytest.raises(ArchiveError):
        state.later()


def test_it_begins_with_the_moment_it_is_at_and_leaves_none_out(engine: Engine):
    for _ in range(4):
        engine.wait(1)
    assert followed(engine, ow.open(engine.path).at(2), timeout=2, every=0.5) == [*range(2, COMING + 1)]


def test_it_stops_at_the_moment_that_is_asked_for(engine: Engine):
    before = Night(engine.path, engine.plan, None)
    assert followed(engine, before, until=lambda m: m.contest().total or False, timeout=9) == [1, 2, 3, 4]
    assert len(engine.coming) == COMING - 4


def test_a_whole_night_ends_when_it_is_complete(night: ow.Night):
    seen = [m.seq for m in night.at(54).follow(until="complete", timeout=0)]
    assert seen == [54, 55, 56, 57]
    assert [m.seq for m in night.follow(until="complete")] == [57]
    assert [m.seq for m in night.at(56).follow(until="certified", timeout=0)] == [56, 57]


def test_a_contest_is_followed_by_what_is_said_of_it(night: ow.Night):
    moments = list(night.at(40).contest().follow(until="complete"))
    assert [c.seq for c in moments] == [*range(40, 58)]
    assert moments[-1].call().code == "runoff_certain"


def test_certified_is_more_than_complete(night: ow.Night):
    state = Following(night, "certified", None, 1.0, lambda: 0.0)
    assert not state.has_ended(night)
    certified = night.bulletin.night.__replace__(status=ResultsStatus.CERTIFIED)
    assert state.has_ended(night.as_told(night.bulletin.__replace__(night=certified)))


@pytest.mark.parametrize(("how", "hint"), [({"until": "noon"}, "complete or certified"), ({"every": 0}, "")])
def test_an_end_or_a_pace_that_is_none_is_refused(night: ow.Night, how, hint):
    with pytest.raises(UsageError) as refused:
        next(night.follow(**how))
    assert hint in refused.value.hint


def test_other_tasks_go_on_while_a_night_is_followed(engine: Engine):
    """Nothing is waited for here but publications: the other task brings them one by one."""

    async def bring(given: Callable[[], int]) -> None:
        while engine.coming:
            reached = COMING - len(engine.coming)
            engine.wait(0)
            while given() <= reached:
                await asyncio.sleep(0.001)

    async def both() -> list[int]:
        seen: list[int] = []
        bringing = asyncio.create_task(bring(lambda: len(seen)))
        async for moment in Night(engine.path, engine.plan, None).afollow(until=lambda m: m.seq == COMING, every=0.001):
            seen.append(moment.seq)
        await bringing
        return seen

    assert asyncio.run(both()) == [*range(1, COMING + 1)]


def test_a_contest_is_followed_beside_other_tasks(night: ow.Night):
    async def seen() -> list[int]:
        return [c.seq async for c in night.at(55).contest().afollow(until="complete", timeout=1)]

    assert asyncio.run(seen()) == [55, 56, 57]


def test_a_follower_that_is_left_leaves_the_file(engine: Engine):
    for _ in range(3):
        engine.wait(1)
    stopped = follow(ow.open(engine.path).at(1), clock=engine.clock, wait=engine.wait)
    assert next(stopped).seq == 1
    stopped.close()
    engine.wait(1)
    assert ow.open(engine.path).seq == 4
