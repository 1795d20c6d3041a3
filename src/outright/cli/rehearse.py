"""``outright rehearse``: a fake official results site that moves through a night and misbehaves when told to.

It stands alone: whatever reads official sites, Outright or another system, can be pointed at it and practised with.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import click

from outright.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from outright.rehearsal.clock import NightClock
    from outright.rehearsal.faults import FaultFile
    from outright.rehearsal.scenario import Scenario
    from outright.rehearsal.site import RehearsalSite

KINDS = ("clarity", "enhanced-voting", "nist", "ap", "openelections")
_REFERENCE = ("reference", "us-house-6")
_TICK = 0.2


@click.command()
@click.argument("what", default="reference", metavar="[CONTEST|DATASET]")
@click.option("--as", "kind", type=click.Choice(KINDS), default="clarity", show_default=True,
              help="Which system's site.")  # fmt: skip
@click.option("--port", default=9000, show_default=True, type=click.IntRange(0, 65535), help="Where to serve it.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--speed", default=60.0, show_default=True, type=click.FloatRange(min=0, min_open=True),
              help="How many times faster than the night.")  # fmt: skip
@click.option("--faults", type=click.Path(path_type=Path, dir_okay=False), help="What goes wrong: a TOML file.")
@click.option("--random-faults", is_flag=True, help="Everything that can go wrong may, at random.")
@click.option("--seed", type=int, help="Another seed is another night and other faults.")
@click.option(
    "--contest", "glob", default="*", show_default=True, help="Which contests of a dataset: a pattern of ids."
)
@click.option("--counties", default=159, show_default=True, type=click.IntRange(1, 500), help="Of the invented state.")
@click.option("--precincts", default=2700, show_default=True, type=click.IntRange(1, 10000), help="Of the same.")
@click.option("--contests", default=60, show_default=True, type=click.IntRange(1, 200), help="Of the same.")
@click.option("--start", help='Begin at this time of the night, as "21:30".')
@click.option("--until-end", is_flag=True, help="Stop when the count is certified.")
@click.option("--seconds", type=click.FloatRange(min=0), help="Stop after so many seconds.")
def command(
    what: str, kind: str, port: int, host: str, speed: float, faults: Path | None, random_faults: bool,
    seed: int | None, glob: str, counties: int, precincts: int, contests: int, start: str | None, until_end: bool,
    seconds: float | None,
) -> None:  # fmt: skip
    """Serve a fake official results site that moves through a night.

    CONTEST is "reference" (Georgia's 6th District, April 18, 2017) or "statewide" (an invented state); DATASET is a
    folder of tidy results. Every figure is a rehearsal and says so. Ctrl-C ends it.
    """
    from outright.rehearsal.clock import NightClock
    from outright.rehearsal.faults import clock_time
    from outright.rehearsal.site import RehearsalSite

    asked = _faults(faults, random_faults)
    if what == "statewide":
        from outright.rehearsal.statewide import statewide

        scenario = statewide(_seed(seed), counties=counties, precincts=precincts, contests=contests)
    else:
        scenario = _scenario(what, glob, seed)
    clock, already = NightClock(scenario, speed, time.monotonic), 0
    if start:
        begin = clock_time(start, scenario, "--start")
        already = scenario.number_at(begin)
        clock.jump(begin)
    with RehearsalSite(scenario, kind, asked, clock, seed=_seed(seed), host=host, port=port) as site:
        _said(site, scenario, clock, speed)
        with contextlib.suppress(KeyboardInterrupt):
            _follow(site, scenario, clock, already, until_end=until_end, seconds=seconds)
    click.echo("The site is closed.", err=True)


def _seed(seed: int | None) -> int:
    return 1 if seed is None else seed


def _scenario(what: str, glob: str, seed: int | None) -> Scenario:
    from outright.rehearsal import SHIPPED_SEED
    from outright.rehearsal.nights import from_folder, reference

    if what in _REFERENCE:
        return reference(SHIPPED_SEED if seed is None else seed)
    folder = Path(what)
    if not folder.is_dir():
        raise UsageError(
            f"There is nothing to rehearse called {what!r}",
            hint='Name "reference", "statewide", or a folder of tidy results with --contest.',
        )
    return from_folder(folder, glob, Random(_seed(seed)))


def _faults(path: Path | None, everything: bool) -> FaultFile:
    from dataclasses import replace

    from outright.rehearsal.faults import FaultFile, read_faults

    asked = FaultFile()
    if path is not None:
        try:
            asked = read_faults(path.read_text(encoding="utf-8"), str(path))
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"The file of faults cannot be read: {error}", where=str(path)) from None
    return replace(asked, random=asked.random or everything)


def _said(site: RehearsalSite, scenario: Scenario, clock: NightClock, speed: float) -> None:
    """Where it is, for a person on stderr and for a script on stdout."""
    (door, _), *others = site.doors()
    click.echo(f"REHEARSAL: {scenario.name}, as {site.app.system.title}.", err=True)
    click.echo(f"The night takes about {clock.left() / 60:.0f} minutes at {speed:g} times its speed.", err=True)
    for url, what in others:
        click.echo(f"  {url}  {what}", err=True)
    click.echo(f"Commands and log: {site.url}/_rehearsal/state", err=True)
    click.echo(f"To read it with Outright: outright init {door} --allow-private", err=True)
    click.echo(door)


def _follow(
    site: RehearsalSite, scenario: Scenario, clock: NightClock, already: int, *,
    until_end: bool, seconds: float | None,
) -> None:  # fmt: skip
    """One line for each publication after the first ``already`` and each fault served, until it is time to stop."""
    until = None if seconds is None else time.monotonic() + seconds
    published, told, over = already, dict[str, int](), False
    while until is None or time.monotonic() < until:
        now = clock()
        number = scenario.number_at(now)
        for step in scenario.steps[published:number]:
            click.echo(f"{step.at:%H:%M} {step.note}", err=True)
        published = number
        served = dict(site.app.served)
        for kind in (k for k, n in served.items() if n != told.get(k, 0)):
            click.echo(f"{now:%H:%M} served: {kind} ({served[kind]} in all)", err=True)
        told = served
        if now >= scenario.ends and not over:
            over = True
            click.echo("The count is certified; the site serves it until Ctrl-C.", err=True)
        if over and until_end:
            return
        time.sleep(_TICK if until is None else min(_TICK, max(0.0, until - time.monotonic())))
