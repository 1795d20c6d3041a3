"""A party's letter, from the abbreviation a source prints or from the end of a candidate's name.

Known parties become one letter; an abbreviation we do not know stays as printed; where the source
has none the party is None. A bare ``(I)`` after a name is Georgia's mark for the incumbent, never
an independent.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LETTERS = {
    "r": "R",
    "rep": "R",
    "republican": "R",
    "republican party": "R",
    "gop": "R",
    "d": "D",
    "dem": "D",
    "democrat": "D",
    "democratic": "D",
    "democratic party": "D",
    "l": "L",
    "lib": "L",
    "lbt": "L",
    "lbn": "L",
    "libertarian": "L",
    "libertarian party": "L",
    "g": "G",
    "grn": "G",
    "green": "G",
    "green party": "G",
    "i": "I",
    "ind": "I",
    "independent": "I",
}
_NO_PARTY = frozenset({
    "", "np", "na", "n/a", "none", "non", "null", "nonpartisan", "non-partisan", "non partisan", "no party",
    "none or unknown", "-", "nopty", "npa", "no party affiliation",
})  # fmt: skip
_WRITE_IN = frozenset({"write-in", "write in", "writein", "write-ins", "wri"})
_IN_BRACKETS = re.compile(r"\(\s*([A-Za-z]{1,20})\s*\)\s*$")
_LAST_BRACKETS = re.compile(r"\(\s*([A-Za-z][A-Za-z/ -]{0,19}?)\s*\)\s*$")
_AFTER_INCUMBENT = re.compile(r"\((?:I|i)\)\s*([A-Za-z]{1,3})\s*$")
_CONTEST_PARTY = re.compile(r"\s[-–]\s*\(?([A-Za-z]{1,12})\)?\s*$")
_INCUMBENT = frozenset({"i", "inc", "incumbent"})


@lru_cache(maxsize=4096)
def party_code(printed: str | None, name: str = "") -> str | None:
    """The party as a letter where it is known, else as printed, else from the name, else None.

    >>> party_code("REP"), party_code("NP", "Jon Ossoff (Dem)"), party_code(None, "TIM ECHOLS (I)")
    ('R', 'D', None)
    >>> party_code("MTN"), party_code(None, "BOB OTT (I) R")
    ('MTN', 'R')
    """
    text = (printed or "").strip()
    if text.lower() not in _NO_PARTY | _WRITE_IN:
        return _LETTERS.get(text.lower(), text)
    return _from_name(name)


def _from_name(name: str) -> str | None:
    name = _end(name)
    if found := _AFTER_INCUMBENT.search(name):
        return _LETTERS.get(found[1].lower())
    while found := _IN_BRACKETS.search(name):
        code = found[1].lower()
        if code not in _INCUMBENT:
            return _LETTERS.get(code)
        name = name[: found.start()]
    return None


def _end(text: str) -> str:
    """The last of a text, where parties stand: nobody searches a megabyte of blanks for one."""
    return text[-1000:].rstrip()[-200:]


def in_brackets(name: str) -> str | None:
    """The party in brackets at the end of a name, as printed and known or not; None where there is none.

    For sources that always print it there, of which the incumbent's mark is no part.

    >>> in_brackets("Andre Klass (LPF)"), in_brackets("Bob Pollack"), in_brackets("John (Jack) Doe")
    ('LPF', None, None)
    """
    found = _LAST_BRACKETS.search(_end(name))
    return found[1] if found else None


def contest_party(contest_name: str) -> str | None:
    """The party whose primary a contest is, where its title ends " - Rep" or " - DEM"; else None.

    >>> contest_party("Governor - REP"), contest_party("US Senate (Loeffler) - Special")
    ('R', None)
    """
    found = _CONTEST_PARTY.search(_end(contest_name))
    code = found[1].lower() if found else ""
    return _LETTERS.get(code) if len(code) > 1 or code in {"r", "d"} else None


def is_write_in_party(printed: str) -> bool:
    """True where the party column only says that the candidate was written in."""
    return printed.strip().lower() in _WRITE_IN
