"""The watch: a source from its first file to its last, with everything that goes wrong told once."""

import asyncio
import datetime as dt
from pathlib import Path
from random import Random

import pytest

from fake_site import NOW, PAGE, FakeSite
from kept_nights import FILE, URL, table
from kept_nights import SETTINGS as SPECIAL
from outright.archive import Received
from outright.archive.fetch_errors import Blocked
from outright.count import NoticeKind
from outright.errors import ArchiveError
from outright.night.config import parse
from outright.night.desk_door import desk_action
from outright.night.live import LiveNight
from outright.night.notices import notice
from outright.night.replay import verify
from outright.night.watch import Watch

SETTINGS = f"""{SPECIAL}
[checks]
confirm = "5m"
"""
AT = NOW


class Clock:
    """Moves on a minute whenever it is asked."""

    def __init__(self) -> None:
        self.at = AT

    def __call__(self) -> dt.datetime:
        self.at += dt.timedelta(minutes=1)
        return self.at


def follow(folder: Path, answers: list, polls: int, live: LiveNight | None = None, text: str = SETTINGS):
    """The night after polling a site that gives these answers in turn, and every bulletin told."""
    settings = parse(text, folder / "night.toml")
    live = live or LiveNight.begin(settings.plan, settings.store)
    bulletins = []
    now = Clock()
    watch = Watch(
        settings, live, tell=bulletins.append, now=now, clock=lambda: now.at.timestamp(), rng=Random(1),
        get=FakeSite({URL: answers}).get,
    )  # fmt: skip

    async def go() -> None:
        async with watch:
            await watch.run(polls)

    asyncio.run(go())
    return live, bulletins


def notes(bulletin) -> list[str]:
    return [n.text for n in bulletin.contests[0].notes]


def test_a_source_is_followed_from_file_to_file(tmp_path):
    live, bulletins = follow(tmp_path, [table(5, 4), table(9, 8)], 2)
    assert bulletins[-1].contests[0].votes == 17
    assert live.archive.last_seq() == 2
    live.archive.close()
    assert verify(tmp_path / "night.owr").problem is None


def test_an_error_page_is_kept_and_told_and_the_count_stands(tmp_path):
    live, bulletins = follow(tmp_path, [table(5, 4), PAGE, table(6, 5)], 2)
    assert bulletins[-1].contests[0].votes == 9
    assert bulletins[-1].night.sources[0].state == "unreadable"
    assert any("web page" in text for text in notes(bulletins[-1]))
    assert [p.kind for p in live.archive.publications()] == ["openelections"] * 2
    live.archive.close()


def test_a_block_is_told_once_with_what_the_site_said_and_recovery_too(tmp_path):
    blocked = Blocked("The site refuses us (403).", where=URL, status=403, body=b"<html>go away</html>")
    live, bulletins = follow(tmp_path, [table(5, 4), blocked, blocked, blocked, table(5, 4), table(5, 4)], 5)
    said = notes(bulletins[-1])
    assert sum("refuses us" in text for text in said) == 1
    assert bulletins[-1].contests[0].votes == 9
    assert bulletins[-1].night.sources[0].state == "ok"
    stored = [live.archive.body(p.sha256) for p in live.archive.publications()]
    assert any(b'"status":403' in body and b'"body":"PGh0' in body for body in stored)
    live.archive.close()
    assert verify(tmp_path / "night.owr").problem is None


def test_a_stale_copy_is_not_shown_and_a_return_is_after_the_source_has_stood_by_it(tmp_path):
    live, bulletins = follow(tmp_path, [table(5, 4), table(9, 8), table(5, 4), table(9, 8)], 4)
    assert bulletins[-1].contests[0].votes == 17
    assert live.folded.state.held() == ()
    live.archive.close()
    second = tmp_path / "second"
    second.mkdir()
    live, bulletins = follow(second, [table(5, 4), table(9, 8), *[table(5, 4)] * 30], 30)
    assert bulletins[-1].contests[0].votes == 9
    assert live.archive.last_seq() == 4
    live.archive.close()


def test_a_fault_of_ours_in_asking_is_told_and_the_source_is_asked_again(tmp_path):
    class Broken(FakeSite):
        async def get(self, url, validators=None, headers=None):
            if len(self.asked) == 1:
                self.asked.append(url)
                raise ZeroDivisionError
            return await super().get(url, validators, headers)

    settings = parse(SETTINGS, tmp_path / "night.toml")
    live, bulletins = LiveNight.begin(settings.plan, settings.store), []
    site = Broken({URL: [table(5, 4), table(9, 8)]})
    watch = Watch(settings, live, tell=bulletins.append, now=Clock(), rng=Random(1), get=site.get)

    async def go() -> None:
        async with watch:
            await watch.run(3)

    asyncio.run(go())
    assert bulletins[-1].contests[0].votes == 17
    assert any("failed in Outright itself (ZeroDivisionError)" in text for text in notes(bulletins[-1]))
    live.archive.close()


def test_a_night_that_cannot_be_kept_ends_with_words(tmp_path):
    settings = parse(SETTINGS, tmp_path / "night.toml")
    live = LiveNight.begin(settings.plan, settings.store)
    live.archive.close()
    watch = Watch(settings, live, now=Clock(), get=FakeSite({URL: table(5, 4)}).get)

    async def go() -> None:
        async with watch:
            await watch.run(3)

    with pytest.raises(ArchiveError, match="cannot be kept"):
        asyncio.run(go())


def test_stopped_and_started_again_it_goes_on_where_it_stood(tmp_path):
    live, _ = follow(tmp_path, [table(5, 4)], 1)
    live.archive.close()
    live, bulletins = follow(tmp_path, [table(7, 4)], 1, LiveNight.resume(tmp_path / "night.owr"))
    assert bulletins[-1].contests[0].votes == 11
    assert len(bulletins[-1].contests[0].timeline) == 2
    live.archive.close()
    assert verify(tmp_path / "night.owr").problem is None


def test_what_a_desk_puts_into_the_night_beside_us_is_taken_in(tmp_path):
    live, _ = follow(tmp_path, [table(5, 4)], 1)
    item = notice(NoticeKind.OUTAGE, "The server is down, says the clerk.", "A. Clerk", AT, key="desk")
    live.archive.keep(item.source, item.kind, item.name, item.body, item.received_at)
    _, bulletins = follow(tmp_path, [table(5, 4)], 1, live)
    assert any("The server is down" in text for text in notes(bulletins[-1]))
    live.archive.close()


@pytest.mark.parametrize("size", [2, 7])
def test_a_round_of_many_files_is_one_bulletin(tmp_path, size):
    settings = parse(SETTINGS, tmp_path / "night.toml")
    live = LiveNight.begin(settings.plan, settings.store)
    items = [
        Received(f"zz/c{n}", "openelections", "x.csv", table(5, 4).replace(b"Adams", f"C{n}".encode()), AT)
        for n in range(size)
    ]
    bulletin = live.receive_all(items)
    assert bulletin.contests[0].votes == 9 * size
    assert f"Zzland ({size} files) +{9 * size} votes" in notes(bulletin)[0]
    assert [seq for seq, _ in live.archive.bulletins()] == [size]
    live.archive.close()
    assert verify(tmp_path / "night.owr").problem is None
    live = LiveNight.resume(tmp_path / "night.owr")
    assert live.folded.state.seq == size
    live.archive.close()


def test_a_note_of_the_desk_is_ended_when_its_time_has_come(tmp_path):
    text = SETTINGS + '[calls]\ndesk = ["M. Chen"]\n'
    settings = parse(text, tmp_path / "night.toml")
    live = LiveNight.begin(settings.plan, settings.store)
    live.receive("zz", "openelections", FILE, table(5, 4), AT)
    until = AT + dt.timedelta(minutes=30)
    item = desk_action(NoticeKind.POST, "governor", "M. Chen", "Late.", AT, via="terminal", until=until)
    live.archive.keep(item.source, item.kind, item.name, item.body, item.received_at)
    live, bulletins = follow(tmp_path, [table(9 + n, 8) for n in range(30)], 30, live, text)
    shown = [bool(b.contests[0].desk_notes) for b in bulletins]
    assert shown[0] is True
    assert shown[-1] is False
    ends = [d for d in live.folded.desk["governor"].desk.log if d.kind == "end"]
    assert [(d.by, d.refused) for d in ends] == [("Outright", "")]
    live.archive.close()
    assert verify(settings.store).problem is None
