"""Where files go, for every verb that publishes: places by address or by the settings, and the night beside them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from outright.archive import Home
    from outright.bulletin import Bulletin
    from outright.errors import PublishIncomplete
    from outright.night.config_publish import PublishTo
    from outright.publish.site import Site
    from outright.publish.target import Publisher, Target, TargetError

Place = Callable[[], "Target"]
"""Makes a place that is not yet open."""
PATIENCE = 60.0
"""Seconds for a slow place to take the last of a night."""


def places(addresses: Sequence[str], to: PublishTo | None = None) -> list[Place]:
    """The places at these addresses; without any, those of the settings. What the settings say of a bucket holds.

    `UsageError` for an address that is neither a folder nor a bucket.
    """
    bucket = to.bucket if to else None
    if not addresses and to is not None:
        addresses = [str(place) for place in (to.folder, bucket.url if bucket else None) if place]
    for address in addresses:
        _check(address)
    return [partial(_place, address, to) for address in addresses]


def _check(address: str) -> None:
    if "://" not in address:
        return
    from outright.errors import UsageError
    from outright.publish.target import TargetError, bucket_of

    try:
        bucket_of(address)
    except TargetError as error:
        raise UsageError(error.message, hint=error.hint) from error


def _place(address: str, to: PublishTo | None) -> Target:
    from outright.publish.target import target_at

    bucket = to.bucket if to else None
    if bucket is None or "://" not in address:
        return target_at(address)
    cached = bucket.cache != "none"
    return target_at(address, endpoint=bucket.endpoint, region=bucket.region, cached=cached, packed=bucket.packed)


def site_of(store: Home, base_url: str = "", to: PublishTo | None = None) -> Site:
    """How the night in ``store`` is published: at which address, as ``to`` says, with a desk's own outlines."""
    from outright.archive import Archive
    from outright.night.plan import plan_of
    from outright.night.replay import head_after
    from outright.publish.site import Site

    with Archive.open(store) as archive:
        plan = plan_of(archive)
    return Site(
        base_url, csv_guard=to.csv_guard if to else True, shapes={c.id: c.shapes for c in plan.contests if c.shapes},
        heads=partial(head_after, store),
    )  # fmt: skip


def publisher_of(store: Home, place: Place, site: Site, *, anew: bool = False) -> Publisher:
    """A publisher of the night in ``store``, not yet open."""
    from outright import __version__
    from outright.night.replay import run_of
    from outright.publish.target import Publisher

    return Publisher(place(), site, run=partial(run_of, store), made_by=__version__, anew=anew)


def incomplete(error: TargetError) -> PublishIncomplete:
    """The error as the desk reads it, with exit code 8: what was written, what was not, what to do."""
    from outright.errors import PublishIncomplete
    from outright.publish.target import Incomplete

    message = f"Not published: {error.message}"
    if isinstance(error, Incomplete):
        first = f", {error.left[0]} first" if error.left else ""
        message += f"; {error.summary.written:,} files written, {len(error.left):,} not{first}"
    return PublishIncomplete(
        message, where=error.where, hint=f"{error.hint} Publishing again goes on from there.".strip()
    )


@contextlib.contextmanager
def beside(
    store: Home, night: str, to: Sequence[Place], site: Site, *, stays: bool = True
) -> Iterator[Callable[[], None]]:
    """Publish the night in ``store`` to every place while it goes on; call what is given whenever there is news.

    Nothing here holds up the night. `PublishIncomplete` at the end when a place does not have all of it. ``stays``
    says whether the night file is there afterwards.
    """
    if not to:
        yield lambda: None
        return
    from outright.errors import PublishIncomplete
    from outright.publish.target import Beside

    def wake() -> None:
        for thread in threads:
            thread.wake()

    threads = [Beside(night, partial(publisher_of, store, place, site), partial(_after, store), _say) for place in to]
    for thread in threads:
        thread.__enter__()
    try:
        yield wake
    finally:
        wrong = [words for thread in threads if (words := thread.close(PATIENCE))]
    if wrong:
        hint = f"The night is in {store.name}; publish it again: outright publish --db {store}" if stays else ""
        raise PublishIncomplete(f"The files are not all published: {wrong[0].rstrip('.')}", hint=hint)


def _after(store: Home, after: int) -> Iterator[Bulletin]:
    """The bulletins told after a publication, and the newest in any case; none before the first."""
    from outright.archive import Archive
    from outright.night.replay import bulletins

    with Archive.open(store) as archive:
        newest = archive.newest()
    return bulletins(store, min(after, newest - 1)) if newest else iter(())


def _say(words: str) -> None:
    click.echo(words, err=True)
