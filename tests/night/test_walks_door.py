"""Walks through the real door, to a site on this machine: what fakes cannot show."""

import asyncio
import random

import pytest

from fake_site import settings, zipped
from outright.archive.backoff import wait_after
from outright.archive.fetch import Door
from outright.archive.fetched import Manners
from outright.night.walks import Document, Target, Trail, Trouble, walk_for
from toxic_site import Asked, answer, hangs, says, site

REHEARSAL = Manners(allow_private=True, allow_http=True, deadline=5)
COUNTIES = {f"County_{n}": (str(70000 + n), 100 + n) for n in range(12)}


def routes() -> dict:
    lines = [f"{name}|{eid}|{version}|11/3/2026 8:00:00 PM EST|16" for name, (eid, version) in COUNTIES.items()]
    found = {
        "/XX/67317/current_ver.txt": says(answer(b"500")),
        "/XX/67317/500/json/en/electionsettings.json": says(answer(settings(*lines))),
        "/XX/67317/500/reports/detailxml.zip": says(answer(zipped("state"))),
    }
    for name, (eid, version) in COUNTIES.items():
        found[f"/XX/{name}/{eid}/current_ver.txt"] = says(answer(str(version).encode()))
        found[f"/XX/{name}/{eid}/{version}/reports/detailxml.zip"] = says(answer(zipped(name)))
    return found


async def polled(door: Door, target: Target, trail: Trail) -> list[Document | Trouble]:
    return [item async for item in walk_for(target.kind)(target, trail, door.get)]


def test_a_state_and_its_counties_come_through_the_door():
    async def story() -> None:
        async with site(routes()) as there, Door(REHEARSAL) as door:
            target, trail = Target("clarity", (there.url("/XX/67317/"),), counties=True), Trail()
            items = await polled(door, target, trail)
            assert not [i for i in items if isinstance(i, Trouble)]
            assert {i.part for i in items} == {"", "settings", *(f"county-{n}" for n in range(12))}
            assert there.most_at_once <= 2
            asked = len(there.asked)
            assert await polled(door, target, trail) == []
            assert len(there.asked) == asked + 1

    asyncio.run(story())


def test_a_site_that_says_enough_is_asked_nothing_more_in_the_whole_walk():
    async def story() -> None:
        limited = says(answer(b"slow down", 429, retry_after="120"))
        some = routes() | {f"/XX/County_3/{COUNTIES['County_3'][0]}/current_ver.txt": limited}
        async with site(some) as there, Door(REHEARSAL) as door:
            trail = Trail()
            target = Target("clarity", (there.url("/XX/67317/"),), counties=True, at_once=1)
            items = await polled(door, target, trail)
            troubles = [i for i in items if isinstance(i, Trouble)]
            assert {t.code for t in troubles} == {"rate-limited"}
            assert len(troubles) == len(COUNTIES) - 3
            asked = [a.path for a in there.asked]
            assert not any("County_5" in path for path in asked)
            assert max(t.retry_after for t in troubles) == pytest.approx(120, abs=5)
            assert wait_after(1, random.Random(1), every=30, retry_after=troubles[0].retry_after) > 100
            assert {f"county-{n}" for n in range(4, 12)} <= trail.owed

    asyncio.run(story())


def test_one_source_that_hangs_does_not_delay_another():
    """Two sources, each polled by its own task: the second is polled many times while the first is stuck."""

    async def story() -> None:
        async def changing(asked: Asked, writer: asyncio.StreamWriter) -> None:
            counter[0] += 1
            writer.write(answer(f"votes {counter[0]}".encode()))
            await writer.drain()

        counter = [0]
        async with site({"*": hangs}) as stuck, site({"*": changing}) as well, Door(REHEARSAL) as door:
            first = asyncio.create_task(polled(door, Target("votewa", (stuck.url("/a.csv"),)), Trail()))
            trail, target = Trail(), Target("votewa", (well.url("/b.csv"),))
            for n in range(1, 6):
                (item,) = await polled(door, target, trail)
                assert item.body == f"votes {n}".encode()
            assert not first.done()
            first.cancel()
            await asyncio.gather(first, return_exceptions=True)

    asyncio.run(story())
