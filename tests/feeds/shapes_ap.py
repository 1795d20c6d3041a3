"""The shapes of ``ap/expected``: AP's API by race, with the top unit's lines; AP's live JSON with every unit."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

LETTERS = {"GOP": "R", "Dem": "D", "Lib": "L", "Grn": "G", "Ind": "I", "NP": None, "NPA": "NPA"}


def differences(document: dict, reading: dict) -> Iterator[str]:
    """Every way in which a count document differs from the independent reading; nothing when they agree."""
    shape = _live if reading["format"] == "ap_public_live_json" else _api
    if document["election"]["asOfText"] != reading["timestamp"]:
        yield f"time {document['election']['asOfText']}, not {reading['timestamp']}"
    if len(document["contests"]) != len(reading["races"]):
        yield f"{len(document['contests'])} races, not {len(reading['races'])}"
    for contest, race in zip(document["contests"], reading["races"], strict=False):
        for words in (*shape(contest, race), *_declared(document, contest, race)):
            yield f"{race['race_id']}: {words}"
    if reading["format"] != "ap_public_live_json":
        yield from _header(document, reading)


def _header(document: dict, reading: dict) -> Iterator[str]:
    if document["election"]["date"] != reading["election_date"]:
        yield f"date {document['election']['date']}"
    if document["election"]["test"] != any(race["test"] for race in reading["races"]):
        yield "the mark of a test"


def _api(contest: dict, race: dict) -> Iterator[str]:
    """Votes, names, parties, progress, the levels of the units, and the sum of the subunits."""
    yield from _unless(contest["sourceId"], race["race_id"], "number")
    if race["seat"] and race["seat"] not in contest["name"]:
        yield f"the seat {race['seat']!r} is not in {contest['name']!r}"
    for top in race["top"]:
        progress = (top["precincts_reporting"], top["precincts_total"]) if top["precincts_total"] else (None, None)
        yield from _unless(_progress(contest), progress, "progress")
        ours = {c["sourceId"]: (c["name"], c["party"], c["votes"]) for c in contest["candidates"]}
        theirs = {c["candidate_id"]: (c["name"], _party(c, contest), c["votes"]) for c in top["candidates"]}
        yield from _unless(ours, theirs, "candidates")
    units = [u for u in contest["units"] if any(cells["total"] is not None for cells in u["votes"].values())]
    levels = Counter(race["levels"])
    below = sum(n for level, n in levels.items() if level not in ("state", "national"))
    yield from _unless(len([u for u in units if u["level"] != "state"]), below, "units")
    yield from _unless(race["reporting_units"], sum(levels.values()), "the reading's own units")
    if levels["subunit"]:
        ours = {c["sourceId"]: _summed(contest, units, c["id"]) for c in contest["candidates"]}
        yield from _unless(ours, race["subunit_sum"], "sum of subunits")


def _live(contest: dict, race: dict) -> Iterator[str]:
    yield from _unless(contest["sourceId"], race["race_id"], "number")
    yield from _unless(_progress(contest), (race["precincts_reporting"], race["precincts_total"]), "progress")
    ours = {c["sourceId"]: c["votes"] for c in contest["candidates"]}
    yield from _unless(ours, {c["candidate_id"]: c["votes"] for c in race["candidates"]}, "totals")
    source = {c["id"]: c["sourceId"] for c in contest["candidates"]}
    units = {u["name"]: {source[i]: cells["total"] for i, cells in u["votes"].items()} for u in contest["units"]}
    yield from _unless(units, race["units"], "units")


def _declared(document: dict, contest: dict, race: dict) -> Iterator[str]:
    """A call is told in a finding; a race without one has no such finding."""
    lines = [c for top in race.get("top", [race]) for c in top["candidates"]]
    told = [f for f in document["findings"] if f["code"] == "declared-status" and f["where"] == contest["name"]]
    marked = [c for c in lines if c["winner"]]
    if marked and not any(c.get("name", c["candidate_id"]) in f["message"] for c in marked for f in told):
        yield f"the call of {marked[0]} is not told"
    if told and not marked:
        yield "a call is told that nobody made"


def _progress(contest: dict) -> tuple[int | None, int | None]:
    return contest["totals"]["precinctsReporting"], contest["totals"]["precinctsTotal"]


def _party(line: dict, contest: dict) -> str | None:
    """AP repeats an answer as the party of a ballot question; we keep none there."""
    return None if contest["isQuestion"] else LETTERS.get(line["party"], line["party"])


def _summed(contest: dict, units: list[dict], candidate: str) -> int:
    return sum(u["votes"][candidate]["total"] or 0 for u in units if u["level"] == contest["level"])


def _unless(ours: Any, theirs: Any, what: str) -> Iterator[str]:
    if ours != theirs:
        yield f"{what} {str(ours)[:300]}, not {str(theirs)[:300]}"
