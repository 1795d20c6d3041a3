"""``[projection]`` of ``night.toml``: where a night's projections are worked out. It is no part of the night's plan:
the same night gives the same bytes wherever they are."""

from __future__ import annotations

from dataclasses import dataclass

from outright.errors import ConfigError, UsageError
from outright.night.config_parts import ProjectionPart
from outright.night.engines import checked


@dataclass(frozen=True, slots=True)
class Projecting:
    """``engine`` is ``local`` or ``dask://HOST:PORT``; ``workers`` this machine's processes, the night's own counted.

    After ``deadline`` seconds without an answer a worker is late.
    """

    engine: str = "local"
    workers: int = 1
    deadline: float = 5.0


HERE = Projecting()


def projecting(part: ProjectionPart, deadline: float) -> Projecting:
    """The part, once its engine is one; `ConfigError` says what it could be."""
    try:
        checked(part.engine)
    except UsageError as error:
        raise ConfigError(error.message, where="projection.engine", hint=error.hint) from error
    if deadline <= 0:
        raise ConfigError("A worker needs some time", where="projection.deadline", hint='Write it as "5s".')
    return Projecting(part.engine, part.workers, deadline)
