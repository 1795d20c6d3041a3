"""A night carried from one home to another: the same rows, the same heads, from any home to any, stopped or not."""

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from homes import HOMES, alter, asked, new_home
from outright.archive import Archive, Home, ServedNight, digest, schema
from outright.archive.copy import STEP, TABLES, Copied, carry_over, open_copy
from outright.errors import ArchiveError
from releases import RELEASES, Release

AT = dt.datetime(2017, 4, 18, 23, 0, tzinfo=dt.UTC)


def begin(home: Home, count: int) -> Home:
    with Archive.create(home, {"plan": "{}"}) as archive:
        follow(archive, 1, count)
    return home


def follow(archive: Archive, first: int, last: int, *, told: bool = True) -> None:
    """Publications of a growing document, some of the same bytes, some refused, in rounds of one or two."""
    rng = random.Random(first)
    for n in range(first, last + 1):
        body = b"again" if n % 7 == 0 else b"count %d " % n * rng.randrange(1, 200)
        archive.keep("clarity-cobb", "clarity", f"é {n}.xml", body, AT + dt.timedelta(seconds=n), token=f"t{n}")
        if not told:
            continue
        more, refused = n % 5 == 1 and n < last, n % 6 == 0
        facts = (
            None if refused else b'{"votes":[%s]}' % b",".join(b'{"a":%d}' % (n if v == 3 else v) for v in range(60))
        )
        state = ("rejected" if refused else "read") + ("+" if more else "")
        archive.record(n, state, facts, "refused ‘so’" if refused else "")
        if not more:
            archive.tell(n, b'{"seq":%d,"said":[%s]}' % (n, b"{1}" * 80), b'{"desk":%d}' % (n // 4))


def copied(source: Home, target: Home) -> Copied:
    with Archive.open(source) as night, open_copy(night, target) as copy:
        return carry_over(night, copy)


def whole(home: Home) -> dict[str, list]:
    """Every row of the night's tables as they lie there, whoever asks."""
    found = {}
    for table in (*TABLES, "body", "night"):
        key = {"body": "sha256", "night": "key", "receipt": "seq, token"}.get(table, "seq")
        found[table] = [tuple(bytes(c) if isinstance(c, memoryview) else c for c in row)
                        for row in asked(home, f"SELECT * FROM {table} ORDER BY {key}")]  # fmt: skip
    return found


@pytest.mark.parametrize("into", HOMES)
@pytest.mark.parametrize("of", HOMES)
def test_a_copy_has_the_same_rows_from_any_home_to_any(of: str, into: str, tmp_path: Path) -> None:
    (tmp_path / "to").mkdir()
    source, target = begin(new_home(of, tmp_path), 2 * STEP + 5), new_home(into, tmp_path / "to")
    before = whole(source)
    done = copied(source, target)
    assert (done.new, done.publications, done.behind) == (2 * STEP + 5, 2 * STEP + 5, False)
    assert whole(target) == before == whole(source)
    with Archive.open(source) as one, Archive.open(target) as other:
        assert one.head() == other.head()
        assert done.head == other.head()[1]
        assert list(one.heads()) == list(other.heads())
        assert list(one.bulletins()) == list(other.bulletins())
        assert [r.facts for r in one.readings()] == [r.facts for r in other.readings()]
        assert [one.desk(n) for n in one.told()] == [other.desk(n) for n in other.told()]
        assert asked(target, "SELECT base FROM reading WHERE base IS NOT NULL"), "changes came over as changes"
        kept = other.keep("clarity-cobb", "clarity", "é 3.xml", b"?", AT, token="t3")
        assert kept.seq == 3, "a receipt holds in the copy too"


def test_from_the_database_to_a_file_and_back_it_is_the_same_night(tmp_path: Path) -> None:
    night = begin(new_home("database", tmp_path), 20)
    file, again = tmp_path / "night.owr", new_home("database", tmp_path)
    copied(night, file)
    copied(file, again)
    assert whole(again) == whole(night)
    with Archive.open(again) as archive:
        follow(archive, 21, 24)
        assert archive.broken_link() is None


@pytest.mark.parametrize("into", HOMES)
@pytest.mark.parametrize("release", RELEASES, ids=lambda r: r.name)
def test_an_earlier_releases_file_is_carried_over_without_being_touched(
    release: Release, into: str, tmp_path: Path
) -> None:
    path = release.unpacked(tmp_path)
    before = path.read_bytes()
    (tmp_path / "to").mkdir()
    target = new_home(into, tmp_path / "to")
    done = copied(path, target)
    assert path.read_bytes() == before
    assert (done.head, done.publications) == (release.head, release.publications)
    with Archive.open(target) as archive:
        assert digest("\n".join(digest(body) for _, body in archive.bulletins()).encode()) == release.told
        assert set(archive.tellers().values()) == ({schema.BEFORE} if release.version < 3 else {"0.1.0"})
        assert archive.broken_link() is None
        assert archive.version == schema.VERSION
    assert copied(path, target).new == 0, "again: nothing is new, and all is compared"
    with Archive.open(path) as archive:
        archive.keep("late", "clarity", "late.xml", b"late", AT + dt.timedelta(days=1))
    assert copied(path, target).new == 1, "it was brought forward meanwhile"
    assert whole(target) == whole(path)


@pytest.mark.parametrize("into", HOMES)
def test_a_night_that_goes_on_is_carried_over_again_for_the_rest(into: str, tmp_path: Path) -> None:
    source = begin(tmp_path / "source.owr", 5)
    target = new_home(into, tmp_path)
    with Archive.open(source) as going_on:
        follow(going_on, 6, 7, told=False)
        assert copied(source, target).publications == 7
        for n in (6, 7):
            going_on.record(n, "read", b"later")
        assert copied(source, target).new == 0
        going_on.tell(7, b"said later", b"desk")
        done = copied(source, target)
        assert (done.new, done.bulletins) == (0, len(going_on.told()))
        follow(going_on, 8, 40)
        assert copied(source, target).new == 33
    assert whole(target) == whole(source)


def test_what_comes_while_it_is_copied_is_left_for_the_next_time(tmp_path: Path) -> None:
    source, target = begin(tmp_path / "source.owr", 3 * STEP), tmp_path / "target.owr"
    with Archive.open(source) as night, Archive.open(source) as going_on, open_copy(night, target) as copy:
        steps: list[int] = []

        def meanwhile(more: int) -> None:
            steps.append(more)
            follow(going_on, going_on.last_seq() + 1, going_on.last_seq() + 3)

        done = carry_over(night, copy, meanwhile)
        assert done.behind
        assert done.new == sum(steps) == 3 * STEP
        assert copy.broken_link() is None
    assert not copied(source, target).behind
    assert whole(target) == whole(source)


def test_a_target_that_is_another_night_or_has_more_is_left_as_it_is(tmp_path: Path) -> None:
    source, target = begin(tmp_path / "source.owr", 6), tmp_path / "target.owr"
    copied(source, target)
    with Archive.open(target) as archive:
        follow(archive, 7, 7)
    before = whole(target)
    with pytest.raises(ArchiveError, match="it has more than this one: publication 7"):
        copied(source, target)
    with Archive.open(source) as archive:
        archive.keep("clarity-cobb", "clarity", "7.xml", b"another seventh", AT)
        archive.keep("clarity-cobb", "clarity", "8.xml", b"an eighth", AT)
        archive.record(7, "read", b"")
        archive.tell(7, b"said")
    with pytest.raises(ArchiveError, match="publication 7 is another there: they are two nights with one beginning"):
        copied(source, target)
    assert whole(target) == before
    with Archive.create(tmp_path / "other.owr", {"plan": "{1}"}) as archive:
        follow(archive, 1, 2)
    with pytest.raises(ArchiveError, match="another night: its settings are not the same") as error:
        copied(source, tmp_path / "other.owr")
    assert "this one was left as it is" in error.value.line()


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE reading SET error = 'x' WHERE seq = 3", "reading 3 does not follow 2"),
        ("UPDATE publication SET name = 'x' WHERE seq = 5", "publication 5 does not follow 4"),
        ("UPDATE body SET data = X'789c030000000001' WHERE size = 5", "were altered"),
        ("UPDATE bulletin SET data = X'789c030000000001' WHERE seq = 4", "does not hold: stored bytes .* were altered"),
        ("UPDATE telling SET engine = '9' WHERE seq = 4", "telling 4 does not follow"),
    ],
)
def test_a_damaged_night_is_not_copied_in_silence(statement: str, why: str, tmp_path: Path) -> None:
    source = begin(tmp_path / "source.owr", 9)
    alter(source, statement)
    with pytest.raises(ArchiveError, match=why):
        copied(source, tmp_path / "target.owr")


def test_a_row_altered_in_the_copy_is_found_by_copying_again(tmp_path: Path) -> None:
    source, target = begin(tmp_path / "source.owr", 9), tmp_path / "target.owr"
    copied(source, target)
    alter(target, "UPDATE receipt SET token = 'x' WHERE seq = 2")
    with pytest.raises(ArchiveError, match="the rows of receipt from 1 to 9 are not the same"):
        copied(source, target)


PROGRAM = """
import os, sys
from pathlib import Path
from outright.archive import Archive, home_of
from outright.archive.copy import carry_over, open_copy
source, target, steps = sys.argv[1:]
left = [int(steps)]
def step(more):
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), 9)
with Archive.open(Path(source)) as night, open_copy(night, home_of(target)) as copy:
    carry_over(night, copy, step)
"""


@pytest.mark.parametrize("into", HOMES)
def test_killed_in_the_middle_it_is_the_nights_beginning_and_goes_on(into: str, tmp_path: Path) -> None:
    source = begin(tmp_path / "source.owr", 4 * STEP)
    target = new_home(into, tmp_path)
    where = f"{target.url}#{target.id}" if isinstance(target, ServedNight) else str(target)
    for kill in (1, 2):
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(PROGRAM), str(source), where, str(kill)],
            env=os.environ, check=False, capture_output=True,
        )  # fmt: skip
        assert done.returncode == -signal.SIGKILL, done.stderr.decode()
        with Archive.open(target) as archive:
            assert archive.broken_link() is None
            assert archive.last_seq() == (1 if kill == 1 else 3) * STEP
            assert archive.head()[0] == archive.last_seq()
    assert copied(source, target).new == STEP
    assert whole(target) == whole(source)
