"""The shape of ``ca_sos/expected``: every object of an answer, with its title, progress, time and votes."""

import re
from collections.abc import Iterator


def differences(document: dict, reading: dict) -> Iterator[str]:
    """Every way in which a count document differs from the independent reading; nothing when they agree."""
    contests = {c["name"]: c for c in document["contests"]}
    for race in reading["races"]:
        contest, place = race["title"].removesuffix(" Results").rsplit(" - ", 1)
        yield from _race(contests[contest], place, race)
        if place == "Statewide" and document["election"]["asOfText"] != race["time"]:
            yield f"{document['election']['asOfText']!r}, not {race['time']!r}"
    named = {r["title"].rsplit(" - ", 1)[0] for r in reading["races"]}
    if named != set(contests):
        yield f"contests {set(contests)}, not {named}"
    counties = sum(" County Results" in r["title"] for r in reading["races"])
    units = sum(u["level"] == "county" for c in contests.values() for u in c["units"])
    if units != counties:
        yield f"{units} counties, not {counties}"


def _race(contest: dict, place: str, race: dict) -> Iterator[str]:
    printed = {c["id"]: c["name"] for c in contest["candidates"]}
    reported, total = (int(n.replace(",", "")) for n in re.search(r"\((\S+) of (\S+)\)", race["reporting"]).groups())
    if place == "Statewide":
        votes = {c["name"]: c["votes"] for c in contest["candidates"]}
        if (contest["totals"]["precinctsReporting"], contest["totals"]["precinctsTotal"]) != (reported, total):
            yield f"{race['title']}: progress differs"
    else:
        unit = next(u for u in contest["units"] if u["name"] == place.removesuffix(" County"))
        votes = {printed[i]: cell["total"] for i, cell in unit["votes"].items()}
        if unit["reported"] is not (reported == total):
            yield f"{race['title']}: reported {unit['reported']}"
    if votes != race["candidates"]:
        yield f"{race['title']}: {votes}, not {race['candidates']}"
