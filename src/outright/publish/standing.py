"""One contest as it stands: what its embeds and cards are drawn from, and nothing else.

A night moves on with every file of every county; what is said of one contest stands until something concerns it.
Whatever is drawn from this alone need not be drawn again in the meantime.
"""

from __future__ import annotations

from msgspec.structs import replace

from outright.bulletin import Bulletin, Contest, Night, Source
from outright.publish.language import ENGLISH, Language

NAMED_SOURCES = 3


def standing(bulletin: Bulletin, contest: Contest) -> Bulletin:
    """The bulletin with this contest only, at the moment since which it has stood; of the sources only who they are."""
    night = replace(
        bulletin.night,
        seq=contest.seq,
        as_of=contest.as_of,
        as_of_text=contest.as_of_text,
        sources=tuple(_who(source) for source in bulletin.night.sources),
    )
    return replace(bulletin, night=night, contests=(contest,))


def source_names(night: Night, to: Language = ENGLISH) -> str:
    """Where the counts come from, on one line: the first three by name, the rest by number."""
    names = [source.name for source in night.sources]
    rest = len(names) - NAMED_SOURCES
    first = ", ".join(names[:NAMED_SOURCES])
    return to.gettext("%(names)s and %(num)s more") % {"names": first, "num": to.number(rest)} if rest > 0 else first


def _who(source: Source) -> Source:
    return replace(
        source,
        publications=0,
        last_received=None,
        last_changed=None,
        published_text="",
        sha256=None,
        state="ok",
        message="",
    )
