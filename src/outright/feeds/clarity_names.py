"""What the address of one of Clarity's JSON files says: which vote type, and whether a county's site.

The files themselves say neither. A county's files lie under ``GA/Ben_Hill/105379/270230/json/``, a
state's under ``GA/105369/271066/json/``.
"""

from __future__ import annotations

import re

_COUNTY = re.compile(r"(?:^|/)[A-Z]{2}/(?P<county>[^/]*[^/\d][^/]*)/\d{1,9}/\d{1,9}/json/")
_NAME = re.compile(r"(?:^|.*[/.])(?P<stem>[^/.]+)\.json")


def vote_type(name: str) -> str | None:
    """The vote type in a file's name; "" for ``ALL.json``, None when the name says nothing.

    >>> vote_type("json/Absentee_by_Mail_Votes.json"), vote_type("ALL.json"), vote_type("")
    ('Absentee by Mail Votes', '', None)
    """
    found = _NAME.fullmatch(name)
    if not found:
        return None
    stem = found["stem"].replace("_", " ").strip()
    return "" if stem.upper() == "ALL" else stem or None


def county_of(name: str) -> str | None:
    """The county whose own site an address is of; None for a state's site and where the address is not known.

    >>> county_of("GA/Ben_Hill/105379/270230/json/ALL.json"), county_of("GA/105369/271066/json/ALL.json")
    ('Ben Hill', None)
    """
    found = _COUNTY.search(name)
    return found["county"].replace("_", " ").strip() or None if found else None
