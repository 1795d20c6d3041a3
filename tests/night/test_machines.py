"""Collectors, engines that stand by, and what came late: each piece by itself, over one database."""

import asyncio
import contextlib
import datetime as dt
from dataclasses import replace
from random import Random

import pytest

import clusters
from fake_site import FakeSite
from kept_nights import AT, FILE, SETTINGS, URL, nth, receive, settings
from outright.archive import Archive, Received, leases, turns
from outright.archive.fetch_errors import SiteInTrouble
from outright.archive.served import connect
from outright.archive.spool import Spool
from outright.bulletin import encode
from outright.cli.watch import alone
from outright.errors import NightFollowed, NotStored
from outright.night.arrival import Arrival
from outright.night.collect import Collector
from outright.night.config import parse
from outright.night.engine import Engine
from outright.night.fold import Folded, take
from outright.night.forward import Forward
from outright.night.live import LiveNight
from outright.night.polling import memory_of, remembering
from outright.night.reading import read_publication
from outright.night.replay import verify
from outright.night.walks import Trail


@pytest.fixture
def store(tmp_path):
    """A night that was begun, and in which nothing has come."""
    clusters.need()
    night = clusters.shared().night(tmp_path)
    LiveNight.begin(settings(tmp_path).plan, night).archive.close()
    return night


@pytest.fixture
def db(store):
    with contextlib.closing(connect(store)) as found:
        yield found


def test_turns_are_given_to_one_each_shared_evenly_and_go_on_with_what_was_remembered(db):
    turns.offer(db, ["a", "b", "c"])
    assert (turns.collectors(db, "one"), turns.collectors(db, "two")) == (1, 2)
    mine = turns.take(db, "one", ["a", "b", "c"], 2)
    theirs = turns.take(db, "two", ["a", "b", "c"], 2)
    assert [t.lease.work for t in mine] == ["a", "b"]
    assert [t.lease.work for t in theirs] == ["c"]
    assert turns.take(db, "two", ["a", "b", "c"], 2) == []
    assert turns.write_back(db, mine[0].lease, b"what was seen", due_in=30, stood_for=2.0)
    turns.leave(db, "one")
    (taken,) = turns.take(db, "two", ["a"], 1)
    assert (taken.lease.term, taken.memory) == (2, b"what was seen")
    assert 28 < taken.due_in <= 30
    assert not turns.write_back(db, mine[0].lease, b"too late", due_in=0, stood_for=None)


def test_turn_runs_out_by_the_servers_clock_and_is_kept_by_who_renews_it(db):
    turns.offer(db, ["a", "b"])
    turns.take(db, "one", ["a"], 1, seconds=-1)
    turns.take(db, "one", ["b"], 1)
    assert turns.renew(db, "one") == {"a": 1, "b": 1}, "nobody has had it since"
    turns.take(db, "two", ["a"], 1)
    turns.renew(db, "one", seconds=-1)
    assert [t.lease.work for t in turns.take(db, "two", ["a", "b"], 5)] == ["a", "b"]
    assert turns.renew(db, "one") == {}


def test_source_that_has_ended_is_nobodys(db):
    turns.offer(db, ["a"])
    turns.take(db, "one", ["a"], 1)
    turns.end(db, "a")
    assert turns.renew(db, "one") == {}
    assert turns.take(db, "two", ["a"], 1) == []


def turn_of(db, who: str):
    turns.offer(db, ["zz"])
    db.execute("UPDATE poll SET until = 0")
    return turns.take(db, who, ["zz"], 1)[0].lease


@contextlib.contextmanager
def forward_of(store, name: str, clock=lambda: 0.0):
    with Archive.open(store) as archive:
        spool = Spool.open(store.beside / name)
        with contextlib.closing(Forward(store, archive, spool, clock=clock)) as forward:
            yield forward


def came(n: int) -> Received:
    return Received("zz", "openelections", FILE, nth(n), AT + dt.timedelta(minutes=n))


def stored(store, most: int = 9) -> list[tuple[str, int]]:
    with Archive.open(store) as archive:
        bodies = {nth(n): n for n in range(most)}
        return [(p.name, bodies.get(archive.body(p.sha256), 0)) for p in archive.publications()]


def test_what_comes_after_another_has_the_turn_is_kept_as_late_where_nobody_else_brings_it(store, db):
    now = [100.0]
    with forward_of(store, "one", lambda: now[0]) as one, forward_of(store, "two") as two:
        before = turn_of(db, "one")
        one.put(before, came(1), 0)
        one.drain()
        after = turn_of(db, "two")
        for item in (came(2), came(3), came(4), Received("zz", "notice", "notice.json", b"{}", AT)):
            one.put(before, item, 1)
        two.put(after, came(3), 1)
        two.drain()
        one.drain()
        assert stored(store) == [(FILE, 1), (FILE, 3)], "the other may be about to bring them"
        assert len(one) == 2
        two.put(after, came(4), 2)
        two.drain()
        now[0] += 16
        one.drain()
        assert len(one) == 0
    assert stored(store) == [(FILE, 1), (FILE, 3), (FILE, 4), (f"late/{FILE}", 2)]


def test_what_the_one_before_stored_and_could_not_note_is_not_stored_again(store, db):
    with forward_of(store, "one") as one, forward_of(store, "two") as two:
        one.put(turn_of(db, "one"), came(1), 0)
        one.drain()
        turn = turn_of(db, "two")
        for n in (1, 2, 1):
            two.put(turn, came(n), 1)
        two.drain()
    assert stored(store) == [(FILE, 1), (FILE, 2), (FILE, 1)]


def test_what_cannot_be_stored_waits_on_disk_and_goes_on_in_order_from_another_process(store, db, monkeypatch):
    turn = turn_of(db, "one")
    with forward_of(store, "one") as one, monkeypatch.context() as patch:
        patch.setattr(Archive, "keep", _no_answer)
        for n in (1, 2):
            one.put(turn, came(n), 0)
        with pytest.raises(NotStored):
            one.drain()
        assert len(one) == 2
    with forward_of(store, "one") as again:
        again.put(turn, came(3), 0)
        again.drain()
        again.drain()
        assert len(again) == 0
    assert stored(store) == [(FILE, 1), (FILE, 2), (FILE, 3)]


def _no_answer(*_, **__) -> None:
    raise NotStored("The database does not answer")


def test_polling_goes_on_from_what_was_written_down(tmp_path):
    (source,) = settings(tmp_path).sources
    polling = remembering(source, b"")
    site = FakeSite({URL: nth(1)})

    async def ask(url: str):
        got = await site.get(url)
        polling.trail.took(url, got.validators)

    asyncio.run(ask(URL))
    polling.trail.highest["cobb"], polling.failures = 7, 2
    polling.trail.owed.add("fulton")
    polling.wrong["zz"] = ("blocked", 403, "ab")
    again = remembering(source, memory_of(polling))
    for name in ("validators", "highest", "owed", "notes", "seen", "asked", "polls"):
        assert getattr(again.trail, name) == getattr(polling.trail, name), name
    assert (again.failures, again.wrong) == (2, polling.wrong)
    assert remembering(source, b'{"of": "another release"}').trail.seen == Trail().seen


def test_late_file_replaces_nothing_and_takes_nothing_back(tmp_path):
    plan = settings(tmp_path).plan

    def after(folded: Folded, seq: int, n: int, name: str, body: bytes = b"") -> Folded:
        body = body or nth(n)
        snapshot, error = read_publication(body, "openelections", FILE)
        arrival = Arrival(seq, "zz", AT + dt.timedelta(minutes=n), f"hash {n}", name)
        return take(plan, folded, arrival, snapshot, error)

    shown = after(after(Folded(), 1, 1, FILE), 2, 3, FILE)
    waits = after(shown, 3, 1, FILE)  # bytes that were shown and replaced: they wait
    assert waits.state.held()
    for n in (2, 3):
        late = after(waits, 4, n, f"late/{FILE}")
        assert late.state.sources["zz"].snapshot == shown.state.sources["zz"].snapshot
        assert late.state.held() == waits.state.held()
        assert late.state.as_of == waits.state.as_of
    broken = after(shown, 4, 2, f"late/{FILE}", b"<html>")
    assert broken.round[-1].step.outcome == "rejected"
    assert broken.state.sources["zz"].error == ""
    newer = after(after(Folded(), 1, 1, f"v5/{FILE}"), 2, 2, f"late/v6/{FILE}")
    assert newer.round[-1].step.outcome == "applied", "the source's own number says that it is newer"


def test_engine_that_stands_by_tells_to_the_byte_what_the_other_would_have(store, tmp_path):
    first, other = LiveNight.resume(store), LiveNight.resume(store)
    alone = LiveNight.begin(settings(tmp_path).plan, tmp_path / "alone.owr")
    for n in (1, 2, 3):
        assert encode(receive(first, n)) == encode(receive(alone, n))
        assert other.follow() == n
    with Archive.open(store) as archive:
        archive.keep("zz", "openelections", FILE, nth(4), AT + dt.timedelta(minutes=4))
    assert not other.due
    told = other.catch_up()
    assert told is not None
    assert encode(told) == encode(receive(alone, 4))
    first.follow()
    assert encode(receive(first, 5)) == encode(receive(alone, 5))
    for live in (first, other, alone):
        live.archive.close()
    assert verify(store).problem is None


def test_round_that_was_read_and_not_told_is_told_by_the_next(store, monkeypatch):
    first, other = LiveNight.resume(store), LiveNight.resume(store)
    receive(first, 1)
    with monkeypatch.context() as patch, pytest.raises(NotStored):
        patch.setattr(Archive, "tell", _no_answer)
        receive(first, 2)
    other.follow()
    assert other.due
    told = other.catch_up()
    assert told is not None
    assert told.night.seq == 2
    first.follow()
    assert not first.due
    assert first.folded.round == ()
    for live in (first, other):
        live.archive.close()


def test_lease_that_was_lost_tells_nothing_and_the_engine_stands_by(store, db, tmp_path):
    live = LiveNight.resume(store)
    words = []
    engine = Engine(replace(settings(tmp_path), store=store), live, warn=words.append)
    engine._look()
    assert engine.leads
    db.execute("UPDATE lease SET holder = 'another', term = term + 1, until = until + 60 WHERE work = 'engine'")
    with pytest.raises(NightFollowed) as lost:
        engine._look()
    engine._lost(lost.value)
    assert not engine.leads
    engine._look()
    assert not engine.leads
    assert words[-1].endswith("This one stands by.")
    engine.close()
    live.archive.close()


def test_fall_is_released_after_the_time_by_the_servers_clock_and_once(store, db, tmp_path):
    config = replace(parse(SETTINGS + '\n[checks]\nconfirm = "1s"\n', tmp_path / "night.toml"), store=store)
    live = LiveNight.resume(store)
    engine = Engine(config, live, warn=lambda _: None)
    turn = turn_of(db, "one")
    with Archive.open(store) as archive:
        for n in (3, 1):
            archive.keep("zz", "openelections", FILE, nth(n), AT + dt.timedelta(hours=n), under=turn)
    engine._look()
    (held,) = live.folded.state.held()
    turns.write_back(db, turn, b"{}", due_in=0, stood_for=0.0)
    engine._look()
    assert live.folded.state.held() == (held,), "it has not stood by it for a second yet"
    db.execute("UPDATE poll SET stood_at = extract(epoch FROM clock_timestamp()) + 2")
    engine._look()
    engine._look()
    assert live.folded.state.held() == ()
    with Archive.open(store) as archive:
        assert [p.kind for p in archive.publications()] == ["openelections", "openelections", "notice"]
    engine.close()
    live.archive.close()


def test_collector_polls_stores_notes_and_gives_its_turns_back(store, db, tmp_path):
    site = FakeSite({URL: [nth(1), nth(1), SiteInTrouble("down", status=500), nth(2)]})
    (source,) = settings(tmp_path).sources
    config = replace(settings(tmp_path), store=store, sources=(replace(source, every=0.01, jitter=0),))

    async def go():
        collector = Collector(config, now=lambda: AT, rng=Random(1), get=site.get, tell=heard.append)
        job = asyncio.create_task(collector.run())
        while len(heard) < 3:
            await asyncio.sleep(0.01)
        assert turns.collecting(store) == (collector.who,)
        with pytest.raises(NightFollowed, match="Collectors poll the sources"):
            alone(config)
        collector.stop()
        await job

    heard = []
    asyncio.run(asyncio.wait_for(go(), 60))
    assert [p.kind for p in heard] == ["openelections", "notice", "openelections"]
    assert turns.collecting(store) == ()
    alone(config)
    (turn,) = turns.take(db, "next", ["zz"], 1)
    assert turn.lease.term == 2
    assert URL in remembering(source, turn.memory).trail.validators


def test_collector_that_cannot_reach_the_database_polls_for_as_long_as_its_turn_lasts(store, tmp_path, monkeypatch):
    site = FakeSite({URL: [nth(n) for n in range(1, 500)]})
    config = settings(tmp_path)
    config = replace(config, store=store, sources=(replace(config.sources[0], every=0.05, jitter=0),))
    monkeypatch.setattr(turns, "SECONDS", 2.0)
    ask = Collector._ask
    silent = []

    def cut_off(self):
        if silent:
            raise NotStored("no answer")
        return ask(self)

    monkeypatch.setattr(Collector, "_ask", cut_off)
    real = Archive.keep
    monkeypatch.setattr(Archive, "keep", lambda *a, **k: _no_answer() if silent else real(*a, **k))

    async def go():
        collector = Collector(config, now=lambda: AT, rng=Random(1), get=site.get, tell=heard.append, warn=said.append)
        job = asyncio.create_task(collector.run())
        while len(heard) < 3:
            await asyncio.sleep(0.01)
        silent.append(True)
        at_once = len(site.asked)
        await asyncio.sleep(0.5)
        assert len(site.asked) > at_once, "the turn is still ours"
        await asyncio.sleep(2.5)
        asked = len(site.asked)
        await asyncio.sleep(1)
        assert len(site.asked) == asked, "it may be another's by now"
        assert len(collector.forward) > 0
        silent.clear()
        while collector.forward or len(heard) < asked:
            await asyncio.sleep(0.05)
        collector.stop()
        await job

    heard, said = [], []
    asyncio.run(asyncio.wait_for(go(), 90))
    assert "clock is" in said[0], "this one stands still"
    assert said[1].startswith("NOT STORING since")
    came = [n for name, n in stored(store, 500) if name == FILE]
    assert came == list(range(1, len(came) + 1)), "in order, each once"


def test_door_leaves_an_engine_that_stands_by_the_time_to_take_over(store, db):
    assert leases.idle_for(store, "engine") == float("inf")
    with leases.holding(store, "engine"):
        assert leases.idle_for(store, "engine") == 0
    assert 0 <= leases.idle_for(store, "engine") < 5
