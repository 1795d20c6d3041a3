"""The page of one place of a contest, and what it follows from: that place, and nothing of the others.

A statewide count moves with every county's file, and one of its 159 pages shows what came. What a page can see of the
bulletin is cut out first (`seen_from`); where nothing of that has changed, the page that was drawn stands, with a new
time in its first line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from jinja2.filters import do_forceescape
from msgspec.structs import replace

from outright.bulletin import Bulletin, Contest, Night, Remaining, Unit
from outright.publish import words
from outright.publish.language import Language
from outright.publish.page import leaders
from outright.publish.render import rendered, said_in
from outright.publish.site import Site

_MOST = 2000
_WHEN, _WHEN_TEXT = dt.datetime(1, 1, 1, tzinfo=dt.UTC), "as-of-7d2f90c1"
"""What stands for the time in a page that is kept."""
_BLANK = Remaining(
    upper=None, basis="", text="", complete=False, precincts_reported=None, precincts_total=None, needs=(), working=()
)
_KEPT: dict[tuple[str, str, str, str], tuple[object, bytes]] = {}


def unit_page(bulletin: Bulletin, contest_id: str, unit_id: str, site: Site | None = None, language: str = "") -> bytes:
    """One county and its precincts, at ``/{night}/{contest}/units/{unit}/``. ``KeyError`` for an unknown one."""
    said, to = said_in(bulletin, site, language)
    contest, site = said.contest(contest_id), site or Site()
    unit = next((u for u in contest.units if u.id == unit_id and u.parent is None), None)
    if unit is None:
        raise KeyError(unit_id)
    own = [u for u in contest.units if u.parent == unit_id]
    seen = replace(said, night=night_seen(said.night), contests=(seen_from(contest, unit, own, site),))
    return _with_time(_timeless(seen, unit_id, site, to), contest)


def night_seen(night: Night) -> Night:
    """The night without what moves with every file: the page of a place says it of its contest only."""
    return replace(night, seq=0, as_of=None, as_of_text="", sources=())


def seen_from(contest: Contest, unit: Unit, own: Sequence[Unit], site: Site) -> Contest:
    """The contest as far as the page of ``unit`` shows it; ``own`` are its precincts. The rest is blank."""
    here = {unit.id, *(u.id for u in own)}
    mapped = bool(site.shapes.get(contest.id))
    threshold = replace(contest.threshold, votes_needed=None, denominator_votes=None)
    return replace(
        contest,
        votes=None, votes_text="", threshold=threshold, parties=(), methods=(), units=(unit, *own),
        verdict=replace(contest.verdict, text="", candidates=(), reasons=()), verdict_history=(), slots=(),
        remaining=_BLANK, timeline=(), charted=(), summary="", notes=(), context={}, projection_note="", seq=0,
        prev=None, status=None, sources=(), take=None, gap_seconds=None, next_text="", recount_text="",
        milestones=(), figures=(), projection=contest.projection if mapped else None,
        candidates=tuple(
            replace(c, votes=None, share=None, share_text="", gap_text="", added=None, methods={}, state=None)
            for c in contest.candidates
        ),
        comparison=tuple(
            replace(x, text="", notes=(), rows=tuple(r for r in x.rows if r.unit in here)) for x in contest.comparison
        ),
    )  # fmt: skip


def _timeless(seen: Bulletin, unit_id: str, site: Site, to: Language) -> bytes:
    """The page with marks where its time stands; the one that was drawn before, where nothing else has changed."""
    (contest,) = seen.contests
    marked = replace(contest, as_of=_WHEN if contest.as_of else None, as_of_text=_WHEN_TEXT)
    timeless = replace(seen, contests=(marked,))
    key = seen.night.id, contest.id, unit_id, to.code
    of = (timeless, site)
    kept = _KEPT.pop(key, None)
    if kept is None or kept[0] != of:
        kept = of, _drawn(timeless, unit_id, site, to)
    _KEPT[key] = kept
    while len(_KEPT) > _MOST:
        _KEPT.pop(next(iter(_KEPT), key), None)
    return kept[1]


def _drawn(seen: Bulletin, unit_id: str, site: Site, to: Language) -> bytes:
    (contest,) = seen.contests
    unit, *precincts = contest.units
    rows = tuple((x, r) for x in contest.comparison for r in x.rows if r.unit == unit_id)
    return rendered(
        "unit.html", seen, f"/{seen.night.id}/{contest.id}/units/{unit.id}/", site, to,
        say=f"{unit.name}: {words.precincts_in(unit.precincts_reported, unit.precincts_total, to=to)}",
        contest=contest, unit=unit, rows=rows, leaders=leaders(contest), up="../../",
        precincts=tuple(precincts),
    )  # fmt: skip


def _with_time(page: bytes, contest: Contest) -> bytes:
    if contest.as_of is None:
        return page
    text: Any = contest.as_of_text
    shown = str(do_forceescape(words.clean(text) if type(text) is str else text))
    page = page.replace(_WHEN.isoformat().encode(), contest.as_of.isoformat().encode(), 1)
    return page.replace(_WHEN_TEXT.encode(), shown.encode(), 1)
