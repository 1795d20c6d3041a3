"""A second program derives a night from its bytes; together with ``outright verify`` it finds whatever was changed."""

import contextlib
import datetime as dt
import json
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from outright.archive import Archive
from outright.bulletin import Bulletin
from outright.cli.rehearsed import plan_of
from outright.errors import ArchiveError
from outright.night.live import LiveNight
from outright.night.plan import NightPlan, PlannedCandidate, PlannedSource
from outright.night.projector import no_projection
from outright.night.replay import bulletins, seq_of_head, verify
from outright.publish.data import shelf
from outright.publish.site import Site
from outright.rehearsal import reference_night
from shared import ROOT, SHARED, needs_shared
from small_night import AT, PLAN, play, rederive, statement
from tampering import WAYS, tampered, truncate

SHORT, LONG = 100, 1000
DERIVED = ("latest.json", "results.csv")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A small night in a file of one piece, and its head."""
    path = tmp_path_factory.mktemp("small") / "small.owr"
    return path, play(path)


def data(said: Bulletin) -> dict[str, bytes]:
    """The documents of data that are derived here, as ``outright publish`` writes them."""
    found = shelf.data(said, Site())
    return {path: document.draw() for path, document in found if "/s/" in path or path.endswith(DERIVED)}


def written(folder: Path, said: Iterator[Bulletin] | list[Bulletin]) -> Path:
    """A folder as ``outright publish`` leaves it: every moment at its address, and what moves as of the last."""
    for bulletin in said:
        for path, body in data(bulletin).items():
            (folder / path[1:]).parent.mkdir(parents=True, exist_ok=True)
            (folder / path[1:]).write_bytes(body)
    return folder


def ran(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *typed: object) -> tuple[int, str]:
    monkeypatch.setattr("sys.argv", ["rederive.py", *map(str, typed)])
    return rederive().main(), capsys.readouterr().out


def test_a_small_night_is_derived_to_the_byte(small, tmp_path, capsys, monkeypatch):
    site = written(tmp_path, bulletins(small[0]))
    code, out = ran(capsys, monkeypatch, small[0], site, "--head", small[1])
    assert (code, out.splitlines()[-1]) == (0, f"9 publications: all the same. head {small[1]}")
    assert "us-house-6: 546 votes, at most 0 left; won ['ann-ash']" in out


@pytest.mark.parametrize(
    ("file", "old", "new", "path"),
    [
        ("s/4.json", b'"voteCount":156', b'"voteCount":157', "/candidates/0/voteCount: 157 is published, 156 is"),
        ("s/4.json", b'"declared":false', b'"declared":true', "/outright/call/declared: True is published"),
        ("s/4.json", b'"raceCallStatus":"Too Early to Call"', b'"raceCallStatus":"Called"', "'Called' is published"),
        ("s/4.json", b'"votePct":0.', b'"votePct":0.0', "/votePct: 0.0"),
        ("s/4.json", b'"leftUpper":', b'"leftUpper":1', "/outright/leftUpper: 1"),
        ("s/4.json", b'"early":', b'"early":1', "/methods/early: 1"),
        ("s/9.json", b'"winner":"X"', b'"winner":"R"', "/candidates/0/winner: 'R' is published, 'X' is derived"),
        ("s/8.json", b'"party":"Dem"', b'"winner":"X","party":"Dem"', "/candidates/0/winner: 'X' is published, None"),
        ("s/3.json", b'{"raceID"', b'{ "raceID"', "the same values are spelled otherwise"),
        ("results.csv", b",False,276,", b",False,277,", "/line 1: 'us-ga-2017-04-18/us-house-6-ann-ash-state-1"),
        ("results.csv", b"\n", b"\r\n", "the same values are spelled otherwise"),
    ],
)  # fmt: skip
def test_a_published_value_that_was_changed_is_named(small, tmp_path, capsys, monkeypatch, file, old, new, path):
    site = written(tmp_path, bulletins(small[0]))
    here = site / "v1" / PLAN.id / "us-house-6" / file
    body = here.read_bytes()
    assert old in body
    here.write_bytes(body.replace(old, new, 1))
    code, out = ran(capsys, monkeypatch, small[0], site)
    assert code == 1
    assert path in out
    assert file in out


def test_a_file_that_is_missing_is_named(small, tmp_path, capsys, monkeypatch):
    site = written(tmp_path, bulletins(small[0]))
    (site / "v1" / PLAN.id / "us-house-6" / "s" / "5.json").unlink()
    code, out = ran(capsys, monkeypatch, small[0], site)
    assert code == 1
    assert "s/5.json" in out


def found(path: Path, head: str) -> tuple[bool, bool]:
    """Whether ``outright verify`` and the second program find that something is wrong with the file."""
    try:
        ours = verify(path).problem is not None or seq_of_head(path, head) is None
    except ArchiveError:
        ours = True  # so the verb ends with 3
    program = rederive()
    with contextlib.ExitStack() as open_files:
        try:
            night = program.NightFile(path, head)
            open_files.callback(night.db.close)
            for _ in program.derived(night.publications, json.loads(night.meta["plan"])):
                pass
            theirs = bool(night.problems)
        except Exception:
            theirs = True  # it says so and ends with 1
    return ours, theirs


def all_found(small: tuple[Path, str], copy: Path, seed: int, times: int) -> None:
    """Every one of so many tamperings is found by both or by one, and the night as it was is found sound."""
    assert found(*small) == (False, False)
    rng, missed, by = random.Random(seed), [], Counter[str]()
    for n in range(times):
        what = tampered(small[0], copy, rng, WAYS[n % len(WAYS)])
        ours, theirs = found(copy, small[1])
        by["verify"] += ours
        by["rederive"] += theirs
        missed += [what] if not ours and not theirs else []
    assert missed == []
    assert by["verify"] > 0.95 * times, by
    assert by["rederive"] > 0.8 * times, by


def test_every_tampering_is_found(small: tuple[Path, str], tmp_path: Path) -> None:
    all_found(small, tmp_path / "copy.owr", 1, SHORT)


@pytest.mark.promise
def test_every_one_of_a_thousand_tamperings_is_found(small: tuple[Path, str], tmp_path: Path) -> None:
    all_found(small, tmp_path / "copy.owr", 2, LONG)


def test_a_night_cut_short_or_made_anew_is_found_by_a_head_that_was_kept(small, tmp_path):
    copy, anew = tmp_path / "copy.owr", tmp_path / "anew.owr"
    tampered(small[0], copy, random.Random(3), truncate)
    play(anew, more=50)
    for path in (copy, anew):
        assert verify(path).problem is None, "the chain of what is there holds"
        assert found(path, small[1]) == (True, True)
    with Archive.open(small[0]) as archive:
        heads = list(archive.heads())
    assert [seq_of_head(small[0], head[:12]) for head in heads] == list(range(1, 10))
    assert seq_of_head(small[0], heads[3][:11]) is None, "too short to mean one head"


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.promise)])
def test_the_reference_night_is_derived_at_every_moment(tmp_path, every):
    """What moves too, as it stood at every moment (in short: at every fourth) and not only at the last."""
    night, path, wrong, compared = reference_night(), tmp_path / "ga06.owr", [], 0
    live, published = LiveNight.begin(plan_of(night.facts), path, project=no_projection), []
    for p in night.publications:
        published.append(live.receive(p.source_id, p.kind, p.name, p.body, p.at))
    live.archive.close()
    program = rederive()
    derived = program.NightFile(path, None)
    for now, name, mine in program.derived(derived.publications, json.loads(derived.meta["plan"])):
        if name.startswith("s/") and now.seq % every == 1 % every:
            for file, body in data(published[now.seq - 1]).items():
                (tmp_path / "one").write_bytes(body)
                made = mine if "/s/" in file else _table(now) if file.endswith("csv") else now.race(counties=False)
                wrong += program.compared(tmp_path / "one", made)
                compared += 1
    assert wrong == []
    assert derived.problems == []
    assert compared == 3 * len(night.publications[::every]) == {1: 171, 4: 45}[every]
    assert (now.total, now.certain, now.going) == (192569, "runoff", ["jon-ossoff", "karen-handel"])


def runoff_plan() -> NightPlan:
    """June 20, 2017, in the three counties: two candidates, whose majority the same rule asks for."""
    counties = {"cobb": "Cobb", "dekalb": "DeKalb", "fulton": "Fulton"}
    (first,) = PLAN.contests
    people = (("karen-handel", "Karen Handel", "R"), ("jon-ossoff", "Jon Ossoff", "D"))
    contest = structs.replace(
        first, match=("U.S. Representative, District 6",), counties=counties, registered={},
        candidates=tuple(PlannedCandidate(id=i, name=n, party=p) for i, n, p in people),
        identity=structs.replace(first.identity, fips={"cobb": "13067", "dekalb": "13089", "fulton": "13121"}),
    )  # fmt: skip
    kinds = [(f"{kind}-{i}", kind, n) for kind in ("clarity", "statement") for i, n in counties.items()]
    return structs.replace(
        PLAN, id="us-ga-2017-06-20", date=dt.date(2017, 6, 20), contests=(contest,),
        sources=tuple(PlannedSource(id=i, kind=kind, name=n) for i, kind, n in kinds),
    )  # fmt: skip


@needs_shared
def test_a_recorded_night_is_derived_to_the_byte(tmp_path, capsys, monkeypatch):
    """The files that three counties published on June 20, 2017; the statements that each is complete are made up."""
    path, raw = tmp_path / "runoff.owr", SHARED / "data" / "ga06-2017" / "raw"
    live, published = LiveNight.begin(runoff_plan(), path), []
    at = AT + dt.timedelta(days=63, hours=6)
    for n, county in enumerate(("dekalb", "cobb", "fulton")):
        body = (raw / f"clarity-detail-2017-06-20-{county}.xml").read_bytes()
        published.append(
            live.receive(f"clarity-{county}", "clarity", f"{county}.xml", body, at + dt.timedelta(hours=n))
        )
    for n, county in enumerate(("dekalb", "cobb", "fulton")):
        said = at + dt.timedelta(hours=5 + n)
        published.append(live.receive(f"statement-{county}", "statement", "s", statement(county, said, None), said))
    live.archive.close()
    assert [s.message for s in published[-1].night.sources if s.message] == []
    code, out = ran(capsys, monkeypatch, path, written(tmp_path / "site", published))
    assert (code, out.splitlines()[-1].partition(".")[0]) == (0, "6 publications: all the same")
    assert "259488 votes, at most 0 left; won ['karen-handel']" in out


def _table(now) -> list[list[object]]:
    return [rederive().COLUMNS.split(), *now.results()]


def test_what_it_does_not_know_it_says_and_derives_no_further(small, tmp_path, capsys, monkeypatch):
    path = tmp_path / "n.owr"
    shutil.copyfile(small[0], path)
    live = LiveNight.resume(path)
    live.receive("clarity-cobb", "clarity", "cobb.xml", b"<html>", small_time(live))
    live.archive.close()
    assert verify(path).problem is None
    code, out = ran(capsys, monkeypatch, path)
    assert code == 1
    assert "derived no further: ValueError: 10: 'clarity', 'rejected'" in out
    code, out = ran(capsys, monkeypatch, ROOT / "README.md")
    assert (code, "derived no further" in out) == (1, True)


def small_time(live: LiveNight):
    return next(reversed(list(live.archive.publications()))).received_at
