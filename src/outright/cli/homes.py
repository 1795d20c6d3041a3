"""The night as it is typed: a file, or ``postgresql://USER@HOST:PORT/DATABASE#NIGHT``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from outright.archive import Home


class NightHome(click.ParamType):  # type: ignore[type-arg]
    """A night file's path, or the address of a night in a database."""

    name = "night"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Home:  # noqa: ARG002
        """The home that was typed; `UsageError` for an address that names no night."""
        if not isinstance(value, str) or "://" not in value:
            return Path(value)
        from outright.archive import home_of

        return home_of(value)


NIGHT = NightHome()
