"""The other pages of a night, and the shelf of them all: lists, places, sources, how it works."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from outright.bulletin import Bulletin, Contest, Unit
from outright.publish import words
from outright.publish.choices import balances, choices
from outright.publish.document import Document
from outright.publish.language import ENGLISH, Language
from outright.publish.page import contest_page, places
from outright.publish.place import night_seen, seen_from
from outright.publish.place import unit_page as unit_page
from outright.publish.plain import contest_plain
from outright.publish.render import TONE, prefix, rendered, said_in
from outright.publish.site import Site

RECENT = dt.timedelta(minutes=10)
Group = tuple[str, str, tuple[Contest, ...]]


def election_page(bulletin: Bulletin, site: Site | None = None, language: str = "") -> bytes:
    """The night's contests as cards, what needs attention first, and its sources, at ``/{night}/``."""
    bulletin, to = said_in(bulletin, site, language)
    lines = [words.status_sentence(bulletin, c, to) for c in bulletin.contests[:1]]
    return rendered(
        "election.html",
        bulletin,
        f"/{bulletin.night.id}/",
        site,
        to,
        say=" ".join(lines),
        groups=groups(bulletin, to),
        choices=(chosen := choices(bulletin, to)),
        chosen={c.id: " ".join(x.of[c.id] for x in chosen if c.id in x.of) for c in bulletin.contests},
        balances=tuple(balances(bulletin)),
        head=(site or Site()).heads(bulletin.night.seq),
    )


def index_page(bulletin: Bulletin, site: Site | None = None, language: str = "") -> bytes:
    """The nights known here, at ``/``: this one."""
    bulletin, to = said_in(bulletin, site, language)
    return rendered("index.html", bulletin, "/", site, to, say="")


def status_page(bulletin: Bulletin, site: Site | None = None, language: str = "") -> bytes:
    """How the sources are doing, at ``/status/``."""
    bulletin, to = said_in(bulletin, site, language)
    return rendered("status.html", bulletin, "/status/", site, to, say="")


def method_page(bulletin: Bulletin, site: Site | None = None, language: str = "") -> bytes:
    """What the words mean and how they are come by, at ``/method/``."""
    bulletin, to = said_in(bulletin, site, language)
    return rendered("method.html", bulletin, "/method/", site, to, say="", fixed=True)


def groups(bulletin: Bulletin, to: Language = ENGLISH) -> tuple[Group, ...]:
    """The contests in the order in which they want to be looked at.

    First those whose verdict became another one in the last ten minutes; then what is open, the closest to its
    line first; then what is projected and what is certain, in the night's own order.
    """
    as_of = bulletin.night.as_of
    rest = list(bulletin.contests)

    def take(code: str, label: str, chosen: list[Contest]) -> Iterator[Group]:
        for contest in chosen:
            rest.remove(contest)
        if chosen:
            yield code, label, tuple(chosen)

    news = [c for c in rest if as_of is not None and len(c.verdict_history) > 1 and as_of - _since(c) < RECENT]
    found = list(take("attention", to.gettext(words.GROUP["attention"]), news))
    still = [c for c in rest if TONE[c.verdict.code] == "open"]
    found += take("open", to.gettext(words.GROUP["open"]), sorted(still, key=_distance))
    found += take(
        "projected", to.gettext(words.GROUP["projected"]), [c for c in rest if TONE[c.verdict.code] == "projected"]
    )
    found += take("certain", to.gettext(words.GROUP["certain"]), list(rest))
    return tuple(found)


def _since(contest: Contest) -> dt.datetime:
    return contest.verdict_history[-1].at


def _distance(contest: Contest) -> tuple[bool, Fraction]:
    """How far the leader is from the rule's line (or from the next, where there is none); no votes come last."""
    top = [c.votes or 0 for c in contest.candidates[:2]]
    if not contest.votes or not top:
        return True, Fraction(0)
    if contest.threshold.share is not None:
        return False, abs(Fraction(top[0], contest.votes) - Fraction(contest.threshold.share))
    return False, Fraction(top[0] - (top[1] if len(top) > 1 else 0), contest.votes)


def pages(bulletin: Bulletin, site: Site) -> Iterator[tuple[str, Document]]:
    """What people read, in every language of the site: contests and their places first, the lists last."""
    night = bulletin.night
    for language in reversed(site.languages):  # a site's own addresses last: what is at / points to everything
        at = prefix(site, language)
        for contest in bulletin.contests:
            plain = partial(_plain, bulletin, contest.id, site, language)
            for name in ("plain", "plain.txt"):  # a file server knows what a file is by its ending alone
                yield f"{at}/{night.id}/{contest.id}/{name}", Document(plain, (night, contest, language))
            yield from _of_contest(bulletin, contest, site, language)
        for address, draw in (
            (f"/{night.id}/", election_page), ("/status/", status_page), ("/method/", method_page), ("/", index_page)
        ):  # fmt: skip
            yield f"{at}{address}index.html", Document(partial(draw, bulletin, site, language), (bulletin, site))


def _of_contest(bulletin: Bulletin, contest: Contest, site: Site, language: str) -> Iterator[tuple[str, Document]]:
    night, at = bulletin.night, f"{prefix(site, language)}/{bulletin.night.id}/{contest.id}"
    stands = (night.id, night.name, night.status, night.test, night.rehearsal, night.replay, contest, site)
    if contest.seq:
        moment = partial(contest_page, bulletin, contest.id, site, language, fixed=True)
        yield f"{at}/at/{contest.seq}/index.html", Document(moment, stands)
    own: dict[str, list[Unit]] = {}
    for unit in contest.units:
        own.setdefault(unit.parent or "", []).append(unit)
    seen = night_seen(night)
    for unit in places(contest):
        place = partial(unit_page, bulletin, contest.id, unit.id, site, language)
        shown = seen_from(contest, unit, own.get(unit.id, ()), site)
        yield f"{at}/units/{unit.id}/index.html", Document(place, (seen, shown, site))
    draw = partial(contest_page, bulletin, contest.id, site, language)
    yield f"{at}/index.html", Document(draw, (night, contest, site))


def _plain(bulletin: Bulletin, contest_id: str, site: Site, language: str) -> bytes:
    said, to = said_in(bulletin, site, language)
    return contest_plain(said, contest_id, to).encode()


def unit_of(contest: Contest, unit_id: str) -> Unit | None:
    """The place with this id, or None."""
    return next((u for u in places(contest) if u.id == unit_id), None)
