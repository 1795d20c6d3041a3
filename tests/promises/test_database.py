"""A night in a database that restarts, hangs or is locked: what comes waits on this machine's disk, in order, once."""

import asyncio
import contextlib
import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from random import Random

import pytest

import clusters
from fake_site import FakeSite
from kept_nights import AT, FILE, SETTINGS, URL, nth
from outright.archive import Archive, served
from outright.archive.leases import holding
from outright.archive.spool import Spool
from outright.errors import ArchiveError, NightFollowed, NotStored
from outright.night import watch as watch_module
from outright.night.config import parse
from outright.night.live import LiveNight
from outright.night.lock import only_engine
from outright.night.replay import verify
from outright.night.watch import Watch

TABLES = [nth(n) for n in range(1, 9)]
TOTAL = sum(int(line.rpartition(b",")[2]) for line in TABLES[-1].splitlines()[1:])


@pytest.fixture(scope="module")
def cluster():
    """A server of this file's own: it is stopped and restarted."""
    clusters.need()
    made = clusters.Cluster()
    yield made
    made.remove()


class Night:
    """A watch of one source whose store is a database; something happens to the server after a number of files."""

    def __init__(self, cluster, folder, patch, patience=1.0):
        patch.setattr(watch_module, "_AGAIN", 0.05)
        patch.setattr(watch_module, "_LOOK", 0.02)
        patch.setattr(served, "PATIENCE", patience)
        night = cluster.night(folder)
        text = SETTINGS.replace('name = "Special"', f'name = "Special"\nstore = "{night.url}#{night.id}"')
        self.settings, self.said, self.told = parse(text, folder / "night.toml"), [], []
        self.site = FakeSite({URL: list(TABLES)})
        self.happens = {}
        self.asked = 0

    async def get(self, *given, **more):
        self.asked += 1
        if what := self.happens.get(self.asked):
            await asyncio.to_thread(what)
        return await self.site.get(*given, **more)

    def tell(self, bulletin):
        self.told.append(bulletin)
        if bulletin.contests[0].votes == TOTAL:
            self.watch.stop()

    def follow(self, seconds=60):
        now = (AT + dt.timedelta(minutes=n) for n in range(10**6))
        if not Archive.exists(self.settings.store):
            LiveNight.begin(self.settings.plan, self.settings.store).archive.close()
        with only_engine(self.settings.store) as lease:
            live = LiveNight.resume(self.settings.store)
            live.archive.lease = lease
            self.watch = Watch(self.settings, live, tell=self.tell, now=lambda: next(now), rng=Random(1), get=self.get,
                               warn=self.said.append)  # fmt: skip

            async def go():
                async with asyncio.timeout(seconds), self.watch:
                    await self.watch.run()

            with contextlib.closing(live.archive):
                asyncio.run(go())

    def checked(self):
        """The bodies that were kept; the night verifies, everything was told, and nothing waits any more."""
        assert verify(self.settings.store).problem is None
        with Archive.open(self.settings.store) as archive:
            assert archive.told()[-1] == archive.last_seq()
            bodies = [archive.body(p.sha256) for p in archive.publications()]
        with contextlib.closing(
            Spool.open(self.settings.store.with_name(f"{self.settings.store.name}.spool"))
        ) as spool:
            assert len(spool) == 0
        assert self.told[-1].contests[0].votes == TOTAL
        return bodies


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_a_server_that_restarts_in_the_middle_costs_nothing(cluster, tmp_path, monkeypatch, how):
    night = Night(cluster, tmp_path, monkeypatch)
    back = threading.Timer(1.0, cluster.start)
    night.happens = {3: lambda: (cluster.stop(how), back.start())}
    night.follow()
    back.join()
    assert night.said[0].startswith("NOT STORING since")
    assert "waiting on this machine's disk: " in night.said[0]
    assert night.said[-1].startswith("Storing again")
    assert night.checked() == TABLES


@pytest.mark.parametrize("seconds", [6, pytest.param(60, marks=pytest.mark.promise)])
def test_a_server_that_hangs_costs_nothing(cluster, tmp_path, monkeypatch, seconds):
    night = Night(cluster, tmp_path, monkeypatch)
    back = threading.Timer(seconds, cluster.resume)
    night.happens = {2: lambda: (cluster.pause(), back.start())}
    night.follow(seconds + 60)
    back.join()
    assert night.said[0].startswith("NOT STORING since")
    assert night.asked >= len(TABLES), "the source is asked on"
    assert night.checked() == TABLES


@pytest.mark.parametrize("seconds", [6, pytest.param(60, marks=pytest.mark.promise)])
def test_a_night_that_another_locks_costs_nothing(cluster, tmp_path, monkeypatch, seconds):
    night = Night(cluster, tmp_path, monkeypatch)

    def lock():
        db = served.connect(night.settings.store)
        db.autocommit = False
        db.execute("SET idle_in_transaction_session_timeout = 0")
        db.execute("SET lock_timeout = 0")
        db.execute("LOCK TABLE night, publication IN ACCESS EXCLUSIVE MODE")
        threading.Timer(seconds, db.close).start()

    night.happens = {2: lock}
    night.follow(seconds + 60)
    assert night.said[0].startswith("NOT STORING since")
    assert night.checked() == TABLES


def test_what_waits_on_disk_outlives_the_watch_and_is_stored_first(cluster, tmp_path, monkeypatch):
    night = Night(cluster, tmp_path, monkeypatch)

    def gone():
        cluster.stop()
        threading.Timer(1.0, lambda: night.watch.stop()).start()

    night.happens = {4: gone}
    with pytest.raises(NotStored, match="what is stored stands"):
        night.follow()
    cluster.start()
    with contextlib.closing(served.connect(night.settings.store)) as db:
        db.execute("UPDATE lease SET until = 0")  # it could not be given back; its process would be no more
    assert len(Spool.open(tmp_path / f"{night.settings.store.name}.spool")) > 0
    night.happens = {}
    night.site.pages[URL] = TABLES[-1:]  # the source has long moved on: only our disk has what came between
    night.follow()
    assert night.checked() in (TABLES, [*TABLES, TABLES[-1]]), "asked anew, the source may answer first"


def test_a_transaction_whose_end_was_not_heard_is_there_once(cluster, tmp_path, monkeypatch):
    night = Night(cluster, tmp_path, monkeypatch)
    whole, rounds, times = Archive.keep_all, [], []

    def unheard(archive, given):
        kept = whole(archive, given)
        rounds.append(kept)
        times.extend(k.seq for k in kept)
        if len(rounds) in (1, 3):
            raise NotStored("the line was cut before the answer")
        return kept

    monkeypatch.setattr(Archive, "keep_all", unheard)
    night.follow()
    assert night.checked() == TABLES
    assert len(times) > len(TABLES), "some were given twice"


def test_a_second_engine_is_refused_with_the_name_of_the_first(cluster, tmp_path, monkeypatch):
    night = Night(cluster, tmp_path, monkeypatch)
    LiveNight.begin(night.settings.plan, night.settings.store).archive.close()
    with only_engine(night.settings.store), pytest.raises(NightFollowed) as error:
        begun = time.monotonic()
        with only_engine(night.settings.store):
            pass
    assert time.monotonic() - begun < 1
    assert f"process {os.getpid()} on " in error.value.line()
    with only_engine(night.settings.store):
        pass  # given back, it is free at once


def test_an_engine_that_was_stopped_for_too_long_stores_nothing_more(cluster, tmp_path, monkeypatch):
    """It holds its lease no longer and does not know it: what it tells then would be a second story."""
    night = Night(cluster, tmp_path, monkeypatch)
    store = night.settings.store
    live = LiveNight.begin(night.settings.plan, store)
    with holding(store, "engine") as lease:
        live.archive.lease = lease
        live.receive("zz", "openelections", FILE, nth(1), AT)
        with contextlib.closing(served.connect(store)) as db:
            db.execute("UPDATE lease SET holder = 'process 1 on another', term = term + 1, until = until + 60")
        with pytest.raises(NightFollowed, match=r"Another engine follows .*: process 1 on another"):
            live.receive("zz", "openelections", FILE, nth(2), AT)
    live.archive.close()
    with Archive.open(store) as archive:
        assert archive.told() == (1,)
        assert archive.last_seq() == 2, "the bytes are kept for the engine that follows"


def test_the_lease_of_a_killed_process_of_this_machine_is_not_waited_for(cluster, tmp_path, monkeypatch):
    night = Night(cluster, tmp_path, monkeypatch)
    store = night.settings.store
    LiveNight.begin(night.settings.plan, store).archive.close()
    script = (
        "import sys, time\nfrom outright.archive import ServedNight\nfrom outright.night.lock import only_engine\n"
        "with only_engine(ServedNight(sys.argv[1], sys.argv[2])):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, store.url, store.id], stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(NightFollowed, match=f"process {other.pid} on "), only_engine(store):
            pass
        other.kill()
        other.wait()
        with only_engine(store):
            pass


def test_a_database_that_is_not_there_is_said_in_one_line(tmp_path):
    clusters.need()
    from outright.archive import home_of

    home = home_of("postgresql://outright:secret@127.0.0.1:1/results#night", tmp_path)
    with pytest.raises(ArchiveError) as error:
        Archive.open(home)
    assert "does not answer" in error.value.line()
    assert "secret" not in error.value.line()
    assert "secret" not in repr(home)
