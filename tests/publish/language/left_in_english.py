"""What of a bulletin stayed in English, and what of it must be the same in every language."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from outright.bulletin import Bulletin
from outright.publish.language import Untranslated
from outright.publish.language.fields import SAID

MADE_UP = (
    r"[\d,]+|–|[\d,]+ votes over half", r"\d.* x .*|[\d,]+ \+ .*", r"Ossoff, first with.*|Handel, second with.*|Handel",
    r"(Fulton \+|DeKalb −).*", r"A majority of the 137,000 counted.*", r"Official: certified June 26",
    r"At most 240,000 ballots are left \(registered voters not yet counted\); 95.*", r".* of at most 240,000 left .*",
    r"The leader is above half now.*", r"Nobody has more than half.*", r"Handel (has|leads Gray|has led) .*",
    r"(Every|No) (precinct|county) .*has? reported.*", r"What it takes to win here is not in the rules.*",
    r"Ossoff has the most votes so far.*", r"No votes have been reported.*", r".* (is|are) asked for\.",
    r"Fulton's precincts still out leaned.*", r"Election-day votes have been.*", r"DeKalb is nearly all in.*",
    r"Of 1,204 past moments like this \(early vote first\).*", r"No projection: tonight's precincts could not.*",
)  # fmt: skip
"""What the made-up bulletins of the page's tests say and no night ever does."""


def is_made_up(text: str) -> bool:
    """Whether a made-up bulletin or the tests' own stand-in for a model says this, and no engine."""
    return any(re.fullmatch(made_up, text) for made_up in MADE_UP)


def left_in_english(value: Any) -> Iterator[str]:
    """Every text that was not translated."""
    if isinstance(value, Untranslated):
        yield str(value)
    elif isinstance(value, msgspec.Struct):
        for field in msgspec.structs.fields(type(value)):
            yield from left_in_english(getattr(value, field.name))
    elif isinstance(value, dict | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from left_in_english(inner)


def unsaid(value: Any) -> Any:
    """The value without what is said: its ids, names, numbers and times."""
    if isinstance(value, msgspec.Struct):
        kept = [f.name for f in msgspec.structs.fields(type(value)) if f.name not in SAID.get(type(value), {})]
        return {name: unsaid(getattr(value, name)) for name in kept}
    if isinstance(value, tuple):
        return tuple(unsaid(v) for v in value)
    if isinstance(value, dict):
        return {key: unsaid(v) for key, v in value.items()}
    return value


def of_all(bulletins: list[Bulletin], spanish: Any) -> dict[str, int]:
    """The untranslated texts of these bulletins, with how often each stands there."""
    found: dict[str, int] = {}
    for bulletin in bulletins:
        for text in left_in_english(spanish.translated(bulletin)):
            found[text] = found.get(text, 0) + 1
    return found
