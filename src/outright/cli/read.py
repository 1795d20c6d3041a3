"""``outright read``: what a results file states, as a table to look at or a document to compute with.

Data goes to stdout, trouble to stderr. A bad file costs its exit code and never a traceback.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from outright.errors import OutrightError, UsageError

if TYPE_CHECKING:
    from outright.count import ContestCount, Snapshot
    from outright.feeds import Reader


@click.command("read")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--kind", default=None, help="The format, when it should not be detected.")
@click.option("--map", "map_path", metavar="FILE.toml", help="A column map that says how the files are laid out.")
@click.option("--json", "as_json", is_flag=True, help="One count document per file, one a line.")
def command(files: tuple[str, ...], kind: str | None, map_path: str | None, as_json: bool) -> None:
    """Print what results files state.

    FILE is a local path; a .gz is unpacked, and archive.zip!member names a member of a zip.
    The first bad file ends the command with exit code 3, a missing one with 4. With --json the error is
    printed as a document too.
    """
    chosen = _mapped(map_path, kind)
    for path in files:
        snapshot = _snapshot(path, kind, chosen)
        if as_json:
            from outright.feeds import document

            click.echo(json.dumps(document(snapshot)))
        else:
            click.echo("\n".join(map(printable, lines(snapshot))))


def _mapped(map_path: str | None, kind: str | None) -> Reader | None:
    """The reader that a desk's column map makes, if there is one; `UsageError` where the kind says otherwise."""
    by_map = kind is not None and kind.replace("_", "-").lower() == "column-map"
    if map_path is None and by_map:
        raise UsageError("A column map's kind needs the map", hint="Give it with --map FILE.toml.")
    if map_path is None:
        return None
    from outright import feeds
    from outright.feeds import column_map

    if kind is not None and not by_map:
        raise UsageError(f"--map and --kind {kind} cannot both hold", hint="Leave one of them out.")
    name, body = feeds.load(map_path)
    return column_map.reader_for(column_map.parse(body, name))


def _snapshot(path: str, kind: str | None, chosen: Reader | None) -> Snapshot:
    from outright import feeds
    from outright.feeds.detect import read_with

    name, body = feeds.load(path)
    try:
        return read_with(chosen, body, name) if chosen else feeds.read(body, kind=kind, name=name)
    except OutrightError as error:
        # A reader knows the place in the file; the desk needs the file's name as well.
        parts = [path] if error.where in ("", name) else [path, error.where]
        error.where = ": ".join(parts)
        raise


def printable(line: str) -> str:
    """The line without characters that could steer a terminal; a file's names are strangers' text."""
    return "".join(c if c.isprintable() else "�" for c in line)


def lines(snapshot: Snapshot) -> Iterator[str]:
    """The whole table of one file, line by line."""
    from outright.feeds.moments import utc_text

    election = snapshot.election
    date = election.date.isoformat() if election.date else "date unknown"
    place = f", {election.jurisdiction}" if election.jurisdiction else ""
    yield f"{election.name or 'Election'}{place} ({date})"
    stated = f", published {snapshot.published_text}" if snapshot.published_text else ""
    utc = utc_text(snapshot.published_at)
    yield f"Kind {snapshot.kind}{stated}{f' = {utc}' if utc else ''}"
    for count in snapshot.contests:
        yield ""
        yield from _contest(count)
    if snapshot.findings:
        yield ""
        yield f"Findings ({len(snapshot.findings)})"
    for finding in snapshot.findings:
        where = f" [{finding.where}]" if finding.where else ""
        yield f"  {finding.severity.value:<5}{finding.code}: {finding.message}{where}"
    yield ""


def _contest(count: ContestCount) -> Iterator[str]:
    from outright.count.share import share_text

    contest, votes = count.contest, count.by_candidate()
    yield contest.name
    counted = sorted(contest.candidates, key=lambda c: -1 if (v := votes[c.id]) is None else v, reverse=True)
    names = [f"{c.name}{f' [{c.party}]' if c.party else ''}" for c in counted]
    width = max((len(n) for n in names), default=0)
    others = [v for v in votes.values() if v is not None]
    for name, candidate in zip(names, counted, strict=True):
        number = votes[candidate.id]
        # Where a voter marks several, a share of the marks is no share of the voters.
        share = share_text(number, count.votes, apart_from=others) if contest.seats == 1 else ""
        yield f"  {name:<{width}}  {_number(number):>12}  {share + ' %' if share else '':>10}".rstrip()
    yield "  " + ", ".join(_facts(count))


def _facts(count: ContestCount) -> Iterator[str]:
    units = list(count.counting_units())
    unit = "unit" if len(units) == 1 else "units"
    yield f"{_number(count.votes)} votes in {len(units)} {count.level.value} {unit}"
    if count.precincts_total:
        yield f"{_number(count.precincts_reported)} of {count.precincts_total:,} precincts in"
    yield f"by {', '.join(m.value for m in count.methods)}" if count.methods else "methods unknown"


def _number(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"
