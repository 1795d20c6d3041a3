"""A stored night stands where it stood without being projected again: what is remembered is what was told."""

import datetime as dt
import zlib
from contextlib import closing

import pytest

import desk_live
from homes import alter
from kept_nights import AT, carry_on, receive, settings, table
from outright.archive import Archive, digest
from outright.bulletin import decode, encode
from outright.count import NoticeKind
from outright.desk.call import decoded
from outright.night import earlier_told
from outright.night.adopted import adopted
from outright.night.desk_door import act, desk_action, standing
from outright.night.fold import Folded, say, take
from outright.night.live import LiveNight, arrival_of
from outright.night.plan import plan_of
from outright.night.projector import no_projection, projector_for
from outright.night.reading import snapshot_of
from outright.night.replay import verify
from outright.terms import VerdictCode


def stands(archive: Archive, project=None):
    """The night after each bulletin, said again and taken from the bulletin, beside each other."""
    plan, said = plan_of(archive), set(archive.told())
    project, full = project or projector_for(plan), Folded()
    for p, reading in zip(archive.publications(), archive.readings(), strict=True):
        snapshot = None if reading.facts is None else snapshot_of(reading.facts)
        full = before = take(plan, full, arrival_of(p), snapshot, reading.error)
        if p.seq in said:
            full, _ = say(plan, full, project=project)
            desk = archive.desk(p.seq)
            yield full, adopted(plan, before, decode(archive.bulletin(p.seq)), decoded(desk) if desk else {})


def test_every_moment_of_the_reference_night_stands_as_if_it_were_said_again(reference_file):
    with Archive.open(reference_file) as archive:
        found = list(stands(archive))
    assert len(found) == 57
    for full, taken in found:
        assert taken == full


@pytest.fixture
def counted(monkeypatch):
    """How often a moment was said in taking a night in."""
    times = []

    def counting(*given, **named):
        times.append(1)
        return say(*given, **named)

    monkeypatch.setattr(earlier_told, "say", counting)
    return times


def test_night_is_taken_in_by_saying_one_moment_and_goes_on_to_the_same_end(tmp_path, counted):
    path, other = tmp_path / "night.owr", tmp_path / "other"
    other.mkdir()
    carry_on(path, None, 6)
    counted.clear()
    with closing((live := LiveNight.resume(path)).archive):
        assert len(counted) == 1
        live.catch_up()
        body = encode(receive(live, 7))
    carry_on(other / "night.owr", None, 7)
    with Archive.open(other / "night.owr") as archive:
        assert archive.bulletin(7) == body
    assert verify(path).problem is None


def test_night_that_says_otherwise_now_is_said_again_from_the_first(tmp_path, counted):
    """The newest bulletin is not what this release says: nothing is taken from what was told."""
    path = tmp_path / "night.owr"
    carry_on(path, None, 5)
    with Archive.open(path) as archive:
        body = archive.bulletin(5).replace(b"Adams", b"Odams")
    told = f"data = X'{zlib.compress(body).hex()}', sha256 = '{digest(body)}', base = NULL"
    alter(path, f"UPDATE bulletin SET {told} WHERE seq = 5")
    counted.clear()
    with closing((live := LiveNight.resume(path)).archive):
        assert len(counted) == 1 + 5
        assert live.folded.state.seq == 5


def test_publication_that_no_count_follows_from_is_refused_again(tmp_path):
    path = tmp_path / "night.owr"
    live = LiveNight.begin(settings(tmp_path).plan, path, no_projection)
    with closing(live.archive):
        for n in (1, 2):
            receive(live, n)
        live.receive("zz", "openelections", "x.csv", table(-5, 1), AT + dt.timedelta(minutes=3))
        receive(live, 4)
        kept = live.folded
    with Archive.open(path) as archive:
        for full, taken in stands(archive, no_projection):
            assert taken in (None, full)
    again = LiveNight.resume(path, no_projection)
    with closing(again.archive):
        assert again.folded == kept


def test_what_the_desk_does_and_nobody_sees_yet_is_remembered_too(tmp_path):
    store = desk_live.begun(tmp_path)
    at = dt.datetime.now(dt.UTC)
    one, two, _ = desk_live.PEOPLE

    def does(kind: NoticeKind, by: str, **word) -> None:
        if kind is not NoticeKind.RETRACT:
            word["evidence"] = standing(store).bulletin.contests[0].evidence
        item = desk_action(kind, desk_live.CONTEST, by, "because", at, via="", **word)
        done = act(store, item, desk_live.CONTEST)[1]
        assert done is not None
        assert done.refused == ""

    won = {"code": VerdictCode.WON_CERTAIN, "candidates": ("ann-ames",)}
    does(NoticeKind.PROPOSE, one, **won)
    with Archive.open(store) as archive:
        proposed = archive.last_seq()
    does(NoticeKind.APPROVE, two, about=proposed)
    does(NoticeKind.RETRACT, one)
    with Archive.open(store) as archive:
        found = list(stands(archive))
        assert archive.last_seq() == 4
    for full, taken in found:
        assert taken == full
    assert verify(store).problem is None
