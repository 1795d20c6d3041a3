"""A bucket as a place for the tree, against a double of S3 on this machine that now and then misbehaves."""

import contextlib
import datetime as dt
import gzip
import itertools
import json
import os

import pytest

from buckets import NO_CONDITIONS, REFUSED, SLOW_DOWN, Door, credentials, s3_double
from bulletins import bulletin
from outright.publish.headers import cache_control, content_type
from outright.publish.target import AnotherPublisher, Incomplete, Publisher, TargetError, lease, target_at
from outright.publish.tree import is_immutable, tree
from outright.terms import ResultsStatus
from page_states import CONTEST, with_night
from published import NIGHT, at_most, dangling, drawn_once, second_moment, versions

PAGE = f"/{NIGHT}/{CONTEST}/index.html"


@pytest.fixture(scope="module")
def double():
    with s3_double() as running:
        yield running


@pytest.fixture
def storage(double, monkeypatch):
    credentials(monkeypatch)
    door = Door(double)
    yield Storage(double, door)
    door.stop()


class Storage:
    """A new bucket behind a door; places in it, and what a reader finds there."""

    def __init__(self, double, door):
        self.double, self.door, self.name = double, door, double.bucket()

    def place(self, **more):
        return target_at(f"s3://{self.name}/ga06", endpoint=self.door.endpoint, **more)

    def publish(self, *moments, anew=False, **more):
        with Publisher(self.place(**more), anew=anew) as publisher:
            return [publisher.publish(moment) for moment in moments][-1]

    def ask(self, path):
        return self.double.ask("GET", f"/{self.name}/ga06{path}")

    def read(self, path):
        status, _, body = self.ask(path)
        return body if status == 200 else None

    def clear(self):
        self.door.asked.clear()
        self.door.rule = lambda _method, _path: None


def another_process(monkeypatch):
    """From now on we are the process that was started after the one that held the place was killed."""
    monkeypatch.setattr(lease, "_PROCESS", "another")


def test_every_object_has_the_bytes_and_headers_of_the_tree(storage):
    files = tree(bulletin())
    summary = storage.publish(bulletin())
    assert (summary.written, summary.where) == (len(files), f"s3://{storage.name}/ga06")
    for path, body in files.items():
        status, headers, found = storage.ask(path)
        assert (status, found) == (200, body)
        assert headers["content-type"] == content_type(path)
        assert headers["cache-control"] == cache_control(path, None)
        assert "content-encoding" not in headers


def test_published_again_nothing_is_put_and_what_is_there_is_not_asked_for(storage):
    storage.publish(bulletin())
    storage.clear()
    again = storage.publish(bulletin())
    assert again.written == 0
    assert [a for a in storage.door.asked if "/.outright/" not in a[1]] == []


def test_second_moment_puts_only_what_differs_and_the_first_stays(storage):
    storage.publish(bulletin())
    before, after = tree(bulletin()), tree(second_moment())
    storage.clear()
    storage.publish(second_moment())
    changed = {p for p in after if before.get(p) != after[p]}
    assert set(storage.door.puts()) == {f"/{storage.name}/ga06{p}" for p in changed}
    assert {p: storage.read(p) for p in after} == after
    assert storage.read(f"/v1/{NIGHT}/{CONTEST}/s/12.json") == before[f"/v1/{NIGHT}/{CONTEST}/s/12.json"]


def test_what_never_changes_is_put_first(storage):
    storage.publish(bulletin())
    kinds = [is_immutable(path.removeprefix(f"/{storage.name}/ga06")) for path in storage.door.puts()]
    assert kinds == sorted(kinds, reverse=True)


def test_certified_night_is_kept_longer_by_caches(storage):
    storage.publish(bulletin())
    storage.publish(with_night(bulletin(), status=ResultsStatus.CERTIFIED))
    assert storage.ask(PAGE)[1]["cache-control"] == "public, max-age=3600"
    assert "immutable" in storage.ask(f"/v1/{NIGHT}/{CONTEST}/s/12.json")[1]["cache-control"]


def test_text_can_be_stored_packed_and_says_so(storage):
    storage.publish(bulletin(), packed=True)
    _, headers, body = storage.ask(PAGE)
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == tree(bulletin())[PAGE]
    assert storage.publish(bulletin(), packed=True).written == 0


def test_without_cache_times_none_are_sent(storage):
    storage.publish(bulletin(), cached=False)
    assert "cache-control" not in storage.ask(PAGE)[1]


def test_moment_that_is_there_is_kept_as_it_was_first_published(storage):
    path = f"/v1/{NIGHT}/{CONTEST}/s/12.json"
    storage.double.ask("PUT", f"/{storage.name}/ga06{path}", b"as first published")
    summary = storage.publish(bulletin())
    assert summary.kept == 1
    assert storage.read(path) == b"as first published"


def test_moment_that_is_there_with_the_same_bytes_is_no_trouble(storage):
    path = f"/v1/{NIGHT}/{CONTEST}/s/12.json"
    storage.double.ask("PUT", f"/{storage.name}/ga06{path}", tree(bulletin())[path])
    summary = storage.publish(bulletin())
    assert (summary.kept, summary.unchanged) == (0, 1)


def test_second_publisher_is_refused_while_the_first_is_there(storage):
    with Publisher(storage.place()) as first:
        first.publish(bulletin())
        storage.clear()
        with pytest.raises(AnotherPublisher) as caught, Publisher(storage.place()):
            pass
        assert f"process {os.getpid()}" in caught.value.where and "ends in" in caught.value.hint
        assert storage.door.puts() == []
    storage.publish(second_moment())
    assert storage.read(PAGE) == tree(second_moment())[PAGE]


def test_publisher_that_slept_while_another_took_over_writes_nothing_over(storage):
    """The first is stopped for longer than its hold lasts, wakes up, and has an older moment to tell."""
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=5)
    first, second = Publisher(storage.place()), storage.place()
    first.__enter__()
    first.publish(bulletin())
    second._now = lambda: later
    with Publisher(second) as taking_over:
        taking_over.publish(second_moment())
        third = with_night(bulletin(), as_of_text="a third")
        with pytest.raises(Incomplete) as caught:
            first.publish(third)
        assert isinstance(caught.value.__cause__, AnotherPublisher)
        assert "left alone" in caught.value.hint
        assert storage.read(PAGE) == tree(second_moment())[PAGE]
    first.__exit__(None, None, None)
    notes = json.loads(storage.read("/.outright/manifest.json"))
    assert notes["closed"] and notes["files"]


def test_hold_that_was_lost_is_noticed_when_it_is_renewed(storage):
    now = [dt.datetime.now(dt.UTC)]
    first = storage.place()
    first._now = lambda: now[0]
    with Publisher(first) as publisher:
        publisher.publish(bulletin())
        now[0] += dt.timedelta(seconds=100)
        second = storage.place()
        second._now = lambda: now[0]
        with Publisher(second), pytest.raises(AnotherPublisher):
            publisher.stay()


def test_hold_is_renewed_for_as_long_as_the_night_lasts(storage):
    now = [dt.datetime.now(dt.UTC)]
    first, second = storage.place(), storage.place()
    first._now = second._now = lambda: now[0]
    with Publisher(first) as publisher:
        for _ in range(20):
            now[0] += dt.timedelta(seconds=40)
            publisher.stay()
            with pytest.raises(AnotherPublisher):
                second.open()


@pytest.mark.parametrize(
    ("kills", "arrives"),
    [(3, (True, False)), *(pytest.param(10_000, a, marks=pytest.mark.promise) for a in ((True,), (False,)))],
)
def test_publisher_killed_at_any_put_leaves_no_lost_pointer_and_the_next_completes(
    storage, monkeypatch, kills, arrives
):
    drawn_once(monkeypatch)
    before, known, new = versions(bulletin()), versions(bulletin(), second_moment()), tree(second_moment())
    storage.publish(bulletin())
    storage.clear()
    storage.publish(second_moment())
    for stop, arrived in zip(at_most(kills, len(storage.door.asked)), itertools.cycle(arrives), strict=False):
        storage.name = storage.double.bucket()
        storage.publish(bulletin())
        with pytest.MonkeyPatch.context() as patch:
            killed_at(stop, patch, arrives=arrived)
            with contextlib.suppress(KeyboardInterrupt):
                storage.publish(second_moment())
        assert dangling(storage.read, before) == []
        assert {p for p in known if storage.read(p) not in {*known[p], None}} == set()
        another_process(monkeypatch)
        storage.publish(second_moment())
        monkeypatch.setattr(lease, "_PROCESS", f"{stop}")
        assert {p: storage.read(p) for p in new} == new


def killed_at(stop, patch, *, arrives):
    """From this put on nothing more is done; ``arrives``: the last one reached the bucket."""
    import obstore

    done = []

    def dies(*arguments, real=obstore.put, **more):
        if len(done) > stop:
            raise KeyboardInterrupt
        done.append(arguments[1])
        if len(done) > stop:
            if arrives:
                real(*arguments, **more)
            raise KeyboardInterrupt
        return real(*arguments, **more)

    patch.setattr(obstore, "put", dies)


def test_answer_that_is_lost_on_the_way_back_is_no_other_publisher(storage):
    """The put arrived, its answer did not, and the client asks again: what is there is ours."""
    lost = set()

    def rule(method, path):
        if method == "PUT" and path not in lost:
            lost.add(path)
            return "lose"
        return None

    storage.publish(bulletin())
    storage.clear()
    storage.door.rule = rule
    storage.publish(second_moment())
    new = tree(second_moment())
    assert {p: storage.read(p) for p in new} == new
    assert len(lost) > 5


def test_bucket_that_fails_now_and_then_is_asked_again(storage):
    known = set()

    def rule(method, path):
        """Of every six things that are asked for the first time three fail; asked again nothing does."""
        if (method, path) in known:
            return None
        known.add((method, path))
        return (SLOW_DOWN, "drop", "lose", None, None, None)[len(known) % 6]

    storage.door.rule = rule
    summary = storage.publish(bulletin())
    assert summary.written + summary.unchanged == len(tree(bulletin()))
    assert {p: storage.read(p) for p in tree(bulletin())} == tree(bulletin())


def test_bucket_that_fails_in_the_middle_is_completed_by_the_same_publisher(storage, monkeypatch):
    impatient(monkeypatch)
    with Publisher(storage.place()) as publisher:
        publisher.publish(bulletin())
        storage.clear()
        storage.door.rule = lambda method, path: SLOW_DOWN if method == "PUT" and path.endswith("plain") else None
        with pytest.raises(Incomplete, match="SlowDown") as caught:
            publisher.publish(second_moment())
        assert PAGE in caught.value.left and caught.value.summary.written
        assert dangling(storage.read, versions(bulletin())) == []
        storage.clear()
        publisher.publish(second_moment())
    assert {p: storage.read(p) for p in tree(second_moment())} == tree(second_moment())


def test_put_whose_answer_was_lost_is_known_again_when_there_is_newer_news(storage, monkeypatch):
    """Three times no answer: the round ends. The next one has other bytes, and what lies there is still ours."""
    impatient(monkeypatch)
    with Publisher(storage.place()) as publisher:
        publisher.publish(bulletin())
        storage.door.rule = lambda method, path: "lose" if method == "PUT" and path.endswith(PAGE) else None
        with pytest.raises(Incomplete, match="cannot be reached"):
            publisher.publish(second_moment())
        storage.clear()
        third = with_night(second_moment(), as_of_text="9:55 p.m. EDT")
        publisher.publish(third)
    assert storage.read(PAGE) == tree(third)[PAGE]


def impatient(monkeypatch):
    """A client that does not ask again by itself."""
    from obstore import store

    class Once(store.S3Store):
        def __new__(cls, *arguments, **more):
            return super().__new__(cls, *arguments, **{**more, "retry_config": {"max_retries": 0}})

    monkeypatch.setattr(store, "S3Store", Once)


@pytest.mark.parametrize(
    ("rule", "words", "hint"),
    [
        (REFUSED, "refuses the credentials \\(AccessDenied\\)", "AWS_ACCESS_KEY_ID"),
        (NO_CONDITIONS, "knows no conditional writes", "If-Match"),
        (SLOW_DOWN, "does not take it \\(SlowDown\\)", "later"),
        ("drop", "cannot be reached", "network"),
    ],
)
def test_what_is_wrong_is_said_in_words(storage, monkeypatch, rule, words, hint):
    impatient(monkeypatch)
    storage.door.rule = lambda _method, _path: rule
    with pytest.raises(TargetError, match=words) as caught:
        storage.publish(bulletin())
    assert hint in caught.value.hint


def test_bucket_that_is_not_there_is_said(storage):
    storage.name = "no-such-bucket"
    with pytest.raises(TargetError, match="no bucket 'no-such-bucket'"):
        storage.publish(bulletin())


def test_storage_that_is_not_there_is_said(storage, monkeypatch):
    impatient(monkeypatch)
    storage.door.stop()
    with pytest.raises(TargetError, match="cannot be reached"):
        storage.publish(bulletin())


def test_no_credentials_are_said(storage, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_METADATA_ENDPOINT", "http://127.0.0.1:9")
    impatient(monkeypatch)
    with pytest.raises(TargetError, match="no credentials"):
        storage.publish(bulletin())


@pytest.mark.parametrize(
    "address",
    ["s3://", "s3://A", "gs://bucket", "s3://bucket/../x", "s3://bucket/a//b", "s3://bucket/a b", "https://x"],
)
def test_address_that_is_none_is_refused(address):
    with pytest.raises(TargetError, match="no place to publish to"):
        target_at(address)
