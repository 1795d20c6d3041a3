"""What lies inside a document: the archive keeps what was received, readers get what is inside. Pure."""

from __future__ import annotations

from outright.feeds.tables import is_workbook
from outright.feeds.unpack import gunzip, is_gzip, is_zip, member_of
from outright.night.walks.values import Document


def unpacked(document: Document) -> tuple[str, bytes]:
    """The name and bytes for a reader: a zip's results member, a gzip's inside, anything else as it is.

    Raises `FeedMalformed` or `FeedNotRecognised` for an archive that is broken or holds no one file.
    """
    name, body = document.name, document.body
    if is_zip(body) and not is_workbook(body):
        return member_of(body, "", name)
    if is_gzip(body):
        return name.removesuffix(".gz"), gunzip(body, name)
    return name, body
