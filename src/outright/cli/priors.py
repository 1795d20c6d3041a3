"""``outright priors``: what past nights say before this one, learned from a dataset of contests."""

from __future__ import annotations

from pathlib import Path

import click

from outright.cli.runoffs import fit as fit_runoffs


@click.group("priors", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Learn what past nights say before this one."""


@command.command("fit")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Write the table here [default: standard output].")  # fmt: skip
@click.option("--leave-out", metavar="STATE-DATE", default="",
              help="Learn from all elections but this one, such as ga-2018-11-06.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1), help="Processes on this machine [default: one per core].")
def fit(folder: Path, out: Path | None, leave_out: str, workers: int | None) -> None:
    """Learn the table of priors, and how wide ranges must be, from every contest of the dataset DIR.

    The same dataset always gives the same table, whatever the number of workers.
    """
    from outright.night.threads import one_thread

    one_thread()
    from outright.baseline.priors import write
    from outright.cli.live import Progress
    from outright.night import calibrate, priors_fit
    from outright.projection.fitting import ROUNDS

    with Progress("Priors", priors_fit.count(folder) * ROUNDS, "contests") as bar:
        priors = priors_fit.fit(folder, leave_out=leave_out, workers=workers, tick=bar.advance)
    with Progress("Nights", priors_fit.count(folder), "contests") as bar:
        priors = calibrate.calibrated(folder, priors, leave_out=leave_out, workers=workers, tick=bar.advance)
    text = write(priors)
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
        click.echo(f"outright: {priors.provenance.contests:,} contests in {out}", err=True)


command.add_command(fit_runoffs)
