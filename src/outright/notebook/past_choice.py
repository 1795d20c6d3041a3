"""Which lines of a night's log are meant: of one source, or of one contest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import structs

from outright.notebook.choose import Choice, choose, find_contest

if TYPE_CHECKING:
    from outright.bulletin import Bulletin
    from outright.night.past_log import LogLine


def of_source(lines: Sequence[LogLine], asked: str) -> tuple[LogLine, ...]:
    """The lines of a source with its parts, or of one part; ``UsageError`` where it is none or several."""
    names: dict[str, str] = {}
    for line in lines:
        whole = line.source.partition("/")[0]
        names.setdefault(line.source, line.source_name)
        names.setdefault(whole, "" if whole != line.source else line.source_name)
    wanted = choose(asked, [Choice(key, name) for key, name in names.items()], "source")
    return tuple(line for line in lines if line.source == wanted or line.source.startswith(f"{wanted}/"))


def of_contest(lines: Sequence[LogLine], bulletin: Bulletin, asked: str) -> tuple[LogLine, ...]:
    """The lines that concern a contest, with what they did and said of it; ``UsageError`` as for `find_contest`."""
    wanted = find_contest(bulletin, asked).id
    return tuple(
        structs.replace(
            line, counted=tuple(c for c in line.counted if c.contest == wanted),
            said=tuple(s for s in line.said if wanted in s.contests),
        )
        for line in lines
        if line.of(wanted)
    )  # fmt: skip
