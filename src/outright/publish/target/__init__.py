"""Where the tree is published as files: a folder behind any file server, or a bucket of object storage.

A `Publisher` draws what has changed and puts it in an order in which no reader ever meets a pointer to a missing
file; a `Folder` or a `Bucket` makes each file appear whole; a `Beside` does it while the night goes on.
"""

from outright.publish.target.beside import Beside
from outright.publish.target.errors import AnotherPublisher, AnotherRun, Incomplete, TargetError
from outright.publish.target.folder import Folder
from outright.publish.target.manifest import Manifest
from outright.publish.target.place import File, Mark, Outcome, Target
from outright.publish.target.publisher import Publisher, Summary
from outright.publish.target.table import bucket_of, is_bucket, target_at

__all__ = [
    "AnotherPublisher",
    "AnotherRun",
    "Beside",
    "File",
    "Folder",
    "Incomplete",
    "Manifest",
    "Mark",
    "Outcome",
    "Publisher",
    "Summary",
    "Target",
    "TargetError",
    "bucket_of",
    "is_bucket",
    "target_at",
]
