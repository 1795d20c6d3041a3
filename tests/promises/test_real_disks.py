"""File systems that are really full, really read-only, really failing: what the tests with a made-up disk show, again.

They are this process's own, mounted where nobody else sees them; that takes root (``tests/rooted.py``).
"""

import shutil
import subprocess
import sys

import pytest

from rooted import TESTS, run

FILLS = """
import datetime as dt, random, subprocess, sys
from pathlib import Path
from outright.archive import Archive
from outright.errors import NotStored
root, how = Path(sys.argv[1]), sys.argv[2]
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k,nr_inodes=64", "none", root], check=True)
with Archive.create(root / "night.owr", {}) as archive:
    ballast = root / "ballast"
    ballast.write_bytes(bytes(200_000))
    at, kept, refused = dt.datetime(2017, 4, 18, tzinfo=dt.UTC), 0, 0
    if how == "inodes":
        for n in range(100):
            try:
                (root / str(n)).touch()
            except OSError:
                break
    for n in range(40):
        try:
            archive.keep("s", "k", "n", random.Random(kept).randbytes(9_000), at)
            kept += 1
        except NotStored as error:
            refused += 1
            assert [archive.body(p.sha256) for p in archive.publications()] == [
                random.Random(k).randbytes(9_000) for k in range(kept)]
            if ballast.exists():
                ballast.unlink()
                archive.keep("s", "k", "n", random.Random(kept).randbytes(9_000), at)
                kept += 1
            else:
                break
    assert archive.broken_link() is None
print(kept, refused)
"""


@pytest.mark.parametrize("how", ["bytes", "inodes"])
def test_file_system_that_is_really_full(tmp_path, how):
    kept, refused = map(int, run(FILLS, tmp_path, how, flags=("-m",)).split())
    assert kept > 10
    assert refused >= (2 if how == "bytes" else 1)


NIGHT = """
import asyncio, resource, subprocess, sys
from pathlib import Path
import test_not_storing as made
from kept_nights import AT, receive
from outright.archive import Archive
from outright.count import NoticeKind
from outright.errors import ArchiveError, NotStored
from outright.night.desk_door import put
from outright.night.live import LiveNight
from outright.night.lock import only_engine
from outright.night.notices import notice
from outright.night.replay import verify
root = Path(sys.argv[1])

class Patch:
    setattr = staticmethod(setattr)

def mount(*words):
    return subprocess.run(["mount", *words], capture_output=True, text=True)

def refused_by_the_desk(night):
    try:
        put(night.settings.store, notice(NoticeKind.OUTAGE, "Down.", "A. Clerk", AT, key="desk"), patience=0.0)
    except ArchiveError as error:
        assert "nothing was done" in error.line(), error.line()
        return
    raise AssertionError("an action was taken that cannot be stored")
"""

LIMITED = (
    NIGHT
    + """
night = made.Night(root, Patch)
receive(night.live, 1)
size = max(f.stat().st_size for f in root.iterdir())
plenty = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (size, plenty[1]))
refusals = []

def words():
    if not refusals:
        refused_by_the_desk(night)
        refusals.append(len(night.told))
        resource.setrlimit(resource.RLIMIT_FSIZE, plenty)

night.on_word = words
night.site.pages[made.URL] = made.TABLES[1:]
night.follow()
assert refusals == [0], refusals
assert night.said[0].startswith("NOT STORING since") and night.said[1].startswith("Storing again"), night.said
night.told[:0] = [night.told[0]]  # what was told before
night.live.archive.close()
assert verify(night.settings.store).problem is None
print(night.told[-1].contests[0].votes)
"""
)


def test_limit_of_the_system_on_the_size_of_files_is_waited_out(tmp_path):
    """As ``prlimit --fsize`` or a quota sets it, and lifts it again; this one needs no root."""
    beginning = f"import sys; sys.path[:0] = [{TESTS!r}, {TESTS + '/promises'!r}]\n"
    done = subprocess.run(
        [sys.executable, "-c", beginning + LIMITED, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "1076\n"), done.stderr


READ_ONLY = (
    NIGHT
    + """
assert mount("-t", "tmpfs", "-o", "size=8m", "none", str(root)).returncode == 0
night = made.Night(root, Patch)
receive(night.live, 1)
assert mount("-o", "remount,ro", str(root)).returncode, "no system does so under an engine that writes"
night.live.archive.close()
assert mount("-o", "remount,ro", str(root)).returncode == 0
try:
    with only_engine(night.settings.store):
        pass
except ArchiveError as error:
    assert "cannot be kept here: Read-only file system" in error.line(), error.line()
else:
    raise AssertionError("an engine has begun where nothing can be kept")
refused_by_the_desk(night)
assert mount("-o", "remount,rw", str(root)).returncode == 0
with only_engine(night.settings.store):
    night.live = LiveNight.resume(night.settings.store)
    night.site.pages[made.URL] = made.TABLES[1:]
    night.follow()
    night.live.archive.close()
assert verify(night.settings.store).problem is None
print(night.told[-1].contests[0].votes)
"""
)


def test_file_system_that_was_made_read_only_and_writable_again(tmp_path):
    assert run(READ_ONLY, tmp_path, flags=("-m",)) == "1076\n"


FORCED = (
    NIGHT
    + """
image, place = root / "disk", root / "mounted"
place.mkdir()
subprocess.run(["truncate", "-s", "16M", image], check=True)
subprocess.run(["mkfs.ext4", "-q", image], check=True)
done = mount("-o", "loop", str(image), str(place))
if done.returncode:
    print("no loop device:", done.stderr.strip())
    sys.exit(0)
night = made.Night(place, Patch)
told, begun = night.tell, []

def tell(bulletin):
    told(bulletin)
    if not begun:
        begun.append(bulletin.night.seq)
        assert mount("-o", "remount,abort", str(place)).returncode == 0  # as the kernel does when it finds a fault

night.tell = tell
night.site.pages[made.URL] = [*made.TABLES, made.nth(7)]
night.on_word = lambda: (refused_by_the_desk(night), asyncio.get_running_loop().call_later(0.1, night.watch.stop))
try:
    night.follow(enough=0)
except ArchiveError as error:
    print(type(error).__name__, error.exit_code)
else:
    raise AssertionError("the night went on upon a disk that cannot be written")
assert [b.night.seq for b in night.told] == begun, "nothing was told that is not stored"
night.live.archive.close()
subprocess.run(["umount", place], check=True)
subprocess.run(["e2fsck", "-fp", image], capture_output=True)
assert mount("-o", "loop", str(image), str(place)).returncode == 0
with Archive.open(night.settings.store) as archive:
    assert set(begun) <= set(archive.told()), "what was told is there"
night.live = LiveNight.resume(night.settings.store)
night.site.pages[made.URL] = made.TABLES[1:]
night.tell = told
night.follow()
night.live.archive.close()
assert verify(night.settings.store).problem is None
subprocess.run(["umount", place], check=True)
print(night.told[-1].contests[0].votes)
"""
)


def test_file_system_that_the_kernel_makes_read_only_under_a_watch_that_stores(tmp_path):
    if not shutil.which("mkfs.ext4"):
        pytest.skip("no mkfs.ext4 on this machine")
    said = run(FORCED, tmp_path, flags=("-m",)).splitlines()
    if said[0].startswith("no loop device"):
        pytest.skip(said[0])
    assert said[0] in ("NotStored 3", "ArchiveError 3")
    assert said[1] == "1076"
