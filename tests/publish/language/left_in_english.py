"""What of a bulletin stayed in English, and what of it must be the same in every language."""

from collections.abc import Iterator
from typing import Any

import msgspec

from outright.bulletin import Bulletin
from outright.publish.language import Untranslated
from outright.publish.language.fields import SAID


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
