"""No room, a disk that may only be read, a sync that fails: said loudly; nothing lost, nothing told but the stored."""

import asyncio
import datetime as dt
import json
import os
import signal
import threading
import time
from functools import partial
from random import Random

import pytest

import disk
from alert_desks import Desk
from fake_site import FakeSite
from kept_nights import AT, URL, nth, receive, settings, table
from outright.alerts.alerting import Alerting
from outright.alerts.courier import Courier
from outright.alerts.memory import Memory
from outright.alerts.subscription import Subscription
from outright.alerts.when import conditions
from outright.archive import Archive
from outright.cli.watch import Shown, _run
from outright.count import NoticeKind
from outright.errors import ArchiveError, NotStored
from outright.night import watch as watch_module
from outright.night.desk_door import put
from outright.night.live import LiveNight
from outright.night.notices import notice
from outright.night.replay import verify
from outright.night.watch import Watch
from outright.serve.board import Board
from outright.serve.run import Server
from serving import get

needs_disk = pytest.mark.skipif(bool(disk.available()), reason=disk.available())
TABLES = [nth(n) for n in range(1, 6)]
TOTAL = 1076


class Night:
    """A watch of one source on a disk that can be told to fail."""

    def __init__(self, folder, patch):
        patch.setattr(watch_module, "_AGAIN", 0.01)
        patch.setattr(watch_module, "_LOOK", 0.02)
        self.settings, self.said, self.told = settings(folder), [], []
        self.site = FakeSite({URL: list(TABLES)})
        self.live = LiveNight.begin(self.settings.plan, self.settings.store)
        self.on_word = lambda: None
        self.heard = []

    def warn(self, words):
        self.said.append(words)
        self.on_word()

    def tell(self, bulletin):
        self.told.append(bulletin)
        if bulletin.contests[0].votes == self.enough:
            self.watch.stop()

    def follow(self, polls=None, enough=TOTAL):
        now, self.enough = (AT + dt.timedelta(minutes=n) for n in range(10**6)), enough
        self.watch = Watch(self.settings, self.live, tell=self.tell, now=lambda: next(now), rng=Random(1),
                           get=self.site.get, warn=self.warn,
                           unstored=lambda since, why: self.heard.append((since, why)))  # fmt: skip

        async def go():
            async with asyncio.timeout(30), self.watch:
                await self.watch.run(polls)

        asyncio.run(go())

    def checked(self):
        """The bodies that were kept, once the night has been closed and found to verify."""
        self.live.archive.close()
        found = verify(self.settings.store)
        assert found.problem is None
        with Archive.open(self.settings.store) as archive:
            bulletins = [seq for seq, _ in archive.bulletins()]
            assert bulletins[-1] == archive.last_seq(), "the last that came was told"
            assert [b.night.seq for b in self.told] == bulletins, "what was told is what is stored"
            return [archive.body(p.sha256) for p in archive.publications()]


def writes_of_a_night(folder, monkeypatch):
    """How many writes the night takes where the disk is well."""
    folder.mkdir()
    with disk.Disk() as under:
        night = Night(folder, monkeypatch)
        begun = sum(e.kind == "write" for e in under.events)
        night.follow()
        night.live.archive.close()
    return sum(e.kind == "write" for e in under.events) - begun


@needs_disk
@pytest.mark.parametrize("error", [disk.FULL, disk.IOERR_WRITE])
@pytest.mark.parametrize("moments", [8, pytest.param(10_000, marks=pytest.mark.promise)])
def test_night_goes_on_when_there_is_room_again_whatever_it_was_storing(tmp_path, monkeypatch, moments, error):
    writes, met = writes_of_a_night(tmp_path / "well", monkeypatch), 0
    for first in sorted({1 + round(i * (writes - 8) / min(moments, writes)) for i in range(min(moments, writes))}):
        folder = tmp_path / str(first)
        folder.mkdir()
        with disk.Disk() as under:
            night = Night(folder, monkeypatch)
            night.on_word = lambda under=under: setattr(under, "fault", None)
            under.fault = disk.failing("write", error, first, times=10**6)
            night.follow()
            if night.said:  # files that came together are one round, and one round takes fewer writes
                met += 1
                assert night.said[0].startswith("NOT STORING since")
                assert "Nothing more is told" in night.said[0]
                assert night.said[1].startswith("Storing again")
                (since, why), over = night.heard
                assert since is not None
                assert "what is stored stands" in why
                assert over == (None, "")
            assert night.checked() == TABLES
        assert night.told[-1].contests[0].votes == TOTAL
    assert met > min(moments, writes) // 3


@needs_disk
def test_while_nothing_is_stored_nothing_is_told_and_the_end_is_an_error(tmp_path, monkeypatch):
    with disk.Disk() as under:
        night = Night(tmp_path, monkeypatch)
        night.on_word = lambda: asyncio.get_running_loop().call_later(0.1, night.watch.stop)
        receive(night.live, 1)
        under.fault = disk.full_after(0)
        with pytest.raises(NotStored, match="what is stored stands") as caught:
            night.follow()
        assert caught.value.exit_code == 3
        assert night.told == []
        assert len(night.said) == len(night.heard) == 1, "it is not said anew at every try"
    night.live.archive.close()
    with Archive.open(night.settings.store) as archive:
        assert [seq for seq, _ in archive.bulletins()] == [1]
    assert verify(night.settings.store).problem is None


@needs_disk
def test_no_source_is_asked_while_too_much_waits_in_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(watch_module, "MOST_WAITING", 2 * len(TABLES[0]))
    monkeypatch.setattr(watch_module, "_REPEATED", 0.0)
    with disk.Disk() as under:
        night = Night(tmp_path, monkeypatch)
        night.site.pages[URL] = [table(n, n) for n in range(1, 200)]
        words = 0

        def room_after_a_while():
            nonlocal words
            words += 1
            if words == 20:
                under.fault = None

        night.on_word, asked = room_after_a_while, []
        under.fault = disk.full_after(0)
        monkeypatch.setattr(watch_module.Watch, "_room_again", lambda self: asked.append(len(night.site.asked)))
        night.follow(polls=30, enough=0)
        assert asked[0] < 8
        assert len(night.site.asked) == 30
        assert night.checked() == [table(n, n) for n in range(1, 31)]


@needs_disk
def test_sync_that_fails_ends_the_night_at_once_and_what_was_told_is_stored(tmp_path, monkeypatch):
    with disk.Disk() as under:
        night = Night(tmp_path, monkeypatch)
        under.fault = disk.failing("sync", disk.IOERR_FSYNC, 5, name="-wal")
        with pytest.raises(ArchiveError, match="disk failed") as caught:
            night.follow()
        assert not isinstance(caught.value, NotStored)
        with pytest.raises(ArchiveError, match="nothing more is written"):
            receive(night.live, 9)
    night.live.archive.close()
    assert verify(night.settings.store).problem is None
    with Archive.open(night.settings.store) as archive:
        assert {b.night.seq for b in night.told} <= set(archive.told())


@needs_disk
def test_action_of_a_desk_that_cannot_be_kept_was_not_done(tmp_path, monkeypatch):
    with disk.Disk() as under:
        night = Night(tmp_path, monkeypatch)
        receive(night.live, 1)
        under.fault = disk.full_after(0)
        item = notice(NoticeKind.OUTAGE, "Down.", "A. Clerk", AT, key="desk")
        with pytest.raises(ArchiveError, match="nothing was done"):
            put(night.settings.store, item, patience=0.0)
        under.fault = None
        assert night.live.archive.last_seq() == 1
        night.live.archive.close()


def test_bulletin_that_could_not_be_stored_is_told_before_what_came_since(tmp_path, monkeypatch):
    night, tell, refused = Night(tmp_path, monkeypatch), Archive.tell, []

    def first_refused(self, seq, *parts):
        if not refused:
            refused.append(seq)
            time.sleep(0.1)  # meanwhile the source is asked on
            raise NotStored("no room")
        tell(self, seq, *parts)

    monkeypatch.setattr(Archive, "tell", first_refused)
    night.follow()
    assert refused[0] < len(TABLES), "more came while it could not be stored"
    assert night.told[0].night.seq == refused[0]
    assert night.checked() == TABLES


@needs_disk
def test_readers_operators_and_the_desks_telephone_hear_of_it_and_that_it_is_over(tmp_path, monkeypatch):
    """As ``outright watch --serve`` puts them together: a full disk, a page that is asked, somebody who is rung up."""
    desk, board, wrong = Desk(), Board(), []
    with disk.Disk() as under:
        night = Night(tmp_path, monkeypatch)
        monkeypatch.setattr(watch_module, "Watch", partial(Watch, get=night.site.get))
        receive(night.live, 1)
        told = [Subscription("r", conditions(["not-storing", "call"], "w"), desk)]
        courier = Courier(told, Memory(tmp_path / "told"), now=lambda: AT)

        def from_outside(server):
            try:
                until(lambda: json.loads(get(server, "/healthz")[2])["status"] == "not storing")
                assert get(server, "/healthz")[0] == 200, "nobody may take it for dead: what waits is in its memory"
                assert b"outright_not_storing_since 0.0" not in get(server, "/metrics")[2]
                until(lambda: [m.type for m in desk.got] == ["not-storing"])
                with pytest.raises(ArchiveError, match="nothing was done"):
                    put(night.settings.store, notice(NoticeKind.OUTAGE, "Down.", "A. Clerk", AT, key="d"), patience=0.0)
                under.fault = None
                until(lambda: json.loads(get(server, "/healthz")[2])["status"] == "ok")
                until(lambda: [m.type for m in desk.got] == ["not-storing", "storing-again"])
            except BaseException as error:
                wrong.append(error)
            finally:
                under.fault = None
                os.kill(os.getpid(), signal.SIGTERM)

        under.fault = disk.full_after(0)
        with Server(board, port=0) as server, Alerting(courier, look=0.05) as alerts:
            outside = threading.Thread(target=from_outside, args=(server,))
            outside.start()
            _run(night.settings, night.live, Shown(board=board), alerts)
            outside.join()
        courier.memory.close()
        night.live.archive.close()
    assert wrong == []
    assert verify(night.settings.store).problem is None


def until(holds):
    """Wait until it does, for half a minute at most."""
    last = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < last
        time.sleep(0.02)


class Stopped(BaseException):
    """The engine is gone."""


@pytest.mark.parametrize("restart", ["the next file comes", "nothing comes"])
def test_round_that_was_read_and_not_told_is_told_first(tmp_path, monkeypatch, restart):
    night = Night(tmp_path, monkeypatch)
    receive(night.live, 1)
    with monkeypatch.context() as patch:
        patch.setattr(Archive, "tell", lambda *_: (_ for _ in ()).throw(Stopped))
        with pytest.raises(Stopped):
            receive(night.live, 2)
    night.live.archive.close()
    night.live = LiveNight.resume(night.settings.store)
    assert night.live.behind
    if restart == "the next file comes":
        receive(night.live, 3)
    else:
        night.site.pages[URL] = [nth(2)]
        night.follow(polls=1, enough=0)
    with Archive.open(night.settings.store) as archive:
        assert archive.told()[:2] == (1, 2)
    night.live.archive.close()
    assert verify(night.settings.store).problem is None
