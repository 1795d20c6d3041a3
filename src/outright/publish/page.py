"""The web pages of a night: the first page, one per contest, and the list of contests.

Every number on them arrives in the bulletin as an integer or as text; nothing is worked out here. The same
bulletin gives the same bytes. All links are relative, so the pages work from any folder on any server, and
nothing on them needs a script.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from outright.bulletin import Bulletin, Candidate, Contest, Need, Unit
from outright.publish import chart, projected_words, words
from outright.publish.assets import hashed
from outright.terms import ResultsStatus, VerdictCode

TEMPLATES = Path(__file__).parent / "templates"
LEADERS = 4
LOG_LINES = 10
AXES: tuple[chart.Axis, ...] = ("votes", "time")

TONE = {
    VerdictCode.TOO_EARLY: "open",
    VerdictCode.TOO_CLOSE: "open",
    VerdictCode.LEADER_ONLY: "open",
    VerdictCode.WON_PROJECTED: "projected",
    VerdictCode.RUNOFF_PROJECTED: "projected",
    VerdictCode.ADVANCE_PROJECTED: "projected",
    VerdictCode.WON_CERTAIN: "certain",
    VerdictCode.RUNOFF_CERTAIN: "certain",
    VerdictCode.ADVANCE_CERTAIN: "certain",
    VerdictCode.TIE_CERTAIN: "certain",
    VerdictCode.ELIMINATED_CERTAIN: "out",
}
"""How a badge is drawn: solid for arithmetic, hatched for a projection, outlined while open."""


def contest_page(bulletin: Bulletin, contest_id: str) -> bytes:
    """Everything said of one contest, at ``/{night}/{contest}/``. ``KeyError`` for an unknown contest."""
    return render("contest.html", bulletin, root="../../", **contest_values(bulletin, bulletin.contest(contest_id)))


def contest_values(bulletin: Bulletin, contest: Contest) -> dict[str, Any]:
    """What the sections of ``templates/contest/`` are drawn from, on the contest's page and in its embeds alike."""
    where = words.zone(bulletin.night)
    return {
        "contest": contest,
        "say": words.status_sentence(bulletin, contest),
        "leaders": _leaders(contest),
        "shown": tuple(c for c in contest.candidates if not c.folded),
        "folded": tuple(c for c in contest.candidates if c.folded),
        "party_color": _party_colors(contest),
        "split": any(p.candidates > 1 for p in contest.parties),
        "charts": tuple(c for axis in AXES if (c := chart.timeline(contest, axis, where)) is not None),
        "charted": tuple(c for c in contest.candidates if c.id in contest.charted),
        "units": _top_units(contest),
        "needs": _needs(contest),
        "targets": tuple(dict.fromkeys(n.target for n in contest.remaining.needs)),
        "chances": projected_words.chance_heads(contest),
        "notes": tuple(sorted(contest.notes, key=lambda n: n.seq, reverse=True)),
    }


def election_page(bulletin: Bulletin) -> bytes:
    """The night's contests as cards, and its sources, at ``/{night}/``."""
    lines = [words.status_sentence(bulletin, c) for c in bulletin.contests[:1]]
    return render("election.html", bulletin, root="../", say=" ".join(lines))


def index_page(bulletin: Bulletin) -> bytes:
    """The nights known here, at ``/``: this one."""
    return render("index.html", bulletin, root="", say="")


def missing_page() -> bytes:
    """What a reader sees at an address that holds nothing; it needs no other file."""
    return _environment().get_template("missing.html").render().encode()


def render(template: str, bulletin: Bulletin, *, root: str, say: str, **more: Any) -> bytes:
    """A page from its template; ``root`` leads from its folder to the tree's first, ``say`` is the moment in words."""
    night = bulletin.night
    text = _environment().get_template(template).render(
        bulletin=bulletin,
        night=night,
        root=root,
        say=say,
        banners=words.banners(night),
        zone=words.zone(night),
        final=night.status == ResultsStatus.CERTIFIED,
        **more,
    )  # fmt: skip
    return text.encode()


def _leaders(contest: Contest) -> tuple[Candidate, ...]:
    """The few candidates who get a column of their own beside every county and method."""
    return contest.candidates[:LEADERS]


def _top_units(contest: Contest) -> tuple[Unit, ...]:
    return tuple(u for u in contest.units if u.parent is None)


def _needs(contest: Contest) -> tuple[tuple[Candidate, dict[str, Need]], ...]:
    """Per candidate, in the table's order, what each target takes of the ballots left."""
    found: dict[str, dict[str, Need]] = {}
    for need in contest.remaining.needs:
        found.setdefault(need.candidate, {})[need.target] = need
    return tuple((c, found[c.id]) for c in contest.candidates if c.id in found)


def _party_colors(contest: Contest) -> dict[str, str]:
    return {c.party: chart.color_key(c.color) for c in reversed(contest.candidates) if c.party}


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        finalize=_plain,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(FILTERS)
    environment.globals.update(WORDS)
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    return environment


def _plain(value: object) -> object:
    """Text from a feed without control characters; what templates made themselves stays as it is."""
    return words.clean(value) if type(value) is str else value


def _surname_in(candidate_id: str, contest: Contest) -> str:
    return next((c.surname for c in contest.candidates if c.id == candidate_id), candidate_id)


def _iso(at: dt.datetime) -> str:
    return at.isoformat()


FILTERS: dict[str, Callable[..., Any]] = {
    "number": words.number,
    "signed": words.signed,
    "percent": words.percent,
    "clock": words.clock,
    "day": words.day,
    "dated": words.dated,
    "color": chart.color_key,
    "bar": chart.bar,
    "tick": chart.tick,
    "tone": TONE.__getitem__,
    "iso": _iso,
    "surname_in": _surname_in,
}
"""How a template spells a value."""

WORDS: dict[str, Any] = {
    "asset": hashed,
    "precincts_in": words.precincts_in,
    "precincts_short": words.precincts_short,
    "threshold_sentence": words.threshold_sentence,
    "ranks": chart.ranks,
    "target": words.target,
    "NEED": words.NEED,
    "STATE": words.STATE,
    "NOTE": words.NOTE,
    "DECIDED_BY": words.DECIDED_BY,
    "SOURCE_STATE": words.SOURCE_STATE,
    "DASH": words.DASH,
    "NOT_REPORTED": words.NOT_REPORTED,
    "LOG_LINES": LOG_LINES,
    "CHART": chart,
    "PROJECTED": projected_words,
}
"""What every template may say."""
