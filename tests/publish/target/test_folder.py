"""A folder as a place for the tree: whole files, their copies, one publisher, nothing outside."""

import errno
import gzip
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import brotli
import pytest

from bulletins import bulletin
from outright.publish.headers import compresses
from outright.publish.target import AnotherPublisher, Folder, Incomplete, Publisher, TargetError
from outright.publish.target.place import file_of
from outright.publish.tree import LAST, is_immutable, tree
from page_states import CONTEST, hostile
from published import NIGHT, at_most, copied, dangling, drawn_once, second_moment, torn, versions


def published(folder, *moments, **more):
    with Publisher(Folder(folder), **more) as publisher:
        return [publisher.publish(moment) for moment in moments][-1]


def files_of(folder):
    """What is in the folder, by path of the tree, without the publisher's own."""
    found = (p for p in folder.rglob("*") if p.is_file() and ".outright" not in p.parts)
    return {f"/{p.relative_to(folder)}": p.read_bytes() for p in found}


def test_the_folder_holds_the_tree_and_a_copy_in_gzip_and_brotli_of_every_text(tmp_path):
    files = tree(bulletin())
    summary = published(tmp_path, bulletin())
    found = files_of(tmp_path)
    assert {p: b for p, b in found.items() if not p.endswith((".gz", ".br"))} == files
    assert summary.written == len(files) and summary.size == sum(map(len, files.values()))
    for path, body in files.items():
        if compresses(path):
            assert gzip.decompress(found[path + ".gz"]) == brotli.decompress(found[path + ".br"]) == body
    assert set(found) == {copy for path in files for copy in copied(path)}


def test_published_again_nothing_is_written(tmp_path):
    published(tmp_path, bulletin())
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*.html")}
    again = published(tmp_path, bulletin())
    assert (again.written, again.kept) == (0, 0)
    assert before == {p: p.stat().st_mtime_ns for p in before}


def test_a_file_lost_or_altered_by_hand_is_put_back(tmp_path):
    published(tmp_path, bulletin())
    page = tmp_path / NIGHT / CONTEST / "index.html"
    page.write_text("altered")
    moment = tmp_path / "v1" / NIGHT / CONTEST / "s" / "12.json"
    moment.unlink()
    (tmp_path / "index.html.gz").unlink()
    assert published(tmp_path, bulletin()).written == 3
    assert page.read_bytes() == tree(bulletin())[f"/{NIGHT}/{CONTEST}/index.html"]
    assert moment.is_file() and (tmp_path / "index.html.gz").is_file()


def test_a_moment_keeps_the_bytes_it_was_first_published_with(tmp_path):
    published(tmp_path, bulletin())
    moment = tmp_path / "v1" / NIGHT / CONTEST / "s" / "12.json"
    moment.write_bytes(b"as first published")
    summary = published(tmp_path, bulletin(), anew=True)
    assert (summary.written, summary.kept) == (0, 1)
    assert moment.read_bytes() == b"as first published"
    assert "1 of earlier moments kept" in summary.line()


def test_files_and_folders_can_be_read_by_a_server_of_another_user(tmp_path):
    before = os.umask(0o077)
    try:
        published(tmp_path / "site", bulletin())
    finally:
        os.umask(before)
    assert {oct(p.stat().st_mode & 0o777) for p in (tmp_path / "site").rglob("*.html")} == {"0o644"}
    assert oct((tmp_path / "site" / NIGHT / CONTEST).stat().st_mode & 0o777) == "0o755"
    assert oct((tmp_path / "site" / ".outright").stat().st_mode & 0o777) == "0o700"


def test_two_versions_within_one_second_have_different_times(tmp_path):
    """File servers say 304 by the time in whole seconds: a reader must not keep the older version."""
    folder = Folder(tmp_path, now=lambda: 1_492_565_000_500_000_000)
    folder.open()
    seen = []
    for body in (b"one", b"two", b"six"):
        folder.put(file_of("/index.html", body, None), None)
        times = {(tmp_path / f"index.html{end}").stat().st_mtime_ns for end in ("", ".gz", ".br")}
        assert len(times) == 1, "a file and its copies are of one time"
        seen.append(times.pop() // 1_000_000_000)
    assert seen == [1_492_565_000, 1_492_565_001, 1_492_565_002]
    folder.close()


@pytest.mark.parametrize("kills", [3, pytest.param(10_000, marks=pytest.mark.promise)])
def test_publisher_killed_at_any_write_leaves_whole_files_and_no_lost_pointer(tmp_path, monkeypatch, kills):
    drawn_once(monkeypatch)
    first, second = bulletin(), second_moment()
    known, new = versions(first, second), tree(second)
    published(tmp_path / "whole", first)
    total = count_writes(tmp_path / "whole", second)
    for stop in at_most(kills, total):
        site = tmp_path / str(stop)
        published(site, first)
        with killed_at(stop), pytest.raises(KeyboardInterrupt):
            published(site, second)
        found = files_of(site)
        assert dangling(found.get, versions(first)) == []
        assert torn([p for p in known if p in found], found.get, known) == []
        for path in (p for p in new if found.get(p) == new[p] and compresses(p)):
            assert gzip.decompress(found[path + ".gz"]) == new[path], "a file that is new has copies that are"
        published(site, second)
        assert {p: b for p, b in files_of(site).items() if p in new} == new
        assert not list((site / ".outright" / "part").iterdir())


@pytest.mark.parametrize("kills", [2, pytest.param(10_000, marks=pytest.mark.promise)])
def test_first_publication_killed_at_any_write_is_completed_by_the_next(tmp_path, monkeypatch, kills):
    drawn_once(monkeypatch)
    known = versions(bulletin())
    for stop in at_most(kills, count_writes(tmp_path / "whole", bulletin())):
        site = tmp_path / str(stop)
        with killed_at(stop), pytest.raises(KeyboardInterrupt):
            published(site, bulletin())
        found = files_of(site)
        assert dangling(found.get) == []
        published(site, bulletin())
        assert set(files_of(site)) == {copy for path in known for copy in copied(path)}


@contextmanager
def killed_at(stop, done=None):
    """From the write after ``stop`` on, nothing more is done: the process is gone."""
    done = [] if done is None else done

    def dies(self, target, real=Path.replace):
        if len(done) >= stop:
            raise KeyboardInterrupt
        done.append(target)
        return real(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", dies)
        yield


def count_writes(folder, moment):
    """How many writes it takes to publish this moment there."""
    done = []
    with killed_at(10**9, done):
        published(folder, moment)
    return len(done)


def test_full_disk_is_said_and_what_was_there_stands(tmp_path, monkeypatch):
    published(tmp_path, bulletin())
    before = files_of(tmp_path)
    writes = []

    def full(handle, real=os.fsync):
        writes.append(handle)
        if len(writes) > 9:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Incomplete) as caught, Publisher(Folder(tmp_path)) as publisher:
        publisher.publish(second_moment())
    monkeypatch.undo()
    assert "No space left" in caught.value.message and "Make room" in caught.value.hint
    assert caught.value.left
    new, found = tree(second_moment()), files_of(tmp_path)
    assert {p for p in new if found.get(p) != new[p]} <= set(caught.value.left)
    known = versions(bulletin(), second_moment())
    assert torn([p for p in known if p in found], found.get, known) == []
    assert dangling(found.get, before) == []


def test_sync_that_fails_once_leaves_the_file_unwritten(tmp_path, monkeypatch):
    folder = Folder(tmp_path)
    folder.open()
    folder.put(file_of("/index.html", b"before", None), None)
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(errno.EIO, os.strerror(errno.EIO))))
    with pytest.raises(TargetError, match="could not be written"):
        folder.put(file_of("/index.html", b"after", None), None)
    monkeypatch.undo()
    assert (tmp_path / "index.html").read_bytes() == b"before"
    folder.close()


def test_second_publisher_is_refused_and_writes_nothing(tmp_path):
    with Publisher(Folder(tmp_path)) as first:
        first.publish(bulletin())
        before = files_of(tmp_path)
        with pytest.raises(AnotherPublisher) as caught, Publisher(Folder(tmp_path)):
            pass
        assert f"process {os.getpid()}" in caught.value.where
        assert files_of(tmp_path) == before
    published(tmp_path, second_moment())


def test_lock_dies_with_its_process(tmp_path):
    script = "import os, sys; from pathlib import Path; from outright.publish.target import Folder; Folder(Path(sys.argv[1])).open(); os._exit(9)"  # noqa: E501
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False).returncode == 9
    published(tmp_path, bulletin())


def test_folder_behind_a_link_is_a_folder(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "disk")
    published(tmp_path / "site", bulletin())
    assert (tmp_path / "disk" / "index.html").is_file()


def test_link_that_leads_out_of_the_folder_is_refused_and_nothing_is_written_there(tmp_path):
    outside, site = tmp_path / "outside", tmp_path / "site"
    outside.mkdir()
    site.mkdir()
    (site / NIGHT).symlink_to(outside)
    with pytest.raises(Incomplete, match="leads out"):
        published(site, bulletin())
    assert list(outside.iterdir()) == []


def test_file_that_is_a_link_is_replaced_and_not_followed(tmp_path):
    secret, site = tmp_path / "secret", tmp_path / "site"
    secret.write_bytes(b"mine")
    site.mkdir()
    (site / "index.html").symlink_to(secret)
    published(site, bulletin())
    assert secret.read_bytes() == b"mine"
    assert not (site / "index.html").is_symlink()


def test_hostile_names_are_text_in_what_is_published(tmp_path):
    published(tmp_path, hostile())
    page = (tmp_path / NIGHT / CONTEST / "index.html").read_text()
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


def test_pointer_to_nothing_is_found():
    page = b'<a href="x/">x</a> <a href="#here">here</a> <a href="https://example.org/">there</a>'
    assert dangling({"/index.html": page}.get) == ["/index.html -> /x/index.html"]
    assert dangling({"/index.html": page, "/x/index.html": b'<img src="../a.svg">'}.get) == ["/x/index.html -> /a.svg"]
    assert dangling({"/y/index.html": page}.get) == []
    assert dangling({"/y/index.html": page}.get, ["/y/index.html"]) == ["/y/index.html -> /y/x/index.html"]


def test_place_that_is_a_file_is_said(tmp_path):
    (tmp_path / "site").write_text("a file")
    with pytest.raises(TargetError, match="cannot be published to"):
        published(tmp_path / "site", bulletin())


def test_immutable_files_are_written_before_what_moves(tmp_path, monkeypatch):
    order = []

    def noted(self, target, real=Path.replace):
        order.append(f"/{Path(target).relative_to(tmp_path)}")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", noted)
    published(tmp_path, bulletin())
    plain = [p for p in order if not p.endswith((".br", ".gz")) and ".outright" not in p]
    kinds = [is_immutable(p) for p in plain]
    assert kinds == sorted(kinds, reverse=True)
    assert plain[-1] == LAST
    for path in plain:
        assert all(order.index(copy) <= order.index(path) for copy in copied(path))
