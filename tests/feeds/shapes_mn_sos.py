"""The shape of ``mn_sos/expected``: one contest's totals, counties by code, and precincts."""

from collections.abc import Iterator


def differences(document: dict, reading: dict) -> Iterator[str]:
    """Every way in which a count document differs from the independent reading; nothing when they agree."""
    (contest,) = document["contests"]
    printed = {c["id"]: c["name"] for c in contest["candidates"]}
    votes = {c["name"]: c["votes"] for c in contest["candidates"]}
    if votes != reading["totals"]:
        yield f"{votes}, not {reading['totals']}"
    counties = {
        u["name"].removeprefix("County "): {printed[i]: cells["total"] for i, cells in u["votes"].items()}
        for u in contest["units"]
    }
    if counties != reading["counties"]:
        yield "counties differ"
    for ours, theirs in (("precinctsReporting", "precincts_reporting"), ("precinctsTotal", "precincts_total")):
        if contest["totals"][ours] != reading[theirs]:
            yield f"{contest['totals'][ours]} {ours}, not {reading[theirs]}"
    if reading["encoding"] != "latin-1":
        yield f"read as {reading['encoding']}"
