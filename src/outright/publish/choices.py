"""The contests of a night by office, by state, and by whether they are open: what its page is filtered by.

Each choice has an id that is also an address on the page (``#office-governor``): without a script it leads to the
list of its contests, with one the cards themselves are filtered, and the address says which choices were made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from outright.bulletin import Bulletin, Contest
from outright.bulletin.balance import Balance, balance
from outright.publish.language import ENGLISH, Language
from outright.publish.render import TONE

OFFICE = {"P": "President", "G": "Governor", "S": "U.S. Senate", "H": "U.S. House"}
"""AP's letters for offices, where nobody gave the office a name."""
_NOT_ID = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: ``id`` is its address on the page, ``contests`` what is then shown."""

    id: str
    label: str
    contests: tuple[Contest, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of one kind, and what each card is known by among them, by contest."""

    kind: str
    label: str
    all: tuple[Choice, ...]
    of: dict[str, str]


def choices(bulletin: Bulletin, to: Language = ENGLISH) -> tuple[Choices, ...]:
    """Office, state, and open or not: each only where the night has contests of two sorts."""
    call = {"open": to.gettext("Open"), "called": to.gettext("Certain or projected")}
    kinds = (
        ("office", to.gettext("Office"), [(c, office(c)) for c in bulletin.contests]),
        ("state", to.gettext("State"), [(c, _state(c)) for c in bulletin.contests]),
        ("call", to.gettext("Verdict"), [(c, call["open" if _is_open(c) else "called"]) for c in bulletin.contests]),
    )
    return tuple(made for kind, label, told in kinds if len((made := _choices(kind, label, told)).all) > 1)


def office(contest: Contest) -> str:
    """The office as the plan names it, else by AP's letter; "" where neither was given."""
    letter = contest.identity.office_id or ""
    return contest.identity.office_name or OFFICE.get(letter, letter)


def balances(bulletin: Bulletin) -> Iterator[tuple[str, Balance]]:
    """The balance of every office with several seats, by its name; where there is none, that of all contests."""
    offices: dict[str, list[Contest]] = {}
    for contest in bulletin.contests:
        offices.setdefault(office(contest), []).append(contest)
    found = [(name, balance(contests)) for name, contests in offices.items() if name]
    several = [(name, made) for name, made in found if made.seats > 1]
    whole = balance(bulletin.contests)
    if several or whole.contests < 2:
        yield from several
    else:
        yield "", whole


def _choices(kind: str, label: str, told: list[tuple[Contest, str]]) -> Choices:
    names = sorted({name for _, name in told if name}, key=str.casefold)
    ids: dict[str, str] = {}
    for name in names:
        at = _NOT_ID.sub("-", name.casefold()).strip("-") or "other"
        ids[name] = at if at not in ids.values() else f"{at}-{len(ids)}"
    made = tuple(Choice(f"{kind}-{ids[n]}", n, tuple(c for c, name in told if name == n)) for n in names)
    return Choices(kind, label, made, {c.id: f"{kind}-{ids[name]}" for c, name in told if name})


def _state(contest: Contest) -> str:
    return contest.identity.state_name or contest.identity.state_postal or ""


def _is_open(contest: Contest) -> bool:
    return TONE[contest.verdict.code] == "open"
