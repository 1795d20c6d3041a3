"""What lies inside a document: the archive keeps what was received, readers get what is inside. Pure."""

from __future__ import annotations

from outright.feeds.load import opened
from outright.night.walks.values import Document


def unpacked(document: Document) -> tuple[str, bytes]:
    """The name and bytes for a reader: a zip's results member, a gzip's inside, anything else as it is.

    Raises `FeedMalformed` or `FeedNotRecognised` for an archive that is broken or holds no one file.
    """
    return opened(document.body, document.name)
