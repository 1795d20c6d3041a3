"""The power goes while a folder is being published: whatever the disk had not synced is lost, torn or there.

A shim notes every write, move, new folder and sync, and builds from them what a disk may hold after a cut: synced
bytes whole and others torn; of the changes in a folder since it was last synced, any.
"""

import gzip
import os
import random
from pathlib import Path

import pytest

from bulletins import bulletin
from outright.publish.headers import compresses
from outright.publish.target import Folder, Outcome, Publisher
from outright.publish.target.place import file_of
from outright.publish.tree import tree
from published import dangling, drawn_once, second_moment, torn, versions

CUTS = 40


class Disk:
    """What a folder would be after a power cut. ``lazy`` forgets to note that folders are synced."""

    def __init__(self, root, patch, *, lazy=False):
        self.root, self.events, self.lazy = root, [], lazy
        fsync, replace, mkdir = os.fsync, Path.replace, Path.mkdir
        synced: set[str] = set()

        def synced_now(handle):
            fsync(handle)
            path = str(Path(f"/proc/self/fd/{handle}").readlink())
            if Path(path).is_dir():
                self.events.append(("sync", path))
            else:
                synced.add(path)

        def moved(part, target):
            body = part.read_bytes()
            whole = str(part) in synced
            done = replace(part, target)
            self.events.append(("move", str(target.parent), target.name, body, whole, target.stat().st_mtime_ns))
            return done

        def made(path, *args, **more):
            mkdir(path, *args, **more)
            self.events.append(("made", str(path.parent), path.name))

        patch.setattr(os, "fsync", synced_now)
        patch.setattr(Path, "replace", moved)
        patch.setattr(Path, "mkdir", made)

    def after_cut(self, at, rng):
        """Every file there is after a cut at this event: path of the tree to bytes and time."""
        waiting, there = {}, {}
        for event in self.events[:at]:
            if event[0] == "sync":
                if not self.lazy:
                    for change in waiting.pop(event[1], []):
                        self._apply(there, change, None)
            else:
                waiting.setdefault(event[1], []).append(event)
        for changes in waiting.values():
            for change in changes:
                if rng.random() < 0.5:
                    self._apply(there, change, rng)
        folders = {str(self.root)}
        for kind, parent, name, *_ in there.values():
            if kind == "made":
                folders.add(f"{parent}/{name}")
        return {
            f"/{Path(path).relative_to(self.root)}": (change[3], change[5])
            for path, change in there.items()
            if change[0] == "move" and self._reached(change[1], folders) and ".outright" not in path
        }

    def _reached(self, folder, folders):
        return folder in folders and (folder == str(self.root) or self._reached(str(Path(folder).parent), folders))

    def _apply(self, there, change, rng):
        if change[0] == "move" and not change[4]:
            change = (*change[:3], change[3][: (rng or random.Random(0)).randrange(len(change[3]))], *change[4:])
        there[f"{change[1]}/{change[2]}"] = change


def cuts(tmp_path, monkeypatch, *, lazy=False, many=CUTS):
    """What is wrong after each of many cuts, at random moments of publishing two moments of a night."""
    drawn_once(monkeypatch)
    first, second = bulletin(), second_moment()
    known, site = versions(first, second), tmp_path / "site"
    site.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        disk = Disk(site.resolve(), patch, lazy=lazy)
        with Publisher(Folder(site)) as publisher:
            publisher.publish(first)
            publisher.publish(second)
    rng = random.Random(20170418)
    for n in range(many):
        found = disk.after_cut(rng.randrange(len(disk.events) + 1), rng)
        bodies = {path: body for path, (body, _) in found.items()}
        wrong = dangling(bodies.get) + torn([p for p in known if p in found], bodies.get, known, copies=False)
        yield n, found, wrong


@pytest.mark.parametrize("many", [CUTS, pytest.param(400, marks=pytest.mark.promise)])
def test_after_a_power_cut_every_file_is_whole_and_no_pointer_is_lost(tmp_path, monkeypatch, many):
    sizes = set()
    for n, found, wrong in cuts(tmp_path, monkeypatch, many=many):
        assert wrong == [], f"cut {n}"
        sizes.add(len(found))
    assert len(sizes) > CUTS // 4, "the cuts were at different moments"


def test_publishing_again_after_a_power_cut_completes_the_tree(tmp_path, monkeypatch):
    for n, found, _ in cuts(tmp_path, monkeypatch):
        if n % 8 == 0:
            again = tmp_path / str(n)
            for path, (body, moment) in found.items():
                (again / path[1:]).parent.mkdir(parents=True, exist_ok=True)
                (again / path[1:]).write_bytes(body)
                os.utime(again / path[1:], ns=(moment, moment))
            with Publisher(Folder(again)) as publisher:
                publisher.publish(second_moment())
            new = tree(second_moment())
            assert {p: (again / p[1:]).read_bytes() for p in new} == new
            texts = [p for p in new if compresses(p)]
            assert {p: gzip.decompress((again / f"{p[1:]}.gz").read_bytes()) for p in texts} == {
                p: new[p] for p in texts
            }


def test_a_publisher_that_does_not_sync_is_found_out(tmp_path, monkeypatch):
    assert any(wrong for _, _, wrong in cuts(tmp_path, monkeypatch, lazy=True))


def test_a_copy_older_than_its_file_is_written_again(tmp_path):
    place = Folder(tmp_path)
    place.open()
    place.put(file_of("/index.html", b"new", None), None)
    (tmp_path / "index.html.gz").write_bytes(gzip.compress(b"old"))
    os.utime(tmp_path / "index.html.gz", ns=(1, 1))
    assert place.put(file_of("/index.html", b"new", None), None)[0] is Outcome.WRITTEN
    assert gzip.decompress((tmp_path / "index.html.gz").read_bytes()) == b"new"
    place.close()
