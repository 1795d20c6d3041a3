"""``outright init URL|FILE``: find out what a source is, list its contests, and write a first ``night.toml``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from outright.night.discover import Discovered

_SHOWN = 12


@click.command()
@click.argument("source")
@click.option("--out", default="night.toml", show_default=True, type=click.Path(path_type=Path, dir_okay=False),
              help="Where to write the settings.")  # fmt: skip
@click.option("--state", help="The state's letters, where the feed does not say it.")
@click.option("--contact", default="", help="An address the office can write to; goes in the User-Agent.")
@click.option("--counties", is_flag=True, help="Also follow each county's own site (Clarity).")
@click.option("--allow-private", is_flag=True, help="The source is on this machine or an inside network.")
@click.option("--allow-http", is_flag=True, help="The source has no https.")
@click.option("--force", is_flag=True, help="Write over settings that exist.")
def command(
    source: str,
    out: Path,
    state: str | None,
    contact: str,
    counties: bool,
    allow_private: bool,
    allow_http: bool,
    force: bool,
) -> None:
    """Detect what SOURCE is (an address or a file) and write the settings for a night of it.

    A rule is proposed only where exactly one fits; confirm it with the law.
    """
    from dataclasses import replace

    from outright.errors import UsageError
    from outright.night.init import Found, draft

    if out.exists() and not force:
        raise UsageError(f"{out} exists already", where=str(out), hint="Name another with --out, or use --force.")
    found = _discovered(source, contact, allow_private, allow_http or allow_private)
    assert found.snapshot is not None
    target = found.target
    urls = target.urls or (Path(source).resolve().as_uri(),)
    start = Found(
        found.kind, urls, found.snapshot, counties=counties, key_env=target.key_env, private=allow_private,
        plain=allow_http,
    )  # fmt: skip
    made = draft(start, state)
    settings = made.settings.replace('contact = ""', f'contact = "{contact}"') if contact else made.settings
    out.write_text(settings, encoding="utf-8")
    if made.registered:
        out.with_name("registered.csv").write_text(made.registered, encoding="utf-8")
    _tell(replace(found), made.said, made.open, out)


def _discovered(source: str, contact: str, allow_private: bool, allow_http: bool) -> Discovered:
    import asyncio

    from outright.archive.fetch import Door
    from outright.archive.fetched import Manners
    from outright.night.discover import discover

    async def look() -> Discovered:
        manners = Manners(contact=contact, allow_private=allow_private, allow_http=allow_http)
        async with Door(manners) as door:
            return await discover(source, door.get)

    return asyncio.run(look())


def _tell(found: Discovered, said: tuple[str, ...], left: tuple[str, ...], out: Path) -> None:
    version = f", version {found.version}" if found.version else ""
    dated = f" of {found.date}" if found.date else ""
    click.echo(f"Found {found.kind}: {found.election or found.name}{dated}{version}. {' '.join(said)}")
    for contest in found.contests[:_SHOWN]:
        names = ", ".join(contest.candidates[:4]) + (" …" if len(contest.candidates) > 4 else "")
        click.echo(f"  {contest.id}: {contest.name} ({names})")
    if len(found.contests) > _SHOWN:
        click.echo(f"  and {len(found.contests) - _SHOWN} more contests")
    if found.is_test:
        click.echo("The source says that this is a test: the night is marked so, and says so wherever it is shown.")
    for line in left[:_SHOWN]:
        click.echo(f"Open: {line}")
    if len(left) > _SHOWN:
        click.echo(f"Open: {len(left) - _SHOWN} more; see {out}.")
    click.echo(f"Wrote {out}. Next: outright check {out}")
