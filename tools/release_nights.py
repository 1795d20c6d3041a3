"""Makes the night files in ``tests/nights/releases/``: one night, played by earlier states of this project.

Each is written by the code of its own commit, taken out of the repository's history, in a process of its own. So that
no earlier code is needed to test with, what they wrote is kept: ``python tools/release_nights.py [NAME …]`` writes it
anew (the same rows; the release's own name where it says it).
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import gzip
import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "nights" / "releases"
RELEASES = {
    "1-count": "f3eb793",
    "2-projection": "187ed32",
    "3-live": "82b12d7",
    "4-page": "0babbcb",
    "5-context": "42fbe15",
    "6-desk": "74f9225",
    "7-changes": "01bee26",
}
"""The commit whose code writes each file."""
CONTEST = "us-house-6"
AT = dt.datetime(2017, 4, 18, 23, 10, tzinfo=dt.UTC)


def made(name: str, commit: str) -> bytes:
    """The night file that the code of ``commit`` writes."""
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(["git", "archive", commit, "src"], cwd=ROOT, check=True, capture_output=True).stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            tar.extractall(folder, filter="data")
        path = Path(folder) / "night.owr"
        told = json.dumps({"plan": plan(name), "rows": rows(name)})
        subprocess.run(
            [sys.executable, __file__, "--play", str(path)], input=told, text=True, check=True, cwd=folder,
            env={**os.environ, "PYTHONPATH": str(Path(folder) / "src")},
        )  # fmt: skip
        assert not path.with_name("night.owr-wal").exists(), "the night was not closed"
        return path.read_bytes()


def plan(name: str) -> dict[str, Any]:
    """The small night of the tests, in the words that this release had for it."""
    from outright.night.plan import to_json
    from small_night import PLAN

    since = int(name[0])
    whole = json.loads(to_json(PLAN))
    kept = {k: v for k, v in whole.items() if k in (*_FIRST_NIGHT, *(_LIVE_NIGHT if since >= 3 else ()))}
    kept["sources"] = [{k: s[k] for k in ("id", "kind", "name")} for s in whole["sources"]]
    (contest,) = whole["contests"]
    kept["contests"] = [{k: v for k, v in contest.items() if k in _FIRST_CONTEST}]
    (mine,) = kept["contests"]
    people = ("id", "name", "party", "printed", *(("incumbent",) if since >= 4 else ()))
    mine["candidates"] = [{k: c[k] for k in people} for c in contest["candidates"]]
    if since >= 2:
        mine["baseline"] = [BASELINE]
    if since >= 3:
        kept |= {"checks": True, "hold": ["votes-fell"]}
    if since >= 4:
        mine["identity"] = contest["identity"]
    if since == 5:
        mine |= {"polls": {"table": POLLS}, "history": [{"id": "last", "baseline": "2016"}]}
    if since >= 6:
        mine["precincts"] = False
        kept |= {"publish": "desk", "desk": ["J. Rivera", "T. Okafor", "M. Chen"]}
    return kept


_FIRST_NIGHT = ("id", "name", "date", "timezone", "rehearsal")
_LIVE_NIGHT = ("publish",)
_FIRST_CONTEST = ("id", "name", "shortName", "match", "rule", "registered", "counties", "seats")
BASELINE = {
    "id": "2016", "name": "the general election of 2016", "date": "2016-11-08", "level": "county", "scope": "unit",
    "table": "unit_id,method,candidate,party,votes\n"
    + "".join(f"{c},total,Pat Poe,D,300\n{c},total,Quin Roe,R,290\n" for c in ("cobb", "fulton")),
    "compare": {"ann-ash": "Pat Poe", "ben-bay": "Quin Roe"},
}  # fmt: skip
POLLS = """race,pollster,sponsor,partisan,start,end,sample,population,candidate,party,pct,source
small,Quiet Polling,,,2017-04-10,2017-04-12,500,lv,Ann Ash,D,48,https://example.org/quiet
small,Quiet Polling,,,2017-04-10,2017-04-12,500,lv,Ben Bay,R,41,https://example.org/quiet
"""


def rows(name: str) -> list[dict[str, Any]]:
    """What comes in that night, in rounds: counts, what offices say, a file cut short, a correction, people's words."""
    from small_night import COUNTIES, detail, statement

    since, found = int(name[0]), []

    def comes(n: int, *items: tuple[str, str, Any]) -> None:
        at = AT + dt.timedelta(minutes=10 * n)
        row = []
        for kind, county, what in items:
            said = statement(county, at, what) if kind == "statement" else b""
            body = said or detail(COUNTIES[county], at, *what)
            if n == 3:
                body = body[:200]
            row.append([f"{kind}-{county}", kind, f"{county}.{kind}", base64.b64encode(body).decode(),
                        (at + dt.timedelta(seconds=9)).isoformat()])  # fmt: skip
        found.append({"round": row})

    comes(1, ("clarity", "cobb", (0,)), *([("clarity", "fulton", (1,))] if since >= 3 else []))
    comes(2, ("clarity", "fulton", (2,)), *([("statement", "cobb", 9)] if since >= 3 else []))
    comes(3, ("clarity", "cobb", (1,)))
    comes(4, ("clarity", "cobb", (2, 6)))
    comes(5, ("clarity", "cobb", (2,)))
    if since >= 3:
        at = AT + dt.timedelta(minutes=55)
        found.append({"notice": {"kind": "release", "by": "J. Rivera", "text": "Asked: a card was read twice.",
                                 "at": at.isoformat()}})  # fmt: skip
    comes(6, ("clarity", "fulton", (3,)))
    comes(7, ("clarity", "cobb", (3,)))
    if since == 3:
        comes(8, ("clarity", "cobb", (2,)))  # a fall that still waits for a person when the file ends
        return found
    comes(8, ("statement", "cobb", None))
    comes(9, ("statement", "fulton", None))
    if since >= 6:
        for n, (kind, by) in enumerate([("propose", "J. Rivera"), ("approve", "T. Okafor"), ("post", "M. Chen")]):
            at = AT + dt.timedelta(minutes=101 + n)
            found.append({"desk": {"kind": kind, "by": by, "at": at.isoformat()}})
    return found


def play(path: Path, told: dict[str, Any]) -> None:
    """Play the night with whatever code is on the path. Nothing newer than that code is called."""
    from outright.night.live import LiveNight
    from outright.night.plan import from_json

    live = LiveNight.begin(from_json(json.dumps(told["plan"])), path)
    bulletin, seq, proposed = None, 0, 0
    for row in told["rows"]:
        if "round" in row:
            items = [(s, k, n, base64.b64decode(b), dt.datetime.fromisoformat(at)) for s, k, n, b, at in row["round"]]
        elif "notice" in row:
            items = [_notice(about=seq, **row["notice"])]
        else:
            items = [_desk(bulletin, proposed, **row["desk"])]
            proposed = proposed or seq + 1
        if len(items) == 1:
            bulletin = live.receive(*items[0])
        else:
            from outright.night.live import Received

            bulletin = live.receive_all([Received(*item) for item in items])
        seq += len(items)
    live.archive.close()


def _notice(kind: str, by: str, text: str, at: str, about: int) -> tuple[Any, ...]:
    said = {"schema": "outright/notice/1", "kind": kind, "by": by, "text": text, "at": at, "about": about}
    return ("desk", "notice", "notice.json", json.dumps(said).encode(), dt.datetime.fromisoformat(at))


def _desk(bulletin: Any, proposed: int, kind: str, by: str, at: str) -> tuple[Any, ...]:
    """An action of the desk, with the evidence that is before it."""
    from outright.count import NoticeKind
    from outright.night.desk_door import desk_action
    from outright.terms import VerdictCode

    evidence, when = bulletin.contests[0].evidence, dt.datetime.fromisoformat(at)
    more: dict[str, Any] = {}
    if kind == "propose":
        more = {"code": VerdictCode.WON_CERTAIN, "candidates": ("ann-ash",), "evidence": evidence}
    elif kind == "approve":
        more = {"about": proposed, "evidence": evidence}
    elif kind == "post":
        more = {"until": when + dt.timedelta(hours=3)}
    item = desk_action(NoticeKind(kind), CONTEST, by, "As counted.", when, via="terminal", **more)
    return item.source, item.kind, item.name, item.body, item.received_at


def line(name: str, commit: str, path: Path) -> str:
    """The file's line of the table in the folder's README: what it holds, by the words of its own rows."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        tables = {t for (t,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        version = 3 if "version" in tables else 2 if "desk" in tables else 1
        ((publications, link),) = db.execute("SELECT seq, link FROM publication ORDER BY seq DESC LIMIT 1")
        ((read,),) = db.execute("SELECT link FROM reading ORDER BY seq DESC LIMIT 1")
        told = [sha256 for (sha256,) in db.execute("SELECT sha256 FROM bulletin ORDER BY seq")]
    head = hashlib.sha256(f"{link}\x1f{read}".encode()).hexdigest()
    all_told = hashlib.sha256("\n".join(told).encode()).hexdigest()
    return f"| `{name}` | `{commit}` | {version} | {publications} | {len(told)} | `{head}` | `{all_told}` |"


def main(names: list[str]) -> None:
    """Write the files that are named, or all, and print their lines of the README."""
    sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
    for name, commit in RELEASES.items():
        if names and name not in names:
            continue
        body = made(name, commit)
        (FOLDER / f"{name}.owr.gz").write_bytes(gzip.compress(body, 9, mtime=0))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "night.owr"
            path.write_bytes(body)
            print(line(name, commit, path))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--play"]:
        play(Path(sys.argv[2]), json.load(sys.stdin))
    else:
        main(sys.argv[1:])
