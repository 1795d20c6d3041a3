"""Small tables of a recorded night, made by hand: one Senate contest of Georgia by state."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import polars as pl

CLOSE = dt.datetime(2020, 11, 4, 0, 0, tzinfo=dt.UTC)
CONTEST = "ga-g-s-2020-11-03"
SOURCE = "nyt-series"
ENDS = (
    ("perdued", "David Perdue", "republican", 497, "advanced"),
    ("ossoffj", "Jon Ossoff", "democrat", 479, "advanced"),
    ("hazels", "Shane Hazel", "libertarian", 24, "lost"),
)
Row = tuple[int, int, dict[str, int], int | None, float | None]
"""One publication: its number, minutes after the close, votes, all votes, the expected percent."""


def tables(
    folder: Path, rows: Sequence[Row], *, derived: bool = True, stale: Sequence[int] = (), rule: str = "majority_runoff"
) -> Path:
    """The tables of the contest as published in ``rows``; ``stale`` are polls that said nothing new."""
    folder.mkdir(parents=True, exist_ok=True)
    at = {seq: CLOSE + dt.timedelta(minutes=m) for seq, m, *_ in rows}
    contest = {
        "contest_id": CONTEST, "night_id": "ga", "state": "GA", "office": "senate", "seat": "",
        "election_date": "2020-11-03", "election_type": "general", "rule": rule, "threshold": 0.5, "n_advance": 2.0,
        "polls_close_utc": "2020-11-04T00:00:00Z", "final_total": 1000.0, "outcome": "runoff",
        "result_basis": "official_538",
    }  # fmt: skip
    pl.DataFrame([contest]).write_parquet(folder / "contests.parquet")
    columns = ("contest_id", "candidate_id", "name", "party", "final_votes", "final_share", "outcome")
    people = [dict(zip(columns, (CONTEST, i, n, p, v, v / 1000, o), strict=True)) for i, n, p, v, o in ENDS]
    pl.DataFrame(people).write_parquet(folder / "candidates.parquet")
    polls = [*at.items(), *((s, CLOSE + dt.timedelta(hours=9)) for s in stale)]
    columns = ("contest_id", "seq", "timestamp_utc", "note", "source")
    seen = [dict(zip(columns, (CONTEST, s, t, "", SOURCE), strict=True)) for s, t in polls]
    pl.DataFrame(seen).write_parquet(folder / "snapshots.parquet")
    counts = [
        {
            "contest_id": CONTEST, "unit_level": "state", "unit_id": "GA", "unit_name": "Georgia", "seq": seq,
            "timestamp_utc": at[seq], "candidate_id": c, "method": "total", "votes": v, "total_votes": total,
            "reporting": None, "reporting_total": None, "expected_pct": expected, "derived": derived, "source": SOURCE,
        }
        for seq, _, votes, total, expected in rows
        for c, v in votes.items()
    ]  # fmt: skip
    places = {"reporting": pl.Int64, "reporting_total": pl.Int64, "expected_pct": pl.Float64, "total_votes": pl.Int64}
    full = pl.DataFrame(counts, schema_overrides=places)
    full.write_parquet(folder / "counts_state.parquet")
    for level in ("county", "precinct"):
        full.clear().write_parquet(folder / f"counts_{level}.parquet")
    return folder
