"""The shape of ``ess_el30/expected``: one contest, its totals and every precinct in the report's order."""

from collections.abc import Iterator


def differences(document: dict, reading: dict) -> Iterator[str]:
    """Every way in which a count document differs from the independent reading; nothing when they agree."""
    contest = next(c for c in document["contests"] if c["name"] == reading["contest"])
    votes = {c["name"]: c["votes"] for c in contest["candidates"]}
    if votes != reading["totals"]:
        yield f"totals: {votes}, not {reading['totals']}"
    if len(contest["units"]) != reading["precincts"]:
        yield f"{len(contest['units'])} precincts, not {reading['precincts']}"
    printed = {c["id"]: c["name"] for c in contest["candidates"]}
    for unit, (name, row) in zip(contest["units"], reading["by_precinct"].items(), strict=True):
        if unit["name"] != name.split(" ", 1)[1]:
            yield f"{unit['name']!r}, not {name!r}"
        cells = {printed[i]: cell["total"] for i, cell in unit["votes"].items()}
        if cells != row:
            yield f"{name}: {cells}, not {row}"
        for candidate, cell in unit["votes"].items():
            methods = [v for m, v in cell.items() if m != "total"]
            if sum(methods) != cell["total"]:
                yield f"{name}, {candidate}: methods sum to {sum(methods)}, not {cell['total']}"
