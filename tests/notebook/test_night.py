"""A night is opened, asked for any of its moments, played again and handed on; its file is never touched."""

import csv
import datetime as dt
import io
from hashlib import sha256
from pathlib import Path

import pytest

import outright as ow
from outright import feeds
from outright.bulletin import encode
from outright.cli.rehearsed import plan_of
from outright.count import NoticeKind
from outright.errors import ArchiveError, ConfigError, UsageError
from outright.night.live import LiveNight
from outright.night.notices import notice
from outright.night.projector import no_projection
from outright.night.replay import bulletins
from outright.notebook.pace import LONGEST, paced
from outright.rehearsal import reference_night

SETTINGS = """
[night]
id = "us-ga-2017-04-18"
name = "Georgia 6th"
timezone = "America/New_York"
date = 2017-04-18
store = "ga06.owr"

[[source]]
id = "by-hand"
kind = "entry"

[[contest]]
id = "us-house-6"
name = "US House 6"
"""


def test_a_night_is_opened_as_of_its_newest_bulletin(night: ow.Night):
    assert (night.id, night.seq) == ("us-ga-2017-04-18", 57)
    assert night.bulletin.night.seq == 57
    assert [c.id for c in night.contests] == ["us-house-6"]
    assert len(night.sources) == 6
    assert all(s.state == "ok" for s in night.sources)
    assert night.as_of is not None
    assert night.as_of.isoformat() == "2017-04-21T14:50:00-04:00"


def test_every_moment_is_the_bulletin_that_was_published(night: ow.Night, reference_file: Path):
    stored = [encode(b) for b in bulletins(reference_file)]
    assert len(stored) == 57
    assert [encode(moment.bulletin) for moment in night.history()] == stored
    assert [moment.seq for moment in night.at(12).history()] == [*range(1, 13)]


@pytest.mark.parametrize(
    "when",
    [30, "30", "21:58", "9:58 pm", "9:58 p.m.", "2017-04-18 21:58", "2017-04-18T21:58:00",
     dt.datetime(2017, 4, 19, 1, 58, tzinfo=dt.UTC), dt.datetime(2017, 4, 18, 21, 58, 30)],  # noqa: DTZ001 - as typed
)  # fmt: skip
def test_a_moment_can_be_named_in_any_way(night: ow.Night, when):
    assert night.at(when).seq == 30
    assert night.contest().at(when).seq == 30


def test_an_answer_names_its_own_moment(night: ow.Night):
    then = night.at(30)
    assert night.at(then).seq == night.at(then.contest()).seq == night.at(then.contest().call()).seq == 30
    assert then.newest().seq == 57


@pytest.mark.parametrize(
    ("ask", "hint"),
    [
        (lambda n: n.at(99), "Numbers run from 1 to 57."),
        (lambda n: n.at(0), "Numbers run from 1 to 57."),
        (lambda n: n.at("noonish"), "Give a bulletin's number"),
        (lambda n: n.at("6:00 pm"), "Give a later time."),
        (lambda n: n.contest("us-senate"), "us-house-6"),
        (lambda n: n.contest("georgia 6").candidate("osoff"), "jon-ossoff"),
        (lambda n: n.contest().candidate("j"), "jon-ossoff, judson-hill"),
        (lambda n: n.export("elexx", "x.csv"), "elex-csv"),
        (lambda n: n.export("nist", "x.csv"), "nist-xml, nist-json"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(night: ow.Night, ask, hint):
    with pytest.raises(UsageError) as refused:
        ask(night)
    assert hint in refused.value.hint
    assert isinstance(refused.value, ow.OutrightError)


@pytest.mark.parametrize("asked", ["us-house-6", "us-h", "georgia 6", "House 6"])
def test_a_contest_is_found_by_what_a_person_remembers(night: ow.Night, asked):
    assert night.contest(asked).id == "us-house-6"


def test_what_is_no_night_file_says_so(tmp_path: Path):
    with pytest.raises(ArchiveError) as refused:
        ow.open(tmp_path / "gone.owr")
    assert "outright demo" in refused.value.hint
    (tmp_path / "other.owr").write_text("no night")
    with pytest.raises(ArchiveError, match="not a night file"):
        ow.open(tmp_path / "other.owr")


def test_a_night_is_loaded_by_its_settings_before_it_begins_and_after(reference_file: Path, tmp_path: Path):
    settings = tmp_path / "night.toml"
    settings.write_text(SETTINGS)
    before = ow.load(settings)
    assert (before.seq, before.contests, before.sources) == (0, (), ())
    assert "no publication yet" in repr(before)
    assert "No publication yet." in before._repr_html_()
    assert before.newest().seq == 0
    with pytest.raises(UsageError, match="no bulletin yet"):
        before.contest()
    with pytest.raises(UsageError, match="no count yet"):
        before.export("elex", tmp_path)
    (tmp_path / "ga06.owr").write_bytes(reference_file.read_bytes())
    assert ow.load(settings).seq == before.newest().seq == 57
    settings.write_text(SETTINGS.replace("kind", "kidn"))
    with pytest.raises(ConfigError, match="kidn"):
        ow.load(settings)


def test_a_publication_within_a_round_names_the_bulletin_of_the_round(tmp_path: Path):
    rehearsed = reference_night()
    live = LiveNight.begin(plan_of(rehearsed.facts), tmp_path / "n.owr", no_projection)
    at = rehearsed.publications[0].at
    live.receive_all([notice(NoticeKind.OUTAGE, f"Out {n}", "J. Rivera", at, key="outage") for n in range(3)])
    live.archive.close()
    assert ow.open(tmp_path / "n.owr").seq == 3
    with pytest.raises(UsageError, match="publication 2 came in one round") as refused:
        ow.open(tmp_path / "n.owr").at(2)
    assert refused.value.hint == "Their bulletin is 3."


def test_a_night_is_played_again_in_order(night: ow.Night, reference_file: Path):
    seen: list[int] = []
    assert ow.replay(night, speed=0, on=lambda snap: seen.append(snap.seq)).seq == 57
    assert seen == [*range(1, 58)]
    seen.clear()
    assert ow.replay(night.at(5), on=lambda snap: seen.append(snap.contest().seq)).seq == 5
    assert seen == [1, 2, 3, 4, 5]
    assert ow.replay(str(reference_file)).seq == 57


def test_silences_are_kept_at_the_speed_and_never_long():
    start = dt.datetime(2017, 4, 18, 20, tzinfo=dt.UTC)
    moments = [start, start + dt.timedelta(seconds=60), start + dt.timedelta(hours=9), start]
    waited: list[float] = []
    assert [*paced(moments, 30, lambda m: m, wait=waited.append)] == moments
    assert waited == [2.0, LONGEST, 0.0]
    assert [*paced(moments, 0, lambda m: m, wait=lambda _: pytest.fail("waited"))] == moments


def test_the_count_of_any_moment_is_written_and_reads_back(night: ow.Night, tmp_path: Path):
    written = night.at(30).export("elex", f"{tmp_path}/out/")
    assert written == tmp_path / "out" / "us-ga-2017-04-18-elex.csv"
    (count,) = feeds.read(written.read_bytes(), name=written.name).contests
    names = [c.name for c in count.contest.candidates]
    assert dict(zip(names, count.result().totals, strict=True))["Jon Ossoff"] == 67812
    rows = list(csv.DictReader(io.StringIO(written.read_text("utf-8"))))
    assert {row["test"] for row in rows} == {"True"}, "a rehearsal says so in every file"
    xml = night.at(30).export("nist_xml", tmp_path / "deep" / "r.xml", contest="us-house")
    assert xml.read_bytes().startswith(b"<?xml")
    assert night.at(30).export("parquet", tmp_path).name == "us-ga-2017-04-18.parquet"
    newest = night.export("elex", tmp_path / "out")
    assert newest == written
    assert b"92673" in newest.read_bytes()


def test_looking_at_a_night_changes_nothing_in_it(night: ow.Night, reference_file: Path):
    before = sha256(reference_file.read_bytes()).hexdigest()
    half = night.at(30).contest()
    _ = half.timeline(), half.units(), half.methods(), half.project().draws, half._repr_html_(), half.plot.timeline()
    assert sha256(reference_file.read_bytes()).hexdigest() == before
