"""The live screen of a night that is being played, and a bar for steps that take long.

On a terminal the screen is redrawn in place, at most eight times a second. Piped, with NO_COLOR,
TERM=dumb or --plain it is one line per event instead, on stdout. Progress always goes to stderr.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO

import click

from outright.cli.views import is_plain
from outright.publish.terminal import MOST_LINES, plain, screen

if TYPE_CHECKING:
    from outright.bulletin import Bulletin

REDRAWS_A_SECOND = 8


class LiveScreen:
    """Shows bulletins as they come: ``with LiveScreen() as live: live.show(bulletin)``.

    ``contest_id`` chooses the contest (the first without it); ``footer`` is the screen's last line, for
    where the page is served. The last screen stays on the terminal when it is left.
    """

    def __init__(
        self,
        contest_id: str | None = None,
        *,
        footer: str = "",
        plain: bool = False,
        stream: TextIO | None = None,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self.contest_id = contest_id
        self.footer = footer
        self._stream = stream or sys.stdout
        self.is_plain = is_plain(plain, self._stream, environ)
        self._bulletin: Bulletin | None = None
        self._live: Any = None

    def __enter__(self) -> Self:
        if not self.is_plain:
            from rich.console import Console
            from rich.live import Live

            console = Console(file=self._stream, highlight=False)
            self._live = Live(
                _Frame(self),
                console=console,
                refresh_per_second=REDRAWS_A_SECOND,
                redirect_stderr=sys.stderr.isatty(),
            )
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def show(self, bulletin: Bulletin) -> None:
        """Show this bulletin now: at the screen's next redraw, or as the lines of what is new in it.

        ``KeyError`` when the bulletin has no such contest.
        """
        if self.contest_id is not None:
            bulletin.contest(self.contest_id)
        previous, self._bulletin = self._bulletin, bulletin
        if self.is_plain:
            for line in plain(bulletin, previous):
                click.echo(line, file=self._stream)

    def lines(self, width: int, height: int) -> list[str]:
        """What the screen shows now, in a terminal of this size; nothing before the first bulletin."""
        if self._bulletin is None:
            return []
        return screen(self._bulletin, self.contest_id, width=width, height=height, color=True, footer=self.footer)


class _Frame:
    """The screen as rich draws it: asked again at every redraw, so that a resized window is followed."""

    def __init__(self, live: LiveScreen) -> None:
        self._screen = live

    def __rich_console__(self, console: Any, options: Any) -> Iterator[Any]:
        from rich.text import Text

        height = min(MOST_LINES, console.size.height)
        for line in self._screen.lines(options.max_width, height):
            yield Text.from_ansi(line, no_wrap=True, overflow="crop", end="\n")


class Progress:
    """A bar with count, rate and time left for a long step, then one line that sums it up; all on stderr.

    ``with Progress("Reading", 208, "files") as progress: progress.advance()``. Where stderr is no
    terminal only the last line is printed.
    """

    def __init__(
        self,
        what: str,
        total: int | None = None,
        unit: str = "",
        *,
        stream: TextIO | None = None,
        environ: Mapping[str, str] = os.environ,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.done = 0
        self._what, self._total, self._unit = what, total, unit
        self._stream = stream or sys.stderr
        self._clock = clock
        self._plain = is_plain(False, self._stream, environ)
        self._bar: Any = None
        self._task: Any = None
        self._started = 0.0

    def __enter__(self) -> Self:
        self._started = self._clock()
        if not self._plain:
            from rich import progress
            from rich.console import Console

            rate = progress.TextColumn("{task.fields[rate]}")
            parts = ("{task.description}", progress.BarColumn(), progress.MofNCompleteColumn())
            self._bar = progress.Progress(
                *parts,
                rate,
                progress.TimeRemainingColumn(),
                console=Console(file=self._stream),
                transient=True,
            )
            self._task = self._bar.add_task(self._what, total=self._total, rate="")
            self._bar.start()
        return self

    def advance(self, count: int = 1) -> None:
        """``count`` more are done."""
        self.done += count
        if self._bar is not None:
            self._bar.update(self._task, completed=self.done, rate=self._rate())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
        click.echo(self.summary(stopped=error is not None), file=self._stream)

    def summary(self, *, stopped: bool = False) -> str:
        """The step in one line: "Reading: 208 of 208 files in 3.2 s, 65.0 a second"."""
        of = f" of {self._total:,}" if self._total is not None else ""
        unit = f" {self._unit}" if self._unit else ""
        seconds = self._clock() - self._started
        end = ", stopped" if stopped else ""
        rate = f", {self._rate()}" if self._rate() else ""
        return f"{self._what}: {self.done:,}{of}{unit} in {seconds:.1f} s{rate}{end}"

    def _rate(self) -> str:
        seconds = self._clock() - self._started
        return f"{self.done / seconds:,.1f} a second" if seconds > 0 and self.done else ""
