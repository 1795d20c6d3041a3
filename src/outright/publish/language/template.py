"""What a template may say in a language: its gettext, its filters, its words. One jinja environment per language.

A page is drawn from a bulletin that is already in its language. A text that stayed in English is marked so, with
`said`, and everything else in the page is the language's own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import jinja2
from markupsafe import Markup, escape

from outright.publish import words
from outright.publish.language import Language
from outright.publish.language.said import Untranslated


def install(environment: jinja2.Environment, to: Language) -> None:
    """Makes an environment with the i18n extension speak ``to``: `_`, `ngettext`, filters, words, ``language``."""
    environment.install_gettext_callables(to.gettext, to.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(filters(to))
    environment.globals.update(vocabulary(to))


def filters(to: Language) -> dict[str, Callable[..., Any]]:
    """How a template of this language spells a value; ``tr`` says a word of a table in it."""
    spelled = (words.number, words.signed, words.percent, words.clock, words.dated, words.day)
    return {**{f.__name__: partial(f, to=to) for f in spelled}, "said": said, "tr": to.gettext}


def vocabulary(to: Language) -> dict[str, Any]:
    """What every template of this language may say."""
    phrases = (words.precincts_in, words.precincts_short, words.threshold_sentence, words.target)
    return {**{f.__name__: partial(f, to=to) for f in phrases}, "language": to}


def said(text: str) -> str:
    """A text of the bulletin, marked as English where it stayed in English; for places that may hold markup."""
    if isinstance(text, Untranslated):
        return Markup('<span lang="en">{}</span>').format(escape(words.clean(text)))
    return text
