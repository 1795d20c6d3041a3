"""The page of one contest: everything said of it, at ``/{night}/{contest}/`` and, as of a moment, at ``…/at/{seq}/``.

Every number arrives in the bulletin as an integer or as text; nothing is worked out here. The same bulletin gives
the same bytes. All links are relative, so the pages work from any folder on any server, and nothing on them needs
a script.
"""

from __future__ import annotations

import re
from typing import Any

from outright.bulletin import Bulletin, Candidate, Contest, Need, Note, Unit
from outright.bulletin.take import TakeNeed
from outright.publish import chart, projected_words, strip, swings, words
from outright.publish.embed.social import social
from outright.publish.language import Language
from outright.publish.render import rendered, said_in
from outright.publish.site import Site
from outright.publish.story.page import in_words

LEADERS = 4
WIDE = 12
"""Places from which on their table takes the whole width."""


def contest_page(
    bulletin: Bulletin, contest_id: str, site: Site | None = None, language: str = "", *, fixed: bool = False
) -> bytes:
    """Everything said of one contest. ``KeyError`` for an unknown contest.

    ``fixed``: as of the contest's last change, for ever; such a page speaks of nothing that may still change.
    """
    bulletin, to = said_in(bulletin, site, language)
    contest = bulletin.contest(contest_id)
    address = f"/{bulletin.night.id}/{contest.id}/" + (f"at/{contest.seq}/" if fixed else "")
    return rendered(
        "contest.html", bulletin, address, site, to,
        head=(site or Site()).heads(contest.seq), fixed=fixed,
        up="../../../" if fixed else "../", here="../../" if fixed else "",
        say=words.status_sentence(bulletin, contest, to), WIDE=WIDE,
        social=social(bulletin, contest, site or Site(), to, address), **sections(bulletin, contest, to),
        **in_words(bulletin, contest, to),
    )  # fmt: skip


def sections(bulletin: Bulletin, contest: Contest, to: Language) -> dict[str, Any]:
    """What the templates of ``contest/`` are drawn from, on the contest's page and in its embeds alike."""
    return {"contest": contest, **_results(contest, to), **_beside(bulletin, contest, to)}


def _results(contest: Contest, to: Language) -> dict[str, Any]:
    """What the tables of candidates and of needs take."""
    return {
        "leaders": leaders(contest),
        "shown": tuple(c for c in contest.candidates if not c.folded),
        "folded": tuple(c for c in contest.candidates if c.folded),
        "party_color": {c.party: chart.color_key(c.color) for c in reversed(contest.candidates) if c.party},
        "split": any(p.candidates > 1 for p in contest.parties),
        "needs": _bounds(contest),
        "bound_heads": tuple(dict.fromkeys(n.target for n in contest.remaining.needs)),
        "takes": _takes(contest),
        "need_heads": _heads(contest, to),
        "targets": tuple((code, to.gettext(words.TARGET[code])) for code in _targets(contest)),
    }


def _beside(bulletin: Bulletin, contest: Contest, to: Language) -> dict[str, Any]:
    """What the charts, places and the log take."""
    where = words.zone(bulletin.night)
    out = contest.projection.by_method if contest.projection is not None else ()
    return {
        "charts": tuple(
            c for c in (chart.timeline(contest, "votes", where, to), chart.timeline(contest, "time", where, to)) if c
        ),
        "charted": tuple(c for c in contest.candidates if c.id in contest.charted),
        "strip": strip.strip(contest, to),
        "swings": swings.swings(contest),
        "units": tuple(u for u in contest.units if u.parent is None),
        "chances": projected_words.chance_heads(contest, to),
        "out_by": {o.key: o for o in out},
        "notes": (notes := _anchored(contest.notes)),
        "anchors": {anchor for _, anchor in notes if anchor},
    }


def leaders(contest: Contest) -> tuple[Candidate, ...]:
    """The few candidates who get a column of their own beside every county and method."""
    return contest.candidates[:LEADERS]


def _bounds(contest: Contest) -> tuple[tuple[Candidate, dict[str, Need]], ...]:
    """Per candidate, in the table's order, what each target takes of the ballots left to be sure."""
    found: dict[str, dict[str, Need]] = {}
    for need in contest.remaining.needs:
        found.setdefault(need.candidate, {})[need.target] = need
    return tuple((c, found[c.id]) for c in contest.candidates if c.id in found)


def _targets(contest: Contest) -> tuple[str, ...]:
    needs = contest.take.needs if contest.take is not None else ()
    return tuple(dict.fromkeys(n.target for n in needs))


def _heads(contest: Contest, to: Language) -> tuple[tuple[str, str], ...]:
    return tuple((t, words.target(t, contest.threshold, to)) for t in _targets(contest) if t != "deny")


def _takes(contest: Contest) -> tuple[tuple[Candidate, dict[str, TakeNeed]], ...]:
    """Per candidate, in the table's order, what each target takes of the votes estimated to be left."""
    found: dict[str, dict[str, TakeNeed]] = {}
    for need in contest.take.needs if contest.take is not None else ():
        if need.target != "deny":
            found.setdefault(need.candidate, {})[need.target] = need
    return tuple((c, found[c.id]) for c in contest.candidates if c.id in found)


def _anchored(notes: tuple[Note, ...]) -> tuple[tuple[Note, str], ...]:
    """The log, newest first; the first line of each publication has an anchor that the chart's marks lead to."""
    seen: set[int] = set()
    rows = []
    for note in sorted(notes, key=lambda n: n.seq, reverse=True):
        rows.append((note, "" if note.seq in seen else f"log-{note.seq}"))
        seen.add(note.seq)
    return tuple(rows)


def places(contest: Contest) -> tuple[Unit, ...]:
    """The places that have a page of their own: counties, or whatever the sources name at the top."""
    return tuple(u for u in contest.units if u.parent is None and re.fullmatch(r"[a-z0-9][a-z0-9-]*", u.id))
