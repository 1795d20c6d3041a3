"""A site that is not there: answers by address, without a network."""

import asyncio
import datetime as dt
import io
import json
import zipfile
from dataclasses import dataclass, field

from outright.archive.fetch_errors import FetchFailed, NotThere
from outright.archive.fetched import Fetched, Validators, digest, redacted

NOW = dt.datetime(2026, 11, 4, 1, 30, tzinfo=dt.UTC)
PAGE = b"<!DOCTYPE html><html><body>Service unavailable</body></html>"


@dataclass
class FakeSite:
    """Answers by address: bytes, or an error to raise. A list is given out one by one, the last for ever."""

    pages: dict[str, object]
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    async def get(self, url, validators=None, headers=None) -> Fetched:
        self.asked.append(url)
        self.headers.append(dict(headers or {}))
        await asyncio.sleep(0)
        said = self.pages.get(url, NotThere("no such file", status=404))
        if isinstance(said, list):
            said = said.pop(0) if len(said) > 1 else said[0]
        if isinstance(said, FetchFailed):
            raise said
        known = validators or Validators()
        etag = f'"{digest(said)[:8]}"'
        if known.etag == etag:
            return Fetched(redacted(url), 304, b"", NOW, known, False, "", 0.1, url)
        found = Validators(etag, "", digest(said))
        return Fetched(redacted(url), 200, said, NOW, found, known.sha256 != found.sha256, "", 0.1, url)


def zipped(text: str) -> bytes:
    """Clarity's detailxml.zip, with a made-up detail file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("detail.xml", f"<ElectionResult><Region>{text}</Region></ElectionResult>")
    return buffer.getvalue()


def settings(*counties: str, versions: tuple[str, ...] = ()) -> bytes:
    """Clarity's settings, listing these counties."""
    details = {"electionid": "67317", "internalname": "Rehearsal", "participatingcounties": list(counties)}
    return json.dumps({"settings": {"electiondetails": details}, "versions": list(versions)}).encode()
