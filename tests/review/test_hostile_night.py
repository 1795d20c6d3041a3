"""A reviewer's notes: readable but strange files do not stop a night, and a damaged night file is reported."""

import datetime as dt
import json
import sqlite3
from pathlib import Path

import pytest

from outright.archive import Archive
from outright.errors import UsageError
from outright.night.live import LiveNight
from outright.night.plan import NightPlan, PlannedContest, PlannedSource
from outright.night.replay import parse_time, seq_at, verify

AT = dt.datetime(2017, 4, 19, 1, tzinfo=dt.UTC)
PLANNED = PlannedContest(
    id="x", name="X", short_name="X", match=(), rule="us-ga-special-2005", registered={"cobb": 1_000}
)
PLAN = NightPlan(
    id="n", name="Night", date=dt.date(2017, 4, 18), timezone="America/New_York", contests=(PLANNED,),
    sources=(PlannedSource(id="one", kind="statement", name="One"),),
)  # fmt: skip
SAID = {
    "schema": "outright/statement/1", "source": "Cobb", "publishedAt": "2017-04-18T21:00:00-04:00",
    "status": "unofficial-partial", "text": "so many", "rehearsal": False,
    "onHand": [{"unit": "cobb", "ballots": 5, "beyondPrecincts": False}],
}  # fmt: skip


def night(path: Path, body: bytes) -> Path:
    live = LiveNight.begin(PLAN, path / "n.owr")
    live.receive("one", "statement", "s.json", body, AT)
    live.archive.close()
    return path / "n.owr"


@pytest.mark.parametrize(
    "change",
    [
        {"text": "half a letter: \ud800"},
        {"onHand": [{"unit": "cobb", "ballots": 10**30, "beyondPrecincts": True}]},
        {"publishedAt": "0001-01-01T00:00:00+14:00"},
        {"publishedAt": "9999-12-31T23:59:59-12:00"},
    ],
)
def test_a_strange_statement_is_kept_and_the_night_goes_on(change: dict[str, object], tmp_path: Path) -> None:
    assert verify(night(tmp_path, json.dumps(SAID | change).encode())).problem is None


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE publication SET received_at = 'x'",
        "UPDATE bulletin SET data = 'abc'",
        "UPDATE reading SET facts = 'abc'",
    ],
)
def test_an_altered_row_is_a_problem_found_and_not_a_crash(sql: str, tmp_path: Path) -> None:
    path = night(tmp_path, json.dumps(SAID).encode())
    with sqlite3.connect(path) as db:
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {trigger}")
        db.execute(sql)
    db.close()
    assert verify(path).problem is not None


def test_a_time_with_seconds_is_that_second_and_a_superscript_is_no_number(tmp_path: Path) -> None:
    assert parse_time("21:42:00", PLAN).second == 0
    assert parse_time("21:42", PLAN).second == 59, "a minute is over at its end"
    path = night(tmp_path, json.dumps(SAID).encode())
    with Archive.open(path) as archive, pytest.raises(UsageError):
        seq_at(archive, "²")
