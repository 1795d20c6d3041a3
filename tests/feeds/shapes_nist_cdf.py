"""The shape of ``nist_cdf/expected``: contests by id, selections in order, counts by place and type."""

from collections.abc import Iterator

from outright.feeds.moments import iso_moment, utc_text

JOINED = {"combined-precinct", "split-precinct"}  # read as precincts where a file sums several kinds together


def differences(document: dict, reading: dict) -> Iterator[str]:
    """Every way in which a count document differs from the independent reading; nothing when they agree."""
    election = document["election"]
    if "status" in reading:
        if election["status"] != reading["status"]:
            yield f"status {election['status']}"
        if election["asOf"] != utc_text(iso_moment(reading["generated"])):
            yield f"clock {election['asOf']}"
    ours = {c["sourceId"]: c for c in document["contests"]}
    if list(ours) != [c["id"] for c in reading["contests"]]:
        yield "other contests"
    compare = contest if "gp_units" in reading else summary
    added = 0
    for theirs in reading["contests"]:
        mine = ours[theirs["id"]]
        if mine["name"] != theirs["name"]:
            yield f"{theirs['id']} is named {mine['name']}"
        if len(mine["candidates"]) != len(theirs["selections"]):
            yield f"{theirs['name']}: {len(mine['candidates'])} candidates"
        yield from compare(mine, theirs, reading.get("gp_units", {}))
        added += every_count(mine, theirs)
    if added != reading.get("sum_of_all_counts", added):
        yield f"all counts together are {added}, not {reading['sum_of_all_counts']}"


def contest(mine: dict, theirs: dict, places: dict) -> Iterator[str]:
    """One contest with its places."""
    where = theirs["name"]
    if mine["isQuestion"] != (theirs["type"] == "BallotMeasureContest"):
        yield f"{where}: is it a question?"
    units = {u["name"]: u for u in mine["units"]}
    if len(units) != len(mine["units"]):
        yield f"{where}: two units of one name"
    named = {place: name.strip() for place, (name, _) in places.items()}
    for place, (_, kind) in places.items():
        unit = units.get(named[place])
        if unit and unit["level"] != kind and not (unit["level"] == "precinct" and kind in JOINED):
            yield f"{where}: {named[place]} is a {unit['level']}, not a {kind}"
    met = {p for s in theirs["selections"] for p in s["counts"]} | {o["GpUnitId"] for o in theirs["other_counts"]}
    if set(units) - {named[p] for p in met}:
        yield f"{where}: units that the reading has not"
    for candidate, selection in zip(mine["candidates"], theirs["selections"], strict=True):
        yield from choice(candidate, selection, where, theirs["type"])
        yield from cells(candidate, selection, named, units, where)
    yield from spoiled(mine, theirs, named, units)


def cells(candidate: dict, selection: dict, named: dict, units: dict, where: str) -> Iterator[str]:
    """A candidate's votes in every place; a place that is no unit is the district, with the stated total."""
    for place, counts in selection["counts"].items():
        if named[place] in units:
            cell = units[named[place]]["votes"][candidate["id"]]
            if cell != {"total": counts["total"]} or set(counts) != {"total"}:
                yield f"{where}: {candidate['name']} has {cell} in {place}, not {counts}"
        elif candidate["votes"] != counts["total"] or candidate["methods"]:
            yield f"{where}: {candidate['name']} has {candidate['votes']}, not {counts['total']}"
    for name in {named[p] for p in named if p not in selection["counts"]} & set(units):
        if units[name]["votes"][candidate["id"]] != {"total": None}:
            yield f"{where}: {candidate['name']} has votes in {name} that nobody reported"


def choice(candidate: dict, selection: dict, where: str, kind: str) -> Iterator[str]:
    """A candidate's key, name and mark."""
    if candidate["sourceId"] != selection["id"]:
        yield f"{where}: {candidate['sourceId']}, not {selection['id']}"
    if candidate["isWriteIn"] != bool(selection["write_in"]):
        yield f"{where}: is {candidate['name']} a write-in?"
    name = (
        " / ".join(selection["candidates"] or []) or selection["text"] or ("Write-in" if selection["write_in"] else "")
    )
    if kind != "PartyContest" and candidate["name"] != name.strip():
        yield f"{where}: {candidate['name']}, not {name}"


def spoiled(mine: dict, theirs: dict, named: dict, units: dict) -> Iterator[str]:
    """Over- and undervotes: the district's, else the sum of the places'."""
    for key, ours in (("Overvotes", "overvotes"), ("Undervotes", "undervotes")):
        whole = [o[key] for o in theirs["other_counts"] if named[o["GpUnitId"]] not in units and o[key] is not None]
        parts = [o[key] for o in theirs["other_counts"] if named[o["GpUnitId"]] in units and o[key] is not None]
        expected = whole[0] if whole else sum(parts) if parts else None
        if mine["totals"][ours] != expected:
            yield f"{theirs['name']}: {mine['totals'][ours]} {ours}, not {expected}"


def summary(mine: dict, theirs: dict, places: dict) -> Iterator[str]:
    """One contest of a reading that keeps sums only."""
    del places
    for candidate, selection in zip(mine["candidates"], theirs["selections"], strict=True):
        if [candidate["name"]] != selection["candidates"]:
            yield f"{theirs['name']}: {candidate['name']}, not {selection['candidates']}"
        if {"total": candidate["votes"]} != selection["by_type"]:
            yield f"{theirs['name']}: {candidate['name']} has {candidate['votes']}, not {selection['by_type']}"
    if any(s["units"] != len(mine["units"]) for s in theirs["selections"]):
        yield f"{theirs['name']}: {len(mine['units'])} units"


def every_count(mine: dict, theirs: dict) -> int:
    """All counts of a contest as the file holds them: its units', and its district's where that has its own."""
    units = sum(cell["total"] or 0 for u in mine["units"] for cell in u["votes"].values())
    places = {p for s in theirs["selections"] for p in s.get("counts", ())}
    stated = sum(c["votes"] or 0 for c in mine["candidates"]) if len(places) > len(mine["units"]) else 0
    return units + stated
