"""The projection of a night file: ranges and chances, what is still out, and why the model says so.

A look at what a bulletin already holds, like the other verbs of a night; nothing is projected here. The verb
``project`` calls `night_projection` when it is asked about a night.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from outright.cli.views import print_json, print_lines, view_of
from outright.errors import UsageError

if TYPE_CHECKING:
    from outright.archive import Home

LEVELS = (0.5, 0.8, 0.9, 0.95)


def night_projection(
    db: Home, contest: str | None = None, *, at: str | None = None, level: float = 0.9, why: bool = False,
    as_json: bool = False, as_csv: bool = False, plain: bool = False,
) -> None:  # fmt: skip
    """Print the projection of ``contest`` (or of the night's only one), the newest or as of ``at``.

    ``level`` is the range's (0.5, 0.8, 0.9 or 0.95; 90 for 0.9 will do). ``why`` adds gates, contributions and
    how often such ranges held; JSON and CSV hold them in any case. `UsageError` for another level.
    """
    wanted = _level(level)
    if as_json and as_csv:
        raise UsageError("--csv and --json cannot both be printed", hint="Choose one.")
    view = view_of(db, at, contest, as_json, plain)
    if as_json:
        said = view.contest
        print_json(view, contestId=said.id, level=wanted, projection=said.projection, note=said.projection_note)
    elif as_csv:
        from outright.publish.terminal_csv import csv_text

        click.echo(csv_text(view.bulletin, view.contest, "projection"), nl=False)
    else:
        from outright.publish.terminal import projection_lines

        print_lines(view, projection_lines(view.contest, wanted, why=why, width=view.width, color=view.color))


def _level(asked: float) -> float:
    share = asked / 100 if asked > 1 else asked
    found = next((level for level in LEVELS if abs(level - share) < 1e-9), None)
    if found is None:
        raise UsageError(f"There is no range of {asked:g}", where="--level", hint="There are 0.5, 0.8, 0.9 and 0.95.")
    return found
