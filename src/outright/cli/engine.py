"""``--engine`` and ``--workers``: where a night's projections are worked out."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import click

from outright.errors import UsageError

if TYPE_CHECKING:
    from outright.night.config_projection import Projecting
    from outright.night.spread import Spread
    from outright.serve.metrics import Measure

_F = TypeVar("_F", bound=Callable[..., object])


def engine_options(command: _F) -> _F:
    """The two options, on a verb that derives bulletins."""
    command = click.option("--workers", type=click.IntRange(1, 256), metavar="N",
                           help="Project with N processes of this machine [default: 1, its own].")(command)  # fmt: skip
    return click.option("--engine", metavar="ENGINE",
                        help="Where to project: local, or dask://HOST:PORT for a cluster.")(command)  # fmt: skip


def asked_engine(engine: str | None) -> None:
    """Refuse an engine that there is not, before anything is begun."""
    if engine is not None:
        from outright.night.engines import checked

        checked(engine, "--engine")


@contextlib.contextmanager
def spread_for(settings: Projecting | None, engine: str | None, workers: int | None) -> Iterator[Spread | None]:
    """The projector that the options ask for, or else the settings; None where this process does it all by itself."""
    from outright.night.config_projection import HERE
    from outright.night.threads import one_thread

    asked_engine(engine)
    if engine not in (None, "local") and workers is not None:
        hint = "Leave it out: a cluster has as many as it has."
        raise UsageError("--workers are this machine's processes", where="--workers", hint=hint)
    settings = settings or HERE
    engine, workers = engine or settings.engine, workers or settings.workers
    if engine == "local" and workers == 1:
        yield None
        return
    one_thread()  # as the workers have
    from outright.night.spread import spread_over

    say = partial(click.echo, err=True)
    with spread_over(engine, workers=workers, deadline=settings.deadline, tell=say) as spread:
        yield spread
    if spread is not None and (text := spread.tally.text()):
        say(text)


def measures_of(spread: Spread | None) -> Sequence[Measure]:
    """What an operator sees of it among the server's numbers."""
    return () if spread is None else spread.tally.measures()
