"""The shape of ``la_sos/expected``: one contest's totals and parishes."""

from collections.abc import Iterator


def differences(document: dict, reading: dict) -> Iterator[str]:
    """Every way in which a count document differs from the independent reading; nothing when they agree."""
    (contest,) = [c for c in document["contests"] if c["name"] == reading["contest"]]
    printed = {c["id"]: c["name"] for c in contest["candidates"]}
    votes = {c["name"]: c["votes"] for c in contest["candidates"]}
    if votes != reading["totals"]:
        yield f"{votes}, not {reading['totals']}"
    parishes = {
        u["name"]: {printed[i]: cells["total"] for i, cells in u["votes"].items()}
        for u in contest["units"]
        if u["level"] == "county"
    }
    if parishes != reading["parishes"]:
        yield "parishes differ"
    sums = {name: sum(row[name] for row in parishes.values()) for name in votes}
    if (sums == votes) is not reading.get("sum_of_parishes_equals_total", True):
        yield f"the parishes sum to {sums}, the totals are {votes}"
    for candidate in contest["candidates"]:
        precincts = [u for u in contest["units"] if u["level"] == "precinct"]
        if sum(u["votes"][candidate["id"]]["total"] for u in precincts) != candidate["votes"]:
            yield f"{candidate['name']}: the precincts do not sum to the total"
