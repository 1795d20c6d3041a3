"""From a template and a bulletin to the bytes of a page: spelling, escaping, where links lead, in which language."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from outright.bulletin import Bulletin, Contest
from outright.publish import chart, projected_words, words
from outright.publish.assets import hashed
from outright.publish.site import Site
from outright.terms import ResultsStatus, VerdictCode

TEMPLATES = Path(__file__).parent / "templates"
LOG_LINES = 10
MANY = 30
"""Rows of a table from which on it can be searched."""
MANY_CARDS = 12

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


def rendered(
    template: str, bulletin: Bulletin, address: str, site: Site | None, language: str, *, say: str, **more: Any
) -> bytes:
    """A page at ``address`` ("/night/contest/", the same in every language) as bytes.

    ``say`` is the page in one sentence. ``language`` is one of the site's; "" is its first.
    """
    site = site or Site()
    lang = language or site.languages[0]
    root = "../" * (prefix(site, lang) + address).count("/")
    root = root[3:]
    night = bulletin.night
    text = _environment().get_template(template).render(
        bulletin=bulletin,
        night=night,
        lang=lang,
        root=root,
        home="../" * (address.count("/") - 1) or "./",
        languages=[(code, words.LANGUAGE[code], root + (prefix(site, code) + address)[1:]) for code in site.languages],
        spoken=json.dumps(words.SPOKEN, ensure_ascii=False),
        say=say,
        banners=words.banners(night),
        zone=words.zone(night),
        final=night.status == ResultsStatus.CERTIFIED,
        **({"fixed": False} | more),
    )  # fmt: skip
    return text.encode()


def prefix(site: Site, language: str) -> str:
    """What stands before every address in this language: nothing for the site's first."""
    return "" if language == site.languages[0] else f"/{language}"


def missing_page() -> bytes:
    """What a reader sees at an address that holds nothing; it needs no other file."""
    return _environment().get_template("missing.html").render().encode()


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        undefined=jinja2.StrictUndefined,
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
    "tr": str,
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
    "LEVEL": words.LEVEL,
    "CONFIDENCE": words.CONFIDENCE,
    "DECIDED_BY": words.DECIDED_BY,
    "SOURCE_STATE": words.SOURCE_STATE,
    "DASH": words.DASH,
    "NOT_REPORTED": words.NOT_REPORTED,
    "LOG_LINES": LOG_LINES,
    "MANY": MANY,
    "MANY_CARDS": MANY_CARDS,
    "CHART": chart,
    "PROJECTED": projected_words,
}
"""What every template may say."""
