"""``outright publish``: a stored night as files, in a folder or a bucket, for any server to serve."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outright.cli.homes import NIGHT

if TYPE_CHECKING:
    from outright.archive import Home
    from outright.cli.publishing import Place
    from outright.night.config import Settings
    from outright.night.config_publish import PublishTo
    from outright.publish.site import Site
    from outright.publish.target import Summary

DEFAULT_NIGHT, SETTINGS = Path("night.owr"), Path("night.toml")


@click.command()
@click.argument("targets", nargs=-1, metavar="[DIR|s3://BUCKET/PREFIX]...")
@click.option("--db", type=NIGHT, envvar="OUTRIGHT_DB",
              help="The night file [default: that of the settings, or night.owr].")  # fmt: skip
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False),
              help="The settings; [publish] says where to [default: night.toml, without --db].")  # fmt: skip
@click.option("--at", metavar="TIME|SEQ", help="As of this moment or publication, not the newest.")
@click.option("--replay", is_flag=True, help="Say on every page that this is a past night; so does one two months old.")
@click.option("--base-url", help="The public address of the files, such as https://example.org/results.")
@click.option("--anew", is_flag=True, help="Look at every file again; believe no note of what is there.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each place.")
def command(
    targets: tuple[str, ...], db: Home | None, config: Path | None, at: str | None, replay: bool,
    base_url: str | None, anew: bool, as_json: bool,
) -> None:  # fmt: skip
    """Write a stored night as files: every page and document, and every moment there was.

    Only what has changed is written. Exit code 8 when not everything could be; publishing again goes on from there.
    """
    from outright.cli.publishing import incomplete, places, site_of
    from outright.errors import PublishIncomplete, UsageError
    from outright.publish.target import TargetError

    store, to = night_and_places(db, config)
    where = places(targets, to)
    if not where:
        hint = "Name a folder or s3://bucket/prefix, or set [publish] in night.toml."
        raise UsageError("There is no place to publish to", hint=hint)
    site = site_of(store, base_of(base_url, to), to)
    failed: list[PublishIncomplete] = []
    for place in where:
        try:
            summary = _published(store, place, site, at, anew=anew, replay=replay)
        except TargetError as error:
            failed.append(incomplete(error))
            continue
        click.echo(_json(summary) if as_json else summary.line())
    for one in failed[:-1]:
        click.echo(f"outright: {one.line()}", err=True)
    if failed:
        raise failed[-1]


def night_and_places(db: Home | None, config: Path | None) -> tuple[Home, PublishTo | None]:
    """The night file, and the places its settings name, if there are settings."""
    store, settings = night_and_settings(db, config)
    return store, settings.publish if settings else None


def night_and_settings(db: Home | None, config: Path | None) -> tuple[Home, Settings | None]:
    """The night file, and its settings where there are any."""
    from outright.archive import Archive
    from outright.errors import ConfigError

    config = config or (SETTINGS if db is None and SETTINGS.is_file() else None)
    settings = None
    if config is not None:
        from outright.night.config import load

        settings = load(config)
        db = db or settings.store
    db = db or DEFAULT_NIGHT
    if not Archive.exists(db):
        raise ConfigError(f"No night file {db}", hint="Name one with --db, or make one: outright demo --db night.owr")
    return db, settings


def base_of(base_url: str | None, to: PublishTo | None) -> str:
    """The public address: the one typed, else that of the settings, else none."""
    from outright.night.config_publish import public_address

    return public_address(base_url, "--base-url") if base_url else to.base_url if to else ""


def _published(store: Home, place: Place, site: Site, at: str | None, *, anew: bool, replay: bool) -> Summary:
    """Everything that is missing or has changed, up to the bulletin asked for."""
    from outright.cli.live import Progress
    from outright.cli.publishing import publisher_of
    from outright.night.replay import bulletin_at, bulletins
    from outright.publish.replay import as_replay, is_past

    newest = bulletin_at(store, at)
    replay = replay or is_past(newest.night, dt.datetime.now(dt.UTC))
    with publisher_of(store, place, site, anew=anew) as publisher:
        known = publisher.moments(newest.night.id)
        with Progress("Keeping", unit="moments") as bar:
            for bulletin in bulletins(store, known):
                if bulletin.night.seq > newest.night.seq:
                    break
                publisher.keep(as_replay(bulletin) if replay else bulletin)
                bar.advance()
        return publisher.publish(as_replay(newest) if replay else newest)


def _json(summary: Summary) -> str:
    return json.dumps(
        {
            "where": summary.where, "written": summary.written, "unchanged": summary.unchanged, "kept": summary.kept,
            "bytes": summary.size, "seconds": round(summary.seconds, 3),
        }
    )  # fmt: skip
