"""The shape of ``wi_milwaukee/expected``: rows, wards, contests by name, and the president's votes."""

from collections.abc import Iterator

FACTS = "VOTERS AND BALLOTS"  # registered voters and ballots cast: facts of every ward, and no contest


def differences(document: dict, reading: dict) -> Iterator[str]:
    """Every way in which a count document differs from the independent reading; nothing when they agree."""
    contests = {c["name"]: c for c in document["contests"]}
    if sorted({*contests, FACTS}) != sorted(reading["contests"]):
        yield f"contests {sorted(contests)}"
    wards = {u["id"]: u for c in contests.values() for u in c["units"]}
    if len(wards) != reading["reporting_units"]:
        yield f"{len(wards)} wards, not {reading['reporting_units']}"
    cells = [cell["total"] for c in contests.values() for u in c["units"] for cell in u["votes"].values()]
    facts = [u[key] for u in wards.values() for key in ("registered", "ballotsCast")]
    rows = len(cells) + len(facts) - [*cells, *facts].count(None)
    if rows != reading["rows"]:
        yield f"{rows} rows, not {reading['rows']}"
    for name, votes in reading["president"].items():
        found = {c["name"]: c["votes"] for c in contests[name]["candidates"]}
        if found != votes:
            yield f"{name}: {found}, not {votes}"
