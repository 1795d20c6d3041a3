"""Names of precincts made comparable: case, punctuation, zero padding and common abbreviations.

A key is a tuple of short words, so that "Precinct 03-A", "3 A" and "pct. 3a" are one key and "13 A" is
another. A key never says that two places are the same place; it says that they are called the same.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

Key = tuple[str, ...]

_RUNS = re.compile(r"[a-z]+|[0-9]+")
_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")

# What a clerk calls every place says nothing about which place it is.
_DROPPED = frozenset({"precinct", "precincts", "pct", "prct", "prec", "vtd", "no", "number"})

_WORDS = {
    "elem": "elementary", "el": "elementary", "es": "elementary", "sch": "school", "hs": "high", "ms": "middle",
    "acad": "academy", "univ": "university", "lib": "library", "libr": "library", "ctr": "center",
    "cntr": "center", "centre": "center", "cen": "center", "comm": "community", "cmty": "community",
    "com": "community", "rec": "recreation", "bldg": "building", "aud": "auditorium", "gym": "gymnasium",
    "mem": "memorial", "ch": "church", "chr": "church", "bapt": "baptist", "bap": "baptist",
    "meth": "methodist", "umc": "methodist", "presb": "presbyterian", "luth": "lutheran", "cath": "catholic",
    "cong": "congregation", "tab": "tabernacle", "saint": "st", "street": "st", "mt": "mount", "mtn": "mountain",
    "ft": "fort", "pt": "point", "hts": "heights", "hgts": "heights", "hls": "hills", "spgs": "springs",
    "spg": "spring", "sprg": "spring", "jct": "junction", "rd": "road", "ave": "avenue", "blvd": "boulevard",
    "dr": "drive", "pk": "park", "cty": "county", "co": "county", "dist": "district", "twp": "township",
    "vol": "volunteer", "fd": "fire", "sta": "station", "stn": "station", "n": "north", "s": "south",
    "e": "east", "w": "west", "first": "1", "second": "2", "third": "3", "fourth": "4",
    "fifth": "5",
}  # fmt: skip


@lru_cache(maxsize=65536)
def key(name: str) -> Key:
    """The name as comparable words, in order.

    >>> key("Precinct 03-A"), key("pct. 3a"), key("ASHFORD PARK ELEM"), key("St. Mary's")
    (('3', 'a'), ('3', 'a'), ('ashford', 'park', 'elementary'), ('st', 'marys'))
    >>> key("2-04 Mt. Zion"), key("SS02A")
    (('2', '4', 'mount', 'zion'), ('ss', '2', 'a'))
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    runs = _RUNS.findall(_ORDINAL.sub(r"\1", plain.replace("'", "").replace("&", " and ")))
    words = [_word(run, alone=i == 0 or not runs[i - 1].isdigit()) for i, run in enumerate(runs)]
    kept = tuple(w for w in words if w not in _DROPPED)
    return kept or tuple(words)


def any_order(of: Key) -> Key:
    """The key without the order of its words: "Addison 01" and "01 Addison".

    >>> any_order(key("01 Addison")) == any_order(key("Addison 1"))
    True
    """
    return tuple(sorted(of))


def by_number(of: Key) -> Key:
    """The number a name begins with and the word after it, which stay when a building's full name changes.

    >>> by_number(key("7-14 Coastal Cathedral Church of God")) == by_number(key("7-14 Coastal Cathedral"))
    True
    >>> by_number(key("Addison 1"))
    ('addison', '1')
    """
    digits = next((i for i, word in enumerate(of) if not word.isdigit()), len(of))
    return of[: digits + 1] if digits else of


def stem_of(of: Key) -> Key | None:
    """What remains of a key without its last part, where that part may tell the pieces of a place apart.

    >>> stem_of(key("Addison 1A")), stem_of(key("Addison 1")), stem_of(key("Addison"))
    (('addison', '1'), ('addison',), None)
    >>> stem_of(key("Marietta North"))
    ('marietta',)
    """
    if len(of) < 2:
        return None
    last = of[-1]
    tells = last.isdigit() or len(last) == 1 or last in ("north", "south", "east", "west")
    return of[:-1] if tells else None


def _word(run: str, *, alone: bool) -> str:
    """One run as a word; a letter that stands right after a number ("3E") is a part, not a direction."""
    if run.isdigit():
        return run.lstrip("0") or "0"
    if len(run) == 1 and not alone:
        return run
    return _WORDS.get(run, run)
