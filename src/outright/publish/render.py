"""From a template and a bulletin to the bytes of a page: spelling, escaping, where links lead, in which language."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import jinja2

from outright.bulletin import Bulletin, Contest, Night
from outright.publish import chart, money_words, projected_words, rating_words, words
from outright.publish.assets import hashed
from outright.publish.client import CLIENT_MIN
from outright.publish.language import Language, language, languages
from outright.publish.language.template import install
from outright.publish.map.draw import county_map, precinct_map
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
    template: str, bulletin: Bulletin, address: str, site: Site | None, to: Language, *, say: str, **more: Any
) -> bytes:
    """A page at ``address`` ("/night/contest/", the same in every language) as bytes.

    ``bulletin`` is in the language ``to`` already (`said_in`); ``say`` is the page in one sentence.
    """
    site = site or Site()
    lang = to.code
    root = "../" * (prefix(site, lang) + address).count("/")
    root = root[3:]
    night = bulletin.night
    text = _environment(lang).get_template(template).render(
        bulletin=bulletin,
        night=night,
        site=site,
        lang=lang,
        tag=to.tag,
        root=root,
        home="../" * (address.count("/") - 1) or "./",
        languages=[(code, words.LANGUAGE[code], root + (prefix(site, code) + address)[1:]) for code in site.languages],
        spoken=json.dumps({k: to.gettext(v) for k, v in words.SPOKEN.items()}, ensure_ascii=False),
        say=say,
        banners=words.banners(night, to),
        zone=words.zone(night),
        final=night.status == ResultsStatus.CERTIFIED,
        client_min=CLIENT_MIN,
        feed_name=partial(feed_name, site, lang),
        **({"fixed": False, "whole": ""} | more),
    )  # fmt: skip
    return text.encode()


def snippet(template: str, to: Language, *, night: Night, **more: Any) -> str:
    """A piece of HTML for another page, in the language ``to``; it knows the night and nothing of any address."""
    drawn = _environment(to.code).get_template(template)
    return drawn.render(night=night, lang=to.code, tag=to.tag, banners=words.banners(night, to), **more)


def said_in(bulletin: Bulletin, site: Site | None, code: str) -> tuple[Bulletin, Language]:
    """The bulletin in one of the site's languages, and the language; "" is its first."""
    to = language(code or (site or Site()).languages[0])
    return to.translated(bulletin), to


def prefix(site: Site, code: str) -> str:
    """What stands before every address in this language: nothing for the site's first."""
    return "" if code == site.languages[0] else f"/{code}"


def feed_name(site: Site, code: str, ending: str) -> str:
    """``feed.xml`` in the site's first language, ``feed.es.xml`` in another."""
    return f"feed.{ending}" if code == site.languages[0] else f"feed.{code}.{ending}"


def missing_page(path: str = "/") -> bytes:
    """What a reader sees at an address that holds nothing, in the language of the address; it needs no other file."""
    first = path.split("/")[1] if path.startswith("/") else ""
    code = first if first in languages()[1:] else "en"
    home = "/" if code == "en" else f"/{code}/"
    return _environment(code).get_template("missing.html").render(tag=language(code).tag, home=home).encode()


@cache
def _environment(code: str) -> jinja2.Environment:
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
    install(environment, language(code))
    return environment


def _plain(value: object) -> object:
    """Text from a feed without control characters; what templates made themselves stays as it is."""
    return words.clean(value) if type(value) is str else value


def _surname_in(candidate_id: str, contest: Contest) -> str:
    return next((c.surname for c in contest.candidates if c.id == candidate_id), candidate_id)


def _iso(at: dt.datetime) -> str:
    return at.isoformat()


FILTERS: dict[str, Callable[..., Any]] = {
    "color": chart.color_key,
    "bar": chart.bar,
    "tick": chart.tick,
    "tone": TONE.__getitem__,
    "iso": _iso,
    "surname_in": _surname_in,
    "half": rating_words.place,
}
"""How a template spells a value, beside what its language spells (`language.template`)."""

WORDS: dict[str, Any] = {
    "asset": hashed,
    "ranks": chart.ranks,
    "NEED": words.NEED,
    "STATE": words.STATE,
    "NOTE": words.NOTE,
    "LEVEL": words.LEVEL,
    "CONFIDENCE": words.CONFIDENCE,
    "FIGURE": words.FIGURE,
    "DECIDED_BY": words.DECIDED_BY,
    "SOURCE_STATE": words.SOURCE_STATE,
    "DASH": words.DASH,
    "NOT_REPORTED": words.NOT_REPORTED,
    "LOG_LINES": LOG_LINES,
    "MANY": MANY,
    "MANY_CARDS": MANY_CARDS,
    "CHART": chart,
    "PROJECTED": projected_words,
    "MONEY": money_words,
    "county_map": county_map,
    "precinct_map": precinct_map,
}
"""What every template may say; tables are English, and said with ``| tr``."""
