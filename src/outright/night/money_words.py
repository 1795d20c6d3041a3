"""Figures of money in words: how finely each was published is heard, and no digit is dropped or added."""

from __future__ import annotations

from outright.context.cents import dollars, short
from outright.context.fact import Covers, Fact, Item, Of
from outright.context.money import Figure
from outright.night.words import day_text

_DOLLAR = 100

OF: dict[Of, str] = {
    "": "",
    "itemised": "itemised gifts of individuals",
    "placed": "gifts with a state, conduits' reports included",
    "individuals": "all that individuals gave",
    "donors": "donors",
    "reporting": "all candidates who reported",
    "since-first-round": "what was raised since the first round",
}

COVERS: dict[Covers, str] = {
    "": "",
    "reports": "reports",
    "cycle": "reports, election cycle to date",
    "two-years": "reports, two-year period",
    "notices": "notices of 48 hours",
    "campaign": "the campaign's own word",
    "advertising": "advertising bought",
    "planned": "advertising planned",
    "expenditures": "independent expenditures as reported",
}


def figure_text(found: Figure) -> str:
    """A figure as it is printed; a range where sources disagree."""
    if found.agreed:
        return fact_text(found.facts[0])
    low, high = found.facts[0], max(found.facts, key=lambda f: f.value)
    if low.value == high.value:
        return fact_text(low)
    return f"{_bare(low)} to {_bare(high)}"


def fact_text(fact: Fact) -> str:
    """One source's figure, with the word that says how finely it was published."""
    finest = {"dollars": _DOLLAR, "percent": 100, "people": 1}[fact.unit]
    if fact.word == "about" and fact.to <= finest:
        return _bare(fact)
    match fact.word:
        case "exactly":
            return _bare(fact)
        case "about":
            return f"about {_bare(fact)}"
        case "over":
            return f"over {_bare(fact)}"
        case "nearly":
            return f"nearly {_bare(fact)}"


def _bare(fact: Fact) -> str:
    if fact.unit == "people":
        return f"{fact.value:,}"
    if fact.unit == "percent":
        whole, part = divmod(fact.value, 100)
        tail = f"{part:02}".rstrip("0")
        return f"{whole}{'.' + tail if tail else ''}%"
    return dollars(fact.value) if fact.word == "exactly" or fact.to <= _DOLLAR else short(fact.value)


def saying(item: Item, text: str, of: str) -> str:
    """The sentence about a figure that is a share, a number of people, or a part of something."""
    where = {
        Item.OUT_OF_STATE: "from outside the state",
        Item.OUT_OF_DISTRICT: "from outside the district",
        Item.IN_STATE: "from within the state",
        Item.DONORS_OUT_OF_STATE: "from outside the state",
    }.get(item, "")
    said = text[:1].upper() + text[1:]
    if item is Item.DONORS:
        return f"{said} people gave."
    if item is Item.LATE:
        return f"{said} came in since in gifts of $1,000 or more."
    if item is Item.DONORS_OUT_OF_STATE:
        return f"{said} of donors are {where}."
    return f"{said} of {of} came {where}." if of else f"{said} came {where}."


def totals_text(advertising: Figure | None, outside: Figure | None, groups: Figure | None) -> str:
    """What was spent by all sides, in words, each as of its own day; "" where nothing is known.

    How many groups it was is said only as of the same day as how much.
    """
    parts = []
    if advertising is not None:
        parts.append(f"Advertising by all sides as of {day_text(advertising.as_of)}: {figure_text(advertising)}.")
    if outside is not None:
        same = groups is not None and groups.as_of == outside.as_of
        by = f" by {figure_text(groups)} groups" if groups is not None and same else ""
        parts.append(f"Independent spending{by} as of {day_text(outside.as_of)}: {figure_text(outside)}.")
    if advertising is not None and outside is not None:
        parts.append("The two overlap and are never added.")
    return " ".join(parts)


def bound_text(lo: int, hi: int) -> str:
    """The bound on the share from outside the state, with why it is one."""
    why = "money that is not itemised names no state"
    if lo == hi:
        return f"{lo}% of all that individuals gave came from outside the state."
    return f"Of all that individuals gave, between {lo}% and {hi}% came from outside the state: {why}."
