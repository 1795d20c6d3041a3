"""A night carried from one home to another, row by row: nothing is read, derived or packed anew.

The bytes, what they said, what was told, by whom, the desk's record and the receipts come over as they are stored, in
their order and some at a time, each time in one transaction. So a copy that was stopped is the night's beginning, and
goes on where it stopped; a night that goes on meanwhile is brought up to date by copying again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from outright.archive.home import Home
from outright.archive.kept import digest
from outright.archive.record import Record
from outright.archive.store import Archive
from outright.errors import ArchiveError

STEP = 16
"""How many publications are carried over in one transaction."""
TABLES = ("publication", "reading", "bulletin", "telling", "desk", "receipt")
Row = tuple[str, tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Copied:
    """What was carried over: publications new in this copy, and all of the night's that it holds now; its head.

    ``behind``: the source has gone on meanwhile; copy again.
    """

    new: int
    publications: int
    bulletins: int
    head: str
    behind: bool


def open_copy(source: Record, target: Home) -> Archive:
    """The archive to copy to, made where there is none; `ArchiveError` where it holds another night, or more."""
    if not Archive.exists(target):
        return Archive.create(target, source.meta())
    copy = Archive.open(target)
    try:
        _must_begin(source, copy)
    except ArchiveError:
        copy.close()
        raise
    return copy


def carry_over(source: Record, copy: Archive, progress: Callable[[int], None] = lambda _more: None) -> Copied:
    """Carry what is new in ``source`` over to ``copy``, then hold the two against each other, row for row.

    ``progress`` is told how many more publications are there, step by step.
    """
    before, until = copy.last_seq(), source.last_seq()
    while rows := list(_next(source, copy, until)):
        copy.adopt(rows)
        progress(sum(table == "publication" for table, _ in rows))
    _must_equal(source, copy)
    behind = any(source.reached(table) > copy.reached(table) for table in TABLES)
    return Copied(copy.last_seq() - before, copy.last_seq(), len(copy.told()), copy.head()[1], behind)


def _next(source: Record, copy: Record, until: int) -> Iterator[Row]:
    """The next rows to carry over; none where the copy has all up to publication ``until``.

    A reading comes with or after its publication and a bulletin with or after its reading, as they were stored.
    """
    there = {table: copy.reached(table) for table in TABLES}
    publications = source.rows_of("publication", there["publication"], until, STEP)
    upto = publications[-1][0] if publications else there["publication"]
    for sha256 in dict.fromkeys(str(p[5]) for p in publications):
        if copy.body_row(sha256) is None and (body := source.body_row(sha256)) is not None:
            yield "body", body
    yield from (("publication", p) for p in publications)
    yield from (("receipt", r) for r in source.rows_of("receipt", there["publication"], upto))
    readings = source.rows_of("reading", there["reading"], upto, STEP)
    read = readings[-1][0] if readings else there["reading"]
    yield from (("reading", r) for r in readings)
    bulletins = source.rows_of("bulletin", there["bulletin"], read, STEP)
    said = bulletins[-1][0] if bulletins else there["bulletin"]
    yield from (("bulletin", b) for b in bulletins)
    tellings = source.rows_of("telling", there["telling"], said)
    yield from (("telling", t) for t in tellings)
    if not tellings:  # told before it was said who told it
        yield from (("told", (b[0], b[1])) for b in bulletins)
    yield from (("desk", d) for d in source.rows_of("desk", there["bulletin"], said))


def _must_begin(source: Record, copy: Record) -> None:
    """`ArchiveError` unless what ``copy`` holds is how ``source`` begins."""
    if source.meta() != copy.meta():
        raise _refused(source, copy, "it is another night: its settings are not the same")
    for table in ("publication", "reading", "bulletin"):
        if copy.reached(table) > source.reached(table):
            raise _refused(source, copy, f"it has more than this one: {table} {copy.reached(table)}")
    for table, column in (("publication", -1), ("reading", 5)):
        last = copy.reached(table)
        mine, theirs = (r.rows_of(table, last - 1, last) for r in (source, copy))
        if [row[column] for row in mine] != [row[column] for row in theirs]:
            raise _refused(source, copy, f"{table} {last} is another there: they are two nights with one beginning")
    for seq in copy.told()[-1:]:
        if digest(source.bulletin(seq)) != digest(copy.bulletin(seq)):
            raise _refused(source, copy, f"bulletin {seq} was told otherwise there")


def _refused(source: Record, copy: Record, why: str) -> ArchiveError:
    return ArchiveError(
        f"{source.path.name} cannot be copied to {copy.path}: {why}", where=str(copy.path),
        hint="Name another target; this one was left as it is.",
    )  # fmt: skip


def _must_equal(source: Record, copy: Record) -> None:
    """`ArchiveError` unless the copy holds in itself and its rows are the source's, up to where it reaches."""
    if broken := copy.broken_link() or _altered(copy):
        raise _apart(source, copy, broken)
    last = copy.last_seq()
    for table in TABLES:
        reach = last if table == "receipt" else copy.reached(table)
        if table == "telling" and source.reached(table) < reach:
            continue  # a night that does not say yet who told it
        for after in range(0, reach, STEP):
            upto = min(after + STEP, reach)
            if copy.rows_of(table, after, upto) != source.rows_of(table, after, upto):
                raise _apart(source, copy, f"the rows of {table} from {after + 1} to {upto} are not the same")
    if copy.head_after(copy.reached("reading")) != source.head_after(copy.reached("reading")):
        raise _apart(source, copy, "the heads are not the same")


def _altered(copy: Record) -> str:
    """The first bulletin or record of the desk that is not what its hash says; "" where all are."""
    try:
        for seq in copy.told():
            copy.bulletin(seq)
        for seq in copy.desk_rows():
            copy.desk(seq)
    except ArchiveError as error:
        return error.message
    return ""


def _apart(source: Record, copy: Record, what: str) -> ArchiveError:
    return ArchiveError(
        f"the copy of {source.path.name} does not hold: {what}", where=str(copy.path),
        hint="Do not use it. Verify the night it was made of: outright verify.",
    )  # fmt: skip
