"""Ids for what a source names: stable, unique within the file, readable.

A county is ``cobb``, its precinct ``cobb--addison-01``. Names that give one id twice are kept apart:
contests and candidates by the source's own key, places by their order in the file (``-2``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from outright.count import slug


def distinct(stems: Sequence[str], keys: Sequence[str | None]) -> list[str]:
    """One id for each stem; stems that repeat take their key, then a number.

    >>> distinct(["a", "b", "a"], ["7", "8", "9"]), distinct(["a", "a"], [None, None])
    (['a-7', 'b', 'a-9'], ['a', 'a-2'])
    """
    met = Counter(stems)
    taken = {s: 1 for s, n in met.items() if n == 1}
    ids: list[str] = []
    for stem, key in zip(stems, keys, strict=True):
        if met[stem] == 1:
            ids.append(stem)
            continue
        wanted = f"{stem}-{slug(key)}" if key and slug(key) else stem
        ids.append(free(wanted, taken))
    return ids


def free(wanted: str, taken: dict[str, int]) -> str:
    """``wanted``, or ``wanted-2``, ``-3``… where it is taken; the answer is then taken too.

    ``taken`` remembers how far each id has been numbered.
    """
    found, n = wanted, taken.get(wanted, 0)
    while found in taken:
        n += 1
        found = f"{wanted}-{n}"
    taken[wanted] = max(n, 1)
    taken.setdefault(found, 1)
    return found


def stem(name: str) -> str:
    """The slug of a name, never empty."""
    return slug(name) or "unnamed"


def bare_county(name: str) -> str:
    """A county's name as printed, without the word County at its end.

    >>> bare_county("Ben Hill County"), bare_county("County")
    ('Ben Hill', 'County')
    """
    return name.strip().removesuffix(" County").strip() or name.strip()
