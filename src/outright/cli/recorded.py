"""``outright backtest DIR --orders recorded``: real nights as they came in, a report of their own without marks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outright.errors import UsageError

if TYPE_CHECKING:
    from outright.night.recorded_report import SeriesReport


def recorded_nights(folder: Path, contests: str | None, seed: int, *, rows_out: Path | None, as_json: bool) -> None:
    """Replay the recorded nights of a dataset through the projection and print when what was said.

    Raises `UsageError` where no recorded contest matches.
    """
    from outright.cli.live import Progress
    from outright.night.recorded_report import recorded
    from outright.night.recorded_text import text
    from outright.projection import project

    with Progress("Recorded", None, "series") as bar:
        told = [0]

        def progress(done: int, _of: int) -> None:
            bar.advance(done - told[0])
            told[0] = done

        report = recorded(folder, contests or "*", project, progress, seed=seed)
    if not report.series:
        raise UsageError(
            "No recorded contest of that name", where=f"{folder}: {contests}", hint="Such as 'ga-s-s-2020-11-03'."
        )
    if rows_out is not None:
        import polars as pl

        from outright.night.backtest_rows import write

        write(pl.DataFrame(report.rows(), infer_schema_length=None), rows_out)
    click.echo(json.dumps({"series": [_series(s) for s in report.series]}) if as_json else text(report))


def _series(series: SeriesReport) -> dict[str, object]:
    return {
        "id": series.id, "contest": series.contest_id, "source": series.source, "moments": series.moments,
        "wrong": len(series.wrong), "withdrawn": series.withdrawn,
        "said": [
            {"seq": s.seq, "at": s.at.isoformat(), "counted": s.fraction, "stated": s.stated, "code": s.code.value,
             "candidates": list(s.named), "wrong": s.wrong}
            for s in series.said
        ],
    }  # fmt: skip
