"""A clock that jumps moves no count: publications are in the order in which they came, whatever the clock said."""

import asyncio
import datetime as dt
import itertools
import time

import pytest

from fake_site import NOW, FakeSite
from kept_nights import AT, SETTINGS, URL, nth, receive, settings, table
from outright.archive import Archive
from outright.bulletin import encode
from outright.night.config import parse
from outright.night.live import LiveNight
from outright.night.replay import bulletin_at, bulletins, verify
from outright.night.watch import Watch
from rooted import run

HOUR = dt.timedelta(hours=1)
NEW_YORK_FALLS_BACK = dt.datetime(2025, 11, 2, 5, 30, tzinfo=dt.UTC)
CLOCKS = {
    "steady": [AT + dt.timedelta(minutes=n) for n in range(6)],
    "an hour ahead, and back": [AT, AT + HOUR, AT + HOUR, AT, AT, AT + dt.timedelta(minutes=1)],
    "ten minutes back": [AT, AT, *(AT - dt.timedelta(minutes=10 - n) for n in range(4))],
    "stands still": [AT] * 6,
    "a day of summer time ends": [NEW_YORK_FALLS_BACK + n * HOUR / 2 for n in range(6)],
    "a leap second": [AT.replace(second=59, microsecond=n) for n in (0, 999_999, 999_999, 0, 1, 2)],
    "2038": [dt.datetime(2038, 1, 19, 3, 14, 5 + n, tzinfo=dt.UTC) for n in range(6)],
    "1970": [dt.datetime(1970, 1, 1, tzinfo=dt.UTC), *[AT] * 5],
    "a host in another zone": [AT.astimezone(dt.timezone(dt.timedelta(hours=9))) for _ in range(6)],
}


def night(folder, times):
    """The votes told after each file of a night that came at these times, and where the file is."""
    live = LiveNight.begin(settings(folder).plan, folder / "night.owr")
    votes = [receive(live, n, at).contests[0].votes for n, at in enumerate(times, start=1)]
    live.archive.close()
    return votes, folder / "night.owr"


@pytest.mark.parametrize("clock", CLOCKS)
def test_count_and_order_do_not_hang_on_the_clock(tmp_path, clock):
    votes, path = night(tmp_path, CLOCKS[clock])
    assert votes == [190 * n + 5 * n * n + 1 for n in range(1, 7)]
    assert verify(path).problem is None
    assert [b.night.seq for b in bulletins(path)] == [1, 2, 3, 4, 5, 6]
    assert bulletin_at(path).night.seq == 6, "the newest is the one that came last"
    with Archive.open(path) as archive:
        assert [archive.body(p.sha256) for p in archive.publications()] == [nth(n) for n in range(1, 7)]
        assert [p.received_at for p in archive.publications()] == CLOCKS[clock]
        assert all(p.received_at.tzinfo is dt.UTC for p in archive.publications())


@pytest.mark.parametrize("clock", CLOCKS)
def test_night_that_goes_on_after_a_jump_stands_where_it_stood(tmp_path, clock):
    times = CLOCKS[clock]
    for n, at in enumerate(times, start=1):
        path = tmp_path / "night.owr"
        live = LiveNight.resume(path) if path.exists() else LiveNight.begin(settings(tmp_path).plan, path)
        receive(live, n, at)
        live.archive.close()
    (tmp_path / "whole").mkdir()
    _, whole = night(tmp_path / "whole", times)
    assert [encode(b) for b in bulletins(path)] == [encode(b) for b in bulletins(whole)]


def test_no_bulletin_is_of_a_moment_after_the_one_asked_for(tmp_path):
    """Asked for a moment, the newest that had come by then is given, by the clock of its arrival."""
    times = CLOCKS["an hour ahead, and back"]
    _, path = night(tmp_path, times)
    with Archive.open(path) as archive:
        for moment in itertools.chain.from_iterable((at, at + dt.timedelta(seconds=30)) for at in times):
            found = archive.newest(moment)
            assert found is not None
            assert times[found - 1] <= moment
            assert all(at > moment for at in times[found:])


def test_clock_that_jumps_ahead_releases_nothing_that_waits(tmp_path):
    """A return to earlier numbers is shown once its source has stood by them for minutes that have really passed."""
    now, ticks, high, low = [NOW], [0.0], table(900, 800), table(500, 400)
    config = parse(SETTINGS + '\n[checks]\nconfirm = "5m"\n', tmp_path / "night.toml")
    live = LiveNight.begin(config.plan, config.store)
    site = FakeSite({URL: [low, high, low]})
    watch = Watch(config, live, now=lambda: now[0], clock=lambda: ticks[0], get=site.get)

    def polls(*jumps):
        async def go():
            async with watch:
                for wall, passed in jumps:
                    now[0] += dt.timedelta(seconds=wall)
                    ticks[0] += passed
                    await watch.step()

        asyncio.run(go())
        return [h.arrival.seq for h in live.folded.state.held()]

    assert polls((30, 30), (30, 30), (30, 30), (30, 30)) == [3], "a fall waits"
    assert polls((3600, 30), (30, 30), (-3600, 30), (7200, 30)) == [3], "an hour of the clock is no hour"
    assert polls((300, 300), (30, 30)) == []
    live.archive.close()
    assert verify(config.store).problem is None


ENGINE = """
import asyncio, dataclasses, datetime as dt, sys, time
from pathlib import Path
from fake_site import FakeSite
from kept_nights import SETTINGS, URL, table
from outright.night.config import parse
from outright.night.live import LiveNight
from outright.night.watch import Watch
from rooted import run

folder, confirm, bodies, step = Path(sys.argv[1]), sys.argv[2], sys.argv[3].split(), float(sys.argv[4])
config = parse(SETTINGS + f'\\n[checks]\\nconfirm = "{confirm}"\\n', folder / "night.toml")
live = LiveNight.resume(config.store) if config.store.exists() else LiveNight.begin(config.plan, config.store)
site = FakeSite({URL: [table(int(n), int(n) - 100) for n in bodies]})

async def get(*asked, **more):
    return dataclasses.replace(await site.get(*asked, **more), received_at=dt.datetime.now(dt.UTC))

watch = Watch(config, live, get=get)  # the machine's own clocks

async def go():
    async with watch:
        for _ in bodies:
            await watch.step()
            await asyncio.sleep(step)

asyncio.run(go())
print(round(time.monotonic()), len(live.folded.state.held()), live.folded.state.seq)
live.archive.close()
"""


def test_monotonic_clock_of_another_start_of_the_machine_leaves_the_night_where_it_stood(tmp_path):
    """Each engine runs by a monotonic clock that stands elsewhere, as after a restart of the machine."""
    said = []
    for far, bodies in ((0, "500 900"), (40_000_000, "500 500"), (-1, "500 500")):
        far = -round(time.monotonic()) + 5 if far < 0 else far
        flags = ("-T", "--fork", "--monotonic", str(far))
        said.append([int(n) for n in run(ENGINE, tmp_path, "1h", bodies, 0.1, flags=flags).split()])
    clocks, held, seqs = zip(*said, strict=True)
    assert clocks[1] - clocks[0] > 30_000_000
    assert clocks[2] < 60, "as if the machine had just been started"
    assert held == (0, 1, 1), "a fall waits for an hour, by whichever clock"
    assert list(seqs) == sorted(seqs)
    assert verify(tmp_path / "night.owr").problem is None
    with Archive.open(tmp_path / "night.owr") as archive:
        times = [p.received_at for p in archive.publications()]
    assert times == sorted(times)
    assert times[-1] - times[0] < dt.timedelta(minutes=5), "no jump of that clock is in what is stored"
    _shown_once_its_time_has_passed(tmp_path)


def _shown_once_its_time_has_passed(folder):
    """The same fall, with seconds to stand by it: it waits for them in the new engine, and no longer."""
    far = ("-T", "--fork", "--monotonic", "9000000")
    _, held, _ = run(ENGINE, folder, "1s", "500 500 500 500", 0.6, flags=far).split()
    assert held == "0"
    assert verify(folder / "night.owr").problem is None
