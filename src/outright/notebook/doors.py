"""What the front door hands out for a night: ``open`` a file, ``load`` settings, ``replay`` a past night."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from pathlib import Path

from outright.notebook.night import Night, open_night
from outright.notebook.pace import paced

__all__ = ["Night", "load", "open", "replay"]


def open(path: str | Path) -> Night:
    """The night of a file, as of its newest bulletin.

    It may still be going on: nothing here disturbs the engine that writes it. ``ArchiveError`` when there is no
    such file, or when it is not a night file.
    """
    return open_night(Path(path))


def load(path: str | Path = "night.toml") -> Night:
    """The night of a ``night.toml``: its file as it stands, or the night before its first bulletin.

    ``ConfigError`` says which key of the settings is wrong.
    """
    from outright.archive import Archive
    from outright.night.config import load as settings_of

    settings = settings_of(Path(path))
    return open_night(settings.store) if Archive.exists(settings.store) else Night(settings.store, settings.plan, None)


def replay(
    night: Night | str | Path, *, speed: float = 0.0, on: Callable[[Night], builtins.object] = lambda _snap: None
) -> Night:
    """Play a night again: ``on`` is called with every moment up to the night's own; the last is returned.

    ``speed`` is how many times faster than it was; 0 does not wait. No silence is longer than four seconds.
    """
    whole = night if isinstance(night, Night) else open(night)
    last = whole
    for last in paced(whole.history(), speed, lambda moment: moment.as_of):
        on(last)
    return last
