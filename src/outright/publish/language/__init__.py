"""The languages of the pages: how each says what is said, and how it spells numbers, dates and times.

A bulletin is composed in English; `Language.translated` gives the same bulletin in another language, and
`Language.gettext` the words of the pages themselves. English is the language in which nothing changes.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from outright.bulletin import Bulletin
from outright.publish.language import locale as spelling
from outright.publish.language.grammar import Grammar
from outright.publish.language.locale import DASH, Locale
from outright.publish.language.names import Joint
from outright.publish.language.pattern import Pattern
from outright.publish.language.po import entries
from outright.publish.language.said import Speaker
from outright.publish.language.said import Untranslated as Untranslated

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the pages. ``name`` is what it calls itself; ``code`` is its address and its ``lang``."""

    code: str
    name: str
    locale: Locale
    messages: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    speaker: Speaker | None = field(default=None, repr=False)
    joints: tuple[Joint, ...] = field(default=(), repr=False)

    @property
    def tag(self) -> str:
        """The language with its country's spelling, where that matters, as browsers and readers aloud want it."""
        return self.code if self is ENGLISH else self.locale.code

    def gettext(self, message: str) -> str:
        """A text of the pages; the English one where it has no translation, which a test does not allow."""
        return self.messages.get(message, (message,))[0]

    def ngettext(self, one: str, many: str, number: int) -> str:
        """A text that says how many: the first form for one, the other for everything else."""
        forms = self.messages.get(one, (one, many))
        return forms[0] if number == 1 or len(forms) == 1 else forms[1]

    def translated(self, bulletin: Bulletin) -> Bulletin:
        """The bulletin as it is said in this language. What nobody can translate for sure is `Untranslated`."""
        return bulletin if self.speaker is None else self.speaker.bulletin(bulletin)

    def before(self, text: str, following: str) -> str:
        """A text that something follows; its last word as it sounds before that ("y", but "e Ibarra").

        >>> language("es").before("Gray y ", "Ibarra"), language("es").before("Gray y ", "Moody")
        ('Gray e ', 'Gray y ')
        """
        for joint in self.joints:
            if text.endswith(f" {joint.word} ") and joint.sound.match(following):
                return f"{text.removesuffix(f'{joint.word} ')}{joint.becomes} "
        return text

    def number(self, votes: int | None) -> str:
        """Votes with thousands separators; a dash when not reported."""
        return DASH if votes is None else self.locale.number(votes)

    def signed(self, votes: int | None) -> str:
        """A change in votes with its sign (a true minus); "0" for none, a dash when not known."""
        if votes is None:
            return DASH
        sign = "" if not votes else "+" if votes > 0 else "−"
        return sign + self.locale.number(abs(votes))

    def percent(self, share_text: str) -> str:
        """A share that came as text, already in this language, with its sign; "" and a dash are a dash."""
        if not share_text or share_text == DASH:
            return DASH
        if not share_text[-1].isdigit():
            return share_text
        return f"{share_text}{self.locale.percent}%"

    def day(self, date: dt.date) -> str:
        """A date in full."""
        return self.locale.day(date)

    def month_and_day(self, date: dt.date, *, short: bool = False) -> str:
        """A date without its year; ``short`` for the axis of a chart."""
        return self.locale.month_and_day(date, short=short)

    def clock(self, at: dt.datetime | None, where: dt.tzinfo) -> str:
        """A moment as a newspaper writes it, with its zone; a dash when there is none."""
        if at is None:
            return DASH
        local = at.astimezone(where)
        return f"{self.locale.hour(local)} {local:%Z}".strip()


ENGLISH = Language("en", "English", spelling.ENGLISH)
_SPOKEN = {"es": ("Español", spelling.US_SPANISH)}
_JOINTS = {
    "es": (
        Joint("y", "e", re.compile(r"(?:[ií]|h[ií](?![aeo])|y(?![aeiouáéíóú]))", re.IGNORECASE)),
        Joint("o", "u", re.compile(r"h?[oó]", re.IGNORECASE)),
    )
}


@cache
def language(code: str, locale: Locale | None = None) -> Language:
    """The language with this code; ``KeyError`` for one that the pages do not speak.

    ``locale`` is another country's spelling of it than the one it comes with.

    >>> language("es").gettext("Votes"), language("es").number(92673)
    ('Votos', '92,673')
    """
    if code == ENGLISH.code:
        return ENGLISH
    name, usual = _SPOKEN[code]
    messages: dict[str, tuple[str, ...]] = {}
    patterns: list[Pattern] = []
    for path in sorted((FOLDER / code).glob("*.po")):
        for entry in entries(path.read_text("utf-8")):
            if entry.context:
                patterns.append(Pattern(entry.context, entry.message, entry.forms[0]))
            else:
                messages[entry.message] = entry.forms
    chosen = locale or usual
    joints = _JOINTS.get(code, ())
    return Language(code, name, chosen, messages, Speaker(Grammar(patterns, chosen, joints)), joints)


def languages() -> tuple[str, ...]:
    """The codes of every language the pages can speak."""
    return (ENGLISH.code, *_SPOKEN)


def address(path: str, code: str, spoken: tuple[str, ...]) -> str:
    """Where the page at ``path`` stands in a language: the first of ``spoken`` has the addresses themselves.

    >>> address("/us-ga-2017-04-18/", "es", ("en", "es")), address("/us-ga-2017-04-18/", "en", ("en", "es"))
    ('/es/us-ga-2017-04-18/', '/us-ga-2017-04-18/')
    """
    return path if code == spoken[0] else f"/{code}{path}"
