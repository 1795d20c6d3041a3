"""Several machines: whatever is killed, stopped or cut off, nothing is lost and the page moves again within 10 seconds.

A site publishes the next file of each of its three sources as soon as the last is on the page; a reader reads all the
time. In the end every file of every source is in the night once and in order, what a collector had said to be stored is
there, and every bulletin follows from the bytes.
"""

import random
import signal
import time
from itertools import pairwise

import pytest

import clusters
import networks
import stepping_site
from machines import COLLECTORS, ENGINES, PAGES, SOURCES, Night
from outright.archive import Archive, digest
from outright.night.replay import verify

TELLS, STANDS_BY = "the engine that tells", "the engine that stands by"
COLLECTS, SHOWS = "a collector", "a server of pages"
MOVES_AGAIN = 10.0
"""Seconds until the page shows something newer."""


def kill(night: Night, name: str) -> float:
    night.machines[name].send(signal.SIGKILL)
    return time.monotonic()


def stop_for(seconds: float):
    def hurt(night: Night, name: str) -> float:
        machine, began = night.machines[name], time.monotonic()
        machine.send(signal.SIGSTOP)
        moving(night, seconds)
        machine.send(signal.SIGCONT)
        return began

    return hurt


def cut_for(seconds: float):
    def hurt(night: Night, name: str) -> float:
        began = time.monotonic()
        night.network.cut(name)
        (time.sleep(seconds) if name == "site" else moving(night, seconds))  # the site is told to go on by this cable
        night.network.heal(name)
        return time.monotonic() if name in ("database", "site") else began

    return hurt


def restart(how: signal.Signals):
    def hurt(night: Night, name: str) -> float:
        night.cluster.stop(how)
        night.cluster.start()
        return time.monotonic()

    return hurt


def moving(night: Night, seconds: float) -> None:
    """Let the sources publish as soon as what they published is on the page, for so long."""
    until = time.monotonic() + seconds
    n = night.now
    while time.monotonic() < until:
        if night.reader.newest >= n:
            n = night.step()
        time.sleep(0.02)


def after(night: Night, began: float) -> float:
    """Seconds from a fault until the page showed a file that was published after it."""
    while not (newer := [night.reader.first[n] for n, at in night.stepped.items()
                         if at > began and n in night.reader.first]):  # fmt: skip
        if time.monotonic() > began + 60:
            raise AssertionError("the page stands still")
        moving(night, 0.1)
    return min(newer) - began


def hurt(night: Night, what: str, whom: str, how) -> tuple[str, str, float]:
    """Do this to whoever has this part now, at a random moment; what was done and how long the page stood."""
    moving(night, night.rng.uniform(0, 1.5))
    began = how(night, the(night, whom))
    seconds = after(night, began)
    print(f"{what}, {whom}: the page moved again after {seconds:.1f} s", flush=True)
    return what, whom, seconds


def the(night: Night, whom: str) -> str:
    """Which machine has the part now."""
    if whom in (TELLS, STANDS_BY):
        leader = night.holder("engine")
        return leader if whom == TELLS else next(e for e in ENGINES if e != leader)
    return {COLLECTS: night.holder(night.rng.choice(SOURCES)), SHOWS: night.rng.choice(PAGES)}.get(whom, whom)


def healed(night: Night, patience: float = 90) -> None:
    until = time.monotonic() + patience
    while not night.whole():
        assert time.monotonic() < until, {n: m.err[-800:] for n, m in night.machines.items()}
        moving(night, 0.5)


def nothing_is_lost(night: Night) -> int:
    """Hold the night against what the site published and what the collectors said; how many publications there are."""
    last = night.now
    night.wait_for(last)
    polls = night.polls()
    night.end()
    acknowledged = {
        tuple(line.split()[i] for i in (1, 2, 4)) for c in COLLECTORS for line in night.machines[c].out.splitlines()
    }
    with Archive.open(night.store) as archive:
        kept = [p for p in archive.publications() if p.kind != "notice"]
        assert acknowledged <= {(str(p.seq), p.source, p.sha256[:12]) for p in archive.publications()}
    for source in SOURCES:
        expected = {digest(stepping_site.table(source, n)): n for n in range(1, last + 1)}
        came = [(expected[p.sha256], p.name) for p in kept if p.source == source]
        assert came == [(n, f"{source}.csv") for n in range(1, last + 1)]
    checked = verify(night.store)
    assert checked.problem is None
    assert night.reader.wrong == []
    hands = sum(a[1] != b[1] for s in SOURCES for a, b in pairwise([p for p in polls if p[2] == s]))
    print(f"{last} files of {len(SOURCES)} sources, {checked.publications} publications, {checked.bulletins} bulletins")
    print(f"{night.reader.reads} reads, {len(polls)} polls; sources changed hands {hands} times")
    return len(kept)


@pytest.fixture
def pace():
    clusters.need()


def test_engine_and_collector_are_killed_and_others_take_over(tmp_path, pace):
    with Night(tmp_path) as night:
        night.wait_for(1)
        seen = [hurt(night, "kill -9", TELLS, kill), hurt(night, "kill -9", COLLECTS, kill)]
        assert all(seconds < MOVES_AGAIN for *_, seconds in seen), seen
        assert nothing_is_lost(night) == night.now * len(SOURCES)


FAULTS = (
    *(("kill -9", whom, kill) for whom in (TELLS, TELLS, STANDS_BY, COLLECTS, COLLECTS, SHOWS)),
    *(("stopped for 12 s", whom, stop_for(12)) for whom in (TELLS, STANDS_BY, COLLECTS, SHOWS)),
    *(("cable out for 12 s", whom, cut_for(12)) for whom in (TELLS, STANDS_BY, COLLECTS, SHOWS)),
    ("cable out for 3 s", "database", cut_for(3)),
    ("cable out for 12 s", "database", cut_for(12)),
    ("cable out for 4 s", "site", cut_for(4)),
    ("restart", "database", restart(signal.SIGINT)),
    ("crash", "database", restart(signal.SIGQUIT)),
)
"""What is done to whom. Of the database's and the site's faults the seconds count from when they are over."""


@pytest.mark.promise
@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_killed_stopped_or_cut_off_the_page_moves_again_and_nothing_is_lost(tmp_path, pace, seed):
    if why := networks.missing():
        pytest.skip(why)
    faults = list(FAULTS)
    random.Random(seed).shuffle(faults)
    with networks.Network() as network, Night(tmp_path, network, seed=seed) as night:
        night.wait_for(1)
        seen = []
        for what, whom, how in faults:
            healed(night)
            seen.append(hurt(night, what, whom, how))
        assert nothing_is_lost(night) == night.now * len(SOURCES)
    assert [one for one in seen if one[2] >= MOVES_AGAIN] == []
