"""What a rehearsal site can do wrong: every fault by name, what it does, and what a good reader does about it.

A fault either spoils answers (an error page, a cut body, an old copy) or what is counted (a county falls, two
candidates change places).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Spoils(StrEnum):
    """What a fault spoils: answers on their way, or the figures themselves."""

    ANSWER = "answer"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Kind:
    """One fault. ``spoils`` is what it spoils; ``options`` are its own settings with their usual values.

    ``one_county`` kinds always happen in one county: chance chooses it where none is named. ``systems`` names
    those that can have it, () meaning all.
    """

    name: str
    spoils: Spoils
    does: str
    reader: str
    options: Mapping[str, Any] = field(default_factory=dict)
    one_county: bool = False
    systems: tuple[str, ...] = ()


_ROWS = (
    Kind("html-error-page", Spoils.ANSWER, "An HTML error page where results should be.",
         "Sniff the first bytes, keep the last good count, say since when the source cannot be read.", {"status": 200}),
    Kind("truncated", Spoils.ANSWER, "The body stops short, and its Content-Length agrees.",
         "Refuse the whole of it; never use the part that came."),
    Kind("stale-edge", Spoils.ANSWER, "Every other answer is one publication old.",
         "Order by version or by the file's own clock; an older one never replaces a newer."),
    Kind("version-race", Spoils.ANSWER, "`current_ver.txt` names a version whose files are not there yet: 404.",
         "Ask again, then use the version before.", systems=("clarity",)),
    Kind("blocked-403", Spoils.ANSWER, "403 to the User-Agents that libraries send (`agents = \"all\"`: to everybody).",
         "Send a User-Agent that names a contact; 403 is blocked, not no results.", {"agents": "default"}),
    Kind("rate-limited-429", Spoils.ANSWER, "429 with Retry-After.",
         "Wait as long as it says.", {"retry_after": 5}),
    Kind("drip", Spoils.ANSWER, "The body comes a few bytes a second.",
         "Set a deadline for the whole answer, not only for its beginning.", {"bytes_a_second": 20}),
    Kind("hang", Spoils.ANSWER, "No answer at all; the connection stays open.",
         "Give up at a deadline; other sources are not delayed."),
    Kind("reset", Spoils.ANSWER, "The connection closes in the middle of the body.",
         "Ask again later; never use the part that came."),
    Kind("empty", Spoils.ANSWER, "200 with no body.",
         "Refuse it; an empty file is not an empty count."),
    Kind("never-ending", Spoils.ANSWER, "The body begins and never stops.",
         "Cap the size and the time."),
    Kind("wrong-gzip", Spoils.ANSWER, "Compressed twice, and only one of the two is said.",
         "Refuse what does not unpack to the format; never guess."),
    Kind("etag-lies", Spoils.ANSWER, "The ETag stays while the body changes; If-None-Match is answered 304.",
         "Ask without a condition now and then, and compare bodies."),
    Kind("false-304", Spoils.ANSWER, "304 to a request that set no condition.",
         "It brings nothing: keep what there was, ask again."),
    Kind("regression", Spoils.COUNT, "A county's counts fall by a tenth (`percent`) and come back.",
         "Keep both, flag the fall, hold calls.", {"percent": 10}, one_county=True),
    Kind("correction", Spoils.COUNT, "A precinct has votes too many (`votes`), then is truly corrected downward.",
         "Follow it down, and say by how much.", {"votes": 173}, one_county=True),
    Kind("reset-to-zero", Spoils.COUNT, "Every count of a county is zero.",
         "Hold it: a count does not go to nothing.", one_county=True),
    Kind("swap", Spoils.COUNT, "The first two candidates' votes change places.",
         "Hold it: an exact exchange is no count.", one_county=True),
    Kind("doubled-precinct", Spoils.COUNT, "One precinct's votes are counted twice.",
         "Flag an exact doubling.", one_county=True),
    Kind("vanished-unit", Spoils.COUNT, "A precinct is gone from its county's file, the county from the state's.",
         "A missing unit is not in this snapshot; it is not zero.", one_county=True),
    Kind("renamed-candidate", Spoils.COUNT, "The first candidate's name is written the other way round.",
         "Join by key, keep the alias, tell a person."),
    Kind("reordered-candidates", Spoils.COUNT, "Candidates come in another order, each with their own votes.",
         "Join by key and name, never by position."),
    Kind("schema-drift", Spoils.COUNT, "The field of votes is renamed (`how = \"added\"`: there is a new field).",
         "Ignore a field nobody asked for; refuse a file without the field it needs.", {"how": "renamed"}),
    Kind("test-data", Spoils.COUNT, "The site serves figures of a test; the title says TEST.",
         "Publish nothing from it."),
    Kind("future-clock", Spoils.COUNT, "The file's clock is three hours fast.",
         "Do not let it outrank what comes after."),
    Kind("yesterday", Spoils.COUNT, "The file's clock is a day behind.",
         "It may be an old file: do not replace a newer one."),
)  # fmt: skip
KINDS: Mapping[str, Kind] = {k.name: k for k in _ROWS}
"""Every fault by name, in the order of the documentation's table."""


def fault_table() -> str:
    """The table of faults as the documentation prints it (Markdown)."""
    lines = ["| fault | what the site does | what a good reader does | its own settings |", "|---|---|---|---|"]
    for kind in KINDS.values():
        settings = ", ".join(f"`{k} = {_toml(v)}`" for k, v in kind.options.items())
        only = f" Only {', '.join(kind.systems)}." if kind.systems else ""
        lines.append(f"| `{kind.name}` | {kind.does}{only} | {kind.reader} | {settings} |")
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
