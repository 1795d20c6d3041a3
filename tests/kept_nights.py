"""A small night of one contest, for tests of what is kept: its settings, its files, and its publications in order."""

import datetime as dt
from pathlib import Path

from outright.night.config import Settings, parse
from outright.night.live import LiveNight

FILE = "20250520__zz__special__general__county.csv"
URL = f"https://results.example.gov/{FILE}"
AT = dt.datetime(2025, 5, 21, 0, 30, tzinfo=dt.UTC)
SETTINGS = f"""
[night]
id = "zz-2025"
name = "Special"
timezone = "America/New_York"
date = 2025-05-20

[[source]]
id = "zz"
kind = "openelections"
name = "Zzland"
url = "{URL}"
every = "0s"
until = "never"

[[contest]]
id = "governor"
name = "Governor"
project = false
"""


def settings(folder: Path) -> Settings:
    """The settings of the night, whose file lies in this folder."""
    return parse(SETTINGS, folder / "night.toml")


def table(*votes: int) -> bytes:
    """A county's file: the votes of Ann Ames and Bo Byrd."""
    rows = (f"Adams,Governor,,{n},I,{v}\n" for n, v in zip(("Ann Ames", "Bo Byrd"), votes, strict=True))
    return ("county,office,district,candidate,party,votes\n" + "".join(rows)).encode()


def nth(n: int) -> bytes:
    """The ``n``-th file of the night: about a hundred votes more for one, ninety for the other, never the same."""
    return table(100 * n + 3 * n * n + 1, 90 * n + 2 * n * n)


def receive(live: LiveNight, n: int, at: dt.datetime | None = None):
    """Take in the ``n``-th file of the night."""
    return live.receive("zz", "openelections", FILE, nth(n), at or AT + dt.timedelta(minutes=n))


def carry_on(path: Path, folder: Path | None, until: int, acknowledge=lambda n: None) -> None:
    """Begin or resume the night and follow it up to a publication, publishing each bulletin to ``folder``."""
    from contextlib import ExitStack

    from outright.publish.target import Folder, Publisher

    live = LiveNight.resume(path) if path.exists() else LiveNight.begin(settings(path.parent).plan, path)
    with ExitStack() as stack:
        stack.callback(live.archive.close)
        publisher = stack.enter_context(Publisher(Folder(folder, compressed=False))) if folder else None
        acknowledge(0)
        live.catch_up()
        for n in range(live.archive.last_seq() + 1, until + 1):
            bulletin = receive(live, n)
            acknowledge(n)
            if publisher is not None:
                publisher.publish(bulletin)
