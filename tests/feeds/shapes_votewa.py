"""The shape of ``votewa/expected``: races by name, with totals and counties."""

from collections.abc import Iterator


def differences(document: dict, reading: dict) -> Iterator[str]:
    """Every way in which a count document differs from the independent reading; nothing when they agree."""
    contests = {c["name"]: c for c in document["contests"]}
    if len(contests) != reading["races_in_file"]:
        yield f"{len(contests)} races, not {reading['races_in_file']}"
    for name, race in reading["races"].items():
        contest = contests[name]
        votes = {c["name"]: c["votes"] for c in contest["candidates"]}
        if votes != race["totals"]:
            yield f"{name}: {votes}, not {race['totals']}"
        printed = {c["id"]: c["name"] for c in contest["candidates"]}
        counties = {
            u["name"]: {printed[i]: cells["total"] for i, cells in u["votes"].items()} for u in contest["units"]
        }
        if counties != race["counties"]:
            yield f"{name}: counties differ"
