"""``[publish]`` of ``night.toml``: the places where the pages are written as files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from outright.errors import ConfigError
from outright.night.config_parts import BucketPart, PublishPart

_PUBLIC = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?")


@dataclass(frozen=True, slots=True)
class PublishTo:
    """A folder, a bucket, both or neither, and the public address without a slash at its end; "" if not known.

    ``csv_guard``: whether texts in tables are kept from being run by a spreadsheet.
    """

    folder: Path | None = None
    bucket: BucketPart | None = None
    base_url: str = ""
    csv_guard: bool = True


NOWHERE = PublishTo()


def publish_to(part: PublishPart, beside: Path) -> PublishTo:
    """The places that the settings name; a folder is looked for beside them."""
    if part.s3 is not None and not part.s3.url.startswith("s3://"):
        hint = 'Write it as "s3://bucket/prefix"; another storage than Amazon\'s goes in endpoint.'
        raise ConfigError(f"{part.s3.url!r} is no bucket", where="publish.s3.url", hint=hint)
    folder = beside / part.dir if part.dir else None
    return PublishTo(folder, part.s3, public_address(part.base_url, "publish.base_url"), part.csv_guard)


def public_address(text: str, where: str) -> str:
    """The public address of a tree, without a slash at its end; `ConfigError` where it cannot be one."""
    if text and not _PUBLIC.fullmatch(text):
        raise ConfigError(
            f"{text!r} is no public address", where=where, hint='Write it as "https://example.org/results".'
        )
    return text.rstrip("/")
