"""From an address to a place: ``site/`` is a folder, ``s3://bucket/prefix`` a bucket."""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from outright.publish.target.errors import TargetError
from outright.publish.target.folder import Folder
from outright.publish.target.place import Target

if TYPE_CHECKING:
    from obstore.store import S3Config

_S3 = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(?P<prefix>[A-Za-z0-9._/-]*))?")


def is_bucket(address: str) -> bool:
    """Whether the address is one of object storage rather than of a folder."""
    return "://" in address


def bucket_of(address: str) -> tuple[str, str]:
    """The bucket and the prefix of an address; `TargetError` where it is no bucket's."""
    found = _S3.fullmatch(address)
    prefix = (found["prefix"] or "").strip("/") if found else ""
    if found is None or any(part in ("", ".", "..") for part in prefix.split("/") if prefix):
        raise TargetError(f"{address[:80]!r} is no place to publish to", hint="Name a folder, or s3://bucket/prefix.")
    return found["bucket"], prefix


def target_at(
    address: str, *, endpoint: str = "", region: str = "", cached: bool = True, packed: bool = False
) -> Target:
    """The place at this address. What follows is for buckets: what is not given comes from the environment.

    ``cached`` false sends no Cache-Control, ``packed`` stores text in gzip. `TargetError` for an address that is
    neither a folder nor a bucket, or where the library for buckets is missing.
    """
    if not is_bucket(address):
        return Folder(Path(address))
    bucket, prefix = bucket_of(address)
    try:
        from obstore.store import S3Store
    except ImportError as error:
        hint = "Install it: pip install 'outright[s3]'"
        raise TargetError("Publishing to object storage needs obstore", hint=hint) from error
    from outright.publish.target.bucket import Bucket

    asked = endpoint or os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL", "")
    config: S3Config = {"bucket": bucket}
    if endpoint:
        config["endpoint"] = endpoint
    if region:
        config["region"] = region
    store = S3Store(
        config=config,
        prefix=prefix or None,
        client_options={"connect_timeout": "5s", "timeout": "30s", "allow_http": asked.startswith("http://")},
        retry_config={"max_retries": 4, "retry_timeout": dt.timedelta(seconds=20)},
    )
    return Bucket(store, bucket, f"s3://{bucket}/{prefix}".rstrip("/"), cached=cached, packed=packed)
