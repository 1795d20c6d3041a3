"""A night file with made-up bulletins in it: for what reads nights, and not for what derives them."""

import datetime as dt
from pathlib import Path

from outright.archive import Archive
from outright.bulletin import Bulletin, encode
from outright.night.plan import NightPlan, PlannedContest, PlannedSource, to_json

AT = dt.datetime(2017, 4, 18, 23, tzinfo=dt.UTC)


def made_night(path: Path, *told: Bulletin, run: str = "one") -> Path:
    """A night file in which these bulletins were told, each after the publication of its number."""
    night = told[0].night if told else None
    plan = NightPlan(
        id=night.id if night else "n", name=night.name if night else "A night", date=dt.date(2017, 4, 18),
        timezone="America/New_York", sources=(PlannedSource(id="s", kind="entry", name="S"),),
        contests=(PlannedContest(id="c", name="C", short_name="C", match=(), rule=None),),
    )  # fmt: skip
    with Archive.create(path, {"plan": to_json(plan), "run": run}) as archive:
        _add(archive, told)
    return path


def go_on(path: Path, *told: Bulletin) -> None:
    """Add what an engine would add."""
    with Archive.open(path) as archive:
        _add(archive, told)


def _add(archive: Archive, told: tuple[Bulletin, ...]) -> None:
    for bulletin in told:
        while archive.last_seq() < bulletin.night.seq:
            seq = archive.last_seq() + 1
            archive.keep("s", "entry", f"{seq}", f"{seq}".encode(), AT + dt.timedelta(minutes=seq))
            archive.record(seq, "read", b"{}")
        archive.tell(bulletin.night.seq, encode(bulletin))
